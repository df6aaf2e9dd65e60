/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a worker is told about how to answer fits the options that the answer may have. */
#include "agents/answer.h"
#include "agents/worker_words.h"
#include "tests/support.h"

#include <cjson/cJSON.h>

#include <stdlib.h>

static char *form_of(const double *hours, int count)
{
    struct answer_options options = {.form = ANSWER_NUMBER, .num_options = count};
    struct text text = {0};
    struct prompt *words = NULL;
    struct error err = {0};

    for (int k = 0; k < count; k++)
        options.hours[k] = hours[k];
    assert_ok(worker_words_load(&words, NULL, &err));
    answer_write_form(&text, &options, words);
    prompt_destroy(words);
    assert_false(text.failed);
    return text.bytes;
}

static void tens_are_called_tens_and_other_options_are_named(void **state)
{
    char *const tens = form_of((const double[]){0, 10, 40}, 3);
    char *const others = form_of((const double[]){0, 15, 35}, 3);

    (void)state;
    assert_non_null(strstr(tens, "a whole number of tens."));
    assert_null(strstr(others, "tens"));
    assert_non_null(strstr(others, "one of 0, 15, 35."));
    free(tens);
    free(others);
}

/* The word that was drawn is none of the options, but .6 of the probability lies on them. */
static void letters_are_read_from_the_first_token_where_none_was_drawn(void **state)
{
    static const char tokens[] =
        "[{\"token\":\"hello\",\"top_logprobs\":[{\"token\":\"B\",\"logprob\":"
        "-0.6931471805599453},{\"token\":\"A\",\"logprob\":"
        "-2.302585092994046},{\"token\":\"hello\",\"logprob\":-1}]}]";
    struct answer_options options = {.form = ANSWER_LETTERS,
                                     .num_options = 2,
                                     .hours = {10, 50},
                                     .min_mass = 0.5};
    const int order[] = {1, 0};
    struct llm_reply reply = {.outcome = LLM_USABLE, .content = strdup("B")};
    cJSON *const root = cJSON_Parse(tokens);
    double probability[ANSWER_MAX_OPTIONS];
    double mass = 0.0;
    double hours = 0.0;
    struct error err = {0};

    (void)state;
    assert_ok(llm_reply_read_tokens(&reply, root, &err));
    assert_true(answer_read(&options, order, &reply, probability, &mass, &hours));
    assert_close(mass, 0.6, 1e-12);
    assert_close(probability[0], 0.5 / 0.6, 1e-12);
    assert_close(probability[1], 0.1 / 0.6, 1e-12);
    options.min_mass = 0.7;
    assert_false(answer_read(&options, order, &reply, probability, &mass, &hours));
    llm_reply_free(&reply);
    cJSON_Delete(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_read_from_the_first_token_where_none_was_drawn),
        cmocka_unit_test(tens_are_called_tens_and_other_options_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
