/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_choice.h"

bool chat_choice(struct wire_choice *choice, const struct chat_form *form,
                 const struct llm_request *request)
{
    if (!form->wire->path && !form->wire->write_more)
        return false;
    choice->model = form->model;
    choice->shared = request->system;
    choice->question = request->user;
    if (request->num_letters > 0)
        wire_choice_of_letters(choice, request->num_letters);
    return request->num_letters > 0 || (request->schema && request->top_logprobs > 0 &&
                                        wire_choice_of_schema(choice, request->schema));
}

const char *chat_path(const struct chat_form *form, const struct llm_request *request)
{
    struct wire_choice choice;

    return form->wire->path && chat_choice(&choice, form, request) ? form->wire->path
                                                                   : "/chat/completions";
}

int chat_limit(const struct chat_form *form, const struct llm_request *request)
{
    struct wire_choice choice;
    const int limit = request->max_tokens + form->thinking_tokens;

    return form->wire->asks_for_each && chat_choice(&choice, form, request) &&
                   choice.num_options > limit
               ? choice.num_options
               : limit;
}
