/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/process.h: another program, run to its end. */
#ifndef FISC_BASE_PROCESS_H
#define FISC_BASE_PROCESS_H

#include "base/error.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum { PROCESS_NOT_FOUND = 127 };

struct process_options {
    const char *folder; /* it starts there; NULL: here */
    bool is_silent; /* what it prints goes nowhere; else what it says on standard output is seen */
    bool is_mute;   /* the same for standard error */
    /* It gets of the environment only where programs and libraries are, a folder for temporary files, how many
     * threads, and how it is checked: no keys, no proxies; and FISC_NO_SERVERS=1, under which fisc asks none. */
    bool has_bare_environment;
    bool has_no_input; /* standard input is empty */
    /* Once it is not 0, the program and what it started are asked to end (SIGTERM), and after a while made to; NULL: they
     * run to their end. */
    const volatile sig_atomic_t *stop;
};

/* This very program again, with other arguments (after its name; ends with NULL), which goes on by itself and
 * has the `num_files` open files under their numbers.  *process is its id. */
enum status process_start_self(int64_t *process, const char *const *arguments, const int *files,
                               size_t num_files, struct error *err) MUST_CHECK;

/* Its exit code; PROCESS_NOT_FOUND if it cannot be started or was killed.  arguments[0] is looked for on the path. */
int process_run(const char *const *arguments, const struct process_options *options);

/* STATUS_IO if its exit code is not 0; STATUS_INTERRUPTED after *stop. */
enum status process_must_run(const char *const *arguments, const struct process_options *options,
                             struct error *err) MUST_CHECK;

#endif
