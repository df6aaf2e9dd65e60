/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5_file.h"

#include "base/platform.h"
#include "io/hdf5_access.h"
#include "io/hdf5_attribute.h"
#include "io/hdf5_internal.h"
#include "io/seal.h"

#include <hdf5_hl.h>
#include <xxhash.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BEGIN_WRITING_BYTES = 1 << 20, TEXT_BUFFER_BYTES = 1 << 16 };

static const char hash_attribute[] = "xxh3_64";

enum status hdf5_file_create(struct hdf5_file **file, const char *path, struct error *err)
{
    struct hdf5_file *const made = calloc(1, sizeof *made);

    *file = NULL;
    if (made)
        made->path = strdup(path);
    if (!made || !made->path) {
        free(made);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a run file");
    }
    const enum status started = hdf5_library_start(err);

    if (started) {
        free(made->path);
        free(made);
        return started;
    }
    const hid_t access = hdf5_access_create();
    const hid_t create = H5Pcreate(H5P_FILE_CREATE);
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_link_creation_order(create, order);
    H5Pset_attr_creation_order(create, order);
    made->create_properties = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_attr_creation_order(made->create_properties, order);
    H5Pset_obj_track_times(made->create_properties, 0); /* equal results, equal bytes */
    /* The library's own buffer is a megabyte, new and cleared for each handful of words. */
    made->transfer_properties = H5Pcreate(H5P_DATASET_XFER);
    H5Pset_buffer(made->transfer_properties, TEXT_BUFFER_BYTES, NULL, NULL);
    errno = 0;
    made->id = H5Fcreate(path, H5F_ACC_EXCL, create, access);
    H5Pclose(access);
    H5Pclose(create);
    if (made->id < 0) {
        error_set_errno(err, STATUS_CANNOT_CREATE, "%s: cannot be created", path);
        H5Pclose(made->create_properties);
        H5Pclose(made->transfer_properties);
        free(made->path);
        free(made);
        return STATUS_CANNOT_CREATE;
    }
    *file = made;
    return STATUS_OK;
}

static void forget_scale(struct hdf5_file *file)
{
    if (file->scale > 0)
        H5Dclose(file->scale);
    file->scale = 0;
}

enum status hdf5_file_close(struct hdf5_file *file, struct error *err)
{
    enum status status = STATUS_OK;

    if (!file)
        return STATUS_OK;
    errno = 0;
    forget_scale(file);
    if (H5Fflush(file->id, H5F_SCOPE_GLOBAL) < 0)
        hdf5_fail(file, "/");
    H5Pclose(file->create_properties);
    H5Pclose(file->transfer_properties);
    if (H5Fclose(file->id) < 0)
        hdf5_fail(file, "/");
    if (hdf5_is_failed(file))
        status = error_set_story(err, file->failure.status, file->failure.message);
    else
        status = seal_append(file->path, err);
    free(file->path);
    free(file);
    return status;
}

void hdf5_create_group(struct hdf5_file *file, const char *path)
{
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

    if (hdf5_is_failed(file))
        return;
    const hid_t properties = H5Pcreate(H5P_GROUP_CREATE);

    H5Pset_link_creation_order(properties, order);
    H5Pset_attr_creation_order(properties, order);
    errno = 0;
    const hid_t group = H5Gcreate2(file->id, path, H5P_DEFAULT, properties, H5P_DEFAULT);

    H5Pclose(properties);
    if (group < 0 || H5Gclose(group) < 0)
        hdf5_fail(file, path);
}

static hid_t type_of(enum column_type type)
{
    switch (type) {
    case COLUMN_I64:
        return H5T_STD_I64LE;
    case COLUMN_I32:
        return H5T_STD_I32LE;
    case COLUMN_U8: /* flags: what netCDF readers take for bytes is signed */
        return H5T_STD_I8LE;
    case COLUMN_U16:
        return H5T_STD_U16LE;
    case COLUMN_U32:
        return H5T_STD_U32LE;
    case COLUMN_F32:
        return H5T_IEEE_F32LE;
    case COLUMN_F64:
        return H5T_IEEE_F64LE;
    }
    return H5T_IEEE_F64LE;
}

static hid_t space_of(const struct hdf5_array *array)
{
    const hsize_t shape[3] = {array->shape[0], array->shape[1], array->shape[2]};

    return array->rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(array->rank, shape, NULL);
}

static size_t count_of(const struct hdf5_array *array)
{
    size_t count = 1;

    for (int d = 0; d < array->rank; d++)
        count *= array->shape[d];
    return count;
}

/* Negative: there is none. */
static hid_t open_scale(struct hdf5_file *file, const char *path)
{
    if (file->scale > 0 && strcmp(file->scale_path, path) == 0)
        return file->scale;
    forget_scale(file);
    snprintf(file->scale_path, sizeof file->scale_path, "%s", path);
    return file->scale = H5Dopen2(file->id, path, H5P_DEFAULT);
}

static void attach_dimensions(struct hdf5_file *file, hid_t dataset, const struct hdf5_array *array)
{
    for (int d = array->rank - 1; d >= 0;
         d--) { /* the steps last, to find them open the next time */
        const hid_t scale = open_scale(file, array->dimension[d]);

        if (scale < 0 || H5DSattach_scale(dataset, scale, (unsigned)d) < 0)
            hdf5_fail(file, array->path);
    }
}

/* The dataset with everything but its values; negative on failure. */
static hid_t create_dataset(struct hdf5_file *file, const struct hdf5_array *array, hid_t type,
                            hid_t properties)
{
    errno = 0;
    const hid_t space = space_of(array);
    const hid_t dataset =
        H5Dcreate2(file->id, array->path, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);

    H5Sclose(space);
    if (dataset < 0) {
        hdf5_fail(file, array->path);
        return dataset;
    }
    attach_dimensions(file, dataset, array);
    if (array->type == COLUMN_F64 && H5Tget_class(type) == H5T_FLOAT)
        hdf5_give_fill_value(file, dataset, array->path);
    if (array->unit)
        hdf5_give_text(file, dataset, array->path, "units", array->unit);
    if (array->long_name)
        hdf5_give_text(file, dataset, array->path, "long_name", array->long_name);
    return dataset;
}

/* Closes the dataset and leaves the hash by which damage is found. */
static void close_with_hash(struct hdf5_file *file, hid_t dataset, const char *path, uint64_t hash)
{
    char text[17];

    snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
    hdf5_give_text(file, dataset, path, hash_attribute, text);
    if (H5Dclose(dataset) < 0)
        hdf5_fail(file, path);
}

/* The disk takes what is there while the next datasets are made, so that the fsync at the end waits for little. */
static void begin_writing(struct hdf5_file *file, size_t num_bytes)
{
    void *handle = NULL;

    file->waiting_bytes += num_bytes;
    if (file->waiting_bytes < BEGIN_WRITING_BYTES ||
        H5Fget_vfd_handle(file->id, H5P_DEFAULT, &handle) < 0)
        return;
    platform_begin_writing(*(const int *)handle); /* the default driver's handle is a descriptor */
    file->waiting_bytes = 0;
}

static void write_values(struct hdf5_file *file, hid_t dataset, const char *path, hid_t type,
                         const void *values, size_t num_bytes)
{
    errno = 0;
    if (num_bytes > 0 && H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
        hdf5_fail(file, path);
    close_with_hash(file, dataset, path, XXH3_64bits(values, num_bytes));
    begin_writing(file, num_bytes);
}

void hdf5_write_array(struct hdf5_file *file, const struct hdf5_array *array, const void *values)
{
    if (hdf5_is_failed(file))
        return;
    const hid_t type = type_of(array->type);
    const hid_t dataset = create_dataset(file, array, type, file->create_properties);

    if (dataset >= 0)
        write_values(file, dataset, array->path, type, values,
                     count_of(array) * column_type_bytes(array->type));
}

static void write_words(struct hdf5_file *file, hid_t dataset, const char *path, hid_t type,
                        const char *const *words, size_t count)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < count; i++)
        hash = XXH3_64bits_withSeed(words[i], strlen(words[i]), hash);
    errno = 0;
    if (count > 0 &&
        H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, file->transfer_properties, words) < 0)
        hdf5_fail(file, path);
    close_with_hash(file, dataset, path, hash);
}

void hdf5_write_texts(struct hdf5_file *file, const struct hdf5_array *array,
                      const char *const *values)
{
    if (hdf5_is_failed(file))
        return;
    const hid_t type = hdf5_text_type(H5T_VARIABLE);
    const hid_t dataset = create_dataset(file, array, type, file->create_properties);

    if (dataset >= 0)
        write_words(file, dataset, array->path, type, values, count_of(array));
    H5Tclose(type);
}

/* Scales attach to nothing themselves, so they are written without dimensions.  Negative on failure. */
static hid_t create_scale(struct hdf5_file *file, const char *path, const char *long_name,
                          hid_t type, size_t count)
{
    const hsize_t length = count;
    const char *const slash = strrchr(path, '/');

    errno = 0;
    const hid_t space = H5Screate_simple(1, &length, NULL);
    const hid_t dataset =
        H5Dcreate2(file->id, path, type, space, H5P_DEFAULT, file->create_properties, H5P_DEFAULT);

    H5Sclose(space);
    if (dataset < 0 || H5DSset_scale(dataset, slash ? slash + 1 : path) < 0)
        hdf5_fail(file, path);
    hdf5_write_text_attribute(file, path, "long_name", long_name);
    return dataset;
}

void hdf5_write_dimension(struct hdf5_file *file, const char *path, const char *long_name,
                          const int64_t *values, size_t count)
{
    if (hdf5_is_failed(file))
        return;
    const hid_t dataset = create_scale(file, path, long_name, H5T_STD_I64LE, count);

    if (dataset >= 0)
        write_values(file, dataset, path, H5T_STD_I64LE, values, count * sizeof *values);
}

void hdf5_write_text_dimension(struct hdf5_file *file, const char *path, const char *long_name,
                               const char *const *words, size_t count)
{
    if (hdf5_is_failed(file))
        return;
    const hid_t type = hdf5_text_type(H5T_VARIABLE);
    const hid_t dataset = create_scale(file, path, long_name, type, count);

    if (dataset >= 0)
        write_words(file, dataset, path, type, words, count);
    H5Tclose(type);
}

void hdf5_create_chunked(struct hdf5_file *file, const struct hdf5_array *array,
                         const size_t chunk[2], int deflate_level)
{
    const hsize_t size[2] = {chunk[0], chunk[1]};

    if (hdf5_is_failed(file))
        return;
    const hid_t properties = H5Pcopy(file->create_properties);

    H5Pset_chunk(properties, 2, size);
    if (deflate_level > 0) {
        H5Pset_shuffle(properties);
        H5Pset_deflate(properties, (unsigned)deflate_level);
    }
    H5Pset_fletcher32(properties);
    const hid_t dataset = create_dataset(file, array, H5T_IEEE_F64LE, properties);

    H5Pclose(properties);
    if (dataset >= 0 && H5Dclose(dataset) < 0)
        hdf5_fail(file, array->path);
}

void hdf5_write_part(struct hdf5_file *file, const char *path, const size_t offset[2],
                     const size_t count[2], const double *values)
{
    const hsize_t from[2] = {offset[0], offset[1]};
    const hsize_t size[2] = {count[0], count[1]};

    if (hdf5_is_failed(file))
        return;
    errno = 0;
    const hid_t dataset = H5Dopen2(file->id, path, H5P_DEFAULT);
    const hid_t memory = H5Screate_simple(2, size, NULL);
    const hid_t space = dataset < 0 ? -1 : H5Dget_space(dataset);

    if (space < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, size, NULL) < 0 ||
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) < 0)
        hdf5_fail(file, path);
    if (space >= 0)
        H5Sclose(space);
    H5Sclose(memory);
    if (dataset >= 0)
        H5Dclose(dataset);
    begin_writing(file, count[0] * count[1] * sizeof *values);
}

void hdf5_library_version(char text[32])
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;

    snprintf(text, 32, "unknown");
    if (hdf5_library_start(NULL))
        return;
    H5get_libversion(&major, &minor, &release);
    snprintf(text, 32, "%u.%u.%u", major, minor, release);
}
