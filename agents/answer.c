/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/answer.h"

#include "agents/worker_words.h"
#include "base/elementary.h"
#include "llm/reply_schema.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_THOUGHT_BYTES = 2000, TOKEN_ROOM = 32 };

/* How option k is called in an answer: by its place in the list, or by its hours. */
static void name_of(char name[TOKEN_ROOM], const struct answer_options *options, int k)
{
    if (options->form == ANSWER_LETTERS)
        snprintf(name, TOKEN_ROOM, "%c", 'A' + k);
    else
        snprintf(name, TOKEN_ROOM, "%g", options->hours[k]);
}

/* ---- asking ------------------------------------------------------------------------------------ */

static void write_stated_schema(struct text *schema, const struct answer_options *options,
                                struct reply_numbers to_100)
{
    struct json_writer json = reply_schema_open(schema);
    char name[ANSWER_MAX_OPTIONS][TOKEN_ROOM];
    const char *keys[ANSWER_MAX_OPTIONS + 1] = {NULL};

    for (int k = 0; k < options->num_options; k++) {
        name_of(name[k], options, k);
        keys[k] = name[k];
        reply_schema_number(&json, name[k], to_100);
    }
    reply_schema_close(&json, keys);
}

void answer_write_schema(struct text *schema, const struct answer_options *options)
{
    const struct reply_numbers of_options = {.choice = options->hours,
                                             .num_choices = (size_t)options->num_options};
    const struct reply_numbers to_100 = {.max = 100.0};
    const char *const key = options->form == ANSWER_UTILITIES ? "scores" : "hours";
    const char *const keys[] = {"thought", key, NULL};

    if (options->is_stated) {
        write_stated_schema(schema, options, to_100);
        return;
    }
    if (options->form == ANSWER_LETTERS)
        return;
    struct json_writer json = reply_schema_open(schema);

    if (options->thinks)
        reply_schema_words(&json, "thought");
    if (options->form == ANSWER_UTILITIES)
        reply_schema_numbers(&json, key, options->num_options, to_100);
    else
        reply_schema_number(&json, key, options->form == ANSWER_NUMBER ? of_options : to_100);
    reply_schema_close(&json, options->thinks ? keys : keys + 1);
}

/* The options by name, unless all are tens: then those words say it. */
static void write_number_form(struct text *text, const struct answer_options *options,
                              const struct prompt *words)
{
    struct text numbers = {0};
    bool are_tens = true;

    for (int k = 0; k < options->num_options; k++) {
        are_tens = are_tens && fmod(options->hours[k], 10.0) == 0.0;
        text_append(&numbers, "%s%g", k ? ", " : "", options->hours[k]);
    }
    if (are_tens)
        prompt_fill(text, words, WORKER_FORM_NUMBER_TENS, NULL);
    else
        prompt_fill(text, words, WORKER_FORM_NUMBER_LISTED,
                    (const char *[]){prompt_value(&numbers)});
    text->failed |= numbers.failed;
    text_free(&numbers);
}

void answer_write_form(struct text *text, const struct answer_options *options,
                       const struct prompt *words)
{
    if (options->is_stated) {
        prompt_fill(text, words,
                    options->form == ANSWER_LETTERS ? WORKER_FORM_STATED_LETTERS
                                                    : WORKER_FORM_STATED_HOURS,
                    NULL);
        return;
    }
    switch (options->form) {
    case ANSWER_SAMPLE:
        prompt_fill(text, words, options->thinks ? WORKER_FORM_SAMPLE_THINKING : WORKER_FORM_SAMPLE,
                    NULL);
        break;
    case ANSWER_NUMBER:
        write_number_form(text, options, words);
        break;
    case ANSWER_LETTERS:
        prompt_fill(text, words, WORKER_FORM_LETTERS, NULL);
        break;
    case ANSWER_UTILITIES:
        prompt_fill(text, words,
                    options->thinks ? WORKER_FORM_UTILITIES_THINKING : WORKER_FORM_UTILITIES, NULL);
        break;
    }
}

/* What the options bring stands beside them, or, where none are listed, in a list of its own. */
void answer_write_options(struct text *text, const struct answer_options *options,
                          const struct prompt *words, const int *order, const struct text *brings)
{
    const bool has_letters = options->form == ANSWER_LETTERS || options->form == ANSWER_UTILITIES;
    const int heading = !brings       ? WORKER_OPTIONS
                        : has_letters ? WORKER_OPTIONS_AND_CONSEQUENCES
                                      : WORKER_PROSPECTS;
    char hours[PROMPT_NUMBER_ROOM];

    if (!has_letters && !options->is_stated && !brings)
        return;
    prompt_fill(text, words, heading, NULL);
    text_append_bytes(text, "\n", 1);
    for (int k = 0; k < options->num_options; k++) {
        const char letter[] = {(char)('A' + k), '\0'};
        const char *const it_brings = brings ? prompt_value(&brings[order[k]]) : "";

        prompt_number(hours, "%g", options->hours[order[k]]);
        if (has_letters)
            prompt_fill(text, words, WORKER_OPTION, (const char *[]){letter, hours, it_brings});
        else if (brings)
            prompt_fill(text, words, WORKER_PROSPECT, (const char *[]){hours, it_brings});
        else
            prompt_fill(text, words, WORKER_OPTION_HOURS, (const char *[]){hours});
        text_append_bytes(text, "\n", 1);
    }
}

const char *answer_question(const struct answer_options *options, const struct prompt *words)
{
    int part = WORKER_QUESTION_HOURS;

    if (options->is_stated)
        return prompt_words(words, WORKER_QUESTION_STATED);
    switch (options->form) {
    case ANSWER_SAMPLE:
    case ANSWER_NUMBER:
        break;
    case ANSWER_LETTERS:
        part = WORKER_QUESTION_LETTERS;
        break;
    case ANSWER_UTILITIES:
        part = WORKER_QUESTION_UTILITIES;
        break;
    }
    return prompt_words(words, part);
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* A token without the blanks and quotes around it. */
static void trim(char trimmed[TOKEN_ROOM], const char *token)
{
    size_t length = 0;

    while (*token && (isspace((unsigned char)*token) || *token == '"'))
        token++;
    while (*token && !isspace((unsigned char)*token) && *token != '"' && length + 1 < TOKEN_ROOM)
        trimmed[length++] = *token++;
    trimmed[length] = '\0';
}

/* Options that a token stands for: a letter's place, or every number that begins with these digits. */
static int options_of_token(const struct answer_options *options, const int *order,
                            const char *token, int found[ANSWER_MAX_OPTIONS])
{
    char word[TOKEN_ROOM];
    char number[TOKEN_ROOM];
    int count = 0;

    trim(word, token);
    if (options->form == ANSWER_LETTERS) {
        if (word[0] >= 'A' && word[0] < 'A' + options->num_options &&
            (word[1] == '\0' || word[1] == ':' || word[1] == '.' || word[1] == ')'))
            found[count++] = order[word[0] - 'A'];
        return count;
    }
    if (!isdigit((unsigned char)word[0]))
        return 0;
    word[strspn(word, "0123456789")] = '\0';
    for (int k = 0; k < options->num_options; k++) {
        snprintf(number, sizeof number, "%g", options->hours[k]);
        if (strcmp(number, word) == 0) { /* the whole number */
            found[0] = k;
            return 1;
        }
        if (strncmp(number, word, strlen(word)) == 0)
            found[count++] = k;
    }
    return count;
}

/* Some of what might have been said instead is an option. */
static bool has_option(const struct answer_options *options, const struct llm_token *token)
{
    int ignored[ANSWER_MAX_OPTIONS];
    int order[ANSWER_MAX_OPTIONS];
    bool found = false;

    for (int k = 0; k < ANSWER_MAX_OPTIONS; k++)
        order[k] = k;
    for (size_t a = 0; !found && a < token->num_alternatives; a++)
        found = options_of_token(options, order, token->alternative[a].token, ignored) > 0;
    return found;
}

/* The first token at which the answer is decided: the first letter, or else the first token, where a letter might
 * have stood; the first digit behind the colon after "hours" for numbers, or the token that alone was kept; NULL if there is
 * none. */
static const struct llm_token *deciding_token(const struct answer_options *options,
                                              const struct llm_reply *reply)
{
    struct text before = {0};
    const struct llm_token *found = NULL;
    int ignored[ANSWER_MAX_OPTIONS];
    int order[ANSWER_MAX_OPTIONS];

    for (int k = 0; k < ANSWER_MAX_OPTIONS; k++)
        order[k] = k;
    for (size_t t = 0; !found && t < llm_reply_num_tokens(reply); t++) {
        const struct llm_token *const token = llm_reply_token(reply, t);
        const char *const key = before.bytes ? strstr(before.bytes, ANSWER_DECIDING_KEY) : NULL;
        const bool is_there = options->form == ANSWER_LETTERS || llm_reply_num_tokens(reply) == 1 ||
                              (key && strchr(key + strlen(ANSWER_DECIDING_KEY), ':'));

        if (is_there && options_of_token(options, order, token->text, ignored) > 0)
            found = token;
        text_append_bytes(&before, token->text, strlen(token->text));
    }
    text_free(&before);
    if (!found && options->form == ANSWER_LETTERS && llm_reply_num_tokens(reply) > 0 &&
        has_option(options, llm_reply_token(reply, 0)))
        found = llm_reply_token(reply, 0);
    return found;
}

/* False if too little of it lies on the options. */
static bool read_distribution(const struct answer_options *options, const int *order,
                              const struct llm_token *token, double *probability, double *mass)
{
    *mass = 0.0;
    for (int k = 0; k < options->num_options; k++)
        probability[k] = 0.0;
    for (size_t a = 0; a < token->num_alternatives; a++) {
        const struct llm_alternative *const alternative = &token->alternative[a];
        int found[ANSWER_MAX_OPTIONS];
        const int count = options_of_token(options, order, alternative->token, found);

        /* A digit that begins several options says no more than that: they share it. */
        for (int k = 0; k < count; k++)
            probability[found[k]] += elementary_exp(alternative->log_probability) / count;
    }
    for (int k = 0; k < options->num_options; k++)
        *mass += probability[k];
    if (!(*mass > 0.0) || *mass < options->min_mass)
        return false;
    for (int k = 0; k < options->num_options; k++)
        probability[k] /= *mass;
    return true;
}

/* Without log probabilities the word is the whole distribution. */
static bool read_word(const struct answer_options *options, const int *order,
                      const struct llm_reply *reply, double *probability)
{
    int found[ANSWER_MAX_OPTIONS];
    int count = 0;
    double hours = 0.0;

    if (options->form == ANSWER_LETTERS)
        count = options_of_token(options, order, reply->content, found);
    else if (llm_reply_number(reply, "hours", &hours))
        for (int k = 0; k < options->num_options; k++)
            if (options->hours[k] == hours)
                found[count++] = k;
    for (int k = 0; k < options->num_options; k++)
        probability[k] = count == 1 && found[0] == k ? 1.0 : 0.0;
    return count == 1;
}

static bool read_scores(const struct answer_options *options, const int *order,
                        const struct llm_reply *reply, double *score)
{
    double by_place[ANSWER_MAX_OPTIONS];

    if (!llm_reply_numbers(reply, "scores", by_place, (size_t)options->num_options))
        return false;
    for (int k = 0; k < options->num_options; k++)
        score[order[k]] = by_place[k];
    return true;
}

/* Percents as they are said; what they leave of a hundred lies on nothing. */
static bool read_stated(const struct answer_options *options, const int *order,
                        const struct llm_reply *reply, double *probability, double *mass)
{
    double sum = 0.0;

    for (int k = 0; k < options->num_options; k++) {
        char name[TOKEN_ROOM];
        double *const own = &probability[options->form == ANSWER_LETTERS ? order[k] : k];

        name_of(name, options, k);
        if (!llm_reply_number(reply, name, own) || *own < 0.0)
            return false;
        sum += *own;
    }
    *mass = fmin(sum / 100.0, 1.0);
    if (!(sum > 0.0) || *mass < options->min_mass)
        return false;
    for (int k = 0; k < options->num_options; k++)
        probability[k] /= sum;
    return true;
}

bool answer_read(const struct answer_options *options, const int *order,
                 const struct llm_reply *reply, double *probability, double *mass, double *hours)
{
    *mass = 1.0;
    if (reply->outcome != LLM_USABLE)
        return false;
    if (options->form == ANSWER_SAMPLE)
        return llm_reply_number(reply, "hours", hours) && *hours >= 0.0 && *hours <= 100.0;
    if (options->is_stated)
        return read_stated(options, order, reply, probability, mass);
    if (options->form == ANSWER_UTILITIES)
        return read_scores(options, order, reply, probability);
    const struct llm_token *const token = deciding_token(options, reply);

    /* Probabilities say more than the word that was drawn from them. */
    if (token && token->num_alternatives > 0)
        return read_distribution(options, order, token, probability, mass);
    return read_word(options, order, reply, probability);
}
