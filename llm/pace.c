/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/pace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_LIMIT = 4, MIN_WINDOW = 32 };
static const double DECREASE = 0.7;
static const double SLOW = 1.4; /* times the best median latency: the server queues */

static void start_window(struct pace *pace)
{
    const size_t length = 2 * pace_limit(pace);

    pace->num_in_window = 0;
    pace->window_length = length < MIN_WINDOW    ? MIN_WINDOW
                          : length > PACE_WINDOW ? PACE_WINDOW
                                                 : length;
}

void pace_init(struct pace *pace, size_t max_in_flight, size_t fixed)
{
    *pace = (struct pace){
        .max_in_flight = fixed ? fixed : max_in_flight,
        .is_fixed = fixed > 0,
        .is_starting = 1,
        .best_median_s = INFINITY,
        .lowered_at_s = -INFINITY,
        .gate_until_s = -INFINITY,
    };
    pace->limit = fixed                         ? (double)fixed
                  : max_in_flight < FIRST_LIMIT ? (double)max_in_flight
                                                : (double)FIRST_LIMIT;
    start_window(pace);
}

size_t pace_limit(const struct pace *pace)
{
    const size_t limit = (size_t)pace->limit;

    return limit < 1 ? 1 : limit > pace->max_in_flight ? pace->max_in_flight : limit;
}

bool pace_is_open(const struct pace *pace, double now_s)
{
    return now_s >= pace->gate_until_s;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

void pace_success(struct pace *pace, double latency_s)
{
    if (pace->is_fixed)
        return;
    pace->latency_s[pace->num_in_window++] = latency_s;
    if (pace->num_in_window < pace->window_length)
        return;
    qsort(pace->latency_s, pace->num_in_window, sizeof *pace->latency_s, by_value);
    const double median = pace->latency_s[pace->num_in_window / 2];

    /* With one in flight there is no queue of ours: this is how fast the server is now. */
    if (pace_limit(pace) == 1)
        pace->best_median_s = median;
    if (median > SLOW * pace->best_median_s) {
        pace->limit = fmax(1.0, DECREASE * pace->limit);
        pace->is_starting = 0;
    } else {
        const double more = pace->is_starting ? pace->limit : fmax(1.0, pace->limit / 8.0);

        pace->limit = fmin((double)pace->max_in_flight, pace->limit + more);
    }
    pace->best_median_s = fmin(pace->best_median_s, median);
    start_window(pace);
}

void pace_overload(struct pace *pace, double now_s, double wait_s)
{
    pace->gate_until_s =
        fmax(pace->gate_until_s, now_s + (wait_s < 0.0 ? PACE_SILENT_WAIT_S : wait_s));
    if (pace->is_fixed || now_s - pace->lowered_at_s < 1.0)
        return;
    pace->lowered_at_s = now_s;
    pace->is_starting = 0;
    pace->limit = fmax(1.0, DECREASE * pace->limit);
    start_window(pace);
}
