/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_files.h: the files of a run while it goes on, and its warnings. */
#ifndef FISC_RUNS_RUN_FILES_H
#define FISC_RUNS_RUN_FILES_H

#include "runs/run_internal.h"

void run_files_warn(const struct run *run, const char *message);
/* That a file was cut off behind its last whole "step" or "reply". */
void run_files_warn_of_bytes(const struct run *run, const char *file, const char *what,
                             uint64_t bytes);
void run_files_tell_phase(const struct run *run, const char *what);

/* Panel, replies and journal to the disk, in the order in which they speak of each other. */
enum status run_files_sync(struct run *run, struct error *err) MUST_CHECK;

/* Before the last run file is written: what it takes the place of, or cannot be made again, is on the disk. */
enum status run_files_begin_end(struct run *run, struct error *err) MUST_CHECK;

/* run.h5 as of now. */
enum status run_files_save(struct run *run, bool with_panel, struct error *err) MUST_CHECK;

#endif
