/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_sources.c: the list of sources, and drawing from any of them. */
#include "calibration/population_sources.h"

#include "base/random.h"
#include "calibration/countries.h"
#include "config/setting.h"

#include <math.h>

enum { DEFAULT_NUM_WORKERS = 10000 };

#define POPULATION_SOURCE_KINDS(KIND)                                                              \
    KIND(population_source, gb2)                                                                   \
    KIND(population_source, uniform)                                                               \
    KIND(population_source, csv)                                                                   \
    KIND_TOY(KIND, population_source)
POPULATION_SOURCE_KINDS(KIND_DECLARE)

static const struct kind *const general[] = {POPULATION_SOURCE_KINDS(KIND_BASE) NULL};

static const struct kind *at(size_t index)
{
    return country_kind_at(COUNTRY_POPULATION_SOURCES, general, index);
}

const struct kind_family population_source_family = {.noun = "population source", .at = at};

const struct setting population_settings[] = {
    KIND_SETTING("population.source", population_source_family, "\"census\"",
                 "Where workers come from."),
    INTEGER_SETTING(
        "population.workers", "worker", 1, 4294967295.0, "null",
        "Number of workers N; null: all rows of a csv file, 10,000 of the other sources."),
    {0},
};

enum draw { DRAW_RANDOM, DRAW_QUANTILES };

const struct population_source_kind *population_source_of(const struct settings *settings)
{
    const char *const name = settings_string(settings, "population.source");

    return (const struct population_source_kind *)at(
        (size_t)kind_family_index(&population_source_family, name));
}

const char *population_source_replicates_by(const struct settings *settings)
{
    const struct population_source_kind *const kind = population_source_of(settings);

    return kind->replicates_where && !settings_is(settings, kind->replicates_where, "none")
               ? kind->replicates_by
               : NULL;
}

bool population_source_hangs_on_seed(const struct settings *settings)
{
    const struct population_source_kind *const kind = population_source_of(settings);

    return kind->hangs_on_seed ? kind->hangs_on_seed(settings)
                               : settings_is(settings, "population.draw", "random");
}

bool population_source_is_sample(const struct settings *settings)
{
    return population_source_of(settings)->read != NULL;
}

enum status population_source_baseline(struct tax_schedule *schedule,
                                       const struct settings *settings, struct error *err)
{
    const struct country *const country = country_of(settings);

    return population_source_of(settings)->has_gross_earnings
               ? country->statutory_tax(schedule, err)
               : country->reference_tax(schedule, err);
}

/* A kind with its state, for as long as one call needs it. */
struct source {
    const struct population_source_kind *kind;
    const struct country *country;
    void *state;
};

static enum status open_source(struct source *source, const struct settings *settings,
                               struct error *err)
{
    *source =
        (struct source){.kind = population_source_of(settings), .country = country_of(settings)};
    TRY(country_check_kind(source->country, COUNTRY_POPULATION_SOURCES, &source->kind->kind, err));
    return source->kind->create
               ? source->kind->create(&source->state, settings, source->country, err)
               : STATUS_OK;
}

static void close_source(struct source *source)
{
    if (source->kind->destroy)
        source->kind->destroy(source->state);
    source->state = NULL;
}

/* 0: as many as the source has. */
static size_t wanted_workers(const struct settings *settings)
{
    if (settings_is_set(settings, "population.workers"))
        return (size_t)settings_integer(settings, "population.workers");
    return population_source_is_sample(settings) ? 0 : DEFAULT_NUM_WORKERS;
}

/* What worker i is drawn from.  Random: Philox of (seed, i).  Quantiles: u[0] = (i + 1/2)/N, and
 * the other three from an additive recurrence i g^-1, i g^-2, i g^-3 (mod 1), g = 1.2207... the
 * root of g^4 = g + 1: a point set that fills the unit cube evenly (Kronecker-Hammersley, with
 * the generalised golden ratio).  Odd whole numbers mod 2^64: no rounding, full period. */
static struct random_uniforms uniforms_of_worker(enum draw draw, size_t num_workers, uint64_t seed,
                                                 size_t i)
{
    static const uint64_t step[3] = {UINT64_C(0xd1b54a32d192ed03), UINT64_C(0xabc98388fb8fac03),
                                     UINT64_C(0x8cb92ba72f3d8dd7)};
    struct random_uniforms uniforms;

    if (draw == DRAW_RANDOM)
        return random_uniforms(seed, RANDOM_POPULATION, i, 0);
    uniforms.u[0] = ((double)i + 0.5) / (double)num_workers;
    for (int d = 0; d < 3; d++) {
        const uint64_t bits = (uint64_t)(i + 1) * step[d];

        uniforms.u[d + 1] = ((double)(bits >> 12) + 0.5) * 0x1p-52;
    }
    return uniforms;
}

static enum status draw_workers(struct population *population, const struct source *source,
                                enum draw draw, uint64_t seed, struct error *err)
{
    size_t first_failed = SIZE_MAX;

#pragma omp parallel for schedule(static) reduction(min : first_failed)
    for (size_t i = 0; i < population->num_workers; i++) {
        const struct random_uniforms uniforms =
            uniforms_of_worker(draw, population->num_workers, seed, i);
        const struct population_worker worker = source->kind->draw(source->state, uniforms.u);

        population->id[i] = (uint32_t)i;
        population->cell[i] = (uint16_t)worker.cell;
        population->observed_hours_per_week[i] = (float)worker.hours_per_week;
        population->weeks_per_year[i] = (float)worker.weeks_per_year;
        population->wage_usd_per_hour[i] = worker.wage_usd_per_hour;
        if (!(worker.wage_usd_per_hour > 0.0 && worker.wage_usd_per_hour < HUGE_VAL) &&
            i < first_failed)
            first_failed = i;
    }
    if (first_failed != SIZE_MAX)
        return error_set(err, STATUS_NUMERICAL,
                         "worker %zu was drawn a wage of %g USD per hour: the distribution's tail "
                         "is too heavy for doubles",
                         first_failed, population->wage_usd_per_hour[first_failed]);
    return STATUS_OK;
}

static enum status draw(struct population *population, const struct source *source,
                        const struct settings *settings, uint64_t seed, struct error *err)
{
    const size_t num_workers = wanted_workers(settings);

    if (source->kind->read)
        return source->kind->read(source->state, population, seed, err);
    TRY(population_create(population, num_workers, 0, err));
    const enum status status =
        draw_workers(population, source, (enum draw)settings_choice(settings, "population.draw"),
                     seed, err);

    if (status)
        population_free(population);
    return status;
}

enum status population_draw(struct population *population, const struct settings *settings,
                            uint64_t seed, struct error *err)
{
    struct source source;

    *population = (struct population){0};
    TRY(open_source(&source, settings, err));
    const enum status status = draw(population, &source, settings, seed, err);

    close_source(&source);
    if (!status)
        population->cells = source.country->cells;
    return status;
}

enum status population_sample_size(size_t *num_workers, bool *has_weights,
                                   const struct settings *settings, struct error *err)
{
    struct source source;
    enum status status = STATUS_OK;

    *num_workers = wanted_workers(settings);
    *has_weights = false;
    if (!population_source_is_sample(settings))
        return STATUS_OK;
    TRY(open_source(&source, settings, err));
    if (source.kind->has_weights)
        *has_weights = source.kind->has_weights(source.state);
    if (*num_workers == 0)
        status = source.kind->count(source.state, num_workers, err);
    close_source(&source);
    return status;
}
