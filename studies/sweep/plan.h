/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/plan.h: a sweep's folder.  The plan is made once and never changes:
 *     base.json     the resolved base config
 *     plan.jsonl    a line about the sweep, then a line a point: index, overrides, hash of its config
 *     *.rows        journals of finished points (studies/sweep/rows.h)
 *     runs/         run folders of points, if they are kept */
#ifndef FISC_STUDIES_SWEEP_PLAN_H
#define FISC_STUDIES_SWEEP_PLAN_H

#include "base/files.h"
#include "config/settings.h"
#include "runs/stored_run.h"
#include "studies/sweep/file.h"

struct planned_point {
    char **override; /* [num_keys], owned: "key=value" */
    char config_hash[CONFIG_HASH_TEXT];
};

struct sweep_plan {
    char folder[FILES_MAX_PATH];
    char *name; /* owned */
    char *base; /* text of base.json, owned */
    size_t base_bytes;
    struct settings *settings; /* the same, read; owned */
    char *key[SWEEP_MAX_KEYS]; /* owned */
    size_t num_keys;
    struct planned_point *point; /* [num_points] */
    size_t num_points;
    struct sweep_replicate replicate; /* most 0: none */
    char hash[17];                    /* XXH3-64 of plan.jsonl and base.json: names the plan */
};

/* How many points a plan has, and how many more of the file were left out because their configs have the same
 * effect as an earlier one's: they would be the same run. */
struct sweep_planned {
    size_t num_points, num_merged;
};

/* Every point's config is checked; `choice` as in sweep_file_read().  A folder that holds this very plan is fine,
 * another plan STATUS_CANNOT_CREATE.  STATUS_INVALID_INPUT also for an axis that no point reads and for
 * replications that are the same run. */
enum status sweep_plan_make(const char *sweep_path, const struct sweep_choice *choice,
                            const char *folder, struct sweep_planned *planned,
                            struct error *err) MUST_CHECK;

/* STATUS_CONFIG_CONFLICT if the plan was changed by hand. */
enum status sweep_plan_read(struct sweep_plan *plan, const char *folder,
                            struct error *err) MUST_CHECK;
void sweep_plan_free(struct sweep_plan *plan);

/* The config of a point (caller frees). */
enum status sweep_plan_settings(struct settings **settings, const struct sweep_plan *plan,
                                size_t point, struct error *err) MUST_CHECK;

#endif
