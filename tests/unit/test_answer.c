/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a worker is told about how to answer fits the options that the answer may have. */
#include "agents/answer.h"
#include "agents/worker_words.h"
#include "tests/support.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tens_are_called_tens_and_other_options_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
