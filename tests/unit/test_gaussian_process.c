/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Regression by a Gaussian process against formulas of one and two points and sums of its own, and the expected
 * improvement against quadrature. */
#include "planner/gaussian_process.h"

#include "base/random.h"
#include "tests/support.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

#include <math.h>

enum { MANY = 40, DIMENSION = 3 };

static double matern(double distance)
{
    const double r = sqrt(5.0) * fabs(distance);

    return (1.0 + r + r * r / 3.0) * exp(-r);
}

static struct gaussian_process room_for(const double *x, const double *y, size_t num_points,
                                        int dimension)
{
    return (struct gaussian_process){.num_points = num_points,
                                     .dimension = dimension,
                                     .x = x,
                                     .y = y,
                                     .length = {0.5, 0.5, 0.5},
                                     .noise_share = 0.1,
                                     .factor = gsl_matrix_alloc(num_points, num_points),
                                     .weight = gsl_vector_alloc(num_points),
                                     .ones = gsl_vector_alloc(num_points)};
}

static void two_points_are_the_formula(void **state)
{
    static const double x[] = {0.2, 0.7};
    static const double y[] = {1.0, 3.0};
    const double rho = matern(1.0);
    const double k[] = {matern(0.2), matern(0.8)};
    const double at = 0.3;
    struct gaussian_process process = room_for(x, y, 2, 1);
    double mean = 0.0;
    double sd = 0.0;

    (void)state;
    gaussian_process_condition(&process);
    assert_close(process.mean, 2.0, 1e-14);
    /* (-1, 1) is an eigenvector: both of its forms are 1/(1.1 - rho). */
    assert_close(process.variance, 1.0 / (1.1 - rho), 1e-14);
    assert_close(process.log_likelihood, -log(process.variance) - 0.5 * log(1.1 * 1.1 - rho * rho),
                 1e-14);
    gaussian_process_predict(&process, &at, &mean, &sd);
    assert_close(mean, 2.0 + (k[1] - k[0]) / (1.1 - rho), 1e-14);
    const double explained =
        (1.1 * (k[0] * k[0] + k[1] * k[1]) - 2.0 * rho * k[0] * k[1]) / (1.1 * 1.1 - rho * rho);

    assert_close(sd, sqrt(process.variance * (1.0 - explained)), 1e-13);
    gaussian_process_free(&process);
}

/* A function of the first coordinate, a bit of the second, nothing of the third. */
static double truth(const double *x)
{
    return sin(5.0 * x[0]) + 0.2 * x[1] * x[1];
}

static void draw_points(double *x, double *y)
{
    for (size_t k = 0; k < MANY; k++) {
        for (size_t j = 0; j < DIMENSION; j++)
            x[k * DIMENSION + j] = random_uniforms(4, RANDOM_TEST, k, j).u[0];
        y[k] = truth(&x[k * DIMENSION]);
    }
}

static void a_fit_finds_what_matters_and_predicts(void **state)
{
    static const double between[] = {0.42, 0.55, 0.5};
    double x[MANY * DIMENSION];
    double y[MANY];
    struct gaussian_process process = {0};
    struct gaussian_process plain;
    struct error err = {0};
    double mean = 0.0;
    double sd = 0.0;

    (void)state;
    draw_points(x, y);
    assert_ok(gaussian_process_fit(&process, x, y, MANY, DIMENSION, &err));
    assert_true(process.length[0] < process.length[1] && process.length[1] < process.length[2]);
    assert_true(process.noise_share < 1e-4);
    plain = room_for(x, y, MANY, DIMENSION);
    gaussian_process_condition(&plain);
    assert_true(process.log_likelihood > plain.log_likelihood + 10.0);
    for (size_t k = 0; k < MANY; k++) {
        gaussian_process_predict(&process, &x[k * DIMENSION], &mean, &sd);
        assert_close(mean, y[k], 1e-3);
        assert_true(sd < 1e-2);
    }
    gaussian_process_predict(&process, between, &mean, &sd);
    assert_true(fabs(mean - truth(between)) < 0.02 && sd < 0.05);
    gaussian_process_free(&plain);
    gaussian_process_free(&process);
}

static void equal_points_need_noise_and_have_it(void **state)
{
    static const double x[] = {0.5, 0.5, 0.5, 0.1};
    static const double y[] = {1.0, 2.0, 3.0, 0.0};
    struct gaussian_process process = room_for(x, y, 4, 1);
    struct gaussian_process fitted = {0};
    struct error err = {0};
    double mean = 0.0;
    double sd = 0.0;

    (void)state;
    process.noise_share = 0.0;
    gaussian_process_condition(&process);
    assert_true(process.log_likelihood == -INFINITY);
    assert_ok(gaussian_process_fit(&fitted, x, y, 4, 1, &err));
    assert_true(fitted.noise_share > 0.05);
    gaussian_process_predict(&fitted, x, &mean, &sd);
    assert_true(mean > 1.0 && mean < 2.5 && sd > 0.0);
    gaussian_process_free(&process);
    gaussian_process_free(&fitted);
}

static void equal_observations_are_no_error(void **state)
{
    static const double x[] = {0.1, 0.4, 0.9};
    static const double y[] = {2.0, 2.0, 2.0};
    static const double at = 0.6;
    struct gaussian_process process = {0};
    struct error err = {0};
    double mean = 0.0;
    double sd = 0.0;

    (void)state;
    assert_ok(gaussian_process_fit(&process, x, y, 3, 1, &err));
    gaussian_process_predict(&process, &at, &mean, &sd);
    assert_close(mean, 2.0, 1e-9);
    assert_true(isfinite(gaussian_process_log_improvement(mean, sd, 1.0)));
    gaussian_process_free(&process);
}

static double improvement_at(double t, void *context)
{
    const double z = *(const double *)context;

    return t * exp(-0.5 * (t - z) * (t - z)) / sqrt(2.0 * acos(-1.0));
}

static void the_improvement_is_the_integral_far_below_too(void **state)
{
    gsl_integration_workspace *const room = gsl_integration_workspace_alloc(1000);

    (void)state;
    for (double z = -30.0; z <= 4.0; z += 0.125) {
        gsl_function function = {improvement_at, &z};
        double value = 0.0;
        double error = 0.0;

        assert_int_equal(gsl_integration_qag(&function, 0.0, fmax(z, 0.0) + 12.0, 0.0, 1e-9, 1000,
                                             GSL_INTEG_GAUSS61, room, &value, &error),
                         GSL_SUCCESS);
        assert_true(fabs(gaussian_process_log_improvement(10.0 + 2.0 * z, 2.0, 10.0) -
                         log(2.0 * value)) < 1e-5);
    }
    assert_close(gaussian_process_log_improvement(3.0, 0.0, 1.0), log(2.0), 1e-15);
    assert_true(gaussian_process_log_improvement(1.0, 0.0, 1.0) == -INFINITY);
    gsl_integration_workspace_free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_points_are_the_formula),
        cmocka_unit_test(a_fit_finds_what_matters_and_predicts),
        cmocka_unit_test(equal_points_need_noise_and_have_it),
        cmocka_unit_test(equal_observations_are_no_error),
        cmocka_unit_test(the_improvement_is_the_integral_far_below_too),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
