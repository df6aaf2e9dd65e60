/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/export.h: a run's results as CSV (RFC 4180) or lines of JSON, for spreadsheets and machines
 * without readers of HDF5.  Names and units are those of docs/file_formats.md; what is not a number is
 * an empty field. */
#ifndef FISC_RUNS_EXPORT_H
#define FISC_RUNS_EXPORT_H

#include "base/error.h"

#include <stdio.h>

enum export_table {
    EXPORT_SUMMARY, /* CSV: a row a step, every figure; of vectors a column each, NAME_1 the first */
    /* CSV: a row for each bracket of each tax system: first step in force, start, rate, tax */
    EXPORT_SCHEDULES,
    EXPORT_PANEL, /* CSV: a row for each followed worker and panel step; of a complete run */
    /* CSV: a row for each kept decision of a worker simulated by a language model */
    EXPORT_DECISIONS,
    EXPORT_NOTES,   /* JSON lines: every proposal of the planner, with what it said */
    EXPORT_VOTES,   /* JSON lines: those of them that were voted on */
    EXPORT_REPLIES, /* JSON lines: key and reply of every answer of a language model */
    EXPORT_NUM_TABLES
};

extern const char *const export_table_names[EXPORT_NUM_TABLES + 1]; /* ends with NULL */

/* The table of the run in `folder` onto the stream.  STATUS_INVALID_INPUT if the run has no such thing. */
enum status export_write(FILE *stream, enum export_table table, const char *folder,
                         struct error *err) MUST_CHECK;

#endif
