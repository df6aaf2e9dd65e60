/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/linear_program.h"

#include <math.h>
#include <string.h>

enum { MOST_PIVOTS = 600 };
static const double DEAR = 1e4; /* to exceed a limit, beside all gains */
static const double SMALLEST = 1e-11;

/* A table in which each row gives one variable as what the variables of the columns leave of it. */
struct simplex {
    struct linear_program *program;
    int num_rows, num_columns; /* without the row of the gain and the column of the limits */
    int in_row[PROGRAM_MOST_ROWS + PROGRAM_MOST_VARIABLES];
    int in_column[PROGRAM_MOST_VARIABLES + 1];
};

/* What it costs to exceed a limit: more than any gain. */
static double cost_of_excess(const struct linear_program *program)
{
    double gain = 0.0;
    double steepest = SMALLEST;

    for (int k = 0; k < program->num_variables; k++)
        gain = fmax(gain, fabs(program->gain[k]));
    for (int r = 0; r < program->num_rows; r++)
        for (int k = 0; k < program->num_variables; k++)
            steepest = fmax(steepest, fabs(program->row[r][k]));
    return DEAR * gain / steepest;
}

/* Rows of the program, then one for each width; columns of x, then of the excess; last the gain and the limits. */
static void fill_table(struct simplex *simplex)
{
    struct linear_program *const program = simplex->program;
    const int n = program->num_variables;
    const int m = program->num_rows;

    simplex->num_rows = m + n;
    simplex->num_columns = n + 1;
    for (int c = 0; c <= n; c++)
        simplex->in_column[c] = c;
    for (int r = 0; r < m + n; r++) {
        double *const row = program->table[r];

        simplex->in_row[r] = n + 1 + r;
        memset(row, 0, ((size_t)n + 2) * sizeof *row);
        if (r < m)
            memcpy(row, program->row[r], (size_t)n * sizeof *row);
        else
            row[r - m] = 1.0;
        row[n] = r < m ? -1.0 : 0.0;
        row[n + 1] = r < m ? program->limit[r] : program->width[r - m];
    }
    for (int k = 0; k < n; k++)
        program->table[m + n][k] = -program->gain[k];
    program->table[m + n][n] = cost_of_excess(program);
    program->table[m + n][n + 1] = 0.0;
}

/* The variables of a row and of a column change places. */
static void pivot(struct simplex *simplex, int r, int c)
{
    double(*const table)[PROGRAM_MOST_VARIABLES + 2] = simplex->program->table;
    const int width = simplex->num_columns + 1;
    const double inverse = 1.0 / table[r][c];
    const int moved = simplex->in_row[r];

    for (int k = 0; k < width; k++)
        table[r][k] *= inverse;
    table[r][c] = inverse;
    for (int i = 0; i <= simplex->num_rows; i++) {
        const double factor = table[i][c];

        if (i == r || factor == 0.0)
            continue;
        for (int k = 0; k < width; k++)
            table[i][k] -= factor * table[r][k];
        table[i][c] = -factor * inverse;
    }
    simplex->in_row[r] = simplex->in_column[c];
    simplex->in_column[c] = moved;
}

/* The row that first stops the variable of column c; -1: none does. */
static int stopping_row(const struct simplex *simplex, int c)
{
    double(*const table)[PROGRAM_MOST_VARIABLES + 2] = simplex->program->table;
    double least = INFINITY;
    int stopping = -1;

    for (int r = 0; r < simplex->num_rows; r++) {
        if (table[r][c] <= SMALLEST)
            continue;
        const double ratio = table[r][simplex->num_columns] / table[r][c];

        if (ratio < least) {
            least = ratio;
            stopping = r;
        }
    }
    return stopping;
}

/* Limits below 0 are kept by an excess at first. */
static void begin(struct simplex *simplex)
{
    double(*const table)[PROGRAM_MOST_VARIABLES + 2] = simplex->program->table;
    const int limits = simplex->num_columns;
    int lowest = 0;

    for (int r = 1; r < simplex->num_rows; r++)
        lowest = table[r][limits] < table[lowest][limits] ? r : lowest;
    if (table[lowest][limits] < 0.0)
        pivot(simplex, lowest, simplex->num_columns - 1);
}

void linear_program_solve(struct linear_program *program, double *x)
{
    struct simplex simplex = {.program = program};

    fill_table(&simplex);
    begin(&simplex);
    const double *const gains = program->table[simplex.num_rows];
    const double least = SMALLEST * cost_of_excess(program);

    for (int k = 0; k < MOST_PIVOTS; k++) {
        int c = 0;

        for (int i = 1; i < simplex.num_columns; i++)
            c = gains[i] < gains[c] ? i : c;
        const int r = gains[c] < -least ? stopping_row(&simplex, c) : -1;

        if (r < 0)
            break;
        pivot(&simplex, r, c);
    }
    for (int k = 0; k < program->num_variables; k++)
        x[k] = 0.0;
    for (int r = 0; r < simplex.num_rows; r++)
        if (simplex.in_row[r] < program->num_variables)
            x[simplex.in_row[r]] = fmin(fmax(program->table[r][simplex.num_columns], 0.0),
                                        program->width[simplex.in_row[r]]);
}
