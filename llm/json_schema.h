/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/json_schema.h: does a value keep to a schema?  The subset that our own schemas use (JSON Schema
 * 2020-12): type, properties, required, additionalProperties: false, enum, minimum, maximum, items,
 * minItems, maxItems, minLength, maxLength.  Servers promise to hold replies to a schema and do not
 * always, so every reply is checked here. */
#ifndef FISC_LLM_JSON_SCHEMA_H
#define FISC_LLM_JSON_SCHEMA_H

#include "llm/prompt.h"

#include <cjson/cJSON.h>

/* True if it does; else *why says in words (llm/reprompt.h) that a model can act on what was expected where.  A keyword
 * outside the subset is a fault of ours: false, and *why names it. */
bool json_schema_holds(const cJSON *schema, const cJSON *value, const struct prompt *words,
                       struct text *why);

#endif
