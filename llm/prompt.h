/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/prompt.h: every sentence that a model reads is in a template file with named places, {like_this}.
 * The shipped ones (prompts/ of agents, planner, llm, studies/model_card) are inside the program; a
 * user's folder can replace any of them by a file of the same name.
 *
 * A file is one text, or, for smaller pieces, several parts: a line "[part NAME]", then the part's text
 * up to the next such line, without the ends of lines behind it.  A part can be a list, a line an
 * element. */
#ifndef FISC_LLM_PROMPT_H
#define FISC_LLM_PROMPT_H

#include "base/text.h"

#include <stddef.h>

enum {
    PROMPT_BYTES_PER_TOKEN = 4, /* about as many bytes of English are a token; servers count */
    PROMPT_MAX_PLACES = 12,
    PROMPT_MAX_NAME = 64,
    PROMPT_NUMBER_ROOM = 64
};

struct embedded_prompt {
    const char *name, *text;
};
extern const struct embedded_prompt embedded_prompts[]; /* ends with a name of NULL */

enum { PROMPT_IS_TEXT = 0, PROMPT_ANY_LINES = -1 };

/* What the program expects of a part of a file. */
struct prompt_part {
    const char *name;                          /* "": the whole file, its only part */
    const char *places[PROMPT_MAX_PLACES + 1]; /* ends with NULL */
    int num_lines; /* of a list: so many, or PROMPT_ANY_LINES; PROMPT_IS_TEXT: no list */
};

/* Places are names in quotes; NULL: none.  Arrays end with {0}. */
#define PROMPT_WHOLE(...)                                                                          \
    {                                                                                              \
        "", {__VA_ARGS__}, PROMPT_IS_TEXT                                                          \
    }
#define PROMPT_PART(name, ...)                                                                     \
    {                                                                                              \
        name, {__VA_ARGS__}, PROMPT_IS_TEXT                                                        \
    }
#define PROMPT_LIST(name, num_lines, ...)                                                          \
    {                                                                                              \
        name, {__VA_ARGS__}, num_lines                                                             \
    }

struct prompt; /* a template, taken apart once so that filling it does not search; opaque */

/* The template "worker_system": NAME.txt of `folder` (NULL: none) if it is there, else the shipped one.
 * parts[] ends with a name of NULL, and is borrowed for the life of the prompt.  STATUS_INVALID_INPUT
 * names the file and the part or place that is unknown (with the nearest) or missing; a place may be
 * left out. */
enum status prompt_load(struct prompt **prompt, const char *name, const char *folder,
                        const struct prompt_part *parts, struct error *err) MUST_CHECK;
void prompt_destroy(struct prompt *prompt); /* NULL is fine */

/* Append a part with its places filled by values[], which are in the order of the part's places (NULL:
 * nothing); `values` may be NULL for a part without places. */
void prompt_fill(struct text *text, const struct prompt *prompt, int part,
                 const char *const *values);

/* Of a list: its length, and one line filled. */
size_t prompt_num_lines(const struct prompt *prompt, int part);
void prompt_fill_line(struct text *text, const struct prompt *prompt, int part, size_t line,
                      const char *const *values);

/* A part without places, or a line of a list, as it stands; for a value of another template. */
const char *prompt_words(const struct prompt *prompt, int part);
const char *prompt_line(const struct prompt *prompt, int part, size_t line);

/* A number as a value; returns `room`. */
const char *prompt_number(char room[PROMPT_NUMBER_ROOM], const char *format, ...) PRINTF_LIKE(2, 3);

/* *text (caller frees) of a file, whatever is in it. */
enum status prompt_read(char **text, const char *name, const char *folder,
                        struct error *err) MUST_CHECK;
/* Is there one, in the folder or among the shipped? */
bool prompt_exists(const char *name, const char *folder);

/* What another template gets as a value: "" for an empty text. */
static inline const char *prompt_value(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

#endif
