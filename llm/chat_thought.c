/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/chat_thought.h"

#include "llm/reply.h"

#include <cjson/cJSON.h>

#include <string.h>

static const char *words_in(const cJSON *object, const char *name)
{
    const char *const words = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return words ? words : "";
}

/* In one of the two fields that servers have for it. */
static const char *field_of(const cJSON *message)
{
    const char *const words = words_in(message, "reasoning_content");

    return words[0] ? words : words_in(message, "reasoning");
}

/* Mistral's way: content is a list with parts {"type": "thinking", "thinking": [{"text": ...}]}. */
static void append_parts(struct text *text, const cJSON *message)
{
    const cJSON *part = NULL;

    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(message, "content"))
    {
        const cJSON *piece = NULL;

        cJSON_ArrayForEach(piece, cJSON_GetObjectItemCaseSensitive(part, "thinking"))
            text_append(text, "%s", words_in(piece, "text"));
    }
}

char *chat_thought_read(const cJSON *message)
{
    struct text parts = {0};

    append_parts(&parts, message);
    char *const thought =
        llm_reply_beginning(field_of(message)[0] ? field_of(message) : parts.bytes);

    text_free(&parts);
    return thought;
}

bool chat_thought_is_all(const cJSON *message, const char *content)
{
    const size_t blanks = content ? strspn(content, " \t\r\n") : 0;

    if (!content || !content[blanks])
        return field_of(message)[0] != '\0';
    return strncmp(content + blanks, "<think>", 7) == 0 && !strstr(content, "</think>");
}
