/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/median.h: the exact median of an unsorted array in about one pass (after Floyd and Rivest
 * 1975, Communications of the ACM 18(3)).  Three pivots from a sample enclose the median; the pass
 * counts who is below, at and between them and keeps the few between.  The pass goes block by
 * block, so that it can ride along with another one; counts do not depend on the threads. */
#ifndef FISC_BASE_MEDIAN_H
#define FISC_BASE_MEDIAN_H

#include "base/error.h"

struct median; /* room for one search; about half a byte an element */

enum status median_create(struct median **median, size_t max_elements,
                          struct error *err) MUST_CHECK;
void median_destroy(struct median *median);

/* Choose pivots; then call median_count for every block of BLOCK_ELEMENTS (on any thread); then
 * median_finish.  The mean of the middle two for an even count; NaN if empty or among NaNs. */
void median_start(struct median *median, const double *x, size_t count);
void median_count(struct median *median, size_t block);
double median_finish(struct median *median);

/* All three. */
double median_of(struct median *median, const double *x, size_t count);

#endif
