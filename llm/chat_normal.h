/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/chat_normal.h: a parsed answer in the types and names of its schema: "40 hours" is 40, "Hours" is "hours",
 * and what nobody asked for is left out. */
#ifndef FISC_LLM_CHAT_NORMAL_H
#define FISC_LLM_CHAT_NORMAL_H

#include <cjson/cJSON.h>

#include <stdbool.h>

/* Changes what can be changed without a doubt; *repairs: bits of enum llm_repair.  NULL is fine. */
void chat_normal_make(cJSON *value, const cJSON *schema, unsigned *repairs);

/* One number, with blanks and a unit without digits behind it, a currency before it. */
bool chat_normal_number(const char *text, double *number);

#endif
