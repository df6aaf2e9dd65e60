/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_source.h: where workers come from.  Each kind is one file: those of any
 * country (population_gb2.c, population_uniform.c, population_csv.c) are listed in population_sources.c,
 * a country's calibrated workforce with the country (calibration/us/population_census.c).
 * Drawn at random, worker i is a pure function of (seed, i): the same in a population of 100 and of
 * 10 million.  As quantiles, the population depends on N instead and not on the seed. */
#ifndef FISC_CALIBRATION_POPULATION_SOURCE_H
#define FISC_CALIBRATION_POPULATION_SOURCE_H

#include "calibration/country.h"
#include "config/kind.h"
#include "config/settings.h"
#include "model/population.h"

#include <stdbool.h>

struct population_worker {
    int cell; /* of the country's cells, or POPULATION_NO_CELL */
    double hours_per_week, weeks_per_year, wage_usd_per_hour;
};

/* A source either has a distribution to draw from (`draw`) or is a sample (`read`, with `count`): then
 * the size of the population is its own, unless population.workers asks it to sample so many. */
struct population_source_kind {
    struct kind kind;
    /* Read and check its settings, which must outlive the state.  NULL: it needs no state. */
    enum status (*create)(void **state, const struct settings *settings,
                          const struct country *country, struct error *err);
    void (*destroy)(void *state);
    /* The worker at four uniforms in (0, 1), a pure function that many threads call. */
    struct population_worker (*draw)(const void *state, const double u[4]);
    enum status (*read)(const void *state, struct population *population, uint64_t seed,
                        struct error *err); /* creates it */
    enum status (*count)(const void *state, size_t *num_workers, struct error *err);
    bool (*has_weights)(const void *state); /* NULL: every worker counts the same */
    /* Its incomes are gross earnings, observed under the country's tax with its deduction, not under the
     * bare rates; what hours were observed under where the config does not say. */
    bool has_gross_earnings;
    /* The setting (true or false) that lets each seed have workers of its own, where seeds alone do not; and the
     * choice whose value "none" forbids commands to set it.  NULL: seeds do. */
    const char *replicates_by, *replicates_where;
    /* Has each seed workers of its own?  NULL: where population.draw is "random". */
    bool (*hangs_on_seed)(const struct settings *settings);
};

/* Settings of sources that draw, and of those without hours of their own; ended by {0}. */
extern const struct setting population_draw_settings[], population_hours_settings[];

#endif
