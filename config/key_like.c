/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/key_like.h"

#include <cjson/cJSON.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { SHORTEST_RUN = 16, SHORTEST_OF_LETTERS = 30, LONGEST_WORD = 120 };

/* As the providers' pages show them: OpenAI, Anthropic, OpenRouter and DeepSeek; Groq; Hugging Face; Google; xAI;
 * Perplexity; NVIDIA; Replicate; Together; Fireworks; Cerebras; GitHub, GitLab; AWS; Databricks; Slack; a token of
 * RFC 6750, and of RFC 7519. */
static const char *const prefixes[] = {"sk-",     "gsk_",   "hf_",  "AIza",        "xai-",
                                       "pplx-",   "nvapi-", "r8_",  "tgp_",        "ghp_",
                                       "fw_",     "csk-",   "sk_",  "github_pat_", "AKIA",
                                       "ABSK",    "glpat-", "dapi", "xoxb-",       "ya29.",
                                       "Bearer ", "eyJ"};

static bool is_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == ':' || c == '+';
}

/* What follows a prefix, up to the end of the word.  Tokens of Hugging Face are letters alone; words that are
 * written together have few capitals. */
static bool is_random(const char *rest)
{
    size_t run = 0, num_digits = 0, num_upper = 0;

    for (; is_of_word(*rest); rest++) {
        if (!isalnum((unsigned char)*rest)) {
            run = num_digits = num_upper = 0;
            continue;
        }
        run++;
        num_digits += isdigit((unsigned char)*rest) != 0;
        num_upper += isupper((unsigned char)*rest) != 0;
        if (run >= SHORTEST_RUN && num_digits > 0 && num_digits < run)
            return true;
        if (run >= SHORTEST_OF_LETTERS && 4 * num_upper >= run && 4 * num_upper <= 3 * run)
            return true;
    }
    return false;
}

bool key_like_text(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (at > text && is_of_word(at[-1]) && at[-1] != '.' && at[-1] != ':')
            continue; /* "llm.sk-...", "env:sk-..." */
        for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++) {
            const size_t length = strlen(prefixes[k]);

            if (strncmp(at, prefixes[k], length) == 0 && is_random(at + length))
                return true;
        }
    }
    return false;
}

bool key_like_beginning(const char *text, size_t length)
{
    char beginning[LONGEST_WORD + 1];

    snprintf(beginning, sizeof beginning, "%.*s",
             (int)(length < LONGEST_WORD ? length : LONGEST_WORD), text);
    return key_like_text(beginning);
}

bool key_like_value(const cJSON *value)
{
    const cJSON *child = NULL;

    if (cJSON_IsString(value) && key_like_text(value->valuestring))
        return true;
    cJSON_ArrayForEach(child, value)
    {
        if ((child->string && key_like_text(child->string)) || key_like_value(child))
            return true;
    }
    return false;
}
