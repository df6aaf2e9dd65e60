/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sparkline.h: a series as one line of characters. */
#ifndef FISC_CLI_SPARKLINE_H
#define FISC_CLI_SPARKLINE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Append `columns` characters (fewer if there are fewer values): each stands for the mean of its share of the
 * values, from the lowest to the highest of these means.  What is not a number leaves a blank. */
void sparkline_append(struct text *text, const double *value, size_t count, size_t columns,
                      bool is_ascii);

#endif
