/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/error.h: a status for the program, a story for the person.
 * Every function that can fail returns an enum status and, when it fails, leaves in `struct error`
 * a message saying what failed, where, and what was expected.  Only cli/ prints it or exits. */
#ifndef FISC_BASE_ERROR_H
#define FISC_BASE_ERROR_H

#include "base/attributes.h"

#include <stdarg.h>
#include <stddef.h>

/* The values are the process's exit codes (sysexits.h where one fits); see the man page. */
enum status {
    STATUS_OK = 0,
    STATUS_PARTIAL = 1,          /* finished, but a part failed or two things differ */
    STATUS_USAGE = 64,           /* the command line is wrong */
    STATUS_INVALID_INPUT = 65,   /* a config, a table or a data file is wrong */
    STATUS_MISSING_INPUT = 66,   /* an input file does not exist or cannot be opened */
    STATUS_NO_SERVER = 69,       /* a language model stayed unavailable, or a replay missed */
    STATUS_INTERNAL = 70,        /* a promise inside fisc was broken: please report it */
    STATUS_NO_MEMORY = 71,       /* memory is short, or would be */
    STATUS_CANNOT_CREATE = 73,   /* an output file or folder cannot be created */
    STATUS_IO = 74,              /* reading or writing failed on the way: a full or broken disk */
    STATUS_INTERRUPTED = 75,     /* stopped by a signal; `fisc resume` goes on */
    STATUS_NO_PERMISSION = 77,   /* a server refused the key */
    STATUS_CONFIG_CONFLICT = 78, /* resume with another config, format or damaged journal */
    STATUS_NUMERICAL = 79,       /* no solution exists or an iteration did not settle */
};

/* What does not fit is never cut in silence, nor within a letter: the message then ends with
 * "... (N bytes more)".  The story leaves room for contexts. */
enum { ERROR_MESSAGE_BYTES = 4096, ERROR_STORY_BYTES = 3072 };

struct error {
    enum status status;
    char message[ERROR_MESSAGE_BYTES];
};

/* Propagate a failure at once; for functions with nothing to release. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        const enum status try_status_ = (call);                                                    \
        if (try_status_)                                                                           \
            return try_status_;                                                                    \
    } while (0)

/* Set the story (replacing any earlier one) and return `status`.  `err` may be NULL.  Arguments may be words
 * from outside: they are shown as of base/shown.h, in one line. */
enum status error_set(struct error *err, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

enum status error_set_list(struct error *err, enum status status, const char *format,
                           va_list arguments) PRINTF_LIKE(3, 0);

/* Pass on a story that was told elsewhere, of one line or several. */
enum status error_set_story(struct error *err, enum status status, const char *story);

/* A story of `num_lines` lines, of which `lines` holds the first: as many whole ones as fit, then
 * "... and N more". */
enum status error_set_lines(struct error *err, enum status status, const char *lines,
                            size_t num_lines);

/* Append ": <context>" to the story and return its status. */
enum status error_add_context(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* error_set() for a failed system call: adds strerror(errno), and turns a full disk (ENOSPC,
 * EDQUOT, EFBIG, EIO) into STATUS_IO whatever `status` says. */
enum status error_set_errno(struct error *err, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

#endif
