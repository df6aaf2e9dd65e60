/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_file.h: writing HDF5 that xarray, R, MATLAB and ncdump open: every dimension is a dataset of
 * its own name (a dimension scale), links keep their order, numbers are little-endian doubles and
 * signed integers, every array has a unit and a long name.  The only code that knows HDF5.
 * Attributes: io/hdf5_attribute.h.
 *
 * Arrays written whole carry the attribute xxh3_64, a hash of their values, and chunked ones
 * Fletcher-32 checksums; the whole file is sealed (io/seal.h): hdf5_file_verify() finds damage.  One thread at a time. */
#ifndef FISC_IO_HDF5_FILE_H
#define FISC_IO_HDF5_FILE_H

#include "base/column.h"
#include "base/error.h"

#include <stdint.h>

struct hdf5_file; /* open for writing */

/* Replaces a file of this name. */
enum status hdf5_file_create(struct hdf5_file **file, const char *path,
                             struct error *err) MUST_CHECK;

/* The first failure of any call below sticks: the others then do nothing, and closing reports it.
 * NULL is fine. */
enum status hdf5_file_close(struct hdf5_file *file, struct error *err) MUST_CHECK;

void hdf5_create_group(struct hdf5_file *file, const char *path);

/* The coordinate of a dimension. */
void hdf5_write_dimension(struct hdf5_file *file, const char *path, const char *long_name,
                          const int64_t *values, size_t count);
void hdf5_write_text_dimension(struct hdf5_file *file, const char *path, const char *long_name,
                               const char *const *words, size_t count);

struct hdf5_array {
    const char *path; /* "/welfare", "/panel/hours_per_week" */
    const char *unit;
    const char *long_name;
    enum column_type type; /* F64, I64, I32 or U8 (below 128: stored as i8) */
    int rank;              /* 0 to 3 */
    size_t shape[3];
    const char *dimension[3]; /* paths of dimensions written before */
};

void hdf5_write_array(struct hdf5_file *file, const struct hdf5_array *array, const void *values);

/* Texts of any length; rank 1.  (Variable-length: netCDF-C 4.9 breaks on fixed-length ones.) */
void hdf5_write_texts(struct hdf5_file *file, const struct hdf5_array *array,
                      const char *const *values);

/* A rank-2 array of doubles in chunks, written part by part; `deflate_level` 0: not compressed. */
void hdf5_create_chunked(struct hdf5_file *file, const struct hdf5_array *array,
                         const size_t chunk[2], int deflate_level);
void hdf5_write_part(struct hdf5_file *file, const char *path, const size_t offset[2],
                     const size_t count[2], const double *values);

/* Read everything back against its hashes and checksums: STATUS_INVALID_INPUT names the first damaged
 * dataset. */
enum status hdf5_file_verify(const char *path, size_t *num_datasets, struct error *err) MUST_CHECK;

/* "1.10.8"; "unknown" if the library cannot start. */
void hdf5_library_version(char text[32]);

#endif
