/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/journal_salvage.h: the whole records of a damaged journal, in a new one. */
#ifndef FISC_BASE_JOURNAL_SALVAGE_H
#define FISC_BASE_JOURNAL_SALVAGE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct journal_salvage_options {
    const char *header;   /* in place of a damaged one; NULL: then it is no use */
    bool stops_at_damage; /* records mean something only after all those before them */
};

struct journal_salvaged {
    uint64_t num_records, num_places; /* kept; damaged */
    uint64_t first_place;             /* byte of the first damage */
    uint64_t lost_bytes;              /* of damaged, cut and left out records */
};

/* `target` is made.  STATUS_INVALID_INPUT if the header is damaged and there is no other. */
enum status journal_salvage(struct journal_salvaged *salvaged, const char *path, const char *target,
                            const struct journal_salvage_options *options,
                            struct error *err) MUST_CHECK;

#endif
