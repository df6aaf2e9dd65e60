/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/settings_document.h: documents made from the table alone (caller frees; NULL: no memory). */
#ifndef FISC_CONFIG_SETTINGS_DOCUMENT_H
#define FISC_CONFIG_SETTINGS_DOCUMENT_H

#include "config/setting_list.h"

char *settings_document_schema(const struct setting_list *list);    /* JSON Schema 2020-12 */
char *settings_document_defaults(const struct setting_list *list);  /* JSON with comments */
char *settings_document_reference(const struct setting_list *list); /* Markdown */

#endif
