/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/credentials.h: what a server is told in headers of the user's: the key, and those of llm.request.headers.
 * All of it is secret: it is sent, and stars stand for it wherever a server repeats it.  What came from the environment,
 * a file or the command line goes to trusted hosts alone.  What is shorter than eight bytes is no secret: "0", "x" and
 * "EMPTY" stand for no key. */
#ifndef FISC_LLM_CREDENTIALS_H
#define FISC_LLM_CREDENTIALS_H

#include "config/settings.h"

#include <stddef.h>

enum { CREDENTIALS_LEAST_BYTES = 8 };
enum { CREDENTIALS_MAX = 17 }; /* the key and 16 headers */

struct credentials {
    size_t num_lines, num_secrets;
    char *line[CREDENTIALS_MAX];   /* "Authorization: Bearer ..." */
    char *secret[CREDENTIALS_MAX]; /* bare */
    char *
        source; /* of what is the user's: "the environment variable FISC_LLM_KEY"; NULL: nothing is */
};

/* Of llm.key_env, llm.key_file and llm.request.headers.  On failure there are none. */
enum status credentials_read(struct credentials *credentials, const struct settings *settings,
                             struct error *err) MUST_CHECK;
enum status credentials_copy(struct credentials *copy, const struct credentials *credentials,
                             struct error *err) MUST_CHECK;
void credentials_free(struct credentials *credentials); /* all bytes are overwritten */

/* What is expected of llm.key_env where this is no name of a variable: somebody may have put the key there. */
const char *credentials_variable_fault(const char *name);
/* The same of a header's value: "env:NAME" and a name that is none. */
const char *credentials_header_fault(const char *value);

/* Stars (NULL: over nothing) over every copy of a secret: servers repeat them in their complaints.  True if there was one. */
bool credentials_redact(const struct credentials *credentials, char *text);
/* The same as an llm_redactor; `context` are credentials. */
bool credentials_redact_text(const void *context, char *text);

#endif
