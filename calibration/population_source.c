/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing workers from the census fit, a GB2 distribution, a uniform one, or a file. */
#include "calibration/population_source.h"

#include "base/random.h"
#include "calibration/us/sampler.h"
#include "model/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_NUM_WORKERS = 10000 };

static enum status read_gb2(struct gb2 *gb2, const struct settings *settings, struct error *err)
{
    static const char *const presets[] = {"llm_economist", "ssa_2022", "ssa_2023", "asec_2023"};
    static const char *const keys[] = {"population.gb2.mu", "population.gb2.sigma",
                                       "population.gb2.nu", "population.gb2.tau"};
    double *const values[] = {&gb2->mu, &gb2->sigma, &gb2->nu, &gb2->tau};
    const size_t preset = (size_t)settings_choice(settings, "population.gb2.preset");

    if (preset < sizeof presets / sizeof *presets)
        return gb2_preset(gb2, presets[preset], err);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!settings_is_set(settings, keys[i]))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: the preset 'custom' needs %s, which is not set",
                             settings_origin(settings, "population.gb2.preset"), keys[i]);
        *values[i] = settings_number(settings, keys[i]);
    }
    return STATUS_OK;
}

static enum status read_uniform(struct population_source *source, const struct settings *settings,
                                struct error *err)
{
    static const char key[] = "population.uniform.max_wage_usd_per_hour";

    source->min_wage_usd_per_hour =
        settings_number(settings, "population.uniform.min_wage_usd_per_hour");
    source->max_wage_usd_per_hour = settings_number(settings, key);
    if (source->max_wage_usd_per_hour < source->min_wage_usd_per_hour)
        return error_set(err, STATUS_INVALID_INPUT, "%s: %g is below the lowest wage, %g",
                         settings_origin(settings, key), source->max_wage_usd_per_hour,
                         source->min_wage_usd_per_hour);
    return STATUS_OK;
}

static enum status read_csv(struct population_csv *csv, const struct settings *settings,
                            struct error *err)
{
    const char *const path = settings_string(settings, "population.csv.path");

    *csv = (struct population_csv){
        .wage_column = settings_string(settings, "population.csv.wage_column"),
        .hours_column = settings_string(settings, "population.csv.hours_column"),
        .weeks_column = settings_string(settings, "population.csv.weeks_column"),
        .weight_column = settings_string(settings, "population.csv.weight_column"),
        .occupation_column = settings_string(settings, "population.csv.occupation_column"),
        .sex_column = settings_string(settings, "population.csv.sex_column"),
        .age_column = settings_string(settings, "population.csv.age_column"),
    };
    if (!path)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs population.csv.path, which is not set",
                         settings_origin(settings, "population.source"));
    if (!csv->wage_column || !csv->hours_column)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: the source 'csv' needs a wage_column and an hours_column",
                         settings_origin(settings, "population.source"));
    if (snprintf(csv->path, sizeof csv->path, "%s", path) >= (int)sizeof csv->path)
        return error_set(err, STATUS_INVALID_INPUT, "%s: the path is too long",
                         settings_origin(settings, "population.csv.path"));
    return STATUS_OK;
}

enum status population_source_read(struct population_source *source,
                                   const struct settings *settings, struct error *err)
{
    *source = (struct population_source){
        .kind = (enum population_source_kind)settings_choice(settings, "population.source"),
        .draw = (enum population_draw_kind)settings_choice(settings, "population.draw"),
        .hours_per_week = settings_number(settings, "population.hours_per_week"),
        .weeks_per_year = settings_number(settings, "population.weeks_per_year"),
    };
    if (settings_is_set(settings, "population.workers"))
        source->num_workers = (size_t)settings_integer(settings, "population.workers");
    else
        source->num_workers = source->kind == POPULATION_CSV ? 0 : DEFAULT_NUM_WORKERS;
    switch (source->kind) {
    case POPULATION_GB2:
        return read_gb2(&source->gb2, settings, err);
    case POPULATION_UNIFORM:
        return read_uniform(source, settings, err);
    case POPULATION_CSV:
        return read_csv(&source->csv, settings, err);
    case POPULATION_CENSUS:
        break;
    }
    return STATUS_OK;
}

/* What worker i is drawn from.  Random: Philox of (seed, i).  Quantiles: u[0] = (i + 1/2)/N, and
 * the other three from an additive recurrence i g^-1, i g^-2, i g^-3 (mod 1), g = 1.2207... the
 * root of g^4 = g + 1: a point set that fills the unit cube evenly (Kronecker-Hammersley, with
 * the generalised golden ratio).  Odd whole numbers mod 2^64: no rounding, full period. */
static struct random_uniforms uniforms_of_worker(const struct population_source *source,
                                                 size_t num_workers, uint64_t seed, size_t i)
{
    static const uint64_t step[3] = {UINT64_C(0xd1b54a32d192ed03), UINT64_C(0xabc98388fb8fac03),
                                     UINT64_C(0x8cb92ba72f3d8dd7)};
    struct random_uniforms uniforms;

    if (source->draw == POPULATION_RANDOM)
        return random_uniforms(seed, RANDOM_POPULATION, i, 0);
    uniforms.u[0] = ((double)i + 0.5) / (double)num_workers;
    for (int d = 0; d < 3; d++) {
        const uint64_t bits = (uint64_t)(i + 1) * step[d];

        uniforms.u[d + 1] = ((double)(bits >> 12) + 0.5) * 0x1p-52;
    }
    return uniforms;
}

static double draw_wage(const struct population_source *source, double hours, double p)
{
    if (source->kind == POPULATION_GB2)
        return gb2_quantile(&source->gb2, p) / (WEEKS_PER_YEAR * hours);
    return source->min_wage_usd_per_hour +
           p * (source->max_wage_usd_per_hour - source->min_wage_usd_per_hour);
}

static enum status draw_wages(struct population *population, const struct population_source *source,
                              uint64_t seed, struct error *err)
{
    const float hours = (float)source->hours_per_week;
    size_t first_failed = SIZE_MAX;

#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < population->num_workers; i++) {
        const struct random_uniforms uniforms =
            uniforms_of_worker(source, population->num_workers, seed, i);
        const double wage = draw_wage(source, (double)hours, uniforms.u[0]);

        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] = hours;
        population->weeks_per_year[i] = (float)source->weeks_per_year;
        population->wage_usd_per_hour[i] = wage;
        if (!(wage > 0.0 && wage < HUGE_VAL) && i < first_failed)
            first_failed = i;
    }
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_NUMERICAL,
                         "worker %zu was drawn a wage of %g USD per hour: the distribution's tail "
                         "is too heavy for doubles",
                         first_failed, population->wage_usd_per_hour[first_failed]);
    return STATUS_OK;
}

static enum status draw_census(struct population *population,
                               const struct population_source *source, uint64_t seed,
                               struct error *err)
{
    struct us_workforce workforce;
    struct us_sampler *const sampler = malloc(sizeof *sampler);

    if (!sampler)
        return error_set(err, STATUS_NO_MEMORY, "no memory to draw workers");
    const enum status status = us_workforce_load(&workforce, err);

    if (status) {
        free(sampler);
        return status;
    }
    us_sampler_init(sampler, &workforce);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < population->num_workers; i++) {
        const struct random_uniforms uniforms =
            uniforms_of_worker(source, population->num_workers, seed, i);
        const struct us_worker worker = us_sampler_draw(sampler, uniforms.u);

        population->id[i] = (uint32_t)i;
        population->cell[i] = (uint16_t)worker.cell;
        population->observed_hours_per_week[i] = (float)worker.hours_per_week;
        population->weeks_per_year[i] = (float)worker.weeks_per_year;
        population->wage_usd_per_hour[i] = worker.wage_usd_per_hour;
    }
    free(sampler);
    return STATUS_OK;
}

enum status population_source_draw(struct population *population,
                                   const struct population_source *source, uint64_t seed,
                                   struct error *err)
{
    if (source->kind == POPULATION_CSV)
        return population_csv_read(population, &source->csv, source->num_workers, err);
    *population = (struct population){0};
    if (source->num_workers == 0 || source->num_workers > UINT32_MAX)
        return error_set(err, STATUS_INVALID_INPUT, "%zu workers: expected 1 to %u",
                         source->num_workers, UINT32_MAX);
    TRY(population_create(population, source->num_workers, 0, err));
    const enum status status = source->kind == POPULATION_CENSUS
                                   ? draw_census(population, source, seed, err)
                                   : draw_wages(population, source, seed, err);

    if (status)
        population_free(population);
    return status;
}

enum status population_draw(struct population *population, const struct settings *settings,
                            uint64_t seed, struct error *err)
{
    struct population_source source;

    *population = (struct population){0};
    TRY(population_source_read(&source, settings, err));
    return population_source_draw(population, &source, seed, err);
}

enum status population_sample_size(size_t *num_workers, bool *has_weights,
                                   const struct settings *settings, struct error *err)
{
    struct population_source source;

    TRY(population_source_read(&source, settings, err));
    *has_weights = source.kind == POPULATION_CSV && source.csv.weight_column;
    *num_workers = source.num_workers;
    return source.num_workers > 0 ? STATUS_OK : population_csv_count(num_workers, &source.csv, err);
}
