/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_form.h: in which form a server is asked: the profile's, and what a config changes of it
 * (llm.request, llm.schema, llm.seed and so on).  Fields are named as the profile writes them. */
#ifndef FISC_LLM_CHAT_FORM_H
#define FISC_LLM_CHAT_FORM_H

#include "config/settings.h"
#include "llm/profile.h"
#include "llm/wire.h"

struct chat_form {
    const struct profile_kind *profile;
    const char *model;
    const struct wire_kind *wire; /* of choices with probabilities */
    const struct cJSON
        *token_ids; /* an object, of words and the numbers of their tokens; NULL: none are known */
    enum llm_schema_form schema;
    bool has_seed;
    bool has_system_role; /* else its words stand first in the user's message */
    int max_top_logprobs;
    enum llm_thinking thinking;
    int thinking_tokens;                     /* more of them in every limit */
    const struct cJSON *set, *drop, *rename; /* an object, a list, an object; NULL: nothing */
};

/* As the profile has it. */
struct chat_form chat_form_of(const struct profile_kind *profile, const char *model);

/* Of the settings llm.*, which must stay.  STATUS_INVALID_INPUT: it would change what fisc itself must say. */
enum status chat_form_read(struct chat_form *form, const struct settings *settings,
                           struct error *err) MUST_CHECK;
bool chat_form_has_changes(const struct chat_form *form);
/* The fields of a body, all but its messages: some dropped, some renamed, then what is set. */
void chat_form_change(const struct chat_form *form, struct cJSON *body);
/* What is changed, as members of the request's name (chat_write_canonical()). */
void chat_form_write(const struct chat_form *form, struct json_writer *json);

#endif
