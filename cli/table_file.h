/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/table_file.h: a table under the name that -o gives: CSV or HDF5 as we write it; .xlsx (Excel) and .dta
 * (Stata) made from that by the analysis package. */
#ifndef FISC_CLI_TABLE_FILE_H
#define FISC_CLI_TABLE_FILE_H

#include "base/temporary_folder.h"
#include "base/text.h"

#include <stdbool.h>

bool table_file_is_hdf5(const char *path);      /* .h5, .hdf5 or .nc; NULL: no */
bool table_file_is_converted(const char *path); /* .xlsx or .dta; NULL: no */

/* Before anything long is computed: can a table of this name be written?  NULL: yes. */
enum status table_file_check(const char *path, struct error *err) MUST_CHECK;

struct table_file {
    const char *path, *source; /* `source` is the file to write: `path`, or what it is made from */
    struct temporary_folder folder;
    char room[FILES_MAX_PATH];
};

/* Checks, too.  `ending` is ".csv" or ".h5", what the source is written as if it is not the table itself. */
enum status table_file_begin(struct table_file *file, const char *path, const char *ending,
                             struct error *err) MUST_CHECK;

/* With the status of writing the source; the table is there whole or not at all. */
enum status table_file_end(struct table_file *file, enum status status,
                           struct error *err) MUST_CHECK;

/* Of a command that checked before it computed. */
enum status table_file_write(const char *path, const struct text *csv,
                             struct error *err) MUST_CHECK;

#endif
