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

/* Of each pair the share of its two answers; NaN where one of them cannot be used. */
struct model_card_money {
    double *more_money, *first_shown;
    size_t num_asked, num_usable; /* answers */
};

/* Arrays of `num_pairs` pairs of situations that differ in money alone, each shown in both orders. */
enum status model_card_ask_money(struct model_card_money *money, const struct settings *settings,
                                 struct gateway *gateway, size_t num_pairs,
                                 struct error *err) MUST_CHECK;

#endif
