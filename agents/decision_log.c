/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/decision_log.h"

#include <stdlib.h>

const struct decision_column_facts decision_columns[DECISION_NUM_COLUMNS] = {
    [DECISION_STEP] = {"step", "1", "step of the decision", 1},
    [DECISION_WORKER] = {"worker", "1", "id of the worker", 1},
    [DECISION_REPROMPTS] = {"reprompts", "request",
                            "reprompts after unusable answers of this worker", 1},
    [DECISION_FELL_BACK] = {"fell_back", "1",
                            "1 if no answer could be used and the worker kept its hours", 1},
    [DECISION_MASS_ON_OPTIONS] =
        {"mass_on_options", "1",
         "the model's own probability of the options together; NaN without an answer", 0},
    [DECISION_MODEL_UTILITY] =
        {"model_utility", "1",
         "points, 0 to 100, that the model gave to the hours that were drawn (form "
         "utilities; else NaN): its utility, not the researcher's",
         0},
    [DECISION_REPLY] =
        {"reply", "1",
         "first 48 bits (12 hexadecimal digits) of the name of the reply in "
         "replies.jnl, transcripts and 'fisc prompts'; of the first order where several were asked",
         1},
};

double *decision_log_append(struct decision_log *log)
{
    const size_t width = decision_log_width(log);

    if (log->count == log->capacity) {
        const size_t capacity = 2 * log->capacity + 64;
        double *const rows = realloc(log->rows, capacity * width * sizeof *rows);

        if (!rows)
            return NULL;
        log->rows = rows;
        log->capacity = capacity;
    }
    return log->rows + width * log->count++;
}

void decision_log_free(struct decision_log *log)
{
    free(log->rows);
    *log = (struct decision_log){0};
}
