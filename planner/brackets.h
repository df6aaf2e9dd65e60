/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/brackets.h: the brackets on which planners set rates, from the config. */
#ifndef FISC_PLANNER_BRACKETS_H
#define FISC_PLANNER_BRACKETS_H

#include "config/setting.h"
#include "config/settings.h"
#include "model/population.h"
#include "model/tax_system.h"

struct brackets {
    int count;
    double start_usd_per_year[TAX_MAX_BRACKETS];
    double min_rate, max_rate;
};

/* STATUS_INVALID_INPUT if starts do not ascend from 0, there are too many, or the range of rates is
 * empty. */
enum status brackets_read(struct brackets *brackets, const struct settings *settings,
                          struct error *err) MUST_CHECK;

/* Start of bracket j + 1; INFINITY for the last. */
double brackets_end(const struct brackets *brackets, int j);

/* `tax_system` as liability-preserving averages on these brackets; the open one averages up to the mean
 * observed income above its start. */
enum status brackets_average_of(const struct brackets *brackets,
                                const struct tax_system *tax_system,
                                const struct population *population, struct tax_schedule *schedule,
                                struct error *err) MUST_CHECK;

/* What planners that set rates by bracket read; ended by {0}. */
extern const struct setting brackets_settings[];

#endif
