/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/population_sources.h: the list of sources (calibration/population_source.h), and drawing from the one
 * that a config chooses. */
#ifndef FISC_CALIBRATION_POPULATION_SOURCES_H
#define FISC_CALIBRATION_POPULATION_SOURCES_H

#include "calibration/population_source.h"

extern const struct kind_family population_source_family;

/* Settings of every source; ended by {0}. */
extern const struct setting population_settings[];

/* The kind that population.source names. */
const struct population_source_kind *population_source_of(const struct settings *settings);

/* The setting that a command which repeats a run over seeds sets to true; NULL: there is nothing to set. */
const char *population_source_replicates_by(const struct settings *settings);

bool population_source_hangs_on_seed(const struct settings *settings);

/* Is it a sample, with workers of its own? */
bool population_source_is_sample(const struct settings *settings);

/* The schedule under which its hours were observed, where the config does not say. */
enum status population_source_baseline(struct tax_schedule *schedule,
                                       const struct settings *settings,
                                       struct error *err) MUST_CHECK;

/* Create the population and draw it; bit-identical on any number of threads. */
enum status population_draw(struct population *population, const struct settings *settings,
                            uint64_t seed, struct error *err) MUST_CHECK;

/* How many workers the settings mean, and whether they carry weights, before anything of that size
 * is allocated (a csv is opened to count its rows). */
enum status population_sample_size(size_t *num_workers, bool *has_weights,
                                   const struct settings *settings, struct error *err) MUST_CHECK;

#endif
