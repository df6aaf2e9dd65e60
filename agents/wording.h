/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/wording.h: the words in which workers are asked about their hours.  Setting rule.llm.wording
 * chooses among them, to see how much of a result hangs on words. */
#ifndef FISC_AGENTS_WORDING_H
#define FISC_AGENTS_WORDING_H

#include "config/settings.h"

enum { WORDING_MAX_NAME = 64 };

/* Name of the prompt that stands for `base` ("worker_system", "worker_question") in this wording: a
 * text of its own ("worker_system_reworded") where the wording has one. */
void wording_prompt_name(char name[WORDING_MAX_NAME], const char *base,
                         const struct settings *settings);

#endif
