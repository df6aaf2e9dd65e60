/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/conditions.h"

#include "calibration/countries.h"
#include "simulation/tax_system_json.h"

#include <math.h>

/* What an arm sets.  Rates are fractions, wages USD per hour. */
struct condition {
    double min_wage, max_wage; /* uniform wages; 0: the country's workforce */
    double flat_rate;          /* NaN: the country's income tax */
    double basic_income_usd_per_year;
    const char *wording;                        /* NULL: plain */
    const char *personas;                       /* NULL: as the config says */
    int64_t seed;                               /* 0: as the config says */
    bool turns_consequences, turns_usual_hours; /* told where the config does not tell them */
};

static const struct condition conditions[MODEL_CARD_NUM_CONDITIONS] = {
    [MODEL_CARD_CONDITION_BASE] = {.min_wage = 15, .max_wage = 45, .flat_rate = 0.3},
    [MODEL_CARD_CONDITION_WAGE] = {.min_wage = 22.5, .max_wage = 67.5, .flat_rate = 0.3},
    [MODEL_CARD_CONDITION_TAX] = {.min_wage = 15, .max_wage = 45, .flat_rate = 0.6},
    [MODEL_CARD_CONDITION_TRANSFER] = {.min_wage = 15,
                                       .max_wage = 45,
                                       .flat_rate = 0.3,
                                       .basic_income_usd_per_year = 20000},
    [MODEL_CARD_CONDITION_REWORDED] = {.min_wage = 15,
                                       .max_wage = 45,
                                       .flat_rate = 0.3,
                                       .wording = "reworded"},
    [MODEL_CARD_CONDITION_EXAMPLE_LOW] = {.min_wage = 15,
                                          .max_wage = 45,
                                          .flat_rate = 0.3,
                                          .wording = "example_low"},
    [MODEL_CARD_CONDITION_EXAMPLE_HIGH] = {.min_wage = 15,
                                           .max_wage = 45,
                                           .flat_rate = 0.3,
                                           .wording = "example_high"},
    [MODEL_CARD_CONDITION_REFERENCE] = {.min_wage = 15, .max_wage = 45, .flat_rate = NAN},
    [MODEL_CARD_CONDITION_REFERENCE_NAMED] = {.min_wage = 15,
                                              .max_wage = 45,
                                              .flat_rate = NAN,
                                              .wording = "reference_named"},
    [MODEL_CARD_CONDITION_CONSEQUENCES_TURNED] = {.min_wage = 15,
                                                  .max_wage = 45,
                                                  .flat_rate = 0.3,
                                                  .turns_consequences = true},
    [MODEL_CARD_CONDITION_USUAL_HOURS_TURNED] = {.min_wage = 15,
                                                 .max_wage = 45,
                                                 .flat_rate = 0.3,
                                                 .turns_usual_hours = true},
    [MODEL_CARD_CONDITION_PERSONA] = {.flat_rate = 0.3, .seed = 1},
    [MODEL_CARD_CONDITION_PLAIN] = {.flat_rate = 0.3, .personas = "none", .seed = 1},
    [MODEL_CARD_CONDITION_PLAIN_AGAIN] = {.flat_rate = 0.3, .personas = "none", .seed = 2},
};

static cJSON *add_component(cJSON *tax_system, const char *kind, const char *key, double value)
{
    cJSON *const component = cJSON_CreateObject();
    const bool is_whole = cJSON_AddStringToObject(component, "component", kind) &&
                          cJSON_AddNumberToObject(component, key, value) &&
                          cJSON_AddItemToArray(tax_system, component);

    if (!is_whole)
        cJSON_Delete(component);
    return is_whole ? tax_system : NULL;
}

/* The caller deletes; NULL: no memory. */
static cJSON *flat_tax(double rate, double basic_income_usd_per_year)
{
    cJSON *const made = cJSON_CreateArray();
    cJSON *tax_system = add_component(made, "flat", "rate", rate);

    if (tax_system && basic_income_usd_per_year > 0.0)
        tax_system = add_component(tax_system, "basic_income", "amount_usd_per_year",
                                   basic_income_usd_per_year);
    if (!tax_system)
        cJSON_Delete(made);
    return tax_system;
}

/* What workers of the arm pay; the caller deletes. */
static enum status write_tax_system(cJSON **tax_system, const struct condition *condition,
                                    const struct country *country, struct error *err)
{
    struct tax_schedule schedule;

    *tax_system = NULL;
    if (isnan(condition->flat_rate)) {
        TRY(country->statutory_tax(&schedule, err));
        *tax_system = tax_system_json(&schedule);
    } else {
        *tax_system = flat_tax(condition->flat_rate, condition->basic_income_usd_per_year);
    }
    return *tax_system ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");
}

/* Preferences that are calibrated to the wages of an arm would undo what it changes: effort is fixed in hours
 * instead, at the level at which 40 hours are about right for 30 USD per hour.  Workers at quantiles are the
 * same whatever the seed. */
static void add_common(struct settings_overrides *own, size_t num_workers, const cJSON *baseline)
{
    SETTINGS_ADD(own, OVERRIDE_INTEGER("population.workers", (int64_t)num_workers));
    SETTINGS_ADD(own, OVERRIDE_WORDS("population.draw", "quantiles"));
    SETTINGS_ADD(own, OVERRIDE_JSON("government.baseline", baseline));
    SETTINGS_ADD(own, OVERRIDE_WORDS("utility.form", "quasilinear"));
    SETTINGS_ADD(own, OVERRIDE_WORDS("utility.disutility", "paper"));
    SETTINGS_ADD(own, OVERRIDE_NUMBER("utility.paper_coefficient", 0.0308));
    SETTINGS_ADD(own, OVERRIDE_WORDS("planner.kind", "none"));
    SETTINGS_ADD(own, OVERRIDE_INTEGER("steps", 1));
    SETTINGS_ADD(own, OVERRIDE_INTEGER("warmup_steps", 0));
    SETTINGS_ADD(own, OVERRIDE_BOOL("oracle", false));
    SETTINGS_ADD(own, OVERRIDE_WORDS("rule.llm.keep_decisions", "all"));
}

static void add_condition(struct settings_overrides *own, const struct condition *condition,
                          const char *workforce, const cJSON *tax_system)
{
    const bool is_uniform = condition->min_wage > 0.0;

    SETTINGS_ADD(own, OVERRIDE_WORDS("population.source", is_uniform ? "uniform" : workforce));
    if (is_uniform) {
        SETTINGS_ADD(own, OVERRIDE_NUMBER("population.uniform.min_wage_usd_per_hour",
                                          condition->min_wage));
        SETTINGS_ADD(own, OVERRIDE_NUMBER("population.uniform.max_wage_usd_per_hour",
                                          condition->max_wage));
    }
    SETTINGS_ADD(own, OVERRIDE_JSON("government.tax_system", tax_system));
    SETTINGS_ADD(own, OVERRIDE_WORDS("rule.llm.wording",
                                     condition->wording ? condition->wording : "plain"));
    if (condition->personas)
        SETTINGS_ADD(own, OVERRIDE_WORDS("personas.source", condition->personas));
    if (condition->seed > 0)
        SETTINGS_ADD(own, OVERRIDE_INTEGER("seed", condition->seed));
}

bool model_card_tells_consequences(const struct settings *base)
{
    return !settings_is(base, "rule.llm.tell", "system");
}

bool model_card_tells_usual_hours(const struct settings *base)
{
    return settings_bool(base, "rule.llm.tell_usual_hours");
}

/* What workers are told otherwise than the config says. */
static void add_turned(struct settings_overrides *own, const struct condition *condition,
                       const struct settings *base)
{
    if (condition->turns_consequences)
        SETTINGS_ADD(own, OVERRIDE_WORDS("rule.llm.tell",
                                         model_card_tells_consequences(base) ? "system" : "both"));
    if (condition->turns_usual_hours)
        SETTINGS_ADD(own, OVERRIDE_BOOL("rule.llm.tell_usual_hours",
                                        !model_card_tells_usual_hours(base)));
}

enum status model_card_condition_settings(struct settings **settings,
                                          const struct model_card_setting *setting,
                                          enum model_card_rule rule,
                                          enum model_card_condition condition, struct error *err)
{
    static const char *const rules[] = {"llm", "logit", "rational"};
    const struct condition *const asked = &conditions[condition];
    const struct country *const country = country_of(setting->base);
    const struct kind *const *const sources = country->kinds[COUNTRY_POPULATION_SOURCES];
    struct settings_overrides own = {0};
    cJSON *baseline = NULL;
    cJSON *tax_system = NULL;

    *settings = NULL;
    if (!sources)
        return error_set(err, STATUS_INVALID_INPUT,
                         "the country '%s' has no workforce whose personas a model could be given",
                         country->kind.name);
    TRY(write_tax_system(&tax_system, asked, country, err));
    baseline = flat_tax(0.3, 0.0);
    SETTINGS_ADD(&own, OVERRIDE_WORDS("rule.kind", rules[rule]));
    add_common(&own, setting->num_workers, baseline);
    add_condition(&own, asked, sources[0]->name, tax_system);
    add_turned(&own, asked, setting->base);
    const enum status status = baseline
                                   ? settings_with_list(settings, setting->base, &own, err)
                                   : error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");

    settings_overrides_free(&own);
    cJSON_Delete(baseline);
    cJSON_Delete(tax_system);
    return status;
}

static enum status keep_model(void *context, const struct model_step *step, struct error *err)
{
    (void)err;
    ((struct model_card_heard *)context)->step = *step;
    return STATUS_OK;
}

static enum status keep_decisions(void *context, const struct decision_log *decisions,
                                  struct error *err)
{
    const struct model_card_heard *const heard = context;
    const size_t width = decision_log_width(decisions);

    (void)err;
    for (size_t k = 0; k < decisions->count; k++) {
        const double *const row = decisions->rows + k * width;

        heard->mass[(size_t)row[DECISION_WORKER]] =
            row[DECISION_FELL_BACK] > 0.0 ? NAN : row[DECISION_MASS_ON_OPTIONS];
    }
    return STATUS_OK;
}

/* After the decisions, which say whose hours are none of the model's. */
static enum status keep_hours(void *context, const struct step_summary *summary,
                              const struct tax_system *tax_system, const struct economy *economy,
                              const struct outcome *outcome, struct error *err)
{
    const struct model_card_heard *const heard = context;

    (void)summary;
    (void)tax_system;
    (void)err;
    for (size_t i = 0; i < outcome->num_workers; i++) {
        const size_t id = economy->population.id[i];

        heard->hours[id] = isnan(heard->mass[id]) ? NAN : outcome->hours_per_week[i];
        heard->usual_hours[id] = (double)economy->population.observed_hours_per_week[i];
    }
    return STATUS_OK;
}

enum status model_card_condition_ask(struct model_card_heard *heard,
                                     const struct model_card_setting *setting,
                                     enum model_card_rule rule, enum model_card_condition condition,
                                     struct gateway *gateway, struct error *err)
{
    const struct simulation_sink sink = {.context = heard,
                                         .on_model = keep_model,
                                         .on_decisions = keep_decisions,
                                         .on_step = keep_hours};
    struct settings *settings = NULL;
    struct simulation *simulation = NULL;

    for (size_t i = 0; i < setting->num_workers; i++)
        heard->mass[i] = 1.0;
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
