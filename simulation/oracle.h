/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/oracle.h: the exact optimum of the same population as the yardstick of a run. */
#ifndef FISC_SIMULATION_ORACLE_H
#define FISC_SIMULATION_ORACLE_H

#include "planner/planner.h"
#include "simulation/oracle_report.h"
#include "simulation/tax_years.h"

/* What the run came to. */
struct oracle_question {
    const struct tax_years *years; /* the systems that it met */
    const struct tax_system *final_system;
    double welfare_run; /* of its last step */
};

/* Search the optimum through the lab, bound it, and split the regret:
 *   W* - W(run) = [W* - W(rational, final tax system)] + [W(rational, final tax system) - W(run)]. */
enum status oracle_ask(struct oracle_report *report, const struct settings *settings,
                       const struct policy_lab *lab, const struct economy *economy,
                       const struct oracle_question *question, struct error *err) MUST_CHECK;

#endif
