/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_attribute.h: attributes of "/", a group or a dataset of a file that is being written (io/hdf5_file.h). */
#ifndef FISC_IO_HDF5_ATTRIBUTE_H
#define FISC_IO_HDF5_ATTRIBUTE_H

#include <stdint.h>

struct hdf5_file;

void hdf5_write_text_attribute(struct hdf5_file *file, const char *object, const char *name,
                               const char *text);
void hdf5_write_integer_attribute(struct hdf5_file *file, const char *object, const char *name,
                                  int64_t value);
/* 0, 1, ... count - 1, of the type of a COLUMN_I32. */
void hdf5_write_codes_attribute(struct hdf5_file *file, const char *object, const char *name,
                                int count);

#endif
