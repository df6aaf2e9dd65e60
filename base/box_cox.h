/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/box_cox.h: (x^a - 1)/a, whose limit at a = 0 is ln x (Box and Cox 1964, J. R. Stat. Soc. B 26).
 * As usually written its digits cancel near a = 0; here it is continuous in a to rounding. */
#ifndef FISC_BASE_BOX_COX_H
#define FISC_BASE_BOX_COX_H

#include <stdbool.h>
#include <stddef.h>

/* (x^a - 1)/a from ln x. */
double box_cox(double log_x, double a);

/* ln x from y = (x^a - 1)/a. */
double box_cox_log_inverse(double y, double a);

/* Is a so close to 0 that x^a and 1 have digits in common?  Elsewhere it is the -1 that costs digits, where
 * x^a is small, and x^a/a is as good for comparing. */
bool box_cox_is_near_log(double a);

/* x^a/a up to a constant that depends on a alone, with all its digits. */
double box_cox_comparable(double log_x, double a);

/* out[i] = (x[i]^a - 1)/a; same bits as box_cox() of elementary_log().  out may be x. */
void box_cox_array(double *out, const double *x, double a, size_t count);

#endif
