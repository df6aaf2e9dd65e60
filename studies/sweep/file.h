/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/file.h: a sweep in a file: a base config and which settings take which values.
 *     {"name": "...", "base": "config.json" (or the config itself),
 *      "grid": {"planner.flat_rate": [0.3, 0.5], "seed": {"from": 1, "to": 10, "step": 1}},
 *      "zip": [{"population.workers": [100, 1000], "steps": [400, 40]}],
 *      "sample": {"method": "sobol", "count": 64, "ranges": {"welfare.inequality_aversion": [0, 3]}},
 *      "exclude": [{"planner.flat_rate": 0.5, "seed": 2}]}
 * and "replicate" as in studies/sweep/replicate.h.
 * Its points are all combinations of the grid's lists, the zipped groups and the sample's points, the last
 * changing fastest. */
#ifndef FISC_STUDIES_SWEEP_FILE_H
#define FISC_STUDIES_SWEEP_FILE_H

#include "base/error.h"
#include "base/files.h"
#include "studies/sweep/limits.h"

struct sweep_choice;

enum { REPLICATE_NAME_BYTES = 96 };

/* "replicate" (studies/sweep/replicate.h). */
struct sweep_replicate {
    char key[REPLICATE_NAME_BYTES];    /* takes 1, 2, ..., most */
    char figure[REPLICATE_NAME_BYTES]; /* of the last step (studies/sweep/rows.h) */
    double half_width;                 /* of the interval, in units of the figure; > 0 */
    size_t least, most; /* runs of a point, 2 <= least <= most; most 0: nothing is replicated */
};

/* A point's overrides, "key=value", one a key of the sweep. */
struct sweep_point {
    char **override; /* [num_keys], owned */
};

struct sweep_file {
    char *name;                /* owned */
    char base[FILES_MAX_PATH]; /* the base config, absolute or from the working folder */
    char *base_text; /* owned; NULL, or the base that stands in the sweep's file, `base` */
    char *key[SWEEP_MAX_KEYS]; /* owned; in the order of the file */
    size_t num_keys;
    struct sweep_point *point; /* [num_points] */
    size_t num_points;
    struct sweep_replicate replicate; /* most 0: none */
    size_t saltelli_count;            /* rows of a block of Saltelli's design; 0: there is none */
    size_t saltelli_first, saltelli_num_keys; /* its keys: key[saltelli_first], ... */
};

/* `choice` as in studies/sweep/scale.h.
 * STATUS_INVALID_INPUT names the place and what was expected. */
enum status sweep_file_read(struct sweep_file *sweep, const char *path,
                            const struct sweep_choice *choice, struct error *err) MUST_CHECK;
void sweep_file_free(struct sweep_file *sweep);

#endif
