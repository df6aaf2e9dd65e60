/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/sweep_display.h: how far a sweep is, on standard error: points done, failed and running, their rate, the time
 * left.  A line that is written over on a terminal; a line every half a minute elsewhere; nothing if quiet. */
#ifndef FISC_CLI_SWEEP_DISPLAY_H
#define FISC_CLI_SWEEP_DISPLAY_H

#include "studies/sweep/pool.h"

struct sweep_display {
    bool is_quiet, is_terminal;
    double shown_at; /* seconds */
};

struct sweep_display sweep_display_start(bool is_quiet);
/* For sweep_pool_options.progress, whose context is the display. */
void sweep_display_show(void *display, const struct sweep_progress *progress);
void sweep_display_clear(const struct sweep_display *display);

#endif
