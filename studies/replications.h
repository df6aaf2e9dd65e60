/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/replications.h: runs of one config that differ in their seed alone.  The unit of an interval is a
 * distinct run: where nothing hangs on the seed there is but one. */
#ifndef FISC_STUDIES_REPLICATIONS_H
#define FISC_STUDIES_REPLICATIONS_H

#include "config/settings.h"

#include <stdbool.h>

/* *settings: as `given`, with workers of its own for each seed where its source can have them (rows of a file drawn
 * with replacement, unless population.csv.replicate is "none").  The caller frees it. */
enum status replications_settings(struct settings **settings, const struct settings *given,
                                  struct error *err) MUST_CHECK;

/* Are runs of different seeds different runs? */
bool replications_differ(const struct settings *settings);

#endif
