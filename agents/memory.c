/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/memory.h"

#include <stdlib.h>

enum status memory_create(struct memory *memory, size_t num_workers, size_t num_last,
                          size_t num_best, struct error *err)
{
    *memory = (struct memory){
        .num_workers = num_workers,
        .num_last = num_last,
        .num_best = num_best,
        .last = calloc(num_workers * num_last + 1, sizeof *memory->last),
        .best = calloc(num_workers * num_best + 1, sizeof *memory->best),
    };
    if (!memory->last || !memory->best) {
        memory_free(memory);
        return error_set(err, STATUS_NO_MEMORY, "no memory for the past of %zu workers",
                         num_workers);
    }
    for (size_t k = 0; k < num_workers * num_best; k++)
        memory->best[k].hours = -1.0;
    return STATUS_OK;
}

void memory_free(struct memory *memory)
{
    free(memory->last);
    free(memory->best);
    *memory = (struct memory){0};
}

/* Insertion; of equal years the earlier stays ahead. */
static void keep_best(struct memory_year *best, size_t num_best, const struct memory_year *year)
{
    size_t place = num_best;

    while (place > 0 && (best[place - 1].hours < 0.0 || best[place - 1].utility < year->utility))
        place--;
    if (place == num_best)
        return;
    for (size_t k = num_best - 1; k > place; k--)
        best[k] = best[k - 1];
    best[place] = *year;
}

void memory_keep(struct memory *memory, int64_t step, const struct outcome *outcome,
                 const uint8_t *satisfied)
{
#pragma omp parallel for schedule(static) if (memory->num_workers > 1000)
    for (size_t i = 0; i < memory->num_workers; i++) {
        const struct memory_year year = {
            .step = step,
            .hours = outcome->hours_per_week[i],
            .income = outcome->income_usd_per_year[i],
            .tax = outcome->tax_usd_per_year[i],
            .net_income = outcome->net_income_usd_per_year[i],
            .utility = outcome->utility_usd_per_year[i],
            .is_satisfied = satisfied ? satisfied[i] : -1,
        };

        if (memory->num_last > 0)
            memory->last[i * memory->num_last + (size_t)step % memory->num_last] = year;
        keep_best(memory->best + i * memory->num_best, memory->num_best, &year);
    }
    memory->num_steps = step + 1;
}

static void write_year(struct text *text, const struct memory_year *year, int64_t now)
{
    const long long ago = (long long)(now - year->step);

    if (ago == 1)
        text_append(text, "Last year: ");
    else
        text_append(text, "%lld years ago: ", ago);
    text_append(
        text,
        "%.4g hours a week, income %.0f, tax %.0f, left after tax and rebate %.0f, worth to you "
        "after the effort %.0f%s.\n",
        year->hours, year->income, year->tax, year->net_income, year->utility,
        year->is_satisfied < 0    ? ""
        : year->is_satisfied == 1 ? "; you were satisfied with the tax policy"
                                  : "; you were not satisfied with the tax policy");
}

static void write_hint(struct text *text, const struct memory_year *before,
                       const struct memory_year *last)
{
    const double more_hours = last->hours - before->hours;
    const double more_utility = last->utility - before->utility;

    if (more_hours == 0.0 || more_utility == 0.0)
        return;
    text_append(text, "Working %s made things %s for you: your hours are too %s.\n",
                more_hours > 0.0 ? "more" : "less", more_utility > 0.0 ? "better" : "worse",
                (more_hours > 0.0) == (more_utility > 0.0) ? "low" : "high");
}

void memory_write(struct text *text, const struct memory *memory, size_t i, size_t max_last,
                  size_t max_best, int has_hint)
{
    const int64_t now = memory->num_steps;
    const struct memory_year *const last = memory->last + i * memory->num_last;
    const struct memory_year *const best = memory->best + i * memory->num_best;
    const size_t num_last = max_last < memory->num_last ? max_last : memory->num_last;
    const size_t num_best = max_best < memory->num_best ? max_best : memory->num_best;
    const int64_t kept = now < (int64_t)num_last ? now : (int64_t)num_last;

    if (kept > 0)
        text_append(text, "Your last years, in dollars a year:\n");
    for (int64_t step = now - kept; step < now; step++)
        write_year(text, &last[(size_t)step % memory->num_last], now);
    if (num_best > 0 && now > 0)
        text_append(text, "The best years for you so far:\n");
    for (size_t k = 0; k < num_best && best[k].hours >= 0.0; k++)
        write_year(text, &best[k], now);
    if (has_hint && kept > 1)
        write_hint(text, &last[(size_t)(now - 2) % memory->num_last],
                   &last[(size_t)(now - 1) % memory->num_last]);
}
