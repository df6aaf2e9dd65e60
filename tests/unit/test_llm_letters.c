/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Answers by letter: which are taken, and what probabilities of letters say. */
#include "tests/llm_support.h"

static const struct llm_request plain = {
    .system = "rules",
    .user = "which letter?",
    .temperature = 0.7,
    .max_tokens = 64,
    .top_logprobs = 20,
    .seed = 9007199254740991u,
    .num_letters = 3,
};

#define SAYS(content)                                                                              \
    "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":" content "}}]}"

static void letters_are_checked_too(void **state)
{
    const char *const good[] = {SAYS("\"C\""), SAYS("\" A:\""), SAYS("\"B. 30 hours\"")};
    const char *const bad[] = {SAYS("\"D\""), SAYS("\"About\""), SAYS("\"40\"")};

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct llm_reply reply = {0};

        read_body(&reply, &plain, good[k]);
        assert_int_equal(reply.outcome, LLM_USABLE);
        llm_reply_free(&reply);
        reply = (struct llm_reply){0};
        read_body(&reply, &plain, bad[k]);
        assert_int_equal(reply.outcome, LLM_UNUSABLE);
        assert_non_null(strstr(reply.reason, "A to C"));
        llm_reply_free(&reply);
    }
}

/* What was drawn beside the options says less than the probabilities that it was drawn from. */
static void probabilities_of_letters_come_before_the_word_that_was_drawn(void **state)
{
    static const char form[] =
        "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"%s\"},"
        "\"logprobs\":{\"content\":[{\"token\":\"%s\",\"top_logprobs\":[{\"token\":\" B\","
        "\"logprob\":%g},{\"token\":\"A\",\"logprob\":-2.5},{\"token\":\"hello\",\"logprob\":-1}"
        "]}]}}]}";
    static const struct {
        const char *content;
        double log_probability;
        const char *kept; /* NULL: no answer */
    } cases[] = {
        {"hello", -0.7, "B"},
        {"", -0.7, "B"},
        {"hello", -1.5, NULL},
        {"C", -0.7, "C"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};
        char body[600];

        snprintf(body, sizeof body, form, cases[k].content, cases[k].content,
                 cases[k].log_probability);
        read_body(&reply, &plain, body);
        assert_int_equal(reply.outcome, cases[k].kept ? LLM_USABLE : LLM_UNUSABLE);
        if (cases[k].kept)
            assert_string_equal(reply.content, cases[k].kept);
        assert_int_equal(reply.repairs, 0);
        llm_reply_free(&reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_checked_too),
        cmocka_unit_test(probabilities_of_letters_come_before_the_word_that_was_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
