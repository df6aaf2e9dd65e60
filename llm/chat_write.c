/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_write.c: the body of a request, and its name. */
#include "llm/chat.h"

#include "base/json_writer.h"
#include "config/json_print.h"
#include "llm/chat_choice.h"

#include <openssl/evp.h>

#include <string.h>

enum { CANONICAL_VERSION = 1 };

static void write_message(struct json_writer *json, const char *role, const char *text)
{
    json_open_object(json, NULL);
    json_string(json, "role", role);
    json_string(json, "content", text);
    json_close(json);
}

/* To a model that said nothing the complaint comes right behind the question: servers refuse empty turns, and
 * two of the user's. */
static void write_question(struct json_writer *json, const char *question, const char *complaint)
{
    struct text both = {0};

    text_append(&both, "%s\n\n%s", question, complaint);
    write_message(json, "user", both.failed ? question : both.bytes);
    json->text->failed |= both.failed;
    text_free(&both);
}

/* What the user's message begins with, where the model takes no other: the system's words. */
static const char *first_words(struct text *both, const struct chat_form *form,
                               const struct llm_request *request)
{
    if (form->has_system_role)
        return request->user;
    text_append(both, "%s\n\n%s", request->system, request->user);
    return both->failed ? request->user : both->bytes;
}

static void write_messages(struct json_writer *json, const struct chat_form *form,
                           const struct llm_request *request, const char *earlier,
                           const char *complaint)
{
    struct text both = {0};
    const char *const user = first_words(&both, form, request);

    json_open_array(json, "messages");
    if (form->has_system_role)
        write_message(json, "system", request->system);
    if (complaint && !earlier) {
        write_question(json, user, complaint);
    } else {
        write_message(json, "user", user);
        if (complaint) {
            write_message(json, "assistant", earlier);
            write_message(json, "user", complaint);
        }
    }
    json_close(json);
    json->text->failed |= both.failed;
    text_free(&both);
}

/* Limits of numbers and lengths. */
static void drop_limits(cJSON *schema)
{
    static const char *const limits[] = {"minimum",  "maximum",   "minItems",
                                         "maxItems", "minLength", "maxLength"};

    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++)
        cJSON_DeleteItemFromObjectCaseSensitive(schema, limits[k]);
    for (cJSON *child = schema->child; child; child = child->next)
        if (cJSON_IsObject(child))
            drop_limits(child);
}

/* As all take it, or with limits. */
static void append_schema(struct text *text, const struct chat_form *form, const char *schema)
{
    cJSON *const plain = form->profile->takes_limits ? NULL : cJSON_Parse(schema);

    if (plain) {
        drop_limits(plain);
        json_print_document(text, plain, false);
    } else {
        text_append_bytes(text, schema, strlen(schema));
    }
    cJSON_Delete(plain);
}

static void write_response_format(struct json_writer *json, const struct llm_request *request,
                                  const struct text *schema)
{
    json_open_object(json, "response_format");
    json_string(json, "type", schema ? "json_schema" : "json_object");
    if (schema) {
        json_open_object(json, "json_schema");
        json_string(json, "name", request->schema_name);
        json_bool(json, "strict", true);
        json_raw(json, "schema", schema->bytes, schema->length);
        json_close(json);
    }
    json_close(json);
}

static void write_tool(struct json_writer *json, const struct llm_request *request,
                       const struct text *schema)
{
    json_open_array(json, "tools");
    json_open_object(json, NULL);
    json_string(json, "type", "function");
    json_open_object(json, "function");
    json_string(json, "name", request->schema_name);
    json_raw(json, "parameters", schema->bytes, schema->length);
    json_close(json);
    json_close(json);
    json_close(json);
    json_open_object(json, "tool_choice");
    json_string(json, "type", "function");
    json_open_object(json, "function");
    json_string(json, "name", request->schema_name);
    json_close(json);
    json_close(json);
}

static void write_schema(struct json_writer *json, const struct chat_form *form,
                         const struct llm_request *request)
{
    struct text schema = {0};

    append_schema(&schema, form, request->schema);
    json->text->failed |= schema.failed;
    if (schema.failed) {
        text_free(&schema);
        return;
    }
    switch (form->schema) {
    case LLM_SCHEMA_RESPONSE:
        write_response_format(json, request, &schema);
        break;
    case LLM_SCHEMA_OBJECT:
        write_response_format(json, request, NULL);
        break;
    case LLM_SCHEMA_TOOL:
        write_tool(json, request, &schema);
        break;
    case LLM_SCHEMA_GRAMMAR:
        form->profile->write_grammar(json, schema.bytes);
        break;
    case LLM_SCHEMA_NONE:
        break;
    }
    text_free(&schema);
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Of each token: those that are likeliest, or those that the wire asks for. */
static void write_logprobs(struct json_writer *json, const struct chat_form *form,
                           const struct llm_request *request)
{
    struct wire_choice choice;

    if (form->wire->write_more && chat_choice(&choice, form, request)) {
        form->wire->write_more(json, &choice, form->token_ids);
    } else if (request->top_logprobs > 0 && form->max_top_logprobs > 0) {
        json_bool(json, "logprobs", true);
        json_integer(json, "top_logprobs", smaller(request->top_logprobs, form->max_top_logprobs));
    }
}

/* All but the messages. */
static void write_fields(struct json_writer *json, const struct chat_form *form,
                         const struct llm_request *request)
{
    const struct profile_kind *const profile = form->profile;

    json_string(json, "model", form->model);
    json_bool(json, "stream", false);
    json_number(json, "temperature", request->temperature);
    json_integer(json, profile->token_limit_field, request->max_tokens + form->thinking_tokens);
    if (form->has_seed)
        json_integer(json, "seed", (int64_t)request->seed);
    if (profile->write_more)
        profile->write_more(json);
    if (form->thinking != LLM_THINKING_AS_IS)
        profile->write_thinking(json, form->thinking);
    write_logprobs(json, form, request);
    if (request->schema)
        write_schema(json, form, request);
    if (request->num_letters > 0 && profile->write_letters && form->schema != LLM_SCHEMA_NONE)
        profile->write_letters(json, (char)('A' + request->num_letters - 1));
}

static void write_changed_fields(struct json_writer *json, const struct chat_form *form,
                                 const struct llm_request *request)
{
    struct text text = {0};
    struct json_writer fields = json_writer_of(&text, JSON_COMPACT);
    const cJSON *field = NULL;

    json_open_object(&fields, NULL);
    write_fields(&fields, form, request);
    json_close(&fields);
    cJSON *const body = text.failed ? NULL : cJSON_Parse(text.bytes);

    if (body)
        chat_form_change(form, body);
    cJSON_ArrayForEach(field, body) json_print_item(json, field->string, field);
    json->text->failed |= !body;
    cJSON_Delete(body);
    text_free(&text);
}

/* A complaint comes at the end, as in a chat; the last line does the asking. */
static void write_choice(struct text *body, const struct chat_form *form,
                         struct wire_choice *choice, const char *complaint)
{
    struct text question = {0};
    size_t length = strlen(choice->question);

    while (length > 0 && choice->question[length - 1] == '\n')
        length--;
    text_append_bytes(&question, choice->question, length);
    text_append(&question, "%s%s", complaint ? "\n\n" : "", complaint ? complaint : "");
    choice->question = question.bytes;
    if (!question.failed)
        form->wire->write(body, choice);
    body->failed |= question.failed;
    text_free(&question);
}

void chat_write_body(struct text *body, const struct chat_form *form,
                     const struct llm_request *request, const char *earlier, const char *complaint)
{
    struct json_writer json = json_writer_of(body, JSON_COMPACT);
    struct wire_choice choice;

    if (form->wire->path && chat_choice(&choice, form, request)) {
        write_choice(body, form, &choice, complaint);
        return;
    }
    json_open_object(&json, NULL);
    if (chat_form_has_changes(form))
        write_changed_fields(&json, form, request);
    else
        write_fields(&json, form, request);
    write_messages(&json, form, request, earlier, complaint);
    json_close(&json);
    text_fit(body);
}

void chat_write_canonical(struct text *text, const struct chat_form *form,
                          const struct llm_request *request)
{
    struct json_writer json = json_writer_of(text, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_integer(&json, "version", CANONICAL_VERSION);
    json_string(&json, "profile", form->profile->kind.name);
    json_string(&json, "model", form->model);
    json_string(&json, "system", request->system);
    json_string(&json, "user", request->user);
    if (request->schema)
        json_raw(&json, "schema", request->schema, strlen(request->schema));
    else
        json_null(&json, "schema");
    json_integer(&json, "letters", request->num_letters);
    json_number(&json, "temperature", request->temperature);
    json_integer(&json, "max_tokens", request->max_tokens);
    json_integer(&json, "top_logprobs", request->top_logprobs);
    json_integer(&json, "seed", (int64_t)request->seed);
    json_integer(&json, "draw", request->draw);
    chat_form_write(form, &json);
    json_close(&json);
}

enum status chat_key(unsigned char key[CHAT_KEY_BYTES], const char *canonical, size_t length,
                     struct error *err)
{
    unsigned written = 0;

    if (EVP_Digest(canonical, length, key, &written, EVP_sha256(), NULL) != 1 ||
        written != CHAT_KEY_BYTES)
        return error_set(err, STATUS_INTERNAL, "SHA-256 is not available");
    return STATUS_OK;
}
