/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/poll_set.h: open files of which somebody waits for some to be ready.  With epoll a wait costs what is ready, not
 * what is waited for, and a file that is told to be kept costs nothing when it is let go and wanted again; elsewhere, or
 * where it fails, poll() serves.  Not thread-safe. */
#ifndef FISC_BASE_POLL_SET_H
#define FISC_BASE_POLL_SET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { POLL_SET_READ = 1, POLL_SET_WRITE = 2, POLL_SET_EVENTS = 16 };

struct poll_set; /* opaque */

struct poll_set_event {
    int file;
    void *owner;
    unsigned what; /* that would not block; of a broken one all that is wanted */
};

/* `is_plain`: poll() in any case. */
enum status poll_set_create(struct poll_set **set, bool is_plain, struct error *err) MUST_CHECK;
void poll_set_destroy(struct poll_set *set); /* NULL is fine */

/* Wait for it to be ready for this, and tell so with its owner; 0: do not.  False without memory, or if the system will
 * not. */
bool poll_set_want(struct poll_set *set, int file, unsigned what, void *owner) MUST_CHECK;

/* A file that is new, and of which poll_set_closed() is told before it is closed: between the two it may be wanted again
 * and again.  False without memory. */
bool poll_set_opened(struct poll_set *set, int file) MUST_CHECK;
void poll_set_closed(struct poll_set *set, int file);

/* Some that are ready, or none after so many milliseconds or a signal. */
size_t poll_set_wait(struct poll_set *set, struct poll_set_event events[POLL_SET_EVENTS],
                     int most_ms);

#endif
