/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/probe_post.h: one request in some form, and what a server says to it, refusals and all. */
#ifndef FISC_LLM_PROBE_POST_H
#define FISC_LLM_PROBE_POST_H

#include "llm/chat.h"
#include "llm/probe_report.h"
#include "llm/transport.h"

enum { PROBE_WORDS_BYTES = 80, PROBE_WORDS_ROOM = 4 * PROBE_WORDS_BYTES + 1 };

struct probe_answer {
    long status;                  /* of HTTP; 0: none came */
    bool is_taken;                /* a chat completion came; `reply` is read */
    bool is_refused;              /* the server says that it will not have this request */
    char words[PROBE_WORDS_ROOM]; /* of the server, escaped: the beginning of what it says */
    bool has_thought;             /* the model thought before it answered */
    struct llm_reply reply;
};

/* STATUS_NO_MEMORY alone is an error; `words` are those about unusable answers. */
enum status probe_post(struct probe_answer *answer, const struct chat_form *form,
                       const struct llm_request *request, const struct prompt *words,
                       const struct http_options *options, struct error *err) MUST_CHECK;
/* A row: what was found if it was taken, else what the server said. */
void probe_post_tell(struct probe_report *report, const char *name,
                     const struct probe_answer *answer, const char *found, const char *used);
void probe_answer_free(struct probe_answer *answer);

#endif
