/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/batch.h"

#include "llm/gateway.h"

#include <stdlib.h>
#include <string.h>

/* Texts of one request; requests themselves only point to texts. */
struct owned {
    char *user, *system;
};

struct llm_batch {
    size_t count;
    char *system, *schema_name, *schema; /* of all */
    struct owned *owned;                 /* [count] */
    struct llm_request *request;         /* [count] */
    struct llm_reply *reply;             /* [count] */
    llm_batch_writer *writer;            /* NULL: questions are there */
    void *writer_context;
    struct llm_late late;
};

static enum status fill(struct llm_batch *batch, const struct llm_request *common,
                        struct error *err)
{
    const size_t room = batch->count ? batch->count : 1;

    batch->system = strdup(common->system ? common->system : "");
    batch->schema_name = common->schema_name ? strdup(common->schema_name) : NULL;
    batch->schema = common->schema ? strdup(common->schema) : NULL;
    batch->owned = calloc(room, sizeof *batch->owned);
    batch->request = calloc(room, sizeof *batch->request);
    batch->reply = calloc(room, sizeof *batch->reply);
    if (!batch->system || (common->schema_name && !batch->schema_name) ||
        (common->schema && !batch->schema) || !batch->owned || !batch->request || !batch->reply)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", batch->count);
    for (size_t k = 0; k < batch->count; k++) {
        struct llm_request *const request = &batch->request[k];

        *request = *common;
        request->system = batch->system;
        request->schema_name = batch->schema_name;
        request->schema = batch->schema;
        request->user = NULL;
    }
    return STATUS_OK;
}

enum status llm_batch_create(struct llm_batch **batch, const struct llm_request *common,
                             size_t count, struct error *err)
{
    *batch = calloc(1, sizeof **batch);
    if (!*batch)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu requests", count);
    (*batch)->count = count;
    const enum status status = fill(*batch, common, err);

    if (status) {
        llm_batch_destroy(*batch);
        *batch = NULL;
    }
    return status;
}

void llm_batch_destroy(struct llm_batch *batch)
{
    if (!batch)
        return;
    for (size_t k = 0; batch->owned && k < batch->count; k++) {
        free(batch->owned[k].user);
        free(batch->owned[k].system);
    }
    for (size_t k = 0; batch->reply && k < batch->count; k++)
        llm_reply_free(&batch->reply[k]);
    free(batch->owned);
    free(batch->request);
    free(batch->reply);
    free(batch->system);
    free(batch->schema_name);
    free(batch->schema);
    free(batch);
}

/* A text that has failed leaves nothing, so that the request counts as not set. */
static char *bytes_of(struct text text)
{
    text_fit(&text);
    if (!text.failed)
        return text.bytes;
    text_free(&text);
    return NULL;
}

void llm_batch_set_take(struct llm_batch *batch, size_t k, const struct llm_question *question)
{
    struct owned *const owned = &batch->owned[k];
    struct llm_request *const request = &batch->request[k];

    free(owned->user);
    free(owned->system);
    *owned = (struct owned){bytes_of(question->user), bytes_of(question->system)};
    if (!owned->user && !question->user.failed)
        owned->user = strdup(""); /* of an empty template */
    request->user = question->system.failed ? NULL : owned->user;
    request->late = NULL;
    request->system = owned->system ? owned->system : batch->system;
    request->can_be_shorter = question->can_be_shorter;
    request->who = question->who;
    request->seed = question->seed;
}

static void write_late(void *context, size_t k, struct text *user)
{
    struct llm_batch *const batch = context;
    struct llm_question question = {0};

    batch->writer(batch->writer_context, k, &question);
    batch->request[k].can_be_shorter = question.can_be_shorter;
    *user = question.user;
}

void llm_batch_write_late(struct llm_batch *batch, llm_batch_writer *writer, void *context)
{
    batch->writer = writer;
    batch->writer_context = context;
    batch->late = (struct llm_late){write_late, batch};
    for (size_t k = 0; k < batch->count; k++) {
        free(batch->owned[k].user);
        batch->owned[k].user = NULL;
        batch->request[k].user = NULL;
        batch->request[k].late = &batch->late;
        batch->request[k].place = k;
    }
}

static bool is_set(const struct llm_request *request)
{
    return request->user || request->late;
}

enum status llm_batch_ask(struct llm_batch *batch, struct gateway *gateway, struct error *err)
{
    for (size_t k = 0; k < batch->count; k++)
        if (!is_set(&batch->request[k]))
            return error_set(err, STATUS_NO_MEMORY, "no memory for %zu prompts", batch->count);
    if (batch->count == 0)
        return STATUS_OK;
    if (!gateway)
        return error_set(err, STATUS_INTERNAL, "a language model is to be asked for %s without one",
                         llm_purpose_names[batch->request[0].purpose]);
    return gateway_ask(gateway, batch->request, batch->count, batch->reply, err);
}

enum status llm_batch_ask_again(struct llm_batch *batch, const size_t *which, size_t count,
                                struct gateway *gateway, struct error *err)
{
    struct llm_request *const request = calloc(count, sizeof *request);
    struct llm_reply *const reply = calloc(count, sizeof *reply);
    enum status status = STATUS_OK;
    bool are_set = request && reply;

    for (size_t n = 0; are_set && n < count; n++) {
        request[n] = batch->request[which[n]];
        are_set = is_set(&request[n]);
    }
    status = are_set ? gateway_ask(gateway, request, count, reply, err)
                     : error_set(err, STATUS_NO_MEMORY, "no memory for %zu prompts", count);
    for (size_t n = 0; !status && n < count; n++) {
        llm_reply_free(&batch->reply[which[n]]);
        batch->reply[which[n]] = reply[n];
    }
    free(request);
    free(reply);
    return status;
}

size_t llm_batch_count(const struct llm_batch *batch)
{
    return batch->count;
}

const struct llm_request *llm_batch_request(const struct llm_batch *batch, size_t k)
{
    return &batch->request[k];
}

const struct llm_reply *llm_batch_reply(const struct llm_batch *batch, size_t k)
{
    return &batch->reply[k];
}
