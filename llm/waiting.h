/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/waiting.h: requests that wait for their time, in a heap: the one whose time comes first is on top, of two with
 * the same time the one with the smaller index. */
#ifndef FISC_LLM_WAITING_H
#define FISC_LLM_WAITING_H

#include <stdbool.h>
#include <stddef.h>

struct waiting_one {
    double not_before_s;
    size_t index;
};

struct waiting {
    size_t count;
    struct waiting_one *heap;
    size_t num_moves; /* since the beginning: what it cost */
};

/* Room for so many at a time; false without memory. */
bool waiting_init(struct waiting *waiting, size_t most);
void waiting_free(struct waiting *waiting);

void waiting_add(struct waiting *waiting, size_t index, double not_before_s);
/* Of the first; there must be one. */
size_t waiting_first(const struct waiting *waiting);
double waiting_first_s(const struct waiting *waiting);
void waiting_take(struct waiting *waiting);

#endif
