/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_kinds.c: the list of welfare functions (model/welfare.h), and the settings that all share. */
#include "model/welfare_kinds.h"

KIND_FAMILY(welfare, "welfare function", WELFARE_KINDS);

/* The isoelastic kind is reported beside every other, so that its settings always count. */
const struct setting welfare_function_settings[] = {
    KIND_SETTING("welfare.objective", welfare_family, "\"isoelastic\"",
                 "What the planner maximises; all kinds are reported anyway."),
    NUMBER_SETTING("welfare.inequality_aversion", "1", 0, 100, "1",
                   "gamma of the isoelastic objective; 1 is log."),
    NUMBER_SETTING("welfare.floor_usd_per_year", "USD/year", 1e-3, 1e9, "1000",
                   "isoelastic: utilities below count as this much."),
    NUMBERS_SETTING(
        "welfare.weights", "1", 0, 1e12, "[1]",
        "utilitarian: what a dollar to a worker counts at welfare.weights_income_usd_per_year; "
        "linear between, flat beyond."),
    NUMBERS_SETTING("welfare.weights_income_usd_per_year", "USD/year", 0, 1e12, "[0]",
                    "utilitarian: observed incomes of welfare.weights, ascending."),
    NUMBER_SETTING(
        "welfare.weights_exponent", "1", -10, 10, "0",
        "utilitarian: weights fall with observed income, from 1,000 USD, to this power."),
    {0},
};

const struct welfare_kind *welfare_kind_of(const struct settings *settings)
{
    return welfare_kinds[settings_choice(settings, "welfare.objective")]; /* in their order */
}

const char *welfare_words_name(const struct settings *settings)
{
    const struct welfare_kind *const kind = welfare_kind_of(settings);
    const bool is_weighted = settings_length(settings, "welfare.weights") > 1 ||
                             settings_number(settings, "welfare.weights_exponent") != 0.0 ||
                             settings_length(settings, "welfare.group_weights") > 0 ||
                             (settings_is(settings, "population.source", "csv") &&
                              settings_is_set(settings, "population.csv.welfare_weight_column"));

    return kind == &welfare_utilitarian && is_weighted ? "utilitarian_weighted" : kind->kind.name;
}

enum status welfare_read(struct welfare_settings *welfare, const struct settings *settings,
                         struct error *err)
{
    *welfare = (struct welfare_settings){
        .kind = welfare_kind_of(settings),
        .inequality_aversion = settings_number(settings, "welfare.inequality_aversion"),
        .floor_usd_per_year = settings_number(settings, "welfare.floor_usd_per_year"),
    };
    return welfare_weights_read(&welfare->weights, settings, err);
}

size_t welfare_index(const struct welfare_kind *kind)
{
    size_t k = 0;

    while (welfare_kinds[k] != kind)
        k++;
    return k;
}
