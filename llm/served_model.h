/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/served_model.h: does the same model answer all along?  Servers say which one did, and a fingerprint of
 * themselves; results of a run that two of them answered are those of neither. */
#ifndef FISC_LLM_SERVED_MODEL_H
#define FISC_LLM_SERVED_MODEL_H

#include "base/text.h"
#include "llm/reply.h"

#include <stdbool.h>

enum { SERVED_MODEL_ROOM = 160, SERVED_MODEL_TOLD = 3 };

struct served_model {
    char name[SERVED_MODEL_ROOM]; /* of the last reply, with its fingerprint; "" before the first */
    char before[SERVED_MODEL_ROOM]; /* the one before it that was another */
    char told[SERVED_MODEL_TOLD][2][SERVED_MODEL_ROOM];
    size_t num_told;
};

/* What is kept of a served name: of one that is a file on the server ("/srv/models/a.gguf", "C:\\m\\a.gguf") its
 * last part, since the folders are the business of nobody who is given the run; of "owner/name" all. */
const char *served_model_kept(const char *name);

/* True if this reply is of another than the one before. */
bool served_model_changed(struct served_model *served, const struct llm_reply *reply);
/* Of the last change: true the first time for these two, whichever came first (two endpoints alternate all along), and no
 * more often than one wants to read it. */
bool served_model_is_news(struct served_model *served);
void served_model_describe(const struct served_model *served, struct text *words);

#endif
