/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/budget.h: a budget of requests, tokens and USD that holds: what a request may cost at most is reserved before
 * it is sent, and settled on what the server says that it cost.  What the server does not say, or what cannot be,
 * costs what was reserved. */
#ifndef FISC_LLM_BUDGET_H
#define FISC_LLM_BUDGET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct budget_cost {
    double requests, prompt_tokens, completion_tokens;
};

struct budget {
    double max_requests, max_tokens, max_usd; /* 0: no limit */
    double usd_per_prompt_token, usd_per_completion_token;
    struct budget_cost spent, held; /* held: of requests under way */
    double more_prompt_tokens,
        more_completion_tokens; /* the most seen beyond what was thought the most */
    size_t num_unsaid;          /* replies that told no cost that can be */
    bool has_seen_usage;
};

/* Of one request: its size, for a token has a byte at least, and the answer's limit. */
struct budget_request {
    size_t body_bytes;   /* with all that a server's template could see */
    size_t prompt_bytes; /* of the messages alone */
    int max_tokens;
};

/* The most that it can cost, with what templates were seen to add. */
struct budget_cost budget_bound(const struct budget *budget, const struct budget_request *request);

/* *fits: it is held.  Where tokens are limited the first goes alone: it tells what a server counts beyond what it is
 * sent.  If it does not fit, and nothing is under way whose settling could make room (`is_last`),
 * STATUS_INTERRUPTED with the story. */
enum status budget_hold(struct budget *budget, const struct budget_cost *bound, bool is_last,
                        bool *fits, struct error *err) MUST_CHECK;

/* A reply came, with what the server says of its tokens; what it costs.  More than was reserved is believed as far as
 * the budget goes. */
struct budget_cost budget_settle(struct budget *budget, const struct budget_cost *bound,
                                 const struct budget_request *request, int64_t prompt_tokens,
                                 int64_t completion_tokens, bool has_words);
/* No reply came. */
struct budget_cost budget_lose(struct budget *budget,
                               const struct budget_cost *bound); /* it may have cost all */
struct budget_cost
budget_refund(struct budget *budget, const struct budget_cost *bound,
              bool was_asked); /* it cost nothing but, if the server was asked, a request */

void budget_cost_add(struct budget_cost *sum, const struct budget_cost *more, double times);
bool budget_has_tokens(const struct budget *budget); /* does it limit what usage tells? */
bool budget_is_limited(const struct budget *budget);

#endif
