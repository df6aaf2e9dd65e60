/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5_reader.h"

#include "io/hdf5_access.h"

#include <hdf5.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct hdf5_reader {
    hid_t file;
    char path[4096];
};

enum status hdf5_reader_open(struct hdf5_reader **reader, const char *path, struct error *err)
{
    struct hdf5_reader *const made = calloc(1, sizeof *made);

    *reader = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory to read %s", path);
    const enum status started = hdf5_library_start(err);

    if (started) {
        free(made);
        return started;
    }
    const hid_t access = hdf5_access_create();

    snprintf(made->path, sizeof made->path, "%s", path);
    made->file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (made->file < 0) {
        free(made);
        return error_set(err, STATUS_MISSING_INPUT, "%s: cannot be opened", path);
    }
    *reader = made;
    return STATUS_OK;
}

void hdf5_reader_close(struct hdf5_reader *reader)
{
    if (reader)
        H5Fclose(reader->file);
    free(reader);
}

bool hdf5_reader_has(const struct hdf5_reader *reader, const char *path)
{
    return H5Lexists(reader->file, path, H5P_DEFAULT) > 0;
}

static enum status no_such(const struct hdf5_reader *reader, const char *path, struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT, "%s: no array '%s' of numbers that can be read",
                     reader->path, path);
}

enum status hdf5_reader_shape(const struct hdf5_reader *reader, const char *path, size_t shape[2],
                              struct error *err)
{
    const hid_t dataset = H5Dopen2(reader->file, path, H5P_DEFAULT);
    const hid_t space = dataset < 0 ? -1 : H5Dget_space(dataset);
    const int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    hsize_t found[2] = {0, 1};

    if (rank == 1 || rank == 2)
        H5Sget_simple_extent_dims(space, found, NULL);
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    shape[0] = (size_t)found[0];
    shape[1] = (size_t)found[1];
    return rank == 1 || rank == 2 ? STATUS_OK : no_such(reader, path, err);
}

static bool select_row(hid_t space, size_t row, size_t count)
{
    const hsize_t offset[2] = {row, 0};
    const hsize_t extent[2] = {1, count};

    return H5Sget_simple_extent_ndims(space) == 1 ||
           H5Sselect_hyperslab(space, H5S_SELECT_SET, offset, NULL, extent, NULL) >= 0;
}

enum status hdf5_reader_row(const struct hdf5_reader *reader, const char *path, size_t row,
                            double *values, size_t count, struct error *err)
{
    const hsize_t length = count;
    const hid_t dataset = H5Dopen2(reader->file, path, H5P_DEFAULT);
    const hid_t space = dataset < 0 ? -1 : H5Dget_space(dataset);
    const hid_t memory = H5Screate_simple(1, &length, NULL);
    const bool is_read =
        space >= 0 && select_row(space, row, count) &&
        H5Sget_select_npoints(space) == (hssize_t)count &&
        H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) >= 0;

    H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    return is_read ? STATUS_OK : no_such(reader, path, err);
}
