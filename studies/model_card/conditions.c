/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/conditions.h"

#include "calibration/country.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"

#include <stdio.h>

enum { MAX_OVERRIDES = 64, MAX_CHANGES = 5 };

#define WAGES(low, high)                                                                           \
    "population.source=uniform", "population.uniform.min_wage_usd_per_hour=" low,                  \
        "population.uniform.max_wage_usd_per_hour=" high
#define FLAT(rate) "government.tax_system=[{\"component\":\"flat\",\"rate\":" rate "}]"

/* Overrides that the country completes (write_of_country). */
static const char REFERENCE[] = "government.tax_system=";
static const char WORKFORCE[] = "population.source=";

/* What an arm sets; "population.draw=quantiles" makes its workers the same whatever the seed. */
static const char *const changes[MODEL_CARD_NUM_CONDITIONS][MAX_CHANGES + 1] = {
    [MODEL_CARD_CONDITION_BASE] = {WAGES("15", "45"), FLAT("0.3")},
    [MODEL_CARD_CONDITION_WAGE] = {WAGES("22.5", "67.5"), FLAT("0.3")},
    [MODEL_CARD_CONDITION_TAX] = {WAGES("15", "45"), FLAT("0.6")},
    [MODEL_CARD_CONDITION_TRANSFER] =
        {WAGES("15", "45"), "government.tax_system=[{\"component\":\"flat\",\"rate\":0.3},{"
                            "\"component\":\"basic_income\",\"amount_usd_per_year\":20000}]"},
    [MODEL_CARD_CONDITION_REWORDED] = {WAGES("15", "45"), FLAT("0.3"), "rule.llm.wording=reworded"},
    [MODEL_CARD_CONDITION_EXAMPLE_LOW] = {WAGES("15", "45"), FLAT("0.3"),
                                          "rule.llm.wording=example_low"},
    [MODEL_CARD_CONDITION_EXAMPLE_HIGH] = {WAGES("15", "45"), FLAT("0.3"),
                                           "rule.llm.wording=example_high"},
    [MODEL_CARD_CONDITION_REFERENCE] = {WAGES("15", "45"), REFERENCE},
    [MODEL_CARD_CONDITION_REFERENCE_NAMED] = {WAGES("15", "45"), REFERENCE,
                                              "rule.llm.wording=reference_named"},
    [MODEL_CARD_CONDITION_PERSONA] = {WORKFORCE, FLAT("0.3"), "seed=1"},
    [MODEL_CARD_CONDITION_PLAIN] = {WORKFORCE, FLAT("0.3"), "personas.source=none", "seed=1"},
    [MODEL_CARD_CONDITION_PLAIN_AGAIN] = {WORKFORCE, FLAT("0.3"), "personas.source=none", "seed=2"},
};

/* What the country of the user's config says: its income tax, its calibrated workforce. */
static enum status write_of_country(struct text *reference, struct text *workforce,
                                    const struct model_card_setting *setting, struct error *err)
{
    struct settings *settings = NULL;
    struct tax_schedule schedule;

    TRY(settings_load(&settings, &run_setting_table, setting->config, setting->overrides,
                      setting->num_overrides, err));
    const struct country *const country = country_of(settings);
    const struct kind *const *const sources = country->kinds[COUNTRY_POPULATION_SOURCES];

    settings_free(settings);
    if (!sources)
        return error_set(err, STATUS_INVALID_INPUT,
                         "the country '%s' has no workforce whose personas a model could be given",
                         country->kind.name);
    TRY(country->statutory_tax(&schedule, err));
    text_append(reference, "%s", REFERENCE);
    tax_components_write_json(reference, &schedule);
    text_append(workforce, "%s%s", WORKFORCE, sources[0]->name);
    return reference->failed || workforce->failed
               ? error_set(err, STATUS_NO_MEMORY, "no memory for the settings of an arm")
               : STATUS_OK;
}

/* Preferences that are calibrated to the wages of an arm would undo what it changes: effort is fixed in hours
 * instead, at the level at which 40 hours are about right for 30 USD per hour. */
enum status model_card_condition_settings(struct settings **settings,
                                          const struct model_card_setting *setting,
                                          enum model_card_rule rule,
                                          enum model_card_condition condition, struct error *err)
{
    static const char *const rules[] = {"rule.kind=llm", "rule.kind=logit", "rule.kind=rational"};
    const char *all[MAX_OVERRIDES];
    char workers[64];
    struct text reference = {0};
    struct text workforce = {0};
    size_t count = 0;

    snprintf(workers, sizeof workers, "population.workers=%zu", setting->num_workers);
    const char *const ours[] = {
        rules[rule],
        workers,
        "population.draw=quantiles",
        "rule.llm.wording=plain",
        "government.baseline=[{\"component\":\"flat\",\"rate\":0.3}]",
        "utility.form=quasilinear",
        "utility.disutility=paper",
        "utility.paper_coefficient=0.0308",
        "planner.kind=none",
        "steps=1",
        "warmup_steps=0",
        "oracle=false",
    };
    const size_t num_ours = sizeof ours / sizeof *ours;

    if (setting->num_overrides + num_ours + MAX_CHANGES > MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "%zu overrides: expected at most %zu",
                         setting->num_overrides, MAX_OVERRIDES - num_ours - MAX_CHANGES);
    for (size_t k = 0; k < setting->num_overrides; k++)
        all[count++] = setting->overrides[k];
    for (size_t k = 0; k < num_ours; k++)
        all[count++] = ours[k];
    enum status status = write_of_country(&reference, &workforce, setting, err);

    for (size_t k = 0; changes[condition][k]; k++) {
        const char *const change = changes[condition][k];

        all[count++] = change == REFERENCE   ? reference.bytes
                       : change == WORKFORCE ? workforce.bytes
                                             : change;
    }
    if (!status)
        status = settings_load(settings, &run_setting_table, setting->config, all, count, err);
    text_free(&reference);
    text_free(&workforce);
    return status;
}

struct hearing {
    double *hours;
    struct model_step *model;
};

static enum status keep_model(void *context, const struct model_step *step, struct error *err)
{
    (void)err;
    *((struct hearing *)context)->model = *step;
    return STATUS_OK;
}

static enum status keep_hours(void *context, const struct step_summary *summary,
                              const struct tax_system *tax_system, const struct economy *economy,
                              const struct outcome *outcome, struct error *err)
{
    const struct hearing *const hearing = context;

    (void)summary;
    (void)tax_system;
    (void)err;
    for (size_t i = 0; i < outcome->num_workers; i++)
        hearing->hours[economy->population.id[i]] = outcome->hours_per_week[i];
    return STATUS_OK;
}

enum status model_card_condition_ask(double *hours, struct model_step *step,
                                     const struct model_card_setting *setting,
                                     enum model_card_rule rule, enum model_card_condition condition,
                                     struct gateway *gateway, struct error *err)
{
    struct hearing hearing = {.hours = hours, .model = step};
    const struct simulation_sink sink = {.context = &hearing,
                                         .on_model = keep_model,
                                         .on_step = keep_hours};
    struct settings *settings = NULL;
    struct simulation *simulation = NULL;

    TRY(model_card_condition_settings(&settings, setting, rule, condition, err));
    enum status status = simulation_create(&simulation, settings, NULL, err);

    if (!status && simulation_needs_model(simulation))
        simulation_set_gateway(simulation, gateway);
    if (!status)
        status = simulation_run(simulation, &sink, NULL, err);
    simulation_destroy(simulation);
    settings_free(settings);
    return status;
}
