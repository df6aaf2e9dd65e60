/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/decisions.c: /v1/decisions as OpenAI has it, and vLLM after it: an input and a list of questions go in, a
 * list of answers comes out, in which each value has its probability.  A model may refuse a single question. */
#include "base/json_writer.h"
#include "config/jsonc.h"
#include "llm/wire_answer.h"

#include <string.h>

/* The last line asks; all before it is what there is to know. */
static const char *instructions_of(const char *question)
{
    const char *last = question;

    for (const char *at = question; *at; at++)
        if (*at == '\n' && at[1] && at[1] != '\n')
            last = at + 1;
    return last;
}

static void write(struct text *body, const struct wire_choice *choice)
{
    struct json_writer json = json_writer_of(body, JSON_COMPACT);
    const char *const instructions = instructions_of(choice->question);
    struct text input = {0};

    text_append(&input, "%s\n\n", choice->shared);
    text_append_bytes(&input, choice->question, (size_t)(instructions - choice->question));
    json_open_object(&json, NULL);
    json_string(&json, "model", choice->model);
    json_string(&json, "input", input.failed ? "" : input.bytes);
    json_open_array(&json, "questions");
    json_open_object(&json, NULL);
    json_string(&json, "type", "choice");
    json_string(&json, "name", "choice");
    json_string(&json, "instructions", instructions);
    json_open_array(&json, "choices");
    for (int k = 0; k < choice->num_options; k++) {
        json_open_object(&json, NULL);
        json_string(&json, "value", choice->option[k]);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    body->failed |= input.failed;
    text_free(&input);
}

static int option_of(const struct wire_choice *choice, const char *value)
{
    for (int k = 0; value && k < choice->num_options; k++)
        if (strcmp(choice->option[k], value) == 0)
            return k;
    return -1;
}

/* Each option once, and nothing else. */
static bool read(struct wire_answer *answer, const struct wire_choice *choice, const cJSON *root)
{
    const cJSON *const found =
        cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(root, "answers"), 0);
    const char *const type = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(found, "type"));
    const cJSON *item = NULL;
    bool is_told[WIRE_MAX_OPTIONS] = {false};
    int num_told = 0;

    answer->is_refused = type && strcmp(type, "refusal") == 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(found, "probabilities"))
    {
        const int k =
            option_of(choice,
                      cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "value")));

        if (k < 0 || is_told[k] ||
            !wire_answer_set(answer, k, cJSON_GetObjectItemCaseSensitive(item, "probability"),
                             found))
            return false;
        is_told[k] = true;
        num_told++;
    }
    return answer->is_refused || num_told == choice->num_options;
}

const struct wire_kind wire_decisions = {
    .kind = {.name = "decisions",
             .summary = "/v1/decisions: the same as OpenAI and, after it, vLLM write it"},
    .path = "/decisions",
    .write = write,
    .read = read,
};
