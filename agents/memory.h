/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/memory.h: what each worker remembers of its own past: the last years, and the best ones before these. */
#ifndef FISC_AGENTS_MEMORY_H
#define FISC_AGENTS_MEMORY_H

#include "llm/prompt.h"
#include "model/outcome.h"
#include "model/population.h"

#include <stdint.h>

struct memory_year {
    int64_t step;
    double hours, income, tax, net_income, utility;
    int verdict; /* on the tax policy: 1 satisfied, 0 not, -1 not asked */
};

struct memory {
    size_t num_workers, num_last, num_best; /* room for so many years each */
    struct memory_year *last;               /* [N][num_last], year of step s at s % num_last */
    struct memory_year
        *best;         /* [N][num_best], before the last ones, best first; hours below 0: free */
    int64_t num_steps; /* remembered so far */
};

enum status memory_create(struct memory *memory, size_t num_workers, size_t num_last,
                          size_t num_best, struct error *err) MUST_CHECK;
void memory_free(struct memory *memory);

/* Every worker remembers a step.  `satisfied` [N] may be NULL. */
void memory_keep(struct memory *memory, int64_t step, const struct outcome *outcome,
                 const uint8_t *satisfied);

/* Of at most how many years a worker is told, and what besides. */
struct memory_told {
    size_t last, best;
    bool has_utility; /* the researcher's own number, which no worker knows */
    bool has_hint;    /* whether more hours made things better or worse since the year before (as in
                         Karten et al. 2025) */
};

/* What worker i remembers, in words (agents/worker_words.h); nothing before the first step. */
void memory_write(struct text *text, const struct memory *memory, const struct prompt *words,
                  size_t i, struct memory_told told);

#endif
