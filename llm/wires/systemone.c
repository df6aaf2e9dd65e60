/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/systemone.c: the endpoint of typed decisions that vLLM, llama.cpp, Ollama and others serve: a state and a
 * question go in, the probability of each option comes out, and nothing is generated. */
#include "base/elementary.h"
#include "base/json_writer.h"
#include "config/json_print.h"
#include "config/jsonc.h"
#include "llm/chat_error.h"
#include "llm/reply.h"
#include "llm/wire.h"

#include <stdlib.h>
#include <string.h>

static const char question_name[] = "choice";

/* Options have the letters of the question as names: what they stand for is said in the state. */
static void write(struct text *body, const struct wire_choice *choice)
{
    struct json_writer json = json_writer_of(body, JSON_COMPACT);
    struct text state = {0};

    text_append(&state, "%s\n\n%s", choice->shared, choice->question);
    json_open_object(&json, NULL);
    json_string(&json, "model", choice->model);
    json_string(&json, "state", state.failed ? "" : state.bytes);
    json_open_object(&json, "questions");
    json_open_object(&json, question_name);
    json_string(&json, "type", "choice");
    json_open_object(&json, "criteria");
    for (int k = 0; k < choice->num_letters; k++)
        json_null(&json, (const char[]){(char)('A' + k), '\0'});
    json_close(&json);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    body->failed |= state.failed;
    text_free(&state);
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Of all that the model might have said so much lay on the letters; 1 where that is not told. */
static double mass_of(const cJSON *answer)
{
    const cJSON *const mass = member(member(answer, "diagnostics"), "label_mass");

    return cJSON_IsNumber(mass) && mass->valuedouble >= 0.0 && mass->valuedouble <= 1.0
               ? mass->valuedouble
               : 1.0;
}

static bool add_alternative(cJSON *list, const char *letter, double probability)
{
    cJSON *const alternative = cJSON_CreateObject();

    return cJSON_AddStringToObject(alternative, "token", letter) &&
           cJSON_AddNumberToObject(alternative, "logprob", elementary_log(probability)) &&
           cJSON_AddItemToArray(list, alternative);
}

/* As a chat would give them: one token, and what else it could have been. */
static bool read_probabilities(struct llm_reply *reply, const cJSON *answer, int num_letters,
                               char *likeliest)
{
    const cJSON *const probabilities = member(answer, "probabilities");
    const double mass = mass_of(answer);
    cJSON *const tokens = cJSON_CreateArray();
    cJSON *const token = cJSON_CreateObject();
    cJSON *const list = cJSON_AddArrayToObject(token, "top_logprobs");
    double most = 0.0;
    bool is_good = cJSON_IsObject(probabilities) && list;

    *likeliest = '\0';
    for (int k = 0; is_good && k < num_letters; k++) {
        const char letter[] = {(char)('A' + k), '\0'};
        const cJSON *const item = member(probabilities, letter);
        const double p = cJSON_IsNumber(item) ? item->valuedouble : -1.0;

        is_good =
            p >= 0.0 && p <= 1.0 && (p * mass == 0.0 || add_alternative(list, letter, p * mass));
        if (p > most) {
            most = p;
            *likeliest = letter[0];
        }
    }
    is_good = is_good && *likeliest &&
              cJSON_AddStringToObject(token, "token", (const char[]){*likeliest, '\0'}) &&
              cJSON_AddItemToArray(tokens, cJSON_Duplicate(token, true)) &&
              llm_reply_read_tokens(reply, tokens, NULL) == STATUS_OK;
    cJSON_Delete(token);
    cJSON_Delete(tokens);
    return is_good;
}

static int64_t count_of(const cJSON *usage, const char *name)
{
    const cJSON *const item = member(usage, name);

    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15
               ? (int64_t)item->valuedouble
               : 0;
}

static bool read_answer(struct llm_reply *reply, int num_letters, const cJSON *root)
{
    const cJSON *const model = member(root, "model");
    const cJSON *const usage = member(root, "usage");
    char likeliest = '\0';

    if (!read_probabilities(reply, member(member(root, "answers"), question_name), num_letters,
                            &likeliest))
        return false;
    free(reply->content);
    free(reply->served_model);
    free(reply->reason);
    reply->reason = NULL;
    reply->content = strndup(&likeliest, 1);
    reply->served_model = cJSON_IsString(model) ? strdup(model->valuestring) : NULL;
    reply->outcome = LLM_USABLE;
    reply->invalid = LLM_VALID;
    reply->repairs = 0;
    reply->prompt_tokens += count_of(usage, "input_tokens");
    reply->completion_tokens += count_of(usage, "output_tokens");
    return reply->content != NULL;
}

static bool read(struct llm_reply *reply, int num_letters, const char *body, size_t length,
                 struct chat_error *fault)
{
    struct jsonc document = {0};
    struct error err = {0};
    bool is_answer = false;

    *fault = (struct chat_error){0};
    if (jsonc_parse(&document, "body", body, length, &err) == STATUS_OK)
        is_answer = read_answer(reply, num_letters, document.root);
    if (!is_answer) {
        chat_error_read(fault, body, length);
        if (!fault->message[0])
            chat_error_describe(fault,
                                err.message[0] ? err.message : "no probability of each option",
                                body, length);
    }
    jsonc_free(&document);
    return is_answer;
}

const struct wire_kind wire_systemone = {
    .kind = {.name = "systemone",
             .summary = "/v1/systemone: the probability of each option, and no text"},
    .path = "/systemone",
    .write = write,
    .read = read,
};
