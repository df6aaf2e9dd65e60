/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/decision_log.h: what a language model said of single workers: a row a worker and step. */
#ifndef FISC_AGENTS_DECISION_LOG_H
#define FISC_AGENTS_DECISION_LOG_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Columns of a row, all doubles; the probabilities of the options follow. */
enum decision_column {
    DECISION_STEP,
    DECISION_WORKER,          /* id */
    DECISION_REPROMPTS,       /* reprompts after unusable answers */
    DECISION_FELL_BACK,       /* 1: no usable answer in the end, hours of the year before */
    DECISION_MASS_ON_OPTIONS, /* the model's own probability of the options; NaN without an answer */
    DECISION_MODEL_UTILITY,   /* points that the model gave to the hours drawn; NaN: it gave none */
    DECISION_REPLY, /* first 48 bits of the reply's name, which a double holds; of the first order */
    DECISION_NUM_COLUMNS,
};

/* As they are called in the run file and in tables. */
extern const struct decision_column_facts {
    const char *name, *unit, *long_name;
    bool is_number; /* stored as an integer */
} decision_columns[DECISION_NUM_COLUMNS];

struct decision_log {
    int num_options;  /* probabilities a row; 0: the model says hours alone */
    double hours[20]; /* [num_options] */
    size_t count, capacity;
    double *rows; /* [count][DECISION_NUM_COLUMNS + num_options] */
};

static inline size_t decision_log_width(const struct decision_log *log)
{
    return (size_t)DECISION_NUM_COLUMNS + (size_t)log->num_options;
}

/* A row, at its end; NULL without memory. */
double *decision_log_append(struct decision_log *log);
void decision_log_free(struct decision_log *log);

#endif
