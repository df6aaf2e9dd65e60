/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_report.h: what was found of a server, row by row, and what a run would ask of it. */
#ifndef FISC_LLM_PROBE_REPORT_H
#define FISC_LLM_PROBE_REPORT_H

#include "llm/endpoints.h"
#include "llm/reply.h"

#include <stdbool.h>

enum probe_result { PROBE_GOOD, PROBE_MISSING, PROBE_BAD };

struct probe_row {
    char name[32];
    enum probe_result result;
    char found[440];  /* what the server did */
    const char *used; /* what fisc does with that */
};

enum { PROBE_MAX_ROWS = 48 + ENDPOINTS_MAX };

struct probe_report {
    struct probe_row row[PROBE_MAX_ROWS];
    int num_rows;
    int num_repairs[LLM_NUM_REPAIRS];
    bool is_usable; /* a run with this server can work */
};

/* What a run of this config would ask. */
struct probe_trial {
    double temperature;
    int max_tokens;
    bool is_letter; /* one letter is asked for; else hours as JSON */
    bool is_choice; /* of either the probabilities */
    size_t max_prompt_tokens;
};

/* One more row, to be filled; the last is overwritten where there is no room. */
struct probe_row *probe_report_add(struct probe_report *report, const char *name,
                                   enum probe_result result, const char *used);

#endif
