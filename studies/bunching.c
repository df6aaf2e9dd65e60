/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/bunching.h"

#include "base/elementary.h"
#include "base/random.h"

#include <gsl/gsl_multifit.h>
#include <math.h>
#include <string.h>

enum { MOST_ITERATIONS = 1000 };
enum { MOST_TERMS = BUNCHING_MAX_DEGREE + 2 };

/* What is fitted: bins [first, last] of the window without those of the heap. */
struct fit {
    const struct bunching_counts *counts;
    const struct bunching_settings *settings;
    size_t first, last, kink;     /* bins */
    size_t heap_first, heap_last; /* bins of the heap */
    size_t num_terms, num_fitted;
    double width;
    double workers_above; /* in all bins above the heap */
    gsl_matrix *terms;    /* [num_fitted][num_terms] */
    gsl_matrix *covariance;
    gsl_vector *workers, *coefficients;
    gsl_multifit_linear_workspace *workspace;
};

static bool is_heap(const struct fit *fit, size_t i)
{
    return i >= fit->heap_first && i <= fit->heap_last;
}

static double term(const struct fit *fit, size_t i, size_t k)
{
    const double *const income = fit->counts->income_usd_per_year;
    const double half = 0.5 * (income[fit->last] - income[fit->first]);
    const double x = (income[i] - income[fit->kink]) / half;
    double power = 1.0;

    if (k > (size_t)fit->settings->degree) {
        const double of_heap = income[i] / fit->settings->heap_usd;

        return fabs(of_heap - round(of_heap)) * fit->settings->heap_usd < 0.5 * fit->width ? 1.0
                                                                                           : 0.0;
    }
    for (size_t n = 0; n < k; n++)
        power *= x;
    return power;
}

static enum status find_bins(struct fit *fit, struct error *err)
{
    const struct bunching_counts *const counts = fit->counts;
    const struct bunching_settings *const s = fit->settings;
    const double *const income = counts->income_usd_per_year;
    const double place = (s->kink_usd_per_year - income[0]) / (income[1] - income[0]);
    const size_t last_bin = counts->num_bins - 1;

    fit->width = income[1] - income[0];
    if (!(place >= -0.5 && place <= (double)last_bin + 0.5))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a kink at %g: expected one within the bins, %g to %g",
                         s->kink_usd_per_year, income[0], income[last_bin]);
    fit->kink = (size_t)fmax(round(place), 0.0);
    fit->kink = fit->kink < last_bin ? fit->kink : last_bin;
    for (fit->first = 0; fit->first < last_bin && income[fit->first] < s->from_usd_per_year;)
        fit->first++;
    for (fit->last = last_bin; fit->last > 0 && income[fit->last] > s->to_usd_per_year;)
        fit->last--;
    if (fit->kink < fit->first + (size_t)s->excluded_below + 1 ||
        fit->kink + (size_t)s->excluded_above + 1 > fit->last)
        return error_set(err, STATUS_INVALID_INPUT,
                         "bins from %g to %g: expected some on both sides of the heap at %g",
                         s->from_usd_per_year, s->to_usd_per_year, s->kink_usd_per_year);
    fit->heap_first = fit->kink - (size_t)s->excluded_below;
    fit->heap_last = fit->kink + (size_t)s->excluded_above;
    fit->num_terms = (size_t)s->degree + 1 + (s->heap_usd > 0.0 ? 1 : 0);
    fit->num_fitted = (fit->last - fit->first + 1) - (fit->heap_last - fit->heap_first + 1);
    if (fit->num_fitted < fit->num_terms + 1)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%zu bins beside the heap: expected %zu at least for a polynomial of "
                         "degree %d",
                         fit->num_fitted, fit->num_terms + 1, s->degree);
    return STATUS_OK;
}

static enum status check_people(struct fit *fit, struct error *err)
{
    const double *const workers = fit->counts->workers;
    const double kink = fit->settings->kink_usd_per_year;
    double heap = 0.0;
    double inside = 0.0;

    for (size_t i = fit->first; i <= fit->last; i++) {
        inside += workers[i];
        heap += is_heap(fit, i) ? workers[i] : 0.0;
    }
    for (size_t i = fit->heap_last + 1; i < fit->counts->num_bins; i++)
        fit->workers_above += workers[i];
    if (!(heap > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "a kink at %g where nobody is: there is no heap to measure (%g workers in "
                         "the bins around)",
                         kink, inside);
    if (!(fit->workers_above > 0.0))
        return error_set(err, STATUS_INVALID_INPUT,
                         "nobody earns more than at the kink, %g: who bunches there comes from "
                         "above",
                         kink);
    return STATUS_OK;
}

static enum status check(const struct bunching_settings *s, struct error *err)
{
    if (!(s->rate_after < 1.0))
        return error_set(err, STATUS_INVALID_INPUT, "a rate of %g above %g: expected below 1",
                         s->rate_after, s->kink_usd_per_year);
    if (!(s->rate_after > s->rate_before))
        return error_set(err, STATUS_INVALID_INPUT,
                         "rates %g below and %g above %g: expected one that rises, or nobody "
                         "bunches there",
                         s->rate_before, s->rate_after, s->kink_usd_per_year);
    if (!(s->kink_usd_per_year > 0.0))
        return error_set(err, STATUS_INVALID_INPUT, "a kink at %g: expected above 0",
                         s->kink_usd_per_year);
    if (s->degree < 0 || s->degree > BUNCHING_MAX_DEGREE)
        return error_set(err, STATUS_INVALID_INPUT, "a polynomial of degree %d: expected 0 to %d",
                         s->degree, BUNCHING_MAX_DEGREE);
    return STATUS_OK;
}

static enum status allocate(struct fit *fit, struct error *err)
{
    fit->terms = gsl_matrix_alloc(fit->num_fitted, fit->num_terms);
    fit->covariance = gsl_matrix_alloc(fit->num_terms, fit->num_terms);
    fit->workers = gsl_vector_alloc(fit->num_fitted);
    fit->coefficients = gsl_vector_alloc(fit->num_terms);
    fit->workspace = gsl_multifit_linear_alloc(fit->num_fitted, fit->num_terms);
    if (!fit->terms || !fit->covariance || !fit->workers || !fit->coefficients || !fit->workspace)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a fit of bins");
    for (size_t i = fit->first, row = 0; i <= fit->last; i++) {
        if (is_heap(fit, i))
            continue;
        for (size_t k = 0; k < fit->num_terms; k++)
            gsl_matrix_set(fit->terms, row, k, term(fit, i, k));
        row++;
    }
    return STATUS_OK;
}

static void release(struct fit *fit)
{
    gsl_matrix_free(fit->terms);
    gsl_matrix_free(fit->covariance);
    gsl_vector_free(fit->workers);
    gsl_vector_free(fit->coefficients);
    gsl_multifit_linear_free(fit->workspace);
}

/* The polynomial through `workers`, those above the heap raised; *excess = B against the raw ones. */
static enum status fit_raised(struct fit *fit, const double *workers, double raised_by,
                              double *excess, struct bunching *found, struct error *err)
{
    double squares = 0.0;
    size_t row = 0;

    for (size_t i = fit->first; i <= fit->last; i++)
        if (!is_heap(fit, i))
            gsl_vector_set(fit->workers, row++,
                           workers[i] * (i > fit->heap_last ? 1.0 + raised_by : 1.0));
    if (gsl_multifit_linear(fit->terms, fit->workers, fit->coefficients, fit->covariance, &squares,
                            fit->workspace))
        return error_set(err, STATUS_NUMERICAL, "no polynomial fits the bins around %g",
                         fit->settings->kink_usd_per_year);
    *excess = 0.0;
    for (size_t i = fit->first; i <= fit->last; i++) {
        double fitted = 0.0;

        for (size_t k = 0; k < fit->num_terms; k++)
            fitted += gsl_vector_get(fit->coefficients, k) * term(fit, i, k);
        found->counterfactual[i] = fitted;
        *excess += is_heap(fit, i) ? workers[i] - fitted : 0.0;
    }
    return STATUS_OK;
}

static enum status find_excess(struct bunching *found, struct fit *fit, const double *workers,
                               struct error *err)
{
    const struct bunching_settings *const s = fit->settings;
    double *const excess = &found->excess_workers;
    double moved = INFINITY;

    found->num_iterations = 0;
    TRY(fit_raised(fit, workers, 0.0, excess, found, err));
    while (s->is_corrected && moved >= s->stop_workers && moved >= s->stop_share * fabs(*excess) &&
           moved > 1e-12 * fabs(*excess)) {
        const double before = *excess;

        if (found->num_iterations++ >= MOST_ITERATIONS)
            return error_set(err, STATUS_NUMERICAL,
                             "the integration constraint does not settle after %d steps: expected "
                             "fewer bins of the heap, or --uncorrected",
                             MOST_ITERATIONS);
        TRY(fit_raised(fit, workers, before / fit->workers_above, excess, found, err));
        moved = fabs(*excess - before);
    }
    return STATUS_OK;
}

static enum status turn_into_elasticity(struct bunching *found, const struct fit *fit,
                                        struct error *err)
{
    const struct bunching_settings *const s = fit->settings;
    const double kept = elementary_log((1.0 - s->rate_before) / (1.0 - s->rate_after));
    const double num_heap_bins = (double)(fit->heap_last - fit->heap_first + 1);
    double heap = 0.0;

    for (size_t i = fit->heap_first; i <= fit->heap_last; i++)
        heap += found->counterfactual[i];
    found->counterfactual_at_kink = found->counterfactual[fit->kink];
    if (!(heap > 0.0) || !(found->counterfactual_at_kink > 0.0))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "the polynomial has nobody at the kink, %g: expected other bins or another "
            "degree than %d",
            s->kink_usd_per_year, s->degree);
    found->excess = found->excess_workers / (heap / num_heap_bins);
    found->income_move_usd = found->excess * fit->width;
    const double move = found->income_move_usd / s->kink_usd_per_year;

    found->elasticity = move > -1.0 ? elementary_log1p(move) / kept : NAN;
    found->elasticity_by_logs = move / kept;
    found->elasticity_small_kink =
        move / ((s->rate_after - s->rate_before) / (1.0 - s->rate_before));
    return STATUS_OK;
}

/* Bounds of Bertanha, McCallum and Seegert 2023, for densities of ln z whose slope is at most M. */
static void find_bounds(struct bunching *found, const struct fit *fit)
{
    const struct bunching_settings *const s = fit->settings;
    const double *const income = fit->counts->income_usd_per_year;
    const double kept = elementary_log((1.0 - s->rate_before) / (1.0 - s->rate_after));
    double all = 0.0;
    double steepest = 0.0;

    for (size_t i = 0; i < fit->counts->num_bins; i++)
        all += fit->counts->workers[i];
    for (size_t i = fit->first + 1; i <= fit->last; i++) {
        const double here = found->counterfactual[i] * income[i] / (all * fit->width);
        const double before = found->counterfactual[i - 1] * income[i - 1] / (all * fit->width);

        if (income[i - 1] > 0.0)
            steepest =
                fmax(steepest, fabs(here - before) / elementary_log(income[i] / income[i - 1]));
    }
    /* One density on both sides: the polynomial goes through the kink. */
    const double density = found->counterfactual_at_kink * income[fit->kink] / (all * fit->width);
    const double mass = fmax(found->excess_workers, 0.0) / all;
    const double under = density * density - steepest * mass;

    found->slope = steepest;
    if (!(steepest > 0.0)) {
        found->low = found->high = mass / (density * kept);
        return;
    }
    found->low = 2.0 / (steepest * kept) * (sqrt(density * density + steepest * mass) - density);
    found->high = under >= 0.0 ? 2.0 / (steepest * kept) * (density - sqrt(under)) : INFINITY;
}

/* Counts of a draw: those that the fit says, each with the residual of some bin beside the heap. */
static void redraw(double *workers, const struct bunching *found, const struct fit *fit,
                   const double *residual, uint64_t draw)
{
    memcpy(workers, fit->counts->workers, fit->counts->num_bins * sizeof *workers);
    for (size_t i = fit->first; i <= fit->last; i++) {
        const double u = random_uniforms(1, RANDOM_RESIDUAL, i, draw).u[0];
        const double raised =
            i > fit->heap_last ? 1.0 + found->excess_workers / fit->workers_above : 1.0;

        if (is_heap(fit, i))
            workers[i] += residual[(size_t)(u * (double)fit->num_fitted)];
        else
            workers[i] =
                fmax(found->counterfactual[i] / (fit->settings->is_corrected ? raised : 1.0) +
                         residual[(size_t)(u * (double)fit->num_fitted)],
                     0.0);
    }
}

static enum status bootstrap(struct bunching *found, struct fit *fit, struct error *err)
{
    double residual[BUNCHING_MAX_BINS];
    double workers[BUNCHING_MAX_BINS];
    double sum = 0.0;
    double squares = 0.0;
    int count = 0;

    for (size_t i = fit->first, row = 0; i <= fit->last; i++) {
        const double raised = fit->settings->is_corrected && i > fit->heap_last
                                  ? 1.0 + found->excess_workers / fit->workers_above
                                  : 1.0;

        if (!is_heap(fit, i))
            residual[row++] = fit->counts->workers[i] - found->counterfactual[i] / raised;
    }
    for (int draw = 0; draw < fit->settings->num_draws; draw++) {
        struct bunching one;

        redraw(workers, found, fit, residual, (uint64_t)draw);
        TRY(find_excess(&one, fit, workers, err));
        if (turn_into_elasticity(&one, fit, NULL) || isnan(one.elasticity))
            continue;
        sum += one.elasticity;
        squares += one.elasticity * one.elasticity;
        count++;
    }
    if (count > 1)
        found->standard_error = sqrt(fmax(squares - sum * sum / count, 0.0) / (double)(count - 1));
    return STATUS_OK;
}

static enum status estimate(struct bunching *found, struct fit *fit, struct error *err)
{
    TRY(allocate(fit, err));
    TRY(find_excess(found, fit, fit->counts->workers, err));
    TRY(turn_into_elasticity(found, fit, err));
    find_bounds(found, fit);
    return fit->settings->num_draws > 1 ? bootstrap(found, fit, err) : STATUS_OK;
}

enum status bunching_estimate(struct bunching *found, const struct bunching_counts *counts,
                              const struct bunching_settings *settings, struct error *err)
{
    struct fit fit = {.counts = counts, .settings = settings};

    *found = (struct bunching){.standard_error = NAN};
    TRY(check(settings, err));
    TRY(find_bins(&fit, err));
    TRY(check_people(&fit, err));
    for (size_t i = 0; i < counts->num_bins; i++) {
        found->counterfactual[i] = NAN;
        found->is_excluded[i] = is_heap(&fit, i);
    }
    const enum status status = estimate(found, &fit, err);

    release(&fit);
    return status;
}
