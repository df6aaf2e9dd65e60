/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/faults.h: a library that follows a null pointer or ends the process where its own memory is short, as HDF5 1.10
 * and OpenMP do, gives an exit code of the table and a word all the same.  Journals are whole then as ever. */
#ifndef FISC_CLI_FAULTS_H
#define FISC_CLI_FAULTS_H

/* From now on; a handler that is there already, of a sanitizer, stays. */
void faults_catch(void);

/* main() is about to return: its own exit code is meant. */
void faults_end(void);

#endif
