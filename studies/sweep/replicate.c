/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/sweep/replicate.h"

#include "studies/mean_interval.h"
#include "studies/sweep/rows.h"

#include <math.h>
#include <string.h>

/* Runs of one point: consecutive in the plan. */
struct group {
    struct sweep_row *const *row; /* [most] */
    size_t figure;
    const struct sweep_replicate *rule;
};

static enum status find_figure(size_t *figure, const char *name, struct error *err)
{
    const struct column *column;

    for (*figure = 0; (column = sweep_figure(*figure)); (*figure)++)
        if (strcmp(column->name, name) == 0)
            return STATUS_OK;
    return error_set(
        err, STATUS_INVALID_INPUT,
        "replicate: figure '%s': expected a scalar figure of a step, as welfare or gini_income",
        name);
}

static bool are_done(const struct group *group, size_t count)
{
    for (size_t r = 0; r < count; r++)
        if (!group->row[r])
            return false;
    return true;
}

/* Half the width of the interval from the first `count` runs, and the runs that the spread calls for; infinite where
 * fewer than two of them came to an end. */
static double half_width(const struct group *group, size_t count, double *wanted)
{
    double sum = 0.0;
    double squares = 0.0;
    size_t n = 0;

    for (size_t r = 0; r < count; r++)
        if (group->row[r]->status == STATUS_OK && isfinite(group->row[r]->last[group->figure])) {
            sum += group->row[r]->last[group->figure];
            n++;
        }
    *wanted = INFINITY;
    if (n < 2)
        return INFINITY;
    for (size_t r = 0; r < count; r++)
        if (group->row[r]->status == STATUS_OK && isfinite(group->row[r]->last[group->figure])) {
            const double distance = group->row[r]->last[group->figure] - sum / (double)n;

            squares += distance * distance;
        }
    const double half = mean_interval_half_width(n, squares);
    const double ratio = half * sqrt((double)n) / group->rule->half_width;

    *wanted = ceil(ratio * ratio);
    return half;
}

struct need {
    size_t count;    /* runs that are needed so far */
    double expected; /* in all */
    bool is_known;   /* the pilot is done */
    bool is_narrow, is_complete;
};

/* From the pilot on: never more than twice the runs of the round before, since its spread is uncertain. */
static struct need need_of(const struct group *group)
{
    const struct sweep_replicate *const rule = group->rule;
    struct need need = {.count = rule->least, .expected = (double)rule->most};

    while (are_done(group, need.count)) {
        double wanted;

        need.is_known = true;
        need.is_narrow = half_width(group, need.count, &wanted) <= rule->half_width;
        need.expected = need.is_narrow
                            ? (double)need.count
                            : fmin(fmax(wanted, (double)need.count + 1.0), (double)rule->most);
        need.is_complete = need.is_narrow || need.count == rule->most;
        if (need.is_complete)
            break;
        need.count = (size_t)fmin(need.expected, 2.0 * (double)need.count);
    }
    return need;
}

static void add_to_forecast(struct replicate_forecast *forecast, const struct group *group,
                            const struct need *need, double *expected, size_t *num_known)
{
    forecast->num_narrow += need->is_narrow;
    forecast->num_too_wide += need->is_complete && !need->is_narrow;
    for (size_t r = 0; r < group->rule->most; r++)
        forecast->num_done += group->row[r] != NULL;
    if (need->is_known) {
        *expected += need->expected;
        (*num_known)++;
    }
    forecast->num_least += need->count;
    forecast->num_most += need->is_complete ? need->count : group->rule->most;
}

enum status sweep_replicate_needed(bool *needed, struct replicate_forecast *forecast,
                                   const struct sweep_plan *plan, struct sweep_row *const *row,
                                   struct error *err)
{
    const struct sweep_replicate *const rule = &plan->replicate;
    struct replicate_forecast counted = {0};
    double expected = 0.0;
    size_t num_known = 0;
    size_t figure = 0;

    if (rule->most == 0) {
        for (size_t p = 0; p < plan->num_points; p++)
            needed[p] = true;
        return STATUS_OK;
    }
    TRY(find_figure(&figure, rule->figure, err));
    counted.num_groups = plan->num_points / rule->most;
    for (size_t g = 0; g < counted.num_groups; g++) {
        const struct group group = {row + g * rule->most, figure, rule};
        const struct need need = need_of(&group);

        for (size_t r = 0; r < rule->most; r++)
            needed[g * rule->most + r] = r < need.count;
        add_to_forecast(&counted, &group, &need, &expected, &num_known);
    }
    counted.num_expected =
        num_known == 0 ? counted.num_most
                       : (size_t)llround(expected / (double)num_known * (double)counted.num_groups);
    if (forecast)
        *forecast = counted;
    return STATUS_OK;
}
