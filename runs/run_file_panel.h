/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_file_panel.h: the group /panel of a run file. */
#ifndef FISC_RUNS_RUN_FILE_PANEL_H
#define FISC_RUNS_RUN_FILE_PANEL_H

#include "io/hdf5_file.h"
#include "runs/run_file_content.h"

/* Who the followed workers are, and their rows from the panel file, chunk by chunk. */
enum status run_file_write_panel(struct hdf5_file *file, const struct run_file_content *content,
                                 struct error *err) MUST_CHECK;

#endif
