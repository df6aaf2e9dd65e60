/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/csv_writer.h: texts in tables, in the one notation that fisc writes and reads.  Quotes stand where
 * RFC 4180 needs them.  A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or the
 * end of a line) or that begins with an apostrophe gets an apostrophe in front, which base/csv.h takes off again. */
#ifndef FISC_BASE_CSV_WRITER_H
#define FISC_BASE_CSV_WRITER_H

#include "base/text.h"

/* One cell, without the comma. */
void csv_writer_words(struct text *csv, const char *words);

/* Does a text that begins so have a guard in front? */
bool csv_writer_needs_guard(const char *words);

#endif
