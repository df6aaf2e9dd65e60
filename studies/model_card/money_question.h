/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/money_question.h: does a model prefer more money for the same hours, and does it matter which
 * stands first? */
#ifndef FISC_STUDIES_MODEL_CARD_MONEY_QUESTION_H
#define FISC_STUDIES_MODEL_CARD_MONEY_QUESTION_H

#include "config/settings.h"
#include "llm/gateway.h"

#include <stddef.h>

struct model_card_money {
    size_t num_asked, num_usable, num_more_money, num_first_shown;
};

/* `num_pairs` pairs of situations that differ in money alone, each shown in both orders. */
enum status model_card_ask_money(struct model_card_money *money, const struct settings *settings,
                                 struct gateway *gateway, size_t num_pairs,
                                 struct error *err) MUST_CHECK;

#endif
