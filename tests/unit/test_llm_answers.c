/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When are too few answers of use, and what is said of it? */
#include "base/shown.h"
#include "llm/answers.h"
#include "tests/support.h"

#include <math.h>
#include <stdlib.h>

static void add(struct answer_watch *watch, enum llm_invalid invalid, const char *content,
                int count)
{
    struct llm_reply reply = {.outcome = invalid == LLM_VALID ? LLM_USABLE : LLM_UNUSABLE,
                              .invalid = invalid,
                              .content = strdup(content)};

    for (int k = 0; k < count; k++)
        answer_watch_add(watch, &reply, 64);
    llm_reply_free(&reply);
}

static void shares_are_told_as_a_reader_wants_them(void **state)
{
    const struct answer_tally tally = {12000.0, 228.0, 108.0};
    const struct answer_tally none = {0};
    struct text words = {0};

    (void)state;
    answer_tally_write(&words, &tally);
    assert_string_equal(words.bytes, "97.2% of 12,000 decisions; 1.9% invalid, 0.9% refused");
    assert_false(answer_tally_is_poor(&tally));
    assert_true(isnan(answer_tally_share(&none)));
    assert_false(answer_tally_is_poor(&none));
    assert_true(answer_tally_is_poor(&(struct answer_tally){100.0, 3.0, 3.0}));
    text_free(&words);
}

/* Wilson's bound, worked out by hand: 1 of 5 is .036, 12 of 12 is .757. */
static void one_of_five_goes_on_and_twelve_of_twelve_stop(void **state)
{
    struct answer_watch *const watch = calloc(1, sizeof *watch);

    (void)state;
    assert_non_null(watch);
    assert_close(answers_wilson_lower(1.0, 5.0), 0.0362, 5e-5);
    assert_close(answers_wilson_lower(12.0, 12.0), 0.7575, 5e-5);
    assert_close(answers_wilson_lower(0.0, 9.0), 0.0, 1e-12);
    add(watch, LLM_INVALID_EMPTY, "", 4);
    assert_false(answer_watch_is_above(watch, 0.05)); /* four are too few */
    add(watch, LLM_INVALID_EMPTY, "", 1);
    assert_true(answer_watch_is_above(watch, 0.05));
    *watch = (struct answer_watch){0};
    add(watch, LLM_VALID, "", 4);
    add(watch, LLM_INVALID_EMPTY, "", 1);
    assert_false(answer_watch_is_above(watch, 0.05));
    assert_true(answer_watch_is_above(watch, 0.03));
    free(watch);
}

static void only_the_last_thousand_count(void **state)
{
    struct answer_watch *const watch = calloc(1, sizeof *watch);

    (void)state;
    assert_non_null(watch);
    add(watch, LLM_INVALID_NO_JSON, "forty", 500);
    assert_true(answer_watch_is_above(watch, 0.05));
    add(watch, LLM_VALID, "", 600);
    assert_true(answer_watch_is_above(watch, 0.05)); /* 400 of 1,000 */
    add(watch, LLM_VALID, "", 400);
    assert_false(answer_watch_is_above(watch, 0.05));
    free(watch);
}

static void the_story_has_the_commonest_reason_an_example_and_what_to_try(void **state)
{
    static const struct {
        enum llm_invalid kind;
        enum llm_purpose purpose;
        const char *content, *expected[3];
    } cases[] = {
        {LLM_INVALID_THOUGHT,
         LLM_PURPOSE_WORKERS,
         "<think>\nso",
         {"7 of 9 answers (workers)", "thought for all of its 64 tokens, the last '<think>\\x0Aso'",
          "switch thinking off or raise rule.llm.max_tokens"}},
        {LLM_INVALID_CUT_SHORT,
         LLM_PURPOSE_PLANNER,
         "{",
         {"(planner)", "cut short", "raise planner.llm.max_tokens"}},
        {LLM_INVALID_REFUSED,
         LLM_PURPOSE_VOTES,
         "No.",
         {"(votes)", "refused", "llm.prompts_folder"}},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct answer_watch *const watch = calloc(1, sizeof *watch);
        struct text story = {0};

        assert_non_null(watch);
        add(watch, LLM_VALID, "", 2);
        add(watch, LLM_INVALID_NO_JSON, "forty", 2);
        add(watch, cases[k].kind, cases[k].content, 5);
        answer_watch_tell(&story, watch, cases[k].purpose);
        for (int w = 0; w < 3; w++)
            if (!strstr(story.bytes, cases[k].expected[w]))
                fail_msg("'%s' is not in '%s'", cases[k].expected[w], story.bytes);
        text_free(&story);
        free(watch);
    }
}

static void a_long_example_is_cut_and_escaped(void **state)
{
    char shown[ANSWERS_EXAMPLE_ROOM];
    char small[6];

    (void)state;
    shown_bytes(shown, sizeof shown, "caf\xC3\xA9\t", 6, ANSWERS_EXAMPLE_BYTES);
    assert_string_equal(shown, "caf\\xC3\\xA9\\x09");
    shown_bytes(shown, sizeof shown, "abcdef", 6, 3);
    assert_string_equal(shown, "abc");
    shown_bytes(small, sizeof small, "ab\xFF\xFF", 4, 80);
    assert_string_equal(small, "ab"); /* what does not fit whole is left out */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_told_as_a_reader_wants_them),
        cmocka_unit_test(one_of_five_goes_on_and_twelve_of_twelve_stop),
        cmocka_unit_test(only_the_last_thousand_count),
        cmocka_unit_test(the_story_has_the_commonest_reason_an_example_and_what_to_try),
        cmocka_unit_test(a_long_example_is_cut_and_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
