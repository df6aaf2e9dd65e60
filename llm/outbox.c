/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/outbox.h"

#include "llm/chat_choice.h"
#include "llm/reprompt.h"

#include <stdlib.h>
#include <string.h>

enum { WRITTEN_AT_A_TIME = 1024 };

enum status outbox_open(struct outbox *outbox, size_t count, struct error *err)
{
    outbox->count = count;
    outbox->num_written = 0;
    outbox->index = calloc(count, sizeof *outbox->index);
    outbox->exchange = calloc(count, sizeof *outbox->exchange);
    return outbox->index && outbox->exchange
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
}

void outbox_close(struct outbox *outbox)
{
    for (size_t k = 0; outbox->exchange && k < outbox->count; k++) {
        free(outbox->exchange[k].body);
        free(outbox->exchange[k].reply);
    }
    free(outbox->exchange);
    free(outbox->index);
    outbox->exchange = NULL;
    outbox->index = NULL;
}

static bool write_body(struct outbox *outbox, size_t k)
{
    const struct chat_form *const form = outbox->mold->form;
    struct text user = {0};
    struct llm_request request = chat_request_written(&outbox->requests[outbox->index[k]], &user);
    const struct llm_reply *const reply = &outbox->replies[outbox->index[k]];
    const bool has_complaint = reply->outcome == LLM_UNUSABLE && reply->reason != NULL;
    const bool has_words = reply->content && reply->content[0]; /* servers refuse empty turns */
    struct exchange *const exchange = &outbox->exchange[k];
    struct text complaint = {0};
    struct text body = {0};

    /* another answer, also where it is sampled */
    request.seed += (uint64_t)reply->num_reprompts;
    if (has_complaint) {
        prompt_fill(&complaint, outbox->reprompt_words, REPROMPT_AGAIN,
                    (const char *[]){reply->reason});
        chat_write_body(&body, form, &request, has_words ? reply->content : NULL,
                        prompt_value(&complaint));
    } else {
        chat_mold_write_body(&body, outbox->mold, &request);
    }
    exchange->body = body.bytes;
    exchange->body_bytes = body.length;
    exchange->max_tokens = chat_limit(form, &request);
    exchange->path = chat_path(form, &request);
    exchange->prompt_bytes = strlen(request.system) + strlen(request.user);
    const bool failed = body.failed || complaint.failed || user.failed;

    text_free(&user);
    text_free(&complaint);
    return !failed;
}

/* The first that was never there brings some that follow, for all threads to write. */
enum status outbox_write(struct outbox *outbox, size_t k, struct error *err)
{
    const size_t left = outbox->count - k;
    const size_t count = k < outbox->num_written    ? 1
                         : left < WRITTEN_AT_A_TIME ? left
                                                    : WRITTEN_AT_A_TIME;
    int failed = 0;

    if (outbox->exchange[k].body)
        return STATUS_OK;
    if (k >= outbox->num_written)
        outbox->num_written = k + count;
#pragma omp parallel for schedule(static) reduction(| : failed) if (count > 16)
    for (size_t other = k; other < k + count; other++)
        failed |= !write_body(outbox, other);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count)
                  : STATUS_OK;
}

void outbox_drop(struct outbox *outbox, size_t k)
{
    free(outbox->exchange[k].body);
    outbox->exchange[k].body = NULL;
}
