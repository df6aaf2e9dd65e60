/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/work_incentives.h: what a tax system leaves of more work: effective marginal rates, participation tax
 * rates, and notches: incomes at which somebody works more and has no more. */
#ifndef FISC_STUDIES_WORK_INCENTIVES_H
#define FISC_STUDIES_WORK_INCENTIVES_H

#include "model/tax_schedule.h"
#include "studies/income_tenths.h"

struct work_incentives_settings {
    double step_usd_per_year;    /* > 0, of the rate over a step */
    double benefit_usd_per_year; /* >= 0: of who does not work, lost with the first dollar */
};

/* At an income z, USD per year; rates are fractions. */
struct work_incentive {
    double income, tax, net_income; /* before the rebate */
    double marginal_rate;           /* T'(z); at a kink of the next dollar */
    double marginal_rate_of_step;   /* (T(z + step) - T(z))/step; at 0 with the benefit, as below */
    double participation_tax_rate;  /* (T(z) - T(0) + benefit)/z; NaN at 0 */
    double average_rate;            /* T(z)/z; NaN at 0 */
};

void work_incentive_at(struct work_incentive *incentive, const struct tax_schedule *tax_system,
                       const struct work_incentives_settings *settings, double income_usd_per_year);

/* Incomes above `from`, up to `to`, leave no more than `from` does. */
struct work_notch {
    double from, to; /* USD per year; INFINITY: for ever */
    double worst,
        loss; /* the income that leaves least, and how much less than `from`; from a benefit: 0+ */
};

/* How many there are, ascending; at most one a bracket. */
int work_notches(struct work_notch notch[TAX_MAX_BRACKETS], const struct tax_schedule *tax_system,
                 const struct work_incentives_settings *settings);

/* Means over workers with an income; NaN where there are none. */
struct work_incentives_of_group {
    double share_of_workers, share_working;
    double mean_income, marginal_rate, marginal_rate_of_step, participation_tax_rate;
    double share_in_notches;
};

struct work_incentives {
    struct work_incentives_of_group tenth[NUM_TENTHS], all; /* tenths of income */
};

enum status work_incentives_of_workers(struct work_incentives *found,
                                       const struct tax_schedule *tax_system,
                                       const struct work_incentives_settings *settings,
                                       const struct population *population,
                                       const struct outcome *outcome, struct error *err) MUST_CHECK;

#endif
