/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/optimum.c: the schedule that maximises welfare when rational workers answer it (a
 * Stackelberg leader), by global search through the policy lab.  The same choice function answers
 * here and in the step, so the optimum's welfare is what a run then measures. */
#include "base/json_writer.h"
#include "planner/brackets.h"
#include "planner/planner.h"
#include "planner/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The oracle reads them too. */
const struct setting planner_optimum_settings[] = {
    INTEGER_SETTING("planner.optimum.starts", "1", 1, 64, "8",
                    "optimum: starts of the local search."),
    INTEGER_SETTING("planner.optimum.rounds", "1", 1, 1000, "40",
                    "optimum: generations of differential evolution around the best point."),
    NUMBER_SETTING("planner.optimum.tolerance", "1", 1e-15, 0.1, "1e-9",
                   "optimum: relative change of welfare at which the last polish stops."),
    {0},
};

/* Workers up to which the whole population takes part in an evolution; above it a sample explores and
 * the whole population only polishes. */
enum { MOST_TO_EVOLVE = 5000000, MOST_WITH_TIES = 100000 };

struct optimum {
    struct brackets brackets;
    int num_starts, num_rounds;
    double tolerance;
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct optimum *const optimum = calloc(1, sizeof *optimum);

    if (!optimum)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    optimum->num_starts = (int)settings_integer(settings, "planner.optimum.starts");
    optimum->num_rounds = (int)settings_integer(settings, "planner.optimum.rounds");
    optimum->tolerance = settings_number(settings, "planner.optimum.tolerance");
    const enum status status = brackets_read(&optimum->brackets, settings, err);

    if (status) {
        free(optimum);
        return status;
    }
    *state = optimum;
    return STATUS_OK;
}

struct question {
    const struct optimum *optimum;
    const struct policy_lab *lab;
};

static int schedule_of(struct tax_schedule *schedule, const struct optimum *optimum,
                       const double *rate)
{
    return tax_schedule_init(schedule, optimum->brackets.count,
                             optimum->brackets.start_usd_per_year, rate, 0.0, NULL) == STATUS_OK;
}

static double ask(void *context, const double *rate)
{
    const struct question *const question = context;
    struct tax_schedule schedule;

    if (!schedule_of(&schedule, question->optimum, rate))
        return -INFINITY;
    return policy_lab_welfare(question->lab, &schedule);
}

/* With little aversion to inequality W is smooth.  Where W is a sum of utilities, the smallest one or
 * close to it, it has ridges and ties: more points for longer. */
static struct search_settings search_settings_of(const struct optimum *optimum,
                                                 const struct policy_lab *lab, size_t num_workers)
{
    const struct welfare_settings *const welfare = &lab->welfare_settings;
    const int is_smooth = welfare->kind->shape == WELFARE_POWER_MEAN &&
                          welfare->inequality_aversion > 0.0 && welfare->inequality_aversion <= 2.0;

    /* With few workers a jump of one of them moves W: several basins. */
    const int has_ties = welfare->kind->shape != WELFARE_POWER_MEAN && num_workers < MOST_WITH_TIES;

    return (struct search_settings){
        .num_starts = optimum->num_starts,
        .num_generations = optimum->num_rounds * (is_smooth ? 1 : 4),
        .num_families = has_ties ? 3 : 1,
        .num_evolutions = is_smooth ? 4 : SEARCH_MAX_EVOLUTIONS,
        .num_points = is_smooth ? 48 : 144,
        .num_final_generations = num_workers <= MOST_TO_EVOLVE ? optimum->num_rounds / 2 : 0,
        .tolerance = optimum->tolerance,
    };
}

/* The tax system in force and the baseline on these brackets, and two flat ones. */
static int known_starts(double *starts, const struct optimum *optimum,
                        const struct planner_view *view)
{
    const int n = optimum->brackets.count;
    const struct tax_system *const tax_systems[] = {view->baseline, view->tax_system};
    const double flat[] = {0.3, 0.5};
    int count = 0;

    for (int k = 0; k < 2; k++) {
        struct tax_schedule schedule;

        if (brackets_average_of(&optimum->brackets, tax_systems[k], view->population, &schedule,
                                NULL) == STATUS_OK) {
            for (int j = 0; j < n; j++)
                starts[count * n + j] = schedule.marginal_rate[j];
            count++;
        }
    }
    for (int k = 0; k < 2; k++, count++)
        for (int j = 0; j < n; j++)
            starts[count * n + j] = flat[k];
    for (int k = 0; k < count * n; k++)
        starts[k] = fmin(fmax(starts[k], optimum->brackets.min_rate), optimum->brackets.max_rate);
    return count;
}

static void write_note(struct planner_proposal *proposal, const struct optimum *optimum,
                       const struct search_settings *search, const struct search_result *result)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_string(&json, "algorithm", "quasi-Newton climbs, differential evolution, Nelder-Mead");
    json_integer(&json, "climbs", search->num_starts);
    json_integer(&json, "points", search->num_points);
    json_integer(&json, "generations", search->num_generations);
    json_integer(&json, "evaluations", (int64_t)result->num_evaluations);
    json_integer(&json, "evaluations_on_sample", (int64_t)result->num_coarse_evaluations);
    json_number(&json, "tolerance", search->tolerance);
    json_number(&json, "min_rate", optimum->brackets.min_rate);
    json_number(&json, "max_rate", optimum->brackets.max_rate);
    json_number(&json, "welfare_climbed", result->climbed);
    json_number(&json, "welfare_evolved", result->evolved);
    json_number(&json, "welfare", result->value);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct optimum *const optimum = state;
    struct question question = {optimum, view->lab};
    const struct search_problem problem = {
        .dimension = optimum->brackets.count,
        .low = optimum->brackets.min_rate,
        .high = optimum->brackets.max_rate,
        .value = ask,
        .context = &question,
        .is_parallel = view->lab->is_parallel,
    };
    const struct policy_lab *const sample = view->lab->sample;
    struct question sample_question = {optimum, sample};
    struct search_problem coarse = problem;
    const struct search_settings search =
        search_settings_of(optimum, view->lab, view->population->num_workers);
    double starts[4 * SEARCH_MAX_DIMENSION];
    struct search_result result;
    const int num_given = known_starts(starts, optimum, view);

    coarse.context = &sample_question;
    coarse.is_parallel = sample && sample->is_parallel;
    TRY(search_maximise(&result, &problem, sample ? &coarse : NULL, &search, starts, num_given,
                        err));
    if (!schedule_of(&proposal->schedule, optimum, result.x))
        return error_set(err, STATUS_INTERNAL, "the search left the range of rates");
    write_note(proposal, optimum, &search, &result);
    return STATUS_OK;
}

static const struct setting *const groups[] = {brackets_settings, planner_optimum_settings, NULL};

const struct planner_kind planner_optimum = {
    .kind = {.name = "optimum",
             .summary = "the best schedule for this population if workers answer rationally",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
