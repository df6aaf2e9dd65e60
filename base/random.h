/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/random.h: every draw is a pure function of who, when and what for.
 * Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") from Random123:
 * nothing is shared, nothing is saved, no order and no thread count can change a number. */
#ifndef FISC_BASE_RANDOM_H
#define FISC_BASE_RANDOM_H

#include <stdint.h>

/* What a draw is for.  Append only: a number, once used, keeps its meaning for ever. */
enum random_purpose {
    RANDOM_POPULATION = 0,    /* who a worker is: four uniforms, step 0 */
    RANDOM_CHOICE = 1,        /* a logit worker's choice of hours in a step */
    RANDOM_SATISFACTION = 2,  /* whether a worker is satisfied with the tax policy in a step */
    RANDOM_TAX_ATTITUDE = 3,  /* a persona's attitude to taxes, for life */
    RANDOM_UTILITY_TYPE = 4,  /* egotistical, altruistic or adversarial, for life */
    RANDOM_OPTIMUM = 5,       /* a point of the optimum's global search */
    RANDOM_PANEL_SAMPLE = 6,  /* which workers a thinned panel follows */
    RANDOM_TEST = 7,          /* tests and benchmarks */
    RANDOM_MODEL_CHOICE = 8,  /* a draw from what a language model said of a worker in a step */
    RANDOM_MODEL_SEED = 9,    /* the seed sent with a request */
    RANDOM_MODEL_ORDER = 10,  /* the order of lettered options */
    RANDOM_PERSONA = 11,      /* which words tell who a worker is */
    RANDOM_VOTE = 12,         /* ties of an election */
    RANDOM_RETRY_JITTER = 13, /* waiting times between retries; touches no result */
    RANDOM_RULE = 14,         /* which rule a worker of a mixed population follows, for life */
    RANDOM_CANDIDATE = 15,    /* who stands for election in a tax year */
    RANDOM_BALLOT = 16,       /* a voter's noise about a candidate in a tax year */
    RANDOM_BLACK_BOX = 17,    /* what a black-box search planner tries in a tax year */
    RANDOM_DESIGN = 18,       /* points of a Latin hypercube */
    RANDOM_ROWS = 19,         /* which rows of a file are workers */
    RANDOM_RESIDUAL = 20,     /* whose residual a bin gets in a bootstrap */
};

struct random_uniforms {
    double u[4]; /* each in (0, 1): never 0, never 1 */
};

/* Four independent uniforms of 52 bits for (seed, purpose, who, step).  The middle of each of
 * 2^52 equal cells, so an inverse cdf never meets 0 or 1. */
struct random_uniforms random_uniforms(uint64_t seed, enum random_purpose purpose, uint64_t who,
                                       uint64_t step);

#endif
