/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_source.h: where workers come from.
 *   census   the calibrated U.S. workforce (calibration/us/workforce.h)
 *   gb2      annual incomes from a GB2 distribution; wage = income / (52 hours), so that the usual
 *            hours in all 52 weeks earn it
 *   uniform  wages uniform in a range
 *   csv      a user's microdata (calibration/population_csv.h)
 * Drawn at random, worker i is a pure function of (seed, i): the same in a population of 100 and of
 * 10 million.  As quantiles, the population depends on N instead and not on the seed. */
#ifndef FISC_CALIBRATION_POPULATION_SOURCE_H
#define FISC_CALIBRATION_POPULATION_SOURCE_H

#include "calibration/gb2.h"
#include "calibration/population_csv.h"
#include "config/settings.h"
#include "model/population.h"

#include <stdbool.h>

enum population_source_kind {
    POPULATION_CENSUS,
    POPULATION_GB2,
    POPULATION_UNIFORM,
    POPULATION_CSV,
};

enum population_draw_kind { POPULATION_RANDOM, POPULATION_QUANTILES };

struct population_source {
    enum population_source_kind kind;
    enum population_draw_kind draw;
    size_t num_workers;    /* 0: all rows (csv) */
    double hours_per_week; /* gb2, uniform */
    double weeks_per_year; /* gb2, uniform */
    struct gb2 gb2;
    double min_wage_usd_per_hour, max_wage_usd_per_hour; /* uniform */
    struct population_csv csv;
};

/* Read and check the settings population.*; strings stay in the settings, which must outlive it. */
enum status population_source_read(struct population_source *source,
                                   const struct settings *settings, struct error *err) MUST_CHECK;

/* Create the population and draw it; bit-identical on any number of threads. */
enum status population_source_draw(struct population *population,
                                   const struct population_source *source, uint64_t seed,
                                   struct error *err) MUST_CHECK;

/* Both at once. */
enum status population_draw(struct population *population, const struct settings *settings,
                            uint64_t seed, struct error *err) MUST_CHECK;

/* How many workers the settings mean, and whether they carry weights, before anything of that size
 * is allocated (a csv is opened to count its rows). */
enum status population_sample_size(size_t *num_workers, bool *has_weights,
                                   const struct settings *settings, struct error *err) MUST_CHECK;

#endif
