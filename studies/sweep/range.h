/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/range.h: evenly spaced numbers in a sweep file, said by how many they are or how far apart:
 *     {"from": 0, "to": 0.8, "count": 17}     both ends in
 *     {"from": 0, "to": 0.8, "step": 0.05}    from there on, and no further than "to" */
#ifndef FISC_STUDIES_SWEEP_RANGE_H
#define FISC_STUDIES_SWEEP_RANGE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#define SWEEP_RANGE_EXPECTED                                                                       \
    "{\"from\": a, \"to\": b, \"count\": n} or {\"from\": a, \"to\": b, \"step\": d}"

/* Does it look like one: an object with from and to?  It may still be wrong. */
bool sweep_range_is_meant(const cJSON *values);

/* How many numbers; 0 if it is none, or more than SWEEP_MAX_POINTS. */
size_t sweep_range_count(const cJSON *values);

double sweep_range_at(const cJSON *values, size_t place);

#endif
