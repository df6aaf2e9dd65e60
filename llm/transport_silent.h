/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/transport_silent.h: a model that says nothing, and costs nothing: to see what would be asked. */
#ifndef FISC_LLM_TRANSPORT_SILENT_H
#define FISC_LLM_TRANSPORT_SILENT_H

#include "llm/transport.h"

/* It hears every body, if it is there, and is borrowed with its context. */
struct transport_silent {
    void *context;
    void (*hear)(void *context, const char *body, int max_tokens);
};

struct transport transport_silent_of(struct transport_silent *silent);

#endif
