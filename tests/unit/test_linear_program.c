/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simplex method against solutions known by hand, against all corners of small programs, and where nothing keeps
 * all limits. */
#include "planner/linear_program.h"

#include "base/random.h"
#include "tests/support.h"

#include <math.h>
#include <stdlib.h>

static double gain_of(const struct linear_program *program, const double *x)
{
    double sum = 0.0;

    for (int k = 0; k < program->num_variables; k++)
        sum += program->gain[k] * x[k];
    return sum;
}

/* How far x exceeds the limit that it exceeds most, or the range of a variable. */
static double excess_of(const struct linear_program *program, const double *x)
{
    double most = -INFINITY;

    for (int r = 0; r < program->num_rows; r++) {
        double sum = -program->limit[r];

        for (int k = 0; k < program->num_variables; k++)
            sum += program->row[r][k] * x[k];
        most = fmax(most, sum);
    }
    for (int k = 0; k < program->num_variables; k++)
        most = fmax(most, fmax(-x[k], x[k] - program->width[k]));
    return most;
}

/* Two goods of two factors (Dantzig 1963): 3 x + 5 y, x <= 4, 2 y <= 12, 3 x + 2 y <= 18. */
static void a_program_of_the_textbooks(void **state)
{
    struct linear_program *const program = calloc(1, sizeof *program);
    double x[2];

    (void)state;
    assert_non_null(program);
    program->num_variables = 2;
    program->num_rows = 2;
    program->gain[0] = 3.0;
    program->gain[1] = 5.0;
    program->width[0] = 4.0;
    program->width[1] = 100.0;
    program->row[0][1] = 2.0;
    program->limit[0] = 12.0;
    program->row[1][0] = 3.0;
    program->row[1][1] = 2.0;
    program->limit[1] = 18.0;
    linear_program_solve(program, x);
    assert_close(x[0], 2.0, 1e-12);
    assert_close(x[1], 6.0, 1e-12);
    free(program);
}

/* x >= 2 and x >= 3, written with limits below 0, of an x that costs; and x >= 5 where x is at most 4. */
static void limits_below_zero_are_kept_or_missed_by_little(void **state)
{
    struct linear_program *const program = calloc(1, sizeof *program);
    double x[1];

    (void)state;
    assert_non_null(program);
    program->num_variables = 1;
    program->num_rows = 2;
    program->gain[0] = -1.0;
    program->width[0] = 4.0;
    program->row[0][0] = program->row[1][0] = -1.0;
    program->limit[0] = -2.0;
    program->limit[1] = -3.0;
    linear_program_solve(program, x);
    assert_close(x[0], 3.0, 1e-12);
    program->limit[1] = -5.0;
    linear_program_solve(program, x);
    assert_close(x[0], 4.0, 1e-12);
    free(program);
}

static double draw(uint64_t number, int which)
{
    return random_uniforms(5, RANDOM_TEST, number, (uint64_t)which).u[0];
}

/* The best of all corners of a program of two variables: where two of its lines meet. */
static double best_corner(const struct linear_program *program)
{
    const int n = program->num_rows + 4;
    double line[PROGRAM_MOST_ROWS + 4][3];
    double best = -INFINITY;

    for (int r = 0; r < program->num_rows; r++) {
        line[r][0] = program->row[r][0];
        line[r][1] = program->row[r][1];
        line[r][2] = program->limit[r];
    }
    for (int k = 0; k < 4; k++) {
        double *const edge = line[program->num_rows + k];

        edge[0] = k / 2 ? 0.0 : 1.0;
        edge[1] = k / 2 ? 1.0 : 0.0;
        edge[2] = k % 2 ? program->width[k / 2] : 0.0;
    }
    for (int a = 0; a < n; a++)
        for (int b = 0; b < a; b++) {
            const double det = line[a][0] * line[b][1] - line[a][1] * line[b][0];
            const double x[2] = {(line[a][2] * line[b][1] - line[a][1] * line[b][2]) / det,
                                 (line[a][0] * line[b][2] - line[a][2] * line[b][0]) / det};

            if (fabs(det) > 1e-9 && excess_of(program, x) < 1e-9)
                best = fmax(best, gain_of(program, x));
        }
    return best;
}

static void no_corner_is_better(void **state)
{
    struct linear_program *const program = calloc(1, sizeof *program);

    (void)state;
    assert_non_null(program);
    for (uint64_t d = 0; d < 500; d++) {
        double x[2];

        program->num_variables = 2;
        program->num_rows = 1 + (int)(12.0 * draw(d, 0));
        for (int k = 0; k < 2; k++) {
            program->gain[k] = 2.0 * draw(d, 1 + k) - 1.0;
            program->width[k] = 0.1 + draw(d, 3 + k);
        }
        for (int r = 0; r < program->num_rows; r++) {
            for (int k = 0; k < 2; k++)
                program->row[r][k] = 2.0 * draw(d, 10 + 3 * r + k) - 1.0;
            program->limit[r] = 0.6 * draw(d, 12 + 3 * r) - 0.1;
        }
        const double best = best_corner(program);

        if (best == -INFINITY)
            continue; /* nothing keeps all limits */
        linear_program_solve(program, x);
        assert_true(excess_of(program, x) < 1e-9);
        assert_close(gain_of(program, x), best, 1e-9);
    }
    free(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_of_the_textbooks),
        cmocka_unit_test(limits_below_zero_are_kept_or_missed_by_little),
        cmocka_unit_test(no_corner_is_better),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
