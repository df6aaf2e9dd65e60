/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/ballot.h: what voters are asked, who they vote for or which tax system. */
#ifndef FISC_MODEL_BALLOT_H
#define FISC_MODEL_BALLOT_H

#include "model/tax_schedule.h"

#include <stddef.h>
#include <stdint.h>

struct ballot {
    int64_t tax_year;
    int num_candidates;
    /* [c] workers (index in memory) who stand; NULL: a vote on tax systems */
    const size_t *candidate;
    const struct tax_schedule *tax_system; /* [c] what each stands for; NULL: nobody says */
    const double *const *value; /* [c][N] worth of the tax system of c to each voter, USD a year,
                                      by the voter's goal; NULL if every voter is an LLM agent */
};

#endif
