/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_context.h"

#include "config/json_print.h"
#include "config/jsonc.h"
#include "llm/probe_post.h"
#include "llm/probe_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double ENOUGH_OF_THEM = 0.9; /* templates and joints change counts a little */

/* ---- what it says ------------------------------------------------------------------------------ */

static double number_at(const cJSON *object, const char *name)
{
    const cJSON *const item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

/* Of one model in a list: vLLM and SGLang, OpenRouter, Groq, Mistral, Ollama. */
static double size_of_model(const cJSON *model)
{
    static const char *const names[] = {"max_model_len", "context_length", "context_window",
                                        "max_context_length"};
    double size = 0.0;

    for (size_t k = 0; k < sizeof names / sizeof *names && size <= 0.0; k++)
        size = number_at(model, names[k]);
    return size;
}

static bool is_named(const cJSON *model, const char *name)
{
    static const char *const keys[] = {"id", "name", "model"};

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const cJSON *const item = cJSON_GetObjectItemCaseSensitive(model, keys[k]);

        if (cJSON_IsString(item) && strcmp(item->valuestring, name) == 0)
            return true;
    }
    return false;
}

static double size_in(const cJSON *root, const char *model)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "data");
    const cJSON *item = NULL;
    const double of_slot =
        number_at(cJSON_GetObjectItemCaseSensitive(root, "default_generation_settings"), "n_ctx");

    list = list ? list : cJSON_GetObjectItemCaseSensitive(root, "models");
    if (of_slot > 0.0)
        return of_slot;
    cJSON_ArrayForEach(item, list)
    {
        if (is_named(item, model) && size_of_model(item) > 0.0)
            return size_of_model(item);
    }
    return 0.0;
}

static double ask_size(const struct http_options *options, const char *path, bool is_at_root,
                       const char *model)
{
    struct jsonc document = {0};
    char *text = NULL;
    long status = 0;
    double size = 0.0;

    if (transport_http_get(options, 0, path, is_at_root, &status, &text, NULL) == STATUS_OK &&
        status == 200 && text &&
        jsonc_parse(&document, "page", text, strlen(text), NULL) == STATUS_OK)
        size = size_in(document.root, model);
    jsonc_free(&document);
    free(text);
    return size;
}

/* 0: nobody says it. */
static double served_size(const struct http_options *options, const char *model)
{
    static const char *const pages[] = {"/models", "/props", "/api/ps"};
    double size = 0.0;

    for (size_t k = 0; k < sizeof pages / sizeof *pages && size <= 0.0; k++)
        size = ask_size(options, pages[k], k > 0, model);
    return size;
}

/* ---- what it does ------------------------------------------------------------------------------ */

struct counting {
    const struct chat_form *form;
    const struct probe_trial *trial;
    const struct prompt *words, *reprompt_words;
    const struct http_options *options;
};

/* How many tokens the server counts in a prompt of so many times the same words. */
static enum status count(struct probe_answer *answer, const struct counting *counting, size_t times,
                         struct error *err)
{
    struct text user = {0};

    for (size_t k = 0; k < times; k++)
        text_append(&user, "%s ", prompt_words(counting->words, PROBE_STORY_SYSTEM));
    text_append(&user, "%s", prompt_words(counting->words, PROBE_STORY_QUESTION));
    const struct llm_request request = {
        .system = prompt_words(counting->words, PROBE_HOURS_SYSTEM),
        .user = user.bytes,
        .temperature = counting->trial->temperature,
        .max_tokens = 8,
        .seed = 7,
    };
    const enum status status = user.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt")
                                   : probe_post(answer, counting->form, &request,
                                                counting->reprompt_words, counting->options, err);

    text_free(&user);
    return status;
}

struct sizes {
    double served;         /* 0: not said */
    double counted, meant; /* tokens of the longest prompt */
};

static void tell(struct probe_report *report, const struct sizes *sizes,
                 const struct probe_answer *longest)
{
    const bool is_lost =
        longest->is_taken && sizes->counted > 0.0 && sizes->counted < ENOUGH_OF_THEM * sizes->meant;
    struct probe_row *const row =
        probe_report_add(report, "longest prompt",
                         is_lost             ? PROBE_BAD
                         : longest->is_taken ? PROBE_GOOD
                                             : PROBE_MISSING,
                         is_lost ? "words are lost in silence: serve a longer context, or lower "
                                   "rule.llm.max_prompt_tokens"
                         : longest->is_taken
                             ? ""
                             : "the oldest years of a history are left out until a prompt fits");

    if (!longest->is_taken)
        snprintf(row->found, sizeof row->found, "refused with %ld: '%.340s'", longest->status,
                 longest->words);
    else if (sizes->counted <= 0.0)
        snprintf(row->found, sizeof row->found, "taken; the server counts no tokens");
    else
        snprintf(row->found, sizeof row->found, "%.0f tokens, and the server counts %.0f",
                 sizes->meant, sizes->counted);
    report->is_usable &= !is_lost;
}

enum status probe_context(struct probe_report *report, const struct chat_form *form,
                          const struct probe_trial *trial, const struct prompt *words,
                          const struct prompt *reprompt_words, const struct http_options *options,
                          struct error *err)
{
    const struct counting counting = {form, trial, words, reprompt_words, options};
    const size_t bytes = strlen(prompt_words(words, PROBE_STORY_SYSTEM)) + 1;
    const size_t times = 3 + trial->max_prompt_tokens * PROMPT_BYTES_PER_TOKEN / bytes;
    struct sizes sizes = {.served = served_size(options, form->model)};
    double tokens[2] = {0.0, 0.0};
    struct probe_answer answer;

    if (sizes.served > 0.0)
        snprintf(probe_report_add(report, "context", PROBE_GOOD, "")->found, 440,
                 "%.0f tokens are served", sizes.served);
    for (size_t k = 0; k < 2; k++) {
        TRY(count(&answer, &counting, k + 1, err));
        const bool is_taken = answer.is_taken;

        tokens[k] = (double)answer.reply.prompt_tokens;
        probe_answer_free(&answer);
        if (!is_taken)
            return STATUS_OK; /* other rows say why */
    }
    TRY(count(&answer, &counting, times, err));
    sizes.counted = (double)answer.reply.prompt_tokens;
    sizes.meant = tokens[0] + (tokens[1] - tokens[0]) * (double)(times - 1);
    tell(report, &sizes, &answer);
    probe_answer_free(&answer);
    return STATUS_OK;
}
