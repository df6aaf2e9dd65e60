/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_report.h: what was found of a server, row by row, and what a run would ask of it. */
#ifndef FISC_LLM_PROBE_REPORT_H
#define FISC_LLM_PROBE_REPORT_H

#include "llm/chat_request.h"
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
    bool is_there;  /* the server answers, whatever it says */
    bool is_usable; /* a run with this server can work */
};

/* What a run of this config would ask. */
struct probe_trial {
    double temperature;
    int max_tokens;
    bool is_letter; /* one letter is asked for; else hours as JSON */
    bool is_choice; /* of either the probabilities */
    size_t max_prompt_tokens;
    const struct llm_request *question; /* [num_questions] what it asks first, of each purpose */
    size_t num_questions;               /* 0: what is said above has to do */
};

/* One more row, to be filled; the last is overwritten where there is no room. */
struct probe_row *probe_report_add(struct probe_report *report, const char *name,
                                   enum probe_result result, const char *used);

#endif
