/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe.h: what a server really does with what fisc would ask of it.  A handful of requests. */
#ifndef FISC_LLM_PROBE_H
#define FISC_LLM_PROBE_H

#include "llm/chat.h"
#include "llm/transport.h"

#include <stdbool.h>

enum probe_result { PROBE_GOOD, PROBE_MISSING, PROBE_BAD };

struct probe_row {
    const char *name;
    enum probe_result result;
    char found[160];  /* what the server did */
    const char *used; /* what fisc does with that */
};

enum { PROBE_MAX_ROWS = 12 + ENDPOINTS_MAX };

struct probe_report {
    struct probe_row row[PROBE_MAX_ROWS];
    int num_rows;
    bool is_usable; /* a run with this server can work */
};

/* Fills the report as far as it gets; an unreachable server is a row, not a failure. */
enum status probe_server(struct probe_report *report, const struct chat_form *form,
                         const char *prompts_folder, const struct http_options *options,
                         struct error *err) MUST_CHECK;

#endif
