/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/rational_plan.c: pieces of every run, and what they owe, from sums kept beforehand. */
#include "model/rational_plan.h"

#include "model/units.h"

#include <math.h>
#include <stdlib.h>

static void set_kernel(struct kernel_piece *piece, const struct response *response, int index)
{
    const struct tax_schedule *const schedule = &response->schedule;
    const int bracket = index / 2;

    *piece = (struct kernel_piece){
        .start = schedule->start_usd_per_year[bracket],
        .tax_at_start = schedule->tax_at_start_usd_per_year[bracket],
    };
    if (index == RESPONSE_NOT_WORKING)
        return;
    piece->fixed_effort = response->fixed_cost_usd_per_year;
    if (index % 2) { /* inside the bracket */
        piece->scale = response->scale[bracket];
        piece->marginal_rate = schedule->marginal_rate[bracket];
        piece->effort_per_potential_earnings = response->effort_scale[bracket];
    } else {
        piece->fixed_income = schedule->start_usd_per_year[bracket];
        piece->effort_per_threshold_effort = response->threshold_power[bracket];
    }
}

/* Sums of w and w Z over workers [start of the run, i). */
struct sums_before {
    double weight, potential_earnings;
};

static struct sums_before sums_before(const struct rational *rational,
                                      const struct rational_run *run, size_t i)
{
    const double *const potential_earnings = rational->preferences->potential_earnings_usd_per_year;
    const double *const weight = rational->population->sample_weight;
    const size_t s = run->at + (i - run->start) / RATIONAL_STRIDE;
    const size_t from = run->start + (i - run->start) / RATIONAL_STRIDE * RATIONAL_STRIDE;

    if (!weight)
        return (struct sums_before){(double)(i - run->start),
                                    rational->sum_potential_earnings[s] +
                                        kernel_sum(potential_earnings + from, i - from)};
    struct sums_before sums = {rational->sum_weight[s],
                               rational->sum_potential_earnings[s] +
                                   kernel_dot(potential_earnings + from, weight + from, i - from)};

    for (size_t k = from; k < i; k++)
        sums.weight += weight[k];
    return sums;
}

size_t rational_first_candidate(const struct rational *rational, size_t i)
{
    size_t low = 0;
    size_t high = rational->num_cap_candidates;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (rational->cap_candidates[middle] < i)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct response_choice rational_plan_free_choice(const struct rational_plan *plan, size_t i)
{
    const struct preferences *const preferences = plan->rational->preferences;

    return response_choose(rational_plan_response(plan, i),
                           preferences->potential_earnings_usd_per_year[i],
                           preferences->threshold_effort[i], INFINITY);
}

int rational_plan_is_capped(const struct rational_plan *plan, size_t c,
                            struct response_choice *choice)
{
    const size_t i = plan->rational->cap_candidates[c];
    const double *const effort_at_cap = plan->rational->effort_at_cap;
    const struct response *const response = rational_plan_response(plan, i);
    const struct preferences *const preferences = plan->rational->preferences;
    const double potential_earnings = preferences->potential_earnings_usd_per_year[i];
    const double cap = rational_income_cap(plan->rational, i);

    if (response->max_scale * potential_earnings <= cap)
        return 0;
    *choice = rational_plan_free_choice(plan, i);
    if (choice->income_usd_per_year <= cap)
        return 0;
    *choice =
        response_choose_knowing(response, potential_earnings, preferences->threshold_effort[i], cap,
                                effort_at_cap ? effort_at_cap[c] : NAN);
    return 1;
}

/* What capped workers owe less than they would without the cap. */
static double tax_lost_to_cap(const struct rational_plan *plan)
{
    const struct rational *const rational = plan->rational;
    const double *const weight = rational->population->sample_weight;
    double lost = 0.0;

    if (!plan->has_cap)
        return 0.0;
    for (size_t c = 0; c < rational->num_cap_candidates; c++) {
        const size_t i = rational->cap_candidates[c];
        struct response_choice choice;

        if (rational_plan_is_capped(plan, c, &choice))
            lost += (weight ? weight[i] : 1.0) *
                    (rational_plan_free_choice(plan, i).tax_usd_per_year - choice.tax_usd_per_year);
    }
    return lost;
}

static double mean_tax(const struct rational_plan *plan)
{
    const struct rational *const rational = plan->rational;
    struct sums_before before = {0.0, 0.0};
    double revenue = 0.0;

    for (int k = 0; k < plan->num_pieces; k++) {
        const struct rational_piece *const piece = &plan->piece[k];
        const struct kernel_piece *const p = &piece->kernel;

        if (k > 0 && piece->run != piece[-1].run)
            before = (struct sums_before){0.0, 0.0};
        const struct sums_before after =
            sums_before(rational, &rational->run[piece->run], piece->end);

        revenue +=
            (after.weight - before.weight) * (p->tax_at_start - p->marginal_rate * p->start) +
            (after.potential_earnings - before.potential_earnings) * (p->marginal_rate * p->scale);
        before = after;
    }
    return (revenue - tax_lost_to_cap(plan)) / rational->total_weight;
}

static const struct tax_schedule *schedule_of_run(const struct rational *rational,
                                                  const struct tax_system *tax_system, int run)
{
    return tax_system_schedule(tax_system, rational->run[run].tax_class);
}

/* Room for a response a run and all their pieces. */
static enum status make_room(struct rational_plan *plan, const struct tax_system *tax_system,
                             struct error *err)
{
    const int num_runs = plan->rational->num_runs;
    size_t num_pieces = 0;

    plan->num_responses =
        tax_system->num_classes > 1 || utility_has_groups(&plan->rational->utility) ? num_runs : 1;
    plan->response = &plan->only_response;
    plan->piece = plan->few_pieces;
    if (num_runs == 1)
        return STATUS_OK;
    for (int c = 0; c < num_runs; c++)
        num_pieces += 2 * (size_t)schedule_of_run(plan->rational, tax_system, c)->num_brackets + 1;
    const size_t responses_bytes = (size_t)plan->num_responses * sizeof *plan->response;

    plan->memory = malloc(responses_bytes + num_pieces * sizeof *plan->piece);
    if (!plan->memory)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the answers of %d runs of workers",
                         num_runs);
    plan->response = plan->memory;
    plan->piece = (struct rational_piece *)(void *)((char *)plan->memory + responses_bytes);
    return STATUS_OK;
}

static void add_run(struct rational_plan *plan, int c)
{
    const struct rational_run *const run = &plan->rational->run[c];
    const struct preferences *const preferences = plan->rational->preferences;
    const struct response *const response = &plan->response[plan->num_responses > 1 ? c : 0];
    struct response_pieces pieces;

    response_locate(response, preferences->potential_earnings_usd_per_year + run->start,
                    preferences->threshold_effort + run->start, run->end - run->start, &pieces);
    for (int k = 0; k < pieces.count; k++) {
        struct rational_piece *const piece = &plan->piece[plan->num_pieces++];

        piece->end = run->start + pieces.end[k];
        piece->run = c;
        piece->index = pieces.piece[k];
        set_kernel(&piece->kernel, response, piece->index);
    }
}

enum status rational_plan_init(struct rational_plan *plan, const struct rational *rational,
                               const struct tax_system *tax_system, struct error *err)
{
    plan->rational = rational;
    plan->num_pieces = 0;
    plan->has_cap = 0;
    plan->memory = NULL;
    TRY(make_room(plan, tax_system, err));
    for (int c = 0; c < plan->num_responses; c++) {
        response_init(&plan->response[c], schedule_of_run(rational, tax_system, c),
                      &rational->utility, rational->run[c].labor_exponent);
        plan->has_cap |=
            plan->response[c].max_scale * rational->max_full_hours > MAX_HOURS_PER_WEEK;
    }
    for (int c = 0; c < rational->num_runs; c++)
        add_run(plan, c);
    plan->mean_tax_usd_per_year = mean_tax(plan);
    rational_plan_pay(plan, 0.0);
    return STATUS_OK;
}

void rational_plan_free(struct rational_plan *plan)
{
    free(plan->memory);
    plan->memory = NULL;
}

void rational_plan_pay(struct rational_plan *plan, double rebate_usd_per_year)
{
    plan->rebate_usd_per_year = rebate_usd_per_year;
    for (int k = 0; k < plan->num_pieces; k++)
        plan->piece[k].kernel.rebate = rebate_usd_per_year;
}

const struct rational_piece *rational_plan_piece(const struct rational_plan *plan, size_t i)
{
    int low = 0;
    int high = plan->num_pieces - 1;

    while (low < high) {
        const int middle = low + (high - low) / 2;

        if (plan->piece[middle].end <= i)
            low = middle + 1;
        else
            high = middle;
    }
    return &plan->piece[low];
}
