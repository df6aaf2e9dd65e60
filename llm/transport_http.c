/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/transport_http_internal.h"

#include "base/platform.h"
#include "base/random.h"
#include "base/text.h"
#include "llm/retry.h"
#include "llm/waiting.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Replies that are read before others leave: the threads of connections are not to wait for all. */
enum { AT_ONCE = 2 };

static const double SILENCE_S = 20.0; /* at most, and a quarter of the deadline */
static const double SOON = 0.03; /* of the time that a server is left in peace which is not well */

/* What is known of each exchange of a batch. */
struct progress_of {
    int attempts;   /* that count */
    int num_faults; /* all, to go elsewhere */
    bool is_anew;   /* the next may not go where a kept connection leads */
};

struct batch {
    struct http *http;
    struct exchange *exchanges;
    struct progress_of *progress;
    struct waiting waiting; /* to be tried again */
    size_t count, num_done, next_new, num_in_flight;
    size_t num_sent; /* of them in flight when the last was sent */
    const struct transport_hooks *hooks;
};

/* ---- sending ----------------------------------------------------------------------------------- */

/* The one that was freed last, which is busy now: its connection is open. */
static enum status take_slot(struct http_connection **taken, struct http *http, struct error *err)
{
    if (http->num_free == 0)
        return error_set(err, STATUS_INTERNAL, "more requests in flight than connections");
    struct http_connection *const slot = &http->slot[http->free_slot[http->num_free - 1]];

    if (!slot->easy) {
        slot->easy = curl_easy_init();
        if (!slot->easy)
            return error_set(err, STATUS_NO_MEMORY, "no memory for a connection");
        http_connection_set(slot, &http->options, http->headers);
    }
    http->num_free--;
    slot->is_busy = true;
    *taken = slot;
    return STATUS_OK;
}

static void free_slot(struct http *http, struct http_connection *slot)
{
    slot->is_busy = false;
    http->free_slot[http->num_free++] = (size_t)(slot - http->slot);
}

/* Most go where the one before went. */
static enum status set_url(struct http_connection *slot, const struct server_address *address,
                           const char *path, struct error *err)
{
    struct text url = {0};

    if (slot->address == address && slot->path == path)
        return STATUS_OK;
    slot->path = path;
    text_append(&url, "%s", address->base_url);
    text_append(&url, "%s", path ? path : "/chat/completions");
    if (!url.failed)
        http_connection_set_url(slot, address, url.bytes);
    const bool failed = url.failed;

    text_free(&url);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for an address") : STATUS_OK;
}

static enum status start(struct batch *batch, size_t index, double now_s, struct error *err)
{
    struct http *const http = batch->http;
    const struct exchange *const exchange = &batch->exchanges[index];
    struct http_connection *slot = NULL;

    TRY(take_slot(&slot, http, err));
    slot->index = index;
    http_connection_reset(slot);
    slot->started_s = now_s;
    slot->endpoint =
        endpoints_choose(&http->endpoints, exchange->key, batch->progress[index].num_faults, now_s);
    TRY(set_url(slot, &http->address[slot->endpoint], exchange->path, err));
    http_connection_set_fresh(slot, batch->progress[index].is_anew);
    http_connection_set_body(slot, exchange->body, exchange->body_bytes);
    http_threads_add(http->threads, (size_t)(slot - http->slot), slot->easy);
    batch->num_in_flight++;
    http->counts.num_requests++;
    if ((int64_t)batch->num_in_flight > http->counts.max_in_flight)
        http->counts.max_in_flight = (int64_t)batch->num_in_flight;
    return STATUS_OK;
}

/* ---- what became of it ------------------------------------------------------------------------- */

static double jitter(struct http *http)
{
    /* Spreads retries in time; it touches no result. */
    return random_uniforms(0, RANDOM_RETRY_JITTER, http->num_jitters++, 0).u[0];
}

static void wait_and_retry(struct batch *batch, size_t index, double not_before_s)
{
    waiting_add(&batch->waiting, index, not_before_s);
    batch->exchanges[index].num_retries++;
    batch->http->counts.num_retries++;
}

static void count_done(struct batch *batch, const struct http_connection *slot, double now_s)
{
    struct http *const http = batch->http;

    pace_success(&http->pace, now_s - slot->started_s);
    endpoints_success(&http->endpoints, slot->endpoint);
    http->stuck_since_s = -1.0;
    http->last_reply_s = now_s;
    batch->num_done++;
}

/* *said: what is wrong with it, where it is no chat completion. */
static enum status take_reply(struct batch *batch, struct http_connection *slot, double now_s,
                              struct chat_error *said, struct error *err)
{
    struct exchange *const exchange = &batch->exchanges[slot->index];

    exchange->reply = slot->bytes;
    exchange->reply_bytes = slot->used;
    slot->bytes = NULL;
    slot->capacity = slot->used = 0;
    TRY(batch->hooks->done(batch->hooks->context, slot->index, said, err));
    if (said->is_one)
        return STATUS_OK;
    count_done(batch, slot, now_s);
    return STATUS_OK;
}

/* What went wrong with one attempt. */
struct failure {
    bool is_counted; /* by who took the reply and found that it is none */
    enum transport_loss loss;
    enum retry_class class;
    double wait_s; /* negative: not said */
    bool is_timeout;
    bool is_stale; /* a kept connection ended as the request went out */
    enum chat_unfit unfit;
    char message[HTTP_MESSAGE_ROOM];
};

static void describe_failure(struct failure *failure, struct chat_error *said,
                             const struct http *http, const struct http_connection *slot,
                             CURLcode code, long http_status)
{
    const bool said_by_taker = said->is_one;
    const bool is_no_completion = code == CURLE_OK && http_status >= 200 && http_status < 300;

    http_connection_describe(failure->message, said, slot, &http->credentials, code, http_status);
    /* An error with status 200 may say its own; an empty body or a page of HTML does not. */
    if (is_no_completion)
        http_status = said->status ? said->status : 500;
    failure->is_counted = is_no_completion && said_by_taker;
    failure->loss = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
                            code == CURLE_COULDNT_RESOLVE_PROXY
                        ? TRANSPORT_NOT_ASKED
                    : code == CURLE_OK && !is_no_completion ? TRANSPORT_REFUSED
                                                            : TRANSPORT_LOST;
    failure->is_stale = slot->is_stale;
    failure->is_timeout = code == CURLE_OPERATION_TIMEDOUT;
    failure->wait_s = http_connection_wait_s(slot, said, http_status == 429);
    failure->unfit = code == CURLE_OK ? chat_error_unfit(said, http_status) : CHAT_FIT;
    failure->class = retry_classify(code == CURLE_OK ? http_status : 0, said->code, said->type,
                                    failure->wait_s >= 0.0);
}

/* Told once for each wait that somebody would notice. */
static void tell_wait(struct http *http, const char *why, double now_s, double until_s)
{
    if (!http->options.waits || until_s - now_s < 1.0 || until_s <= http->told_wait_until_s)
        return;
    http->told_wait_until_s = until_s;
    http->options.waits(http->options.waits_context, why, until_s - now_s);
}

static enum status check_patience(struct http *http, const struct http_connection *slot,
                                  double now_s, const char *message, struct error *err)
{
    if (http->stuck_since_s < 0.0)
        http->stuck_since_s = fmax(slot->started_s, http->last_reply_s);
    if (now_s - http->stuck_since_s < http->options.max_wait_s)
        return STATUS_OK;
    if (http->options.max_wait_s <= 0.0)
        return error_set(err, STATUS_INTERRUPTED, "%s", message);
    return error_set(err, STATUS_INTERRUPTED, "nothing got through for %.0f s (llm.max_wait_s): %s",
                     now_s - http->stuck_since_s, message);
}

static void throttle(struct batch *batch, const struct http_connection *slot, double now_s,
                     const struct failure *failure)
{
    struct http *const http = batch->http;
    const double wait_s = failure->wait_s < 0.0 ? PACE_SILENT_WAIT_S : failure->wait_s;
    const double open_s = endpoints_throttle(&http->endpoints, slot->endpoint, now_s + wait_s);

    http->counts.num_throttled++;
    pace_overload(&http->pace, now_s, fmax(open_s - now_s, 0.0));
    wait_and_retry(batch, slot->index, now_s);
    tell_wait(http, failure->message, now_s, open_s);
}

static enum status try_later(struct batch *batch, const struct http_connection *slot, double now_s,
                             const struct failure *failure, struct error *err)
{
    struct http *const http = batch->http;
    struct progress_of *const progress = &batch->progress[slot->index];

    if (failure->is_stale) { /* no fault: servers close connections that were idle */
        wait_and_retry(batch, slot->index, now_s);
        return STATUS_OK;
    }
    if (++progress->attempts >= http->options.max_attempts)
        return error_set(err, STATUS_NO_SERVER, "%s, after %d attempts", failure->message,
                         progress->attempts);
    endpoints_fault(&http->endpoints, slot->endpoint, now_s);
    const double patience = endpoints_is_well(&http->endpoints, slot->endpoint) ? SOON : 1.0;
    progress->is_anew = failure->class == RETRY_ANEW;
    const bool is_at_once = progress->is_anew && progress->attempts == 1;
    const double back_off_s =
        is_at_once ? 0.0 : patience * retry_backoff_seconds(progress->attempts, jitter(http));
    const double wait_s = fmax(fmax(failure->wait_s, 0.0), back_off_s);

    if (failure->is_timeout)
        pace_overload(&http->pace, now_s, 0.0);
    wait_and_retry(batch, slot->index, now_s + wait_s);
    if (batch->num_in_flight == 0)
        tell_wait(http, failure->message, now_s, now_s + wait_s);
    return STATUS_OK;
}

static enum status count_loss(const struct batch *batch, size_t index, enum transport_loss loss,
                              struct error *err)
{
    return batch->hooks->lost ? batch->hooks->lost(batch->hooks->context, index, loss, err)
                              : STATUS_OK;
}

/* One request's own fault: the server is well, and the others go on. */
static enum status hand_back(struct batch *batch, const struct http_connection *slot, double now_s,
                             const struct failure *failure, struct error *err)
{
    struct exchange *const exchange = &batch->exchanges[slot->index];
    struct chat_error ignored = {0};

    exchange->unfit = failure->unfit;
    exchange->reply = strdup(failure->message);
    if (!exchange->reply)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a reply");
    exchange->reply_bytes = strlen(exchange->reply);
    count_done(batch, slot, now_s);
    return batch->hooks->done(batch->hooks->context, slot->index, &ignored, err);
}

static enum status fail(struct batch *batch, const struct http_connection *slot, double now_s,
                        const struct failure *failure, struct error *err)
{
    const struct http_options *const options = &batch->http->options;

    if (failure->unfit != CHAT_FIT)
        return hand_back(batch, slot, now_s, failure, err);
    if (!failure->is_counted)
        TRY(count_loss(batch, slot->index, failure->loss, err));
    batch->progress[slot->index].num_faults++;
    if ((failure->class == RETRY_THROTTLE || failure->class == RETRY_LATER ||
         failure->class == RETRY_ANEW) &&
        failure->wait_s > options->max_retry_after_s)
        return error_set(err, STATUS_NO_SERVER,
                         "%s: it asks to wait %.0f s, and llm.max_retry_after_s is %.0f",
                         failure->message, failure->wait_s, options->max_retry_after_s);
    switch (failure->class) {
    case RETRY_THROTTLE:
        throttle(batch, slot, now_s, failure);
        return check_patience(batch->http, slot, now_s, failure->message, err);
    case RETRY_NONE:
    case RETRY_LATER:
    case RETRY_ANEW:
        TRY(try_later(batch, slot, now_s, failure, err));
        return check_patience(batch->http, slot, now_s, failure->message, err);
    case RETRY_REFUSED:
        return error_set(err, STATUS_NO_PERMISSION,
                         "%s; is the key right? (llm.key_env, llm.key_file)", failure->message);
    case RETRY_FATAL:
        break;
    }
    return error_set(err, STATUS_NO_SERVER, "%s", failure->message);
}

static enum status judge(struct batch *batch, struct http_connection *slot, CURLcode code,
                         struct error *err)
{
    const double now_s = platform_seconds();
    struct chat_error said;
    struct failure failure;
    long http_status = 0;

    chat_error_clear(&said);
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &http_status);
    if (code == CURLE_OK && http_status >= 200 && http_status < 300 && slot->used > 0) {
        TRY(take_reply(batch, slot, now_s, &said, err));
        if (!said.is_one)
            return STATUS_OK;
    }
    describe_failure(&failure, &said, batch->http, slot, code, http_status);
    return fail(batch, slot, now_s, &failure, err);
}

/* ---- the loop ---------------------------------------------------------------------------------- */

/* The next exchange that may be sent now, or SIZE_MAX.  Who waited goes first. */
static size_t next_ready(const struct batch *batch, double now_s)
{
    if (batch->waiting.count > 0 && waiting_first_s(&batch->waiting) <= now_s)
        return waiting_first(&batch->waiting);
    return batch->next_new < batch->count ? batch->next_new : SIZE_MAX;
}

static void take_up(struct batch *batch, size_t index)
{
    if (index == batch->next_new)
        batch->next_new++;
    else
        waiting_take(&batch->waiting);
}

static enum status ask_leave(const struct batch *batch, size_t index, bool *may_go,
                             struct error *err)
{
    *may_go = true;
    return batch->hooks->leave ? batch->hooks->leave(batch->hooks->context, index,
                                                     batch->num_in_flight == 0, may_go, err)
                               : STATUS_OK;
}

static enum status send_what_may_go(struct batch *batch, struct error *err)
{
    struct http *const http = batch->http;
    const double now_s = platform_seconds();

    while (batch->num_in_flight < pace_limit(&http->pace) && pace_is_open(&http->pace, now_s)) {
        const size_t index = next_ready(batch, now_s);
        bool may_go = false;

        if (index == SIZE_MAX)
            break;
        TRY(ask_leave(batch, index, &may_go, err));
        if (!may_go)
            break;
        take_up(batch, index);
        TRY(start(batch, index, now_s, err));
    }
    batch->num_sent = batch->num_in_flight;
    return STATUS_OK;
}

static enum status take_what_came(struct batch *batch, struct error *err)
{
    enum status status = STATUS_OK;
    CURLcode code = CURLE_OK;
    size_t index = 0;

    for (int k = 0;
         k < AT_ONCE && !status && http_threads_take(batch->http->threads, &index, &code); k++) {
        struct http_connection *const slot = &batch->http->slot[index];

        free_slot(batch->http, slot);
        batch->num_in_flight--;
        batch->http->heard_at_s = platform_seconds();
        status = judge(batch, slot, code, err);
    }
    return status;
}

/* Who takes requests and says nothing is waited for until their deadline. */
static void tell_silence(struct batch *batch)
{
    struct http *const http = batch->http;
    const double now_s = platform_seconds();
    const struct http_connection *oldest = NULL;
    const double silence_s = fmin(SILENCE_S, http->options.timeout_s / 4.0);
    char why[HTTP_MESSAGE_ROOM];

    if (!http->options.waits || batch->num_in_flight == 0 || now_s - http->heard_at_s < silence_s)
        return;
    for (size_t s = 0; s < http->num_slots; s++)
        if (http->slot[s].is_busy && (!oldest || http->slot[s].started_s < oldest->started_s))
            oldest = &http->slot[s];
    snprintf(why, sizeof why, "%.400s: no answer for %.0f s", oldest->address->base_url,
             now_s - http->heard_at_s);
    tell_wait(http, why, now_s, oldest->started_s + http->options.timeout_s);
}

static void give_up(struct batch *batch)
{
    if (batch->num_in_flight > 0)
        http_threads_give_up(batch->http->threads);
    for (size_t s = 0; s < batch->http->num_slots; s++) {
        struct http_connection *const slot = &batch->http->slot[s];

        if (!slot->is_busy)
            continue;
        (void)!count_loss(batch, slot->index, TRANSPORT_LOST, NULL);
        free_slot(batch->http, slot);
    }
    endpoints_forget_trials(&batch->http->endpoints);
}

/* With room again none: first something is sent.  But what came over others is looked at each time, however fast one
 * connection is. */
static int most_wait_ms(const struct batch *batch)
{
    if (batch->num_in_flight < batch->num_sent)
        return 0;
    return batch->waiting.count > 0 || batch->num_in_flight == 0 ? 20 : 250;
}

enum status transport_http_send(void *context, struct exchange *exchanges, size_t count,
                                const struct transport_hooks *hooks, struct error *err)
{
    struct http *const http = context;
    struct batch batch = {
        .http = http,
        .exchanges = exchanges,
        .progress = calloc(count ? count : 1, sizeof *batch.progress),
        .count = count,
        .hooks = hooks,
    };
    enum status status = batch.progress && waiting_init(&batch.waiting, count)
                             ? STATUS_OK
                             : error_set(err, STATUS_NO_MEMORY, "no memory for a batch");

    http->heard_at_s = platform_seconds();
    while (!status && batch.num_done < count) {
        status = send_what_may_go(&batch, err);
        if (!status)
            status = http_threads_begin(http->threads, err);
        if (!status)
            status = take_what_came(&batch, err);
        if (!status && http->options.stop && *http->options.stop)
            status = error_set(err, STATUS_INTERRUPTED, "interrupted while asking the model");
        tell_silence(&batch);
        if (!status && batch.num_done < count)
            status = http_threads_wait(http->threads, most_wait_ms(&batch), err);
    }
    give_up(&batch);
    waiting_free(&batch.waiting);
    free(batch.progress);
    return status;
}
