/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/planner_table.h"

#include "base/platform.h"
#include "llm/gateway.h"
#include "studies/replications.h"

#include <math.h>
#include <stdlib.h>

enum { SCORING_STEPS = 5 };
/* How much to search for the optimum: not at all, as the config says, or so many starts and rounds. */
enum { NO_SEARCH = -1, AS_CONFIGURED = 0, LEAST_EFFORT = 1 };

/* Seeds of populations that nobody learned on. */
static const uint64_t FRESH_SEEDS = 1000000;

static const double one_bracket[] = {0.0};

#define KIND(name) OVERRIDE_WORDS("planner.kind", name)
const struct planner_entry planner_entries[] = {
    {"do nothing", {KIND("none")}},
    {"reference", {KIND("reference")}},
    {"flat 50%", {KIND("flat"), OVERRIDE_NUMBER("planner.flat_rate", 0.5)}},
    {"best flat",
     {KIND("optimum"), OVERRIDE_NUMBERS("planner.bracket_starts_usd_per_year", one_bracket, 1)}},
    {"random search", {KIND("random_search")}},
    {"coordinate", {KIND("coordinate")}},
    {"evolution", {KIND("evolution")}},
    {"bandit, UCB", {KIND("bandit"), OVERRIDE_WORDS("planner.search.bandit", "ucb")}},
    {"bandit, Thompson", {KIND("bandit"), OVERRIDE_WORDS("planner.search.bandit", "thompson")}},
    {"CMA-ES", {KIND("cma_es")}},
    {"GP-BO", {KIND("gp_bo")}},
    {"NLopt, DIRECT", {KIND("nlopt"), OVERRIDE_WORDS("planner.nlopt.method", "direct")}},
    {"NLopt, CRS2", {KIND("nlopt"), OVERRIDE_WORDS("planner.nlopt.method", "crs2")}},
    {"NLopt, ISRES", {KIND("nlopt"), OVERRIDE_WORDS("planner.nlopt.method", "isres")}},
    {"NLopt, ESCH", {KIND("nlopt"), OVERRIDE_WORDS("planner.nlopt.method", "esch")}},
    {"NLopt, MLSL", {KIND("nlopt"), OVERRIDE_WORDS("planner.nlopt.method", "mlsl")}},
    {"Saez, empirical", {KIND("saez_empirical"), OVERRIDE_NUMBER("planner.search.step", 0.05)}},
    {"Saez, fixed point", {KIND("saez"), OVERRIDE_WORDS("planner.saez.variant", "fixed_point")}},
    {"optimum", {KIND("optimum")}},
    {0},
};

const struct planner_entry planner_entries_llm[] = {
    {"language model", {KIND("llm")}},
    {"LM, no history",
     {KIND("llm"), OVERRIDE_INTEGER("planner.llm.history_years", 0),
      OVERRIDE_INTEGER("planner.llm.best_years", 0)}},
    {"LM, no exploring", {KIND("llm"), OVERRIDE_BOOL("planner.llm.explore_cue", false)}},
    {"LM, no exploiting", {KIND("llm"), OVERRIDE_BOOL("planner.llm.exploit_cue", false)}},
    {0},
};

/* What a run leaves for the table. */
struct watch {
    struct oracle_report oracle;
    double *welfare;                           /* [num_steps] */
    double welfare_by_kind[WELFARE_NUM_KINDS]; /* sums over steps */
    double decisions, tokens;
    struct answer_tally answers;
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
    struct watch *const watch = context;
    const struct answer_tally answers = model_step_answers(step);

    (void)err;
    watch->tokens += step->prompt_tokens + step->completion_tokens;
    answer_tally_add(&watch->answers, &answers);
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
    const struct gateway_options options = {.needs_answers = true};

    if (!simulation_needs_model(simulation))
        return STATUS_OK;
    if (simulation_uses_model_for(simulation, LLM_PURPOSE_WORKERS))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a table of planners needs workers without a language model");
    TRY(gateway_create(gateway, settings, &options, err));
    simulation_set_gateway(simulation, *gateway);
    return STATUS_OK;
}

/* Under the planner of the settings, or, where `tax_system` is not NULL, under this tax system from the first
 * step. */
static enum status play(struct watch *watch, struct tax_schedule *last_tax_system,
                        const struct settings *settings, const struct tax_schedule *tax_system,
                        struct error *err)
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

    if (!status && tax_system)
        status = simulation_set_tax_system(simulation, tax_system, err);
    if (!status)
        status = simulation_run(simulation, &sink, NULL, err);
    /* Too few answers say that this planner cannot be compared, not that the table is to stop. */
    if (status == STATUS_INTERRUPTED && gateway && gateway_check_answers(gateway, err))
        status = err->status = STATUS_INVALID_INPUT;
    if (!status && last_tax_system)
        status = tax_system_only_schedule(last_tax_system, simulation_tax_system(simulation), err);
    simulation_destroy(simulation);
    gateway_destroy(gateway);
    return status;
}

static double years_to_half(const struct watch *watch, const struct planner_score *where_learned,
                            const struct settings *settings)
{
    const double half = 0.5 * (where_learned->optimum + where_learned->baseline);
    const int64_t num_warmup = settings_integer(settings, "warmup_steps");
    const int64_t year_length = settings_integer(settings, "tax_year_length");

    for (size_t end = (size_t)(num_warmup + year_length); end <= watch->num_steps;
         end += (size_t)year_length)
        if (watch->welfare[end - 1] >= half)
            return (double)((int64_t)end - num_warmup) / (double)year_length;
    return NAN;
}

static double share_of(double part, double whole)
{
    return whole > 0.0 ? part / whole : NAN;
}

/* The caller frees watch->welfare. */
static enum status learn(struct planner_score *score, struct watch *watch,
                         struct tax_schedule *tax_system, const struct planner_entry *entry,
                         const struct settings *base, uint64_t seed, struct error *err)
{
    const double start = platform_seconds();
    struct settings_overrides own = {0};
    struct settings *settings = NULL;

    for (size_t k = 0; entry->overrides[k].key; k++)
        settings_overrides_add(&own, &entry->overrides[k], 1);
    SETTINGS_ADD(&own, OVERRIDE_INTEGER("seed", (int64_t)seed));
    SETTINGS_ADD(&own, OVERRIDE_BOOL("oracle", false));
    enum status status = settings_with_list(&settings, base, &own, err);

    if (!status)
        status = play(watch, tax_system, settings, NULL, err);
    score->seconds = platform_seconds() - start;
    score->decisions = watch->decisions;
    score->tokens = watch->tokens;
    score->answers = watch->answers;
    settings_free(settings);
    settings_overrides_free(&own);
    return status;
}

/* A few steps under one tax system, NULL for that of the config, with this much of a search for the optimum. */
static enum status judge(struct watch *watch, const struct tax_schedule *tax_system,
                         const struct settings *base, int64_t search_effort, uint64_t seed,
                         struct error *err)
{
    const struct settings_override own[] = {
        OVERRIDE_WORDS("planner.kind", "none"),
        OVERRIDE_INTEGER("steps", SCORING_STEPS),
        OVERRIDE_INTEGER("warmup_steps", 0),
        OVERRIDE_INTEGER("seed", (int64_t)seed),
        OVERRIDE_BOOL("oracle", search_effort != NO_SEARCH),
        OVERRIDE_INTEGER("planner.optimum.starts", search_effort),
        OVERRIDE_INTEGER("planner.optimum.rounds", search_effort),
    };
    const size_t count = sizeof own / sizeof *own - (search_effort >= LEAST_EFFORT ? 0 : 2);
    struct settings *settings = NULL;

    TRY(settings_with(&settings, base, own, count, err));
    const enum status status = play(watch, NULL, settings, tax_system, err);

    settings_free(settings);
    return status;
}

static enum status find_yardstick(struct planner_yardstick *yardstick, const struct settings *base,
                                  uint64_t seed, struct error *err)
{
    struct watch watch = {0};

    if (yardstick->is_known)
        return STATUS_OK;
    const enum status status = judge(&watch, NULL, base, AS_CONFIGURED, seed, err);

    *yardstick = (struct planner_yardstick){.is_known = !status,
                                            .optimum = watch.oracle.welfare,
                                            .upper_bound = watch.oracle.welfare_upper_bound,
                                            .baseline = watch.oracle.welfare_baseline};
    free(watch.welfare);
    return status;
}

/* With random rules W is the mean over all steps.  A tax system that is better than what the search found is W*. */
static void fill_score(struct planner_score *score, const struct watch *watch,
                       const struct planner_yardstick *yardstick)
{
    const double rational = watch->oracle.welfare_rational_final_schedule;

    score->optimum = fmax(yardstick->optimum, rational);
    score->upper_bound = yardstick->upper_bound;
    score->baseline = yardstick->baseline;
    score->welfare = 0.0;
    for (size_t s = 0; s < watch->num_steps; s++)
        score->welfare += watch->welfare[s] / (double)watch->num_steps;
    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        score->welfare_by_kind[k] = watch->welfare_by_kind[k] / (double)watch->num_steps;
    score->regret = score->optimum - score->welfare;
    score->planner_regret = score->optimum - rational;
    score->workers_regret = score->regret - score->planner_regret;
    score->regret_share = share_of(score->regret, score->optimum - score->baseline);
}

/* Beside the optimum on the config's brackets, whatever those of the planner were. */
static enum status score_tax_system(struct planner_score *score,
                                    struct planner_yardstick *yardstick,
                                    const struct tax_schedule *tax_system,
                                    const struct settings *base, uint64_t seed, struct error *err)
{
    struct watch watch = {0};

    TRY(find_yardstick(yardstick, base, seed, err));
    const enum status status = judge(&watch, tax_system, base, LEAST_EFFORT, seed, err);

    if (!status)
        fill_score(score, &watch, yardstick);
    free(watch.welfare);
    return status;
}

enum status planner_table_hangs_on_seed(bool *hangs, const struct planner_entry *entry,
                                        const struct settings *settings, struct error *err)
{
    struct settings_overrides own = {0};
    struct settings *learning = NULL;

    for (size_t k = 0; entry->overrides[k].key; k++)
        settings_overrides_add(&own, &entry->overrides[k], 1);
    const enum status status = settings_with_list(&learning, settings, &own, err);

    *hangs = !status && replications_differ(learning);
    settings_free(learning);
    settings_overrides_free(&own);
    return status;
}

enum status planner_table_score(struct planner_score *score, struct planner_yardsticks *yardsticks,
                                const struct planner_entry *entry, const struct settings *settings,
                                uint64_t seed, struct error *err)
{
    struct planner_score there = {0};
    struct tax_schedule tax_system;
    struct watch watch = {0};

    *score = (struct planner_score){0};
    enum status status = learn(score, &watch, &tax_system, entry, settings, seed, err);

    if (!status)
        status =
            score_tax_system(&there, &yardsticks->where_learned, &tax_system, settings, seed, err);
    if (!status) {
        score->years_to_half = years_to_half(&watch, &there, settings);
        score->learned_regret_share =
            share_of(there.planner_regret, there.optimum - there.baseline);
    }
    free(watch.welfare);
    TRY(status);
    return score_tax_system(score, &yardsticks->fresh, &tax_system, settings, FRESH_SEEDS + seed,
                            err);
}

static enum status among_workers_of(struct settings **settings, const struct settings *base,
                                    const char *rule, struct error *err)
{
    const struct settings_override own[] = {OVERRIDE_WORDS("rule.kind", rule)};

    return settings_with(settings, base, own, 1, err);
}

/* Welfare of a tax system among workers of a rule. */
static enum status judge_among(double *welfare, const struct tax_schedule *tax_system,
                               const struct settings *base, const char *rule, uint64_t seed,
                               struct error *err)
{
    struct settings *settings = NULL;
    struct watch watch = {0};

    TRY(among_workers_of(&settings, base, rule, err));
    const enum status status = judge(&watch, tax_system, settings, NO_SEARCH, seed, err);

    *welfare = 0.0;
    for (size_t s = 0; s < watch.num_steps; s++)
        *welfare += watch.welfare[s] / (double)watch.num_steps;
    free(watch.welfare);
    settings_free(settings);
    return status;
}

enum status planner_table_transfer(double *welfare, struct answer_tally *answers,
                                   const struct planner_entry *entry,
                                   const struct settings *settings, const char *learned_rule,
                                   const char *const *rules, size_t num_rules, uint64_t seed,
                                   struct error *err)
{
    struct planner_score score = {0};
    struct tax_schedule tax_system;
    struct watch watch = {0};
    struct settings *among = NULL;

    TRY(among_workers_of(&among, settings, learned_rule, err));
    enum status status = learn(&score, &watch, &tax_system, entry, among, seed, err);

    answer_tally_add(answers, &score.answers);
    free(watch.welfare);
    settings_free(among);
    for (size_t r = 0; r < num_rules && !status; r++)
        status = judge_among(&welfare[r], &tax_system, settings, rules[r], FRESH_SEEDS + seed, err);
    return status;
}
