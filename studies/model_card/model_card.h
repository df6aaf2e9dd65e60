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
struct mind_estimate {
    double mean, low, high;
};

/* What changes between two conditions. */
enum mind_effect_id {
    MIND_WAGE,     /* wages 1.5 times as high */
    MIND_TAX,      /* a flat tax of 60% instead of 30% */
    MIND_TRANSFER, /* 20,000 USD a year more, unearned */
    MIND_NUM_RESPONSES,
    MIND_REWORDED = MIND_NUM_RESPONSES, /* the same question in other words */
    MIND_EXAMPLE,   /* somebody who chose 60 hours as an example instead of 20 */
    MIND_LAW_NAMED, /* the income tax of the country: its name beside its rates */
    MIND_PERSONA,   /* distance of a persona from another asking, beyond that of a plain worker */
    MIND_NUM_EFFECTS
};

struct mind_effect {
    struct mind_estimate hours; /* change of hours a week, paired by worker (Student's t) */
    struct mind_estimate
        elasticity; /* of mean hours by the wage, or by the share that the tax leaves; else NaN */
};

/* A verdict on each question; `passes` is what one would hope for from somebody who works for money. */
struct mind_verdict {
    const char *question; /* "responds to wages" */
    bool passes;
    struct mind_estimate found;
};
enum { MIND_NUM_VERDICTS = 10 };

struct mind_card {
    char *model; /* owned */
    size_t num_workers, num_requests;
    struct mind_estimate usable_share; /* of answers (Wilson's interval) */
    double mass_on_options; /* mean probability on the options; 1 where the model gives none */
    double mean_hours[MIND_NUM_RULES];
    struct mind_effect effect[MIND_NUM_RULES][MIND_NUM_EFFECTS]; /* of rules: the responses alone */
    struct mind_estimate more_money_share;  /* chose more money for the same hours (Wilson) */
    struct mind_estimate first_shown_share; /* chose what stood first; both orders are asked */
    struct mind_verdict verdict[MIND_NUM_VERDICTS];
};

extern const char *const mind_effect_names[MIND_NUM_EFFECTS];
extern const char *const mind_rule_names[MIND_NUM_RULES];

/* Twelve steps of `num_workers` workers (at least 2), and twice as many questions about money.  The
 * rule's settings (form, options) are those of the config.  `progress` may be NULL. */
enum status mind_examine(struct mind_card *card, const char *config, const char *const *overrides,
                         size_t num_overrides, size_t num_workers,
                         const struct gateway_options *options, const struct progress *progress,
                         struct error *err) MUST_CHECK;
void mind_card_free(struct mind_card *card);

/* The card as one JSON object.  Its hash is XXH3-64 of these bytes. */
void mind_card_write_json(struct text *json, const struct mind_card *card);

#endif
