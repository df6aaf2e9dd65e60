/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/votes.h: counting what voters want of a few candidates, from their utilities.  Everybody ranks by
 * utility; equal utilities share. */
#ifndef FISC_PLANNER_VOTES_H
#define FISC_PLANNER_VOTES_H

#include "base/json_writer.h"
#include "config/setting.h"

#include <stdbool.h>
#include <stddef.h>

enum { VOTES_MAX_CANDIDATES = 32 };

enum vote_method { VOTE_PLURALITY, VOTE_APPROVAL, VOTE_BORDA, VOTE_CONDORCET };

/* All shares are of the voters' weight. */
struct tally {
    int num_candidates;
    double plurality[VOTES_MAX_CANDIDATES]; /* first choices; sums to 1 */
    double
        approval[VOTES_MAX_CANDIDATES]; /* voters for whom it is above their mean over candidates */
    double
        borda[VOTES_MAX_CANDIDATES]; /* mean number of candidates that it beats; ties count 1/2 */
    double preferred[VOTES_MAX_CANDIDATES]
                    [VOTES_MAX_CANDIDATES]; /* [a][b]: prefer a to b; ties 1/2 */
    int condorcet_winner; /* beats every other by majority; -1: a cycle or a tie */
    bool in_smith_set
        [VOTES_MAX_CANDIDATES]; /* the smallest set of which each beats everybody outside
                                                (Smith 1973): the winner, or those of the top cycle */
};

/* utility[candidate][voter]; weight[voter] or NULL.  The same bits on any number of threads. */
void votes_count(struct tally *tally, const double *const *utility, int num_candidates,
                 const double *weight, size_t num_voters);

/* Index of the winner; of equal ones, and where there is no Condorcet winner the one with the most Borda
 * points, the first. */
int votes_winner(const struct tally *tally, enum vote_method method);

/* As members of a JSON object: shares, points, the matrix, the Condorcet winner or null. */
void votes_write_members(struct json_writer *json, const struct tally *tally);

/* What planners that hold a vote read; ended by {0}. */
extern const struct setting votes_settings[];

#endif
