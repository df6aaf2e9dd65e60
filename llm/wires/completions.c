/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/completions.c: /v1/completions with a prompt for each option, which ends with the answer that says it.
 * The server echoes the prompts with the log probability of each token: those of an option's own tokens add up to that
 * of the option, however many it has.  All prompts share their beginning, which a server works out once.  The model
 * is asked without its template of a chat. */
#include "base/json_writer.h"
#include "config/jsonc.h"
#include "llm/wire_answer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void write_prompts(struct json_writer *json, const struct wire_choice *choice)
{
    json_open_array(json, "prompt");
    for (int k = 0; k < choice->num_options; k++) {
        struct text prompt = {0};

        text_append(&prompt, "%s\n\n%s\n%s%s%s", choice->shared, choice->question, choice->lead,
                    choice->option[k], choice->close);
        json_string(json, NULL, prompt.failed ? "" : prompt.bytes);
        json->text->failed |= prompt.failed;
        text_free(&prompt);
    }
    json_close(json);
}

/* One token is generated, since not every server takes none; it is not looked at. */
static void write(struct text *body, const struct wire_choice *choice)
{
    struct json_writer json = json_writer_of(body, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_string(&json, "model", choice->model);
    json_bool(&json, "stream", false);
    json_integer(&json, "max_tokens", 1);
    json_bool(&json, "echo", true);
    json_integer(&json, "logprobs", 1);
    json_number(&json, "temperature", 0.0);
    write_prompts(&json, choice);
    json_close(&json);
}

static const char *token_at(const cJSON *tokens, int index)
{
    const char *const token = cJSON_GetStringValue(cJSON_GetArrayItem(tokens, index));

    return token ? token : "";
}

/* How many of the first `count` tokens stand in front of the text with which they end: 0 if they do not end so.
 * Offsets of characters are not asked: servers count marks of the beginning in them. */
static int tokens_before(const cJSON *tokens, int count, const char *text)
{
    size_t left = strlen(text);

    while (count > 0 && left > 0) {
        const char *const token = token_at(tokens, --count);
        const size_t length = strlen(token);
        const size_t shared = length < left ? length : left;

        if (memcmp(text + left - shared, token + length - shared, shared) != 0)
            return 0;
        left -= shared;
    }
    return left == 0 ? count : 0;
}

/* Behind the prompt is the generated token, unless the server generates none. */
static bool add_up(double *log_probability, const cJSON *logprobs, const char *answer,
                   const char *own)
{
    const cJSON *const tokens = cJSON_GetObjectItemCaseSensitive(logprobs, "tokens");
    const cJSON *const each = cJSON_GetObjectItemCaseSensitive(logprobs, "token_logprobs");
    const int count = cJSON_GetArraySize(tokens);
    int end = count - 1;

    if (cJSON_GetArraySize(each) != count || count == 0)
        return false;
    if (tokens_before(tokens, end, answer) == 0)
        end = count;
    const int first = tokens_before(tokens, end, answer) > 0 ? tokens_before(tokens, end, own) : 0;

    if (first == 0)
        return false;
    *log_probability = 0.0;
    for (int t = first; t < end; t++) {
        const cJSON *const item = cJSON_GetArrayItem(each, t);

        if (!cJSON_IsNumber(item) || item->valuedouble > 1e-3)
            return false;
        *log_probability += item->valuedouble < 0.0 ? item->valuedouble : 0.0;
    }
    return true;
}

static bool read(struct wire_answer *answer, const struct wire_choice *choice, const cJSON *root)
{
    const cJSON *const choices = cJSON_GetObjectItemCaseSensitive(root, "choices");
    const cJSON *item = NULL;
    int num_told = 0;

    cJSON_ArrayForEach(item, choices)
    {
        const cJSON *const index = cJSON_GetObjectItemCaseSensitive(item, "index");
        const int k = cJSON_IsNumber(index) ? index->valueint : -1;
        char whole[WIRE_LEAD_ROOM + WIRE_OPTION_ROOM + 8];

        if (k < 0 || k >= choice->num_options)
            return false;
        snprintf(whole, sizeof whole, "%s%s%s", choice->lead, choice->option[k], choice->close);
        if (isfinite(answer->log_probability[k]) ||
            !add_up(&answer->log_probability[k], cJSON_GetObjectItemCaseSensitive(item, "logprobs"),
                    whole, whole + strlen(choice->lead)))
            return false;
        num_told++;
    }
    return num_told == choice->num_options;
}

const struct wire_kind wire_completions = {
    .kind = {.name = "completions",
             .summary = "/v1/completions: a prompt for each option, and what its tokens add up to"},
    .path = "/completions",
    .write = write,
    .read = read,
    .asks_for_each = true,
};
