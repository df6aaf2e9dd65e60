/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/toys/decision_rule_toy.c: workers who work a share of their observed hours, whatever happens. */
#include "agents/decision_rule.h"
#include "config/setting.h"

#include <stdlib.h>

struct toy {
    double share;
};

static enum status create(void **state, const struct settings *settings,
                          const struct economy *economy, uint64_t seed, struct error *err)
{
    struct toy *const toy = malloc(sizeof *toy);

    (void)economy;
    (void)seed;
    if (!toy)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a toy");
    toy->share = settings_number(settings, "rule.toy_share");
    *state = toy;
    return STATUS_OK;
}

static enum status choose_hours(void *state, const struct decision_context *context,
                                double *hours_per_week, struct error *err)
{
    const struct toy *const toy = state;
    const struct population *const population = &context->economy->population;

    (void)err;
    for (size_t i = 0; i < population->num_workers; i++)
        hours_per_week[i] = toy->share * (double)population->observed_hours_per_week[i];
    return STATUS_OK;
}

static const struct setting settings[] = {
    NUMBER_SETTING("rule.toy_share", "fraction", 0, 1, "0.5", "toy: share of observed hours."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

const struct decision_rule_kind decision_rule_toy = {
    .kind = {.name = "toy", .summary = "a share of observed hours, for tests", .settings = groups},
    .create = create,
    .choose_hours = choose_hours,
    .destroy = free,
};
