/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/reproduced_table.h: the table of a reproduced experiment beside what was published. */
#ifndef FISC_CLI_REPRODUCED_TABLE_H
#define FISC_CLI_REPRODUCED_TABLE_H

#include "base/error.h"
#include "base/text.h"

/* A table of studies/sweep/means.h with two more columns, published and published_error: welfare as it was published
 * for the same settings, and its error; empty where no number was.  `rows` becomes what was published of the experiment
 * as CSV (row: "KEY=VALUE", value, error).  `table` is the shipped one (experiment, row, figure, value, error, source). */
enum status reproduced_table_add_published(struct text *means, struct text *rows, const char *table,
                                           const char *experiment, struct error *err) MUST_CHECK;

#endif
