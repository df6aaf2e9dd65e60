/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/json_print.h: canonical JSON of parsed values: keys in their order, numbers that read back to
 * the same bits. */
#ifndef FISC_CONFIG_JSON_PRINT_H
#define FISC_CONFIG_JSON_PRINT_H

#include "base/text.h"

#include <cjson/cJSON.h>

/* `is_indented` for people, with `indent` levels around it; else without any white space. */
void json_print_item(struct text *text, const cJSON *item, int indent, bool is_indented);

#endif
