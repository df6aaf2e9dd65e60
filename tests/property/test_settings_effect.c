/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 40 s
 *
 * What is said to have no effect has none: in 1,000 random configs a key that nothing reads is changed,
 * and not a bit of the results moves.  The claims are exact, so there is no chance of a false alarm; the
 * seed is fixed. */
#include "config/settings_effect.h"
#include "runs/run_log.h"
#include "runs/stored_run.h"
#include "simulation/run_settings.h"
#include "simulation/simulation.h"
#include "tests/support.h"

#include "base/random.h"

#include <stdlib.h>

enum { NUM_CONFIGS = 1000, MAX_VALUES = 5, MAX_GIVEN = 64 };

static const uint64_t SEED = 20261126;

/* Values that can stand together and whose runs take milliseconds. */
static const struct {
    const char *key;
    const char *value[MAX_VALUES];
} pool[] = {
    {"population.source", {"census", "gb2", "uniform"}},
    {"population.draw", {"random", "quantiles"}},
    {"population.hours_per_week", {"40", "35"}},
    {"population.weeks_per_year", {"52", "40"}},
    {"population.gb2.preset", {"llm_economist", "ssa_2023"}},
    {"population.uniform.min_wage_usd_per_hour", {"10", "12"}},
    {"population.uniform.max_wage_usd_per_hour", {"100", "60"}},
    {"population.csv.wage_column", {"wage", "pay"}},
    {"population.csv.path", {"nowhere.csv", "elsewhere.csv"}},
    {"utility.form", {"quasilinear", "isoelastic"}},
    {"utility.labor_exponent", {"3.5", "3"}},
    {"utility.income_curvature", {"1", "0.5"}},
    {"utility.disutility", {"calibrated", "paper"}},
    {"utility.paper_coefficient", {"0.0005", "0.0007"}},
    {"rule.kind", {"rational", "logit", "constant"}},
    {"rule.constant.hours", {"observed", "drawn"}},
    {"rule.constant.least_hours_per_week", {"40", "30"}},
    {"rule.hours_grid_step", {"1", "5"}},
    {"rule.noise_share", {"0.05", "0.2"}},
    {"rule.satisfaction", {"true", "false"}},
    {"rule.satisfaction_by", {"formula", "model"}},
    {"rule.dissatisfaction", {"loss", "factor"}},
    {"rule.dissatisfaction_loss_share", {"0.02", "0.1"}},
    {"rule.satisfaction_intercept", {"0.5", "-1"}},
    {"rule.tax_attitude_sd", {"1", "3"}},
    {"rule.altruistic_share", {"0", "0.3"}},
    {"rule.mix.logit", {"0", "0.5"}},
    {"rule.llm.temperature", {"0.7", "0"}},
    {"rule.llm.form", {"sample", "letters"}},
    {"personas.source", {"templates", "none"}},
    {"personas.file", {"nobody.txt", "somebody.txt"}},
    {"government.tax_system",
     {"[]", "[{\"component\": \"flat\", \"rate\": 0.3}]",
      "[{\"component\": \"flat\", \"rate\": 0.3, \"year\": 2020}]",
      "[{\"component\": \"basic_income\", \"amount_usd_per_year\": 900, \"rate\": 0.4}]"}},
    {"government.rebate", {"equilibrium", "lagged"}},
    {"government.reform.step", {"null", "2"}},
    {"government.reform.tax_system", {"[{\"component\": \"flat\", \"rate\": 0.2}]", "[]"}},
    {"government.reform.closure", {"rebate", "spending"}},
    {"planner.kind", {"none", "fixed", "flat", "reference", "random_search"}},
    {"planner.bracket_starts_usd_per_year", {"[0, 30000, 90000]", "[0, 50000]"}},
    {"planner.min_rate", {"0", "0.1"}},
    {"planner.max_rate", {"0.9", "0.6"}},
    {"planner.flat_rate", {"0.5", "0.2"}},
    {"planner.tax_system", {"[{\"component\": \"flat\", \"rate\": 0.1}]", "[]"}},
    {"planner.saez.elasticities", {"[0.4]", "[0.7]"}},
    {"planner.search.step", {"0.1", "0.3"}},
    {"planner.search.final_share", {"0.1", "0.5"}},
    {"planner.llm.history_years", {"20", "3"}},
    {"planner.llm.cues", {"in_turn", "together"}},
    {"planner.referendum.method", {"borda", "plurality"}},
    {"planner.elected.candidates", {"5", "3"}},
    {"planner.ballot", {"choice", "scores"}},
    {"planner.vote_noise_share", {"0", "0.4"}},
    {"welfare.objective", {"isoelastic", "utilitarian", "rawlsian"}},
    {"welfare.inequality_aversion", {"1", "2"}},
    {"welfare.use_adjusted", {"false", "true"}},
    {"llm.model", {"a", "b"}},
    {"llm.profile", {"openai", "vllm"}},
    {"llm.url", {"http://127.0.0.1:9/v1", "http://127.0.0.1:8/v1"}},
    {"llm.timeout_s", {"300", "10"}},
    {"output.panel_every_steps", {"1", "2"}},
    {"seed", {"1", "7"}},
    {"name", {"a", "b"}},
};
enum { POOL = sizeof pool / sizeof *pool };

static size_t num_values(size_t k)
{
    size_t count = 0;

    while (count < MAX_VALUES && pool[k].value[count])
        count++;
    return count;
}

static double uniform(uint32_t config, uint64_t what)
{
    return random_uniforms(SEED, RANDOM_TEST, config, (int64_t)what).u[0];
}

/* ---- a run in memory, to its content's hash ------------------------------------------------------ */

static enum status on_step(void *context, const struct step_summary *summary,
                           const struct tax_system *tax_system, const struct economy *economy,
                           const struct outcome *outcome, struct error *err)
{
    (void)economy;
    (void)outcome;
    return run_log_add_step(context, NULL, summary, tax_system, err);
}

static enum status on_proposal(void *context, int64_t step, int64_t tax_year,
                               const struct planner_proposal *proposal, bool is_accepted,
                               const char *refusal, struct error *err)
{
    const struct run_proposal entry = {.step = step,
                                       .tax_year = tax_year,
                                       .is_accepted = is_accepted,
                                       .tax_system = proposal->tax_system};

    return run_log_add_proposal(context, NULL, &entry, proposal->note, refusal ? refusal : "", err);
}

static enum status run(uint64_t *hash, const struct settings *settings, struct error *err)
{
    struct run_log log = {0};
    const struct simulation_sink sink = {.context = &log,
                                         .on_step = on_step,
                                         .on_proposal = on_proposal};
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, settings, NULL, err));
    const enum status status = simulation_run(simulation, &sink, NULL, err);

    *hash = log.content_hash;
    simulation_destroy(simulation);
    run_log_free(&log);
    return status;
}

/* ---- the law ------------------------------------------------------------------------------------- */

struct config {
    char *override[MAX_GIVEN + POOL];
    size_t count;
};

static void say(struct config *config, const char *key, const char *value)
{
    struct text text = {0};

    text_append(&text, "%s=%s", key, value);
    config->override[config->count++] = text.bytes;
}

static void free_config(struct config *config)
{
    for (size_t k = 0; k < config->count; k++)
        free(config->override[k]);
}

static struct settings *load(const struct config *config)
{
    struct settings *settings = NULL;
    struct error err = {0};

    if (settings_load(&settings, &run_setting_table, NULL, (const char *const *)config->override,
                      config->count, &err))
        fail_msg("%s", err.message);
    return settings;
}

static void one_config(uint32_t index, size_t *num_checked)
{
    struct config config = {0};
    size_t chosen[POOL];

    say(&config, "population.workers", "25");
    say(&config, "steps", "4");
    for (size_t k = 0; k < POOL; k++) {
        chosen[k] = (size_t)(uniform(index, k) * (double)num_values(k));
        say(&config, pool[k].key, pool[k].value[chosen[k]]);
    }
    struct settings *const settings = load(&config);
    const size_t first = (size_t)(uniform(index, POOL) * POOL);

    for (size_t step = 0; step < POOL; step++) {
        const size_t k = (first + step) % POOL;
        uint64_t before = 0, after = 0;
        char hash_before[CONFIG_HASH_TEXT], hash_after[CONFIG_HASH_TEXT];
        struct error err = {0};

        if (settings_effect_reads(settings, pool[k].key))
            continue;
        say(&config, pool[k].key, pool[k].value[(chosen[k] + 1) % num_values(k)]);
        struct settings *const changed = load(&config);

        assert_false(settings_effect_reads(changed, pool[k].key));
        assert_ok(config_hash(hash_before, settings, &err));
        assert_ok(config_hash(hash_after, changed, &err));
        assert_string_equal(hash_before, hash_after);
        const enum status status = run(&before, settings, &err);

        if (run(&after, changed, &err) != status || before != after)
            fail_msg("config %u of seed %llu: %s moves the results, and is said not to", index,
                     (unsigned long long)SEED, pool[k].key);
        *num_checked += status == STATUS_OK;
        settings_free(changed);
        break;
    }
    settings_free(settings);
    free_config(&config);
}

static void what_has_no_effect_moves_no_bit(void **state)
{
    size_t num_checked = 0;

    (void)state;
    for (uint32_t index = 0; index < NUM_CONFIGS; index++)
        one_config(index, &num_checked);
    /* Some configs cannot run (an isoelastic worker without net income): both fail alike. */
    assert_true(num_checked > NUM_CONFIGS / 2);
    printf("# seed %llu: %zu of %d configs ran\n", (unsigned long long)SEED, num_checked,
           NUM_CONFIGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_has_no_effect_moves_no_bit)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
