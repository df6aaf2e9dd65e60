/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/income_effects_map.h: where workers with income effects can be under one schedule and a given rebate.
 * They differ in P alone, but for the cap of hours, and their income never falls with Z, so that comparisons of ln P
 * with two thresholds a bracket say where a worker can be: pieces numbered as in model/response.h.
 * Inside bracket j income z solves ln(1 - tau_j) + ln v'(y) = (delta - 1) ln z + ln P,  y = (1 - tau_j) z + what is
 * fixed there.  That is explicit the other way round, from ln z to ln P: so a few incomes draw z and u as polynomials
 * of ln P, for all workers of a piece. */
#ifndef FISC_MODEL_INCOME_EFFECTS_MAP_H
#define FISC_MODEL_INCOME_EFFECTS_MAP_H

#include "model/tax_schedule.h"
#include "model/utility.h"

#include <stdbool.h>
#include <stddef.h>

/* By ln P: above b_j if it is below enter[j], beyond the end of bracket j if it is below leave[j]. */
struct income_effects_map {
    const struct tax_schedule *schedule;
    const struct utility *utility;
    double enter[TAX_MAX_BRACKETS], leave[TAX_MAX_BRACKETS];
    double log_start[TAX_MAX_BRACKETS + 1];
    double log_kept[TAX_MAX_BRACKETS];       /* ln(1 - tau_j) */
    double virtual_income[TAX_MAX_BRACKETS]; /* with the rebate: y = kept z + virtual income */
};

enum { INCOME_EFFECTS_NOT_WORKING = 0, INCOME_EFFECTS_NOWHERE = -1 };

/* What comes with an income: utility, or d z / d R. */
enum income_effects_beside { INCOME_EFFECTS_UTILITY, INCOME_EFFECTS_REBATE_SLOPE };

/* False where somebody keeps nothing of an income. */
bool income_effects_map_draw(struct income_effects_map *map, const struct utility *utility,
                             const struct tax_schedule *schedule, double rebate);

/* The best piece of a worker with this ln P; INCOME_EFFECTS_NOWHERE if net income is positive in none. */
int income_effects_map_piece(const struct income_effects_map *map, double log_effort);

/* Bracket whose rate holds in a piece. */
static inline int income_effects_map_bracket(int piece)
{
    return piece / 2;
}

/* Income and what comes with it of workers [0, count) of one piece, whose ln P falls; false where net income is not
 * positive. */
bool income_effects_map_fill(const struct income_effects_map *map, int piece,
                             enum income_effects_beside what, const double *log_effort,
                             size_t count, double *income, double *beside);

#endif
