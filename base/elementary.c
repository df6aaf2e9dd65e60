/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/elementary.h"

#include <math.h>
#include <sleef.h>

double elementary_log(double x)
{
    return Sleef_cinz_logd1_u10purec(x);
}

double elementary_exp(double x)
{
    return Sleef_cinz_expd1_u10purec(x);
}

double elementary_pow(double base, double exponent)
{
    return Sleef_cinz_powd1_u10purec(base, exponent);
}

double elementary_log1p(double x)
{
    return Sleef_cinz_log1pd1_u10purec(x);
}

double elementary_expm1(double x)
{
    return Sleef_cinz_expm1d1_u10purec(x);
}

double elementary_lgamma(double x)
{
    return Sleef_cinz_lgammad1_u10purec(x);
}

double elementary_normal_cdf(double x)
{
    return 0.5 * Sleef_cinz_erfcd1_u15purec(-x * 0.70710678118654752440);
}

/* The vector members of the same SLEEF family give the same bits as the scalar ones (a test
 * compares them), so the widest that the processor has may do the work.  Not with Clang 14: it passes wide
 * vectors as the instruction set of the file asks, not that of the function, and a second one is garbage. */
#if defined(__x86_64__) && !defined(__clang__)
#include <immintrin.h>

/* sleef.h declares these only when the whole file is compiled for such a processor. */
#define WIDE(target_name, vector) extern __attribute__((target(target_name))) vector
WIDE("avx512f", __m512d) Sleef_cinz_logd8_u10avx512fnofma(__m512d);
WIDE("avx512f", __m512d) Sleef_cinz_expd8_u10avx512fnofma(__m512d);
WIDE("avx512f", __m512d) Sleef_cinz_expm1d8_u10avx512fnofma(__m512d);
WIDE("avx512f", __m512d) Sleef_cinz_powd8_u10avx512fnofma(__m512d, __m512d);
WIDE("avx", __m256d) Sleef_cinz_logd4_u10avx(__m256d);
WIDE("avx", __m256d) Sleef_cinz_expd4_u10avx(__m256d);
WIDE("avx", __m256d) Sleef_cinz_expm1d4_u10avx(__m256d);
WIDE("avx", __m256d) Sleef_cinz_powd4_u10avx(__m256d, __m256d);

#define ARRAY_FUNCTION(name, width, target_name, vector, load, store, call)                        \
    __attribute__((target(target_name))) static size_t name(double *out, const double *in,         \
                                                            double exponent, size_t count)         \
    {                                                                                              \
        size_t i = 0;                                                                              \
        (void)exponent;                                                                            \
        for (; i + (width) <= count; i += (width)) {                                               \
            const vector x = load(in + i);                                                         \
            store(out + i, call);                                                                  \
        }                                                                                          \
        return i;                                                                                  \
    }

ARRAY_FUNCTION(log_8, 8, "avx512f", __m512d, _mm512_loadu_pd, _mm512_storeu_pd,
               Sleef_cinz_logd8_u10avx512fnofma(x))
ARRAY_FUNCTION(exp_8, 8, "avx512f", __m512d, _mm512_loadu_pd, _mm512_storeu_pd,
               Sleef_cinz_expd8_u10avx512fnofma(x))
ARRAY_FUNCTION(expm1_8, 8, "avx512f", __m512d, _mm512_loadu_pd, _mm512_storeu_pd,
               Sleef_cinz_expm1d8_u10avx512fnofma(x))
ARRAY_FUNCTION(pow_8, 8, "avx512f", __m512d, _mm512_loadu_pd, _mm512_storeu_pd,
               Sleef_cinz_powd8_u10avx512fnofma(x, _mm512_set1_pd(exponent)))
ARRAY_FUNCTION(log_4, 4, "avx", __m256d, _mm256_loadu_pd, _mm256_storeu_pd,
               Sleef_cinz_logd4_u10avx(x))
ARRAY_FUNCTION(exp_4, 4, "avx", __m256d, _mm256_loadu_pd, _mm256_storeu_pd,
               Sleef_cinz_expd4_u10avx(x))
ARRAY_FUNCTION(expm1_4, 4, "avx", __m256d, _mm256_loadu_pd, _mm256_storeu_pd,
               Sleef_cinz_expm1d4_u10avx(x))
ARRAY_FUNCTION(pow_4, 4, "avx", __m256d, _mm256_loadu_pd, _mm256_storeu_pd,
               Sleef_cinz_powd4_u10avx(x, _mm256_set1_pd(exponent)))

#define DISPATCH(wide, narrow, out, in, exponent, count)                                           \
    (__builtin_cpu_supports("avx512f") ? wide(out, in, exponent, count)                            \
     : __builtin_cpu_supports("avx")   ? narrow(out, in, exponent, count)                          \
                                       : 0)
#else
#define DISPATCH(wide, narrow, out, in, exponent, count) ((size_t)0)
#endif

void elementary_log_array(double *out, const double *in, size_t count)
{
    for (size_t i = DISPATCH(log_8, log_4, out, in, 0.0, count); i < count; i++)
        out[i] = elementary_log(in[i]);
}

void elementary_exp_array(double *out, const double *in, size_t count)
{
    for (size_t i = DISPATCH(exp_8, exp_4, out, in, 0.0, count); i < count; i++)
        out[i] = elementary_exp(in[i]);
}

void elementary_expm1_array(double *out, const double *in, size_t count)
{
    for (size_t i = DISPATCH(expm1_8, expm1_4, out, in, 0.0, count); i < count; i++)
        out[i] = elementary_expm1(in[i]);
}

void elementary_pow_array(double *out, const double *in, double exponent, size_t count)
{
    for (size_t i = DISPATCH(pow_8, pow_4, out, in, exponent, count); i < count; i++)
        out[i] = elementary_pow(in[i], exponent);
}

/* AS 241, routine PPND16: rational approximations in three regions. */
static double ratio_of_polynomials(const double numerator[8], const double denominator[8], double r)
{
    double top = numerator[7];
    double bottom = denominator[7];

    for (int i = 6; i >= 0; i--) {
        top = top * r + numerator[i];
        bottom = bottom * r + denominator[i];
    }
    return top / bottom;
}

double elementary_normal_quantile(double p)
{
    static const double central_top[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                          1.9715909503065514427e3, 1.3731693765509461125e4,
                                          4.5921953931549871457e4, 6.7265770927008700853e4,
                                          3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double central_bottom[8] = {1.0,
                                             4.2313330701600911252e1,
                                             6.8718700749205790830e2,
                                             5.3941960214247511077e3,
                                             2.1213794301586595867e4,
                                             3.9307895800092710610e4,
                                             2.8729085735721942674e4,
                                             5.2264952788528545610e3};
    static const double middle_top[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                         5.76949722146069140550e0,  3.64784832476320460504e0,
                                         1.27045825245236838258e0,  2.41780725177450611770e-1,
                                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double middle_bottom[8] = {1.0,
                                            2.05319162663775882187e0,
                                            1.67638483018380384940e0,
                                            6.89767334985100004550e-1,
                                            1.48103976427480074590e-1,
                                            1.51986665636164571966e-2,
                                            5.47593808499534494600e-4,
                                            1.05075007164441684324e-9};
    static const double far_top[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double far_bottom[8] = {1.0,
                                         5.99832206555887937690e-1,
                                         1.36929880922735805310e-1,
                                         1.48753612908506148525e-2,
                                         7.86869131145613259100e-4,
                                         1.84631831751005468180e-5,
                                         1.42151175831644588870e-7,
                                         2.04426310338993978564e-15};
    const double q = p - 0.5;

    if (fabs(q) <= 0.425)
        return q * ratio_of_polynomials(central_top, central_bottom, 0.180625 - q * q);
    const double r = sqrt(-elementary_log(q < 0.0 ? p : 1.0 - p));
    const double x = r <= 5.0 ? ratio_of_polynomials(middle_top, middle_bottom, r - 1.6)
                              : ratio_of_polynomials(far_top, far_bottom, r - 5.0);

    return q < 0.0 ? -x : x;
}

/* Continued fraction for I_x(a, b) without its prefactor (DLMF 8.17.22), modified Lentz. */
static double beta_continued_fraction(double a, double b, double x)
{
    enum { MAX_TERMS = 500 };
    const double tiny = 1e-300;
    double c = 1.0;
    double d = 1.0 - (a + b) * x / (a + 1.0);

    d = 1.0 / (fabs(d) < tiny ? tiny : d);
    double result = d;

    for (int m = 1; m <= MAX_TERMS; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0));

        d = 1.0 + even * d;
        c = 1.0 + even / c;
        d = 1.0 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        result *= d * c;
        d = 1.0 + odd * d;
        c = 1.0 + odd / c;
        d = 1.0 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        const double factor = d * c;

        result *= factor;
        if (fabs(factor - 1.0) < 1e-15)
            break;
    }
    return result;
}

double elementary_beta_quantile_log_odds(double p, double a, double b)
{
    /* Work in the smaller tail so that p keeps its digits. */
    if (p > 0.5)
        return -elementary_beta_quantile_log_odds(1.0 - p, b, a);

    enum { MAX_STEPS = 200 };
    const double log_beta = elementary_lgamma(a) + elementary_lgamma(b) - elementary_lgamma(a + b);
    double low = -1400.0;
    double high = 1400.0;
    double t = (elementary_log(p * a) + log_beta) / a; /* leading term of the lower tail */

    t = t > 3.0 ? 3.0 : t;
    for (int i = 0; i < MAX_STEPS && high - low > 0.0; i++) {
        const double x = 1.0 / (1.0 + elementary_exp(-t));
        const double one_minus_x = 1.0 / (1.0 + elementary_exp(t));
        const double log_x =
            t > 0.0 ? -elementary_log1p(elementary_exp(-t)) : t + elementary_log(one_minus_x);
        const double log_1mx = t > 0.0 ? log_x - t : elementary_log(one_minus_x);
        const double density = elementary_exp(a * log_x + b * log_1mx - log_beta); /* dI/dt */
        const double cdf = x < (a + 1.0) / (a + b + 2.0)
                               ? density * beta_continued_fraction(a, b, x) / a
                               : 1.0 - density * beta_continued_fraction(b, a, one_minus_x) / b;

        if (cdf < p)
            low = t;
        else
            high = t;
        double next = t + (p - cdf) / density;

        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (fabs(next - t) <= 1e-14 * (1.0 + fabs(t)))
            return next;
        t = next;
    }
    return t;
}
