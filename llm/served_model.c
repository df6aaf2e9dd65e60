/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/served_model.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_file_of_server(const char *name)
{
    static const char *const ends[] = {".gguf", ".bin", ".safetensors", ".ggml"};
    const size_t length = strlen(name);

    if (strchr("/\\.~", name[0]) ||
        (isalpha((unsigned char)name[0]) && name[1] == ':' && (name[2] == '\\' || name[2] == '/')))
        return true;
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
        if (length > strlen(ends[k]) && strcmp(name + length - strlen(ends[k]), ends[k]) == 0)
            return true;
    return false;
}

const char *served_model_kept(const char *name)
{
    const char *last = name;

    if (name[0] == '\0' || !is_file_of_server(name))
        return name;
    for (const char *at = name; at[0] && at[1]; at++)
        if (at[0] == '/' || at[0] == '\\')
            last = at + 1;
    return last;
}

bool served_model_changed(struct served_model *served, const struct llm_reply *reply)
{
    char now[SERVED_MODEL_ROOM];

    if (!reply->served_model && !reply->fingerprint)
        return false;
    snprintf(now, sizeof now, "%.90s%s%.60s", reply->served_model ? reply->served_model : "",
             reply->fingerprint ? ", " : "", reply->fingerprint ? reply->fingerprint : "");
    if (strcmp(now, served->name) == 0)
        return false;
    memcpy(served->before, served->name, sizeof served->before);
    memcpy(served->name, now, sizeof now);
    return served->before[0] != '\0';
}

static bool was_told(const struct served_model *served)
{
    for (size_t k = 0; k < served->num_told; k++)
        for (int side = 0; side < 2; side++)
            if (strcmp(served->told[k][side], served->name) == 0 &&
                strcmp(served->told[k][1 - side], served->before) == 0)
                return true;
    return false;
}

bool served_model_is_news(struct served_model *served)
{
    if (served->num_told == SERVED_MODEL_TOLD || was_told(served))
        return false;
    memcpy(served->told[served->num_told][0], served->before, sizeof served->before);
    memcpy(served->told[served->num_told][1], served->name, sizeof served->name);
    served->num_told++;
    return true;
}

void served_model_describe(const struct served_model *served, struct text *words)
{
    text_append(words, "the server answers with another model: '%s', and it was '%s'", served->name,
                served->before);
}
