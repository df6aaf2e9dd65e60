/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/systemone.c: the endpoint of typed decisions that vLLM, llama.cpp, Ollama and others serve: a state and a
 * question go in, the probability of each option comes out, and nothing is generated. */
#include "base/json_writer.h"
#include "config/jsonc.h"
#include "llm/wire_answer.h"

static const char question_name[] = "choice";

/* What options stand for is said in the state. */
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
    for (int k = 0; k < choice->num_options; k++)
        json_null(&json, choice->option[k]);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    body->failed |= state.failed;
    text_free(&state);
}

static bool read(struct wire_answer *answer, const struct wire_choice *choice, const cJSON *root)
{
    const cJSON *const answers = cJSON_GetObjectItemCaseSensitive(root, "answers");
    const cJSON *const found = cJSON_GetObjectItemCaseSensitive(answers, question_name);
    const cJSON *const shares = cJSON_GetObjectItemCaseSensitive(found, "probabilities");

    for (int k = 0; k < choice->num_options; k++)
        if (!wire_answer_set(answer, k, cJSON_GetObjectItemCaseSensitive(shares, choice->option[k]),
                             found))
            return false;
    return true;
}

const struct wire_kind wire_systemone = {
    .kind = {.name = "systemone",
             .summary = "/v1/systemone: the probability of each option, and no text"},
    .path = "/systemone",
    .write = write,
    .read = read,
};
