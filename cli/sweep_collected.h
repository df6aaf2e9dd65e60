/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_collected.h: the table of a sweep's folder as it is now, for the analysis package. */
#ifndef FISC_CLI_SWEEP_COLLECTED_H
#define FISC_CLI_SWEEP_COLLECTED_H

#include "base/files.h"
#include "base/temporary_folder.h"

/* Is this the folder of a sweep, and not of a run? */
bool sweep_collected_is_sweep(const char *folder);

/* Writes it as HDF5 into the room, under this name; `path` = where. */
enum status sweep_collected_write(char path[FILES_MAX_PATH], const struct temporary_folder *room,
                                  const char *name, const char *folder,
                                  struct error *err) MUST_CHECK;

#endif
