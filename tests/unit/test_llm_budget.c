/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is reserved, what is settled, and what a server cannot have meant. */
#include "llm/budget.h"
#include "tests/support.h"

static const struct budget_request size = {.body_bytes = 1000,
                                           .prompt_bytes = 640,
                                           .max_tokens = 64};

static bool hold(struct budget *budget)
{
    const struct budget_cost bound = budget_bound(budget, &size);
    struct error err = {0};
    bool fits = false;

    assert_ok(budget_hold(budget, &bound, false, &fits, &err));
    return fits;
}

static struct budget_cost settle(struct budget *budget, int64_t prompt, int64_t completion)
{
    const struct budget_cost bound = budget_bound(budget, &size);

    return budget_settle(budget, &bound, &size, prompt, completion, true);
}

static void what_does_not_fit_waits_for_what_is_under_way(void **state)
{
    struct budget budget = {.max_tokens = 2200.0};
    const struct budget_cost bound = budget_bound(&budget, &size);
    struct error err = {0};
    bool fits = true;

    (void)state;
    budget.has_seen_usage = true;
    assert_true(hold(&budget)); /* 1,064 each at most */
    assert_true(hold(&budget));
    assert_false(hold(&budget));
    settle(&budget, 200, 10);
    settle(&budget, 210, 12);
    assert_close(budget.held.prompt_tokens, 0.0, 0.0);
    assert_close(budget.spent.prompt_tokens + budget.spent.completion_tokens, 432.0, 0.0);
    assert_true(hold(&budget));
    assert_int_equal(budget_hold(&budget, &bound, true, &fits, &err), STATUS_INTERRUPTED);
    assert_non_null(strstr(err.message, "432 of 2200 tokens"));
    assert_non_null(strstr(err.message, "may take 1064"));
}

static void what_cannot_be_costs_what_was_reserved(void **state)
{
    static const struct {
        int64_t prompt, completion;
        double cost_prompt, cost_completion;
    } cases[] = {
        {200, 10, 200.0, 10.0},     {0, 0, 1000.0, 64.0},           {1, 1, 1000.0, 1.0},
        {200, 0, 200.0, 64.0},      {1000000000, 10, 1000.0, 10.0}, {200, 1000000000, 200.0, 64.0},
        {1500, 10, 1500.0, 10.0},   /* a template's hidden words */
        {200, 4000, 200.0, 4000.0}, /* thoughts that no limit holds */
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct budget budget = {.max_tokens = 1e6};

        assert_true(hold(&budget));
        const struct budget_cost cost = settle(&budget, cases[k].prompt, cases[k].completion);

        assert_close(cost.requests, 1.0, 0.0);
        assert_close(cost.prompt_tokens, cases[k].cost_prompt, 0.0);
        assert_close(cost.completion_tokens, cases[k].cost_completion, 0.0);
        assert_int_equal(budget.num_unsaid,
                         (double)cases[k].prompt != cases[k].cost_prompt ||
                             (double)cases[k].completion != cases[k].cost_completion);
    }
}

/* The first may be more than was thought; the next is reserved with it. */
static void what_a_template_adds_is_learnt(void **state)
{
    struct budget budget = {.max_tokens = 1e6};

    (void)state;
    assert_true(hold(&budget));
    settle(&budget, 1500, 300);
    const struct budget_cost bound = budget_bound(&budget, &size);

    assert_close(bound.prompt_tokens, 1500.0, 0.0);
    assert_close(bound.completion_tokens, 300.0, 0.0);
}

/* Four at a time, and a server that says of each more than was reserved: nothing is spent that is not there. */
static void no_claim_takes_more_than_there_is(void **state)
{
    static const int64_t claims[][2] = {{200, 5000}, {6000, 10}, {900, 64}, {30000, 60000}};

    (void)state;
    for (size_t k = 0; k < sizeof claims / sizeof *claims; k++)
        for (int usd = 0; usd < 2; usd++) {
            struct budget budget = {.max_tokens = usd ? 0.0 : 12000.0,
                                    .max_usd = usd ? 0.12 : 0.0,
                                    .usd_per_prompt_token = 1e-5,
                                    .usd_per_completion_token = 1e-5};
            int64_t later = 0;

            assert_true(hold(&budget));
            assert_false(hold(&budget)); /* not before the first has told what it cost */
            for (int n = 0; n < 40; n++) {
                int num_held = n == 0;

                while (n > 0 && num_held < 4 && hold(&budget))
                    num_held++;
                const struct budget_cost bound = budget_bound(&budget, &size);

                for (; num_held > 0; num_held--, later += 700) /* and more each time */
                    budget_settle(&budget, &bound, &size, claims[k][0], claims[k][1] + later, true);
            }
            assert_true(budget.spent.prompt_tokens + budget.spent.completion_tokens <= 12000.0);
            assert_true(budget.spent.prompt_tokens + budget.spent.completion_tokens > 0.0);
        }
}

static void what_nobody_answered_costs_what_it_may_have(void **state)
{
    struct budget budget = {.max_requests = 3.0};
    const struct budget_cost bound = budget_bound(&budget, &size);

    (void)state;
    assert_true(hold(&budget));
    assert_close(budget_lose(&budget, &bound).prompt_tokens, 1000.0, 0.0);
    assert_true(hold(&budget));
    assert_close(budget_refund(&budget, &bound, false).requests, 0.0, 0.0);
    assert_true(hold(&budget));
    assert_close(budget_refund(&budget, &bound, true).prompt_tokens, 0.0, 0.0);
    assert_close(budget.spent.requests, 2.0, 0.0);
    assert_true(hold(&budget));
    assert_false(hold(&budget));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_fit_waits_for_what_is_under_way),
        cmocka_unit_test(what_cannot_be_costs_what_was_reserved),
        cmocka_unit_test(what_a_template_adds_is_learnt),
        cmocka_unit_test(no_claim_takes_more_than_there_is),
        cmocka_unit_test(what_nobody_answered_costs_what_it_may_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
