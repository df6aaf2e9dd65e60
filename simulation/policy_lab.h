/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/policy_lab.h: what the simulation gives a planner (planner/planner.h): how rational
 * workers of this population would answer a tax system. */
#ifndef FISC_SIMULATION_POLICY_LAB_H
#define FISC_SIMULATION_POLICY_LAB_H

#include "model/economy.h"
#include "model/income_effects_welfare.h"
#include "model/step_summary.h"
#include "planner/planner.h"

/* Workers at evenly spaced ranks of a large population. */
struct lab_sample {
    struct population population;
    struct preferences preferences;
    struct rational rational;
    struct policy_lab lab;
};

struct policy_lab_context {
    struct economy *economy;
    struct step_summary_scratch *scratch; /* borrowed */
    struct outcome outcome;               /* of the last respond() */
    double rebate_guess;
    struct lab_sample *sample; /* NULL for a small population */
    /* With income effects: everybody, every few of a larger population to explore on, and that lab. */
    struct income_effects_workers workers, few_workers;
    struct policy_lab few_lab;
    const volatile sig_atomic_t *stop;
};

/* The lab borrows the economy and the scratch. */
enum status policy_lab_create(struct policy_lab *lab, struct economy *economy,
                              struct step_summary_scratch *scratch, struct error *err) MUST_CHECK;
/* What stops a search (planner/planner.h). */
void policy_lab_set_stop(struct policy_lab *lab, const volatile sig_atomic_t *stop);
void policy_lab_free(struct policy_lab *lab);

#endif
