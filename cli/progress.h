/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/progress.h: what a long command is doing, on stderr: five times a second on a terminal, a line
 * every 30 s elsewhere, nothing if quiet.  A thread of its own does the telling, so that a long phase
 * without steps shows life too. */
#ifndef FISC_CLI_PROGRESS_H
#define FISC_CLI_PROGRESS_H

#include "simulation/simulation.h"

struct progress_display; /* opaque */

enum { PROGRESS_DURATION_TEXT = 32 };

/* "12 s", "2.1 min", "3.0 h" */
void progress_print_duration(char text[PROGRESS_DURATION_TEXT], double seconds);

/* NULL (and no display) if quiet or if no thread can be had. */
struct progress_display *progress_display_start(bool is_quiet);
void progress_display_stop(struct progress_display *display); /* clears the line; NULL is fine */

/* Functions for the simulation; they do nothing for NULL. */
struct progress progress_display_callbacks(struct progress_display *display);

/* For run_options.model_progress: how many replies of a language model have come. */
void progress_display_replies(void *context, size_t num_done, size_t count);

/* For run_options.model_waits: why nothing is sent to it, and for how long. */
void progress_display_waits(void *context, const char *why, double seconds);

/* A remark that stays on the screen, e.g. a warning. */
void progress_display_remark(struct progress_display *display, const char *text);

#endif
