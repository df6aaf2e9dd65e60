/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_uniform.c: wages uniform in a range, hours the same for all (the second mix of
 * Karten et al. 2025). */
#include "calibration/population_source.h"

#include "config/setting.h"

#include <stdlib.h>

static const struct setting own_settings[] = {
    NUMBER_SETTING("population.uniform.min_wage_usd_per_hour", "USD/hour", 1e-6, 1e9, "10",
                   "Lowest wage."),
    NUMBER_SETTING("population.uniform.max_wage_usd_per_hour", "USD/hour", 1e-6, 1e9, "100",
                   "Highest wage."),
    {0},
};

static const struct setting *const settings_read[] = {
    population_draw_settings,
    population_hours_settings,
    own_settings,
    NULL,
};

struct uniform {
    double hours_per_week, weeks_per_year;
    double min_wage_usd_per_hour, max_wage_usd_per_hour;
};

static enum status create(void **state, const struct settings *settings,
                          const struct country *country, struct error *err)
{
    static const char max_key[] = "population.uniform.max_wage_usd_per_hour";
    const struct uniform uniform = {
        .hours_per_week = settings_number(settings, "population.hours_per_week"),
        .weeks_per_year = settings_number(settings, "population.weeks_per_year"),
        .min_wage_usd_per_hour =
            settings_number(settings, "population.uniform.min_wage_usd_per_hour"),
        .max_wage_usd_per_hour = settings_number(settings, max_key),
    };

    (void)country;
    if (uniform.max_wage_usd_per_hour < uniform.min_wage_usd_per_hour)
        return error_set(err, STATUS_INVALID_INPUT, "%s: %g is below the lowest wage, %g",
                         settings_origin(settings, max_key), uniform.max_wage_usd_per_hour,
                         uniform.min_wage_usd_per_hour);
    struct uniform *const kept = malloc(sizeof *kept);

    if (!kept)
        return error_set(err, STATUS_NO_MEMORY, "no memory to draw workers");
    *kept = uniform;
    *state = kept;
    return STATUS_OK;
}

static struct population_worker draw(const void *state, const double u[4])
{
    const struct uniform *const uniform = state;

    return (struct population_worker){
        .cell = POPULATION_NO_CELL,
        .hours_per_week = uniform->hours_per_week,
        .weeks_per_year = uniform->weeks_per_year,
        .wage_usd_per_hour =
            uniform->min_wage_usd_per_hour +
            u[0] * (uniform->max_wage_usd_per_hour - uniform->min_wage_usd_per_hour),
    };
}

const struct population_source_kind population_source_uniform = {
    .kind = {.name = "uniform",
             .summary = "wages uniform between two bounds",
             .settings = settings_read},
    .create = create,
    .destroy = free,
    .draw = draw,
};
