/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/elementary.h: log, exp, pow and friends whose bits do not depend on the processor.
 * glibc picks variants with or without fused multiply-add at run time, and their last bits differ;
 * SLEEF's `cinz` family (no FMA, no assembly) gives the same bits everywhere.  Whatever reaches a
 * result uses these, never <math.h>'s.  (sqrt, fabs, floor are exact by IEEE 754: use <math.h>.) */
#ifndef FISC_BASE_ELEMENTARY_H
#define FISC_BASE_ELEMENTARY_H

#include <stddef.h>

double elementary_log(double x);
double elementary_exp(double x);
double elementary_pow(double base, double exponent);
double elementary_log1p(double x);
double elementary_expm1(double x);
double elementary_lgamma(double x);

/* out[i] = log/exp/expm1/pow of in[i]; same bits as the scalar functions.  out may be in. */
void elementary_log_array(double *out, const double *in, size_t count);
void elementary_exp_array(double *out, const double *in, size_t count);
void elementary_expm1_array(double *out, const double *in, size_t count);
void elementary_pow_array(double *out, const double *in, double exponent, size_t count);

/* Quantile of the standard normal, p in (0, 1), relative error about 1e-16: algorithm AS 241
 * (Wichura 1988, Applied Statistics 37(3), routine PPND16). */
double elementary_normal_quantile(double p);

/* Cumulative distribution of the standard normal (for checks and quadrature; from erfc). */
double elementary_normal_cdf(double x);

/* Log odds ln(x / (1 - x)) of the quantile x of Beta(a, b) at p in (0, 1); a, b > 0.
 * Safeguarded Newton on the regularised incomplete beta function (continued fraction, modified
 * Lentz).  The log odds keep their digits where x or 1 - x would round away. */
double elementary_beta_quantile_log_odds(double p, double a, double b);

#endif
