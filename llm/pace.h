/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/pace.h: how many requests may be in flight.  Doubling at first, then additive increase while a server keeps up,
 * multiplicative decrease when it complains or, for servers that queue without a word, when replies
 * take longer than they did at a lower number; and a gate that closes for everybody after a 429.
 * Times are seconds on a clock that only runs forward. */
#ifndef FISC_LLM_PACE_H
#define FISC_LLM_PACE_H

#include <stdbool.h>
#include <stddef.h>

enum { PACE_WINDOW = 512 };
#define PACE_SILENT_WAIT_S 1.0 /* after a complaint that names no time */

struct pace {
    double limit;
    size_t max_in_flight;
    bool is_fixed;        /* the user chose the number */
    bool is_starting;     /* doubling: nothing slowed down yet */
    double gate_until_s;  /* nothing is sent before */
    double best_median_s; /* lowest median latency of a window */
    double latency_s[PACE_WINDOW];
    size_t num_in_window, window_length;
    double lowered_at_s; /* one complaint of a burst counts */
};

/* `fixed` 0: find it out, up to `max_in_flight`. */
void pace_init(struct pace *pace, size_t max_in_flight, size_t fixed);
size_t pace_limit(const struct pace *pace);
bool pace_is_open(const struct pace *pace, double now_s);

void pace_success(struct pace *pace, double latency_s);
/* The server was overloaded; `wait_s` < 0: it did not say for how long. */
void pace_overload(struct pace *pace, double now_s, double wait_s);

#endif
