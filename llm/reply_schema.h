/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/reply_schema.h: the JSON Schema of a reply, an object whose members are told one after the other
 * between open and close; all are required. */
#ifndef FISC_LLM_REPLY_SCHEMA_H
#define FISC_LLM_REPLY_SCHEMA_H

#include "base/json_writer.h"

/* Whole numbers that are allowed: those of `choice`, or, if that is NULL, all from min to max. */
struct reply_numbers {
    const double *choice;
    size_t num_choices;
    double min, max;
};

struct json_writer reply_schema_open(struct text *schema);
void reply_schema_words(struct json_writer *schema, const char *key);
void reply_schema_number(struct json_writer *schema, const char *key, struct reply_numbers numbers);
/* A list of `count` of them. */
void reply_schema_numbers(struct json_writer *schema, const char *key, int count,
                          struct reply_numbers numbers);
/* `keys`: of all members, ended by NULL. */
void reply_schema_close(struct json_writer *schema, const char *const *keys);

#endif
