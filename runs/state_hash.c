/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/state_hash.h"

#include <xxhash.h>

#include <stdio.h>

static uint64_t hash_array(const void *array, size_t bytes, uint64_t before)
{
    return array ? XXH3_64bits_withSeed(array, bytes, before) : before;
}

void state_hash(char text[17], const struct population *p, const struct tax_schedule *baseline,
                const struct tax_schedule *schedule)
{
    const struct tax_schedule *const schedules[] = {baseline, schedule};
    const size_t n = p->num_workers;
    uint64_t hash = n;

    hash = hash_array(p->id, n * sizeof *p->id, hash);
    hash = hash_array(p->cell, n * sizeof *p->cell, hash);
    hash = hash_array(p->observed_hours_per_week, n * sizeof(float), hash);
    hash = hash_array(p->weeks_per_year, n * sizeof(float), hash);
    hash = hash_array(p->wage_usd_per_hour, n * sizeof(double), hash);
    hash = hash_array(p->sample_weight, n * sizeof(double), hash);
    for (int k = 0; k < 2; k++) {
        const size_t bytes = (size_t)schedules[k]->num_brackets * sizeof(double);

        hash = hash_array(schedules[k]->start_usd_per_year, bytes, hash);
        hash = hash_array(schedules[k]->marginal_rate, bytes, hash);
    }
    snprintf(text, 17, "%016llx", (unsigned long long)hash);
}
