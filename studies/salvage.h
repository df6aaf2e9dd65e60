/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/salvage.h: a run's or a sweep's folder once more, with journals that hold what is whole of
 * those that are damaged; or one such journal.  What is there stays as it is. */
#ifndef FISC_STUDIES_SALVAGE_H
#define FISC_STUDIES_SALVAGE_H

#include "base/journal_salvage.h"
#include "base/text.h"

struct salvage_totals {
    size_t num_journals, num_damaged, num_lost; /* num_lost: of which nothing could be used */
};

/* A line in `report` for each journal.  STATUS_CANNOT_CREATE if the target exists. */
enum status salvage(const char *source, const char *target, struct salvage_totals *totals,
                    struct text *report, struct error *err) MUST_CHECK;

#endif
