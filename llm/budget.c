/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "llm/budget.h"

#include <math.h>

/* What a server may count beyond a request's bytes (a template's hidden words) or an answer's limit (thoughts that
 * it does not limit), and how many bytes a token of prose has at most, over a whole prompt. */
static const double MAX_HIDDEN_TOKENS = 32768.0;
static const double MAX_THOUGHT_TOKENS = 131072.0;
static const double MAX_BYTES_A_TOKEN = 32.0;

struct budget_cost budget_bound(const struct budget *budget, const struct budget_request *request)
{
    return (struct budget_cost){
        .requests = 1.0,
        .prompt_tokens = (double)request->body_bytes + budget->more_prompt_tokens,
        .completion_tokens = request->max_tokens + budget->more_completion_tokens,
    };
}

void budget_cost_add(struct budget_cost *sum, const struct budget_cost *more, double times)
{
    sum->requests += times * more->requests;
    sum->prompt_tokens += times * more->prompt_tokens;
    sum->completion_tokens += times * more->completion_tokens;
}

bool budget_has_tokens(const struct budget *budget)
{
    return budget->max_tokens > 0.0 || budget->max_usd > 0.0;
}

bool budget_is_limited(const struct budget *budget)
{
    return budget->max_requests > 0.0 || budget_has_tokens(budget);
}

static double usd_of(const struct budget *budget, const struct budget_cost *cost)
{
    return cost->prompt_tokens * budget->usd_per_prompt_token +
           cost->completion_tokens * budget->usd_per_completion_token;
}

static double tokens_of(const struct budget_cost *cost)
{
    return cost->prompt_tokens + cost->completion_tokens;
}

static bool is_over(double limit, double cost)
{
    return limit > 0.0 && cost > limit * (1.0 + 1e-12); /* sums of USD round */
}

static enum status tell(const struct budget *budget, const struct budget_cost *bound,
                        const struct budget_cost *with, struct error *err)
{
    if (is_over(budget->max_requests, with->requests))
        return error_set(err, STATUS_INTERRUPTED,
                         "the budget is spent: %.0f of %.0f requests (llm.max_requests); "
                         "--set llm.max_requests=... raises it",
                         budget->spent.requests, budget->max_requests);
    if (is_over(budget->max_tokens, tokens_of(with)))
        return error_set(err, STATUS_INTERRUPTED,
                         "the budget is spent: %.0f of %.0f tokens (llm.max_total_tokens), and the "
                         "next request may take %.0f; --set llm.max_total_tokens=... raises it",
                         tokens_of(&budget->spent), budget->max_tokens, tokens_of(bound));
    return error_set(
        err, STATUS_INTERRUPTED,
        "the budget is spent: %.4g of %.4g USD (llm.max_usd), and the next request may "
        "take %.2g; --set llm.max_usd=... raises it",
        usd_of(budget, &budget->spent), budget->max_usd, usd_of(budget, bound));
}

/* What is spent and held, and this. */
static struct budget_cost sum_with(const struct budget *budget, const struct budget_cost *more)
{
    struct budget_cost with = budget->spent;

    budget_cost_add(&with, &budget->held, 1.0);
    budget_cost_add(&with, more, 1.0);
    return with;
}

static bool has_room(const struct budget *budget, const struct budget_cost *with)
{
    return !is_over(budget->max_requests, with->requests) &&
           !is_over(budget->max_tokens, tokens_of(with)) &&
           !is_over(budget->max_usd, usd_of(budget, with));
}

enum status budget_hold(struct budget *budget, const struct budget_cost *bound, bool is_last,
                        bool *fits, struct error *err)
{
    const struct budget_cost with = sum_with(budget, bound);
    const bool must_wait =
        budget_has_tokens(budget) && !budget->has_seen_usage && budget->held.requests > 0.0;

    *fits = !must_wait && has_room(budget, &with);
    if (*fits)
        budget_cost_add(&budget->held, bound, 1.0);
    return *fits || !is_last ? STATUS_OK : tell(budget, bound, &with, err);
}

static struct budget_cost spend(struct budget *budget, const struct budget_cost *bound,
                                struct budget_cost cost)
{
    budget_cost_add(&budget->held, bound, -1.0);
    budget_cost_add(&budget->spent, &cost, 1.0);
    return cost;
}

struct budget_cost budget_settle(struct budget *budget, const struct budget_cost *bound,
                                 const struct budget_request *request, int64_t prompt_tokens,
                                 int64_t completion_tokens, bool has_words)
{
    struct budget_cost cost = {1.0, (double)prompt_tokens, (double)completion_tokens};
    const double fewest = fmax(1.0, (double)request->prompt_bytes / MAX_BYTES_A_TOKEN);
    const bool is_prompt = cost.prompt_tokens >= fewest &&
                           cost.prompt_tokens <= bound->prompt_tokens + MAX_HIDDEN_TOKENS;
    const bool is_completion =
        (cost.completion_tokens >= 1.0 || (!has_words && is_prompt)) &&
        cost.completion_tokens <= bound->completion_tokens + MAX_THOUGHT_TOKENS;

    if (!is_prompt)
        cost.prompt_tokens = bound->prompt_tokens;
    if (!is_completion)
        cost.completion_tokens = bound->completion_tokens;
    budget->has_seen_usage = true;
    budget->more_prompt_tokens =
        fmax(budget->more_prompt_tokens, cost.prompt_tokens - (double)request->body_bytes);
    budget->more_completion_tokens =
        fmax(budget->more_completion_tokens, cost.completion_tokens - request->max_tokens);
    budget_cost_add(&budget->held, bound, -1.0);
    const struct budget_cost with = sum_with(budget, &cost);
    const bool is_too_much = !has_room(budget, &with);

    if (is_too_much)
        cost = *bound;
    budget->num_unsaid += !is_prompt || !is_completion || is_too_much;
    budget_cost_add(&budget->spent, &cost, 1.0);
    return cost;
}

struct budget_cost budget_lose(struct budget *budget, const struct budget_cost *bound)
{
    return spend(budget, bound, *bound);
}

struct budget_cost budget_refund(struct budget *budget, const struct budget_cost *bound,
                                 bool was_asked)
{
    return spend(budget, bound, (struct budget_cost){.requests = was_asked ? 1.0 : 0.0});
}
