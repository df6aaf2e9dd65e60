/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/package_internal.h: what writing and verifying an archive share. */
#ifndef FISC_STUDIES_PACKAGE_INTERNAL_H
#define FISC_STUDIES_PACKAGE_INTERNAL_H

#include "base/text.h"
#include "studies/sweep/plan.h"

/* Does the folder hold a sweep?  False: a run. */
enum status package_is_sweep(bool *is_sweep, const char *folder, struct error *err) MUST_CHECK;

/* The table without its last column, the seconds; *hash is that of its bytes. */
enum status package_sweep_table(struct text *csv, uint64_t *hash, const struct sweep_plan *plan,
                                struct error *err) MUST_CHECK;

#endif
