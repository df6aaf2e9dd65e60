/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare_kinds.h: the list of welfare functions (model/welfare.h), and the configured one. */
#ifndef FISC_MODEL_WELFARE_KINDS_H
#define FISC_MODEL_WELFARE_KINDS_H

#include "config/setting.h"
#include "model/welfare.h"

/* The configured one, and all in the order of the list. */
enum status welfare_read(struct welfare_settings *welfare, const struct settings *settings,
                         struct error *err) MUST_CHECK;
const struct welfare_kind *welfare_kind_of(const struct settings *settings);
/* What words about it are called: its name, and another with the user's weights. */
const char *welfare_words_name(const struct settings *settings);
KIND_FAMILY_DECLARE(welfare);
extern const struct setting welfare_function_settings[]; /* read whatever the kind; ended by {0} */

/* Place of a kind in the list. */
size_t welfare_index(const struct welfare_kind *kind);

#endif
