/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5_access.h"

#include <stdbool.h>
#include <stdlib.h>

/* What the library takes for itself and its caches, and then some. */
enum { ROOM_BYTES = 16 << 20 };

/* HDF5 1.10 follows null pointers where its own allocations fail, while it starts and when a file is opened: so it is
 * not begun unless there is room. */
static bool has_room(void)
{
    void *volatile const room = malloc(ROOM_BYTES);
    const bool has = room != NULL;

    free(room);
    return has;
}

enum status hdf5_library_start(struct error *err)
{
    if (!has_room())
        return error_set(err, STATUS_NO_MEMORY, "no memory to read or write HDF5: it needs %d MB",
                         ROOM_BYTES >> 20);
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
