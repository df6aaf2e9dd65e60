/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/planner_table.h"

#include "base/platform.h"
#include "base/text.h"
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"

#include <gsl/gsl_cdf.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_OVERRIDES = 64, SCORING_STEPS = 5 };

/* Seeds of populations that nobody learned on. */
static const uint64_t FRESH_SEEDS = 1000000;

const struct planner_entry planner_entries[] = {
    {"do nothing", {"planner.kind=none"}},
    {"reference", {"planner.kind=reference"}},
    {"flat 50%", {"planner.kind=flat", "planner.flat_rate=0.5"}},
    {"best flat", {"planner.kind=optimum", "planner.bracket_starts_usd_per_year=[0]"}},
    {"random search", {"planner.kind=random_search"}},
    {"coordinate", {"planner.kind=coordinate"}},
    {"evolution", {"planner.kind=evolution"}},
    {"bandit, UCB", {"planner.kind=bandit", "planner.search.bandit=ucb"}},
    {"bandit, Thompson", {"planner.kind=bandit", "planner.search.bandit=thompson"}},
    {"Saez, empirical", {"planner.kind=saez_empirical", "planner.search.step=0.05"}},
    {"Saez, fixed point", {"planner.kind=saez", "planner.saez.variant=fixed_point"}},
    {"optimum", {"planner.kind=optimum"}},
    {NULL, {NULL}},
};

const struct planner_entry planner_entries_llm[] = {
    {"language model", {"planner.kind=llm"}},
    {"LM, no history",
     {"planner.kind=llm", "planner.llm.history_years=0", "planner.llm.best_years=0"}},
    {"LM, no exploring", {"planner.kind=llm", "planner.llm.explore_cue=false"}},
    {"LM, no exploiting", {"planner.kind=llm", "planner.llm.exploit_cue=false"}},
    {NULL, {NULL}},
};

/* What a run leaves for the table. */
struct watch {
    struct oracle_report oracle;
    double *welfare;                           /* [num_steps] */
    double welfare_by_kind[WELFARE_NUM_KINDS]; /* sums over steps */
    double decisions, tokens;
    size_t num_steps, capacity;
};

static enum status keep_step(void *context, const struct step_summary *summary,
                             const struct tax_system *tax_system, const struct economy *economy,
                             const struct outcome *outcome, struct error *err)
{
    struct watch *const watch = context;

    (void)tax_system;
    (void)economy;
    (void)outcome;
    (void)err;
    if (watch->num_steps < watch->capacity)
        watch->welfare[watch->num_steps++] = summary->welfare;
    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        watch->welfare_by_kind[k] += summary->welfare_by_kind[k];
    return STATUS_OK;
}

static enum status count_decision(void *context, int64_t step, int64_t tax_year,
                                  const struct planner_proposal *proposal, bool is_accepted,
                                  const char *refusal, struct error *err)
{
    (void)step;
    (void)tax_year;
    (void)proposal;
    (void)is_accepted;
    (void)refusal;
    (void)err;
    ((struct watch *)context)->decisions += 1.0;
    return STATUS_OK;
}

static enum status count_tokens(void *context, const struct model_step *step, struct error *err)
{
    (void)err;
    ((struct watch *)context)->tokens += step->prompt_tokens + step->completion_tokens;
    return STATUS_OK;
}

static enum status keep_oracle(void *context, const struct oracle_report *report, struct error *err)
{
    (void)err;
    ((struct watch *)context)->oracle = *report;
    return STATUS_OK;
}

/* *gateway stays NULL where no language model is asked. */
static enum status set_model_gateway(struct simulation *simulation, struct gateway **gateway,
                                     const struct settings *settings, struct error *err)
{
    const struct gateway_options options = {0};

    if (!simulation_needs_model(simulation))
        return STATUS_OK;
    if (simulation_uses_model_for(simulation, LLM_PURPOSE_WORKERS))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a table of planners needs workers without a language model");
    TRY(gateway_create(gateway, settings, &options, err));
    simulation_set_gateway(simulation, *gateway);
    return STATUS_OK;
}

static enum status play(struct watch *watch, struct tax_schedule *last_tax_system,
                        const struct settings *settings, struct error *err)
{
    const struct simulation_sink sink = {
        .context = watch,
        .on_proposal = count_decision,
        .on_model = count_tokens,
        .on_step = keep_step,
        .on_oracle = keep_oracle,
    };
    struct simulation *simulation = NULL;
    struct gateway *gateway = NULL;

    watch->capacity = (size_t)settings_integer(settings, "steps");
    watch->welfare = calloc(watch->capacity, sizeof *watch->welfare);
    if (!watch->welfare)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu steps", watch->capacity);
    TRY(simulation_create(&simulation, settings, NULL, err));
    enum status status = set_model_gateway(simulation, &gateway, settings, err);

    if (!status)
        status = simulation_run(simulation, &sink, NULL, err);
    if (!status && last_tax_system)
        status = tax_system_only_schedule(last_tax_system, simulation_tax_system(simulation), err);
    simulation_destroy(simulation);
    gateway_destroy(gateway);
    return status;
}

struct trial {
    const char *config;
    const char *all[MAX_OVERRIDES];
    size_t count;
};

static void add(struct trial *trial, const char *override)
{
    if (trial->count < MAX_OVERRIDES)
        trial->all[trial->count++] = override;
}

static enum status play_trial(struct watch *watch, struct tax_schedule *last_tax_system,
                              const struct trial *trial, int64_t *num_warmup, int64_t *year_length,
                              struct error *err)
{
    struct settings *settings = NULL;

    if (trial->count == MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "too many overrides: expected fewer than %d",
                         MAX_OVERRIDES);
    TRY(settings_load(&settings, &run_setting_table, trial->config, trial->all, trial->count, err));
    const enum status status = play(watch, last_tax_system, settings, err);

    if (num_warmup) {
        *num_warmup = settings_integer(settings, "warmup_steps");
        *year_length = settings_integer(settings, "tax_year_length");
    }
    settings_free(settings);
    return status;
}

static double years_to_half(const struct watch *watch, int64_t num_warmup, int64_t year_length)
{
    const double half = 0.5 * (watch->oracle.welfare + watch->oracle.welfare_baseline);

    for (size_t end = (size_t)(num_warmup + year_length); end <= watch->num_steps;
         end += (size_t)year_length)
        if (watch->welfare[end - 1] >= half)
            return (double)((int64_t)end - num_warmup) / (double)year_length;
    return NAN;
}

static enum status learn(struct planner_score *score, struct tax_schedule *tax_system,
                         struct trial trial, const struct planner_entry *entry, const char *seed,
                         struct error *err)
{
    const double start = platform_seconds();
    struct watch watch = {0};
    int64_t num_warmup = 0;
    int64_t year_length = 1;

    for (size_t k = 0; entry->overrides[k]; k++)
        add(&trial, entry->overrides[k]);
    add(&trial, seed);
    add(&trial, "oracle=true");
    const enum status status =
        play_trial(&watch, tax_system, &trial, &num_warmup, &year_length, err);

    score->seconds = platform_seconds() - start;
    score->decisions = watch.decisions;
    score->tokens = watch.tokens;
    score->years_to_half = status ? NAN : years_to_half(&watch, num_warmup, year_length);
    free(watch.welfare);
    return status;
}

/* The oracle splits the regret of the last step; with random rules W is the mean over all steps. */
static enum status score_tax_system(struct planner_score *score,
                                    const struct tax_schedule *tax_system, struct trial trial,
                                    const char *seed, struct error *err)
{
    struct watch watch = {0};
    struct text text = {0};
    char steps[32];

    text_append(&text, "planner.tax_system=");
    tax_components_write_json(&text, tax_system);
    snprintf(steps, sizeof steps, "steps=%d", SCORING_STEPS);
    add(&trial, "planner.kind=fixed");
    add(&trial, text.bytes ? text.bytes : "");
    add(&trial, steps);
    add(&trial, "warmup_steps=0");
    add(&trial, seed);
    add(&trial, "oracle=true");
    const enum status status = text.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a tax system")
                                   : play_trial(&watch, NULL, &trial, NULL, NULL, err);

    if (!status) {
        const struct oracle_report *const oracle = &watch.oracle;

        score->welfare = 0.0;
        for (size_t s = 0; s < watch.num_steps; s++)
            score->welfare += watch.welfare[s] / (double)watch.num_steps;
        for (int k = 0; k < WELFARE_NUM_KINDS; k++)
            score->welfare_by_kind[k] = watch.welfare_by_kind[k] / (double)watch.num_steps;
        score->regret = oracle->welfare - score->welfare;
        score->planner_regret = oracle->planner_regret;
        score->workers_regret = score->regret - score->planner_regret;
        score->regret_share = oracle->welfare > oracle->welfare_baseline
                                  ? score->regret / (oracle->welfare - oracle->welfare_baseline)
                                  : NAN;
    }
    free(watch.welfare);
    text_free(&text);
    return status;
}

enum status planner_table_score(struct planner_score *score, const struct planner_entry *entry,
                                const char *config, const char *const *overrides,
                                size_t num_overrides, uint64_t seed, struct error *err)
{
    struct trial trial = {.config = config};
    struct tax_schedule tax_system;
    char learn_seed[48], fresh_seed[48];

    *score = (struct planner_score){0};
    for (size_t k = 0; k < num_overrides; k++)
        add(&trial, overrides[k]);
    snprintf(learn_seed, sizeof learn_seed, "seed=%llu", (unsigned long long)seed);
    snprintf(fresh_seed, sizeof fresh_seed, "seed=%llu", (unsigned long long)(FRESH_SEEDS + seed));
    TRY(learn(score, &tax_system, trial, entry, learn_seed, err));
    return score_tax_system(score, &tax_system, trial, fresh_seed, err);
}

struct planner_estimate planner_table_estimate(const double *values, size_t count)
{
    struct planner_estimate estimate = {0.0, NAN, NAN, 0};
    double squares = 0.0;

    for (size_t k = 0; k < count; k++)
        if (isfinite(values[k])) {
            estimate.mean += values[k];
            estimate.count++;
        }
    estimate.mean = estimate.count ? estimate.mean / (double)estimate.count : NAN;
    for (size_t k = 0; k < count; k++)
        if (isfinite(values[k]))
            squares += (values[k] - estimate.mean) * (values[k] - estimate.mean);
    if (estimate.count > 1) {
        const double n = (double)estimate.count;
        const double half = gsl_cdf_tdist_Pinv(0.975, n - 1.0) * sqrt(squares / (n - 1.0) / n);

        estimate.low = estimate.mean - half;
        estimate.high = estimate.mean + half;
    }
    return estimate;
}
