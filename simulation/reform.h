/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/reform.h: a tax system that is in force from a step on, whatever the planner would do: the
 * settings government.reform, which 'fisc branch' makes. */
#ifndef FISC_SIMULATION_REFORM_H
#define FISC_SIMULATION_REFORM_H

#include "config/settings.h"
#include "model/economy.h"

#include <stdint.h>

struct reform {
    int64_t first_step;           /* -1: never */
    struct tax_system tax_system; /* owned */
    bool fixes_rebate;            /* public spending takes up what it brings in or costs */
};

/* STATUS_INVALID_INPUT names the setting that the others do not go with. */
enum status reform_read(struct reform *reform, const struct settings *settings,
                        struct error *err) MUST_CHECK;

static inline bool reform_is_in_force(const struct reform *reform, int64_t step)
{
    return reform->first_step >= 0 && step >= reform->first_step;
}

void reform_free(struct reform *reform);

/* For every step that it is in force; in the first, `last_rebate` is the one before it. */
void reform_close_budget(const struct reform *reform, struct economy *economy,
                         double last_rebate_usd_per_year);

#endif
