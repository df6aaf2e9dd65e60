/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/gateway.h: a batch of requests in, replies out, in request order whatever the order of arrival.
 * Inside: equal requests once, the store, the transport, checking, asking again.  Knows no economics. */
#ifndef FISC_LLM_GATEWAY_H
#define FISC_LLM_GATEWAY_H

#include "config/settings.h"
#include "llm/answers.h"
#include "llm/chat.h"
#include "llm/transport.h"

struct gateway;

/* What a batch cost; a function of the replies, so the same when they are replayed. */
struct gateway_counts {
    double requests;  /* asked for */
    double distinct;  /* of them different */
    double reprompts; /* reprompts after unusable answers */
    double unusable;  /* distinct requests without a usable reply in the end */
    double prompt_tokens, cached_tokens, completion_tokens; /* of distinct requests */
    struct answer_tally answers[LLM_NUM_PURPOSES];          /* of all requests */
    double repaired[LLM_NUM_REPAIRS];                       /* so too; by enum llm_repair */
};

/* Every question and its reply, in the order of who was asked. */
typedef void gateway_observe(void *context, const struct llm_request *request,
                             const struct llm_reply *reply);

struct gateway_options {
    const char *folder;                /* holds replies.jnl; NULL: nothing is kept */
    const struct transport *transport; /* instead of HTTP, taken over; NULL: as configured */
    const volatile sig_atomic_t *stop; /* NULL: nothing stops it */
    bool asks_once;                    /* no budget, no asking again, no stored replies: to count */
    bool needs_answers;       /* stop where too many cannot be used (llm.max_invalid_share) */
    gateway_observe *observe; /* may be NULL */
    void *observe_context;
    /* After every reply that was sent for; may be NULL. */
    void (*progress)(void *context, size_t num_done, size_t count);
    void *progress_context;
    transport_waits *waits;                           /* the server makes us wait; may be NULL */
    void (*remark)(void *context, const char *words); /* another model answers, a key is
                                         sent in the open; may be NULL */
    void *waits_context;                              /* of both */
};

/* What gateway_create() refuses of budgets, before there is a key or a server: USD without prices. */
enum status gateway_check_budget(const struct settings *settings, struct error *err) MUST_CHECK;

/* As settings llm.* say, which must stay.  Replies of an earlier part of the run are read back from the folder.
 * STATUS_INVALID_INPUT: no model, a key that cannot be read. */
enum status gateway_create(struct gateway **gateway, const struct settings *settings,
                           const struct gateway_options *options, struct error *err) MUST_CHECK;
void gateway_destroy(struct gateway *gateway);

/* replies[count] are filled in the order of requests[count] (free each with llm_reply_free()); those
 * that stayed unusable say so: the asker has its fallback.  STATUS_NO_SERVER: the server is away or a
 * reply is missing in a replay; STATUS_INTERRUPTED: what the next request may cost is more than
 * the budget has left (llm/budget.h), or of 50 replies of this batch none can be used.  What came by
 * then is kept. */
enum status gateway_ask(struct gateway *gateway, const struct llm_request *requests, size_t count,
                        struct llm_reply *replies, struct error *err) MUST_CHECK;

/* To be asked at a step's end.  STATUS_INTERRUPTED, with the story, where surely more than llm.max_invalid_share of
 * the last answers of one purpose cannot be used; never in a replay, which repeats what was. */
enum status gateway_check_answers(const struct gateway *gateway, struct error *err) MUST_CHECK;

/* Of the last batch; to be told while its replies are there. */
void gateway_count_unfit(struct gateway *gateway, enum llm_purpose purpose,
                         const struct answer_unfit *unfit);

/* Counts since the last call. */
struct gateway_counts gateway_take_counts(struct gateway *gateway);

/* Does nobody answer (asks_once)?  NULL: no. */
bool gateway_only_counts(const struct gateway *gateway);

/* Does the configured server give the probabilities of options? */
bool gateway_gives_probabilities(const struct gateway *gateway);
const char *gateway_model(const struct gateway *gateway);
enum status gateway_sync(struct gateway *gateway, struct error *err) MUST_CHECK;

/* Replies that told no usage that can be, where a budget of tokens or USD is set: they cost what was reserved. */
size_t gateway_num_unsaid(const struct gateway *gateway);

/* Bytes of a torn end that were cut off the run's log of replies when it was opened again. */
uint64_t gateway_dropped_bytes(const struct gateway *gateway);

/* Kind of the store that runs share (llm/shared_store.h); NULL: there is none. */
const char *gateway_shared_kind(const struct gateway *gateway);

/* A shared store that was damaged and set aside, by its new name; NULL: none was. */
const char *gateway_set_aside(const struct gateway *gateway);

/* Options of the configured server, for doctor; texts belong to the settings; the caller frees the credentials. */
enum status gateway_http_options(struct http_options *options, struct credentials *credentials,
                                 const struct settings *settings, struct error *err) MUST_CHECK;

/* Says, before anything is sent, which host would get a key over plain http.  Nothing where the key cannot be read. */
void gateway_tell_open_way(const struct settings *settings,
                           void (*tell)(void *context, const char *words), void *context);

#endif
