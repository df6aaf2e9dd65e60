/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/model_card.h: does a model behave like somebody who works for money, and does it hang on words?
 * The same workers are asked under several conditions (studies/model_card/conditions.h); the logit and the
 * rational rule answer the same questions as the yardstick. */
#ifndef FISC_STUDIES_MODEL_CARD_MODEL_CARD_H
#define FISC_STUDIES_MODEL_CARD_MODEL_CARD_H

#include "base/text.h"
#include "llm/gateway.h"
#include "simulation/simulation.h"
#include "studies/model_card/compare.h"

/* Fourteen steps of `num_workers` workers (at least 2), and twice as many questions about money.  The
 * rule's settings (form, options) are those of the config.  `progress` may be NULL. */
enum status model_card_examine(struct model_card *card, const struct settings *base,
                               size_t num_workers, const struct gateway_options *options,
                               const struct progress *progress, struct error *err) MUST_CHECK;
void model_card_free(struct model_card *card);

/* The card as one JSON object, without nulls: what was not measured is left out.  Its hash is XXH3-64 of these bytes. */
void model_card_write_json(struct text *text, const struct model_card *card);

#endif
