/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/step_summary_columns.c: names, units and meaning of every figure of a step. */
#include "model/step_summary.h"

#define SCALAR(member, column_unit, text)                                                          \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = COLUMN_F64,               \
        .offset = offsetof(struct step_summary, member)                                            \
    }
#define VECTOR(member, count, along, column_unit, text)                                            \
    {                                                                                              \
        .name = #member, .unit = column_unit, .long_name = text, .type = COLUMN_F64,               \
        .offset = offsetof(struct step_summary, member), .length = count, .dimension = along       \
    }

const struct column step_summary_columns[] = {
    SCALAR(welfare, "objective", "welfare of the configured objective"),
    VECTOR(welfare_by_kind, WELFARE_NUM_KINDS, "welfare_kind", NULL,
           "welfare of every kind, on utility as it is; units: welfare_unit"),
    SCALAR(welfare_isoelastic_raw, "1",
           "mean of v^(1-gamma)/(1-gamma), or of ln v; v = max(utility, floor)"),
    SCALAR(marginal_welfare_of_transfer, "USD/USD",
           "rise of the isoelastic equivalent per USD given to everybody"),
    SCALAR(welfare_floor_tenth, "USD/year", "isoelastic welfare with a tenth of the floor"),
    SCALAR(welfare_floor_tenfold, "USD/year", "isoelastic welfare with ten times the floor"),
    SCALAR(share_at_floor, "1", "share of workers whose utility is below the floor"),
    SCALAR(baseline_weights_effective_share, "1",
           "1/(N sum omega^2) of the inverse_income_baseline weights"),

    SCALAR(mean_hours_per_week, "hour/week", "mean hours"),
    SCALAR(median_hours_per_week, "hour/week", "median hours"),
    SCALAR(sd_hours_per_week, "hour/week", "standard deviation of hours"),
    SCALAR(mean_income, "USD/year", "mean pre-tax income"),
    SCALAR(median_income, "USD/year", "median pre-tax income"),
    SCALAR(sd_income, "USD/year", "standard deviation of pre-tax income"),
    SCALAR(mean_net_income, "USD/year", "mean income after tax and rebate"),
    SCALAR(median_net_income, "USD/year", "median income after tax and rebate"),
    SCALAR(sd_net_income, "USD/year", "standard deviation of income after tax and rebate"),
    SCALAR(mean_utility, "USD/year", "mean utility"),
    SCALAR(median_utility, "USD/year", "median utility"),
    SCALAR(sd_utility, "USD/year", "standard deviation of utility"),
    SCALAR(min_utility, "USD/year", "lowest utility"),
    SCALAR(share_working, "1", "share of workers with hours above 0"),
    SCALAR(share_at_hours_cap, "1", "share of workers at 100 hours"),

    SCALAR(revenue, "USD/year", "mean tax"),
    SCALAR(public_spending, "USD/year", "public spending per worker"),
    SCALAR(rebate, "USD/year", "lump-sum rebate to every worker"),
    SCALAR(rebate_residual, "USD/year",
           "rebate paid less the one that workers expected (income effects only)"),
    SCALAR(mean_effective_marginal_rate, "1", "mean marginal tax rate at chosen incomes"),

    SCALAR(gini_income, "1", "Gini coefficient of pre-tax income"),
    SCALAR(gini_net_income, "1",
           "Gini coefficient of income after tax and rebate; NaN where a net income is negative"),
    SCALAR(redistribution_tax, "1", "Gini of pre-tax income less Gini of income after tax"),
    SCALAR(redistribution_rebate, "1",
           "Gini of income after tax less Gini after tax and rebate; NaN where a net income is "
           "negative"),
    SCALAR(reranking, "1",
           "Gini of net income less its concentration in the order of pre-tax income; NaN where a "
           "net income is negative"),
    SCALAR(
        kakwani, "1",
        "concentration of taxes in the order of pre-tax income less its Gini; NaN without taxes"),
    SCALAR(poverty_share, "1",
           "share of workers with less than half the median net income; NaN where the median is "
           "not positive"),
    SCALAR(top_10_percent_share, "1", "share of pre-tax income earned by the top decile"),
    SCALAR(top_1_percent_share, "1", "share of pre-tax income earned by the top percentile"),
    VECTOR(quintile_mean_income, NUM_QUINTILES, "quintile", "USD/year",
           "mean pre-tax income by quintile of pre-tax income"),
    VECTOR(quintile_mean_net_income, NUM_QUINTILES, "quintile", "USD/year",
           "mean income after tax and rebate by quintile of pre-tax income"),
    VECTOR(quintile_mean_tax, NUM_QUINTILES, "quintile", "USD/year",
           "mean tax by quintile of pre-tax income"),
    SCALAR(pareto_index_top_1_percent, "1",
           "m/(m - b): b the 99th percentile of pre-tax income, m the mean of the top percentile; "
           "NaN where all above b earn the same"),
    SCALAR(workers_above_p99, "worker", "workers on which the Pareto index rests"),

    SCALAR(share_satisfied, "1",
           "share of workers satisfied with the tax policy; NaN if not asked"),
    SCALAR(mean_adjusted_utility, "USD/year",
           "mean utility less the loss of the dissatisfied; NaN if not asked"),
    {0},
};
