/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/prompt.h: texts with named places, {like_this}.  The shipped ones (agents/prompts, planner/prompts)
 * are inside the program; a user's folder can replace any of them by a file of the same name. */
#ifndef FISC_LLM_PROMPT_H
#define FISC_LLM_PROMPT_H

#include "base/text.h"

/* About as many bytes of English are a token; servers count for themselves. */
enum { PROMPT_BYTES_PER_TOKEN = 4 };

struct embedded_prompt {
    const char *name, *text;
};
extern const struct embedded_prompt embedded_prompts[]; /* ends with a name of NULL */

struct prompt_value {
    const char *name;
    const char *value;
};

/* *text (caller frees) of "worker_system": NAME.txt of `folder` (NULL: none) if it is there, else the
 * shipped one.  Every place must be one of `places` (ends with NULL): STATUS_INVALID_INPUT names the
 * others, and the nearest. */
enum status prompt_load(char **text, const char *name, const char *folder,
                        const char *const *places, struct error *err) MUST_CHECK;

/* The same text, whatever its places. */
enum status prompt_read(char **text, const char *name, const char *folder,
                        struct error *err) MUST_CHECK;

/* Append the template with its places filled; values end with a name of NULL. */
void prompt_fill(struct text *text, const char *template, const struct prompt_value *values);

#endif
