/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/hsv.c: the best log-linear tax T = z - L z^(1-p), with the rebate that it leaves: both numbers by a grid
 * and smaller and smaller steps through the policy lab.  It moves p and the mean rate m at the mean observed income,
 * of which L follows: L = (1 - m) z^p. */
#include "base/elementary.h"
#include "base/json_writer.h"
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

static double mean_observed_income(const struct population *population)
{
    double sum = 0.0;
    double people = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double w = population->sample_weight ? population->sample_weight[i] : 1.0;

        people += w;
        sum += w * population_observed_income(population, i);
    }
    return sum / people;
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    (void)settings;
    (void)err;
    *state = NULL; /* it remembers nothing */
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct question question = {view->lab, mean_observed_income(view->population)};
    struct point best = {0.0, 0.0, -INFINITY};
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    (void)state;
    search(&best, &question);
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

const struct planner_kind planner_hsv = {
    .kind = {.name = "hsv",
             .summary =
                 "the best log-linear tax T = z - L z^(1-p), both numbers with the policy lab"},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
