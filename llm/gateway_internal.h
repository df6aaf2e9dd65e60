/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/gateway_internal.h: for gateway.c (asking) and gateway_setup.c (making) alone. */
#ifndef FISC_LLM_GATEWAY_INTERNAL_H
#define FISC_LLM_GATEWAY_INTERNAL_H

#include "llm/budget.h"
#include "llm/chat_choice.h"
#include "llm/gateway.h"
#include "llm/reply_store.h"
#include "llm/reprompt.h"
#include "llm/served_model.h"
#include "llm/shared_store.h"

struct gateway {
    struct chat_form form;
    struct prompt *reprompt_words;
    struct transport transport;
    struct credentials credentials; /* not to be stored or shown */
    struct reply_store *store;      /* what this run knows */
    struct shared_store *shared;    /* what others know; NULL: there is none */
    bool may_read_shared, may_write_shared;
    struct gateway_counts counts;
    struct answer_watch watch[LLM_NUM_PURPOSES];
    double max_invalid_share;
    struct served_model served;
    bool stops_at_other_model;
    struct gateway_options options;
    int max_reprompts, is_replay;
    uint64_t dropped_bytes; /* of the run's own log: a torn end */
    struct budget budget;
};

/* Is a run stopped where too few answers are of use?  Never a replay, which repeats what was. */
static inline bool gateway_is_watched(const struct gateway *gateway)
{
    return gateway->options.needs_answers && !gateway->is_replay &&
           gateway->max_invalid_share < 1.0;
}

/* The longest answer, thoughts included. */
static inline int gateway_limit_of(const struct gateway *gateway, const struct llm_request *request)
{
    return chat_limit(&gateway->form, request);
}

#endif
