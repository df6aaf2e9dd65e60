/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/run_size.h: what a run will take of memory and time, said before it starts. */
#ifndef FISC_CLI_RUN_SIZE_H
#define FISC_CLI_RUN_SIZE_H

#include "config/settings.h"

#include <stdbool.h>

enum { RUN_SIZE_TEXT = 128 };

/* "at most 12.6 GB of memory and about 2.1 min"; empty if it cannot be known. */
void run_size_describe(char text[RUN_SIZE_TEXT], const struct settings *settings);

/* Is it so large that nobody should begin it without knowing?  Then a rehearsal is nothing beside it. */
bool run_size_is_big(const struct settings *settings);

#endif
