/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/reply_tokens.h"

#include <cjson/cJSON.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_ROOM = 32, MOST_NATS = 1000000 };

/* Replies to equal requests count the same tokens. */
struct llm_tokens {
    atomic_size_t num_owners;
    size_t count;
    struct llm_token *token;             /* [count] */
    struct llm_alternative *alternative; /* of all tokens, one after the other */
    char *letters;                       /* of all words, each ended by a zero */
};

void reply_tokens_drop(struct llm_tokens *tokens)
{
    if (!tokens || atomic_fetch_sub(&tokens->num_owners, 1) > 1)
        return;
    free(tokens->token);
    free(tokens->alternative);
    free(tokens->letters);
    free(tokens);
}

void reply_tokens_own(struct llm_tokens *tokens)
{
    if (tokens)
        atomic_fetch_add(&tokens->num_owners, 1);
}

size_t reply_tokens_count(const struct llm_tokens *tokens)
{
    return tokens ? tokens->count : 0;
}

const struct llm_token *reply_tokens_at(const struct llm_tokens *tokens, size_t index)
{
    return &tokens->token[index];
}

/* ---- reading ----------------------------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Tokens as a server gives them, {"token", "top_logprobs": [{"token", "logprob"}]}, or as a store keeps
 * them, {"t", "top": [[token, log probability]]}. */
struct token_form {
    const char *text, *alternatives;
    const char *token, *log_probability; /* NULL: elements 0 and 1 of a list */
};

static const struct token_form served_form = {"token", "top_logprobs", "token", "logprob"};
static const struct token_form stored_form = {"t", "top", NULL, NULL};

static const char *words_of(const cJSON *token, const struct token_form *form)
{
    const cJSON *const words = member(token, form->text);

    return cJSON_IsString(words) ? words->valuestring : "";
}

/* False for what is no alternative. */
static bool read_alternative(struct llm_alternative *alternative, const cJSON *item,
                             const struct token_form *form)
{
    const cJSON *const token =
        form->token ? member(item, form->token) : cJSON_GetArrayItem(item, 0);
    const cJSON *const number =
        form->token ? member(item, form->log_probability) : cJSON_GetArrayItem(item, 1);

    if (!cJSON_IsString(token) || !cJSON_IsNumber(number))
        return false;
    *alternative = (struct llm_alternative){token->valuestring, number->valuedouble};
    return true;
}

static enum status make_room(struct llm_tokens **made, const cJSON *list,
                             const struct token_form *form, struct error *err)
{
    struct llm_tokens *const tokens = calloc(1, sizeof *tokens);
    size_t num_alternatives = 0;
    size_t num_letters = 0;
    const cJSON *token = NULL;

    *made = tokens;
    if (!tokens)
        return error_set(err, STATUS_NO_MEMORY, "no memory for log probabilities");
    tokens->num_owners = 1;
    cJSON_ArrayForEach(token, list)
    {
        const cJSON *item = NULL;

        num_letters += strlen(words_of(token, form)) + 1;
        cJSON_ArrayForEach(item, member(token, form->alternatives))
        {
            struct llm_alternative found;

            if (!read_alternative(&found, item, form))
                continue;
            num_alternatives++;
            num_letters += strlen(found.token) + 1;
        }
    }
    tokens->token = calloc((size_t)cJSON_GetArraySize(list), sizeof *tokens->token);
    tokens->alternative = calloc(num_alternatives + 1, sizeof *tokens->alternative);
    tokens->letters = malloc(num_letters);
    return tokens->token && tokens->alternative && tokens->letters
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "no memory for log probabilities");
}

static const char *put_words(char **end, const char *words)
{
    char *const start = *end;
    const size_t room = strlen(words) + 1;

    memcpy(start, words, room);
    *end += room;
    return start;
}

static enum status read_list(struct llm_tokens **made, const cJSON *list,
                             const struct token_form *form, struct error *err)
{
    const cJSON *token = NULL;

    reply_tokens_drop(*made);
    *made = NULL;
    if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) == 0)
        return STATUS_OK;
    TRY(make_room(made, list, form, err));
    struct llm_tokens *const tokens = *made;
    struct llm_alternative *next = tokens->alternative;
    char *end = tokens->letters;

    cJSON_ArrayForEach(token, list)
    {
        struct llm_token *const kept = &tokens->token[tokens->count++];
        const cJSON *item = NULL;

        kept->text = put_words(&end, words_of(token, form));
        kept->alternative = next;
        cJSON_ArrayForEach(item, member(token, form->alternatives))
        {
            if (!read_alternative(next, item, form))
                continue;
            next->token = put_words(&end, next->token);
            next++;
            kept->num_alternatives++;
        }
    }
    return STATUS_OK;
}

enum status reply_tokens_read(struct llm_tokens **tokens, const cJSON *list, struct error *err)
{
    return read_list(tokens, list, &served_form, err);
}

/* As write_choice() wrote it, as a list of one token, which says one of the numbers. */
static cJSON *list_of(const char *nats)
{
    cJSON *const list = cJSON_CreateArray();
    cJSON *const token = cJSON_CreateObject();
    cJSON *const top = cJSON_AddArrayToObject(token, "top");
    char word[NUMBER_ROOM];
    double number = 0.0;
    int read = 0;

    snprintf(word, sizeof word, "%.*s", (int)strcspn(nats, " "), nats);
    cJSON_AddStringToObject(token, "t", word);
    cJSON_AddItemToArray(list, token);
    for (const char *at = nats; sscanf(at, " %31[0-9] %lf%n", word, &number, &read) == 2;
         at += read) {
        cJSON *const pair = cJSON_CreateArray();

        cJSON_AddItemToArray(pair, cJSON_CreateString(word));
        cJSON_AddItemToArray(pair, cJSON_CreateNumber(0.0 - number));
        cJSON_AddItemToArray(top, pair);
    }
    return list;
}

enum status reply_tokens_parse(struct llm_tokens **tokens, const cJSON *line, struct error *err)
{
    const char *const nats = cJSON_GetStringValue(member(line, "nats"));
    cJSON *const list = nats ? list_of(nats) : NULL;
    const enum status status =
        read_list(tokens, list ? list : member(line, "logprobs"), &stored_form, err);

    cJSON_Delete(list);
    return status;
}

/* ---- writing ----------------------------------------------------------------------------------- */

static void write_token(struct json_writer *json, const struct llm_token *token)
{
    json_open_object(json, NULL);
    json_string(json, "t", token->text);
    if (token->num_alternatives > 0)
        json_open_array(json, "top");
    for (size_t k = 0; k < token->num_alternatives; k++) {
        json_open_array(json, NULL);
        json_string(json, NULL, token->alternative[k].token);
        json_number(json, NULL, token->alternative[k].log_probability);
        json_close(json);
    }
    if (token->num_alternatives > 0)
        json_close(json);
    json_close(json);
}

/* A number that is weighed against others is kept in few bytes: "30 1.2 40 0.5", each with -ln of its probability. */
static bool is_choice_of_numbers(const struct llm_tokens *tokens)
{
    const struct llm_token *const token = tokens->count == 1 ? &tokens->token[0] : NULL;
    bool are_numbers = token && token->num_alternatives > 0;

    for (size_t k = 0; are_numbers && k < token->num_alternatives; k++) {
        const char *const word = token->alternative[k].token;

        are_numbers = word[0] && word[strspn(word, "0123456789")] == '\0' &&
                      strlen(word) < NUMBER_ROOM &&
                      token->alternative[k].log_probability > -MOST_NATS;
    }
    return are_numbers;
}

static void write_choice(struct json_writer *json, const struct llm_token *token)
{
    struct text words = {0};

    for (size_t k = 0; k < token->num_alternatives; k++) {
        text_append(&words, "%s%s ", k > 0 ? " " : "", token->alternative[k].token);
        text_append_number(&words, 0.0 - token->alternative[k].log_probability);
    }
    json_string(json, "nats", words.bytes);
    json->text->failed |= words.failed;
    text_free(&words);
}

void reply_tokens_write(struct json_writer *json, const struct llm_tokens *tokens)
{
    if (is_choice_of_numbers(tokens)) {
        write_choice(json, &tokens->token[0]);
        return;
    }
    json_open_array(json, "logprobs");
    for (size_t t = 0; t < tokens->count; t++)
        write_token(json, &tokens->token[t]);
    json_close(json);
}
