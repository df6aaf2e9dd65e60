/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another model answers: noted each time, and news once for each two. */
#include "llm/served_model.h"
#include "tests/support.h"

#include <stdbool.h>

/* 'a' stands for the model "a". */
static bool answers(struct served_model *served, char name)
{
    char words[] = {name, '\0'};
    const struct llm_reply reply = {.served_model = words};

    return served_model_changed(served, &reply);
}

static void two_that_alternate_are_news_once(void **state)
{
    struct served_model served = {0};

    (void)state;
    assert_false(answers(&served, 'a'));
    assert_false(answers(&served, 'a'));
    for (int k = 0; k < 10; k++) {
        assert_true(answers(&served, k % 2 ? 'a' : 'b'));
        assert_int_equal(served_model_is_news(&served), k == 0);
    }
}

static void a_third_is_news_and_the_words_name_both(void **state)
{
    static const char names[] = "abcdefgh";
    struct served_model served = {0};
    struct text words = {0};
    int num_news = 0;

    (void)state;
    for (size_t k = 0; k + 1 < sizeof names; k++)
        num_news += answers(&served, names[k]) && served_model_is_news(&served);
    assert_int_equal(num_news, SERVED_MODEL_TOLD);
    served_model_describe(&served, &words);
    assert_string_equal(words.bytes, "the server answers with another model: 'h', and it was 'g'");
    text_free(&words);
}

static void who_does_not_say_is_nobody_else(void **state)
{
    const struct llm_reply silent = {0};
    struct served_model served = {0};

    (void)state;
    assert_false(answers(&served, 'a'));
    assert_false(served_model_changed(&served, &silent));
    assert_false(answers(&served, 'a'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_that_alternate_are_news_once),
        cmocka_unit_test(a_third_is_news_and_the_words_name_both),
        cmocka_unit_test(who_does_not_say_is_nobody_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
