/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat.h: one request to a model and one reply, as texts: the body of POST /chat/completions, the
 * canonical request that names it in stores, and reading what came back.  No sockets, no economics. */
#ifndef FISC_LLM_CHAT_H
#define FISC_LLM_CHAT_H

#include "llm/chat_error.h"
#include "llm/chat_form.h"
#include "llm/chat_request.h"
#include "llm/credentials.h"
#include "llm/prompt.h"
#include "llm/reply.h"

#include <stddef.h>
#include <stdint.h>

/* Body of the request.  `complaint` (NULL: none) is what is said of an unusable answer, `earlier` (NULL if it
 * was empty); both come at the end so that the prefix stays the same. */
void chat_write_body(struct text *body, const struct chat_form *form,
                     const struct llm_request *request, const char *earlier, const char *complaint);

/* The request without what does not change a reply (address, key, spelling of fields): its SHA-256 is
 * the name of the reply. */
void chat_write_canonical(struct text *text, const struct chat_form *form,
                          const struct llm_request *request);

enum { CHAT_KEY_BYTES = LLM_REPLY_KEY_BYTES, CHAT_KEY_TEXT = 65 };
enum status chat_key(unsigned char key[CHAT_KEY_BYTES], const char *canonical, size_t length,
                     struct error *err) MUST_CHECK;

/* Read a body that came with status 200, and check its content against the request's schema.  False, with
 * *fault, if it is no chat completion: a fault of the server, which leaves *reply as it was.  Else token
 * counts are added to what *reply has, and what is wrong with the answer is in its outcome, `invalid` and
 * reason, in the words of llm/reprompt.h. */
bool chat_read(struct llm_reply *reply, const struct llm_request *request,
               const struct prompt *words, const char *body, size_t length,
               struct chat_error *fault) MUST_CHECK;

/* The same of a body over any wire that may repeat secrets, which the answer is read with: all that is kept or shown has stars in
 * their places. */
bool chat_read_secretly(struct llm_reply *reply, const struct chat_form *form,
                        const struct llm_request *request, const struct prompt *words, char *body,
                        size_t length, const struct credentials *secrets,
                        struct chat_error *fault) MUST_CHECK;

/* No answer, since the server will not have the prompt; `words` are its own. */
void chat_take_unfit(struct llm_reply *reply, enum chat_unfit unfit, const char *words);

#endif
