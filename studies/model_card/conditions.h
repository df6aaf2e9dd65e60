/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/conditions.h: the conditions under which a model is examined, and asking it under one. */
#ifndef FISC_STUDIES_MODEL_CARD_CONDITIONS_H
#define FISC_STUDIES_MODEL_CARD_CONDITIONS_H

#include "config/settings_with.h"
#include "llm/gateway.h"
#include "simulation/simulation.h"

enum model_card_rule {
    MODEL_CARD_MODEL,
    MODEL_CARD_LOGIT,
    MODEL_CARD_RATIONAL,
    MODEL_CARD_NUM_RULES
};

enum model_card_condition {
    MODEL_CARD_CONDITION_BASE, /* wages from 15 to 45 USD per hour, a flat tax of 30% */
    MODEL_CARD_CONDITION_WAGE,
    MODEL_CARD_CONDITION_TAX,
    MODEL_CARD_CONDITION_TRANSFER,
    MODEL_CARD_NUM_RULE_CONDITIONS, /* those that rules are asked too: they read no words */
    MODEL_CARD_CONDITION_REWORDED = MODEL_CARD_NUM_RULE_CONDITIONS,
    MODEL_CARD_CONDITION_EXAMPLE_LOW,
    MODEL_CARD_CONDITION_EXAMPLE_HIGH,
    MODEL_CARD_CONDITION_REFERENCE,
    MODEL_CARD_CONDITION_REFERENCE_NAMED,
    /* the base with consequences, or usual hours, told where the config does not tell them, and untold where it does */
    MODEL_CARD_CONDITION_CONSEQUENCES_TURNED,
    MODEL_CARD_CONDITION_USUAL_HOURS_TURNED,
    MODEL_CARD_CONDITION_PERSONA,     /* workers of the country, with their personas */
    MODEL_CARD_CONDITION_PLAIN,       /* the same workers without */
    MODEL_CARD_CONDITION_PLAIN_AGAIN, /* and with other draws */
    MODEL_CARD_NUM_CONDITIONS
};

/* What every arm of an examination shares. */
struct model_card_setting {
    const struct settings *base;
    size_t num_workers;
};

/* The base with the arm's own settings on top; the caller frees *settings. */
enum status model_card_condition_settings(struct settings **settings,
                                          const struct model_card_setting *setting,
                                          enum model_card_rule rule,
                                          enum model_card_condition condition,
                                          struct error *err) MUST_CHECK;

/* By worker.  NaN where the model gave no usable answer: what it fell back to is not its own. */
struct model_card_heard {
    double *hours;
    double *usual_hours; /* observed ones, of the same workers */
    double *mass; /* the model's probability on the options; 1 where it gives none, and of rules */
    struct model_step step; /* what it was asked */
};

/* Does the config tell workers what each of their options brings (rule.llm.tell)? */
bool model_card_tells_consequences(const struct settings *base);
bool model_card_tells_usual_hours(const struct settings *base);

/* `gateway` is for MODEL_CARD_MODEL alone. */
enum status model_card_condition_ask(struct model_card_heard *heard,
                                     const struct model_card_setting *setting,
                                     enum model_card_rule rule, enum model_card_condition condition,
                                     struct gateway *gateway, struct error *err) MUST_CHECK;

#endif
