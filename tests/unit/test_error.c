/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "tests/support.h"

#include <errno.h>

static void a_story_that_fits_is_whole(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(error_set(&err, STATUS_IO, "disk %d is full", 3), STATUS_IO);
    assert_int_equal(error_add_context(&err, "while writing '%s'", "x"), STATUS_IO);
    assert_string_equal(err.message, "disk 3 is full: while writing 'x'");
    assert_int_equal(error_set(NULL, STATUS_USAGE, "nobody listens"), STATUS_USAGE);
    errno = ENOSPC;
    assert_int_equal(error_set_errno(&err, STATUS_CANNOT_CREATE, "run.h5"), STATUS_IO);
    assert_non_null(strstr(err.message, "run.h5: No space left"));
}

static void a_long_story_says_how_much_is_missing_and_keeps_its_context(void **state)
{
    struct error err = {0};
    struct text story = {0};
    size_t missing = 0;

    (void)state;
    while (story.length < 10000)
        text_append(&story, "\xe2\x82\xac"); /* letters of three bytes */
    error_set(&err, STATUS_INVALID_INPUT, "x%s", story.bytes);
    const char *const tail = strstr(err.message, "... (");

    assert_non_null(tail);
    assert_int_equal(sscanf(tail, "... (%zu bytes more)", &missing), 1);
    assert_int_equal((size_t)(tail - err.message) + missing, story.length + 1);
    assert_int_equal(text_utf8_length(err.message, strlen(err.message)), strlen(err.message));
    error_add_context(&err, "in part 7");
    assert_non_null(strstr(err.message, "more): in part 7"));
    for (int k = 0; k < 1000; k++)
        error_add_context(&err, "on and on, number %d \xe2\x82\xac", k);
    assert_true(strlen(err.message) < sizeof err.message);
    assert_int_equal(text_utf8_length(err.message, strlen(err.message)), strlen(err.message));
    text_free(&story);
}

static void lists_end_with_whole_lines(void **state)
{
    struct error err = {0};
    struct text lines = {0};
    size_t num_shown = 1;
    size_t more = 0;

    (void)state;
    error_set_lines(&err, STATUS_INVALID_INPUT, "one\ntwo", 2);
    assert_string_equal(err.message, "one\ntwo");
    for (int k = 0; k < 1000; k++)
        text_append(&lines, "%sline %d of it, whole", k ? "\n" : "", k);
    error_set_lines(&err, STATUS_INVALID_INPUT, lines.bytes, 1000);
    const char *const tail = strstr(err.message, "\n... and ");

    assert_non_null(tail);
    assert_int_equal(sscanf(tail, "\n... and %zu more", &more), 1);
    for (const char *c = err.message; c < tail; c++)
        num_shown += *c == '\n';
    assert_int_equal(num_shown + more, 1000);
    assert_memory_equal(tail - 5, "whole", 5);
    error_set_lines(&err, STATUS_INVALID_INPUT, "one\ntwo", 5);
    assert_string_equal(err.message, "one\ntwo\n... and 3 more");
    text_free(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_that_fits_is_whole),
        cmocka_unit_test(a_long_story_says_how_much_is_missing_and_keeps_its_context),
        cmocka_unit_test(lists_end_with_whole_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
