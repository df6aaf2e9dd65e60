/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 15 s
 *
 * The shipped U.S. workforce against the published tables: by quadrature and in a million draws. */
#include "tests/support.h"

#include "base/random.h"
#include "calibration/tables.h"
#include "calibration/us/fit.h"
#include "calibration/us/margins.h"
#include "calibration/us/sampler.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include <stdlib.h>
#include <string.h>

enum { NUM_DRAWS = 1000000, NUM_SEEDS = 3 };

#define MAX_SHARE_GAP 0.006
#define MAX_QUANTILE_GAP 0.03                 /* relative */
#define MIN_P_VALUE (0.001 / (3 * NUM_SEEDS)) /* of each of three chi-square tests a seed */

static const double checked_probability[] = {0.25, 0.5, 0.75, 0.9, 0.99, 0.999};

struct shipped {
    struct us_fit fit; /* evaluated at the shipped parameters */
    struct us_workforce workforce;
    struct us_sampler sampler;
};

static struct shipped *shipped_of(void **state)
{
    return *state;
}

static int set_up(void **state)
{
    struct error err;
    struct shipped *const shipped = calloc(1, sizeof *shipped);

    gsl_set_error_handler_off();
    if (!shipped || us_workforce_load(&shipped->workforce, &err) ||
        us_fit_evaluate(&shipped->fit, 2023, shipped->workforce.parameter, &err))
        return -1;
    us_sampler_init(&shipped->sampler, &shipped->workforce);
    *state = shipped;
    return 0;
}

static int tear_down(void **state)
{
    us_fit_free(&shipped_of(state)->fit);
    free(*state);
    return 0;
}

static double table_quantile(const struct us_tables *tables, double probability)
{
    for (int i = 0; i < tables->num_quantiles; i++)
        if (tables->probability[i] == probability)
            return tables->quantile_usd[i];
    fail_msg("the table has no quantile %g", probability);
    return 0.0;
}

static void earnings_by_quadrature_follow_the_ssa_distribution(void **state)
{
    const struct us_fit *const fit = &shipped_of(state)->fit;

    assert_int_equal(fit->tables.num_thresholds, 58);
    assert_true(us_fit_largest_gap(fit, NULL) < 0.0045);
    for (size_t i = 0; i < sizeof checked_probability / sizeof *checked_probability; i++) {
        const double expected = table_quantile(&fit->tables, checked_probability[i]);

        assert_close(earnings_quantile(fit->curve, -1, checked_probability[i]) / expected, 1.0,
                     0.015);
    }
}

/* Integrates the quantile function: nothing of the quadrature's code but the wage shock. */
static void quadrature_agrees_with_the_sampler(void **state)
{
    enum { COUNT = 400000 };
    const struct shipped *const shipped = shipped_of(state);
    static const double usd[] = {3000.0, 12000.0, 43000.0, 90000.0, 400000.0};
    int below[5] = {0};

    for (int i = 0; i < COUNT; i++) {
        const struct random_uniforms u = random_uniforms(99, RANDOM_TEST, (uint64_t)i, 0);
        const struct us_worker worker = us_sampler_draw(&shipped->sampler, u.u);
        const double z = worker.weeks_per_year * worker.wage_usd_per_hour * worker.hours_per_week;

        for (int k = 0; k < 5; k++)
            below[k] += z < usd[k];
    }
    for (int k = 0; k < 5; k++) {
        const double share = earnings_share_below(shipped->fit.curve, -1, usd[k]);

        assert_close((double)below[k] / COUNT, share, 4.0 * sqrt(share * (1.0 - share) / COUNT));
    }
}

static void full_time_medians_by_quadrature_are_within_3_5_percent(void **state)
{
    const struct us_tables *const tables = &shipped_of(state)->fit.tables;
    const struct us_workforce *const workforce = &shipped_of(state)->workforce;

    for (int sex = 0; sex < US_NUM_SEXES; sex++) {
        for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
            assert_close(full_time_median(workforce, o, sex, -1) /
                             tables->median_by_occupation[o][sex],
                         1.0, 0.035);
        for (int age = 0; age < US_NUM_AGES; age++)
            assert_close(full_time_median(workforce, -1, sex, age) /
                             tables->median_by_age[sex][age],
                         1.0, 0.035);
    }
    /* Published for all men and all women together, and not used by the fit. */
    assert_close(full_time_median(workforce, -1, 0, -1) / 1261.0, 1.0, 0.01);
    assert_close(full_time_median(workforce, -1, 1, -1) / 1043.0, 1.0, 0.01);
}

struct draws {
    struct us_worker *worker;
    double *sorted_earnings;
};

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static struct draws draw_workers(const struct us_sampler *sampler, uint64_t seed)
{
    struct draws draws = {malloc(NUM_DRAWS * sizeof *draws.worker),
                          malloc(NUM_DRAWS * sizeof *draws.sorted_earnings)};

    assert_non_null(draws.worker);
    assert_non_null(draws.sorted_earnings);
#pragma omp parallel for schedule(static)
    for (int i = 0; i < NUM_DRAWS; i++) {
        const struct random_uniforms u = random_uniforms(seed, RANDOM_POPULATION, (uint64_t)i, 0);

        draws.worker[i] = us_sampler_draw(sampler, u.u);
        draws.sorted_earnings[i] = (double)(float)draws.worker[i].weeks_per_year *
                                   draws.worker[i].wage_usd_per_hour *
                                   draws.worker[i].hours_per_week;
    }
    qsort(draws.sorted_earnings, NUM_DRAWS, sizeof *draws.sorted_earnings, compare_doubles);
    return draws;
}

static void free_draws(struct draws *draws)
{
    free(draws->worker);
    free(draws->sorted_earnings);
}

static void assert_earnings(const double *sorted, const struct us_tables *tables)
{
    int below = 0;

    for (int i = 0; i < tables->num_thresholds; i++) {
        while (below < NUM_DRAWS && sorted[below] < tables->threshold_usd[i])
            below++;
        assert_close((double)below / NUM_DRAWS, tables->share_below[i], MAX_SHARE_GAP);
    }
    for (size_t i = 0; i < sizeof checked_probability / sizeof *checked_probability; i++) {
        const double p = checked_probability[i];

        assert_close(sorted[(int)(p * NUM_DRAWS)] / table_quantile(tables, p), 1.0,
                     MAX_QUANTILE_GAP);
    }
}

static void assert_hours(const struct us_worker *worker, const struct us_tables *tables)
{
    double hours = 0.0;
    double full_time = 0.0;
    double table_hours = 0.0;
    double table_full_time = 0.0;
    double employed = 0.0;

    for (int i = 0; i < NUM_DRAWS; i++) {
        hours += worker[i].hours_per_week / NUM_DRAWS;
        full_time += (worker[i].hours_per_week >= US_FULL_TIME_HOURS) / (double)NUM_DRAWS;
    }
    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        const struct hours_bin *const bins = tables->hours[us_cell_sex(cell)][us_cell_age(cell)];
        const double weight = tables->employed_thousands[cell];

        employed += weight;
        table_full_time += weight * us_full_time_margin(bins);
        for (int b = 0; b < US_NUM_HOURS_BINS; b++)
            table_hours += weight * bins[b].share_2024 * bins[b].mean_hours;
    }
    assert_close(hours / (table_hours / employed), 1.0, 0.01);
    assert_close(full_time / (table_full_time / employed), 1.0, 0.01);
    assert_close(table_full_time / employed, 0.8265, 0.0001); /* as published */
}

/* Pearson's chi-square of counts by one margin of the cells. */
static void assert_margin(const struct us_worker *worker, const struct us_tables *tables,
                          int (*group_of)(int cell), int num_groups)
{
    double observed[US_NUM_OCCUPATIONS] = {0.0};
    double expected[US_NUM_OCCUPATIONS] = {0.0};
    double employed = 0.0;
    double chi_square = 0.0;

    for (int i = 0; i < NUM_DRAWS; i++)
        observed[group_of(worker[i].cell)]++;
    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        expected[group_of(cell)] += tables->employed_thousands[cell];
        employed += tables->employed_thousands[cell];
    }
    for (int g = 0; g < num_groups; g++) {
        const double mean = expected[g] / employed * NUM_DRAWS;

        chi_square += (observed[g] - mean) * (observed[g] - mean) / mean;
    }
    assert_true(gsl_cdf_chisq_Q(chi_square, num_groups - 1.0) > MIN_P_VALUE);
}

/* Share of full-timers of a group below the published median: the sample median is within 6% if and
 * only if 6% below (above) it lie at most (at least) half of them. */
static void assert_median(const struct us_worker *worker, int occupation, int sex, int age,
                          double median)
{
    int num_below[2] = {0, 0};
    int count = 0;

    for (int i = 0; i < NUM_DRAWS; i++) {
        const int cell = worker[i].cell;

        if (worker[i].hours_per_week < US_FULL_TIME_HOURS || us_cell_sex(cell) != sex ||
            (occupation >= 0 ? us_cell_occupation(cell) != occupation : us_cell_age(cell) != age))
            continue;
        const double pay = worker[i].hours_per_week * worker[i].wage_usd_per_hour;

        count++;
        num_below[0] += pay < 0.94 * median;
        num_below[1] += pay < 1.06 * median;
    }
    assert_true(2 * num_below[0] <= count && count <= 2 * num_below[1]);
}

static void a_million_workers_match_the_tables_for_three_seeds(void **state)
{
    const struct shipped *const shipped = shipped_of(state);
    const struct us_tables *const tables = &shipped->fit.tables;

    printf("# seeds 1 to %d\n", NUM_SEEDS);
    for (uint64_t seed = 1; seed <= NUM_SEEDS; seed++) {
        struct draws draws = draw_workers(&shipped->sampler, seed);

        assert_earnings(draws.sorted_earnings, tables);
        assert_hours(draws.worker, tables);
        assert_margin(draws.worker, tables, us_cell_occupation, US_NUM_OCCUPATIONS);
        assert_margin(draws.worker, tables, us_cell_sex, US_NUM_SEXES);
        assert_margin(draws.worker, tables, us_cell_age, US_NUM_AGES);
        for (int sex = 0; sex < US_NUM_SEXES; sex++) {
            for (int o = 0; o < US_NUM_OCCUPATIONS; o++)
                assert_median(draws.worker, o, sex, -1, tables->median_by_occupation[o][sex]);
            for (int age = 0; age < US_NUM_AGES; age++)
                assert_median(draws.worker, -1, sex, age, tables->median_by_age[sex][age]);
        }
        free_draws(&draws);
    }
}

static void weeks_and_hours_stay_in_their_ranges(void **state)
{
    const struct shipped *const shipped = shipped_of(state);
    static const double extreme[] = {0x1p-53, 0.25, 0.5, 0.75, 1.0 - 0x1p-53};

    for (int i = 0; i < 625; i++) {
        const double u[4] = {extreme[i % 5], extreme[i / 5 % 5], extreme[i / 25 % 5],
                             extreme[i / 125]};
        const struct us_worker worker = us_sampler_draw(&shipped->sampler, u);

        assert_in_range(worker.cell, 0, US_NUM_CELLS - 1);
        assert_true(worker.hours_per_week >= 1.0 && worker.hours_per_week <= US_MAX_HOURS);
        assert_true(worker.hours_per_week == floor(worker.hours_per_week));
        assert_true(worker.weeks_per_year >= 1.0 && worker.weeks_per_year <= 52.0);
        assert_true(worker.wage_usd_per_hour > 0.0 && worker.wage_usd_per_hour < 1e6);
    }
}

static void shipped_cells_are_what_the_tables_and_the_parameters_imply(void **state)
{
    const struct us_workforce *const implied = &shipped_of(state)->fit.workforce;
    const struct us_workforce *const workforce = &shipped_of(state)->workforce;

    for (int cell = 0; cell < US_NUM_CELLS; cell++) {
        assert_close(workforce->cell_share[cell], implied->cell_share[cell], 1e-8);
        assert_close(workforce->full_time_share[cell], implied->full_time_share[cell], 1e-6);
        assert_close(workforce->log_wage[cell], implied->log_wage[cell], 2e-6);
        assert_close(workforce->log_sd[cell], implied->log_sd[cell], 1e-9);
    }
    for (int sex = 0; sex < US_NUM_SEXES; sex++)
        for (int age = 0; age < US_NUM_AGES; age++)
            for (int h = 1; h <= US_MAX_HOURS; h++)
                assert_close(workforce->hours_share[sex][age][h], implied->hours_share[sex][age][h],
                             1e-6);
}

static void shipped_parameters_are_what_the_fit_finds(void **state)
{
    struct error err;
    struct us_fit fit;

    assert_ok(us_fit_run(&fit, 2023, NULL, NULL, NULL, &err));
    for (int i = 0; i < US_NUM_PARAMETERS; i++)
        assert_close(fit.workforce.parameter[i], shipped_of(state)->workforce.parameter[i],
                     0.1 * fit.standard_error[i]);
    us_fit_free(&fit);
}

static enum status check_occupation(const struct csv *csv, const size_t *column, void *result,
                                    struct error *err)
{
    int *const row = result;

    (void)err;
    assert_string_equal(csv->field[column[0]], us_occupation_codes[us_cell_occupation(*row)]);
    ++*row;
    return STATUS_OK;
}

static void the_words_for_occupations_are_those_of_the_tables(void **state)
{
    static const char *const columns[] = {"soc_major", NULL};
    struct error err;
    int num_rows = 0;

    (void)state;
    assert_ok(table_read("employment_2024", columns, check_occupation, &num_rows, &err));
    assert_int_equal(num_rows, US_NUM_CELLS);
    assert_int_equal(cells_age_group(&us_cells, 15.9), -1);
    assert_int_equal(cells_age_group(&us_cells, 16.0), 0);
    assert_int_equal(cells_age_group(&us_cells, 64.9), 5);
    assert_int_equal(cells_age_group(&us_cells, 99.0), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(earnings_by_quadrature_follow_the_ssa_distribution),
        cmocka_unit_test(quadrature_agrees_with_the_sampler),
        cmocka_unit_test(full_time_medians_by_quadrature_are_within_3_5_percent),
        cmocka_unit_test(a_million_workers_match_the_tables_for_three_seeds),
        cmocka_unit_test(weeks_and_hours_stay_in_their_ranges),
        cmocka_unit_test(shipped_cells_are_what_the_tables_and_the_parameters_imply),
        cmocka_unit_test(shipped_parameters_are_what_the_fit_finds),
        cmocka_unit_test(the_words_for_occupations_are_those_of_the_tables),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
