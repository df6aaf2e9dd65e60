/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/waiting.h"

#include <stdlib.h>

bool waiting_init(struct waiting *waiting, size_t most)
{
    *waiting = (struct waiting){.heap = malloc((most ? most : 1) * sizeof *waiting->heap)};
    return waiting->heap != NULL;
}

void waiting_free(struct waiting *waiting)
{
    free(waiting->heap);
    *waiting = (struct waiting){0};
}

static bool is_before(const struct waiting_one *a, const struct waiting_one *b)
{
    return a->not_before_s < b->not_before_s ||
           (a->not_before_s == b->not_before_s && a->index < b->index);
}

void waiting_add(struct waiting *waiting, size_t index, double not_before_s)
{
    struct waiting_one *const heap = waiting->heap;
    const struct waiting_one added = {not_before_s, index};
    size_t place = waiting->count++;

    while (place > 0 && is_before(&added, &heap[(place - 1) / 2])) {
        heap[place] = heap[(place - 1) / 2];
        waiting->num_moves++;
        place = (place - 1) / 2;
    }
    heap[place] = added;
}

size_t waiting_first(const struct waiting *waiting)
{
    return waiting->heap[0].index;
}

double waiting_first_s(const struct waiting *waiting)
{
    return waiting->heap[0].not_before_s;
}

void waiting_take(struct waiting *waiting)
{
    struct waiting_one *const heap = waiting->heap;
    const size_t count = --waiting->count;
    const struct waiting_one moved = heap[count];
    size_t place = 0;

    for (size_t child = 1; child < count; child = 2 * place + 1) {
        child += child + 1 < count && is_before(&heap[child + 1], &heap[child]);
        if (!is_before(&heap[child], &moved))
            break;
        heap[place] = heap[child];
        waiting->num_moves++;
        place = child;
    }
    heap[place] = moved;
}
