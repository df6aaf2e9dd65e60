/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nonlinear least squares for the open parameters of the U.S. workforce. */
#include "calibration/us/fit.h"

#include "base/csv.h"
#include "base/elementary.h"
#include "calibration/us/margins.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The solver moves ln x of positive parameters and ln(x / (1 - x)) of shares. */
enum scale { SCALE_LINEAR, SCALE_LOG, SCALE_LOG_ODDS };

/* A prior is normal on the solver's scale; a standard deviation of 0 means none. */
static const struct {
    enum scale scale;
    double start, mean, sd;
} priors[US_NUM_PARAMETERS] = {
    [US_SPREAD_BELOW] = {SCALE_LOG, 1.2, 1.2, 0.1},
    /* From 1.0 the solver ends in a second minimum, 0.06 higher in the sum of squares. */
    [US_SPREAD_ABOVE] = {SCALE_LOG, 0.9, 1.0, 0.1},
    [US_PARETO_SHARE] = {SCALE_LOG_ODDS, 0.17, 0.0, 0.0},
    [US_PARETO_INDEX] = {SCALE_LOG, 2.0, 0.0, 0.0},
    [US_TOP_SHARE] = {SCALE_LOG_ODDS, 0.01, 0.0, 0.0},
    [US_TOP_INDEX] = {SCALE_LOG, 1.6, 0.0, 0.0},
    [US_PART_TIME_PENALTY] = {SCALE_LINEAR, 0.25, 0.25, 0.08},
    [US_PART_YEAR_16_19] = {SCALE_LOG_ODDS, 0.25, 0.25, 0.3},
    [US_PART_YEAR_20_24] = {SCALE_LOG_ODDS, 0.2, 0.2, 0.3},
    [US_PART_YEAR_25_PLUS] = {SCALE_LOG_ODDS, 0.2, 0.2, 0.3},
    [US_WEEKS_EXPONENT] = {SCALE_LOG, 0.5, 0.5, 0.3},
};

/* One standard deviation of each kind of residual: what we would call a small miss. */
#define SHARE_SD 0.002
#define TAIL_SD 0.1 /* of the log upper share */
#define FAR_TAIL_SD 0.3
#define TAIL_START_USD 100000.0
#define FAR_TAIL_START_USD 5000000.0
#define QUANTILE_SD 0.01 /* of the log */
#define FIRST_QUANTILE 0.25
#define YOUNG_SD 0.1 /* of the log; incomes of all kinds, so only a hint for wages */
#define MEAN_SHARE_OF_YEAR 0.87
#define MEAN_SHARE_OF_YEAR_SD 0.015

static double to_scale(enum scale scale, double x)
{
    if (scale == SCALE_LINEAR)
        return x;
    return elementary_log(scale == SCALE_LOG ? x : x / (1.0 - x));
}

static double from_scale(enum scale scale, double t)
{
    if (scale == SCALE_LINEAR)
        return t;
    return scale == SCALE_LOG ? elementary_exp(t) : 1.0 / (1.0 + elementary_exp(-t));
}

/* dx/dt, for standard errors. */
static double slope_of_scale(enum scale scale, double x)
{
    if (scale == SCALE_LINEAR)
        return 1.0;
    return scale == SCALE_LOG ? x : x * (1.0 - x);
}

static enum status evaluate(struct us_fit *fit, struct error *err)
{
    if (fit->stop && *fit->stop)
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    fit->num_evaluations++;
    TRY(wage_effects_solve(&fit->effects, &fit->workforce, &fit->tables, err));
    earnings_curve_update(fit->curve, &fit->workforce);
    return STATUS_OK;
}

/* Residuals are appended to a vector, or only counted if it is NULL. */
struct residuals {
    gsl_vector *vector;
    size_t count;
};

static void append(struct residuals *residuals, double difference, double sd)
{
    if (residuals->vector)
        gsl_vector_set(residuals->vector, residuals->count, difference / sd);
    residuals->count++;
}

static void append_shares(struct residuals *residuals, const struct us_fit *fit)
{
    const struct us_tables *const tables = &fit->tables;

    for (int i = 0; i < tables->num_thresholds; i++) {
        const double usd = tables->threshold_usd[i];
        const double below = earnings_share_below(fit->curve, -1, usd);

        append(residuals, below - tables->share_below[i], SHARE_SD);
        if (usd > TAIL_START_USD)
            append(residuals, elementary_log((1.0 - below) / (1.0 - tables->share_below[i])),
                   usd > FAR_TAIL_START_USD ? FAR_TAIL_SD : TAIL_SD);
    }
}

static void append_quantile(struct residuals *residuals, const struct us_fit *fit, int group,
                            double probability, double usd, double sd)
{
    append(residuals, elementary_log(earnings_quantile(fit->curve, group, probability) / usd), sd);
}

static void append_priors(struct residuals *residuals, const struct us_fit *fit)
{
    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        if (priors[i].sd > 0.0)
            append(residuals,
                   to_scale(priors[i].scale, fit->workforce.parameter[i]) -
                       to_scale(priors[i].scale, priors[i].mean),
                   priors[i].sd);
    append(residuals, earnings_mean_share_of_year(&fit->workforce) - MEAN_SHARE_OF_YEAR,
           MEAN_SHARE_OF_YEAR_SD);
}

static size_t write_residuals(const struct us_fit *fit, gsl_vector *vector)
{
    static const double young_probability[US_NUM_YOUNG_QUANTILES] = {0.25, 0.5, 0.75};
    const struct us_tables *const tables = &fit->tables;
    struct residuals residuals = {vector, 0};

    append_shares(&residuals, fit);
    for (int i = 0; i < tables->num_quantiles; i++)
        if (tables->probability[i] >= FIRST_QUANTILE)
            append_quantile(&residuals, fit, -1, tables->probability[i], tables->quantile_usd[i],
                            QUANTILE_SD);
    for (int age = 0; age < US_NUM_YOUNG_AGES; age++)
        for (int i = 0; i < US_NUM_YOUNG_QUANTILES; i++)
            append_quantile(&residuals, fit, age, young_probability[i],
                            tables->young_quartile_usd[age][i], YOUNG_SD);
    append_priors(&residuals, fit);
    return residuals.count;
}

static int evaluate_residuals(const gsl_vector *scaled, void *context, gsl_vector *out)
{
    struct us_fit *const fit = context;

    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        fit->workforce.parameter[i] =
            from_scale(priors[i].scale, gsl_vector_get(scaled, (size_t)i));
    fit->failure = evaluate(fit, fit->err);
    if (fit->failure)
        return GSL_EBADFUNC;
    write_residuals(fit, out);
    return GSL_SUCCESS;
}

struct progress {
    us_fit_progress *tell;
    void *context;
    struct us_fit *fit;
};

static void after_iteration(const size_t iteration, void *context,
                            const gsl_multifit_nlinear_workspace *workspace)
{
    const struct progress *const progress = context;
    const gsl_vector *const f = gsl_multifit_nlinear_residual(workspace);
    double sum = 0.0;

    for (size_t i = 0; i < f->size; i++)
        sum += gsl_vector_get(f, i) * gsl_vector_get(f, i);
    progress->fit->sum_of_squares = sum;
    if (progress->tell)
        progress->tell(progress->context, (int)iteration, sum,
                       us_fit_largest_gap(progress->fit, NULL));
}

static void keep_solution(struct us_fit *fit, gsl_multifit_nlinear_workspace *workspace)
{
    double covariance_data[US_NUM_PARAMETERS * US_NUM_PARAMETERS] = {0.0};
    gsl_matrix_view covariance =
        gsl_matrix_view_array(covariance_data, US_NUM_PARAMETERS, US_NUM_PARAMETERS);

    gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace), 0.0, &covariance.matrix);
    for (size_t i = 0; i < US_NUM_PARAMETERS; i++) {
        char rounded[32];
        const double x = from_scale(priors[i].scale,
                                    gsl_vector_get(gsl_multifit_nlinear_position(workspace), i));

        snprintf(rounded, sizeof rounded, "%.4g", x);
        if (!csv_parse_number(rounded, &fit->workforce.parameter[i]))
            fit->workforce.parameter[i] = x;
        fit->standard_error[i] =
            sqrt(gsl_matrix_get(&covariance.matrix, i, i)) * slope_of_scale(priors[i].scale, x);
    }
}

static enum status solve(struct us_fit *fit, gsl_multifit_nlinear_workspace *workspace,
                         us_fit_progress *tell, void *context, struct error *err)
{
    enum { MAX_ITERATIONS = 60 };
    double start[US_NUM_PARAMETERS];
    int reason = 0;
    struct progress progress = {tell, context, fit};
    gsl_multifit_nlinear_fdf problem = {
        .f = evaluate_residuals,
        .n = write_residuals(fit, NULL),
        .p = US_NUM_PARAMETERS,
        .params = fit,
    };

    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        start[i] = to_scale(priors[i].scale, priors[i].start);
    gsl_vector_view start_view = gsl_vector_view_array(start, US_NUM_PARAMETERS);
    int failed = gsl_multifit_nlinear_init(&start_view.vector, &problem, workspace);

    if (!failed)
        failed = gsl_multifit_nlinear_driver(MAX_ITERATIONS, 1e-5, 1e-7, 1e-7, after_iteration,
                                             &progress, &reason, workspace);
    if (fit->failure)
        return fit->failure;
    /* GSL_ENOPROG: no step improves any more, at the accuracy of the differences. */
    if (failed && failed != GSL_ENOPROG)
        return error_set(err, STATUS_NUMERICAL, "the fit did not settle: %s", gsl_strerror(failed));
    keep_solution(fit, workspace);
    return evaluate(fit, err);
}

static enum status prepare(struct us_fit *fit, int earnings_year, struct error *err)
{
    *fit = (struct us_fit){.err = err};
    TRY(earnings_curve_create(&fit->curve, err));
    TRY(us_tables_read(&fit->tables, earnings_year, err));
    return us_margins_fill(&fit->workforce, &fit->tables, err);
}

enum status us_fit_run(struct us_fit *fit, int earnings_year, us_fit_progress *progress,
                       void *context, const volatile sig_atomic_t *stop, struct error *err)
{
    gsl_multifit_nlinear_parameters choices = gsl_multifit_nlinear_default_parameters();
    enum status status = prepare(fit, earnings_year, err);

    fit->stop = stop;
    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        fit->workforce.parameter[i] = priors[i].start;
    if (!status)
        status = evaluate(fit, err);
    choices.fdtype = GSL_MULTIFIT_NLINEAR_CTRDIFF;
    choices.h_df = 1e-4; /* steps well over the curve's rounding */
    if (!status) {
        gsl_multifit_nlinear_workspace *const workspace =
            gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &choices,
                                       write_residuals(fit, NULL), US_NUM_PARAMETERS);

        status = workspace ? solve(fit, workspace, progress, context, err)
                           : error_set(err, STATUS_NO_MEMORY, "no memory for the fit");
        gsl_multifit_nlinear_free(workspace);
    }
    if (status)
        us_fit_free(fit);
    return status;
}

enum status us_fit_evaluate(struct us_fit *fit, int earnings_year,
                            const double parameter[US_NUM_PARAMETERS], struct error *err)
{
    enum status status = prepare(fit, earnings_year, err);

    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        fit->workforce.parameter[i] = parameter[i];
    if (!status)
        status = evaluate(fit, err);
    if (status)
        us_fit_free(fit);
    return status;
}

void us_fit_free(struct us_fit *fit)
{
    earnings_curve_destroy(fit->curve);
    fit->curve = NULL;
}

double us_fit_largest_gap(const struct us_fit *fit, int *threshold)
{
    double largest = 0.0;

    for (int i = 0; i < fit->tables.num_thresholds; i++) {
        const double gap = fabs(earnings_share_below(fit->curve, -1, fit->tables.threshold_usd[i]) -
                                fit->tables.share_below[i]);

        if (gap > largest) {
            largest = gap;
            if (threshold)
                *threshold = i;
        }
    }
    return largest;
}
