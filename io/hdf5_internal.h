/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_internal.h: a file that is being written, for io/hdf5_*.c. */
#ifndef FISC_IO_HDF5_INTERNAL_H
#define FISC_IO_HDF5_INTERNAL_H

#include "base/error.h"

#include <hdf5.h>

#include <stdbool.h>

struct hdf5_file {
    hid_t id;
    hid_t create_properties;   /* of datasets: links to attributes keep their order */
    hid_t transfer_properties; /* of texts */
    hid_t scale; /* the dimension that was attached last, open: most are the steps; 0: none */
    char scale_path[64];
    char *path;
    size_t waiting_bytes; /* given to the system, not yet to the disk */
    struct error failure;
};

/* Keeps the first failure, with errno's story if it has one; what follows is skipped. */
void hdf5_fail(struct hdf5_file *file, const char *object);
bool hdf5_is_failed(const struct hdf5_file *file);

/* Texts of a width in bytes, or H5T_VARIABLE; the caller closes it. */
hid_t hdf5_text_type(size_t width);

/* A text attribute, and netCDF's for what is missing, for an object that is open. */
void hdf5_give_text(struct hdf5_file *file, hid_t holder, const char *object, const char *name,
                    const char *text);
void hdf5_give_fill_value(struct hdf5_file *file, hid_t dataset, const char *path);

#endif
