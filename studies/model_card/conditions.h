/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/conditions.h: the conditions under which a mind is examined, and asking it under one. */
#ifndef FISC_STUDIES_MODEL_CARD_CONDITIONS_H
#define FISC_STUDIES_MODEL_CARD_CONDITIONS_H

#include "config/settings.h"
#include "llm/gateway.h"
#include "simulation/simulation.h"

enum mind_rule { MIND_MODEL, MIND_LOGIT, MIND_RATIONAL, MIND_NUM_RULES };

enum mind_arm {
    MIND_ARM_BASE, /* wages from 15 to 45 USD per hour, a flat tax of 30% */
    MIND_ARM_WAGE,
    MIND_ARM_TAX,
    MIND_ARM_TRANSFER,
    MIND_NUM_RULE_ARMS, /* those that rules are asked too: they read no words */
    MIND_ARM_REWORDED = MIND_NUM_RULE_ARMS,
    MIND_ARM_EXAMPLE_LOW,
    MIND_ARM_EXAMPLE_HIGH,
    MIND_ARM_REFERENCE,
    MIND_ARM_REFERENCE_NAMED,
    MIND_ARM_PERSONA,     /* workers of the country, with their personas */
    MIND_ARM_PLAIN,       /* the same workers without */
    MIND_ARM_PLAIN_AGAIN, /* and with other draws */
    MIND_NUM_ARMS
};

/* What every arm of an examination shares. */
struct mind_setting {
    const char *config;
    const char *const *overrides;
    size_t num_overrides, num_workers;
};

/* The config with the arm's own settings on top; the caller frees *settings. */
enum status mind_arm_settings(struct settings **settings, const struct mind_setting *setting,
                              enum mind_rule rule, enum mind_arm arm, struct error *err) MUST_CHECK;

/* hours[num_workers] by worker; *step is what the model was asked.  `gateway` is for MIND_MODEL alone. */
enum status mind_arm_ask(double *hours, struct model_step *step, const struct mind_setting *setting,
                         enum mind_rule rule, enum mind_arm arm, struct gateway *gateway,
                         struct error *err) MUST_CHECK;

#endif
