/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_plan.h: a tax system laid over the sorted runs of rational workers: consecutive pieces
 * of workers who do the same (model/response.h), with the constants of each.  For model/rational_*.c. */
#ifndef FISC_MODEL_RATIONAL_PLAN_H
#define FISC_MODEL_RATIONAL_PLAN_H

#include "model/kernel.h"
#include "model/rational.h"
#include "model/response.h"

/* Workers [end of the piece before, end). */
struct rational_piece {
    size_t end;
    int run;
    int index; /* as in model/response.h: odd inside a bracket, even at an edge or not working */
    struct kernel_piece kernel;
};

struct rational_plan {
    const struct rational *rational;
    int num_responses; /* 1, or one a run, in the order of runs */
    struct response *response;
    int num_pieces;
    struct rational_piece *piece;
    int has_cap; /* somebody may want more hours than there are */
    double mean_tax_usd_per_year;
    double rebate_usd_per_year; /* rational_plan_pay */
    /* Room for one class; several have theirs in `memory`. */
    struct response only_response;
    struct rational_piece few_pieces[RESPONSE_MAX_PIECES];
    void *memory;
};

/* Pieces and revenue.  The plan must not be moved; free it in any case. */
enum status rational_plan_init(struct rational_plan *plan, const struct rational *rational,
                               const struct tax_system *tax_system, struct error *err) MUST_CHECK;
void rational_plan_free(struct rational_plan *plan);

/* From here on pieces give the rebate. */
void rational_plan_pay(struct rational_plan *plan, double rebate_usd_per_year);

/* The piece that holds worker i. */
const struct rational_piece *rational_plan_piece(const struct rational_plan *plan, size_t i);

/* How workers of worker i's run answer. */
static inline const struct response *rational_plan_response(const struct rational_plan *plan,
                                                            size_t i)
{
    const struct rational *const rational = plan->rational;

    return &plan->response[plan->num_responses > 1
                               ? elasticity_groups_run(&rational->utility.groups,
                                                       rational->population, i)
                               : 0];
}

/* First of the candidates who is worker `i` or later; and what candidate c chooses, if that is not what the
 * piece says because the hours run out. */
size_t rational_first_candidate(const struct rational *rational, size_t i);
int rational_plan_is_capped(const struct rational_plan *plan, size_t c,
                            struct response_choice *choice);
/* What worker i would choose if there were more hours. */
struct response_choice rational_plan_free_choice(const struct rational_plan *plan, size_t i);

#endif
