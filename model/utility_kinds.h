/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_kinds.h: the list of utilities (model/utility.h), and the configured one. */
#ifndef FISC_MODEL_UTILITY_KINDS_H
#define FISC_MODEL_UTILITY_KINDS_H

#include "config/setting.h"
#include "model/utility.h"

KIND_FAMILY_DECLARE(utility);
extern const struct setting utility_settings[]; /* read whatever the kind; ended by {0} */

/* What the settings say; Y0 is for the calibration to fill in. */
enum status utility_read(struct utility *utility, const struct settings *settings,
                         struct error *err) MUST_CHECK;

#endif
