/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/memory.h"

#include "agents/worker_words.h"

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
            .verdict = satisfied ? satisfied[i] : -1,
        };

        struct memory_year *const last = memory->last + i * memory->num_last +
                                         (memory->num_last ? (size_t)step % memory->num_last : 0);

        /* Best years are those before the last ones: no year is told twice. */
        if (memory->num_last == 0)
            keep_best(memory->best + i * memory->num_best, memory->num_best, &year);
        else if (step >= (int64_t)memory->num_last)
            keep_best(memory->best + i * memory->num_best, memory->num_best, last);
        if (memory->num_last > 0)
            *last = year;
    }
    memory->num_steps = step + 1;
}

/* What is being written of one worker. */
struct telling {
    struct text *text;
    const struct prompt *words;
    struct text when, worth; /* of a year; kept for their room */
    bool has_utility;
    int64_t now;
};

static void write_line(struct telling *telling, enum worker_words_part part,
                       const char *const *values)
{
    prompt_fill(telling->text, telling->words, (int)part, values);
    text_append_bytes(telling->text, "\n", 1);
}

static void write_when(struct telling *telling, int64_t step)
{
    const long long ago = (long long)(telling->now - step);
    char room[PROMPT_NUMBER_ROOM];

    telling->when.length = 0;
    if (ago == 1)
        prompt_fill(&telling->when, telling->words, WORKER_WHEN_LAST, NULL);
    else
        prompt_fill(&telling->when, telling->words, WORKER_WHEN_EARLIER,
                    (const char *[]){prompt_number(room, "%lld", ago)});
}

static void write_year(struct telling *telling, const struct memory_year *year)
{
    const enum worker_words_part part = year->verdict < 0    ? WORKER_YEAR
                                        : year->verdict == 1 ? WORKER_YEAR_SATISFIED
                                                             : WORKER_YEAR_DISSATISFIED;
    char room[5][PROMPT_NUMBER_ROOM];

    write_when(telling, year->step);
    telling->worth.length = 0;
    if (telling->has_utility)
        prompt_fill(&telling->worth, telling->words, WORKER_WORTH,
                    (const char *[]){prompt_number(room[4], "%.0f", year->utility)});
    write_line(telling, part,
               (const char *[]){prompt_value(&telling->when),
                                prompt_number(room[0], "%.4g", year->hours),
                                prompt_number(room[1], "%.0f", year->income),
                                prompt_number(room[2], "%.0f", year->tax),
                                prompt_number(room[3], "%.0f", year->net_income),
                                telling->has_utility ? prompt_value(&telling->worth) : ""});
}

static void write_hint(struct telling *telling, const struct memory_year *before,
                       const struct memory_year *last)
{
    const double more_hours = last->hours - before->hours;
    const double more_utility = last->utility - before->utility;

    if (more_hours == 0.0 || more_utility == 0.0)
        return;
    if (more_hours > 0.0)
        write_line(telling, more_utility > 0.0 ? WORKER_MORE_WAS_BETTER : WORKER_MORE_WAS_WORSE,
                   NULL);
    else
        write_line(telling, more_utility > 0.0 ? WORKER_LESS_WAS_BETTER : WORKER_LESS_WAS_WORSE,
                   NULL);
}

void memory_write(struct text *text, const struct memory *memory, const struct prompt *words,
                  size_t i, struct memory_told told)
{
    const int64_t now = memory->num_steps;
    const struct memory_year *const last = memory->last + i * memory->num_last;
    const struct memory_year *const best = memory->best + i * memory->num_best;
    const size_t num_last = told.last < memory->num_last ? told.last : memory->num_last;
    const size_t num_best = told.best < memory->num_best ? told.best : memory->num_best;
    const int64_t kept = now < (int64_t)num_last ? now : (int64_t)num_last;
    struct telling telling = {.text = text,
                              .words = words,
                              .has_utility = told.has_utility,
                              .now = now};

    if (kept > 0)
        write_line(&telling, WORKER_LAST_YEARS, NULL);
    for (int64_t step = now - kept; step < now; step++)
        write_year(&telling, &last[(size_t)step % memory->num_last]);
    if (num_best > 0 && best[0].hours >= 0.0)
        write_line(&telling, WORKER_BEST_YEARS, NULL);
    for (size_t k = 0; k < num_best && best[k].hours >= 0.0; k++)
        write_year(&telling, &best[k]);
    if (told.has_hint && kept > 1)
        write_hint(&telling, &last[(size_t)(now - 2) % memory->num_last],
                   &last[(size_t)(now - 1) % memory->num_last]);
    text->failed |= telling.when.failed || telling.worth.failed;
    text_free(&telling.when);
    text_free(&telling.worth);
}
