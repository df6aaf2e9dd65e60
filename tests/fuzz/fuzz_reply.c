/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/fuzz/fuzz_reply.c: whatever a server sends is read without a crash, and what is found usable keeps
 * to its schema and survives being stored.  First byte 0: Retry-After; 1: an error body; 2: a stored
 * reply; else: the body of a reply, its content read in each form of answer. */
#include "agents/answer.h"
#include "config/jsonc.h"
#include "llm/chat.h"
#include "llm/json_schema.h"
#include "llm/reprompt.h"
#include "llm/retry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_distribution(const struct answer_options *options, const struct llm_reply *reply)
{
    int order[ANSWER_MAX_OPTIONS];
    double probability[ANSWER_MAX_OPTIONS] = {0.0};
    double mass = 0.0;
    double hours = 0.0;
    double sum = 0.0;

    for (int k = 0; k < ANSWER_MAX_OPTIONS; k++)
        order[k] = k;
    if (!answer_read(options, order, reply, probability, &mass, &hours))
        return;
    if (options->form == ANSWER_SAMPLE) {
        if (!(hours >= 0.0 && hours <= 100.0))
            abort();
        return;
    }
    for (int k = 0; k < options->num_options; k++)
        sum += probability[k];
    if (options->form != ANSWER_UTILITIES && !(fabs(sum - 1.0) < 1e-9))
        abort();
}

static void read_reply(const char *text, size_t length, enum answer_form form)
{
    static struct prompt *words = NULL; /* loaded once, for speed */
    struct answer_options options = {.form = form, .num_options = 10};
    struct text schema = {0};
    struct text line = {0};
    struct llm_reply reply = {0};
    struct llm_reply again = {0};
    struct chat_error fault;

    for (int k = 0; k < options.num_options; k++)
        options.hours[k] = 10.0 * k;
    answer_write_schema(&schema, &options);
    const struct llm_request request = {
        .system = "s",
        .user = "u",
        .schema_name = "n",
        .schema = form == ANSWER_LETTERS ? NULL : schema.bytes,
        .num_letters = form == ANSWER_LETTERS ? options.num_options : 0,
    };

    if (!words && reprompt_words_load(&words, NULL, NULL) != STATUS_OK)
        abort();
    if (chat_read(&reply, &request, words, text, length, &fault)) {
        check_distribution(&options, &reply);
        llm_reply_write(&line, &reply);
        if (llm_reply_parse(&again, line.bytes, line.length, NULL) != STATUS_OK ||
            strcmp(again.content, reply.content) != 0)
            abort();
        llm_reply_free(&again);
    }
    llm_reply_free(&reply);
    text_free(&schema);
    text_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    char *const text = malloc(size);
    struct llm_reply reply;
    struct chat_error said;

    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0]) {
    case 0:
        if (isnan(retry_after_seconds(text, size % 2 == 0, 784111777)))
            abort();
        break;
    case 1:
        chat_error_read(&said, text, size - 1);
        if (isnan(said.wait_s))
            abort();
        break;
    case 2:
        if (llm_reply_parse(&reply, text, size - 1, NULL) == STATUS_OK)
            llm_reply_free(&reply);
        break;
    default:
        read_reply(text, size - 1, (enum answer_form)(data[0] % 4));
    }
    free(text);
    return 0;
}
