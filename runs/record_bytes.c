/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/record_bytes.h"

#include <stdlib.h>
#include <string.h>

void put(struct bytes *bytes, const void *value, size_t length)
{
    if (bytes->used + length > bytes->capacity) {
        char *const more = realloc(bytes->at, 2 * (bytes->used + length));

        if (!more) {
            bytes->failed = true;
            return;
        }
        bytes->at = more;
        bytes->capacity = 2 * (bytes->used + length);
    }
    if (length > 0)
        memcpy(bytes->at + bytes->used, value, length);
    bytes->used += length;
}

void take(struct source *source, void *value, size_t length)
{
    if (source->failed || length > source->length - source->used) {
        source->failed = true;
        memset(value, 0, length);
        return;
    }
    memcpy(value, source->at + source->used, length);
    source->used += length;
}

void put_schedule(struct bytes *bytes, const struct tax_schedule *schedule)
{
    const int64_t count = schedule->num_brackets;

    put(bytes, &count, sizeof count);
    put(bytes, &schedule->tax_at_start_usd_per_year[0], sizeof(double));
    put(bytes, schedule->start_usd_per_year, (size_t)count * sizeof(double));
    put(bytes, schedule->marginal_rate, (size_t)count * sizeof(double));
}

void take_schedule(struct source *source, struct tax_schedule *schedule, bool must_be_valid)
{
    double start[TAX_MAX_BRACKETS] = {0.0};
    double rate[TAX_MAX_BRACKETS] = {0.0};
    double at_zero = 0.0;
    int64_t count = 0;

    *schedule = (struct tax_schedule){0};
    take(source, &count, sizeof count);
    take(source, &at_zero, sizeof at_zero);
    if (source->failed || count < 0 || count > TAX_MAX_BRACKETS) {
        source->failed = true;
        return;
    }
    take(source, start, (size_t)count * sizeof(double));
    take(source, rate, (size_t)count * sizeof(double));
    if (tax_schedule_init_sum(schedule, (int)count, start, rate, at_zero, NULL) == STATUS_OK)
        return;
    if (must_be_valid) {
        source->failed = true;
        return;
    }
    schedule->num_brackets = (int)count; /* a refused proposal: as it was */
    schedule->tax_at_start_usd_per_year[0] = at_zero;
    memcpy(schedule->start_usd_per_year, start, sizeof start);
    memcpy(schedule->marginal_rate, rate, sizeof rate);
}

/* One schedule for everybody is written as itself.  Any other system begins with minus its number of classes,
 * which no number of brackets can be. */
void put_tax_system(struct bytes *bytes, const struct tax_system *system)
{
    const int64_t marker = -(int64_t)system->num_classes;
    const int64_t has_own_earnings = system->own_earnings != NULL;

    if (system->num_classes > 1 || has_own_earnings) {
        put(bytes, &marker, sizeof marker);
        put(bytes, &has_own_earnings, sizeof has_own_earnings);
    }
    for (int c = 0; c < system->num_classes; c++)
        put_schedule(bytes, &system->class_schedule[c]);
    if (has_own_earnings)
        put_schedule(bytes, system->own_earnings);
}

static void take_classes(struct source *source, struct tax_system *system, int num_classes,
                         int64_t has_own_earnings, bool must_be_valid)
{
    if (tax_system_create(system, num_classes, NULL)) {
        source->failed = true;
        return;
    }
    for (int c = 0; c < num_classes; c++)
        take_schedule(source, &system->memory[c], must_be_valid);
    if (has_own_earnings) {
        take_schedule(source, &system->memory[num_classes], must_be_valid);
        system->own_earnings = &system->memory[num_classes];
    }
}

void take_tax_system(struct source *source, struct tax_system *system, bool must_be_valid)
{
    int64_t marker = 0;
    int64_t has_own_earnings = 0;
    struct source ahead = *source;

    *system = (struct tax_system){0};
    take(&ahead, &marker, sizeof marker);
    if (marker < 0) {
        *source = ahead;
        take(source, &has_own_earnings, sizeof has_own_earnings);
    }
    source->failed |= marker < -TAX_MAX_CLASSES || has_own_earnings < 0 || has_own_earnings > 1;
    if (!source->failed)
        take_classes(source, system, marker < 0 ? (int)-marker : 1, has_own_earnings,
                     must_be_valid);
    if (source->failed)
        tax_system_free(system);
}

void put_text(struct bytes *bytes, const char *text)
{
    const int64_t length = (int64_t)strlen(text);

    put(bytes, &length, sizeof length);
    put(bytes, text, (size_t)length);
}

char *take_text(struct source *source)
{
    int64_t length = 0;

    take(source, &length, sizeof length);
    if (source->failed || length < 0 || (size_t)length > source->length - source->used) {
        source->failed = true;
        return NULL;
    }
    char *const text = calloc(1, (size_t)length + 1);

    if (text)
        take(source, text, (size_t)length);
    else
        source->failed = true;
    return text;
}
