/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wire_choice.h: one of several options, letters or the values that a schema allows, as all wire formats ask for
 * it. */
#ifndef FISC_LLM_WIRE_CHOICE_H
#define FISC_LLM_WIRE_CHOICE_H

#include <stdbool.h>

enum { WIRE_MAX_OPTIONS = 26, WIRE_OPTION_ROOM = 16, WIRE_LEAD_ROOM = 64 };

struct wire_choice {
    const char *model;
    const char *shared, *question; /* `shared` stands first, and is the same for all who share it */
    int num_options;
    char option[WIRE_MAX_OPTIONS][WIRE_OPTION_ROOM];
    /* A whole answer in words is `lead`, the option, `close`. */
    char lead[WIRE_LEAD_ROOM];
    const char *close;
};

/* Letters from A on. */
void wire_choice_of_letters(struct wire_choice *choice, int num_letters);

/* The whole numbers among which the one member of an object has to be; false if it is another schema. */
bool wire_choice_of_schema(struct wire_choice *choice, const char *schema);

#endif
