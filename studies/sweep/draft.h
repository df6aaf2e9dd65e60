/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/draft.h: the points of a sweep file before they are a plan: is each a config, does some point read
 * every key that varies, which points are the same run? */
#ifndef FISC_STUDIES_SWEEP_DRAFT_H
#define FISC_STUDIES_SWEEP_DRAFT_H

#include "config/settings.h"
#include "runs/stored_run.h"
#include "studies/sweep/file.h"

#include <stdbool.h>

/* What is known of a sweep's points before the plan is written. */
struct sweep_draft {
    const struct sweep_file *sweep;
    const struct settings *base;
    char (*hash)[CONFIG_HASH_TEXT]; /* [num_points] of what has an effect */
    size_t *same_as;                /* [num_points] the first point with this hash */
    bool is_read[SWEEP_MAX_KEYS];   /* by some point */
};

/* Checks all points; sweep and base are borrowed.  STATUS_INVALID_INPUT names wrong points, keys that vary and that no
 * point reads (unless `allows_unused`), and replications that are the same run.  Free it in any case. */
enum status sweep_draft_create(struct sweep_draft *draft, const struct sweep_file *sweep,
                               const struct settings *base, bool allows_unused,
                               struct error *err) MUST_CHECK;
void sweep_draft_free(struct sweep_draft *draft);

/* Has the key more than one value? */
bool sweep_draft_varies(const struct sweep_file *sweep, size_t key);

/* An earlier point stands for this one.  Designs of blocks keep their points, equal ones too. */
bool sweep_draft_is_merged(const struct sweep_draft *draft, size_t point);

/* The config of a point: the base with its overrides [num_keys], which are text, since that is how a plan keeps
 * them. */
enum status sweep_point_settings(struct settings **settings, const struct settings *base,
                                 char *const *override, size_t num_keys,
                                 struct error *err) MUST_CHECK;

#endif
