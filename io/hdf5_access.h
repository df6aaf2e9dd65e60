/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/hdf5_access.h: how files are opened, for those who know HDF5 (io/). */
#ifndef FISC_IO_HDF5_ACCESS_H
#define FISC_IO_HDF5_ACCESS_H

#include "base/error.h"

#include <hdf5.h>

/* Before anything else of HDF5: no output on errors, and no clean-up at exit, which crashes after a
 * disk was full.  STATUS_NO_MEMORY if the library cannot start. */
enum status hdf5_library_start(struct error *err) MUST_CHECK;

/* File access properties without locks: what is written has a name of its own until it is whole, and what
 * is read is never written again; file systems without locks would refuse. */
hid_t hdf5_access_create(void);

#endif
