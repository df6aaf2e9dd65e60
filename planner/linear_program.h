/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/linear_program.h: the largest gain . x with row . x <= limit for every row and 0 <= x <= width, by the
 * simplex method (Dantzig 1963), of a few variables and rows. */
#ifndef FISC_PLANNER_LINEAR_PROGRAM_H
#define FISC_PLANNER_LINEAR_PROGRAM_H

enum { PROGRAM_MOST_VARIABLES = 64, PROGRAM_MOST_ROWS = 128 };

struct linear_program {
    int num_variables, num_rows;
    double gain[PROGRAM_MOST_VARIABLES], width[PROGRAM_MOST_VARIABLES];
    double row[PROGRAM_MOST_ROWS][PROGRAM_MOST_VARIABLES], limit[PROGRAM_MOST_ROWS];
    /* Room of the method: a row more for each width and for the gain, a column more for what exceeds limits and for
     * the limits. */
    double table[PROGRAM_MOST_ROWS + PROGRAM_MOST_VARIABLES + 1][PROGRAM_MOST_VARIABLES + 2];
};

/* Where no x keeps all limits, one that exceeds them by little. */
void linear_program_solve(struct linear_program *program, double *x);

#endif
