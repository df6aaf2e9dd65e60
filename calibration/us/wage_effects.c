/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newton's method for the wage levels of cells: per sex 22 + 7 effects and the gap against 29
 * medians and one normalisation. */
#include "calibration/us/wage_effects.h"

#include "base/elementary.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include <math.h>

enum {
    NUM_MEDIANS = US_NUM_OCCUPATIONS + US_NUM_AGES,
    GAP = NUM_MEDIANS,
    NUM_UNKNOWNS = NUM_MEDIANS + 1
};

#define USUAL_FULL_TIME_HOURS 40.0

/* Share of a cell's full-timers who earn at most exp(log_pay) a week, and the density. */
struct pay_share {
    double below, density;
};

static struct pay_share pay_share_of_cell(const struct us_workforce *workforce, int cell,
                                          double log_pay)
{
    const struct wage_shock shock = wage_shock(workforce->parameter, workforce->log_sd[cell]);
    const double *const hours_share = workforce->hours_share[us_cell_sex(cell)][us_cell_age(cell)];
    struct pay_share sum = {0.0, 0.0};

    for (int h = US_FULL_TIME_HOURS; h <= US_MAX_HOURS; h++) {
        if (!(hours_share[h] > 0.0))
            continue;
        const double x = log_pay - elementary_log((double)h) - workforce->log_wage[cell];

        sum.below += hours_share[h] * wage_shock_cdf(&shock, x);
        sum.density += hours_share[h] * wage_shock_density(&shock, x);
    }
    return sum;
}

static double full_time_weight(const struct us_workforce *workforce, int cell)
{
    return workforce->cell_share[cell] * workforce->full_time_share[cell];
}

double full_time_median(const struct us_workforce *workforce, int occupation, int sex, int age)
{
    double low = 0.0;
    double high = 20.0;

    while (high - low > 1e-10) {
        const double middle = 0.5 * (low + high);
        double below = 0.0;
        double all = 0.0;

        for (int cell = 0; cell < US_NUM_CELLS; cell++) {
            if (us_cell_sex(cell) != sex ||
                (occupation >= 0 && us_cell_occupation(cell) != occupation) ||
                (age >= 0 && us_cell_age(cell) != age))
                continue;
            const double weight = full_time_weight(workforce, cell);

            below += weight * pay_share_of_cell(workforce, cell, middle).below;
            all += weight;
        }
        if (below < 0.5 * all)
            low = middle;
        else
            high = middle;
    }
    return elementary_exp(0.5 * (low + high));
}

static void set_log_wages(struct us_workforce *workforce, const struct wage_effects *effects,
                          const struct us_tables *tables, int sex)
{
    for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
        for (int age = 0; age < US_NUM_AGES; age++)
            workforce->log_wage[us_cell(o, sex, age)] =
                elementary_log(tables->median_by_occupation[o][sex] / USUAL_FULL_TIME_HOURS) +
                effects->occupation[o][sex] + effects->age[sex][age];
}

/* Add one cell to the equation of a median: sum of weight (share below - 1/2) = 0.  `own` and
 * `other` are the cell's two effects. */
static void add_cell(double matrix[NUM_UNKNOWNS][NUM_UNKNOWNS], double *residual, int row, int own,
                     int other, double weight, struct pay_share share, double gap_sign)
{
    residual[row] += weight * (share.below - 0.5);
    matrix[row][own] -= weight * share.density;
    matrix[row][other] -= weight * share.density;
    matrix[row][GAP] += gap_sign * weight * share.density;
}

/* Residuals of one sex and their derivatives; returns the largest |share below - 1/2|. */
static double linearise(double matrix[NUM_UNKNOWNS][NUM_UNKNOWNS], double *residual,
                        const struct wage_effects *effects, const struct us_workforce *workforce,
                        const struct us_tables *tables, int sex)
{
    double all[NUM_UNKNOWNS] = {0.0};
    double largest = 0.0;

    for (int row = 0; row < NUM_UNKNOWNS; row++) {
        residual[row] = 0.0;
        for (int column = 0; column < NUM_UNKNOWNS; column++)
            matrix[row][column] = 0.0;
    }
    for (int o = 0; o < US_NUM_OCCUPATIONS; o++) {
        for (int age = 0; age < US_NUM_AGES; age++) {
            const int cell = us_cell(o, sex, age);
            const int age_row = US_NUM_OCCUPATIONS + age;
            const double weight = full_time_weight(workforce, cell);
            const double by_occupation =
                elementary_log(tables->median_by_occupation[o][sex]) + effects->gap[sex];
            const double by_age =
                elementary_log(tables->median_by_age[sex][age]) - effects->gap[sex];

            add_cell(matrix, residual, o, o, age_row, weight,
                     pay_share_of_cell(workforce, cell, by_occupation), 1.0);
            add_cell(matrix, residual, age_row, age_row, o, weight,
                     pay_share_of_cell(workforce, cell, by_age), -1.0);
            all[o] += weight;
            all[age_row] += weight;
        }
    }
    for (int row = 0; row < NUM_MEDIANS; row++)
        largest = fmax(largest, fabs(residual[row] / all[row]));
    for (int age = 0; age < US_NUM_AGES; age++) { /* the last row: effects of age have mean 0 */
        residual[GAP] += effects->age[sex][age];
        matrix[GAP][US_NUM_OCCUPATIONS + age] = 1.0;
    }
    return fmax(largest, fabs(residual[GAP]));
}

static enum status solve_linear(double matrix[NUM_UNKNOWNS][NUM_UNKNOWNS], double *residual,
                                double *step, struct error *err)
{
    size_t order[NUM_UNKNOWNS];
    int sign = 0;
    gsl_matrix_view matrix_view = gsl_matrix_view_array(&matrix[0][0], NUM_UNKNOWNS, NUM_UNKNOWNS);
    gsl_vector_view residual_view = gsl_vector_view_array(residual, NUM_UNKNOWNS);
    gsl_vector_view step_view = gsl_vector_view_array(step, NUM_UNKNOWNS);
    gsl_permutation permutation = {NUM_UNKNOWNS, order};

    if (gsl_linalg_LU_decomp(&matrix_view.matrix, &permutation, &sign) ||
        gsl_linalg_LU_solve(&matrix_view.matrix, &permutation, &residual_view.vector,
                            &step_view.vector))
        return error_set(err, STATUS_NUMERICAL, "the medians do not determine the wage effects");
    return STATUS_OK;
}

static void take_step(struct wage_effects *effects, const double *step, int sex)
{
    const double largest_step = 0.3; /* log points: keeps Newton where the densities are positive */
    double scale = 1.0;

    for (int i = 0; i < NUM_UNKNOWNS; i++)
        if (fabs(step[i]) * scale > largest_step)
            scale = largest_step / fabs(step[i]);
    for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
        effects->occupation[o][sex] -= scale * step[o];
    for (int age = 0; age < US_NUM_AGES; age++)
        effects->age[sex][age] -= scale * step[US_NUM_OCCUPATIONS + age];
    effects->gap[sex] -= scale * step[GAP];
}

static enum status solve_sex(struct wage_effects *effects, struct us_workforce *workforce,
                             const struct us_tables *tables, int sex, struct error *err)
{
    enum { MAX_ROUNDS = 60 };
    const double tolerance = 1e-11; /* of a share of workers, absolute */

    for (int round = 0; round < MAX_ROUNDS; round++) {
        double matrix[NUM_UNKNOWNS][NUM_UNKNOWNS];
        double residual[NUM_UNKNOWNS];
        double step[NUM_UNKNOWNS];

        set_log_wages(workforce, effects, tables, sex);
        if (linearise(matrix, residual, effects, workforce, tables, sex) < tolerance)
            return STATUS_OK;
        TRY(solve_linear(matrix, residual, step, err));
        take_step(effects, step, sex);
    }
    return error_set(err, STATUS_NUMERICAL, "wage effects of %s workers do not settle",
                     us_sex_codes[sex]);
}

enum status wage_effects_solve(struct wage_effects *effects, struct us_workforce *workforce,
                               const struct us_tables *tables, struct error *err)
{
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        TRY(solve_sex(effects, workforce, tables, sex, err));
    return STATUS_OK;
}
