/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat.h"

#include "base/elementary.h"
#include "config/json_print.h"
#include "config/jsonc.h"
#include "llm/chat_choice.h"
#include "llm/chat_escapes.h"
#include "llm/chat_fault.h"
#include "llm/chat_repair.h"
#include "llm/chat_thought.h"
#include "llm/deciding_token.h"
#include "llm/json_schema.h"
#include "llm/reprompt.h"
#include "llm/served_model.h"
#include "llm/wire_answer.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REASON = 400 };

static const double LEAST_OF_LETTERS = 0.5; /* probability on letters of who said none of them */

/* ---- what comes back --------------------------------------------------------------------------- */

static char *copy_of(const char *text)
{
    char *const copy = strdup(text ? text : "");

    return copy;
}

static void refuse(struct llm_reply *reply, enum llm_invalid invalid, const char *reason)
{
    free(reply->reason);
    reply->reason = strndup(reason, MAX_REASON);
    reply->outcome = LLM_UNUSABLE;
    reply->invalid = invalid;
    reply->repairs = 0;
}

/* An answer that is to be asked for again, and why. */
static void complain(struct llm_reply *reply, const struct prompt *words, enum llm_invalid invalid,
                     enum reprompt_part part, const char *const *values)
{
    struct text why = {0};

    prompt_fill(&why, words, (int)part, values);
    refuse(reply, invalid, prompt_value(&why));
    text_free(&why);
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* A count as a server tells it: anything else than a plausible one is 0. */
static int64_t count_in(const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= 0.0 && item->valuedouble < 1e15
               ? (int64_t)item->valuedouble
               : 0;
}

static int64_t count_of(const cJSON *object, const char *name)
{
    return count_in(member(object, name));
}

static void add_usage(struct llm_reply *reply, const cJSON *usage)
{
    reply->prompt_tokens += count_of(usage, "prompt_tokens");
    reply->completion_tokens += count_of(usage, "completion_tokens");
    reply->cached_tokens += count_of(member(usage, "prompt_tokens_details"), "cached_tokens");
}

/* Content is a string, or an array of parts with text. */
static void read_content(struct text *text, const cJSON *content)
{
    const cJSON *part = NULL;

    if (cJSON_IsString(content)) {
        text_append_bytes(text, content->valuestring, strlen(content->valuestring));
        return;
    }
    cJSON_ArrayForEach(part, content)
    {
        const cJSON *const words = member(part, "text");

        if (cJSON_IsString(words))
            text_append_bytes(text, words->valuestring, strlen(words->valuestring));
    }
}

/* A model that was to call a function with its answer says it there. */
static const cJSON *tool_arguments(const cJSON *message)
{
    const cJSON *const call = cJSON_GetArrayItem(member(message, "tool_calls"), 0);

    return member(member(call, "function"), "arguments");
}

static void replace_content(struct llm_reply *reply, char *content)
{
    if (!content)
        return;
    free(reply->content);
    reply->content = content;
}

/* Before the value alone takes their place. */
static void keep_words(struct llm_reply *reply)
{
    free(reply->said);
    reply->said = llm_reply_beginning(reply->content);
}

/* Without comments, a trailing comma: what any strict parser takes.  The parsed answer stays. */
static void keep_answer(struct llm_reply *reply, struct jsonc *document)
{
    memcpy(reply->content, document->text, document->length);
    if (llm_reply_answer_take(reply, document->root, NULL) != STATUS_OK)
        refuse(reply, LLM_INVALID_UNREAD, "no memory for it");
    document->root = NULL;
}

/* The value alone; false if there is none that fits. */
static bool keep_repaired(struct llm_reply *reply, const cJSON *schema, const struct prompt *words)
{
    unsigned repairs = 0;
    cJSON *const value = chat_repair_json(reply->content, schema, words, &repairs);
    struct text content = {0};

    if (!value)
        return false;
    json_print_document(&content, value, false);
    keep_words(reply);
    replace_content(reply, content.bytes);
    reply->repairs |= repairs;
    if (llm_reply_answer_take(reply, value, NULL) != STATUS_OK)
        refuse(reply, LLM_INVALID_UNREAD, "no memory for it");
    return true;
}

/* The reader's message is "NAME:LINE:COLUMN: what". */
static void complain_of_json(struct llm_reply *reply, const struct prompt *words,
                             const struct error *err)
{
    const char *const place = err->message + strlen(prompt_words(words, REPROMPT_REPLY));
    char room[2][PROMPT_NUMBER_ROOM];
    int line = 0;
    int column = 0;

    if (sscanf(place, ":%9d:%9d", &line, &column) != 2)
        line = column = 0; /* larger than it may be */
    complain(reply, words, LLM_INVALID_NO_JSON, REPROMPT_NO_JSON,
             (const char *[]){err->message, prompt_number(room[0], "%d", line),
                              prompt_number(room[1], "%d", column)});
}

static void hold_against(struct llm_reply *reply, const cJSON *schema, const struct prompt *words)
{
    struct jsonc document = {0};
    struct text why = {0};
    struct error err;
    const char *const name = prompt_words(words, REPROMPT_REPLY);

    if (jsonc_parse(&document, name, reply->content, strlen(reply->content), &err)) {
        if (!keep_repaired(reply, schema, words))
            complain_of_json(reply, words, &err);
    } else if (json_schema_holds(schema, document.root, words, &why)) {
        keep_answer(reply, &document);
    } else if (!keep_repaired(reply, schema, words)) {
        refuse(reply, LLM_INVALID_OUTSIDE, prompt_value(&why));
    }
    jsonc_free(&document);
    text_free(&why);
}

static void check_schema(struct llm_reply *reply, const struct llm_request *request,
                         const struct prompt *words)
{
    cJSON *const own = request->parsed_schema ? NULL : cJSON_Parse(request->schema);
    const cJSON *const schema = own ? own : request->parsed_schema;

    if (schema)
        hold_against(reply, schema, words);
    else
        refuse(reply, LLM_INVALID_UNREAD, "its schema is not JSON: a fault of the asker's");
    cJSON_Delete(own);
}

/* As asked for: the letter, in quotes or with a mark behind it.  All else is read only where it is whole. */
static bool is_letter(const char *content, int num_letters)
{
    const char *at = content + strspn(content, " \t\r\n\"");
    const char letter = *at;

    if (letter < 'A' || letter >= 'A' + num_letters)
        return false;
    at += 1 + strspn(at + 1, ":.)");
    return at[strspn(at, " \t\r\n\"")] == '\0';
}

/* Which of `num_letters` a token is, with blanks around it; -1: none. */
static int letter_of(const char *token, int num_letters)
{
    const char letter = token[strspn(token, " ")];

    return letter >= 'A' && letter < 'A' + num_letters && token[strspn(token, " ") + 1] == '\0'
               ? letter - 'A'
               : -1;
}

/* Probabilities say more than the word that was drawn from them: where most of the first token's lies on letters, the
 * likeliest of them is kept. */
static bool keep_likeliest_letter(struct llm_reply *reply, int num_letters)
{
    const struct llm_token *const token =
        llm_reply_num_tokens(reply) > 0 ? llm_reply_token(reply, 0) : NULL;
    char likeliest[] = {'\0', '\0'};
    double mass = 0.0;
    double most = -INFINITY;

    for (size_t a = 0; token && a < token->num_alternatives; a++) {
        const double log_probability = token->alternative[a].log_probability;
        const int letter = letter_of(token->alternative[a].token, num_letters);

        if (letter < 0)
            continue;
        mass += elementary_exp(log_probability);
        if (log_probability > most) {
            most = log_probability;
            likeliest[0] = (char)('A' + letter);
        }
    }
    if (mass < LEAST_OF_LETTERS)
        return false;
    keep_words(reply);
    replace_content(reply, strdup(likeliest));
    return true;
}

static void check_letter(struct llm_reply *reply, int num_letters, bool is_cut,
                         const struct prompt *words)
{
    unsigned repairs = 0;
    const char last[] = {(char)('A' + num_letters - 1), '\0'};
    char letter[] = {'\0', '\0'};

    if (is_letter(reply->content, num_letters))
        return;
    letter[0] = is_cut ? '\0' : chat_repair_letter(reply->content, num_letters, &repairs);
    if (!letter[0] && keep_likeliest_letter(reply, num_letters))
        return;
    if (!letter[0]) {
        complain(reply, words, LLM_INVALID_LETTER, REPROMPT_LETTER, (const char *[]){last});
        return;
    }
    keep_words(reply);
    replace_content(reply, strdup(letter));
    reply->repairs |= repairs;
}

/* What says nothing may say it in the arguments of a function; or as a thought, of a model that came to its end. */
static void look_elsewhere(struct llm_reply *reply, struct text *content, const cJSON *message,
                           bool is_at_end)
{
    static const char *const thoughts[] = {"reasoning_content", "reasoning"};

    const cJSON *const arguments = tool_arguments(message);

    if (content->bytes && content->bytes[strspn(content->bytes, " \t\r\n")])
        return;
    text_free(content);            /* blanks say nothing */
    if (cJSON_IsObject(arguments)) /* some servers have parsed them */
        json_print_document(content, arguments, false);
    else
        read_content(content, arguments);
    if (content->length > 0)
        reply->repairs |= 1U << LLM_REPAIR_TOOL;
    for (size_t k = 0; k < 2 && is_at_end && content->length == 0; k++) {
        read_content(content, member(message, thoughts[k]));
        if (content->length > 0)
            reply->repairs |= 1U << LLM_REPAIR_REASONING;
    }
}

static void read_choice(struct llm_reply *reply, const struct llm_request *request,
                        const struct prompt *words, const cJSON *choice)
{
    const cJSON *const message = member(choice, "message");
    const cJSON *const refusal = member(message, "refusal");
    const char *const end = chat_fault_end_of(choice);
    const bool is_cut = chat_fault_is_by_length(end);
    struct text content = {0};

    read_content(&content, member(message, "content"));
    look_elsewhere(reply, &content, message, strcmp(end, "stop") == 0);
    free(reply->content);
    reply->content = content.bytes ? content.bytes : copy_of("");
    if (!(reply->repairs >> LLM_REPAIR_REASONING & 1)) /* there it is the answer */
        reply->thought = chat_thought_read(message);
    if (request->deciding_key)
        deciding_token_keep(cJSON_GetObjectItemCaseSensitive(member(choice, "logprobs"), "content"),
                            request->deciding_key, request->schema);
    if (llm_reply_read_tokens(reply, member(member(choice, "logprobs"), "content"), NULL))
        refuse(reply, LLM_INVALID_UNREAD, "no memory for it");
    else if (cJSON_IsString(refusal) && refusal->valuestring[0])
        complain(reply, words, LLM_INVALID_REFUSED, REPROMPT_REFUSED, NULL);
    else if (is_cut && chat_thought_is_all(message, reply->content))
        complain(reply, words, LLM_INVALID_THOUGHT, REPROMPT_CUT_SHORT, NULL);
    else if (is_cut && request->schema)
        complain(reply, words, LLM_INVALID_CUT_SHORT, REPROMPT_CUT_SHORT, NULL);
    else if (strcmp(end, "content_filter") == 0)
        complain(reply, words, LLM_INVALID_FILTERED, REPROMPT_FILTERED, NULL);
    else if ((!reply->content || !reply->content[0]) &&
             !keep_likeliest_letter(reply, request->num_letters))
        complain(reply, words, LLM_INVALID_EMPTY, REPROMPT_EMPTY, NULL);
    else if (request->schema)
        check_schema(reply, request, words);
    else if (request->num_letters > 0)
        check_letter(reply, request->num_letters, is_cut, words);
}

/* Of an attempt before this one. */
static void forget_answer(struct llm_reply *reply)
{
    struct llm_reply earlier = {.answer = reply->answer,
                                .tokens = reply->tokens,
                                .said = reply->said,
                                .thought = reply->thought};

    reply->said = reply->thought = NULL;
    reply->answer = NULL;
    reply->tokens = NULL;
    llm_reply_free(&earlier);
}

/* The server's own words if it has any. */
static void tell_fault(struct chat_error *fault, const char *why, const cJSON *root,
                       const char *body, size_t length)
{
    const cJSON *const choice = cJSON_GetArrayItem(member(root, "choices"), 0);

    chat_error_read_parsed(fault, chat_fault_says_error(choice) ? choice : root);
    if (!fault->message[0] && !fault->code[0])
        chat_error_describe(fault, why, body, length);
}

static void replace_words(char **words, const char *said)
{
    if (!said)
        return;
    free(*words);
    *words = copy_of(said);
}

static void read_completion(struct llm_reply *reply, const struct llm_request *request,
                            const struct prompt *words, const cJSON *root)
{
    const char *const model = cJSON_GetStringValue(member(root, "model"));

    reply->outcome = LLM_USABLE;
    reply->invalid = LLM_VALID;
    reply->repairs = 0;
    free(reply->reason);
    reply->reason = NULL;
    forget_answer(reply);
    add_usage(reply, member(root, "usage"));
    replace_words(&reply->served_model, model ? served_model_kept(model) : NULL);
    replace_words(&reply->fingerprint, cJSON_GetStringValue(member(root, "system_fingerprint")));
    read_choice(reply, request, words, cJSON_GetArrayItem(member(root, "choices"), 0));
}

/* Of most it is only looked at what they say. */
static enum status read_body(struct jsonc *document, const struct llm_request *request,
                             const char *body, size_t length, struct error *err)
{
    return request->deciding_key ? jsonc_parse(document, "body", body, length, err)
                                 : jsonc_read(document, "body", body, length, err);
}

bool chat_read(struct llm_reply *reply, const struct llm_request *request,
               const struct prompt *words, const char *body, size_t length,
               struct chat_error *fault)
{
    char *const mended = chat_escapes_mended(body, length);
    struct jsonc document = {0};
    struct error err;
    const char *why = NULL;

    chat_error_clear(fault);
    if (read_body(&document, request, mended ? mended : body, length, &err) != STATUS_OK) {
        chat_error_describe(fault, err.message, body, length);
    } else if ((why = chat_fault_of(document.root)) != NULL) {
        tell_fault(fault, why, document.root, body, length);
    } else {
        read_completion(reply, request, words, document.root);
    }
    jsonc_free(&document);
    free(mended);
    return !fault->is_one;
}

/* As the wire has it. */
static bool read_any(struct llm_reply *reply, const struct chat_form *form,
                     const struct llm_request *request, const struct prompt *words,
                     const char *body, size_t length, struct chat_error *fault)
{
    struct wire_choice choice;

    return form->wire->path && chat_choice(&choice, form, request)
               ? wire_answer_read(reply, form->wire, &choice, words, body, length, fault)
               : chat_read(reply, request, words, body, length, fault);
}

bool chat_read_secretly(struct llm_reply *reply, const struct chat_form *form,
                        const struct llm_request *request, const struct prompt *words, char *body,
                        size_t length, const struct credentials *secrets, struct chat_error *fault)
{
    const bool is_reply = read_any(reply, form, request, words, body, length, fault);

    if (is_reply)
        llm_reply_redact(reply, credentials_redact_text, secrets);
    else if (credentials_redact(secrets,
                                body)) /* half a secret in a quoted beginning would not be found */
        (void)!read_any(reply, form, request, words, body, length, fault);
    return is_reply;
}

void chat_take_unfit(struct llm_reply *reply, enum chat_unfit unfit, const char *words)
{
    forget_answer(reply);
    free(reply->content);
    reply->content = copy_of("");
    refuse(reply,
           unfit == CHAT_TOO_LONG    ? LLM_INVALID_TOO_LONG
           : unfit == CHAT_NO_ANSWER ? LLM_INVALID_NO_JSON
                                     : LLM_INVALID_PROMPT,
           words);
}
