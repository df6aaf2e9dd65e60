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

bool served_model_changed(struct served_model *served, const struct llm_reply *reply,
                          struct text *told)
{
    char now[SERVED_MODEL_ROOM];

    if (!reply->served_model && !reply->fingerprint)
        return false;
    snprintf(now, sizeof now, "%.90s%s%.60s", reply->served_model ? reply->served_model : "",
             reply->fingerprint ? ", " : "", reply->fingerprint ? reply->fingerprint : "");
    if (strcmp(now, served->name) == 0)
        return false;
    const bool is_change = served->name[0] != '\0';

    if (is_change) {
        served->num_changes++;
        text_append(told, "the server answers with another model: '%s', and it was '%s'", now,
                    served->name);
    }
    memcpy(served->name, now, sizeof now);
    return is_change;
}
