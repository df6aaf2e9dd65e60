/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/response.h"

#include "base/elementary.h"

#include <math.h>

/* (1 - tau_j)^(1/(delta-1)) and b_j^delta: the powers are most of the time of a small population, so all lanes are
 * filled. */
static void raise_all(double *scale, double *threshold_power, const struct tax_schedule *schedule,
                      double delta)
{
    enum { LANES = 8 };
    const int n = schedule->num_brackets;
    const int padded = (n + LANES - 1) / LANES * LANES;

    for (int j = 0; j < padded; j++) {
        const double kept = j < n ? 1.0 - schedule->marginal_rate[j] : 1.0;

        scale[j] = kept > 0.0 ? kept : 0.0;
        threshold_power[j] = j > 0 && j < n ? schedule->start_usd_per_year[j] : 1.0;
    }
    elementary_pow_array(scale, scale, 1.0 / (delta - 1.0), (size_t)padded);
    elementary_pow_array(threshold_power, threshold_power, delta, (size_t)padded);
}

void response_init(struct response *response, const struct tax_schedule *schedule,
                   const struct utility *utility, double labor_exponent)
{
    const double delta = labor_exponent;

    response->schedule = *schedule;
    response->labor_exponent = delta;
    response->fixed_cost_usd_per_year = utility->fixed_cost_of_work_usd_per_year;
    response->max_scale = 0.0;
    raise_all(response->scale, response->threshold_power, schedule, delta);
    for (int j = 0; j < schedule->num_brackets; j++) {
        const double s = response->scale[j];

        response->effort_scale[j] =
            s * (1.0 - schedule->marginal_rate[j]) / delta; /* s^delta = s (1 - tau) */
        response->threshold_power[j] = j > 0 ? response->threshold_power[j] / delta : 0.0;
        response->max_scale = s > response->max_scale ? s : response->max_scale;
    }
}

double response_effort(const struct response *response, double threshold_effort, double income)
{
    return elementary_pow(income, response->labor_exponent) / response->labor_exponent *
           threshold_effort;
}

/* The best point of bracket j for the worker: s_j Z clipped into [b_j, min(b_{j+1}, cap)].  The effort at the cap,
 * which is dear, may be known; else it is NaN. */
static struct response_choice choose_in_bracket(const struct response *response, int j,
                                                double potential_earnings, double threshold_effort,
                                                double income_cap, double effort_at_cap)
{
    const struct tax_schedule *const schedule = &response->schedule;
    const double *const start = schedule->start_usd_per_year;
    const int is_last = j + 1 == schedule->num_brackets;
    struct response_choice choice;
    const double wanted = response->scale[j] * potential_earnings;

    if (wanted < start[j]) {
        choice.income_usd_per_year = start[j];
        choice.effort_usd_per_year = response->threshold_power[j] * threshold_effort;
        choice.piece = 2 * j;
    } else if (!is_last && wanted >= start[j + 1] && start[j + 1] <= income_cap) {
        choice.income_usd_per_year = start[j + 1];
        choice.effort_usd_per_year = response->threshold_power[j + 1] * threshold_effort;
        choice.piece = 2 * j + 2;
        choice.tax_usd_per_year = schedule->tax_at_start_usd_per_year[j + 1];
        return choice;
    } else if (wanted > income_cap) {
        choice.income_usd_per_year = income_cap;
        choice.effort_usd_per_year = isnan(effort_at_cap)
                                         ? response_effort(response, threshold_effort, income_cap)
                                         : effort_at_cap;
        choice.piece = RESPONSE_AT_CAP;
    } else {
        choice.income_usd_per_year = wanted;
        choice.effort_usd_per_year = response->effort_scale[j] * potential_earnings;
        choice.piece = 2 * j + 1;
    }
    choice.tax_usd_per_year = schedule->tax_at_start_usd_per_year[j] +
                              schedule->marginal_rate[j] * (choice.income_usd_per_year - start[j]);
    return choice;
}

/* The best of brackets [from, to) and, unless it is forbidden, of not working. */
static struct response_choice choose_among(const struct response *response, int from, int to,
                                           bool must_work, double potential_earnings,
                                           double threshold_effort, double income_cap,
                                           double effort_at_cap)
{
    const struct tax_schedule *const schedule = &response->schedule;
    struct response_choice best = {0.0, schedule->tax_at_start_usd_per_year[0], 0.0,
                                   RESPONSE_NOT_WORKING};
    double best_utility = response->fixed_cost_usd_per_year > 0.0 && !must_work
                              ? response->fixed_cost_usd_per_year - best.tax_usd_per_year
                              : -INFINITY;

    for (int j = from; j < to; j++) {
        if (schedule->start_usd_per_year[j] > income_cap)
            break;
        const struct response_choice choice =
            choose_in_bracket(response, j, potential_earnings, threshold_effort, income_cap,
                              effort_at_cap);
        const double utility =
            choice.income_usd_per_year - choice.tax_usd_per_year - choice.effort_usd_per_year;

        if (utility > best_utility) {
            best_utility = utility;
            best = choice;
        }
    }
    if (best.piece != RESPONSE_NOT_WORKING)
        best.effort_usd_per_year += response->fixed_cost_usd_per_year;
    return best;
}

struct response_choice response_choose(const struct response *response, double potential_earnings,
                                       double threshold_effort, double income_cap)
{
    return response_choose_knowing(response, potential_earnings, threshold_effort, income_cap, NAN);
}

struct response_choice response_choose_knowing(const struct response *response,
                                               double potential_earnings, double threshold_effort,
                                               double income_cap, double effort_at_cap)
{
    return choose_among(response, 0, response->schedule.num_brackets, false, potential_earnings,
                        threshold_effort, income_cap, effort_at_cap);
}

int response_choose_in_bracket(const struct response *response, int j, double potential_earnings,
                               double threshold_effort, double income_cap,
                               struct response_choice *choice)
{
    if (response->schedule.start_usd_per_year[j] > income_cap)
        return 0;
    *choice = choose_in_bracket(response, j, potential_earnings, threshold_effort, income_cap, NAN);
    choice->effort_usd_per_year += response->fixed_cost_usd_per_year;
    return 1;
}

/* The piece of a worker between two whose pieces are known: no other can be his, but for rounding at a tie. */
static int piece_between(const struct response *response, double potential_earnings,
                         double threshold_effort, int first_piece, int last_piece)
{
    const int from = first_piece > 0 ? (first_piece - 1) / 2 : 0;
    const int piece = choose_among(response, from, last_piece / 2 + 1, first_piece > 0,
                                   potential_earnings, threshold_effort, INFINITY, NAN)
                          .piece;

    return piece < first_piece ? first_piece : piece > last_piece ? last_piece : piece;
}

/* Append the pieces of workers [first, end), whose first and last are in `first_piece` and
 * `last_piece`: halve until a stretch has one piece. */
static void locate_between(const struct response *response, const double *potential_earnings,
                           const double *threshold_effort, size_t first, size_t last,
                           int first_piece, int last_piece, struct response_pieces *pieces)
{
    if (first_piece == last_piece) {
        if (pieces->count > 0 && pieces->piece[pieces->count - 1] == first_piece)
            pieces->count--;
        pieces->piece[pieces->count] = first_piece;
        pieces->end[pieces->count++] = last + 1;
        return;
    }
    if (last == first + 1) {
        locate_between(response, potential_earnings, threshold_effort, first, first, first_piece,
                       first_piece, pieces);
        locate_between(response, potential_earnings, threshold_effort, last, last, last_piece,
                       last_piece, pieces);
        return;
    }
    const size_t middle = first + (last - first) / 2;
    const int piece = piece_between(response, potential_earnings[middle], threshold_effort[middle],
                                    first_piece, last_piece);

    locate_between(response, potential_earnings, threshold_effort, first, middle, first_piece,
                   piece, pieces);
    if (middle + 1 <= last)
        locate_between(response, potential_earnings, threshold_effort, middle, last, piece,
                       last_piece, pieces);
}

void response_locate(const struct response *response, const double *potential_earnings,
                     const double *threshold_effort, size_t num_workers,
                     struct response_pieces *pieces)
{
    pieces->count = 0;
    if (num_workers == 0)
        return;
    const size_t last = num_workers - 1;
    const int first_piece =
        response_choose(response, potential_earnings[0], threshold_effort[0], INFINITY).piece;
    const int last_piece =
        response_choose(response, potential_earnings[last], threshold_effort[last], INFINITY).piece;

    locate_between(response, potential_earnings, threshold_effort, 0, last, first_piece,
                   last_piece < first_piece ? first_piece : last_piece, pieces);
}
