/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * io/seal.h: a hash of a whole file in its last 32 bytes.  HDF5 ignores what follows its content, and
 * may crash on a damaged file; so the seal is checked before HDF5 sees the file. */
#ifndef FISC_IO_SEAL_H
#define FISC_IO_SEAL_H

#include "base/error.h"

#include <stdbool.h>

/* Append the seal to a finished file. */
enum status seal_append(const char *path, struct error *err) MUST_CHECK;

/* STATUS_INVALID_INPUT if the seal is broken; *is_sealed is 0 where there is none (a file that another
 * program wrote anew). */
enum status seal_check(const char *path, bool *is_sealed, struct error *err) MUST_CHECK;

#endif
