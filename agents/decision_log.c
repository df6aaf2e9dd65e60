/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/decision_log.h"

#include <stdlib.h>

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
