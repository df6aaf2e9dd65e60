/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/json_print.h: canonical JSON of parsed values: keys in their order, numbers that read back to
 * the same bits. */
#ifndef FISC_CONFIG_JSON_PRINT_H
#define FISC_CONFIG_JSON_PRINT_H

#include "base/json_writer.h"

#include <cjson/cJSON.h>

void json_print_item(struct json_writer *json, const char *key, const cJSON *item);

/* A whole document: indented, with a new line at its end, for people; else without white space. */
void json_print_document(struct text *text, const cJSON *root, bool is_indented);

#endif
