/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/constant.c: workers who keep their hours whatever the tax system: observed ones, or whole hours drawn for
 * life, the worker baseline of Karten et al. (2025). */
#include "agents/decision_rule.h"
#include "base/random.h"
#include "config/setting.h"

#include <math.h>
#include <stdlib.h>

struct constant {
    bool is_drawn;
    double least, most; /* hours per week, whole */
};

static enum status create(void **state, const struct settings *settings,
                          const struct economy *economy, uint64_t seed, struct error *err)
{
    struct constant *const rule = malloc(sizeof *rule);

    (void)economy;
    (void)seed;
    if (!rule)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a decision rule");
    *rule = (struct constant){
        .is_drawn = settings_is(settings, "rule.constant.hours", "drawn"),
        .least = ceil(settings_number(settings, "rule.constant.least_hours_per_week")),
        .most = floor(settings_number(settings, "rule.constant.most_hours_per_week")),
    };
    if (rule->least > rule->most) {
        free(rule);
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: no whole hours lie between these bounds; expected at least one",
                         settings_origin(settings, "rule.constant.most_hours_per_week"));
    }
    *state = rule;
    return STATUS_OK;
}

static double drawn_hours(const struct constant *rule, uint64_t seed, uint32_t id)
{
    const double u = random_uniforms(seed, RANDOM_RULE, id, 1).u[0];

    return rule->least + floor(u * (rule->most - rule->least + 1.0));
}

static enum status keep_hours(void *state, const struct decision_context *context,
                              double *hours_per_week, struct error *err)
{
    const struct constant *const rule = state;
    const struct population *const population = &context->economy->population;

    (void)err;
    for (size_t i = 0; i < population->num_workers; i++)
        hours_per_week[i] = rule->is_drawn ? drawn_hours(rule, context->seed, population->id[i])
                                           : (double)population->observed_hours_per_week[i];
    return STATUS_OK;
}

static const struct setting settings[] = {
    CHOICE_SETTING("rule.constant.hours", "observed|drawn", "\"observed\"",
                   "constant: hours as observed, or whole hours drawn once for life (Karten et al. "
                   "2025).",
                   .draws_when = "rule.constant.hours=drawn"),
    NUMBER_SETTING("rule.constant.least_hours_per_week", "hour/week", 0, 100, "40",
                   "The least that are drawn.", .when = "rule.constant.hours=drawn"),
    NUMBER_SETTING("rule.constant.most_hours_per_week", "hour/week", 0, 100, "60",
                   "The most that are drawn.", .when = "rule.constant.hours=drawn"),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

const struct decision_rule_kind decision_rule_constant = {
    .kind = {.name = "constant",
             .summary = "the same hours, whatever the tax system",
             .settings = groups},
    .create = create,
    .choose_hours = keep_hours,
    .destroy = free,
};
