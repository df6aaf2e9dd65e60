/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/llm_support.h: reading and checking replies with the shipped words about unusable ones. */
#ifndef FISC_TESTS_LLM_SUPPORT_H
#define FISC_TESTS_LLM_SUPPORT_H

#include "llm/chat.h"
#include "llm/json_schema.h"
#include "llm/reprompt.h"
#include "tests/support.h"

static inline struct prompt *shipped_reprompt_words(void)
{
    struct prompt *words = NULL;
    struct error err = {0};

    assert_ok(reprompt_words_load(&words, NULL, &err));
    return words;
}

/* Until the next call. */
static inline const struct chat_form *form_of(const struct profile_kind *profile, const char *model)
{
    static struct chat_form form;

    form = chat_form_of(profile, model);
    return &form;
}

static inline void expect_fault(const struct llm_request *request, const char *body, size_t length,
                                struct chat_error *fault)
{
    struct prompt *const words = shipped_reprompt_words();
    struct llm_reply reply = {0};

    assert_false(chat_read(&reply, request, words, body, length, fault));
    assert_true(fault->is_one && !reply.content && !reply.reason);
    prompt_destroy(words);
}

static inline void read_body(struct llm_reply *reply, const struct llm_request *request,
                             const char *body)
{
    struct prompt *const words = shipped_reprompt_words();
    struct chat_error fault;

    assert_true(chat_read(reply, request, words, body, strlen(body), &fault));
    assert_false(fault.is_one);
    prompt_destroy(words);
}

static inline bool schema_holds(const cJSON *schema, const cJSON *value, struct text *why)
{
    struct prompt *const words = shipped_reprompt_words();
    const bool result = json_schema_holds(schema, value, words, why);

    prompt_destroy(words);
    return result;
}

#endif
