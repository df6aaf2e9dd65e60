/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/row_sample.h: which rows of a file become workers.  Rows keep their order, so that of a
 * sorted file a systematic sample has the same share of every part. */
#ifndef FISC_CALIBRATION_ROW_SAMPLE_H
#define FISC_CALIBRATION_ROW_SAMPLE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* row[num_workers], ascending if systematic: rows with chances in proportion to their weights (NULL: equal) times
 * how often each is there (NULL: once), so that the workers drawn count the same.
 *   systematic  points (k + U)/N of the distribution, one U of the seed (Madow and Madow 1944)
 *   else        independent draws, with replacement */
enum status row_sample_draw(uint32_t *row, size_t num_workers, bool is_systematic,
                            const double *weight, const uint32_t *times, size_t num_rows,
                            uint64_t seed, struct error *err) MUST_CHECK;

/* times[num_rows]: how often each row is in a bootstrap sample (Efron 1979) of as many rows. */
void row_sample_resample(uint32_t *times, size_t num_rows, uint64_t seed);

#endif
