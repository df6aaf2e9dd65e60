/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/endpoints.h"

#include <math.h>

enum { FAULTS_IN_A_ROW = 3, MANY_FAULTS = 20 };
static const double FIRST_REST_S = 2.0;
static const double LONGEST_REST_S = 60.0;
/* So many answers that three faults in a hundred do not look like ten by chance: standard errors of 0.0075.  A server
 * that is gone is known by faults in a row. */
static const double LATELY = 256.0;
static const double FEW_FAULTS = 0.1;

void endpoints_add(struct endpoints *endpoints, double weight)
{
    endpoints->at[endpoints->count++] = (struct endpoint){.weight = weight,
                                                          .rests_until_s = -INFINITY,
                                                          .throttled_until_s = -INFINITY};
}

static size_t home_of(const struct endpoints *endpoints, uint64_t key)
{
    double total = 0.0;
    size_t k = 0;

    for (size_t e = 0; e < endpoints->count; e++)
        total += endpoints->at[e].weight;
    double place = total * (double)(key >> 11) * 0x1p-53;

    while (k + 1 < endpoints->count && place >= endpoints->at[k].weight)
        place -= endpoints->at[k++].weight;
    return k;
}

static double returns_at(const struct endpoint *endpoint)
{
    return fmax(endpoint->rests_until_s, endpoint->throttled_until_s);
}

static size_t first_to_return(const struct endpoints *endpoints)
{
    size_t first = 0;

    for (size_t k = 1; k < endpoints->count; k++)
        if (returns_at(&endpoints->at[k]) < returns_at(&endpoints->at[first]))
            first = k;
    return first;
}

size_t endpoints_choose(struct endpoints *endpoints, uint64_t key, int num_faults, double now_s)
{
    const size_t start = home_of(endpoints, key) + (size_t)num_faults;

    for (size_t k = 0; k < endpoints->count; k++) {
        struct endpoint *const endpoint = &endpoints->at[(start + k) % endpoints->count];

        if (endpoint->is_on_trial || now_s < returns_at(endpoint))
            continue;
        endpoint->is_on_trial = endpoint->num_faults >= FAULTS_IN_A_ROW;
        return (start + k) % endpoints->count;
    }
    return first_to_return(endpoints);
}

static void see(struct endpoint *endpoint, bool is_fault)
{
    endpoint->fault_share += ((is_fault ? 1.0 : 0.0) - endpoint->fault_share) / LATELY;
}

bool endpoints_is_well(const struct endpoints *endpoints, size_t k)
{
    const struct endpoint *const endpoint = &endpoints->at[k];

    return endpoint->fault_share < FEW_FAULTS && endpoint->num_faults < FAULTS_IN_A_ROW;
}

void endpoints_success(struct endpoints *endpoints, size_t k)
{
    see(&endpoints->at[k], false);
    endpoints->at[k].num_faults = 0;
    endpoints->at[k].is_on_trial = false;
    endpoints->at[k].rests_until_s = -INFINITY;
}

void endpoints_fault(struct endpoints *endpoints, size_t k, double now_s)
{
    struct endpoint *const endpoint = &endpoints->at[k];

    see(endpoint, true);
    endpoint->is_on_trial = false;
    endpoint->num_faults += endpoint->num_faults < MANY_FAULTS;
    if (endpoint->num_faults >= FAULTS_IN_A_ROW)
        endpoint->rests_until_s =
            now_s +
            fmin(LONGEST_REST_S, ldexp(FIRST_REST_S, endpoint->num_faults - FAULTS_IN_A_ROW));
}

double endpoints_throttle(struct endpoints *endpoints, size_t k, double until_s)
{
    struct endpoint *const endpoint = &endpoints->at[k];

    endpoint->is_on_trial = false;
    endpoint->throttled_until_s = fmax(endpoint->throttled_until_s, until_s);
    return returns_at(&endpoints->at[first_to_return(endpoints)]);
}

void endpoints_forget_trials(struct endpoints *endpoints)
{
    for (size_t k = 0; k < endpoints->count; k++)
        endpoints->at[k].is_on_trial = false;
}
