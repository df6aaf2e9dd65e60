/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/saez_paper.c: the published variant, faults included: it takes what skills would earn in
 * 100 hours for incomes, and the formula at bracket midpoints for rates of brackets.  Sums run in
 * order on one thread: the planner acts once a tax year. */
#include "planner/saez_paper.h"

#include "base/elementary.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static const double PAPER_HOURS = 100.0;
static const double TOP_INCOME = 10000000.0; /* where the published code ends the top bracket */
static const double TOP_FRACTION = 0.1;      /* of the way there it evaluates the formula */
static const double EMPTY_TAIL_PARETO = 10.0;
static const double PI = 3.14159265358979323846;

/* Incomes with their sample weights, and what does not depend on the bracket. */
struct skills {
    const struct population *population;
    double people;         /* sum of sample weights */
    double welfare_weight; /* sum of w/income: what 1/income is scaled by */
    double bandwidth;
};

static double income_of(const struct skills *skills, size_t i)
{
    return PAPER_HOURS * population_annual_pay_per_hour(skills->population, i);
}

static double weight_of(const struct skills *skills, size_t i)
{
    const double *const weight = skills->population->sample_weight;

    return weight ? weight[i] : 1.0;
}

static void skills_init(struct skills *skills, const struct population *population)
{
    const size_t n = population->num_workers;
    double sum = 0.0;
    double squares = 0.0;

    *skills = (struct skills){.population = population};
    for (size_t i = 0; i < n; i++) {
        skills->people += weight_of(skills, i);
        skills->welfare_weight += weight_of(skills, i) / income_of(skills, i);
        sum += weight_of(skills, i) * income_of(skills, i);
    }
    const double mean = sum / skills->people;

    for (size_t i = 0; i < n; i++) {
        const double deviation = income_of(skills, i) - mean;

        squares += weight_of(skills, i) * deviation * deviation;
    }
    const double count = (double)n;
    const double variance = squares / skills->people * count / (count > 1.0 ? count - 1.0 : 1.0);

    skills->bandwidth = elementary_pow(count, -0.2) * sqrt(variance);
}

/* What the formula needs at one income. */
struct tail {
    double share_at_most; /* F */
    double density;       /* f */
    double mean_above;    /* of incomes >= z */
    double welfare_above; /* sum of scaled weights >= z */
};

static struct tail tail_at(const struct skills *skills, double z)
{
    struct tail tail = {0};
    double above = 0.0;

    for (size_t i = 0; i < skills->population->num_workers; i++) {
        const double income = income_of(skills, i);
        const double w = weight_of(skills, i);
        const double x = (z - income) / skills->bandwidth;

        if (income <= z)
            tail.share_at_most += w;
        if (income >= z) {
            above += w;
            tail.mean_above += w * income;
            tail.welfare_above += w / income;
        }
        tail.density += w * elementary_exp(-0.5 * x * x);
    }
    tail.share_at_most /= skills->people;
    tail.density /= skills->people * skills->bandwidth * sqrt(2.0 * PI);
    tail.mean_above = above > 0.0 ? tail.mean_above / above : z;
    tail.welfare_above /= skills->welfare_weight;
    return tail;
}

static double rate_of_bracket(const struct skills *skills, const struct brackets *brackets, int j,
                              double elasticity)
{
    const double start = brackets->start_usd_per_year[j];
    const int is_top = j + 1 == brackets->count;
    const double z = is_top ? start + TOP_FRACTION * (TOP_INCOME - start)
                            : 0.5 * (start + brackets->start_usd_per_year[j + 1]);
    const struct tail tail = tail_at(skills, z);
    const double share_above = 1.0 - tail.share_at_most;
    const int is_empty = !(share_above > 0.0);
    double pareto = EMPTY_TAIL_PARETO;

    if (!is_empty)
        pareto =
            is_top ? tail.mean_above / (tail.mean_above - start) : z * tail.density / share_above;
    const double g = is_empty ? 0.0 : tail.welfare_above / share_above;
    const double rate = (1.0 - g) / (1.0 - g + pareto * elasticity);

    return round(fmin(fmax(rate, 0.0), 1.0) * 1e4) / 1e4;
}

enum status saez_paper_rates(double *rate, const struct brackets *brackets,
                             const double *elasticity, const struct population *population,
                             struct error *err)
{
    struct skills skills;

    skills_init(&skills, population);
    if (!(skills.bandwidth > 0.0))
        return error_set(err, STATUS_NUMERICAL,
                         "the density of incomes needs workers with different wages");
    for (int j = 0; j < brackets->count; j++)
        rate[j] = rate_of_bracket(&skills, brackets, j, elasticity[j]);
    return STATUS_OK;
}
