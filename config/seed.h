/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * config/seed.h: what names every random draw of a run.  A kind that draws lists seed_settings among
 * its settings; where no kind of a config does, runs of all seeds are one run. */
#ifndef FISC_CONFIG_SEED_H
#define FISC_CONFIG_SEED_H

#include "config/settings.h"

extern const struct setting seed_settings[]; /* ended by {0} */

/* The seed; its default where nothing reads it, so that a draw that is not listed cannot move a result
 * from one seed to the next. */
int64_t seed_of(const struct settings *settings);

#endif
