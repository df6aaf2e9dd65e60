/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/state_hash.h"

#include <xxhash.h>

#include <stdio.h>

static uint64_t hash_array(const void *array, size_t bytes, uint64_t before)
{
    return array ? XXH3_64bits_withSeed(array, bytes, before) : before;
}

static uint64_t hash_schedule(const struct tax_schedule *schedule, uint64_t before)
{
    const size_t bytes = (size_t)schedule->num_brackets * sizeof(double);

    return hash_array(schedule->marginal_rate, bytes,
                      hash_array(schedule->start_usd_per_year, bytes, before));
}

static uint64_t hash_tax_system(const struct tax_system *system, uint64_t before)
{
    uint64_t hash = before;

    for (int c = 0; c < system->num_classes; c++)
        hash = hash_schedule(&system->class_schedule[c], hash);
    return system->own_earnings ? hash_schedule(system->own_earnings, hash) : hash;
}

void state_hash(char text[17], const struct population *p, const struct tax_system *baseline,
                const struct tax_system *tax_system)
{
    const size_t n = p->num_workers;
    uint64_t hash = n;

    hash = hash_array(p->id, n * sizeof *p->id, hash);
    hash = hash_array(p->cell, n * sizeof *p->cell, hash);
    hash = hash_array(p->observed_hours_per_week, n * sizeof(float), hash);
    hash = hash_array(p->weeks_per_year, n * sizeof(float), hash);
    hash = hash_array(p->wage_usd_per_hour, n * sizeof(double), hash);
    hash = hash_array(p->sample_weight, n * sizeof(double), hash);
    hash = hash_array(p->class_of_unit, n, hash);
    hash = hash_tax_system(tax_system, hash_tax_system(baseline, hash));
    snprintf(text, 17, "%016llx", (unsigned long long)hash);
}
