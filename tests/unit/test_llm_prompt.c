/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Templates: places are filled, parts and lines found, and a file that is not as expected is refused by
 * its name and what is wrong. */
#include "base/files.h"
#include "llm/prompt.h"
#include "tests/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct prompt_part whole[] = {PROMPT_WHOLE("who", "hours"), {0}};

enum { GREETING, DAYS, NUM_PARTS };
static const struct prompt_part parts[NUM_PARTS + 1] = {
    [GREETING] = PROMPT_PART("greeting", "who"),
    [DAYS] = PROMPT_LIST("days", 2, "hours"),
};

/* Load `text` as a file of a folder of its own. */
static enum status load(struct prompt **prompt, const char *text,
                        const struct prompt_part *expected, struct error *err)
{
    char folder[] = "/tmp/fisc-prompt-XXXXXX";
    char path[FILES_MAX_PATH];

    assert_non_null(mkdtemp(folder));
    assert_int_equal(path_join(path, folder, "mine.txt", err), STATUS_OK);
    FILE *const file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const enum status status = prompt_load(prompt, "mine", folder, expected, err);

    unlink(path);
    rmdir(folder);
    return status;
}

static void expect_filled(const char *text, const char *wanted)
{
    struct prompt *prompt = NULL;
    struct text filled = {0};
    struct error err = {0};

    assert_ok(load(&prompt, text, whole, &err));
    prompt_fill(&filled, prompt, 0, (const char *[]){"a cook", "40"});
    assert_string_equal(prompt_value(&filled), wanted);
    text_free(&filled);
    prompt_destroy(prompt);
}

static void places_are_filled_and_other_braces_are_text(void **state)
{
    (void)state;
    expect_filled("{who} works {hours} hours.\n", "a cook works 40 hours.\n");
    expect_filled("{hours}{who}{hours}", "40a cook40");
    expect_filled("Say {\"hours\": {hours}}, {}, { who }.", "Say {\"hours\": 40}, {}, { who }.");
    expect_filled("Nothing {who", "Nothing {who");
    expect_filled("[part of it] is text here", "[part of it] is text here");
    expect_filled("", "");
}

static void parts_end_before_blank_lines_and_lists_are_lines(void **state)
{
    struct prompt *prompt = NULL;
    struct text filled = {0};
    struct error err = {0};

    (void)state;
    assert_ok(
        load(&prompt,
             "\n[part days]\n{hours} today\nnone\n\n[part greeting]\nHello, {who}!\nBye.\n\n\n",
             parts, &err));
    assert_int_equal(prompt_num_lines(prompt, DAYS), 2);
    prompt_fill_line(&filled, prompt, DAYS, 0, (const char *[]){"8"});
    text_append(&filled, "; %s; ", prompt_line(prompt, DAYS, 1));
    prompt_fill(&filled, prompt, GREETING, (const char *[]){"cook"});
    assert_string_equal(filled.bytes, "8 today; none; Hello, cook!\nBye.");
    text_free(&filled);
    prompt_destroy(prompt);
}

static void expect_refused(const char *text, const struct prompt_part *expected, const char *words)
{
    struct prompt *prompt = NULL;
    struct error err = {0};

    assert_int_equal(load(&prompt, text, expected, &err), STATUS_INVALID_INPUT);
    assert_null(prompt);
    assert_non_null(strstr(err.message, "mine.txt"));
    if (!strstr(err.message, words))
        fprintf(stderr, "%s\n -> %s\n", text, err.message);
    assert_non_null(strstr(err.message, words));
}

static void what_a_file_has_wrong_is_named(void **state)
{
    (void)state;
    expect_refused("{whom}", whole, "{whom} is no place of this prompt; did you mean {who}?");
    expect_refused("[part greeting]\n{hours}\n[part days]\na\nb", parts,
                   "{hours} is no place of its part greeting");
    expect_refused("[part greeting]\nHi", parts, "lacks the part days");
    expect_refused("[part greetings]\nHi", parts,
                   "'greetings' is no part of this prompt; did you mean 'greeting'?");
    expect_refused("[part greeting]\na\n[part greeting]\nb", parts, "twice");
    expect_refused("[part greeting\na", parts, "expected ']'");
    expect_refused("Hello\n[part greeting]\na", parts, "first");
    expect_refused("Hello", parts, "first");
    expect_refused("[part greeting]\na\n[part days]\none", parts, "2 or more lines");
    expect_refused("[part greeting]\na\n[part days]\n", parts, "2 or more lines");
    expect_refused("[part greeting]\na\n[part days]", parts, "2 or more lines");
}

static void a_name_that_nobody_has_is_no_prompt(void **state)
{
    struct prompt *prompt = NULL;
    struct error err = {0};

    (void)state;
    assert_false(prompt_exists("mine", NULL));
    assert_true(prompt_exists("worker_system", NULL));
    assert_int_equal(prompt_load(&prompt, "mine", NULL, whole, &err), STATUS_INTERNAL);
    assert_non_null(strstr(err.message, "'mine'"));
}

/* As printf(3) writes them, to the last bit, however they are made. */
static void numbers_are_those_of_printf(void **state)
{
    static const double some[] = {
        0.0,       -0.0,       -0.3,     0.5,   1.5,       2.5,        -2.5,   99.5,
        1e5,       999999.0,   999999.5, 1e6,   1234567.0, 1e15,       1e16,   1e300,
        1.0 / 0.0, -1.0 / 0.0, 40.0,     12.25, -17.0,     0x1p52 + 1, 5229.5, 5230.4999999999,
    };

    (void)state;
    for (int k = 0; k < 4000; k++) {
        const double number = k < (int)(sizeof some / sizeof *some)
                                  ? some[k]
                                  : (k % 7 - 3.0) * pow(1.013, k) * (k % 2 ? 1.0 : 0.5);
        char expected[PROMPT_NUMBER_ROOM], found[PROMPT_NUMBER_ROOM];

        snprintf(expected, sizeof expected, "%.0f", number);
        assert_string_equal(prompt_number(found, "%.0f", number), expected);
        snprintf(expected, sizeof expected, "%g", number);
        assert_string_equal(prompt_number(found, "%g", number), expected);
        snprintf(expected, sizeof expected, "%g", floor(number));
        assert_string_equal(prompt_number(found, "%g", floor(number)), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled_and_other_braces_are_text),
        cmocka_unit_test(parts_end_before_blank_lines_and_lists_are_lines),
        cmocka_unit_test(what_a_file_has_wrong_is_named),
        cmocka_unit_test(a_name_that_nobody_has_is_no_prompt),
        cmocka_unit_test(numbers_are_those_of_printf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
