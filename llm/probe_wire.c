/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/probe_wire.h"

#include "base/json_writer.h"
#include "config/jsonc.h"
#include "llm/probe_words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUM_LETTERS = 3, ALL_LETTERS = 20, LAST_NUMBER = 100, STATED_TOKENS = 60 };

struct seeking {
    struct probe_report *report;
    struct chat_form *form;
    const struct probe_trial *trial;
    const struct prompt *words, *reprompt_words;
    const struct http_options *options;
};

static struct llm_request letter_request(const struct seeking *seeking)
{
    return (struct llm_request){
        .system = prompt_words(seeking->words, PROBE_LETTER_SYSTEM),
        .user = prompt_words(seeking->words, PROBE_LETTER_QUESTION),
        .num_letters = NUM_LETTERS,
        .temperature = seeking->trial->temperature,
        .max_tokens = 1,
        .top_logprobs = ALL_LETTERS,
        .seed = 7,
    };
}

/* A probability of each letter, at the first token. */
static bool tells_all(const struct llm_reply *reply)
{
    const struct llm_token *const token =
        llm_reply_num_tokens(reply) > 0 ? llm_reply_token(reply, 0) : NULL;
    bool is_told[NUM_LETTERS] = {false};

    for (size_t a = 0; token && a < token->num_alternatives; a++) {
        const char *const word = token->alternative[a].token;

        if (word[0] >= 'A' && word[0] < 'A' + NUM_LETTERS && word[1] == '\0')
            is_told[word[0] - 'A'] = true;
    }
    return is_told[0] && is_told[1] && is_told[2];
}

/* Does it give each option's probability over this wire? */
static enum status try_wire(const struct seeking *seeking, const struct wire_kind *wire,
                            bool *works, struct error *err)
{
    const struct llm_request request = letter_request(seeking);
    struct chat_form form = *seeking->form;
    struct probe_answer answer;
    char name[32];

    form.wire = wire;
    TRY(probe_post(&answer, &form, &request, seeking->reprompt_words, seeking->options, err));
    *works = answer.is_taken && tells_all(&answer.reply);
    snprintf(name, sizeof name, "wire %s", wire->kind.name);
    probe_post_tell(seeking->report, name, &answer,
                    *works ? "gives the probability of each option" : "taken, and tells none",
                    *works ? "forms letters and number ask so" : "another wire is tried");
    if (*works)
        seeking->form->wire = wire;
    probe_answer_free(&answer);
    return STATUS_OK;
}

/* ---- tokens ------------------------------------------------------------------------------------ */

/* All words that an option may be, each on a line of its own. */
static void write_words(struct text *body, const char *model)
{
    struct json_writer json = json_writer_of(body, JSON_COMPACT);
    struct text prompt = {0};

    for (int k = 0; k < ALL_LETTERS; k++)
        text_append(&prompt, "%c\n", 'A' + k);
    for (int k = 0; k <= LAST_NUMBER; k++)
        text_append(&prompt, "%d\n", k);
    json_open_object(&json, NULL);
    json_string(&json, "model", model);
    json_string(&json, "prompt", prompt.failed ? "" : prompt.bytes);
    json_bool(&json, "add_special_tokens", false);
    json_bool(&json, "return_token_strs", true);
    json_close(&json);
    body->failed |= prompt.failed;
    text_free(&prompt);
}

static bool is_word(const char *token)
{
    return token && token[0] &&
           ((isupper((unsigned char)token[0]) && !token[1]) ||
            token[strspn(token, "0123456789")] == '\0');
}

/* Those tokens that are a word of the list alone. */
static cJSON *read_ids(const cJSON *root)
{
    const cJSON *const numbers = cJSON_GetObjectItemCaseSensitive(root, "tokens");
    const cJSON *const words = cJSON_GetObjectItemCaseSensitive(root, "token_strs");
    cJSON *const ids = cJSON_CreateObject();
    const int count = cJSON_GetArraySize(numbers);

    for (int t = 0; t < count && t < cJSON_GetArraySize(words); t++) {
        const char *const word = cJSON_GetStringValue(cJSON_GetArrayItem(words, t));
        const cJSON *const number = cJSON_GetArrayItem(numbers, t);

        if (is_word(word) && cJSON_IsNumber(number) && !cJSON_GetObjectItemCaseSensitive(ids, word))
            cJSON_AddNumberToObject(ids, word, number->valuedouble);
    }
    return ids;
}

static bool has_all(const cJSON *ids)
{
    for (int k = 0; k < ALL_LETTERS; k++)
        if (!cJSON_GetObjectItemCaseSensitive(ids, (const char[]){(char)('A' + k), '\0'}))
            return false;
    for (int digit = 0; digit <= 9; digit++)
        if (!cJSON_GetObjectItemCaseSensitive(ids, (const char[]){(char)('0' + digit), '\0'}))
            return false;
    return true;
}

/* NULL if the server does not tell them, or has no tokens for each letter and each digit. */
static enum status find_ids(const struct seeking *seeking, cJSON **ids, struct error *err)
{
    struct jsonc document = {0};
    struct text body = {0};
    char *text = NULL;
    long status = 0;

    *ids = NULL;
    write_words(&body, seeking->form->model);
    if (body.failed) {
        text_free(&body);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a request");
    }
    if (transport_http_post(seeking->options, "/tokenize", true, body.bytes, &status, &text,
                            NULL) == STATUS_OK &&
        status == 200 && text &&
        jsonc_parse(&document, "body", text, strlen(text), NULL) == STATUS_OK)
        *ids = read_ids(document.root);
    if (!has_all(*ids)) {
        cJSON_Delete(*ids);
        *ids = NULL;
    }
    snprintf(probe_report_add(seeking->report, "/tokenize", *ids ? PROBE_GOOD : PROBE_MISSING,
                              *ids ? "" : "tokens cannot be asked for by number")
                 ->found,
             440,
             *ids ? "tells the numbers of %d words" : "tells no token of each letter and digit",
             cJSON_GetArraySize(*ids));
    jsonc_free(&document);
    free(text);
    text_free(&body);
    return STATUS_OK;
}

static enum status try_token_ids(struct seeking *seeking, cJSON **token_ids, bool *works,
                                 struct error *err)
{
    TRY(find_ids(seeking, token_ids, err));
    if (!*token_ids)
        return STATUS_OK;
    seeking->form->token_ids = *token_ids;
    const enum status status = try_wire(seeking, &wire_token_ids, works, err);

    if (!*works) {
        cJSON_Delete(*token_ids);
        *token_ids = NULL;
        seeking->form->token_ids = NULL;
    }
    return status;
}

/* ---- words ------------------------------------------------------------------------------------- */

struct llm_request probe_wire_stated(const struct probe_trial *trial, const struct prompt *words)
{
    static const char schema[] =
        "{\"type\":\"object\",\"properties\":{\"A\":{\"type\":\"integer\",\"minimum\":0,"
        "\"maximum\":100},\"B\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},\"C\":{"
        "\"type\":\"integer\",\"minimum\":0,\"maximum\":100}},\"required\":[\"A\",\"B\",\"C\"],"
        "\"additionalProperties\":false}";

    return (struct llm_request){
        .system = prompt_words(words, PROBE_STATED_SYSTEM),
        .user = prompt_words(words, PROBE_STATED_QUESTION),
        .schema_name = "choice",
        .schema = schema,
        .temperature = trial->temperature,
        .max_tokens = STATED_TOKENS,
        .seed = 7,
    };
}

static enum status try_stated(const struct seeking *seeking, struct error *err)
{
    const struct llm_request request = probe_wire_stated(seeking->trial, seeking->words);
    struct chat_form form = *seeking->form;
    struct probe_answer answer;
    double sum = 0.0;

    form.wire = &wire_stated;
    TRY(probe_post(&answer, &form, &request, seeking->reprompt_words, seeking->options, err));
    for (int k = 0; k < NUM_LETTERS; k++) {
        double percent = 0.0;

        if (llm_reply_number(&answer.reply, (const char[]){(char)('A' + k), '\0'}, &percent))
            sum += percent;
    }
    probe_post_tell(seeking->report, "wire stated", &answer,
                    sum > 0.0 ? "says in words how likely each option is"
                              : "taken, and says nothing of the options",
                    sum > 0.0 ? "forms letters and number ask so, in several orders"
                              : "forms letters and number give one word a worker");
    if (sum > 0.0)
        seeking->form->wire = &wire_stated;
    probe_answer_free(&answer);
    return STATUS_OK;
}

enum status probe_wire_find(struct probe_report *report, struct chat_form *form, cJSON **token_ids,
                            const struct probe_trial *trial, const struct prompt *words,
                            const struct prompt *reprompt_words, const struct http_options *options,
                            struct error *err)
{
    struct seeking seeking = {.report = report,
                              .form = form,
                              .trial = trial,
                              .words = words,
                              .reprompt_words = reprompt_words,
                              .options = options};
    bool works = false;

    *token_ids = NULL;
    form->wire = &wire_chat;
    TRY(try_wire(&seeking, &wire_systemone, &works, err));
    if (!works)
        TRY(try_wire(&seeking, &wire_decisions, &works, err));
    if (!works)
        TRY(try_token_ids(&seeking, token_ids, &works, err));
    if (works || form->max_top_logprobs >= ALL_LETTERS)
        return STATUS_OK;
    TRY(try_wire(&seeking, &wire_completions, &works, err));
    return works || form->max_top_logprobs > 0 ? STATUS_OK : try_stated(&seeking, err);
}
