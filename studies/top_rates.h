/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/top_rates.h: what a government should take of the last dollar of the top incomes, from sufficient
 * statistics: Diamond and Saez 2011; Piketty, Saez and Stantcheva 2014; Saez 2001 equation 9. */
#ifndef FISC_STUDIES_TOP_RATES_H
#define FISC_STUDIES_TOP_RATES_H

#include "base/error.h"
#include "model/outcome.h"
#include "model/population.h"

/* All 1, but the rate t, a fraction. */
struct top_statistics {
    double pareto;             /* a > 1, of the tail of incomes */
    double elasticity;         /* e >= 0, of what is taxed, in all: real, avoided and bargained */
    double avoidance;          /* e2 in [0, e]: income moved to where the rate is t */
    double rate_elsewhere;     /* t */
    double bargaining;         /* e3: pay at the expense of others */
    double migration;          /* m >= 0: of the number of top earners in what they keep */
    double weight;             /* g in [0, 1]: a dollar of theirs, in dollars of public funds */
    double uncompensated;      /* zeta_u */
    double compensated;        /* zeta_c */
    double has_income_effects; /* 1: zeta_u and zeta_c are said, and e is not read */
};

struct top_rates {
    double revenue_maximising;  /* 1/(1 + a e) */
    double optimal;             /* (1 - g)/(1 - g + a e) */
    double with_responses;      /* (1 + t a e2 + a e3)/(1 + a e) */
    double with_migration;      /* 1/(1 + a e + m) */
    double with_income_effects; /* (1 - g)/(1 - g + zeta_u + zeta_c (a - 1)); NaN: not asked */
};

/* STATUS_INVALID_INPUT says what is outside its domain. */
enum status top_rates(struct top_rates *rates, const struct top_statistics *statistics,
                      struct error *err) MUST_CHECK;

/* The tail above an income: a = mean/(mean - income) of who is above, as in the papers. */
struct top_tail {
    double from_usd_per_year;
    double share_of_workers;
    double mean_income_usd_per_year; /* NaN where nobody is */
    double pareto;                   /* likewise */
    double num_workers;              /* as many are above */
};

void top_rates_tail(struct top_tail *tail, const struct population *population,
                    const struct outcome *outcome, double from_usd_per_year);

#endif
