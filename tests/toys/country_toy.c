/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/country_toy.c: a country that is not: two occupations, two sexes, two age groups, a tax of
 * two brackets, a workforce and a tax of its own.  It is all that another country has to be. */
#include "calibration/population_source.h"
#include "config/setting.h"
#include "model/tax_component.h"

enum { OCCUPATIONS = 2, SEXES = 2, AGES = 2, JOBS = 3 };

static const char *const occupation_codes[OCCUPATIONS] = {"bread", "iron"};
static const char *const occupation_names[OCCUPATIONS] = {"baking bread", "forging iron"};
static const char *const jobs[OCCUPATIONS][JOBS] = {{"a baker", "a miller", "a pastry cook"},
                                                    {"a smith", "a farrier", "a cutler"}};
static const char *const sex_codes[SEXES] = {"f", "m"};
static const char *const sex_words[SEXES] = {"dame", "fellow"};
static const char *const age_codes[AGES] = {"10-39", "40+"};
static const char *const age_words[AGES] = {"still young", "no longer young"};
static const double age_from_years[AGES] = {10.0, 40.0};

static const struct cells cells = {
    .occupation = {"guild", OCCUPATIONS, occupation_codes, occupation_names, &jobs[0][0], JOBS},
    .sex = {"sex", SEXES, sex_codes, NULL, sex_words, 1},
    .age = {"age group", AGES, age_codes, NULL, age_words, 1},
    .age_from_years = age_from_years,
};

static enum status tax_from(double deduction, struct tax_schedule *schedule, struct error *err)
{
    return tax_schedule_init(schedule, 3, (const double[]){0.0, deduction, deduction + 20000.0},
                             (const double[]){0.0, 0.1, 0.3}, 0.0, err);
}

static enum status statutory_tax(struct tax_schedule *schedule, struct error *err)
{
    return tax_from(5000.0, schedule, err);
}

static enum status reference_tax(struct tax_schedule *schedule, struct error *err)
{
    return tax_schedule_init(schedule, 2, (const double[]){0.0, 20000.0},
                             (const double[]){0.1, 0.3}, 0.0, err);
}

/* Everybody works 30 hours; the guild and the wage go with the first two uniforms. */
static struct population_worker draw(const void *state, const double u[4])
{
    (void)state;
    return (struct population_worker){
        .cell = cells_pack(&cells, u[0] < 0.5, u[2] < 0.5, u[3] < 0.5),
        .hours_per_week = 30.0,
        .weeks_per_year = 50.0,
        .wage_usd_per_hour = 10.0 + 30.0 * u[1],
    };
}

static const struct setting *const village_settings[] = {population_draw_settings, NULL};

static const struct population_source_kind village = {
    .kind = {.name = "village", .summary = "bakers and smiths", .settings = village_settings},
    .draw = draw,
    .has_gross_earnings = true,
};

static enum status tithe_schedule(struct tax_schedule *schedule,
                                  const struct tax_component *component, int tax_class,
                                  struct error *err)
{
    (void)component;
    (void)tax_class;
    return tax_schedule_init_flat(schedule, 0.1, err);
}

static const struct tax_component_kind tithe = {
    .kind = {.name = "tithe", .summary = "a tenth of everything"},
    .schedule = tithe_schedule,
};

static const struct kind *const sources[] = {&village.kind, NULL};
static const struct kind *const components[] = {&tithe.kind, NULL};

const struct country country_toy = {
    .kind = {.name = "toy", .summary = "Toyland: bakers and smiths, a tax of two brackets"},
    .cells = &cells,
    .reference_name = "the crown's levy of Toyland",
    .statutory_tax = statutory_tax,
    .reference_tax = reference_tax,
    .kinds = {[COUNTRY_POPULATION_SOURCES] = sources, [COUNTRY_TAX_COMPONENTS] = components},
};
