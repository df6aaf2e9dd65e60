/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/bandit.c: an arm raises or lowers one rate of the best tax system so far by 10 or 20 points; it pays
 * 1 if welfare then is higher than ever.  Arms are chosen by UCB1 (Auer, Cesa-Bianchi and Fischer 2002) or
 * Thompson's rule (1933) with a uniform prior. */
#include "base/elementary.h"
#include "base/random.h"
#include "config/seed.h"
#include "planner/black_box.h"
#include "planner/brackets.h"

#include <math.h>
#include <stdlib.h>

enum { DELTAS = 4, MAX_ARMS = DELTAS * TAX_MAX_BRACKETS };
static const double delta[DELTAS] = {0.1, -0.1, 0.2, -0.2};

struct arms {
    int count;
    int pulls[MAX_ARMS], wins[MAX_ARMS];
};

static double upper_bound(const struct arms *arms, int a, int64_t year)
{
    const double pulls = (double)arms->pulls[a];

    return pulls == 0.0 ? INFINITY
                        : arms->wins[a] / pulls + sqrt(2.0 * elementary_log((double)year) / pulls);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* A draw from Beta(wins + 1, losses + 1): the (wins + 1)-th smallest of pulls + 1 uniforms. */
static double posterior_draw(const struct arms *arms, int a, uint64_t seed, int64_t year,
                             double *room)
{
    const int count = arms->pulls[a] + 1;

    for (int k = 0; k < count; k++)
        room[k] = random_uniforms(seed, RANDOM_BLACK_BOX, (uint64_t)a * 1000000 + (uint64_t)k,
                                  (uint64_t)year)
                      .u[0];
    qsort(room, (size_t)count, sizeof *room, ascending);
    return room[arms->wins[a]];
}

/* The first of the best; a function of what was pulled before. */
static int choose(const struct arms *arms, const struct black_box *black_box, uint64_t seed,
                  int64_t year, double *room)
{
    int best = 0;
    double highest = -INFINITY;

    for (int a = 0; a < arms->count; a++) {
        const double score = black_box->is_thompson ? posterior_draw(arms, a, seed, year, room)
                                                    : upper_bound(arms, a, year);

        if (score > highest) {
            highest = score;
            best = a;
        }
    }
    return best;
}

/* Which arm to pull now: the past is gone through again, so nothing has to be remembered. */
static int next_arm(const struct black_box *black_box, const struct planner_view *view,
                    double *room)
{
    struct arms arms = {.count = DELTAS * black_box->brackets.count};

    for (size_t year = 1; year < view->num_summaries; year++) {
        const int a = choose(&arms, black_box, view->seed, (int64_t)year, room);

        arms.pulls[a]++;
        arms.wins[a] += black_box_best_year(view, year + 1) == year;
    }
    return choose(&arms, black_box, view->seed, view->tax_year, room);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct black_box *const black_box = state;
    double rate[TAX_MAX_BRACKETS];
    bool is_settled = false;

    TRY(black_box_is_settled(&is_settled, black_box, view, proposal, err));
    if (is_settled)
        return STATUS_OK;
    double *const room = malloc((view->num_summaries + 1) * sizeof *room);

    if (!room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const int arm = next_arm(black_box, view, room);

    free(room);
    black_box_rates(rate, &view->tax_systems[black_box_best_year(view, view->num_summaries)]);
    rate[arm / DELTAS] += delta[arm % DELTAS];
    return black_box_propose(black_box, proposal, rate, err);
}

static const struct setting settings[] = {
    CHOICE_SETTING("planner.search.bandit", "ucb|thompson", "\"ucb\"",
                   "bandit: how an arm is chosen."),
    {0},
};

static const struct setting *const groups[] = {brackets_settings,       black_box_settings,
                                               black_box_step_settings, settings,
                                               seed_settings,           NULL};

const struct planner_kind planner_bandit = {
    .kind = {.name = "bandit",
             .summary =
                 "learns which change of which rate pays (planner.search.bandit: ucb or thompson)",
             .settings = groups},
    .create = black_box_create,
    .propose = propose,
    .destroy = free,
};
