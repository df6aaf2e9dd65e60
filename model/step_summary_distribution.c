/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/step_summary_distribution.c: quantiles, shares and inequality of a step from two orders of workers:
 * by income and by net income.  Rates are at most 1, so under one schedule the two orders are one; workers
 * of several tax classes change places. */
#include "model/step_summary_internal.h"

#include <math.h>

static const double NOT_A_NUMBER = NAN;
static const double TIE_TOLERANCE = 1e-9; /* incomes that differ by less, relative, are the same */

/* A column in an order of its own. */
static enum status rank(struct ranked_columns *ranked, struct measurement *m, const double *column,
                        struct error *err)
{
    TRY(worker_order_sort(&m->scratch->other_order, column, err));
    ranked_columns_init(ranked, &m->scratch->other_order, m->population->sample_weight, 1, &column,
                        m->scratch->other_ranked);
    ranked_columns_measure(ranked);
    return STATUS_OK;
}

enum status step_summary_weighted_median(double *value, struct measurement *m, const double *column,
                                         struct error *err)
{
    struct ranked_columns ranked;

    TRY(rank(&ranked, m, column, err));
    *value = ranked_quantile(&ranked, 0, 0.5);
    return STATUS_OK;
}

/* The order of income serves unless net income falls in it somewhere. */
static enum status rank_net_income(struct measurement *m, struct error *err)
{
    if (ranked_is_ascending(&m->ranked, NET_INCOME)) {
        m->net = m->ranked;
        m->net_column = NET_INCOME;
        return STATUS_OK;
    }
    m->net_column = 0;
    return rank(&m->net, m, m->outcome->net_income_usd_per_year, err);
}

static void fill_incomes(struct step_summary *summary, const struct measurement *m)
{
    const struct ranked_columns *const ranked = &m->ranked;
    const double weight = ranked->total.moments[0].weight;
    const size_t first_working = ranked_first(ranked, INCOME, 0.0, 1);

    summary->mean_income = ranked_mean(ranked, INCOME);
    summary->median_income = ranked_quantile(ranked, INCOME, 0.5);
    summary->sd_income = ranked_sd(ranked, INCOME);
    summary->mean_net_income = ranked_mean(ranked, NET_INCOME);
    summary->median_net_income = ranked_quantile(&m->net, m->net_column, 0.5);
    summary->sd_net_income = ranked_sd(ranked, NET_INCOME);
    summary->share_working = 1.0 - ranked_weight_before(ranked, first_working) / weight;
    const size_t first_not_poor =
        ranked_first(&m->net, m->net_column, 0.5 * summary->median_net_income, 0);

    /* Half of a negative median is above it: there is no line. */
    summary->poverty_share = summary->median_net_income > 0.0
                                 ? ranked_weight_before(&m->net, first_not_poor) / weight
                                 : NOT_A_NUMBER;
}

static void fill_quintiles(struct step_summary *summary, const struct ranked_columns *ranked)
{
    const double weight = ranked->total.moments[0].weight;
    struct ranked_cut before = {0};

    for (int q = 0; q < NUM_QUINTILES; q++) {
        const struct ranked_cut cut =
            ranked_cut_at(ranked, weight * (double)(q + 1) / (double)NUM_QUINTILES);
        const double people = cut.weight - before.weight;

        summary->quintile_mean_income[q] = (cut.sum[INCOME] - before.sum[INCOME]) / people;
        summary->quintile_mean_net_income[q] =
            (cut.sum[NET_INCOME] - before.sum[NET_INCOME]) / people;
        summary->quintile_mean_tax[q] = summary->quintile_mean_income[q] + summary->rebate -
                                        summary->quintile_mean_net_income[q];
        before = cut;
    }
}

/* Pareto index m/(m - b) of the top percentile (e.g. Atkinson, Piketty and Saez 2011, eq. 3); there is none where
 * all of it earn the same, and m - b is what sums were rounded by. */
static void fill_top(struct step_summary *summary, const struct ranked_columns *ranked)
{
    const double weight = ranked->total.moments[0].weight;
    const double total = weight * summary->mean_income;
    const struct ranked_cut decile = ranked_cut_at(ranked, 0.9 * weight);
    const struct ranked_cut hundredth = ranked_cut_at(ranked, 0.99 * weight);
    const double threshold = ranked_quantile(ranked, INCOME, 0.99);
    const double mean_above = (total - hundredth.sum[INCOME]) / (weight - hundredth.weight);

    summary->top_10_percent_share = 1.0 - decile.sum[INCOME] / total;
    summary->top_1_percent_share = 1.0 - hundredth.sum[INCOME] / total;
    summary->pareto_index_top_1_percent = mean_above > threshold * (1.0 + TIE_TOLERANCE)
                                              ? mean_above / (mean_above - threshold)
                                              : NOT_A_NUMBER;
    summary->workers_above_p99 =
        (double)(ranked->order->num_workers - ranked_first(ranked, INCOME, threshold, 1));
}

/* Everything from sums in an order of workers: of z, and of y = z - T + R.  A constant changes no such
 * sum, so the one of z - T is that of y, and the one of T their difference. */
static void fill_inequality(struct step_summary *summary, const struct measurement *m)
{
    const struct ranked_columns *const ranked = &m->ranked;
    const double weight = ranked->total.moments[INCOME].weight;
    const double of_income = ordered_moments_gini_sum(&ranked->total.moments[INCOME]);
    const double of_net_income = ordered_moments_gini_sum(&ranked->total.moments[NET_INCOME]);
    const double of_net_income_in_its_order =
        ordered_moments_gini_sum(&m->net.total.moments[m->net_column]);
    const double mean_after_tax = summary->mean_net_income - summary->rebate;
    const double gini_after_tax =
        mean_after_tax > 0.0 ? of_net_income_in_its_order / (weight * weight * mean_after_tax)
                             : NOT_A_NUMBER;
    const double tax = summary->revenue;

    summary->gini_income = ranked_gini(ranked, INCOME);
    /* A coefficient of negative incomes may be above 1, and says nothing of how equal they are. */
    summary->gini_net_income = ranked_first(&m->net, m->net_column, 0.0, 0) == 0
                                   ? ranked_gini(&m->net, m->net_column)
                                   : NOT_A_NUMBER;
    summary->redistribution_tax = summary->gini_income - gini_after_tax;
    summary->redistribution_rebate = gini_after_tax - summary->gini_net_income;
    summary->reranking = summary->gini_net_income - ranked_gini(ranked, NET_INCOME);
    summary->kakwani =
        tax != 0.0 ? (of_income - of_net_income) / (weight * weight * tax) - summary->gini_income
                   : NOT_A_NUMBER;
}

static double mean_marginal_rate(const struct ranked_columns *ranked,
                                 const struct tax_schedule *schedule)
{
    const double weight = ranked->total.moments[0].weight;
    double before = 0.0;
    double sum = 0.0;

    for (int j = 0; j < schedule->num_brackets; j++) {
        const double end =
            j + 1 < schedule->num_brackets
                ? ranked_weight_before(ranked, ranked_first(ranked, INCOME,
                                                            schedule->start_usd_per_year[j + 1], 0))
                : weight;

        sum += schedule->marginal_rate[j] * (end - before);
        before = end;
    }
    return sum / weight;
}

enum status step_summary_fill_distribution(struct step_summary *summary, struct measurement *m,
                                           const struct step_block_sums *total, struct error *err)
{
    const struct tax_system *const tax_system = m->context->tax_system;

    TRY(rank_net_income(m, err));
    summary->mean_effective_marginal_rate =
        tax_system->num_classes > 1
            ? total->marginal_rate / total->hours.weight
            : mean_marginal_rate(&m->ranked, tax_system_schedule(tax_system, 0));
    fill_incomes(summary, m);
    fill_quintiles(summary, &m->ranked);
    fill_top(summary, &m->ranked);
    fill_inequality(summary, m);
    return STATUS_OK;
}
