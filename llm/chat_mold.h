/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_mold.h: requests of a batch that differ in what the user says and in their seed alone: all else of their
 * bodies and names is written once, and taken from there. */
#ifndef FISC_LLM_CHAT_MOLD_H
#define FISC_LLM_CHAT_MOLD_H

#include "llm/chat.h"

enum chat_mold_gap { CHAT_MOLD_NOTHING, CHAT_MOLD_USER, CHAT_MOLD_SEED };

/* A text with gaps behind the first two of its pieces. */
struct chat_mold_text {
    struct text piece[3];
    enum chat_mold_gap gap[2];
    bool is_made; /* false: it cannot be made, and each is written by itself */
};

struct chat_mold {
    const struct chat_form *form; /* borrowed, as the texts of `like` */
    struct llm_request like;
    struct chat_mold_text body, name;
    struct cJSON *schema; /* of `like`, parsed; NULL: it has none */
};

/* Of requests like this one; without memory it is of none. */
struct chat_mold chat_mold_of(const struct chat_form *form, const struct llm_request *like);
void chat_mold_free(struct chat_mold *mold);

/* What chat_write_body() without a complaint, and chat_write_canonical(), write of a request, byte for byte; of one
 * that is not like the others as well.  Several threads may. */
void chat_mold_write_body(struct text *body, const struct chat_mold *mold,
                          const struct llm_request *request);
void chat_mold_write_canonical(struct text *text, const struct chat_mold *mold,
                               const struct llm_request *request);

/* The request with what the mold knows of its reply. */
struct llm_request chat_mold_request(const struct chat_mold *mold,
                                     const struct llm_request *request);

#endif
