/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/wire_answer.h"

#include "base/elementary.h"
#include "config/jsonc.h"
#include "llm/chat_escapes.h"
#include "llm/chat_fault.h"
#include "llm/deciding_token.h"
#include "llm/reprompt.h"
#include "llm/served_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_share(const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble <= 1.0;
}

bool wire_answer_set(struct wire_answer *answer, int k, const cJSON *share, const cJSON *found)
{
    const cJSON *const told = member(member(found, "diagnostics"), "label_mass");
    const double mass = is_share(told) ? told->valuedouble : 1.0;

    if (!is_share(share))
        return false;
    answer->log_probability[k] =
        share->valuedouble * mass > 0.0 ? elementary_log(share->valuedouble * mass) : -INFINITY;
    return true;
}

/* ---- the reply --------------------------------------------------------------------------------- */

static int likeliest_of(const struct wire_answer *answer, int num_options)
{
    int likeliest = 0;

    for (int k = 1; k < num_options; k++)
        if (answer->log_probability[k] > answer->log_probability[likeliest])
            likeliest = k;
    return likeliest;
}

/* The one token that is weighed. */
static cJSON *tokens_of(const struct wire_answer *answer, const struct wire_choice *choice,
                        int likeliest)
{
    cJSON *const tokens = cJSON_CreateArray();
    cJSON *const token = cJSON_CreateObject();
    cJSON *const list = cJSON_AddArrayToObject(token, "top_logprobs");

    cJSON_AddStringToObject(token, "token", choice->option[likeliest]);
    cJSON_AddItemToArray(tokens, token);
    for (int k = 0; k < choice->num_options; k++) {
        if (!isfinite(answer->log_probability[k]))
            continue;
        cJSON *const alternative = cJSON_CreateObject();

        cJSON_AddStringToObject(alternative, "token", choice->option[k]);
        cJSON_AddNumberToObject(alternative, "logprob",
                                choice->lead[0] ? deciding_token_round(answer->log_probability[k])
                                                : answer->log_probability[k]);
        cJSON_AddItemToArray(list, alternative);
    }
    return tokens;
}

static bool keep_choice(struct llm_reply *reply, const struct wire_answer *answer,
                        const struct wire_choice *choice, int likeliest)
{
    struct text content = {0};
    struct jsonc document = {0};
    cJSON *const tokens = tokens_of(answer, choice, likeliest);

    text_append(&content, "%s%s%s", choice->lead, choice->option[likeliest], choice->close);
    bool is_kept = !content.failed && llm_reply_read_tokens(reply, tokens, NULL) == STATUS_OK;

    if (is_kept && choice->lead[0]) {
        is_kept =
            jsonc_parse(&document, "reply", content.bytes, content.length, NULL) == STATUS_OK &&
            llm_reply_answer_take(reply, document.root, NULL) == STATUS_OK;
        document.root = NULL;
    }
    jsonc_free(&document);
    cJSON_Delete(tokens);
    reply->content = content.bytes;
    return is_kept;
}

static bool keep_refusal(struct llm_reply *reply, const struct prompt *words)
{
    struct text why = {0};

    prompt_fill(&why, words, REPROMPT_REFUSED, NULL);
    reply->outcome = LLM_UNUSABLE;
    reply->invalid = LLM_INVALID_REFUSED;
    reply->content = strdup("");
    reply->reason = why.bytes;
    return !why.failed && reply->content;
}

/* Of an attempt before this one. */
static void forget(struct llm_reply *reply)
{
    struct llm_reply earlier = *reply;

    reply->content = reply->reason = reply->served_model = NULL;
    reply->answer = NULL;
    reply->tokens = NULL;
    earlier.fingerprint = NULL;
    llm_reply_free(&earlier);
    reply->outcome = LLM_USABLE;
    reply->invalid = LLM_VALID;
    reply->repairs = 0;
}

/* Under one of two names. */
static int64_t count_of(const cJSON *usage, const char *name, const char *other)
{
    const cJSON *const one = member(usage, name);
    const cJSON *const item = one ? one : member(usage, other);

    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15
               ? (int64_t)item->valuedouble
               : 0;
}

static void add_usage(struct llm_reply *reply, const cJSON *usage)
{
    const cJSON *const input = member(usage, "input_tokens_details");
    const cJSON *const details = input ? input : member(usage, "prompt_tokens_details");

    reply->prompt_tokens += count_of(usage, "input_tokens", "prompt_tokens");
    reply->completion_tokens += count_of(usage, "output_tokens", "completion_tokens");
    reply->cached_tokens += count_of(details, "cached_tokens", "");
}

/* False if the root says nothing of the options. */
static bool take(struct llm_reply *reply, const struct wire_kind *wire,
                 const struct wire_choice *choice, const struct prompt *words, const cJSON *root)
{
    const char *const model = cJSON_GetStringValue(member(root, "model"));
    struct wire_answer answer = {.is_refused = false};

    for (int k = 0; k < WIRE_MAX_OPTIONS; k++)
        answer.log_probability[k] = -INFINITY;
    if (!wire->read(&answer, choice, root))
        return false;
    const int likeliest = likeliest_of(&answer, choice->num_options);

    if (!answer.is_refused && !isfinite(answer.log_probability[likeliest]))
        return false;
    forget(reply);
    add_usage(reply, member(root, "usage"));
    reply->served_model = model ? strdup(served_model_kept(model)) : NULL;
    return answer.is_refused ? keep_refusal(reply, words)
                             : keep_choice(reply, &answer, choice, likeliest);
}

bool wire_answer_read(struct llm_reply *reply, const struct wire_kind *wire,
                      const struct wire_choice *choice, const struct prompt *words,
                      const char *body, size_t length, struct chat_error *fault)
{
    char *const mended = chat_escapes_mended(body, length);
    struct jsonc document = {0};
    struct error err = {0};
    bool is_answer = false;

    chat_error_clear(fault);
    if (jsonc_parse(&document, "body", mended ? mended : body, length, &err) == STATUS_OK)
        is_answer = !chat_fault_says_error(document.root) &&
                    take(reply, wire, choice, words, document.root);
    if (!is_answer) {
        chat_error_read(fault, body, length);
        if (!fault->message[0])
            chat_error_describe(fault,
                                err.message[0] ? err.message : "no probability of each option",
                                body, length);
    }
    jsonc_free(&document);
    free(mended);
    return is_answer;
}
