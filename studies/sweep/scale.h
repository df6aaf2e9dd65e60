/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/scale.h: what a sweep file says in short, written out before its points are made:
 *     "scales": {"small": {"population.workers": 100, "seed": [1, 2]}, "full": {"steps": 2000}}
 * sets keys for all points (a value) or replaces or adds axes of the grid (a list or a range), and
 *     "tax_systems": {"planner.tax_system": {"starts_usd_per_year": [0, 60000], "rates": [[0.1, 0.2]]}}
 * adds an axis of all tax systems with these rates by bracket, the last changing fastest. */
#ifndef FISC_STUDIES_SWEEP_SCALE_H
#define FISC_STUDIES_SWEEP_SCALE_H

#include "config/settings_with.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/* What of a file is wanted. */
struct sweep_choice {
    const char *scale;             /* NULL: the first of the file, if it has any */
    struct settings_overrides set; /* as if the scale said so */
    bool allows_unused;            /* plans a sweep over a key that no point reads, too */
};

/* STATUS_USAGE if the file has no such scale. */
enum status sweep_scale_apply(cJSON *root, const char *path, const struct sweep_choice *choice,
                              struct error *err) MUST_CHECK;
enum status sweep_scale_tax_systems(cJSON *root, const char *path, struct error *err) MUST_CHECK;

#endif
