/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/purpose.h: what a language model is asked for.  It travels with each request and is no part of what
 * is sent, nor of the name under which the reply is kept. */
#ifndef FISC_LLM_PURPOSE_H
#define FISC_LLM_PURPOSE_H

enum llm_purpose {
    LLM_PURPOSE_TRIAL,        /* to see what a server does: doctor, benchmarks */
    LLM_PURPOSE_WORKERS,      /* hours of work */
    LLM_PURPOSE_SATISFACTION, /* is a worker satisfied with the tax policy? */
    LLM_PURPOSE_VOTES,
    LLM_PURPOSE_PERSONAS, /* sentences about a worker */
    LLM_PURPOSE_PLANNER,  /* rates */
    LLM_PURPOSE_LEADERS,  /* rates of a worker who stands or was elected */
    LLM_PURPOSE_MODEL_CARD,
    LLM_NUM_PURPOSES
};

/* "workers", "satisfaction" ... */
extern const char *const llm_purpose_names[LLM_NUM_PURPOSES];

#endif
