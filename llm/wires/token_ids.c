/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/wires/token_ids.c: a chat that is told the tokens of which it has to give the probabilities, as vLLM takes it:
 * each option's, however unlikely, where other servers give those of the likeliest tokens. */
#include "base/json_writer.h"
#include "config/jsonc.h"
#include "llm/wire.h"

#include <string.h>

/* A token may say no more than how an option begins. */
static bool is_named_before(const struct wire_choice *choice, int option, size_t length)
{
    for (int k = 0; k < option; k++)
        if (strncmp(choice->option[k], choice->option[option], length) == 0)
            return true;
    return false;
}

static void write_more(struct json_writer *body, const struct wire_choice *choice,
                       const cJSON *token_ids)
{
    json_bool(body, "logprobs", true);
    json_open_array(body, "logprob_token_ids");
    for (int k = 0; k < choice->num_options; k++)
        for (size_t length = 1; length <= strlen(choice->option[k]); length++) {
            char name[WIRE_OPTION_ROOM] = "";

            memcpy(name, choice->option[k], length);
            const cJSON *const id = cJSON_GetObjectItemCaseSensitive(token_ids, name);

            if (cJSON_IsNumber(id) && !is_named_before(choice, k, length))
                json_integer(body, NULL, (int64_t)id->valuedouble);
        }
    json_close(body);
}

const struct wire_kind wire_token_ids = {
    .kind = {.name = "token_ids",
             .summary = "a chat, with the probabilities of llm.token_ids, however unlikely"},
    .write_more = write_more,
};
