/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/gateway_internal.h"
#include "llm/known_replies.h"
#include "llm/named.h"
#include "llm/outbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 16 }; /* from so many on, what requests share is written once */

struct asking {
    struct gateway *gateway;
    size_t count;
    const struct llm_request *requests;
    struct llm_reply *replies;
    struct chat_mold mold;
    struct named *named;      /* [count], sorted by key, then index */
    size_t *open;             /* [num_open] positions in named[] that wait for a reply */
    struct outbox outbox;     /* [num_open] of this round */
    struct budget_cost *held; /* [num_open] of this round, while it is under way */
    size_t num_open, num_sent_for;
    struct text line;             /* of one reply, kept for its room */
    size_t num_final, num_usable; /* replies that nobody reprompts any more */
};

static void count_final(struct asking *asking, const struct llm_reply *reply)
{
    asking->num_final += !reply->is_recorded;
    asking->num_usable += reply->outcome == LLM_USABLE;
}

/* A large step is not paid for to its end where nothing that comes is of use. */
static enum status check_hope(const struct asking *asking, struct error *err)
{
    struct answer_watch watch = {0};
    const enum llm_purpose purpose = asking->requests[0].purpose;

    if (!gateway_is_watched(asking->gateway) || asking->num_final < ANSWERS_HOPELESS ||
        asking->num_usable > 0)
        return STATUS_OK;
    for (size_t k = 0; k < asking->count; k++)
        if (asking->replies[k].outcome != LLM_USABLE)
            answer_watch_add(&watch, &asking->replies[k],
                             gateway_limit_of(asking->gateway, &asking->requests[k]));
    return answer_watch_stop(&watch, purpose, asking->gateway->max_invalid_share, err);
}

static enum status look_up(struct asking *asking, size_t count, struct error *err)
{
    struct gateway *const gateway = asking->gateway;

    if (gateway->may_read_shared)
        TRY(shared_store_refresh(gateway->shared, err));
    for (size_t k = 0; k < count; k++) {
        const unsigned char *const key = asking->named[k].key;
        const char *line = NULL;
        size_t length = 0;

        if (!named_is_first(asking->named, k))
            continue;
        if (gateway->may_read_shared &&
            !known_replies_find(gateway->store, gateway->is_replay, key, &line, &length))
            TRY(known_replies_take(gateway->store, gateway->shared, key, err));
        if (!known_replies_find(gateway->store, gateway->is_replay, key, &line, &length)) {
            asking->open[asking->num_open++] = k;
            continue;
        }
        struct llm_reply *const reply = &asking->replies[asking->named[k].index];

        TRY(llm_reply_parse(reply, line, length, err));
        reply->is_recorded = reply_store_is_own(gateway->store, key);
        count_final(asking, reply);
        (void)served_model_changed(&gateway->served, reply);
        TRY(reply_store_adopt(gateway->store, key, err));
    }
    return STATUS_OK;
}

static int by_index(const void *a, const void *b, void *context)
{
    const struct named *const named = context;
    const size_t x = named[*(const size_t *)a].index;
    const size_t y = named[*(const size_t *)b].index;

    return (x > y) - (x < y);
}

/* A server that will not have a prompt will not have it with a complaint behind. */
static bool may_be_reprompted(const struct gateway *gateway, const struct llm_reply *reply)
{
    return reply->outcome != LLM_USABLE && reply->num_reprompts < gateway->max_reprompts &&
           reply->invalid != LLM_INVALID_TOO_LONG && reply->invalid != LLM_INVALID_PROMPT;
}

static enum status keep(struct asking *asking, size_t position, struct error *err)
{
    struct text *const line = &asking->line;
    const struct named *const named = &asking->named[asking->open[position]];

    line->length = 0;
    llm_reply_write(line, &asking->replies[named->index]);
    if (line->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    TRY(reply_store_add(asking->gateway->store, named->key, line->bytes, line->length, err));
    return asking->gateway->may_write_shared ? shared_store_add(asking->gateway->shared, named->key,
                                                                line->bytes, line->length, err)
                                             : STATUS_OK;
}

/* ---- what it costs ----------------------------------------------------------------------------- */

static struct budget_request size_of(const struct asking *asking, size_t position)
{
    const struct llm_request *const request = &asking->requests[asking->outbox.index[position]];

    return (struct budget_request){
        .body_bytes = asking->outbox.exchange[position].body_bytes,
        .prompt_bytes = asking->outbox.exchange[position].prompt_bytes,
        .max_tokens = gateway_limit_of(asking->gateway, request),
    };
}

static enum status keep_cost(struct gateway *gateway, const struct budget_cost *cost,
                             struct error *err)
{
    const struct reply_costs more = {cost->requests, cost->prompt_tokens, cost->completion_tokens};

    return more.requests == 0.0 && more.prompt_tokens == 0.0 && more.completion_tokens == 0.0
               ? STATUS_OK
               : reply_store_add_cost(gateway->store, &more, err);
}

static enum status on_leave(void *context, size_t position, bool is_last, bool *may_go,
                            struct error *err)
{
    struct asking *const asking = context;
    struct budget *const budget = &asking->gateway->budget;

    TRY(outbox_write(&asking->outbox, position, err));
    const struct budget_request size = size_of(asking, position);

    asking->held[position] = budget_bound(budget, &size);
    TRY(budget_hold(budget, &asking->held[position], is_last, may_go, err));
    return *may_go && budget_is_limited(budget)
               ? keep_cost(asking->gateway, &asking->held[position], err)
               : STATUS_OK;
}

/* What is paid beyond what the kept replies say is kept, too: a resumed run goes on with the same budget.  Where there is
 * one, what was held is kept since it left: who is killed then has paid for it. */
static enum status keep_extra(struct gateway *gateway, const struct budget_cost *held,
                              const struct budget_cost *cost, const struct budget_cost *said,
                              struct error *err)
{
    struct budget_cost extra = *cost;

    budget_cost_add(&extra, said, -1.0);
    if (budget_is_limited(&gateway->budget))
        budget_cost_add(&extra, held, -1.0);
    return keep_cost(gateway, &extra, err);
}

static enum status on_lost(void *context, size_t position, enum transport_loss loss,
                           struct error *err)
{
    static const struct budget_cost nothing = {0};
    struct asking *const asking = context;
    struct budget *const budget = &asking->gateway->budget;

    outbox_drop(&asking->outbox, position);
    const struct budget_cost *const held = &asking->held[position];
    const struct budget_cost cost = loss == TRANSPORT_LOST
                                        ? budget_lose(budget, held)
                                        : budget_refund(budget, held, loss == TRANSPORT_REFUSED);

    return keep_extra(asking->gateway, held, &cost, &nothing, err);
}

/* A reply of this attempt; `before`: of the attempts before it, which are a part of what its line says. */
static enum status pay(struct asking *asking, size_t position, const struct llm_reply *reply,
                       const struct budget_cost *before, bool is_final, struct error *err)
{
    struct gateway *const gateway = asking->gateway;
    const struct budget_request size = size_of(asking, position);
    const int64_t prompt_tokens = reply->prompt_tokens - (int64_t)before->prompt_tokens;
    const int64_t completion_tokens = reply->completion_tokens - (int64_t)before->completion_tokens;
    const struct budget_cost cost =
        asking->outbox.exchange[position].unfit
            ? budget_refund(&gateway->budget, &asking->held[position], true)
            : budget_settle(&gateway->budget, &asking->held[position], &size, prompt_tokens,
                            completion_tokens, reply->content && reply->content[0]);
    struct budget_cost said = {0};

    if (is_final)
        said = (struct budget_cost){1.0 + reply->num_reprompts, (double)reply->prompt_tokens,
                                    (double)reply->completion_tokens};
    return keep_extra(gateway, &asking->held[position], &cost, &said, err);
}

/* ---- replies ----------------------------------------------------------------------------------- */

static bool read_reply(struct asking *asking, size_t position, struct llm_reply *reply,
                       struct chat_error *said)
{
    const size_t index = asking->outbox.index[position];
    struct exchange *const exchange = &asking->outbox.exchange[position];
    const struct llm_request request = chat_mold_request(&asking->mold, &asking->requests[index]);
    bool is_reply = true;

    chat_error_clear(said);
    if (exchange->unfit)
        chat_take_unfit(reply, exchange->unfit, exchange->reply);
    else
        is_reply = chat_read_secretly(reply, &asking->gateway->form, &request,
                                      asking->gateway->reprompt_words, exchange->reply,
                                      exchange->reply_bytes, &asking->gateway->credentials, said);
    free(exchange->reply);
    exchange->reply = NULL;
    return is_reply;
}

static void tell_progress(struct asking *asking)
{
    const struct gateway_options *const options = &asking->gateway->options;

    asking->num_sent_for++;
    if (options->progress)
        options->progress(options->progress_context, asking->num_sent_for, asking->num_open);
}

static enum status note_model(struct gateway *gateway, const struct llm_reply *reply,
                              struct error *err)
{
    struct served_model *const served = &gateway->served;
    struct text told = {0};
    enum status status = STATUS_OK;

    if (!served_model_changed(served, reply) ||
        !(gateway->stops_at_other_model ||
          (gateway->options.remark && served_model_is_news(served))))
        return STATUS_OK;
    served_model_describe(served, &told);
    const char *const words = told.failed ? "another model answers" : told.bytes;

    if (gateway->stops_at_other_model)
        status = error_set(err, STATUS_INTERRUPTED, "%s (llm.on_model_change)", words);
    else
        gateway->options.remark(gateway->options.waits_context, words);
    text_free(&told);
    return status;
}

/* A reply has come: read it; keep it unless the model is to be reprompted. */
static enum status on_done(void *context, size_t position, struct chat_error *fault,
                           struct error *err)
{
    struct asking *const asking = context;
    struct llm_reply *const reply = &asking->replies[asking->outbox.index[position]];
    const struct budget_cost before = {reply->num_reprompts, (double)reply->prompt_tokens,
                                       (double)reply->completion_tokens};
    struct chat_error own;
    struct chat_error *const said = fault ? fault : &own;

    if (!read_reply(asking, position, reply, said)) {
        TRY(on_lost(asking, position, TRANSPORT_LOST, err));
        return fault ? STATUS_OK : error_set(err, STATUS_NO_SERVER, "%.500s", said->message);
    }
    TRY(note_model(asking->gateway, reply, err));
    tell_progress(asking);
    outbox_drop(&asking->outbox, position);
    const bool is_final = !may_be_reprompted(asking->gateway, reply);
    TRY(pay(asking, position, reply, &before, is_final, err));
    if (!is_final)
        return STATUS_OK;
    TRY(keep(asking, position, err));
    count_final(asking, reply);
    return check_hope(asking, err);
}

static enum status begin_round(struct asking *asking, struct error *err)
{
    const size_t count = asking->num_open;

    asking->held = calloc(count, sizeof *asking->held);
    if (!asking->held)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
    TRY(outbox_open(&asking->outbox, count, err));
    for (size_t p = 0; p < count; p++) {
        const struct named *const named = &asking->named[asking->open[p]];
        struct exchange *const exchange = &asking->outbox.exchange[p];

        asking->outbox.index[p] = named->index;
        memcpy(&exchange->key, named->key, sizeof exchange->key);
    }
    return STATUS_OK;
}

static enum status send_round(struct asking *asking, struct error *err)
{
    const struct transport *const transport = &asking->gateway->transport;
    const struct transport_hooks hooks = {.context = asking,
                                          .done = on_done,
                                          .leave = on_leave,
                                          .lost = on_lost};
    enum status status = begin_round(asking, err);

    if (!status)
        status = transport->send(transport->context, asking->outbox.exchange, asking->num_open,
                                 &hooks, err);
    outbox_close(&asking->outbox);
    free(asking->held);
    return status;
}

/* Those who may ask again stay open. */
static void narrow(struct asking *asking)
{
    size_t left = 0;

    for (size_t p = 0; p < asking->num_open; p++) {
        struct llm_reply *const reply = &asking->replies[asking->named[asking->open[p]].index];

        if (!may_be_reprompted(asking->gateway, reply))
            continue;
        reply->num_reprompts++;
        asking->open[left++] = asking->open[p];
    }
    asking->num_open = left;
    asking->num_sent_for = 0;
}

static enum status tell_missing(const struct asking *asking, struct error *err)
{
    struct text user = {0};
    const struct llm_request first =
        chat_request_written(&asking->requests[asking->named[asking->open[0]].index], &user);
    const enum status status =
        error_set(err, STATUS_NO_SERVER,
                  "replay: %zu replies are not in the transcript; the first missing request "
                  "begins: %.200s",
                  asking->num_open, first.user);

    text_free(&user);
    return status;
}

static enum status ask_open(struct asking *asking, struct error *err)
{
    enum status status = STATUS_OK;

    if (asking->num_open > 0 && !asking->gateway->transport.send)
        return tell_missing(asking, err);
    TRY(asking->num_open > 0 ? check_hope(asking, err) : STATUS_OK);
    /* In request order, so that the shared beginning meets a server in the same order every time. */
    qsort_r(asking->open, asking->num_open, sizeof *asking->open, by_index, asking->named);
    while (!status && asking->num_open > 0) {
        status = send_round(asking, err);
        if (!status)
            narrow(asking);
    }
    return status;
}

/* Who is reprompted is so once all have answered; so where nothing is known to be of use the first are asked to the end
 * before the others. */
static enum status ask_first_some(struct asking *asking, struct error *err)
{
    const size_t num_others = asking->num_open - ANSWERS_HOPELESS;

    const struct answer_watch *const watch = &asking->gateway->watch[asking->requests[0].purpose];

    if (!gateway_is_watched(asking->gateway) || asking->gateway->max_reprompts == 0 ||
        asking->num_usable > 0 || !answer_watch_is_doubtful(watch, asking->num_open))
        return STATUS_OK;
    qsort_r(asking->open, asking->num_open, sizeof *asking->open, by_index, asking->named);
    asking->num_open = ANSWERS_HOPELESS;
    TRY(ask_open(asking, err));
    memmove(asking->open, asking->open + ANSWERS_HOPELESS, num_others * sizeof *asking->open);
    asking->num_open = num_others;
    return STATUS_OK;
}

/* Equal requests share the reply of the first; then everything is counted. */
static enum status share(struct asking *asking, size_t count, struct error *err)
{
    struct gateway_counts *const counts = &asking->gateway->counts;
    const struct llm_reply *first = NULL;

    for (size_t k = 0; k < count; k++) {
        struct llm_reply *const reply = &asking->replies[asking->named[k].index];

        memcpy(reply->key, asking->named[k].key, sizeof reply->key);
        if (named_is_first(asking->named, k)) {
            first = reply;
            counts->distinct += 1.0;
            counts->reprompts += reply->num_reprompts;
            counts->unusable += reply->outcome != LLM_USABLE;
            counts->prompt_tokens += (double)reply->prompt_tokens;
            counts->cached_tokens += (double)reply->cached_tokens;
            counts->completion_tokens += (double)reply->completion_tokens;
            continue;
        }
        TRY(llm_reply_copy(reply, first, err));
    }
    counts->requests += (double)count;
    return STATUS_OK;
}

static void show(const struct gateway_options *options, const struct llm_request *request,
                 const struct llm_reply *reply)
{
    struct text user = {0};
    const struct llm_request written = chat_request_written(request, &user);

    options->observe(options->observe_context, &written, reply);
    text_free(&user);
}

/* In the order of who was asked, whatever the order of arrival. */
static void tally(struct gateway *gateway, const struct llm_request *requests,
                  const struct llm_reply *replies, size_t count)
{
    const struct gateway_options *const options = &gateway->options;

    for (size_t k = 0; k < count; k++) {
        const enum llm_purpose purpose = requests[k].purpose;

        if (options->observe)
            show(options, &requests[k], &replies[k]);
        if (replies[k].invalid != LLM_INVALID_TOO_LONG || !requests[k].can_be_shorter)
            answer_count(&gateway->counts.answers[purpose],
                         replies[k].is_recorded ? NULL : &gateway->watch[purpose], &replies[k],
                         gateway_limit_of(gateway, &requests[k]));
        answer_count_repairs(gateway->counts.repaired, &replies[k]);
    }
}

enum status gateway_ask(struct gateway *gateway, const struct llm_request *requests, size_t count,
                        struct llm_reply *replies, struct error *err)
{
    struct asking asking = {
        .gateway = gateway,
        .count = count,
        .requests = requests,
        .replies = replies,
        .mold = count > MANY ? chat_mold_of(&gateway->form, &requests[0])
                             : (struct chat_mold){.form = &gateway->form},
        .named = calloc(count ? count : 1, sizeof *asking.named),
        .open = calloc(count ? count : 1, sizeof *asking.open),
    };
    enum status status = STATUS_OK;

    asking.outbox = (struct outbox){.mold = &asking.mold,
                                    .reprompt_words = gateway->reprompt_words,
                                    .requests = requests,
                                    .replies = replies};
    memset(replies, 0, count * sizeof *replies);
    if (!asking.named || !asking.open)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
    if (!status)
        status = named_write(asking.named, &asking.mold, requests, count, err);
    if (!status)
        status = look_up(&asking, count, err);
    if (!status)
        status = ask_first_some(&asking, err);
    if (!status)
        status = ask_open(&asking, err);
    if (!status)
        status = share(&asking, count, err);
    if (!status)
        tally(gateway, requests, replies, count);
    if (status)
        for (size_t i = 0; i < count; i++)
            llm_reply_free(&replies[i]);
    chat_mold_free(&asking.mold);
    text_free(&asking.line);
    free(asking.named);
    free(asking.open);
    return status;
}
