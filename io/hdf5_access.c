/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5_access.h"

enum status hdf5_library_start(struct error *err)
{
    H5dont_atexit();
    if (H5open() < 0)
        return error_set(err, STATUS_NO_MEMORY, "no memory to start HDF5");
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return STATUS_OK;
}

hid_t hdf5_access_create(void)
{
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);

#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access, 0, 1);
#endif
    return access;
}
