/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_repair.h"

#include "config/jsonc.h"
#include "llm/chat_normal.h"
#include "llm/reply.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_EFFORT = 1 << 24 /* bytes, of answers that are nothing but brackets */, MAX_BARE = 64 };

/* ---- thoughts and channels --------------------------------------------------------------------- */

static const char *behind_last(const char *text, const char *mark)
{
    const char *found = NULL;

    for (const char *at = strstr(text, mark); at; at = strstr(at, mark))
        found = at += strlen(mark);
    return found;
}

/* What follows the last thought; "" if one has no end. */
static const char *without_thought(const char *text, unsigned *repairs)
{
    static const char *const marks[][2] = {{"<think>", "</think>"},
                                           {"<thinking>", "</thinking>"},
                                           {"<thought>", "</thought>"},
                                           {"<reasoning>", "</reasoning>"},
                                           {"[THINK]", "[/THINK]"}};

    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        const char *const end = behind_last(text, marks[k][1]);
        const char *const from = end ? end : text;

        if (end)
            *repairs |= 1U << LLM_REPAIR_THOUGHT;
        if (strstr(from, marks[k][0]))
            return "";
        text = from;
    }
    return text;
}

/* The last message of gpt-oss's own format; "" if there is none but thoughts. */
static const char *without_channels(const char *text, unsigned *repairs)
{
    const char *const final = behind_last(text, "<|channel|>final");
    const char *const message = final ? strstr(final, "<|message|>") : NULL;

    if (!strstr(text, "<|channel|>"))
        return text;
    *repairs |= 1U << LLM_REPAIR_CHANNEL;
    return message ? message + strlen("<|message|>") : "";
}

/* A copy of the answer (caller frees); NULL without memory. */
static char *answer_in(const char *content, unsigned *repairs)
{
    static const char *const ends[] = {"<|return|>", "<|end|>", "<|im_end|>", "<|eot_id|>"};
    const char *const start = content + strspn(content, " \t\r\n");
    const bool is_bare = *start == '{' || *start == '`';
    const char *const text =
        is_bare ? start : without_channels(without_thought(start, repairs), repairs);
    char *const answer = strdup(text);

    for (size_t k = 0; answer && k < sizeof ends / sizeof *ends; k++) {
        char *const end = strstr(answer, ends[k]);

        if (end) {
            *end = '\0';
            *repairs |= 1U << LLM_REPAIR_CHANNEL;
        }
    }
    return answer;
}

/* ---- JSON -------------------------------------------------------------------------------------- */

struct reading {
    const cJSON *schema;
    const struct prompt *words;
};

static cJSON *parse(const char *text, size_t length)
{
    struct jsonc document = {0};
    cJSON *root = NULL;

    if (jsonc_parse(&document, "answer", text, length, NULL) == STATUS_OK) {
        root = document.root;
        document.root = NULL;
    }
    jsonc_free(&document);
    return root;
}

static cJSON *fitting(const struct reading *reading, cJSON *value, unsigned *repairs)
{
    struct text why = {0};
    unsigned made = 0;

    chat_normal_make(value, reading->schema, &made);
    const bool fits = value && json_schema_holds(reading->schema, value, reading->words, &why);

    text_free(&why);
    if (fits) {
        *repairs |= made;
        return value;
    }
    cJSON_Delete(value);
    return NULL;
}

/* Length of the object that begins here, or 0 if it never ends; *seen is how much was looked at. */
static size_t object_length(const char *text, size_t *seen)
{
    int depth = 0;
    bool is_in_string = false;

    *seen = strlen(text);
    for (size_t k = 0; text[k]; k++) {
        if (is_in_string) {
            if (text[k] == '\\' && text[k + 1])
                k++;
            else
                is_in_string = text[k] != '"';
            continue;
        }
        is_in_string = text[k] == '"';
        depth += (text[k] == '{') - (text[k] == '}');
        if (depth == 0) {
            *seen = k + 1;
            return k + 1;
        }
    }
    return 0;
}

/* The last object in a text that fits. */
static cJSON *last_object(const struct reading *reading, const char *text, unsigned *repairs)
{
    cJSON *last = NULL;
    unsigned made = 0;
    size_t effort = 0, seen = 0;

    for (const char *at = strchr(text, '{'); at && effort < MAX_EFFORT; at = strchr(at, '{')) {
        const size_t length = object_length(at, &seen);
        unsigned here = 0;
        cJSON *const value = length > 0 ? fitting(reading, parse(at, length), &here) : NULL;

        if (value) {
            cJSON_Delete(last);
            last = value;
            made = here;
        }
        at += value ? length : 1;
        effort += seen;
    }
    if (last)
        *repairs |= made | 1U << LLM_REPAIR_EMBEDDED;
    return last;
}

/* The last of the fenced parts that fits. */
static cJSON *last_fenced(const struct reading *reading, const char *text, unsigned *repairs)
{
    cJSON *last = NULL;
    unsigned made = 0;

    for (const char *at = strstr(text, "```"); at; at = strstr(at, "```")) {
        const char *const line = strchr(at, '\n');
        const char *const end = line ? strstr(line, "```") : NULL;
        unsigned here = 0;

        if (!end)
            break;
        cJSON *const value = fitting(reading, parse(line + 1, (size_t)(end - line - 1)), &here);

        if (value) {
            cJSON_Delete(last);
            last = value;
            made = here;
        }
        at = end + 3;
    }
    if (last)
        *repairs |= made | 1U << LLM_REPAIR_FENCE;
    return last;
}

/* A JSON text within a JSON text, or with the quotes of another language. */
static cJSON *in_other_quotes(const struct reading *reading, const char *text, unsigned *repairs)
{
    cJSON *const outer = parse(text, strlen(text));
    const char *const inner = cJSON_GetStringValue(outer);
    char *const turned = !inner && !strchr(text, '"') ? strdup(text) : NULL;
    cJSON *value = NULL;

    for (char *at = turned; at && (at = strchr(at, '\'')); at++)
        *at = '"';
    if (inner)
        value = fitting(reading, parse(inner, strlen(inner)), repairs);
    else if (turned)
        value = last_object(reading, turned, repairs);
    if (value)
        *repairs |= 1U << LLM_REPAIR_EMBEDDED;
    cJSON_Delete(outer);
    free(turned);
    return value;
}

/* Behind marks of emphasis and the name of what is asked for: "**Hours:** 40". */
static const char *behind_name(const char *text, const char *name)
{
    static const char marks[] = " \t\r\n*_`\"'";
    const char *const from = text + strspn(text, marks);
    const size_t length = strlen(name);
    const char *at = strncasecmp(from, name, length) == 0 ? from + length : from;

    at += strspn(at, marks);
    if (at > from && *at == ':')
        at += 1 + strspn(at + 1, marks);
    return at;
}

/* "40 hours", "**40**", where one number is all that is asked for. */
static cJSON *only_number(const struct reading *reading, const char *text, unsigned *repairs)
{
    const cJSON *const properties = cJSON_GetObjectItemCaseSensitive(reading->schema, "properties");
    const char *const name = properties && properties->child ? properties->child->string : "";
    char bare[MAX_BARE];
    double number = 0.0;

    if (cJSON_GetArraySize(properties) != 1 ||
        snprintf(bare, sizeof bare, "%s", behind_name(text, name)) >= MAX_BARE)
        return NULL;
    for (size_t length = strlen(bare); length > 0 && strchr(" \t\r\n*_`\"'", bare[length - 1]);)
        bare[--length] = '\0';
    if (!chat_normal_number(bare, &number))
        return NULL;
    cJSON *const object = cJSON_CreateObject();

    if (!cJSON_AddNumberToObject(object, properties->child->string, number)) {
        cJSON_Delete(object);
        return NULL;
    }
    cJSON *const value = fitting(reading, object, repairs);

    if (value)
        *repairs |= 1U << LLM_REPAIR_NUMBER;
    return value;
}

cJSON *chat_repair_json(const char *content, const cJSON *schema, const struct prompt *words,
                        unsigned *repairs)
{
    const struct reading reading = {schema, words};
    char *const answer = answer_in(content, repairs);
    cJSON *value = answer ? fitting(&reading, parse(answer, strlen(answer)), repairs) : NULL;

    if (answer && !value)
        value = last_fenced(&reading, answer, repairs);
    if (answer && !value)
        value = last_object(&reading, answer, repairs);
    if (answer && !value)
        value = in_other_quotes(&reading, answer, repairs);
    if (answer && !value)
        value = only_number(&reading, answer, repairs);
    free(answer);
    return value;
}

/* ---- letters ----------------------------------------------------------------------------------- */

/* Behind what people put before a letter; the same place if there is nothing of it. */
static const char *behind_lead(const char *text)
{
    static const char *const leads[] = {"the answer is", "my answer is",    "my choice is",
                                        "final answer",  "i would choose",  "i choose",
                                        "i'd choose",    "i pick",          "answer",
                                        "option",        "choice",          "letter",
                                        "my choice",     "my answer",       "i'd go with",
                                        "i go with",     "i would go with", "i would pick",
                                        "i will choose", "i select",        "<answer>",
                                        "\\boxed{"};

    for (size_t k = 0; k < sizeof leads / sizeof *leads; k++) {
        const size_t length = strlen(leads[k]);

        if (strncasecmp(text, leads[k], length) == 0 &&
            (!isalpha((unsigned char)text[length]) ||
             !isalpha((unsigned char)leads[k][length - 1])))
            return text + length;
    }
    return text;
}

/* A letter that stands for an option: no article of a sentence. */
static bool is_option(const char *at, int num_letters)
{
    const char letter = (char)toupper((unsigned char)*at);

    if (letter < 'A' || letter >= 'A' + num_letters || isalnum((unsigned char)at[1]) ||
        (unsigned char)at[1] >= 0x80)
        return false;
    if (*at != letter)
        return at[1 + strspn(at + 1, " \t\r\n\"'.:)*]`")] == '\0';
    return !(at[1] == ' ' && islower((unsigned char)at[2])) && at[1] != '\'';
}

char chat_repair_letter(const char *content, int num_letters, unsigned *repairs)
{
    char *const answer = answer_in(content, repairs);
    cJSON *const object = answer ? parse(answer, strlen(answer)) : NULL;
    const char *const only = object && object->child && !object->child->next
                                 ? cJSON_GetStringValue(object->child)
                                 : NULL; /* {"answer": "B"} */
    const char *at = only ? only : answer;
    const char *before = NULL;
    char found = '\0';

    while (at && at != before) {
        before = at;
        at += strspn(at, " \t\r\n\"'(*[`#:_");
        at = behind_lead(at);
    }
    if (at && is_option(at, num_letters)) {
        found = (char)toupper((unsigned char)*at);
        *repairs |= 1U << (found == *at ? LLM_REPAIR_LETTER : LLM_REPAIR_CASE);
    }
    cJSON_Delete(object);
    free(answer);
    return found;
}
