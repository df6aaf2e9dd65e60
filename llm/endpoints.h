/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/endpoints.h: which of several servers a request goes to.  By its own key, so that it meets the same
 * server's prefix cache again; after a fault to the next one.  A server with faults in a row is left out for a
 * while that doubles, then tried with one request.  Times are seconds on a clock that only runs forward. */
#ifndef FISC_LLM_ENDPOINTS_H
#define FISC_LLM_ENDPOINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENDPOINTS_MAX = 16 };

struct endpoint {
    double weight;      /* share of requests, above 0 */
    int num_faults;     /* in a row */
    double fault_share; /* of what came lately */
    double rests_until_s, throttled_until_s;
    bool is_on_trial; /* one request is under way to see whether it has come back */
};

struct endpoints {
    size_t count;
    struct endpoint at[ENDPOINTS_MAX];
};

void endpoints_add(struct endpoints *endpoints, double weight);

/* For a request that met `num_faults` so far.  If all are left out, the one that returns first. */
size_t endpoints_choose(struct endpoints *endpoints, uint64_t key, int num_faults, double now_s);

void endpoints_success(struct endpoints *endpoints, size_t k);
void endpoints_fault(struct endpoints *endpoints, size_t k, double now_s);
/* Most get through: a fault is one request's bad luck, and no sign of a server that is to be left in peace. */
bool endpoints_is_well(const struct endpoints *endpoints, size_t k);
/* It is well, and asks for no more requests for so long.  Returns when the first of all takes some again. */
double endpoints_throttle(struct endpoints *endpoints, size_t k, double until_s);
/* Requests under way were given up. */
void endpoints_forget_trials(struct endpoints *endpoints);

#endif
