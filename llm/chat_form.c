/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_form.h"

#include "config/json_print.h"
#include "llm/profiles.h"
#include "llm/wires.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- from settings ----------------------------------------------------------------------------- */

/* What is asked, and that one whole answer comes: no config says otherwise. */
static bool is_ours(const char *field)
{
    return strcmp(field, "messages") == 0 || strcmp(field, "stream") == 0 ||
           strcmp(field, "n") == 0;
}

static enum status refuse(const struct settings *settings, const char *path, const char *field,
                          struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: %s: '%s' is what fisc itself says (messages, stream, n)",
                     settings_origin(settings, path), path, field);
}

/* Budgets and unusable answers rest on the limit that fisc asks for. */
static bool is_limit(const char *field)
{
    static const char *const names[] = {"max_tokens", "max_completion_tokens", "max_output_tokens",
                                        "n_predict", "max_new_tokens"};

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strcmp(field, names[k]) == 0)
            return true;
    return false;
}

/* "stream" may be dropped: not every server knows it, and none streams unasked. */
static enum status check(const struct chat_form *form, const struct settings *settings,
                         struct error *err)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, form->set)
    {
        if (is_ours(item->string))
            return refuse(settings, "llm.request.set", item->string, err);
        if (is_limit(item->string))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: llm.request.set: '%s' is what rule.llm.max_tokens and "
                             "planner.llm.max_tokens say; llm.request.rename gives it another name",
                             settings_origin(settings, "llm.request.set"), item->string);
    }
    cJSON_ArrayForEach(item, form->drop)
    {
        if (strcmp(item->valuestring, "messages") == 0)
            return refuse(settings, "llm.request.drop", item->valuestring, err);
        if (is_limit(item->valuestring))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: llm.request.drop: without '%s' no budget would hold",
                             settings_origin(settings, "llm.request.drop"), item->valuestring);
    }
    cJSON_ArrayForEach(item, form->rename)
    {
        if (!cJSON_IsString(item) || is_ours(item->string) || is_ours(item->valuestring))
            return refuse(settings, "llm.request.rename", item->string, err);
    }
    return STATUS_OK;
}

static enum status check_profile(const struct chat_form *form, const struct settings *settings,
                                 struct error *err)
{
    const char *const name = form->profile->kind.name;

    if (form->schema == LLM_SCHEMA_GRAMMAR && !form->profile->write_grammar)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: llm.schema: profile %s has no field for a grammar: expected "
                         "json_schema, json_object, tool or none",
                         settings_origin(settings, "llm.schema"), name);
    if (form->thinking != LLM_THINKING_AS_IS && !form->profile->write_thinking)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: llm.thinking: profile %s has no field for it: expected as_is; "
                         "llm.request.set can add one",
                         settings_origin(settings, "llm.thinking"), name);
    return STATUS_OK;
}

struct chat_form chat_form_of(const struct profile_kind *profile, const char *model)
{
    return (struct chat_form){.profile = profile,
                              .model = model,
                              .wire = &wire_chat,
                              .schema = profile->schema_form,
                              .has_seed = profile->has_seed,
                              .has_system_role = true,
                              .max_top_logprobs = profile->max_top_logprobs,
                              .thinking = LLM_THINKING_AS_IS};
}

/* Letters and digits say or begin every option that there is. */
static enum status check_token_ids(const struct chat_form *form, const struct settings *settings,
                                   struct error *err)
{
    static const char needed[] = "ABCDEFGHIJKLMNOPQRST0123456789";
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, form->token_ids)
    {
        if (!cJSON_IsNumber(item) || item->valuedouble < 0.0 || item->valuedouble > INT_MAX ||
            item->valuedouble != (double)(int)item->valuedouble)
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: llm.token_ids: the number of token '%s' is none",
                             settings_origin(settings, "llm.token_ids"), item->string);
    }
    for (const char *at = needed; form->wire->write_more && *at; at++)
        if (!cJSON_GetObjectItemCaseSensitive(form->token_ids, (const char[]){*at, '\0'}))
            return error_set(err, STATUS_INVALID_INPUT,
                             "%s: llm.wire is token_ids, and llm.token_ids has no token '%c': "
                             "expected letters from A to T and digits, as 'fisc doctor --write' "
                             "finds them",
                             settings_origin(settings, "llm.wire"), *at);
    return STATUS_OK;
}

enum status chat_form_read(struct chat_form *form, const struct settings *settings,
                           struct error *err)
{
    const struct profile_kind *const profile =
        profiles_find(settings_string(settings, "llm.profile"));

    if (!profile)
        return error_set(err, STATUS_INTERNAL, "a profile of settings is not in the list");
    *form = chat_form_of(profile, settings_string(settings, "llm.model"));
    form->wire = wires_find(settings_string(settings, "llm.wire"));
    form->token_ids = settings_json(settings, "llm.token_ids");
    form->set = settings_json(settings, "llm.request.set");
    form->drop = settings_json(settings, "llm.request.drop");
    form->rename = settings_json(settings, "llm.request.rename");
    form->thinking = (enum llm_thinking)settings_choice(settings, "llm.thinking");
    form->thinking_tokens = (int)settings_integer(settings, "llm.thinking_tokens");
    if (settings_is_set(settings, "llm.schema"))
        form->schema = (enum llm_schema_form)settings_choice(settings, "llm.schema");
    form->has_system_role = settings_bool(settings, "llm.system_role");
    if (settings_is_set(settings, "llm.seed"))
        form->has_seed = settings_bool(settings, "llm.seed");
    if (settings_is_set(settings, "llm.logprobs"))
        form->max_top_logprobs = (int)settings_integer(settings, "llm.logprobs");
    if (!form->wire)
        return error_set(err, STATUS_INTERNAL, "a wire format of settings is not in the list");
    if (!form->model)
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s: a language model is to be asked, and llm.model does not name it",
                         settings_origin(settings, "llm.model"));
    TRY(check_profile(form, settings, err));
    TRY(check_token_ids(form, settings, err));
    return check(form, settings, err);
}

/* ---- changing ---------------------------------------------------------------------------------- */

static bool has_items(const cJSON *container)
{
    return container && container->child;
}

bool chat_form_has_changes(const struct chat_form *form)
{
    return has_items(form->set) || has_items(form->drop) || has_items(form->rename);
}

/* "a", or "a.b" for a member of a member. */
static void drop(cJSON *body, const char *path)
{
    const char *const dot = strchr(path, '.');
    char *const first = dot ? strndup(path, (size_t)(dot - path)) : NULL;

    if (!dot)
        cJSON_DeleteItemFromObjectCaseSensitive(body, path);
    else if (first && cJSON_GetObjectItemCaseSensitive(body, first))
        drop(cJSON_GetObjectItemCaseSensitive(body, first), dot + 1);
    free(first);
}

static void rename_field(cJSON *body, const char *old_name, const char *new_name)
{
    cJSON *const item = cJSON_DetachItemFromObjectCaseSensitive(body, old_name);

    if (item && !cJSON_AddItemToObject(body, new_name, item))
        cJSON_Delete(item);
}

/* Objects are merged, all else is replaced. */
static void set(cJSON *object, const cJSON *members)
{
    const cJSON *member = NULL;

    cJSON_ArrayForEach(member, members)
    {
        cJSON *const there = cJSON_GetObjectItemCaseSensitive(object, member->string);

        if (cJSON_IsObject(there) && cJSON_IsObject(member)) {
            set(there, member);
            continue;
        }
        cJSON_DeleteItemFromObjectCaseSensitive(object, member->string);
        cJSON_AddItemToObject(object, member->string, cJSON_Duplicate(member, true));
    }
}

void chat_form_change(const struct chat_form *form, struct cJSON *body)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, form->drop) drop(body, item->valuestring);
    cJSON_ArrayForEach(item, form->rename) rename_field(body, item->string, item->valuestring);
    set(body, form->set);
}

void chat_form_write(const struct chat_form *form, struct json_writer *json)
{
    const struct profile_kind *const profile = form->profile;

    if (form->schema != profile->schema_form)
        json_integer(json, "schema_form", form->schema);
    if (form->wire != &wire_chat)
        json_string(json, "wire", form->wire->kind.name);
    if (form->has_seed != profile->has_seed)
        json_bool(json, "has_seed", form->has_seed);
    if (!form->has_system_role)
        json_bool(json, "has_system_role", false);
    if (form->max_top_logprobs != profile->max_top_logprobs)
        json_integer(json, "max_top_logprobs", form->max_top_logprobs);
    if (form->thinking != LLM_THINKING_AS_IS)
        json_integer(json, "thinking", form->thinking);
    if (form->thinking_tokens > 0)
        json_integer(json, "thinking_tokens", form->thinking_tokens);
    if (!chat_form_has_changes(form))
        return;
    json_open_object(json, "request");
    json_print_item(json, "set", form->set);
    json_print_item(json, "drop", form->drop);
    json_print_item(json, "rename", form->rename);
    json_close(json);
}
