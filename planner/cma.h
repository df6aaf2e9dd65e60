/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/cma.h: CMA-ES, the evolution strategy with covariance matrix adaptation, to be asked for points and told
 * what they are worth.  Formulas and default parameters: Hansen 2016, "The CMA Evolution Strategy: A Tutorial"
 * (arXiv 1604.00772v1), figure 6 and table 1, with negative weights.  It draws nothing: the standard normal numbers
 * of a generation come from the caller, so that it can be gone through again. */
#ifndef FISC_PLANNER_CMA_H
#define FISC_PLANNER_CMA_H

#include "base/error.h"

#include <gsl/gsl_matrix.h>

enum { CMA_MAX_DIMENSION = 64 };

struct cma {
    int dimension, generation;
    int num_points; /* of a generation: lambda */
    double step;    /* sigma */
    double mean[CMA_MAX_DIMENSION];
    double step_path[CMA_MAX_DIMENSION], path[CMA_MAX_DIMENSION]; /* p_sigma, p_c */
    gsl_matrix *covariance;                                       /* C */
    gsl_matrix *directions; /* B: eigenvectors of C in its columns */
    gsl_matrix *room;
    gsl_vector *lengths; /* D: roots of the eigenvalues */
    void *eigen_room;
};

/* Points of a generation in so many dimensions. */
int cma_num_points(int dimension);

/* Free it in any case. */
enum status cma_init(struct cma *cma, int dimension, const double *mean, double step,
                     struct error *err) MUST_CHECK;
void cma_free(struct cma *cma);

/* The point of `normals`, [dimension] independent standard normal numbers: x = m + sigma B D z. */
void cma_ask(const struct cma *cma, double *x, const double *normals);

/* Go on to the next generation: `normals`, [num_points][dimension], are those of its points and values[num_points]
 * what these are worth, the more the better; of equals the first counts as better. */
void cma_tell(struct cma *cma, const double *normals, const double *values);

#endif
