/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file.h: the layout of run.h5 (docs/file_formats.md), made from a run's log. */
#ifndef FISC_RUNS_RUN_FILE_H
#define FISC_RUNS_RUN_FILE_H

#include "runs/run_file_content.h"

enum { RUN_FILE_SCHEMA_VERSION = 2 };

/* Write all of it to `path` under a temporary name and rename: readers see the old file or the new
 * one, never a part. */
enum status run_file_write(const char *path, const struct run_file_content *content,
                           struct error *err) MUST_CHECK;

#endif
