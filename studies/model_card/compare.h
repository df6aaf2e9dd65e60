/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/compare.h: what stands on a card, and how it follows from answers. */
#ifndef FISC_STUDIES_MODEL_CARD_COMPARE_H
#define FISC_STUDIES_MODEL_CARD_COMPARE_H

#include "studies/model_card/answers.h"
#include "studies/model_card/finding.h"

#include <stdbool.h>

/* What changes between conditions. */
enum model_card_effect_id {
    MODEL_CARD_WAGE,     /* wages 1.5 times as high */
    MODEL_CARD_TAX,      /* a flat tax of 60% instead of 30% */
    MODEL_CARD_TRANSFER, /* 20,000 USD a year more, unearned */
    MODEL_CARD_NUM_RESPONSES,
    MODEL_CARD_REWORDED = MODEL_CARD_NUM_RESPONSES, /* the same question in other words */
    MODEL_CARD_EXAMPLE,      /* somebody who chose 60 hours as an example instead of 20 */
    MODEL_CARD_LAW_NAMED,    /* the country's income tax: its name beside its rates */
    MODEL_CARD_CONSEQUENCES, /* without what each of its options brings, not with it */
    MODEL_CARD_USUAL_HOURS,  /* how much nearer to its usual hours it is where it is told these */
    /* distance of a persona from another asking, beyond that of a plain worker */
    MODEL_CARD_PERSONA,
    MODEL_CARD_NUM_EFFECTS
};

struct model_card_effect {
    size_t num_answers, num_usable;        /* in the conditions that it compares */
    bool is_measured;                      /* else nothing below holds */
    struct model_card_sample change;       /* of hours a week, paired by worker */
    struct model_card_estimate hours;      /* the same */
    bool has_elasticity;                   /* of mean hours, which are not 0 */
    double hours_before;                   /* their mean */
    struct model_card_estimate elasticity; /* by the wage, or by the share that the tax leaves */
};

/* What is asked of a model; `yes` is what one would hope for from somebody who works for money. */
enum model_card_row {
    MODEL_CARD_ROW_USABLE,
    MODEL_CARD_ROW_OPTIONS,
    MODEL_CARD_ROW_WAGES,
    MODEL_CARD_ROW_TAXES,
    MODEL_CARD_ROW_MORE_MONEY,
    MODEL_CARD_ROW_FIRST_SHOWN,
    MODEL_CARD_ROW_EXAMPLE,
    MODEL_CARD_ROW_REWORDED,
    MODEL_CARD_ROW_LAW_NAMED,
    MODEL_CARD_ROW_CONSEQUENCES,
    MODEL_CARD_ROW_USUAL_HOURS,
    MODEL_CARD_ROW_PERSONA,
    MODEL_CARD_NUM_ROWS
};

extern const struct model_card_row_facts {
    const char *question; /* "responds to wages" */
    const char *unit;     /* of what is found and of the margin */
    struct model_card_margin margin;
} model_card_rows[MODEL_CARD_NUM_ROWS];

struct model_card_finding {
    enum model_card_verdict verdict;
    size_t num_answers, num_usable;   /* that it rests on; below 0.9 nothing is measured */
    struct model_card_estimate found; /* in the row's unit, if measured */
    size_t workers_to_tell;           /* if not known; MODEL_CARD_MOST_TO_TELL: that many or more */
};

struct model_card {
    char *model; /* owned */
    size_t num_workers, num_requests;
    double mean_hours[MODEL_CARD_NUM_RULES]; /* of the base condition; NaN if not measured */
    /* of rules: the responses alone */
    struct model_card_effect effect[MODEL_CARD_NUM_RULES][MODEL_CARD_NUM_EFFECTS];
    struct model_card_finding finding[MODEL_CARD_NUM_ROWS];
};

extern const char *const model_card_effect_names[MODEL_CARD_NUM_EFFECTS];
extern const char *const model_card_rule_names[MODEL_CARD_NUM_RULES];

/* Effects, means and findings, from what was answered. */
void model_card_fill(struct model_card *card, const struct model_card_answers *answers);

#endif
