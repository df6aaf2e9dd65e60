/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/answers.h"

#include <stdlib.h>

/* One block of memory. */
enum status model_card_answers_create(struct model_card_answers *answers, size_t num_workers,
                                      struct error *err)
{
    const size_t of_conditions = MODEL_CARD_NUM_CONDITIONS * num_workers;
    double *const block =
        calloc((MODEL_CARD_NUM_RULES + 2) * of_conditions + 3 * num_workers, sizeof *block);
    double *next = block;

    *answers = (struct model_card_answers){.num_workers = num_workers,
                                           .step_hours = 10.0,
                                           .tells_consequences = true,
                                           .tells_usual_hours = true};
    if (!block)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers", num_workers);
    for (int rule = 0; rule < MODEL_CARD_NUM_RULES; rule++, next += of_conditions)
        answers->hours[rule] = next;
    answers->mass = next;
    next += of_conditions;
    answers->usual_hours = next;
    next += of_conditions;
    answers->money.more_money = next;
    answers->money.first_shown = next + num_workers;
    answers->work = next + 2 * num_workers;
    return STATUS_OK;
}

void model_card_answers_free(struct model_card_answers *answers)
{
    free(answers->hours[0]);
    *answers = (struct model_card_answers){0};
}
