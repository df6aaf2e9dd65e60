/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/model_card.h: does a model behave like somebody who works for money, and does it hang on words?
 * The same workers are asked under several conditions (studies/model_card/conditions.h); the logit and the
 * rational rule answer the same questions as the yardstick. */
#ifndef FISC_STUDIES_MODEL_CARD_MODEL_CARD_H
#define FISC_STUDIES_MODEL_CARD_MODEL_CARD_H

#include "base/text.h"
#include "llm/gateway.h"
#include "studies/model_card/conditions.h"

#include <stdbool.h>

/* An estimate with its 95% interval. */
struct model_card_estimate {
    double mean, low, high;
};

/* What changes between two conditions. */
enum model_card_effect_id {
    MODEL_CARD_WAGE,     /* wages 1.5 times as high */
    MODEL_CARD_TAX,      /* a flat tax of 60% instead of 30% */
    MODEL_CARD_TRANSFER, /* 20,000 USD a year more, unearned */
    MODEL_CARD_NUM_RESPONSES,
    MODEL_CARD_REWORDED = MODEL_CARD_NUM_RESPONSES, /* the same question in other words */
    MODEL_CARD_EXAMPLE,   /* somebody who chose 60 hours as an example instead of 20 */
    MODEL_CARD_LAW_NAMED, /* the country's income tax: its name beside its rates */
    /* distance of a persona from another asking, beyond that of a plain worker */
    MODEL_CARD_PERSONA,
    MODEL_CARD_NUM_EFFECTS
};

struct model_card_effect {
    struct model_card_estimate hours; /* change of hours a week, paired by worker (Student's t) */
    struct model_card_estimate
        elasticity; /* of mean hours by the wage, or by the share that the tax leaves; else NaN */
};

/* A finding on each question; `passes` is what one would hope for from somebody who works for money. */
struct model_card_finding {
    const char *question; /* "responds to wages" */
    bool passes;
    struct model_card_estimate found;
};
enum { MODEL_CARD_NUM_FINDINGS = 10 };

struct model_card {
    char *model; /* owned */
    size_t num_workers, num_requests;
    struct model_card_estimate usable_share; /* of answers (Wilson's interval) */
    double mass_on_options; /* mean probability on the options; 1 where the model gives none */
    double mean_hours[MODEL_CARD_NUM_RULES];
    /* of rules: the responses alone */
    struct model_card_effect effect[MODEL_CARD_NUM_RULES][MODEL_CARD_NUM_EFFECTS];
    struct model_card_estimate more_money_share; /* chose more money for the same hours (Wilson) */
    /* chose what stood first; both orders are asked */
    struct model_card_estimate first_shown_share;
    struct model_card_finding finding[MODEL_CARD_NUM_FINDINGS];
};

extern const char *const model_card_effect_names[MODEL_CARD_NUM_EFFECTS];
extern const char *const model_card_rule_names[MODEL_CARD_NUM_RULES];

/* Twelve steps of `num_workers` workers (at least 2), and twice as many questions about money.  The
 * rule's settings (form, options) are those of the config.  `progress` may be NULL. */
enum status model_card_examine(struct model_card *card, const struct settings *base,
                               size_t num_workers, const struct gateway_options *options,
                               const struct progress *progress, struct error *err) MUST_CHECK;
void model_card_free(struct model_card *card);

/* The card as one JSON object.  Its hash is XXH3-64 of these bytes. */
void model_card_write_json(struct text *text, const struct model_card *card);

#endif
