/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_years.h: what planners learn from: the last step of every finished tax year and the tax system
 * of that year.  The warm-up counts as one. */
#ifndef FISC_SIMULATION_TAX_YEARS_H
#define FISC_SIMULATION_TAX_YEARS_H

#include "model/step_summary.h"
#include "model/tax_system.h"

struct tax_years {
    struct step_summary *summaries; /* [count] */
    struct tax_system *tax_systems; /* [count]; owned */
    size_t count, capacity;
};

enum status tax_years_add(struct tax_years *years, const struct step_summary *summary,
                          const struct tax_system *tax_system, struct error *err) MUST_CHECK;
void tax_years_free(struct tax_years *years);

#endif
