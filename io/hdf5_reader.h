/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_reader.h: numbers out of a file that io/hdf5_file.h wrote, row by row.  Check the file with
 * hdf5_file_verify() first: HDF5 can crash inside itself on a damaged one. */
#ifndef FISC_IO_HDF5_READER_H
#define FISC_IO_HDF5_READER_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct hdf5_reader; /* opaque */

enum status hdf5_reader_open(struct hdf5_reader **reader, const char *path,
                             struct error *err) MUST_CHECK;
void hdf5_reader_close(struct hdf5_reader *reader); /* NULL is fine */

bool hdf5_reader_has(const struct hdf5_reader *reader, const char *path);

/* shape[2] of an array of rank 1 or 2; shape[1] is 1 for rank 1. */
enum status hdf5_reader_shape(const struct hdf5_reader *reader, const char *path, size_t shape[2],
                              struct error *err) MUST_CHECK;

/* All of a rank-1 array, or row `row` of a rank-2 one, as doubles; `count` is its length. */
enum status hdf5_reader_row(const struct hdf5_reader *reader, const char *path, size_t row,
                            double *values, size_t count, struct error *err) MUST_CHECK;

#endif
