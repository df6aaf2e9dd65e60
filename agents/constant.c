/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/constant.c: workers who keep their observed hours whatever the tax system.  The example of a
 * rule, and the worker baseline of Karten et al. (2025). */
#include "agents/decision_rule.h"

static enum status keep_hours(void *state, const struct decision_context *context,
                              double *hours_per_week, struct error *err)
{
    const struct population *const population = &context->economy->population;

    (void)state;
    (void)err;
    for (size_t i = 0; i < population->num_workers; i++)
        hours_per_week[i] = (double)population->observed_hours_per_week[i];
    return STATUS_OK;
}

const struct decision_rule_kind decision_rule_constant = {
    .kind = {.name = "constant", .summary = "observed hours, whatever the tax system"},
    .choose_hours = keep_hours,
};
