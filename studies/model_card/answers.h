/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/answers.h: all that the workers of a model card answered. */
#ifndef FISC_STUDIES_MODEL_CARD_ANSWERS_H
#define FISC_STUDIES_MODEL_CARD_ANSWERS_H

#include "studies/model_card/conditions.h"
#include "studies/model_card/money_question.h"

struct model_card_answers {
    size_t num_workers;
    double step_hours; /* by how much hours move where they move: what lies between two options */
    double *hours[MODEL_CARD_NUM_RULES]; /* [MODEL_CARD_NUM_CONDITIONS][num_workers]; NaN: none */
    double *mass;                        /* the same, of the model */
    double *usual_hours;                 /* the same */
    bool tells_consequences,
        tells_usual_hours;         /* does the config; their conditions turn that round */
    struct model_card_money money; /* a pair of situations a worker */
    double *work;                  /* [num_workers], for whoever compares */
};

enum status model_card_answers_create(struct model_card_answers *answers, size_t num_workers,
                                      struct error *err) MUST_CHECK;
void model_card_answers_free(struct model_card_answers *answers);

/* Of one condition, [num_workers]. */
static inline double *model_card_hours(const struct model_card_answers *answers,
                                       enum model_card_rule rule,
                                       enum model_card_condition condition)
{
    return answers->hours[rule] + (size_t)condition * answers->num_workers;
}

#endif
