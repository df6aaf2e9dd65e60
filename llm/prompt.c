/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/prompt.h"

#include "base/files.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PROMPT_BYTES = 1 << 20, PLACE_ROOM = 64 };

/* A place at *at: its name, and *after behind the brace.  Braces around anything but a name are text:
 * prompts hold JSON. */
static int read_place(const char *at, char name[PLACE_ROOM], const char **after)
{
    size_t length = 0;

    if (at[0] != '{')
        return 0;
    for (at++; islower((unsigned char)*at) || *at == '_'; at++)
        if (length + 1 < PLACE_ROOM)
            name[length++] = *at;
    name[length] = '\0';
    *after = at + 1;
    return *at == '}' && length > 0;
}

static enum status check_places(const char *text, const char *path, const char *const *places,
                                struct error *err)
{
    char name[PLACE_ROOM];
    const char *after = NULL;
    size_t count = 0;

    while (places[count])
        count++;
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        bool is_known = false;

        if (!read_place(at, name, &after))
            continue;
        for (size_t k = 0; k < count; k++)
            is_known |= strcmp(places[k], name) == 0;
        if (!is_known) {
            const char *const nearest = text_nearest(name, places, count);

            return error_set(err, STATUS_INVALID_INPUT, "%s: {%s} is no place of this prompt%s%s%s",
                             path, name, nearest ? "; did you mean {" : "", nearest ? nearest : "",
                             nearest ? "}?" : "");
        }
    }
    return STATUS_OK;
}

static const char *shipped(const char *name)
{
    for (const struct embedded_prompt *prompt = embedded_prompts; prompt->name; prompt++)
        if (strcmp(prompt->name, name) == 0)
            return prompt->text;
    return NULL;
}

static enum status read_text(char **text, char path[FILES_MAX_PATH], const char *name,
                             const char *folder, struct error *err)
{
    char file[PLACE_ROOM + 8];
    size_t length = 0;

    *text = NULL;
    snprintf(file, sizeof file, "%s.txt", name);
    if (folder)
        TRY(path_join(path, folder, file, err));
    if (folder && file_exists(path)) {
        TRY(file_read_all(path, MAX_PROMPT_BYTES, text, &length, err));
    } else {
        const char *const found = shipped(name);

        if (!found)
            return error_set(err, STATUS_INTERNAL, "no prompt is called '%s'", name);
        *text = strdup(found);
        if (!*text)
            return error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    }
    return STATUS_OK;
}

enum status prompt_read(char **text, const char *name, const char *folder, struct error *err)
{
    char path[FILES_MAX_PATH];

    return read_text(text, path, name, folder, err);
}

enum status prompt_load(char **text, const char *name, const char *folder,
                        const char *const *places, struct error *err)
{
    char path[FILES_MAX_PATH] = "the shipped prompt";

    TRY(read_text(text, path, name, folder, err));
    const enum status status = check_places(*text, path, places, err);

    if (status) {
        free(*text);
        *text = NULL;
    }
    return status;
}

void prompt_fill(struct text *text, const char *template, const struct prompt_value *values)
{
    char name[PLACE_ROOM];
    const char *from = template;

    for (const char *at = strchr(from, '{'); at; at = strchr(at, '{')) {
        const struct prompt_value *value = values;
        const char *after = NULL;

        if (!read_place(at, name, &after)) {
            at++;
            continue;
        }
        while (value->name && strcmp(value->name, name) != 0)
            value++;
        text_append_bytes(text, from, (size_t)(at - from));
        if (value->name)
            text_append_bytes(text, value->value, strlen(value->value));
        from = at = after;
    }
    text_append_bytes(text, from, strlen(from));
}
