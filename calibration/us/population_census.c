/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/population_census.c: workers drawn from the calibrated U.S. workforce
 * (calibration/us/workforce.h). */
#include "calibration/population_source.h"
#include "calibration/us/parts.h"
#include "calibration/us/sampler.h"

#include <stdlib.h>

static const struct setting *const settings_read[] = {population_draw_settings, NULL};

static enum status create(void **state, const struct settings *settings,
                          const struct country *country, struct error *err)
{
    struct us_workforce workforce;

    (void)settings;
    (void)country;
    TRY(us_workforce_load(&workforce, err));
    struct us_sampler *const sampler = malloc(sizeof *sampler);

    if (!sampler)
        return error_set(err, STATUS_NO_MEMORY, "no memory to draw workers");
    us_sampler_init(sampler, &workforce);
    *state = sampler;
    return STATUS_OK;
}

static struct population_worker draw(const void *state, const double u[4])
{
    const struct us_worker worker = us_sampler_draw(state, u);

    return (struct population_worker){
        .cell = worker.cell,
        .hours_per_week = worker.hours_per_week,
        .weeks_per_year = worker.weeks_per_year,
        .wage_usd_per_hour = worker.wage_usd_per_hour,
    };
}

const struct population_source_kind population_census = {
    .kind = {.name = "census",
             .summary = "the calibrated U.S. workforce: occupation, sex, age, hours, wage, weeks",
             .settings = settings_read},
    .create = create,
    .destroy = free,
    .draw = draw,
    .has_gross_earnings = true,
};
