/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/optimum.c: the schedule that maximises welfare when rational workers answer it (a
 * Stackelberg leader), by global search through the policy lab.  The same choice function answers
 * here and in the step, so the optimum's welfare is what a run then measures.  One search can miss the best, and
 * would not know: so searches with draws of their own go on until enough of them agree. */
#include "planner/optimum.h"

#include "base/json_writer.h"
#include "planner/brackets.h"
#include "planner/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The oracle reads them too. */
const struct setting planner_optimum_settings[] = {
    INTEGER_SETTING(
        "planner.optimum.starts", "1", 1, 64, "8",
        "optimum: starts of the local search.  Each costs at most 60 steps of about two "
        "evaluations of W a bracket."),
    INTEGER_SETTING(
        "planner.optimum.rounds", "1", 1, 1000, "40",
        "optimum: rounds of the search around the best point, most of its time.  Up to "
        "250 workers (without income effects) each costs 150 evaluations of W a bracket; "
        "else it is a generation of each differential evolution: 48 evaluations in each "
        "of 4 where W is smooth, 4 times 144 in each of 6 where it is not."),
    NUMBER_SETTING(
        "planner.optimum.tolerance", "1", 1e-15, 0.1, "1e-9",
        "optimum: relative change of welfare at which the last polish stops.  A smaller one "
        "costs up to 6 polishes of at most 1500 steps, after each of up to 4 scans."),
    INTEGER_SETTING("planner.optimum.times_found", "1", 1, 64, "2",
                    "optimum: independent searches that must come to the same best (within 1e-6).  "
                    "Each costs as much as the first."),
    INTEGER_SETTING(
        "planner.optimum.searches", "1", 1, 64, "4",
        "optimum: independent searches at most, where they do not agree: the longest that "
        "it takes, in searches."),
    {0},
};

static const double SAME_BEST = 1e-6; /* of W, relative */

/* Workers up to which the whole population takes part in an evolution; above it a sample explores and
 * the whole population only polishes. */
/* And up to which the last polish scans: where a step is measured for each value it is dear. */
/* And from which the points of a generation are worth all threads. */
enum { FROM_PARALLEL_POINTS = 10000 };
/* And up to which W jumps enough, where one worker does, for a search that roams. */
enum { MOST_TO_ROAM = 250, ROAMING_A_ROUND = 150 };
enum { MOST_TO_EVOLVE = 5000000, MOST_TO_SCAN = 50000, MOST_TO_MEASURE = 500, MOST_SEARCHES = 64 };

struct optimum {
    struct brackets brackets;
    int num_starts, num_rounds, times_found, most_searches;
    double tolerance;
    /* Of the first tax year: it hangs on nothing that changes, so that later years, and a resumed run, have the same. */
    bool has_found;
    struct optimum_found found;
    struct text note;
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct optimum *const optimum = calloc(1, sizeof *optimum);

    if (!optimum)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    optimum->num_starts = (int)settings_integer(settings, "planner.optimum.starts");
    optimum->num_rounds = (int)settings_integer(settings, "planner.optimum.rounds");
    optimum->times_found = (int)settings_integer(settings, "planner.optimum.times_found");
    optimum->most_searches = (int)settings_integer(settings, "planner.optimum.searches");
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

static bool ask_edges(void *context, const double *rate, double reach, struct rational_edges *edges)
{
    const struct question *const question = context;
    struct tax_schedule schedule;

    return schedule_of(&schedule, question->optimum, rate) &&
           question->lab->edges(question->lab->context, &schedule, reach, edges);
}

/* With little aversion to inequality W is smooth; a mean of utilities is where they are curved in income (where the
 * lab is dear).  Else, as the smallest utility or close to it, it has ridges and ties: more points for longer. */
static bool is_smooth_in(const struct policy_lab *lab)
{
    const struct welfare_settings *const welfare = &lab->welfare_settings;

    if (welfare->kind->shape == WELFARE_WEIGHTED_MEAN)
        return lab->is_dear;
    return welfare->kind->shape == WELFARE_POWER_MEAN && welfare->inequality_aversion <= 2.0 &&
           (welfare->inequality_aversion > 0.0 || lab->is_dear);
}

static struct search_settings search_settings_of(const struct optimum *optimum,
                                                 const struct policy_lab *lab, size_t num_workers)
{
    const bool is_smooth = is_smooth_in(lab);
    const int is_measured = lab->is_parallel || lab->sample != NULL;
    const int roams = !lab->is_dear && num_workers <= MOST_TO_ROAM;

    return (struct search_settings){
        .num_starts = optimum->num_starts,
        .num_generations = optimum->num_rounds * (is_smooth ? 1 : 4),
        .num_families = 1, /* others are independent searches */
        .num_evolutions = is_smooth ? 4 : SEARCH_MAX_EVOLUTIONS,
        .num_points = is_smooth ? 48 : 144,
        .num_roaming = roams ? optimum->num_rounds * ROAMING_A_ROUND * optimum->brackets.count : 0,
        .has_scans = num_workers <= (is_measured ? MOST_TO_MEASURE : MOST_TO_SCAN),
        .num_final_generations = num_workers <= MOST_TO_EVOLVE ? optimum->num_rounds / 2 : 0,
        .tolerance = optimum->tolerance,
    };
}

/* Means of the bound's rates over the workers of each bracket; where there are none, the rate of the bracket below. */
static void average_rates(double *rate, const struct nonlinear_optimum *bound,
                          const struct brackets *brackets)
{
    double last = bound->marginal_rate[0];
    size_t i = 0;

    for (int j = 0; j < brackets->count; j++) {
        double sum = 0.0;
        double weights = 0.0;

        for (; i < bound->num_workers && bound->income[i] < brackets_end(brackets, j); i++) {
            sum += bound->weight[i] * bound->marginal_rate[i];
            weights += bound->weight[i];
        }
        rate[j] = last = weights > 0.0 ? sum / weights : last;
    }
}

/* The nonlinear optimum on these brackets; false where there is none. */
static bool average_bound(double *rate, const struct optimum *optimum, const struct policy_lab *lab)
{
    struct nonlinear_optimum bound = {0};
    const bool has_bound =
        lab->bound &&
        lab->bound(lab->context, optimum->brackets.min_rate, &bound, NULL) == STATUS_OK &&
        bound.num_workers > 0;

    if (has_bound)
        average_rates(rate, &bound, &optimum->brackets);
    nonlinear_optimum_free(&bound);
    return has_bound;
}

enum { MOST_GIVEN = 5 };

/* The configured tax system and the baseline on these brackets, two flat ones, and the
 * nonlinear optimum.  Not the one in force, which hangs on the year. */
static int known_starts(double *starts, const struct optimum *optimum,
                        const struct planner_view *view)
{
    const int n = optimum->brackets.count;
    const struct tax_system *const tax_systems[] = {view->baseline, view->configured};
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
    count += average_bound(starts + count * n, optimum, view->lab);
    for (int k = 0; k < count * n; k++)
        starts[k] = fmin(fmax(starts[k], optimum->brackets.min_rate), optimum->brackets.max_rate);
    return count;
}

static bool is_same(double a, double b)
{
    return fabs(a - b) <= SAME_BEST * fabs(b);
}

/* How many of the searches came to the best of them all, and how far the worst stayed below. */
static void compare_searches(struct optimum_found *found, const double *value)
{
    double worst = INFINITY;

    found->num_that_found_it = 0;
    for (int s = 0; s < found->num_searches; s++) {
        found->num_that_found_it += is_same(value[s], found->welfare);
        worst = fmin(worst, value[s]);
    }
    found->spread = found->welfare - worst;
}

/* What all searches of an optimum share.  `coarse`: a stand-in, or NULL. */
struct searches {
    const struct search_settings *settings;
    const struct search_problem *problem, *coarse;
    const double *starts;
    int num_given;
    bool are_side_by_side;
    struct search_result result[MOST_SEARCHES];
    double value[MOST_SEARCHES];
};

/* The first search begins with what is known, the others with their own draws alone. */
static enum status search_once(struct searches *searches, int s, struct error *err)
{
    struct search_problem problem = *searches->problem;
    struct search_problem coarse = {0};

    problem.seed = (uint64_t)s + 1;
    if (searches->coarse) {
        coarse = *searches->coarse;
        coarse.seed = problem.seed;
    }
    return search_maximise(&searches->result[s], &problem, searches->coarse ? &coarse : NULL,
                           searches->settings, searches->starts, s == 0 ? searches->num_given : 0,
                           err);
}

/* Side by side each has one thread: the points of a small population are too quick to share. */
static enum status search_batch(struct searches *searches, int from, int to, struct error *err)
{
    enum status status[MOST_SEARCHES] = {STATUS_OK};

#pragma omp parallel for schedule(dynamic, 1) if (searches->are_side_by_side)
    for (int s = from; s < to; s++)
        status[s] = search_once(searches, s, NULL);
    for (int s = from; s < to; s++)
        if (status[s]) /* again, for its story */
            return search_once(searches, s, err);
    return STATUS_OK;
}

/* As many as must agree, then more until they do. */
static enum status search_until_agreed(struct optimum_found *found, struct search_result *best,
                                       const struct optimum *optimum, struct searches *searches,
                                       struct error *err)
{
    const volatile sig_atomic_t *const stop = searches->problem->stop;

    *found = (struct optimum_found){.welfare = -INFINITY};
    do {
        const int from = found->num_searches;
        const int missing = optimum->times_found - found->num_that_found_it;
        const int to =
            from + missing < optimum->most_searches ? from + missing : optimum->most_searches;

        TRY(search_batch(searches, from, to, err));
        for (int s = from; s < to; s++) {
            const struct search_result *const result = &searches->result[s];

            searches->value[s] = result->value;
            found->num_evaluations += result->num_evaluations;
            found->num_sample_evaluations += result->num_coarse_evaluations;
            if (s == 0 || result->value > found->welfare) {
                *best = *result;
                found->welfare = result->value;
            }
        }
        found->num_searches = to;
        compare_searches(found, searches->value);
    } while (found->num_that_found_it < optimum->times_found &&
             found->num_searches < optimum->most_searches && !(stop && *stop));
    return STATUS_OK;
}

static void write_note(struct text *note, const struct optimum *optimum,
                       const struct search_settings *search, const struct search_result *result,
                       const struct optimum_found *found)
{
    struct json_writer json = json_writer_of(note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_string(&json, "algorithm",
                search->num_roaming > 0
                    ? "quasi-Newton climbs, iterated local search, Nelder-Mead"
                    : "quasi-Newton climbs, differential evolution, Nelder-Mead");
    json_integer(&json, "searches", found->num_searches);
    json_integer(&json, "searches_that_found_it", found->num_that_found_it);
    json_number(&json, "spread", found->spread);
    json_integer(&json, "climbs", search->num_starts);
    json_integer(&json, "points", search->num_points);
    json_integer(&json, "generations", search->num_generations);
    json_integer(&json, "evaluations", (int64_t)found->num_evaluations);
    json_integer(&json, "evaluations_on_sample", (int64_t)found->num_sample_evaluations);
    json_number(&json, "tolerance", search->tolerance);
    json_number(&json, "min_rate", optimum->brackets.min_rate);
    json_number(&json, "max_rate", optimum->brackets.max_rate);
    json_number(&json, "welfare_climbed", result->climbed);
    json_number(&json, "welfare_evolved", result->evolved);
    json_number(&json, "welfare", result->value);
    json_close(&json);
}

/* The last one, which is open, counts half of what lies below it. */
static void measure_brackets(double *width, const struct brackets *brackets)
{
    const double *const start = brackets->start_usd_per_year;
    const int last = brackets->count - 1;

    for (int j = 0; j < last; j++)
        width[j] = start[j + 1] - start[j];
    width[last] = fmax(0.5 * start[last], 1.0);
}

/* `note` may be NULL. */
static enum status find(struct optimum_found *found, const struct optimum *optimum,
                        const struct planner_view *view, struct text *note, struct error *err)
{
    struct question question = {optimum, view->lab};
    struct search_problem problem = {
        .dimension = optimum->brackets.count,
        .low = optimum->brackets.min_rate,
        .high = optimum->brackets.max_rate,
        .value = ask,
        .edges = view->lab->edges ? ask_edges : NULL,
        .context = &question,
        .is_parallel = view->lab->is_parallel,
        .stop = view->lab->stop,
    };
    const struct policy_lab *const sample = view->lab->sample;
    struct question sample_question = {optimum, sample};
    struct search_problem coarse;
    const struct search_settings search =
        search_settings_of(optimum, view->lab, view->population->num_workers);
    double starts[MOST_GIVEN * SEARCH_MAX_DIMENSION];
    double width[SEARCH_MAX_DIMENSION];
    struct search_result best;
    const int num_given = known_starts(starts, optimum, view);

    measure_brackets(width, &optimum->brackets);
    problem.width = width;
    coarse = problem;
    coarse.context = &sample_question;
    coarse.is_parallel = sample && sample->is_parallel;
    struct searches *const searches = calloc(1, sizeof *searches);

    if (!searches)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %d searches", (int)MOST_SEARCHES);
    searches->settings = &search;
    searches->problem = &problem;
    searches->coarse = sample ? &coarse : NULL;
    searches->starts = starts;
    searches->num_given = num_given;
    searches->are_side_by_side =
        !problem.is_parallel && view->population->num_workers < FROM_PARALLEL_POINTS;
    const enum status status = search_until_agreed(found, &best, optimum, searches, err);

    free(searches);
    if (status)
        return status;
    if (!schedule_of(&found->schedule, optimum, best.x))
        return error_set(err, STATUS_INTERNAL, "the search left the range of rates");
    if (note)
        write_note(note, optimum, &search, &best, found);
    return STATUS_OK;
}

enum status optimum_find(struct optimum_found *found, const struct settings *settings,
                         const struct planner_view *view, struct error *err)
{
    void *optimum = NULL;

    TRY(create(&optimum, settings, err));
    const enum status status = find(found, optimum, view, NULL, err);

    free(optimum);
    if (view->lab->stop && *view->lab->stop)
        return error_set(err, STATUS_INTERRUPTED,
                         "interrupted while planner 'optimum' searched the best taxes");
    return status;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    struct optimum *const optimum = state;

    if (!optimum->has_found)
        TRY(find(&optimum->found, optimum, view, &optimum->note, err));
    optimum->has_found = true; /* a search that was stopped ends the run */
    proposal->schedule = optimum->found.schedule;
    planner_keep_note(proposal, &optimum->note);
    return STATUS_OK;
}

static void destroy(void *state)
{
    struct optimum *const optimum = state;

    if (optimum) /* else its settings were refused */
        text_free(&optimum->note);
    free(optimum);
}

static const struct setting *const groups[] = {brackets_settings, planner_optimum_settings, NULL};

const struct planner_kind planner_optimum = {
    .kind = {.name = "optimum",
             .summary = "the best schedule for this population if workers answer rationally",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
    .needs_lab = true,
};
