/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_attribute.c: attributes of objects, and the failure that a file keeps. */
#include "io/hdf5_attribute.h"

#include "io/hdf5_internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void hdf5_fail(struct hdf5_file *file, const char *object)
{
    if (file->failure.status)
        return;
    if (errno)
        error_set_errno(&file->failure, STATUS_IO, "%s: '%s' cannot be written", file->path,
                        object);
    else
        error_set(&file->failure, STATUS_IO, "%s: '%s' cannot be written", file->path, object);
}

bool hdf5_is_failed(const struct hdf5_file *file)
{
    return file->failure.status != STATUS_OK;
}

hid_t hdf5_text_type(size_t width)
{
    const hid_t type = H5Tcopy(H5T_C_S1);

    H5Tset_size(type, width > 0 ? width : 1);
    H5Tset_strpad(type, width == H5T_VARIABLE ? H5T_STR_NULLTERM : H5T_STR_NULLPAD);
    H5Tset_cset(type, H5T_CSET_UTF8);
    return type;
}

/* To an object that is open; negative: it is not. */
static void give_attribute(struct hdf5_file *file, hid_t holder, const char *object,
                           const char *name, hid_t type, hid_t space, const void *value)
{
    const hid_t attribute =
        holder < 0 ? -1 : H5Acreate2(holder, name, type, space, H5P_DEFAULT, H5P_DEFAULT);

    if (attribute < 0 || H5Awrite(attribute, type, value) < 0)
        hdf5_fail(file, object);
    if (attribute >= 0)
        H5Aclose(attribute);
}

static void write_attribute(struct hdf5_file *file, const char *object, const char *name,
                            hid_t type, hid_t space, const void *value)
{
    if (hdf5_is_failed(file))
        return;
    errno = 0;
    const hid_t holder = H5Oopen(file->id, object, H5P_DEFAULT);

    give_attribute(file, holder, object, name, type, space, value);
    if (holder >= 0)
        H5Oclose(holder);
}

void hdf5_give_text(struct hdf5_file *file, hid_t holder, const char *object, const char *name,
                    const char *text)
{
    const hid_t type = hdf5_text_type(strlen(text));
    const hid_t space = H5Screate(H5S_SCALAR);

    give_attribute(file, holder, object, name, type, space, *text ? text : "\0");
    H5Sclose(space);
    H5Tclose(type);
}

void hdf5_write_text_attribute(struct hdf5_file *file, const char *object, const char *name,
                               const char *text)
{
    if (hdf5_is_failed(file))
        return;
    errno = 0;
    const hid_t holder = H5Oopen(file->id, object, H5P_DEFAULT);

    hdf5_give_text(file, holder, object, name, text);
    if (holder >= 0)
        H5Oclose(holder);
}

void hdf5_write_integer_attribute(struct hdf5_file *file, const char *object, const char *name,
                                  int64_t value)
{
    const hid_t space = H5Screate(H5S_SCALAR);

    write_attribute(file, object, name, H5T_STD_I64LE, space, &value);
    H5Sclose(space);
}

void hdf5_write_codes_attribute(struct hdf5_file *file, const char *object, const char *name,
                                int count)
{
    const hsize_t length = (hsize_t)count;
    int32_t *const codes = malloc(sizeof *codes * (size_t)(count + 1));

    if (!codes) {
        errno = ENOMEM;
        hdf5_fail(file, object);
        return;
    }
    for (int k = 0; k < count; k++)
        codes[k] = k;
    const hid_t space = H5Screate_simple(1, &length, NULL);

    write_attribute(file, object, name, H5T_STD_I32LE, space, codes);
    H5Sclose(space);
    free(codes);
}

/* netCDF wants it as an attribute of the variable's own type and shape (1). */
void hdf5_give_fill_value(struct hdf5_file *file, hid_t dataset, const char *path)
{
    const double fill = NAN;
    const hsize_t one = 1;
    const hid_t space = H5Screate_simple(1, &one, NULL);
    const hid_t attribute =
        H5Acreate2(dataset, "_FillValue", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);

    if (attribute < 0 || H5Awrite(attribute, H5T_IEEE_F64LE, &fill) < 0)
        hdf5_fail(file, path);
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Sclose(space);
}
