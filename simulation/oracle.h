/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/oracle.h: the exact optimum of the same population as the yardstick of a run. */
#ifndef FISC_SIMULATION_ORACLE_H
#define FISC_SIMULATION_ORACLE_H

#include "model/economy.h"
#include "planner/planner.h"

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
};

extern const struct column oracle_columns[]; /* rows: every number of the report */

/* Search the optimum through the lab and split the regret:
 *   W* - W(run) = [W* - W(rational, final tax system)] + [W(rational, final tax system) - W(run)]. */
enum status oracle_ask(struct oracle_report *report, const struct settings *settings,
                       const struct policy_lab *lab, const struct economy *economy,
                       const struct tax_system *final_law, double welfare_run,
                       struct error *err) MUST_CHECK;

#endif
