/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/cma.c: numbers in parentheses are those of equations in Hansen 2016. */
#include "planner/cma.h"

#include "base/elementary.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_eigen.h>

#include <math.h>
#include <stdbool.h>

enum { MAX_POINTS = 16 }; /* 4 + floor(3 ln 64) */
/* Below, points are the same to rounding. */
static const double LEAST_STEP = 1e-12, LEAST_EIGENVALUE = 1e-28;

/* Table 1. */
struct parameters {
    int num_parents;
    double weight[MAX_POINTS]; /* of the points from the best on */
    double sum_of_weights;
    double mu_eff; /* (8) */
    double c_sigma, d_sigma;
    double c_c, c_1, c_mu;
    double mean_norm; /* of a standard normal vector, approximately */
};

int cma_num_points(int dimension)
{
    return 4 + (int)(3.0 * elementary_log((double)dimension)); /* (48) */
}

/* (sum w)^2 / sum w^2 of weights from `first` up to `end`; their sum. */
static double effective_number(const double *weight, int first, int end, double *sum)
{
    double squares = 0.0;

    *sum = 0.0;
    for (int i = first; i < end; i++) {
        *sum += weight[i];
        squares += weight[i] * weight[i];
    }
    return squares > 0.0 ? *sum * *sum / squares : 0.0;
}

static void set_rates(struct parameters *p, double n)
{
    p->c_sigma = (p->mu_eff + 2.0) / (n + p->mu_eff + 5.0); /* (55) */
    p->d_sigma = 1.0 + 2.0 * fmax(0.0, sqrt((p->mu_eff - 1.0) / (n + 1.0)) - 1.0) + p->c_sigma;
    p->c_c = (4.0 + p->mu_eff / n) / (n + 4.0 + 2.0 * p->mu_eff / n); /* (56) */
    p->c_1 = 2.0 / ((n + 1.3) * (n + 1.3) + p->mu_eff);               /* (57) */
    p->c_mu = fmin(1.0 - p->c_1, 2.0 * (p->mu_eff - 2.0 + 1.0 / p->mu_eff) /
                                     ((n + 2.0) * (n + 2.0) + p->mu_eff)); /* (58) */
    p->mean_norm = sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n));
}

static struct parameters parameters_of(const struct cma *cma)
{
    const double n = (double)cma->dimension;
    const int lambda = cma->num_points;
    struct parameters p = {.num_parents = lambda / 2};
    double above = 0.0;
    double below = 0.0;

    for (int i = 0; i < lambda; i++) /* (49) */
        p.weight[i] = elementary_log((double)(lambda + 1) / 2.0) - elementary_log((double)(i + 1));
    p.mu_eff = effective_number(p.weight, 0, p.num_parents, &above);
    const double mu_eff_below = effective_number(p.weight, p.num_parents, lambda, &below);

    set_rates(&p, n);
    const double most = fmin(fmin(1.0 + p.c_1 / p.c_mu,                         /* (50) */
                                  1.0 + 2.0 * mu_eff_below / (p.mu_eff + 2.0)), /* (51) */
                             (1.0 - p.c_1 - p.c_mu) / (n * p.c_mu));            /* (52) */

    for (int i = 0; i < lambda; i++) { /* (53) */
        p.weight[i] = i < p.num_parents ? p.weight[i] / above : p.weight[i] * most / -below;
        p.sum_of_weights += p.weight[i];
    }
    return p;
}

/* B and D of C. */
static void decompose(struct cma *cma)
{
    gsl_matrix_memcpy(cma->room, cma->covariance);
    gsl_eigen_symmv(cma->room, cma->lengths, cma->directions, cma->eigen_room);
    for (size_t j = 0; j < cma->lengths->size; j++)
        gsl_vector_set(cma->lengths, j,
                       sqrt(fmax(gsl_vector_get(cma->lengths, j), LEAST_EIGENVALUE)));
}

enum status cma_init(struct cma *cma, int dimension, const double *mean, double step,
                     struct error *err)
{
    const size_t n = (size_t)dimension;

    *cma = (struct cma){.dimension = dimension,
                        .num_points = cma_num_points(dimension),
                        .step = step,
                        .covariance = gsl_matrix_alloc(n, n),
                        .directions = gsl_matrix_alloc(n, n),
                        .room = gsl_matrix_alloc(n, n),
                        .lengths = gsl_vector_alloc(n),
                        .eigen_room = gsl_eigen_symmv_alloc(n)};
    if (!cma->covariance || !cma->directions || !cma->room || !cma->lengths || !cma->eigen_room)
        return error_set(err, STATUS_NO_MEMORY, "no memory for CMA-ES");
    for (int j = 0; j < dimension; j++)
        cma->mean[j] = mean[j];
    gsl_matrix_set_identity(cma->covariance);
    decompose(cma);
    return STATUS_OK;
}

void cma_free(struct cma *cma)
{
    gsl_matrix_free(cma->covariance);
    gsl_matrix_free(cma->directions);
    gsl_matrix_free(cma->room);
    gsl_vector_free(cma->lengths);
    if (cma->eigen_room)
        gsl_eigen_symmv_free(cma->eigen_room);
    *cma = (struct cma){0};
}

/* B D z, or B z. */
static void turn(const struct cma *cma, double *y, const double *normals, bool is_scaled)
{
    for (int i = 0; i < cma->dimension; i++) {
        y[i] = 0.0;
        for (int j = 0; j < cma->dimension; j++)
            y[i] += gsl_matrix_get(cma->directions, (size_t)i, (size_t)j) *
                    (is_scaled ? gsl_vector_get(cma->lengths, (size_t)j) : 1.0) * normals[j];
    }
}

void cma_ask(const struct cma *cma, double *x, const double *normals)
{
    turn(cma, x, normals, true);
    for (int j = 0; j < cma->dimension; j++) /* (38) to (40) */
        x[j] = cma->mean[j] + cma->step * x[j];
}

/* order[0] is the best. */
static void rank(int *order, const double *values, int count)
{
    for (int k = 0; k < count; k++) {
        int place = k;

        for (; place > 0 && values[k] > values[order[place - 1]]; place--)
            order[place] = order[place - 1];
        order[place] = k;
    }
}

static double norm(const double *x, int count)
{
    double squares = 0.0;

    for (int j = 0; j < count; j++)
        squares += x[j] * x[j];
    return sqrt(squares);
}

/* Weighted mean of the parents' standard normal numbers. */
static void recombine(const struct cma *cma, const struct parameters *p, double *z,
                      const double *normals, const int *order)
{
    for (int j = 0; j < cma->dimension; j++) {
        z[j] = 0.0;
        for (int i = 0; i < p->num_parents; i++)
            z[j] += p->weight[i] * normals[order[i] * cma->dimension + j];
    }
}

/* C += factor y y'. */
static void add_outer(struct cma *cma, double factor, const double *y)
{
    for (size_t a = 0; a < cma->covariance->size1; a++)
        for (size_t b = 0; b < cma->covariance->size2; b++)
            *gsl_matrix_ptr(cma->covariance, a, b) += factor * y[a] * y[b];
}

/* (47): the rank-one and the rank-mu update; negative weights are scaled by (46). */
static void adapt_covariance(struct cma *cma, const struct parameters *p, const double *normals,
                             const int *order, bool is_stalled)
{
    const double n = (double)cma->dimension;
    const double kept = is_stalled ? p->c_1 * p->c_c * (2.0 - p->c_c) : 0.0;

    gsl_matrix_scale(cma->covariance, 1.0 + kept - p->c_1 - p->c_mu * p->sum_of_weights);
    add_outer(cma, p->c_1, cma->path);
    for (int i = 0; i < cma->num_points; i++) {
        const double *const z = &normals[order[i] * cma->dimension];
        const double length = norm(z, cma->dimension); /* of C^(-1/2) y = B z */
        double y[CMA_MAX_DIMENSION];

        turn(cma, y, z, true);
        add_outer(cma, p->c_mu * p->weight[i] * (p->weight[i] < 0.0 ? n / (length * length) : 1.0),
                  y);
    }
}

void cma_tell(struct cma *cma, const double *normals, const double *values)
{
    const struct parameters p = parameters_of(cma);
    int order[MAX_POINTS];
    double z[CMA_MAX_DIMENSION];
    double y[CMA_MAX_DIMENSION];     /* (41): B D z */
    double white[CMA_MAX_DIMENSION]; /* C^(-1/2) y: B z */

    rank(order, values, cma->num_points);
    recombine(cma, &p, z, normals, order);
    turn(cma, y, z, true);
    turn(cma, white, z, false);
    cma->generation++;
    for (int j = 0; j < cma->dimension; j++) {
        cma->mean[j] += cma->step * y[j]; /* (42) */
        cma->step_path[j] = (1.0 - p.c_sigma) * cma->step_path[j] +
                            sqrt(p.c_sigma * (2.0 - p.c_sigma) * p.mu_eff) * white[j]; /* (43) */
    }
    const double length = norm(cma->step_path, cma->dimension);
    const double settled =
        sqrt(1.0 - elementary_pow(1.0 - p.c_sigma, 2.0 * (double)cma->generation));
    const bool is_stalled = length / settled >= (1.4 + 2.0 / (double)(cma->dimension + 1)) *
                                                    p.mean_norm; /* h_sigma 0 */

    cma->step = fmax(cma->step * elementary_exp(p.c_sigma / p.d_sigma *
                                                (length / p.mean_norm - 1.0)), /* (44) */
                     LEAST_STEP);
    for (int j = 0; j < cma->dimension; j++)
        cma->path[j] =
            (1.0 - p.c_c) * cma->path[j] +
            (is_stalled ? 0.0 : sqrt(p.c_c * (2.0 - p.c_c) * p.mu_eff) * y[j]); /* (45) */
    adapt_covariance(cma, &p, normals, order, is_stalled);
    decompose(cma);
}
