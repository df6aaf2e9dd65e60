/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_entries.h: what a stranger's archive says that it holds, before anything of it is written. */
#ifndef FISC_STUDIES_PACKAGE_ENTRIES_H
#define FISC_STUDIES_PACKAGE_ENTRIES_H

#include "base/error.h"

#include <signal.h>
#include <stdint.h>

/* *bytes of what gzip holds.  STATUS_INVALID_INPUT for what no archive of fisc is: one that grows to more than 100
 * times its size (and 64 MiB), has more entries than so few bytes can name, or links, pipes, devices, names that are
 * long or deep, anything beside the folder "package". */
enum status package_check_entries(uint64_t *bytes, const char *archive,
                                  const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

#endif
