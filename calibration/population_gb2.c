/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_gb2.c: annual incomes from a GB2 distribution (calibration/gb2.h), hours the
 * same for all.  wage = income / (52 hours), so that the usual hours in all 52 weeks earn it.  Presets
 * are rows of the country's table. */
#include "calibration/countries.h"
#include "calibration/gb2.h"
#include "calibration/population_source.h"

#include "config/setting.h"
#include "model/units.h"

#include <stdlib.h>
#include <string.h>

static const struct kind custom = {.name = "custom",
                                   .summary = "the four parameters of the config"};

static const struct kind *preset_at(size_t index)
{
    static const struct kind *const general[] = {&custom, NULL};

    return country_kind_at(COUNTRY_GB2_PRESETS, general, index);
}

static const struct kind_family preset_family = {.noun = "GB2 distribution", .at = preset_at};

static const char preset_key[] = "population.gb2.preset";

static const struct setting own_settings[] = {
    KIND_SETTING("population.gb2.preset", preset_family, "\"llm_economist\"",
                 "Parameters of the GB2 distribution: the published ones (Karten et al. 2025), our "
                 "refits, or the four below."),
    NUMBER_SETTING("population.gb2.mu", "USD/year", 1e-6, 1e12, "null", "custom: scale.",
                   .when = "population.gb2.preset=custom"),
    NUMBER_SETTING("population.gb2.sigma", "1", 0.05, 100, "null", "custom: first shape.",
                   .when = "population.gb2.preset=custom"),
    NUMBER_SETTING("population.gb2.nu", "1", 0.01, 100, "null", "custom: shape of the lower tail.",
                   .when = "population.gb2.preset=custom"),
    NUMBER_SETTING("population.gb2.tau", "1", 0.01, 100, "null", "custom: shape of the upper tail.",
                   .when = "population.gb2.preset=custom"),
    {0},
};

static const struct setting *const settings_read[] = {
    population_draw_settings,
    population_hours_settings,
    own_settings,
    NULL,
};

struct source {
    struct gb2 gb2;
    double hours_per_week, weeks_per_year;
};

static enum status read_custom(struct gb2 *gb2, const struct settings *settings, struct error *err)
{
    static const char *const keys[] = {"population.gb2.mu", "population.gb2.sigma",
                                       "population.gb2.nu", "population.gb2.tau"};
    double *const values[] = {&gb2->mu, &gb2->sigma, &gb2->nu, &gb2->tau};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!settings_is_set(settings, keys[i]))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: the preset 'custom' needs %s, which is not set",
                             settings_origin(settings, preset_key), keys[i]);
        *values[i] = settings_number(settings, keys[i]);
    }
    return STATUS_OK;
}

static enum status read_gb2(struct gb2 *gb2, const struct settings *settings,
                            const struct country *country, struct error *err)
{
    const char *const name = settings_string(settings, preset_key);
    const struct kind *const preset = preset_at((size_t)kind_family_index(&preset_family, name));

    if (preset == &custom)
        return read_custom(gb2, settings, err);
    TRY(country_check_kind(country, COUNTRY_GB2_PRESETS, preset, err));
    return gb2_preset(gb2, country->gb2_table, name, err);
}

static enum status create(void **state, const struct settings *settings,
                          const struct country *country, struct error *err)
{
    struct source source = {
        /* as floats, which is what the population stores: wage x hours is then the drawn income */
        .hours_per_week = (double)(float)settings_number(settings, "population.hours_per_week"),
        .weeks_per_year = settings_number(settings, "population.weeks_per_year"),
    };

    TRY(read_gb2(&source.gb2, settings, country, err));
    struct source *const kept = malloc(sizeof *kept);

    if (!kept)
        return error_set(err, STATUS_NO_MEMORY, "no memory to draw workers");
    *kept = source;
    *state = kept;
    return STATUS_OK;
}

static struct population_worker draw(const void *state, const double u[4])
{
    const struct source *const source = state;

    return (struct population_worker){
        .cell = POPULATION_NO_CELL,
        .hours_per_week = source->hours_per_week,
        .weeks_per_year = source->weeks_per_year,
        .wage_usd_per_hour =
            gb2_quantile(&source->gb2, u[0]) / (WEEKS_PER_YEAR * source->hours_per_week),
    };
}

const struct population_source_kind population_source_gb2 = {
    .kind = {.name = "gb2",
             .summary = "annual incomes from a generalised beta distribution of the second kind",
             .settings = settings_read},
    .create = create,
    .destroy = free,
    .draw = draw,
};
