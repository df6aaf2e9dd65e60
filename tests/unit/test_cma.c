/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CMA-ES on functions whose minimum is known: it gets there in about as many evaluations as are published, and its
 * covariance takes the shape of the function. */
#include "planner/cma.h"

#include "base/elementary.h"
#include "base/random.h"
#include "tests/support.h"

#include <math.h>

enum { DIMENSION = 6, MAX_POINTS = 16 };

static double sphere(const double *x)
{
    double sum = 0.0;

    for (int j = 0; j < DIMENSION; j++)
        sum += x[j] * x[j];
    return sum;
}

/* Axes differ by a factor of 1,000. */
static double ellipsoid(const double *x)
{
    double sum = 0.0;

    for (int j = 0; j < DIMENSION; j++)
        sum += pow(1e6, (double)j / (DIMENSION - 1)) * x[j] * x[j];
    return sum;
}

static double rosenbrock(const double *x)
{
    double sum = 0.0;

    for (int j = 0; j + 1 < DIMENSION; j++)
        sum += 100.0 * pow(x[j] * x[j] - x[j + 1], 2.0) + pow(x[j] - 1.0, 2.0);
    return sum;
}

static void play_generation(struct cma *cma, double (*function)(const double *), uint64_t seed)
{
    double normals[MAX_POINTS * DIMENSION];
    double values[MAX_POINTS];

    for (int k = 0; k < cma->num_points; k++) {
        double x[DIMENSION];

        for (int j = 0; j < DIMENSION; j++)
            normals[k * DIMENSION + j] = elementary_normal_quantile(
                random_uniforms(seed, RANDOM_TEST, (uint64_t)(cma->generation * MAX_POINTS + k),
                                (uint64_t)j)
                    .u[0]);
        cma_ask(cma, x, &normals[k * DIMENSION]);
        values[k] = -function(x);
    }
    cma_tell(cma, normals, values);
}

/* Evaluations until the function is below 1e-9 at the mean. */
static int evaluations_to_minimum(struct cma *cma, double (*function)(const double *),
                                  uint64_t seed)
{
    double start[DIMENSION];
    struct error err = {0};

    for (int j = 0; j < DIMENSION; j++)
        start[j] = -1.0;
    assert_ok(cma_init(cma, DIMENSION, start, 0.5, &err));
    while (function(cma->mean) > 1e-9) {
        play_generation(cma, function, seed);
        assert_true(cma->generation < 2000);
    }
    return cma->generation * cma->num_points;
}

static void it_finds_minima_in_the_usual_number_of_evaluations(void **state)
{
    static const struct {
        double (*function)(const double *);
        int most;
    } cases[] = {{sphere, 1300}, {ellipsoid, 2700}, {rosenbrock, 4000}};

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (uint64_t seed = 1; seed <= 5; seed++) {
            struct cma cma;
            const int count = evaluations_to_minimum(&cma, cases[c].function, seed);

            assert_true(count < cases[c].most);
            cma_free(&cma);
        }
}

static void the_covariance_learns_the_shape(void **state)
{
    struct cma cma;

    (void)state;
    (void)evaluations_to_minimum(&cma, ellipsoid, 1);
    double least = INFINITY;
    double most = 0.0;

    for (size_t j = 0; j < DIMENSION; j++) {
        least = fmin(least, gsl_vector_get(cma.lengths, j));
        most = fmax(most, gsl_vector_get(cma.lengths, j));
    }
    assert_true(most / least > 200.0 && most / least < 5000.0);
    assert_true(gsl_matrix_get(cma.covariance, 0, 0) >
                1e4 * gsl_matrix_get(cma.covariance, DIMENSION - 1, DIMENSION - 1));
    cma_free(&cma);
}

/* The package cmaes 0.13.1, which follows the same tutorial, told of the same points and values, stands there after 30
 * generations. */
static void thirty_generations_are_those_of_another_program(void **state)
{
    static const double start[DIMENSION] = {-1.0, -1.0, -1.0, -1.0, -1.0, -1.0};
    static const double expected[DIMENSION] = {-0.5245467583910397, 0.27502030600179966,
                                               0.1138747607778186,  0.021614472932029935,
                                               0.07154619411854203, 0.007642235033956314};
    struct error err = {0};
    struct cma cma;

    (void)state;
    assert_ok(cma_init(&cma, DIMENSION, start, 0.5, &err));
    for (int g = 0; g < 30; g++)
        play_generation(&cma, rosenbrock, 1);
    assert_close(cma.step, 0.10631029540098841, 1e-7);
    for (int j = 0; j < DIMENSION; j++)
        assert_true(fabs(cma.mean[j] - expected[j]) < 1e-7);
    cma_free(&cma);
}

/* Equal values say nothing, however many: it neither breaks nor stands still. */
static double nothing(const double *x)
{
    (void)x;
    return 0.0;
}

static void a_flat_function_breaks_nothing(void **state)
{
    static const double start[DIMENSION] = {0};
    struct error err = {0};
    struct cma cma;

    (void)state;
    assert_ok(cma_init(&cma, DIMENSION, start, 0.5, &err));
    for (int g = 0; g < 300; g++)
        play_generation(&cma, nothing, 3);
    for (int j = 0; j < DIMENSION; j++)
        assert_true(isfinite(cma.mean[j]) && isfinite(cma.step_path[j]) && isfinite(cma.path[j]));
    assert_true(cma.step > 0.0 && isfinite(cma.step));
    cma_free(&cma);
}

static void one_dimension_and_sixty_four_have_room(void **state)
{
    static const double start[CMA_MAX_DIMENSION] = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(cma_num_points(1), 4);
    assert_int_equal(cma_num_points(7), 9);
    assert_int_equal(cma_num_points(CMA_MAX_DIMENSION), MAX_POINTS);
    for (int n = 1; n <= CMA_MAX_DIMENSION; n += CMA_MAX_DIMENSION - 1) {
        static double normals[MAX_POINTS * CMA_MAX_DIMENSION];
        double values[MAX_POINTS];
        struct cma cma;

        assert_ok(cma_init(&cma, n, start, 0.1, &err));
        for (int g = 0; g < 20; g++) {
            for (int k = 0; k < cma.num_points; k++) {
                values[k] = 0.0;
                for (int j = 0; j < n; j++) {
                    double *const z = &normals[k * n + j];

                    *z = elementary_normal_quantile(
                        random_uniforms(1, RANDOM_TEST, (uint64_t)(g * MAX_POINTS + k), (uint64_t)j)
                            .u[0]);
                    values[k] -= *z * *z;
                }
            }
            cma_tell(&cma, normals, values);
        }
        assert_true(cma.step < 0.1 && isfinite(cma.mean[n - 1]));
        cma_free(&cma);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_minima_in_the_usual_number_of_evaluations),
        cmocka_unit_test(the_covariance_learns_the_shape),
        cmocka_unit_test(thirty_generations_are_those_of_another_program),
        cmocka_unit_test(a_flat_function_breaks_nothing),
        cmocka_unit_test(one_dimension_and_sixty_four_have_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
