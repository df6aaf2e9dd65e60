/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_model_card.h: a model card for people. */
#ifndef FISC_CLI_PRINT_MODEL_CARD_H
#define FISC_CLI_PRINT_MODEL_CARD_H

#include "calibration/labor_elasticities.h"
#include "studies/model_card/model_card.h"

void print_model_card(const struct model_card *card, const char *hash,
                      const struct labor_elasticity *published, size_t num_published);

#endif
