/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/sample.h: points spread over ranges of several settings, for surveys of a space that
 * a grid would be too large for. */
#ifndef FISC_STUDIES_SWEEP_SAMPLE_H
#define FISC_STUDIES_SWEEP_SAMPLE_H

#include "base/error.h"

#include <cjson/cJSON.h>

/* From {"method": "sobol" | "latin_hypercube", "count": n, "seed": s, "ranges": {"key": [low, high], ...}} an
 * object of lists of n numbers, one a key (*values; the caller deletes).  `seed` (1 if not given) is for the
 * Latin hypercube (McKay, Beckman and Conover 1979); Sobol's sequence (Sobol 1967, by GSL) begins at its first
 * point after 0 and takes at most 40 keys.  STATUS_INVALID_INPUT says what was expected. */
enum status sweep_sample(cJSON **values, const char *path, const cJSON *sample,
                         struct error *err) MUST_CHECK;

/* Rows of a block, if the method is "saltelli" (a design for sensitivity indices): there are keys + 2 blocks; else 0. */
size_t sweep_sample_saltelli_count(const cJSON *sample);

#endif
