/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/gb2.h: the generalised beta distribution of the second kind, a common model of
 * incomes (McDonald 1984, Econometrica 52(3)), in the parameters of GAMLSS. */
#ifndef FISC_CALIBRATION_GB2_H
#define FISC_CALIBRATION_GB2_H

#include "base/error.h"

struct gb2 {
    double mu;    /* scale, USD per year */
    double sigma; /* the shape of both tails */
    double nu;    /* lower tail: x^(sigma nu) */
    double tau;   /* upper tail: Pareto with index sigma tau */
};

/* mu (b/(1-b))^(1/sigma), b the quantile of Beta(nu, tau); p in (0, 1). */
double gb2_quantile(const struct gb2 *gb2, double p);

/* Parameters of a preset, a row of an embedded table with the columns preset, mu, sigma, nu, tau. */
enum status gb2_preset(struct gb2 *gb2, const char *table, const char *preset,
                       struct error *err) MUST_CHECK;

#endif
