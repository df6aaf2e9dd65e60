/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_unpack.h: a stranger's archive becomes files, and nothing but files (SECURITY.md). */
#ifndef FISC_STUDIES_PACKAGE_UNPACK_H
#define FISC_STUDIES_PACKAGE_UNPACK_H

#include "base/error.h"

#include <signal.h>

/* Unpack into temporary/package, an empty folder's child.  STATUS_INVALID_INPUT if it is no archive of fisc: what
 * studies/package_entries.h refuses, a file that SHA256SUMS does not list or lists and lacks, or one whose sum is another. */
enum status package_unpack(const char *archive, const char *temporary,
                           const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

#endif
