/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_verify.c: reads a file back against the hashes and checksums that hdf5_file.c left. */
#include "io/hdf5_file.h"

#include "io/hdf5_access.h"
#include "io/seal.h"

#include <hdf5.h>
#include <xxhash.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct verification {
    size_t num_datasets;
    char damaged[256]; /* the first damaged dataset; "" if there is none */
};

/* The stored hash, or "" where a dataset has none. */
static void read_hash(hid_t dataset, char hash[17])
{
    hash[0] = '\0';
    if (H5Aexists(dataset, "xxh3_64") <= 0)
        return;
    const hid_t attribute = H5Aopen(dataset, "xxh3_64", H5P_DEFAULT);
    const hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);

    if (type >= 0 && H5Tget_size(type) == 16 && H5Aread(attribute, type, hash) >= 0)
        hash[16] = '\0';
    else
        snprintf(hash, 17, "unreadable");
    if (type >= 0)
        H5Tclose(type);
    if (attribute >= 0)
        H5Aclose(attribute);
}

static uint64_t hash_of_words(char *const *words, size_t count)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < count; i++)
        if (words[i])
            hash = XXH3_64bits_withSeed(words[i], strlen(words[i]), hash);
    return hash;
}

static bool is_whole_dataset_good(hid_t dataset)
{
    const hid_t type = H5Dget_type(dataset);
    const hid_t space = H5Dget_space(dataset);
    const bool has_words = type >= 0 && H5Tis_variable_str(type) > 0;
    const hssize_t count = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    const size_t bytes = count < 0 || type < 0 ? 0 : (size_t)count * H5Tget_size(type);
    char stored[17];
    char found[17];
    bool is_good = false;
    void *const values = malloc(bytes ? bytes : 1);

    read_hash(dataset, stored);
    if (values && count >= 0 && type >= 0 &&
        (bytes == 0 || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0)) {
        const uint64_t hash =
            has_words ? hash_of_words(values, (size_t)count) : XXH3_64bits(values, bytes);

        snprintf(found, sizeof found, "%016llx", (unsigned long long)hash);
        is_good = strcmp(stored, found) == 0;
        if (has_words)
            H5Dvlen_reclaim(type, space, H5P_DEFAULT, values);
    }
    free(values);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return is_good;
}

/* Chunk by chunk along the first dimension: HDF5 checks each when it reads it. */
static bool is_chunked_dataset_good(hid_t dataset)
{
    const hid_t space = H5Dget_space(dataset);
    const hid_t properties = H5Dget_create_plist(dataset);
    hsize_t shape[2] = {0, 0};
    hsize_t chunk[2] = {1, 1};
    bool is_good = space >= 0 && properties >= 0 && H5Sget_simple_extent_ndims(space) == 2 &&
                   H5Sget_simple_extent_dims(space, shape, NULL) == 2 &&
                   H5Pget_chunk(properties, 2, chunk) == 2;
    double *const values = malloc((size_t)(chunk[0] * chunk[1]) * sizeof *values);

    for (hsize_t i = 0; is_good && values && i < shape[0]; i += chunk[0])
        for (hsize_t j = 0; is_good && j < shape[1]; j += chunk[1]) {
            const hsize_t from[2] = {i, j};
            const hsize_t size[2] = {shape[0] - i < chunk[0] ? shape[0] - i : chunk[0],
                                     shape[1] - j < chunk[1] ? shape[1] - j : chunk[1]};
            const hid_t memory = H5Screate_simple(2, size, NULL);

            is_good = H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, size, NULL) >= 0 &&
                      H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) >= 0;
            H5Sclose(memory);
        }
    if (!values)
        is_good = false;
    free(values);
    if (properties >= 0)
        H5Pclose(properties);
    if (space >= 0)
        H5Sclose(space);
    return is_good;
}

static bool is_chunked(hid_t dataset)
{
    const hid_t properties = H5Dget_create_plist(dataset);
    const int chunked = properties >= 0 && H5Pget_layout(properties) == H5D_CHUNKED;

    if (properties >= 0)
        H5Pclose(properties);
    return chunked;
}

static herr_t visit(hid_t file, const char *name, const H5O_info_t *info, void *context)
{
    struct verification *const verification = context;

    if (info->type != H5O_TYPE_DATASET)
        return 0;
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const bool is_good = dataset >= 0 && (is_chunked(dataset) ? is_chunked_dataset_good(dataset)
                                                              : is_whole_dataset_good(dataset));

    if (dataset >= 0)
        H5Dclose(dataset);
    verification->num_datasets++;
    if (!is_good)
        snprintf(verification->damaged, sizeof verification->damaged, "%s", name);
    return is_good ? 0 : 1;
}

enum status hdf5_file_verify(const char *path, size_t *num_datasets, struct error *err)
{
    struct verification verification = {0};
    bool is_sealed = false;

    TRY(seal_check(path, &is_sealed, err));
    TRY(hdf5_library_start(err));
    const hid_t access = hdf5_access_create();
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);

    H5Pclose(access);
    if (file < 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s: this is no HDF5 file, or it is damaged",
                         path);
    const herr_t visited =
        H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, visit, &verification, H5O_INFO_BASIC);

    H5Fclose(file);
    *num_datasets = verification.num_datasets;
    if (visited < 0)
        return error_set(err, STATUS_INVALID_INPUT, "%s: it is damaged", path);
    if (verification.damaged[0])
        return error_set(err, STATUS_INVALID_INPUT, "%s: the dataset '%s' is damaged", path,
                         verification.damaged);
    return STATUS_OK;
}
