/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/gateway_internal.h"
#include "llm/known_replies.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct named {
    unsigned char key[CHAT_KEY_BYTES];
    size_t index;
};

struct asking {
    struct gateway *gateway;
    size_t count;
    const struct llm_request *requests;
    struct llm_reply *replies;
    struct named *named; /* [count], sorted by key, then index */
    size_t *open;        /* [num_open] positions in named[] that wait for a reply */
    struct text *body;   /* [num_open] of this round */
    struct exchange *exchange;
    struct budget_cost *held; /* [num_open] of this round, while it is under way */
    size_t num_open, num_sent_for;
    size_t num_final, num_usable; /* replies that nobody reprompts any more */
};

static int by_key(const void *a, const void *b)
{
    const struct named *const x = a;
    const struct named *const y = b;
    const int order = memcmp(x->key, y->key, CHAT_KEY_BYTES);

    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static enum status name_requests(struct asking *asking, size_t count, struct error *err)
{
    int failed = 0;

#pragma omp parallel for schedule(static) reduction(| : failed) if (count > 16)
    for (size_t i = 0; i < count; i++) {
        struct text canonical = {0};

        chat_write_canonical(&canonical, &asking->gateway->form, &asking->requests[i]);
        asking->named[i].index = i;
        failed |= canonical.failed || chat_key(asking->named[i].key, canonical.bytes,
                                               canonical.length, NULL) != STATUS_OK;
        text_free(&canonical);
    }
    qsort(asking->named, count, sizeof *asking->named, by_key);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory to name %zu requests", count)
                  : STATUS_OK;
}

static bool is_first(const struct asking *asking, size_t k)
{
    return k == 0 || memcmp(asking->named[k - 1].key, asking->named[k].key, CHAT_KEY_BYTES) != 0;
}

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

        if (!is_first(asking, k))
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
        (void)served_model_changed(&gateway->served, reply, &(struct text){0});
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
    struct text line = {0};
    const struct named *const named = &asking->named[asking->open[position]];

    llm_reply_write(&line, &asking->replies[named->index]);
    enum status status = line.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a reply")
                                     : reply_store_add(asking->gateway->store, named->key,
                                                       line.bytes, line.length, err);

    if (!status && asking->gateway->may_write_shared)
        status =
            shared_store_add(asking->gateway->shared, named->key, line.bytes, line.length, err);
    text_free(&line);
    return status;
}

/* ---- what it costs ----------------------------------------------------------------------------- */

static struct budget_request size_of(const struct asking *asking, size_t position)
{
    const struct llm_request *const request =
        &asking->requests[asking->named[asking->open[position]].index];

    return (struct budget_request){
        .body_bytes = asking->exchange[position].body_bytes,
        .prompt_bytes = strlen(request->system) + strlen(request->user),
        .max_tokens = gateway_limit_of(asking->gateway, request),
    };
}

static enum status on_leave(void *context, size_t position, bool is_last, bool *may_go,
                            struct error *err)
{
    struct asking *const asking = context;
    struct budget *const budget = &asking->gateway->budget;
    const struct budget_request size = size_of(asking, position);

    asking->held[position] = budget_bound(budget, &size);
    return budget_hold(budget, &asking->held[position], is_last, may_go, err);
}

/* What is paid beyond what the kept replies say is kept, too: a resumed run goes on with the same budget. */
static enum status keep_extra(struct gateway *gateway, const struct budget_cost *cost,
                              const struct budget_cost *said, struct error *err)
{
    struct budget_cost extra = *cost;

    budget_cost_add(&extra, said, -1.0);
    const struct reply_costs more = {extra.requests, extra.prompt_tokens, extra.completion_tokens};

    return more.requests == 0.0 && more.prompt_tokens == 0.0 && more.completion_tokens == 0.0
               ? STATUS_OK
               : reply_store_add_cost(gateway->store, &more, err);
}

static enum status on_lost(void *context, size_t position, enum transport_loss loss,
                           struct error *err)
{
    static const struct budget_cost nothing = {0};
    struct asking *const asking = context;
    struct budget *const budget = &asking->gateway->budget;
    const struct budget_cost *const held = &asking->held[position];
    const struct budget_cost cost = loss == TRANSPORT_LOST
                                        ? budget_lose(budget, held)
                                        : budget_refund(budget, held, loss == TRANSPORT_REFUSED);

    return keep_extra(asking->gateway, &cost, &nothing, err);
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
        asking->exchange[position].unfit
            ? budget_refund(&gateway->budget, &asking->held[position], true)
            : budget_settle(&gateway->budget, &asking->held[position], &size, prompt_tokens,
                            completion_tokens, reply->content && reply->content[0]);
    struct budget_cost said = {0};

    if (is_final)
        said = (struct budget_cost){1.0 + reply->num_reprompts, (double)reply->prompt_tokens,
                                    (double)reply->completion_tokens};
    return keep_extra(gateway, &cost, &said, err);
}

/* ---- replies ----------------------------------------------------------------------------------- */

static bool read_reply(struct asking *asking, size_t position, struct llm_reply *reply,
                       struct chat_error *said)
{
    const size_t index = asking->named[asking->open[position]].index;
    struct exchange *const exchange = &asking->exchange[position];
    bool is_reply = true;

    chat_error_clear(said);
    if (exchange->unfit)
        chat_take_unfit(reply, exchange->unfit, exchange->reply);
    else
        is_reply = chat_read_secretly(reply, &asking->gateway->form, &asking->requests[index],
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
    struct text told = {0};
    enum status status = STATUS_OK;

    if (served_model_changed(&gateway->served, reply, &told)) {
        const char *const words = told.failed ? "another model answers" : told.bytes;

        if (gateway->stops_at_other_model)
            status = error_set(err, STATUS_INTERRUPTED, "%s (llm.on_model_change)", words);
        else if (gateway->options.remark && gateway->served.num_changes <= SERVED_MODEL_TOLD)
            gateway->options.remark(gateway->options.waits_context, words);
    }
    text_free(&told);
    return status;
}

/* A reply has come: read it; keep it unless the model is to be reprompted. */
static enum status on_done(void *context, size_t position, struct chat_error *fault,
                           struct error *err)
{
    struct asking *const asking = context;
    struct llm_reply *const reply = &asking->replies[asking->named[asking->open[position]].index];
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
    const bool is_final = !may_be_reprompted(asking->gateway, reply);
    TRY(pay(asking, position, reply, &before, is_final, err));
    if (!is_final)
        return STATUS_OK;
    TRY(keep(asking, position, err));
    count_final(asking, reply);
    return check_hope(asking, err);
}

static enum status write_bodies(struct asking *asking, struct error *err)
{
    int failed = 0;

#pragma omp parallel for schedule(static) reduction(| : failed) if (asking->num_open > 16)
    for (size_t p = 0; p < asking->num_open; p++) {
        const struct named *const named = &asking->named[asking->open[p]];
        struct llm_request request = asking->requests[named->index];
        const struct llm_reply *const reply = &asking->replies[named->index];
        const bool has_complaint = reply->outcome == LLM_UNUSABLE && reply->reason != NULL;
        const bool has_words = reply->content && reply->content[0]; /* servers refuse empty turns */
        struct text complaint = {0};

        if (has_complaint)
            prompt_fill(&complaint, asking->gateway->reprompt_words, REPROMPT_AGAIN,
                        (const char *[]){reply->reason});
        /* another answer, also where it is sampled */
        request.seed += (uint64_t)reply->num_reprompts;
        chat_write_body(&asking->body[p], &asking->gateway->form, &request,
                        has_complaint && has_words ? reply->content : NULL,
                        has_complaint ? prompt_value(&complaint) : NULL);
        asking->exchange[p] =
            (struct exchange){.body = asking->body[p].bytes,
                              .body_bytes = asking->body[p].length,
                              .max_tokens = gateway_limit_of(asking->gateway, &request),
                              .path = chat_path(&asking->gateway->form, &request)};
        memcpy(&asking->exchange[p].key, named->key, sizeof asking->exchange[p].key);
        failed |= asking->body[p].failed || complaint.failed;
        text_free(&complaint);
    }
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", asking->num_open)
                  : STATUS_OK;
}

static enum status send_round(struct asking *asking, struct error *err)
{
    const struct transport *const transport = &asking->gateway->transport;
    const struct transport_hooks hooks = {.context = asking,
                                          .done = on_done,
                                          .leave = on_leave,
                                          .lost = on_lost};

    return transport->send(transport->context, asking->exchange, asking->num_open, &hooks, err);
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

static enum status ask_open(struct asking *asking, struct error *err)
{
    enum status status = STATUS_OK;

    if (asking->num_open > 0 && !asking->gateway->transport.send)
        return error_set(err, STATUS_NO_SERVER,
                         "replay: %zu replies are not in the transcript; the first missing request "
                         "begins: %.200s",
                         asking->num_open,
                         asking->requests[asking->named[asking->open[0]].index].user);
    TRY(asking->num_open > 0 ? check_hope(asking, err) : STATUS_OK);
    /* In request order, so that the shared beginning meets a server in the same order every time. */
    qsort_r(asking->open, asking->num_open, sizeof *asking->open, by_index, asking->named);
    while (!status && asking->num_open > 0) {
        const size_t count = asking->num_open;

        asking->body = calloc(count, sizeof *asking->body);
        asking->exchange = calloc(count, sizeof *asking->exchange);
        asking->held = calloc(count, sizeof *asking->held);
        status = asking->body && asking->exchange && asking->held
                     ? write_bodies(asking, err)
                     : error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
        if (!status)
            status = send_round(asking, err);
        for (size_t p = 0; p < count; p++) {
            if (asking->body)
                text_free(&asking->body[p]);
            if (asking->exchange)
                free(asking->exchange[p].reply);
        }
        free(asking->body);
        free(asking->exchange);
        free(asking->held);
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
        if (is_first(asking, k)) {
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

/* In the order of who was asked, whatever the order of arrival. */
static void tally(struct gateway *gateway, const struct llm_request *requests,
                  const struct llm_reply *replies, size_t count)
{
    const struct gateway_options *const options = &gateway->options;

    for (size_t k = 0; k < count; k++) {
        const enum llm_purpose purpose = requests[k].purpose;

        if (options->observe)
            options->observe(options->observe_context, &requests[k], &replies[k]);
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
        .named = calloc(count ? count : 1, sizeof *asking.named),
        .open = calloc(count ? count : 1, sizeof *asking.open),
    };
    enum status status = STATUS_OK;

    memset(replies, 0, count * sizeof *replies);
    if (!asking.named || !asking.open)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
    if (!status)
        status = name_requests(&asking, count, err);
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
    free(asking.named);
    free(asking.open);
    return status;
}
