/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/response.h: the exact answer of a rational quasilinear worker to a schedule.
 * Within bracket j the best income is s_j Z, s_j = (1 - tau_j)^(1/(delta-1)), clipped into the
 * bracket; the best of all brackets is the answer, for rates that rise or fall.  Effort needs no
 * power per worker: Z s_j^delta/delta inside a bracket, b^delta P/delta at a threshold b.
 * The chosen income never falls in Z, so workers sorted by Z fall into at most 2 brackets + 1
 * consecutive pieces: not working, inside bracket 0, at threshold 1, inside bracket 1, ... */
#ifndef FISC_MODEL_RESPONSE_H
#define FISC_MODEL_RESPONSE_H

#include "model/tax_schedule.h"
#include "model/utility.h"

#include <stddef.h>

/* A schedule prepared for many workers. */
struct response {
    struct tax_schedule schedule;
    double labor_exponent;
    double fixed_cost_usd_per_year;
    double scale[TAX_MAX_BRACKETS];           /* s_j */
    double effort_scale[TAX_MAX_BRACKETS];    /* s_j^delta / delta: effort per unit of Z inside j */
    double threshold_power[TAX_MAX_BRACKETS]; /* b_j^delta / delta: effort per unit of P at b_j */
    double max_scale;                         /* largest s_j */
};

enum { RESPONSE_MAX_PIECES = 2 * TAX_MAX_BRACKETS + 1 };

/* Pieces are numbered: 0 not working (only with a fixed cost), 2j + 1 inside bracket j, 2j at the
 * threshold b_j (j >= 1).  A worker at the cap of hours has no piece. */
enum { RESPONSE_NOT_WORKING = 0, RESPONSE_AT_CAP = -1 };

struct response_choice {
    double income_usd_per_year;
    double tax_usd_per_year;
    double effort_usd_per_year; /* fixed cost included */
    int piece;
};

/* Workers [first, end) of a sorted array share a piece. */
struct response_pieces {
    int count;
    int piece[RESPONSE_MAX_PIECES];
    size_t end[RESPONSE_MAX_PIECES]; /* ascending; the first starts at 0 */
};

/* `labor_exponent`: delta of the workers in question (utility_labor_exponent). */
void response_init(struct response *response, const struct tax_schedule *schedule,
                   const struct utility *utility, double labor_exponent);

/* Best income for a worker with (Z, P); ties go to the lower income.  `income_cap` is k w 100, or
 * INFINITY. */
struct response_choice response_choose(const struct response *response, double potential_earnings,
                                       double threshold_effort, double income_cap);

/* The effort of earning so much, and the same choice where that of the cap is known. */
double response_effort(const struct response *response, double threshold_effort, double income);
struct response_choice response_choose_knowing(const struct response *response,
                                               double potential_earnings, double threshold_effort,
                                               double income_cap, double effort_at_cap);

/* The best point of bracket j alone, fixed cost included; 0 if the bracket starts above the cap. */
int response_choose_in_bracket(const struct response *response, int j, double potential_earnings,
                               double threshold_effort, double income_cap,
                               struct response_choice *choice);

/* Where the pieces of a sorted population end; by bisection with response_choose itself. */
void response_locate(const struct response *response, const double *potential_earnings,
                     const double *threshold_effort, size_t num_workers,
                     struct response_pieces *pieces);

#endif
