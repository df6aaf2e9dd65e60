/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/mind.h"

#include "base/elementary.h"
#include "simulation/run_settings.h"
#include "simulation/simulation.h"

#include <xxhash.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const mind_response_names[MIND_NUM_RESPONSES] = {
    "wage x 1.5", "tax 30% -> 60%", "20,000 USD more, unearned"};
const char *const mind_rule_names[MIND_NUM_RULES] = {"the model", "logit", "rational"};

enum { MAX_OVERRIDES = 64, NUM_ARMS = MIND_NUM_RESPONSES + 1 };
static const double WAGE_FACTOR = 1.5;
static const double LOW_RATE = 0.3;
static const double HIGH_RATE = 0.6;
static const double NORMAL_975 = 1.959963984540054;

/* What differs from the base: first the base itself. */
static const char *const wages[NUM_ARMS][2] = {
    {"population.uniform.min_wage_usd_per_hour=15", "population.uniform.max_wage_usd_per_hour=45"},
    {"population.uniform.min_wage_usd_per_hour=22.5", "population.uniform.max_wage_usd_per_hour=67.5"},
    {"population.uniform.min_wage_usd_per_hour=15", "population.uniform.max_wage_usd_per_hour=45"},
    {"population.uniform.min_wage_usd_per_hour=15", "population.uniform.max_wage_usd_per_hour=45"},
};
static const char *const laws[NUM_ARMS] = {
    "government.law=[{\"part\":\"flat\",\"rate\":0.3}]",
    "government.law=[{\"part\":\"flat\",\"rate\":0.3}]",
    "government.law=[{\"part\":\"flat\",\"rate\":0.6}]",
    ("government.law=[{\"part\":\"flat\",\"rate\":0.3},{\"part\":\"basic_income\","
     "\"amount_usd_per_year\":20000}]"),
};

/* The wage arm has other tastes if they are calibrated to its wages: effort is fixed in hours instead, at
 * the level at which 40 hours are about right for 30 USD per hour. */
static enum status load(struct settings **settings, const char *config, const char *const *overrides,
                        size_t num_overrides, size_t num_workers, enum mind_rule rule, int arm,
                        struct error *err)
{
    static const char *const rules[] = {"rule.kind=llm", "rule.kind=logit", "rule.kind=rational"};
    const char *all[MAX_OVERRIDES];
    char workers[64];
    size_t count = 0;

    if (num_overrides + 16 > MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "too many overrides");
    for (; count < num_overrides; count++)
        all[count] = overrides[count];
    snprintf(workers, sizeof workers, "population.workers=%zu", num_workers);
    const char *const ours[] = {
        rules[rule], workers, "population.source=uniform", "population.draw=quantiles",
        wages[arm][0], wages[arm][1], laws[arm], "government.baseline=[{\"part\":\"flat\",\"rate\":0.3}]",
        "utility.form=quasilinear", "utility.disutility=paper", "utility.paper_coefficient=0.0308",
        "planner.kind=none", "steps=1", "warmup_steps=0", "oracle=false",
    };

    for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
        all[count++] = ours[k];
    return settings_load(settings, &run_setting_table, config, all, count, err);
}

struct hearing {
    double *hours;
    struct model_step model;
};

static enum status keep_model(void *context, const struct model_step *step, struct error *err)
{
    (void)err;
    ((struct hearing *)context)->model = *step;
    return STATUS_OK;
}

static enum status keep_hours(void *context, const struct step_summary *summary,
                              const struct tax_schedule *schedule, const struct economy *economy,
                              const struct outcome *outcome, struct error *err)
{
    const struct hearing *const hearing = context;

    (void)summary;
    (void)schedule;
    (void)err;
    for (size_t i = 0; i < outcome->num_workers; i++)
        hearing->hours[economy->population.id[i]] = outcome->hours_per_week[i];
    return STATUS_OK;
}

static enum status ask(struct hearing *hearing, const struct settings *settings,
                       struct gateway *gateway, struct error *err)
{
    const struct simulation_sink sink = {
        .context = hearing, .on_model = keep_model, .on_step = keep_hours};
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, settings, NULL, err));
    if (simulation_needs_model(simulation))
        simulation_lend_gateway(simulation, gateway);
    const enum status status = simulation_run(simulation, &sink, NULL, err);

    simulation_destroy(simulation);
    return status;
}

static double mean_of(const double *x, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum / (double)count;
}

static struct mind_effect compare(const double *before, const double *after, size_t count,
                                  double log_factor)
{
    const double mean = mean_of(after, count) - mean_of(before, count);
    double squares = 0.0;

    for (size_t i = 0; i < count; i++)
        squares += (after[i] - before[i] - mean) * (after[i] - before[i] - mean);
    const double error = sqrt(squares / (double)(count - 1) / (double)count);

    return (struct mind_effect){
        .mean = mean,
        .low = mean - NORMAL_975 * error,
        .high = mean + NORMAL_975 * error,
        .elasticity = elementary_log(mean_of(after, count) / mean_of(before, count)) / log_factor,
    };
}

static enum status examine_rule(struct mind_card *card, enum mind_rule rule, const char *config,
                                const char *const *overrides, size_t num_overrides,
                                struct gateway *gateway, double *hours, struct error *err)
{
    const double log_factors[MIND_NUM_RESPONSES] = {
        elementary_log(WAGE_FACTOR),
        elementary_log((1.0 - HIGH_RATE) / (1.0 - LOW_RATE)), NAN};
    const size_t count = card->num_workers;

    for (int arm = 0; arm < NUM_ARMS; arm++) {
        struct hearing hearing = {.hours = hours + (size_t)arm * count};
        struct settings *settings = NULL;

        TRY(load(&settings, config, overrides, num_overrides, count, rule, arm, err));
        const enum status status = ask(&hearing, settings, gateway, err);

        settings_free(settings);
        TRY(status);
        if (rule != MIND_MODEL)
            continue;
        card->num_requests += (size_t)hearing.model.requests;
        card->usable_share += (1.0 - hearing.model.fallbacks / (double)count) / NUM_ARMS;
        card->mass_on_options += hearing.model.mass_on_options / NUM_ARMS;
    }
    card->mean_hours[rule] = mean_of(hours, count);
    for (int r = 0; r < MIND_NUM_RESPONSES; r++)
        card->effect[rule][r] =
            compare(hours, hours + (size_t)(r + 1) * count, count, log_factors[r]);
    return STATUS_OK;
}

static void judge(struct mind_card *card, const char *model)
{
    const struct mind_effect *const effect = card->effect[MIND_MODEL];

    card->responds[MIND_WAGE] = effect[MIND_WAGE].low > 0.0;
    card->responds[MIND_TAX] = effect[MIND_TAX].high < 0.0;
    card->responds[MIND_TRANSFER] = effect[MIND_TRANSFER].high < 0.0;
    const uint64_t hash = XXH3_64bits_withSeed(
        card->effect, sizeof card->effect,
        XXH3_64bits_withSeed(model, strlen(model),
                             XXH3_64bits(card->mean_hours, sizeof card->mean_hours)));

    snprintf(card->hash, sizeof card->hash, "%016llx", (unsigned long long)hash);
}

enum status mind_examine(struct mind_card *card, const char *config,
                         const char *const *overrides, size_t num_overrides, size_t num_workers,
                         const struct gateway_options *options, struct error *err)
{
    double *const hours = calloc(num_workers * NUM_ARMS, sizeof *hours);
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;

    *card = (struct mind_card){.num_workers = num_workers};
    if (!hours)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers", num_workers);
    enum status status =
        load(&settings, config, overrides, num_overrides, num_workers, MIND_MODEL, 0, err);

    if (!status)
        status = gateway_create(&gateway, settings, options, err);
    for (int rule = 0; !status && rule < MIND_NUM_RULES; rule++)
        status = examine_rule(card, (enum mind_rule)rule, config, overrides, num_overrides, gateway,
                              hours, err);
    if (!status)
        judge(card, gateway_model(gateway));
    gateway_destroy(gateway);
    settings_free(settings);
    free(hours);
    return status;
}
