/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_size.h"

#include "cli/progress.h"
#include "simulation/rehearsal.h"
#include "simulation/simulation.h"

#include <math.h>
#include <stdio.h>

static const double BIG_BYTES = 1e9;
static const double BIG_DECISIONS = 1e8; /* seconds where workers are rational, minutes elsewhere */

enum { TIME_TEXT = 64 };

/* " and about 2.1 min", as far as it can be known. */
static void describe_time(char text[TIME_TEXT], const struct settings *settings)
{
    struct error ignored = {0}; /* what is wrong with the config is said when the run starts */
    char duration[PROGRESS_DURATION_TEXT];
    double seconds = 0.0;

    text[0] = '\0';
    if (rehearsal_seconds(&seconds, settings, &ignored))
        return;
    progress_print_duration(duration, seconds);
    if (isnan(seconds))
        snprintf(text, TIME_TEXT, "; how long it takes is up to the language model");
    else if (seconds < 1.0)
        snprintf(text, TIME_TEXT, " and less than 1 s");
    else
        snprintf(text, TIME_TEXT, " and about %s", duration);
}

void run_size_describe(char text[RUN_SIZE_TEXT], const struct settings *settings)
{
    struct error ignored = {0};
    char time[TIME_TEXT];
    size_t num_workers = 0;
    double bytes = 0.0;

    text[0] = '\0';
    if (simulation_memory_needed(&bytes, &num_workers, settings, &ignored))
        return;
    describe_time(time, settings);
    snprintf(text, RUN_SIZE_TEXT, "at most %.3g %s of memory%s",
             bytes < 1e9 ? bytes / 1e6 : bytes / 1e9, bytes < 1e9 ? "MB" : "GB", time);
}

bool run_size_is_big(const struct settings *settings)
{
    struct error ignored = {0};
    size_t num_workers = 0;
    double bytes = 0.0;

    if (simulation_memory_needed(&bytes, &num_workers, settings, &ignored))
        return false;
    return bytes > BIG_BYTES ||
           (double)num_workers * (double)settings_integer(settings, "steps") > BIG_DECISIONS;
}
