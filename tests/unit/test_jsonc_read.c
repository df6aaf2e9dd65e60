/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What jsonc_read() makes of a text is what jsonc_parse() makes of it, item by item; what one refuses the other refuses
 * with the same words. */
#include "base/random.h"
#include "base/text.h"
#include "config/jsonc.h"
#include "tests/support.h"

#include <string.h>

enum { NUM_DRAWS = 3000, MOST_DEEP = 5 };

static void same_items(const cJSON *a, const cJSON *b)
{
    assert_int_equal(a->type, b->type);
    assert_memory_equal(&a->valuedouble, &b->valuedouble, sizeof a->valuedouble);
    assert_int_equal(a->valueint, b->valueint);
    assert_int_equal(a->string != NULL, b->string != NULL);
    if (a->string)
        assert_string_equal(a->string, b->string);
    assert_int_equal(a->valuestring != NULL, b->valuestring != NULL);
    if (a->valuestring)
        assert_string_equal(a->valuestring, b->valuestring);
    assert_int_equal(cJSON_GetArraySize(a), cJSON_GetArraySize(b));
    const cJSON *x = a->child;

    for (const cJSON *y = b->child; y; x = x->next, y = y->next) {
        same_items(x, y);
        if (y != b->child)
            assert_ptr_equal(y->prev->next, y);
    }
    if (b->child)
        assert_null(b->child->prev->next); /* the last, as cJSON has it */
}

static void reads_the_same(const char *text, size_t length)
{
    struct jsonc parsed;
    struct jsonc read;
    struct error err[2] = {{0}};
    const enum status status = jsonc_parse(&parsed, "it", text, length, &err[0]);

    assert_int_equal(jsonc_read(&read, "it", text, length, &err[1]), status);
    assert_string_equal(err[0].message, err[1].message);
    if (status)
        return;
    same_items(parsed.root, read.root);
    jsonc_free(&parsed);
    jsonc_free(&read);
}

static void what_texts_hold_is_the_same(void **state)
{
    static const char *const texts[] = {
        "{\"a\": 1, \"b\": [true, false, null, -2.5e3], \"c\": {}}",
        "\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00 \\\"\\\\\\/\\b\\f\\n\\r\\t end\"",
        "[\"\", \"a\\\\\", 1e300, 2147483647, 2147483648, -2147483649, 0, -0, 0.1]",
        "// a comment\n{\"a\": /* and another */ [1, 2,], \"b\": \"/* none */\",}",
        " [ [ [ ] , [ ] ] , { \"\" : { \"\" : \"\" } } ] ",
        "{\"a\": 1, \"b\": 2, \"a\": 3}",
        "[1e999]",
        "[1, 2",
        "{\"a\": 01}",
        "\"\\ud800\"",
        "",
        "[1] 2",
        "[\n1,\n  nothing]",
    };

    (void)state;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        reads_the_same(texts[k], strlen(texts[k]));
}

/* Many digits: the number is read, or too large, whichever way it is looked at. */
static void long_numbers_are_judged_alike(void **state)
{
    (void)state;
    for (size_t length = 290; length < 320; length++) {
        struct text text = {0};
        struct jsonc read;

        for (size_t k = 0; k < length; k++)
            text_append(&text, "9");
        assert_false(text.failed);
        assert_int_equal(jsonc_read(&read, "it", text.bytes, text.length, NULL),
                         length < 309 ? STATUS_OK : STATUS_INVALID_INPUT);
        jsonc_free(&read);
        text_free(&text);
    }
}

static uint32_t draw(uint32_t *count, uint32_t below)
{
    const double u = random_uniforms(5, 0, (*count)++, 0).u[0];

    return (uint32_t)(u * (double)below);
}

static void write_value(struct text *text, uint32_t *count, int depth)
{
    static const char *const leaves[] = {"1",     "-0.5",           "true",
                                         "null",  "\"word\"",       "\"\\n\\u00fc\\\"\"",
                                         "1e-7",  "\"a\\\\b\\/c\"", "\"\\ud83d\\ude00\"",
                                         "false", "12345678901",    "\"\""};
    const uint32_t kind = depth < MOST_DEEP ? draw(count, 3) : 0;

    if (kind == 0) {
        text_append(text, "%s", leaves[draw(count, sizeof leaves / sizeof *leaves)]);
        return;
    }
    const uint32_t num_items = draw(count, 5);

    text_append(text, "%s", kind == 1 ? "[" : "{");
    for (uint32_t k = 0; k < num_items; k++) {
        text_append(text, "%s", k ? ", " : "");
        if (kind == 2)
            text_append(text, "\"k%u\": ", draw(count, 20)); /* some twice: refused */
        write_value(text, count, depth + 1);
    }
    text_append(text, "%s", kind == 1 ? "]" : "}");
}

static void drawn_texts_hold_the_same(void **state)
{
    uint32_t count = 0;

    (void)state;
    for (int k = 0; k < NUM_DRAWS; k++) {
        struct text text = {0};

        write_value(&text, &count, 0);
        assert_false(text.failed);
        if (k % 3 == 0) /* some are torn */
            text.length = draw(&count, (uint32_t)text.length + 1);
        reads_the_same(text.bytes, text.length);
        text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_texts_hold_is_the_same),
        cmocka_unit_test(long_numbers_are_judged_alike),
        cmocka_unit_test(drawn_texts_hold_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
