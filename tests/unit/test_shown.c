/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/shown.h"
#include "base/text.h"
#include "tests/support.h"

#include <stdint.h>
#include <stdio.h>

static void assert_shown(const char *expected, const char *words)
{
    struct text text = {0};

    text_append_shown(&text, "%s", words);
    assert_string_equal(text.bytes ? text.bytes : "", expected);
    assert_int_equal(shown_has_control(words), strcmp(expected, words) != 0);
    text_free(&text);
}

static void what_steers_a_terminal_becomes_visible(void **state)
{
    (void)state;
    assert_shown("a\\x1b]0;title\\x07b", "a\x1b]0;title\x07"
                                         "b");
    assert_shown("done\\r\\nfisc: all is well\\t!", "done\r\nfisc: all is well\t!");
    assert_shown("\\x01\\x7f", "\x01\x7f");
    assert_shown("\\u009b31m", "\xc2\x9b"
                               "31m"); /* CSI of C1 */
    assert_shown("\\x9b31m", "\x9b"
                             "31m"); /* the same in 8 bits */
    assert_shown("\\u202egnp.exe", "\xe2\x80\xae"
                                   "gnp.exe"); /* from right to left */
    assert_shown("\\u2066\\u2069\\u200f\\u2028\\u061c",
                 "\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xe2\x80\xa8\xd8\x9c");
    assert_shown("\\xc3(\\xed\\xa0\\x80\\xff", "\xc3(\xed\xa0\x80\xff"); /* no UTF-8 */
}

static void letters_stay(void **state)
{
    static const char *const words[] = {
        "", "Köln, Łódź", "日本語", "\xf0\x9f\x98\x80", "back\\slash \\x1b", "100 %", "نص"};

    (void)state;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        assert_shown(words[k], words[k]);
}

PRINTF_LIKE(1, 2)
static void assert_as_printf(const char *format, ...)
{
    char expected[512], found[512], cut[8];
    va_list arguments;

    va_start(arguments, format);
    const int length = vsnprintf(expected, sizeof expected, format, arguments);

    va_end(arguments);
    va_start(arguments, format);
    assert_int_equal(shown_print_list(found, sizeof found, format, arguments), length);
    va_end(arguments);
    assert_string_equal(found, expected);
    va_start(arguments, format);
    assert_int_equal(shown_print_list(cut, sizeof cut, format, arguments), length);
    va_end(arguments);
    assert_memory_equal(cut, expected, strlen(cut));
    assert_int_equal(strlen(cut), length < 7 ? length : 7);
}

static void plain_words_and_numbers_are_printed_as_by_printf(void **state)
{
    const char bytes[] = {'a', 'b', 'c'}; /* without a zero behind them */

    (void)state;
    assert_as_printf("100%% of\n%d, %5d|%-5d|%05d|%+d|%x|%#x|%c", -3, 42, 42, 42, 42, 255U, 255U,
                     'z');
    assert_as_printf("%ld %lld %zu %zd %jd %td", -5L, INT64_MIN + 0LL, (size_t)-1, (ssize_t)-1,
                     (intmax_t)-7, (ptrdiff_t)-8);
    assert_as_printf("%u %lu %llu %016llx %hhu %hd", 4294967295U, 1UL << 40, ~0ULL, 0xabcULL,
                     (unsigned char)200, (short)-2);
    assert_as_printf("%f %.2f %10.3f %-10.1e| %g %.17g %+.1f%% %a %G", 1.5, -2.345, 3.0, 1e9, 0.1,
                     0.1, 2.0, 1.0, 1e-20);
    assert_as_printf("%*d|%-*d|%*d|%.*f|%*.*f", 6, 1, 6, 2, -6, 3, 3, 1.0 / 3, 9, 2, 2.5);
    assert_as_printf("%s|%10s|%-10s|%.2s|%*s|%-*.*s|", "word", "word", "word", "word", 8, "x", 9, 3,
                     "abcdef");
    assert_as_printf("%.*s", 3, bytes);
    assert_as_printf("%f %s", 1e300, "after what is long");
    assert_as_printf("%d%s%f%s%zu", 1, "a", 2.0, "b", (size_t)3);
}

static void a_width_counts_letters_and_a_cut_keeps_them_whole(void **state)
{
    struct text text = {0};

    (void)state;
    text_append_shown(&text, "%-6s|%6s|%.2s|%.3s|%6s", "Köln", "Łódź", "aé", "aé", "\x1b");
    assert_string_equal(text.bytes, "Köln  |  Łódź|a|aé|  \\x1b");
    text_free(&text);
}

static void a_story_from_outside_is_one_line(void **state)
{
    struct error err = {0};

    (void)state;
    error_set(&err, STATUS_NO_SERVER, "the server says:\n%s", "no\nfisc: all is well\x1b[2K");
    assert_string_equal(err.message, "the server says:\nno\\nfisc: all is well\\x1b[2K");
    error_add_context(&err, "model '%s'", "\x07m");
    assert_non_null(strstr(err.message, ": model '\\x07m'"));
    error_set_story(&err, STATUS_NO_SERVER, "one\ntwo\x1b[2K");
    assert_string_equal(err.message, "one\ntwo\\x1b[2K");
    error_set_lines(&err, STATUS_NO_SERVER, "one\ntwo\x9b", 3);
    assert_string_equal(err.message, "one\ntwo\\x9b\n... and 1 more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_steers_a_terminal_becomes_visible),
        cmocka_unit_test(letters_stay),
        cmocka_unit_test(plain_words_and_numbers_are_printed_as_by_printf),
        cmocka_unit_test(a_width_counts_letters_and_a_cut_keeps_them_whole),
        cmocka_unit_test(a_story_from_outside_is_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
