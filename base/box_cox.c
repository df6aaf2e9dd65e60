/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/box_cox.h"

#include "base/elementary.h"

#include <math.h>

double box_cox(double log_x, double a)
{
    return a == 0.0 ? log_x : elementary_expm1(a * log_x) / a;
}

double box_cox_log_inverse(double y, double a)
{
    return a == 0.0 ? y : elementary_log1p(a * y) / a;
}

bool box_cox_is_near_log(double a)
{
    return fabs(a) < 0.5;
}

double box_cox_comparable(double log_x, double a)
{
    return box_cox_is_near_log(a) ? box_cox(log_x, a) : elementary_exp(a * log_x) / a;
}

void box_cox_array(double *out, const double *x, double a, size_t count)
{
    elementary_log_array(out, x, count);
    if (a == 0.0)
        return;
    for (size_t i = 0; i < count; i++)
        out[i] *= a;
    elementary_expm1_array(out, out, count);
    for (size_t i = 0; i < count; i++)
        out[i] /= a;
}
