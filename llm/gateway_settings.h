/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/gateway_settings.h: how a language model is reached, asked and paid for: what every kind that asks one
 * reads. */
#ifndef FISC_LLM_GATEWAY_SETTINGS_H
#define FISC_LLM_GATEWAY_SETTINGS_H

#include "config/setting.h"

extern const struct setting gateway_settings[]; /* ended by {0} */

#endif
