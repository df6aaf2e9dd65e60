/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/model_card/card_sentence.h: what a card says of a model, in one sentence beside the model's runs. */
#ifndef FISC_STUDIES_MODEL_CARD_CARD_SENTENCE_H
#define FISC_STUDIES_MODEL_CARD_CARD_SENTENCE_H

#include "base/text.h"
#include "studies/model_card/finding.h"

/* "responds to", "does not respond to" ... */
const char *card_sentence_response(enum model_card_verdict verdict);

/* Of a card's JSON: "By its card (24 workers) this model does not respond to wages (elasticity -0.05 [-0.19, 0.09]) and ...:
 * do not read economics out of its runs."  Nothing is appended of what is no card. */
void card_sentence_write(struct text *text, const char *json);

#endif
