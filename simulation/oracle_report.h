/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/oracle_report.h: what is known of the best that a government could have done. */
#ifndef FISC_SIMULATION_ORACLE_REPORT_H
#define FISC_SIMULATION_ORACLE_REPORT_H

#include "base/column.h"
#include "model/tax_schedule.h"

enum { ORACLE_CURVE_POINTS = 40, ORACLE_REASON_BYTES = 320 };

/* The nonlinear optimum of the same workers, averaged over workers of about the same income (equal steps of its
 * logarithm, those with somebody in them). */
struct oracle_curve {
    int num_points; /* 0: there is none */
    double income[ORACLE_CURVE_POINTS], rate[ORACLE_CURVE_POINTS];
    double share_of_workers[ORACLE_CURVE_POINTS];
};

/* The optimum of the same population, and how far the run stayed from it.  Welfare in units of the
 * objective (USD per worker and year for most). */
struct oracle_report {
    struct tax_schedule schedule; /* the optimum's: one for everybody */
    double welfare;               /* W* of rational workers */
    double welfare_rounded_rates; /* W with rates rounded to 0.01 points */
    double workers_indifferent;   /* within 1e-6 USD of another choice */
    double welfare_baseline;      /* W of rational workers under the baseline tax system */
    /* W of rational workers under the run's last tax system */
    double welfare_rational_final_schedule;
    double welfare_run;        /* W of the run's last step */
    double planner_regret;     /* W* - W rational under the run's last tax system */
    double workers_regret;     /* the rest: can be negative */
    double regret;             /* the sum */
    double regret_share;       /* of W* - W(baseline); NaN where that is not positive */
    double min_rate, max_rate; /* bounds of the search */
    /* W of the nonlinear optimum, which no such system exceeds; NaN where none is proven, for `no_bound`. */
    double welfare_upper_bound;
    double price_of_brackets; /* the bound less W* */
    double searches, searches_that_found_it, search_spread;
    double is_met_in_run; /* 1: a system of the run was better than what was found, and is W* */
    double
        is_final_schedule_inside; /* 1: the run's last system is one that the search could find */
    char no_bound[ORACLE_REASON_BYTES];
    struct oracle_curve curve;
    /* [schedule.num_brackets]: where the rate can go, the others as they are, without W losing 1e-9 of it, and
     * the workers whose income is inside the bracket, not at its start. */
    double rate_interval[TAX_MAX_BRACKETS][2];
    double workers_in_bracket[TAX_MAX_BRACKETS];
};

extern const struct column oracle_columns[]; /* rows: every number of the report */

#endif
