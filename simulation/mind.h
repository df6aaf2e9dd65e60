/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/mind.h: does a model behave like somebody who works for money?  The same workers are asked
 * under four conditions; the logit and the rational rule answer the same questions as the yardstick. */
#ifndef FISC_SIMULATION_MIND_H
#define FISC_SIMULATION_MIND_H

#include "llm/gateway.h"

#include <stdbool.h>

enum mind_response { MIND_WAGE, MIND_TAX, MIND_TRANSFER, MIND_NUM_RESPONSES };
enum mind_rule { MIND_MODEL, MIND_LOGIT, MIND_RATIONAL, MIND_NUM_RULES };

/* Change of hours a week, paired by worker, with a 95% interval. */
struct mind_effect {
    double mean, low, high;
    double elasticity; /* of mean hours by the wage, or by the share that the tax leaves; NaN for transfers */
};

struct mind_card {
    size_t num_workers, num_requests;
    double usable_share;    /* workers with a usable answer */
    double mass_on_options; /* mean probability on the options; 1 where the model gives none */
    double mean_hours[MIND_NUM_RULES];
    struct mind_effect effect[MIND_NUM_RULES][MIND_NUM_RESPONSES];
    bool responds[MIND_NUM_RESPONSES]; /* of the model: the interval leaves 0 out, on the right side */
    char hash[17];                     /* of the model's name and all figures */
};

extern const char *const mind_response_names[MIND_NUM_RESPONSES];
extern const char *const mind_rule_names[MIND_NUM_RULES];

/* Four steps of `num_workers` workers of wages from 15 to 45 USD per hour.  The rule's settings (form,
 * options, prompts) are those of the config. */
enum status mind_examine(struct mind_card *card, const char *config,
                         const char *const *overrides, size_t num_overrides, size_t num_workers,
                         const struct gateway_options *options, struct error *err) MUST_CHECK;

#endif
