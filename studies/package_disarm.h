/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_disarm.h: a stranger's config has no say over this machine: what it may not name is refused,
 * what it may not choose is cleared, before anything acts on it (SECURITY.md). */
#ifndef FISC_STUDIES_PACKAGE_DISARM_H
#define FISC_STUDIES_PACKAGE_DISARM_H

#include "base/error.h"

/* The config of an unpacked run, changed in place: no server, key, proxy or store (every setting llm.* that moves no
 * result), and replies are replayed.  STATUS_INVALID_INPUT names a path that leaves the archive, or a base config. */
enum status package_disarm_run(const char *config, struct error *err) MUST_CHECK;

/* Of an unpacked sweep, whose files keep their bytes: STATUS_INVALID_INPUT names a path in the base or in a point that
 * leaves the archive. */
enum status package_check_sweep(const char *base, const char *plan, struct error *err) MUST_CHECK;

#endif
