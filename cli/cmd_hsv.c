/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_hsv.c: the best log-linear tax for a config's workers, and the one that a tax system is nearest to. */
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "studies/hsv.h"

#include <math.h>

enum { NUM_POINTS = 60 };
static const double BELOW = -0.6, ABOVE = 0.9; /* p of the table */

struct study {
    struct hsv_settings settings;
    struct hsv_point best, as_is; /* as_is: at the p of the fit, or at --progressivity */
    struct hsv_fit fit;
};

static enum status read_options(struct hsv_settings *settings, const struct command_line *line,
                                struct error *err)
{
    TRY(command_line_number(line, "public-share", 0.0, 1.0, &settings->public_share, err));
    if (!command_line_has(line, "valued"))
        return STATUS_OK;
    if (!(settings->public_share > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "public goods are valued, and none are bought: expected --public-share "
                         "above 0");
    settings->public_taste = settings->public_share / (1.0 - settings->public_share);
    return STATUS_OK;
}

static enum status find(struct study *study, const struct command_line *line,
                        const struct studied_tax_system *studied, struct error *err)
{
    const struct economy *const economy = simulation_economy(studied->simulation);
    double p = 0.0;

    hsv_fit(&study->fit, &economy->population, &studied->tax_system);
    p = isnan(study->fit.progressivity) ? 0.0 : study->fit.progressivity;
    TRY(command_line_number(line, "progressivity", -1e6, 1e6, &p, err));
    TRY(hsv_at(&study->as_is, economy, &study->settings, p, err));
    return hsv_best(&study->best, economy, &study->settings, err);
}

static void print_point(const char *what, const struct hsv_point *point)
{
    say("%-30s p = %9.6f  L = %12.6g  W = %14.6f  mean income %8.0f USD\n", what,
        point->progressivity, point->level, point->welfare, point->mean_income);
}

/* 1 - (1 - p) L z^-p < -1: near no income where p > 0, at the top where it is below. */
static void print_subsidies(const struct hsv_point *best)
{
    const double p = best->progressivity;
    const double income = pow((1.0 - p) * best->level / 2.0, 1.0 / p);

    if (p > 0.0 && income >= 1.0)
        say("At the best, rates are below -1 up to %.0f USD a year.\n", income);
    else if (p < 0.0 && income < 1e9)
        say("At the best, rates are below -1 from %.0f USD a year on.\n", income);
}

static void print_study(const struct study *study, const struct command_line *line)
{
    const struct hsv_fit *const fit = &study->fit;

    say("T = z - L z^(1-p), without a rebate; %g%% of income is spent by the government%s\n",
        100.0 * study->settings.public_share,
        study->settings.public_taste > 0.0 ? " and valued" : "");
    print_point("best", &study->best);
    print_point(command_line_has(line, "progressivity") ? "as asked" : "p of the tax system",
                &study->as_is);
    if (isnan(fit->progressivity))
        say("\nNo log-linear tax fits: incomes after taxes do not differ.\n");
    else
        say("\nThe tax system, by regression at observed incomes: p = %.4f, L = %.6g, R^2 = %.4f\n",
            fit->progressivity, fit->level, fit->r_squared);
    if (fit->share_fitted < 1.0)
        say("%.2f%% of workers have nothing left there, and are not fitted.\n",
            100.0 * (1.0 - fit->share_fitted));
    print_subsidies(&study->best);
    if (study->best.share_above_cap > 0.0)
        say("%.2f%% of workers would work more than 100 hours a week at the best: here they do.\n",
            100.0 * study->best.share_above_cap);
    if (study->best.progressivity < hsv_lowest_progressivity + 1e-6 ||
        study->best.progressivity > hsv_highest_progressivity - 1e-6)
        say("The best is at an end of what is searched, %g to %g.\n", hsv_lowest_progressivity,
            hsv_highest_progressivity);
}

static enum status print_json(const struct study *study, struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_number(&json, "progressivity", study->best.progressivity);
    json_number(&json, "level", study->best.level);
    json_number(&json, "welfare", study->best.welfare);
    json_number(&json, "mean_income_usd_per_year", study->best.mean_income);
    json_number(&json, "share_above_cap", study->best.share_above_cap);
    json_open_object(&json, "fit");
    json_number(&json, "progressivity", study->fit.progressivity);
    json_number(&json, "level", study->fit.level);
    json_number(&json, "r_squared", study->fit.r_squared);
    json_number(&json, "share_fitted", study->fit.share_fitted);
    json_close(&json);
    json_number(&json, "welfare_as_is", study->as_is.welfare);
    json_close(&json);
    return study_output_json(&text, err);
}

static enum status write_table(const struct study *study, const struct command_line *line,
                               const struct economy *economy, struct error *err)
{
    struct text csv = {0};
    struct hsv_point point;

    text_append(&csv, "progressivity,level,welfare,mean_income_usd_per_year\n");
    for (int k = 0; k <= NUM_POINTS; k++) {
        const double p = k < NUM_POINTS ? BELOW + (ABOVE - BELOW) * k / (NUM_POINTS - 1)
                                        : study->best.progressivity;

        if (hsv_at(&point, economy, &study->settings, p, NULL))
            continue; /* outside the domain of these workers */
        const double values[] = {point.progressivity, point.level, point.welfare,
                                 point.mean_income};

        study_output_row(&csv, values, sizeof values / sizeof *values);
    }
    return study_output_write(line, &csv, err);
}

static enum status run_hsv(const struct command_line *line, struct error *err)
{
    struct studied_tax_system studied;
    struct study study = {0};

    TRY(study_output_check(line, err));
    TRY(read_options(&study.settings, line, err));
    TRY(studied_tax_system_read(&studied, line, err));
    enum status status = find(&study, line, &studied, err);

    if (!status && command_line_has(line, "json"))
        status = print_json(&study, err);
    else if (!status && !command_line_has(line, "quiet"))
        print_study(&study, line);
    if (!status && command_line_has(line, "output"))
        status = write_table(&study, line, simulation_economy(studied.simulation), err);
    studied_tax_system_free(&studied);
    return status;
}

static const struct command_option options[] = {
    {0, "progressivity", "P", "also the point at this p (that of the tax system)"},
    {'g', "public-share", "G", "of income, spent by the government (0)"},
    {0, "valued", NULL, "public goods count: utility has + G/(1 - G) ln(spending) besides"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_hsv = {
    .name = "hsv",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "The best log-linear tax T = z - L z^(1-p), and the one nearest to a tax system",
    .details = "Rational workers in closed form, without brackets; L closes the budget, and nobody "
               "gets a rebate (Heathcote,\n"
               "Storesletten and Violante 2017).  As a component of a tax system it is \"hsv\".",
    .options = options,
    .run = run_hsv,
};
