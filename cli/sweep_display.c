/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_display.h"

#include "cli/say.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 20 };
static const double TERMINAL_PAUSE_S = 0.2, LINE_PAUSE_S = 30.0;

struct sweep_display sweep_display_start(bool is_quiet)
{
    return (struct sweep_display){.is_quiet = is_quiet, .is_terminal = isatty(STDERR_FILENO)};
}

static void write_bar(char bar[BAR_WIDTH + 1], size_t num_done, size_t expected)
{
    const size_t full = expected > 0 ? BAR_WIDTH * num_done / expected : 0;

    for (size_t k = 0; k < BAR_WIDTH; k++)
        bar[k] = k < full ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
}

static void write_left(char left[32], double seconds)
{
    if (seconds < 0.0)
        snprintf(left, 32, "time left unknown");
    else if (seconds < 600.0)
        snprintf(left, 32, "%.0f s left", seconds);
    else
        snprintf(left, 32, "%.0f minutes left", seconds / 60.0);
}

void sweep_display_show(void *display, const struct sweep_progress *progress)
{
    struct sweep_display *const shown = display;
    const size_t expected = progress->num_expected > progress->num_points ? progress->num_expected
                                                                          : progress->num_points;
    const double rate =
        progress->seconds > 0.0
            ? (double)(progress->num_done - progress->num_done_before) / progress->seconds
            : 0.0;
    char bar[BAR_WIDTH + 1], left[32];

    if (shown->is_quiet || progress->seconds - shown->shown_at <
                               (shown->is_terminal ? TERMINAL_PAUSE_S : LINE_PAUSE_S))
        return;
    shown->shown_at = progress->seconds;
    write_bar(bar, progress->num_done, expected);
    write_left(left, rate > 0.0 ? (double)(expected - progress->num_done) / rate : -1.0);
    if (shown->is_terminal)
        say_error(SAY_CLEAR_LINE);
    say_error("%s  %zu of %s%zu points, %zu failed, %zu running, %.3g points/s, %s", bar,
              progress->num_done, expected > progress->num_points ? "about " : "", expected,
              progress->num_failed, progress->num_running, rate, left);
    if (!shown->is_terminal)
        say_error("\n");
    fflush(stderr);
}

void sweep_display_clear(const struct sweep_display *display)
{
    if (display->is_terminal && !display->is_quiet)
        say_error(SAY_CLEAR_LINE);
}
