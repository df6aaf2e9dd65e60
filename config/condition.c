/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/condition.c: reading a condition, against values and for people. */
#include "config/condition.h"

#include <stdio.h>
#include <string.h>

enum { MAX_KEY = 256 };

/* One atom: a key and what is asked of its value. */
struct atom {
    char key[MAX_KEY];
    char operation; /* '=', '>' or 0: set, true, not empty */
    const char *words;
    size_t words_length;
};

static struct atom read_atom(const char *at, size_t length)
{
    struct atom atom = {.operation = 0};
    size_t key_length = 0;

    while (length > 0 && *at == ' ') {
        at++;
        length--;
    }
    while (length > 0 && at[length - 1] == ' ')
        length--;
    while (key_length < length && at[key_length] != '=' && at[key_length] != '>')
        key_length++;
    snprintf(atom.key, sizeof atom.key, "%.*s", (int)key_length, at);
    if (key_length < length) {
        atom.operation = at[key_length];
        atom.words = at + key_length + 1;
        atom.words_length = length - key_length - 1;
    }
    return atom;
}

static bool is_among(const struct atom *atom, const char *word)
{
    const size_t length = strlen(word);

    for (size_t at = 0; at <= atom->words_length;) {
        const char *const bar = memchr(atom->words + at, '|', atom->words_length - at);
        const size_t end = bar ? (size_t)(bar - atom->words) : atom->words_length;

        if (end - at == length && memcmp(atom->words + at, word, length) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

static bool atom_holds(const struct atom *atom, const cJSON *value)
{
    if (!value)
        return false;
    if (atom->operation == '=')
        return cJSON_IsString(value) && is_among(atom, value->valuestring);
    if (atom->operation == '>')
        return cJSON_IsNumber(value) && value->valuedouble > 0.0;
    return cJSON_IsTrue(value) || cJSON_IsNumber(value) || cJSON_IsString(value) ||
           (cJSON_IsArray(value) && value->child);
}

bool condition_holds(const char *when, condition_lookup *value_of, const void *context)
{
    for (const char *at = when; at;) {
        const size_t length = strcspn(at, ";");
        bool holds = true;

        for (size_t part = 0; part <= length;) {
            const size_t part_length = strcspn(at + part, "&;");
            const struct atom atom = read_atom(at + part, part_length);

            holds &= atom_holds(&atom, value_of(context, atom.key));
            part += part_length + 1;
        }
        if (holds)
            return true;
        at = at[length] ? at + length + 1 : NULL;
    }
    return false;
}

static void write_atom(struct text *text, const struct atom *atom)
{
    text_append(text, "%s is ", atom->key);
    if (atom->operation == '>')
        text_append(text, "above 0");
    else if (!atom->operation)
        text_append(text, "set");
    for (size_t k = 0; atom->operation == '=' && k < atom->words_length; k++)
        text_append(text, atom->words[k] == '|' ? " or " : "%c", atom->words[k]);
}

void condition_write(struct text *text, const char *when)
{
    for (const char *at = when; *at;) {
        const size_t length = strcspn(at, "&;");
        const struct atom atom = read_atom(at, length);

        write_atom(text, &atom);
        if (at[length])
            text_append(text, at[length] == ';' ? ", or " : " and ");
        at += length + (at[length] != '\0');
    }
}
