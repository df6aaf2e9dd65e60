/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/hsv.c: the best log-linear tax T = z - L z^(1-p) through the policy lab.  With the rebate that it leaves both
 * numbers are found by a grid and smaller and smaller steps; it moves p and the mean rate m at the mean observed
 * income, of which L follows: L = (1 - m) z^p.  Without a rebate p alone is: at each p L closes the budget. */
#include "base/elementary.h"
#include "base/json_writer.h"
#include "config/setting.h"
#include "model/tax_component.h"
#include "planner/planner.h"

#include <math.h>
#include <stdlib.h>

enum { GRID = 12 };
static const double P_LOW = -0.3, P_HIGH = 0.9, M_LOW = -0.2, M_HIGH = 0.9;
static const double SMALLEST_STEP = 1e-5;

struct point {
    double progressivity, mean_rate;
    double welfare;
};

struct question {
    const struct policy_lab *lab;
    double mean_income; /* observed */
};

static double level_of(const struct question *question, const struct point *point)
{
    return (1.0 - point->mean_rate) * elementary_pow(question->mean_income, point->progressivity);
}

/* Keep the better of *best and the point at (p, m). */
static bool try_point(struct point *best, const struct question *question, double p, double m)
{
    struct point point = {p, m, -INFINITY};
    struct tax_schedule schedule;

    if (!(p < 1.0) || !(m < 1.0) ||
        tax_component_hsv_schedule(&schedule, level_of(question, &point), p, NULL))
        return false;
    point.welfare = policy_lab_welfare(question->lab, &schedule);
    if (!(point.welfare > best->welfare))
        return false;
    *best = point;
    return true;
}

static void search(struct point *best, const struct question *question)
{
    static const double side[][2] = {{1, 0}, {-1, 0},  {0, 1},  {0, -1},
                                     {1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
    double step = 0.5;

    for (int i = 0; i <= GRID; i++)
        for (int j = 0; j <= GRID; j++)
            try_point(best, question, P_LOW + (P_HIGH - P_LOW) * i / GRID,
                      M_LOW + (M_HIGH - M_LOW) * j / GRID);
    for (; step > SMALLEST_STEP; step *= 0.5) {
        bool has_moved = true;

        while (has_moved) {
            const struct point from = *best;

            has_moved = false;
            for (size_t k = 0; k < sizeof side / sizeof *side; k++)
                has_moved |= try_point(best, question, from.progressivity + 0.1 * step * side[k][0],
                                       from.mean_rate + 0.1 * step * side[k][1]);
        }
    }
}

/* ---- without a rebate ------------------------------------------------------------------------------ */

enum { FEW = 6, MOST_STEPS = 60 };
static const double BALANCED_USD_PER_YEAR = 1e-4; /* a rebate that is none */
static const double FIRST_MEAN_RATE = 0.2, LEAST_MEAN_RATE = -5.0;

static bool is_stopped(const struct question *question)
{
    return question->lab->stop && *question->lab->stop;
}

/* Welfare and rebate at (p, m); false where there is no such tax. */
static bool answer(struct point *point, double *rebate, const struct question *question)
{
    struct step_summary summary;
    const struct outcome *outcome = NULL;
    struct tax_schedule schedule;

    if (is_stopped(question) ||
        tax_component_hsv_schedule(&schedule, level_of(question, point), point->progressivity,
                                   NULL) ||
        policy_lab_respond(question->lab, &schedule, &summary, &outcome, NULL))
        return false;
    point->welfare = summary.welfare;
    *rebate = summary.rebate;
    return isfinite(summary.welfare);
}

/* Two mean rates, one that leaves a deficit and one that leaves a rebate, from a first guess outwards.  Where there is
 * no answer somebody has nothing left after the deficit: that is too low, too. */
static bool bracket_balance(struct point end[2], double rebate[2], const struct question *question,
                            double p, double guess)
{
    double step = 0.02;
    double too_low = LEAST_MEAN_RATE;
    double m = guess;
    bool has[2] = {false, false};

    for (int k = 0; k < MOST_STEPS && !(has[0] && has[1]); k++, step *= 2.0) {
        struct point at = {p, m, -INFINITY};
        double left = 0.0;
        const bool is_answered = m < 1.0 && answer(&at, &left, question);
        const int side = is_answered && left > 0.0;

        if (is_stopped(question) || m >= 1.0)
            return false;
        if (is_answered) {
            end[side] = at;
            rebate[side] = left;
            has[side] = true;
        }
        if (side == 0)
            too_low = m;
        m = has[1] ? fmax(end[1].mean_rate - step, 0.5 * (too_low + end[1].mean_rate)) : m + step;
    }
    return has[0] && has[1];
}

/* The tax of this p that leaves no rebate: regula falsi, with the end that stays halved (Illinois). */
static bool balance(struct point *found, const struct question *question, double p, double guess)
{
    struct point end[2];
    double rebate[2];

    if (!(p < 1.0) || !bracket_balance(end, rebate, question, p, guess))
        return false;
    for (int k = 0, last = -1; k < MOST_STEPS; k++) {
        struct point at = {p, end[0].mean_rate, -INFINITY};
        double left = 0.0;

        at.mean_rate += (end[1].mean_rate - end[0].mean_rate) * rebate[0] / (rebate[0] - rebate[1]);
        if (!answer(&at, &left, question))
            return false;
        const int side = left > 0.0;

        *found = at;
        if (fabs(left) < BALANCED_USD_PER_YEAR)
            break;
        end[side] = at;
        rebate[side] = left;
        if (side == last)
            rebate[!side] *= 0.5;
        last = side;
    }
    return true;
}

/* Keep the better of *best and the balanced tax of this p. */
static bool try_balanced(struct point *best, const struct question *question, double p)
{
    const bool is_first = !(best->welfare > -INFINITY);
    struct point found;

    if (!balance(&found, question, p, is_first ? FIRST_MEAN_RATE : best->mean_rate) ||
        !(found.welfare > best->welfare))
        return false;
    *best = found;
    return true;
}

/* A grid, then steps that shrink by a third where neither side is better. */
static void search_balanced(struct point *best, const struct question *question)
{
    double step = (P_HIGH - P_LOW) / FEW;

    for (int i = 0; i < FEW; i++)
        try_balanced(best, question, P_LOW + step * (i + 0.5));
    while (step > SMALLEST_STEP && !is_stopped(question)) {
        const double from = best->progressivity;

        step /= 3.0;
        if (!try_balanced(best, question, from + step))
            try_balanced(best, question, from - step);
    }
}

/* ---- the planner ----------------------------------------------------------------------------------- */

static double mean_observed_income(const struct population *population)
{
    double sum = 0.0;
    double people = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population_sample_weight(population, i);

        people += w;
        sum += w * population_observed_income(population, i);
    }
    return sum / people;
}

struct hsv {
    bool has_rebate;
};

static enum status create(void **state, const struct settings *given, struct error *err)
{
    struct hsv *const planner = malloc(sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    planner->has_rebate = settings_is(given, "planner.hsv.rebate", "free");
    *state = planner;
    return STATUS_OK;
}

static enum status find(struct point *best, const struct hsv *planner,
                        const struct question *question, struct error *err)
{
    *best = (struct point){0.0, 0.0, -INFINITY};
    if (planner->has_rebate)
        search(best, question);
    else
        search_balanced(best, question);
    return best->welfare > -INFINITY || is_stopped(question)
               ? STATUS_OK
               : error_set(err, STATUS_INVALID_INPUT,
                           "no log-linear tax closes the budget without a rebate: expected less "
                           "public spending, or planner.hsv.rebate = \"free\"");
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct question question = {view->lab, mean_observed_income(view->population)};
    struct point best;
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    TRY(find(&best, state, &question, err));
    const double level = level_of(&question, &best);

    json_open_object(&json, NULL);
    json_number(&json, "progressivity", best.progressivity);
    json_number(&json, "level", level);
    json_number(&json, "welfare", best.welfare);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
    return tax_component_hsv_schedule(&proposal->schedule, level, best.progressivity, err);
}

static const struct setting settings[] = {
    CHOICE_SETTING("planner.hsv.rebate", "free|none", "\"free\"",
                   "hsv: free: p and L are the best with the rebate that they leave; none: p is, "
                   "and L closes the budget without one."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

const struct planner_kind planner_hsv = {
    .kind = {.name = "hsv",
             .summary = "the best log-linear tax T = z - L z^(1-p), p and L with the policy lab",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
