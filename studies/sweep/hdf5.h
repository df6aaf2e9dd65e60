/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/hdf5.h: the table of a sweep as an HDF5 file, one dataset a column. */
#ifndef FISC_STUDIES_SWEEP_HDF5_H
#define FISC_STUDIES_SWEEP_HDF5_H

#include "studies/sweep/rows.h"

/* The columns of studies/sweep/table.h along the dimension "point": keys whose values are all numbers as numbers,
 * the others as texts; figures with their units, NaN where there is none.  A '/' cannot be in a key. */
enum status sweep_hdf5_write(const char *path, const struct sweep_plan *plan,
                             struct sweep_row *const *row, struct error *err) MUST_CHECK;

#endif
