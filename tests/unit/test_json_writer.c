/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_writer.h"
#include "base/utf8.h"
#include "tests/support.h"

#include <cjson/cJSON.h>

#include <stdlib.h>

static void write_example(struct text *text, enum json_style style)
{
    const double rates[] = {0.1, 0.2};
    struct json_writer json = json_writer_of(text, style);

    json_open_object(&json, NULL);
    json_string(&json, "name", "a \"b\"");
    json_numbers(&json, "rates", rates, 2);
    json_open_array(&json, "list");
    json_open_object(&json, NULL);
    json_integer(&json, "k", -1);
    json_close(&json);
    json_open_array(&json, NULL);
    json_close(&json);
    json_close(&json);
    json_open_object(&json, "none");
    json_close(&json);
    json_bool(&json, "yes", true);
    json_null(&json, "nothing");
    json_close(&json);
}

static void integers_are_written_to_their_last_digit(void **state)
{
    static const int64_t numbers[] = {0, 7, -7, 10, -10, 1987654321, INT64_MAX, INT64_MIN};

    (void)state;
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        struct text text = {0};
        char expected[32];

        snprintf(expected, sizeof expected, "%lld", (long long)numbers[k]);
        text_append_integer(&text, numbers[k]);
        assert_string_equal(text.bytes, expected);
        text_free(&text);
    }
}

static void the_three_styles_differ_in_white_space_alone(void **state)
{
    static const char *const expected[] = {
        "{\"name\":\"a \\\"b\\\"\",\"rates\":[0.1,0.2],\"list\":[{\"k\":-1},[]],\"none\":{},"
        "\"yes\":true,\"nothing\":null}",
        "{\"name\": \"a \\\"b\\\"\", \"rates\": [0.1, 0.2], \"list\": [{\"k\": -1}, []], "
        "\"none\": {}, \"yes\": true, \"nothing\": null}",
        "{\n  \"name\": \"a \\\"b\\\"\",\n  \"rates\": [0.1, 0.2],\n  \"list\": [\n    {\n"
        "      \"k\": -1\n    },\n    []\n  ],\n  \"none\": {},\n  \"yes\": true,\n"
        "  \"nothing\": null\n}",
    };

    (void)state;
    for (int style = JSON_COMPACT; style <= JSON_INDENTED; style++) {
        struct text text = {0};

        write_example(&text, (enum json_style)style);
        assert_string_equal(text.bytes, expected[style]);
        text_free(&text);
    }
}

static void numbers_read_back_to_the_same_bits_and_what_is_none_is_null(void **state)
{
    const double values[] = {0.1, 1.0 / 3.0, 5e-324, -0.0, 1.7976931348623157e308};
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_COMPACT);

    (void)state;
    json_open_array(&json, NULL);
    for (size_t k = 0; k < 5; k++)
        json_number(&json, NULL, values[k]);
    json_number(&json, NULL, NAN);
    json_number(&json, NULL, -INFINITY);
    json_close(&json);
    cJSON *const read = cJSON_Parse(text.bytes);

    assert_int_equal(cJSON_GetArraySize(read), 7);
    for (int k = 0; k < 5; k++)
        assert_memory_equal(&cJSON_GetArrayItem(read, k)->valuedouble, &values[k], sizeof *values);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(read, 5)));
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(read, 6)));
    cJSON_Delete(read);
    text_free(&text);
}

static void whatever_a_string_holds_it_is_json(void **state)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_COMPACT);

    (void)state;
    json_open_object(&json, NULL);
    json_string(&json, "a\nb", "\x01 \\ \" \xff \xe2\x82\xac");
    json_string(&json, "none", NULL);
    json_print(&json, "hash", "\"%04x\"", 255);
    json_raw(&json, "raw", "[1,2]tail", 5);
    json_close(&json);
    assert_string_equal(text.bytes,
                        "{\"a\\nb\":\"\\u0001 \\\\ \\\" \xef\xbf\xbd \xe2\x82\xac\",\"none\":null,"
                        "\"hash\":\"00ff\",\"raw\":[1,2]}");
    text_free(&text);
}

static size_t whole_letters(const char *bytes, size_t length)
{
    uint32_t code = 0;
    size_t i = 0;

    for (size_t letter = 1; i < length && letter > 0; i += letter)
        letter = utf8_code_point(bytes + i, length - i, &code);
    return i;
}

/* Byte by byte, as it was written before words were looked at. */
static void write_slowly(struct text *text, const char *string)
{
    const char *good = string + text_utf8_length(string, strlen(string));

    text_append_bytes(text, "\"", 1);
    for (const char *c = string; *c; c++) {
        if (c == good) {
            text_append_bytes(text, "\xEF\xBF\xBD", 3);
            good = c + 1 + text_utf8_length(c + 1, strlen(c + 1));
        } else if (*c == '"' || *c == '\\') {
            text_append(text, "\\%c", *c);
        } else if (*c == '\n') {
            text_append_bytes(text, "\\n", 2);
        } else if ((unsigned char)*c < 0x20) {
            text_append(text, "\\u%04x", (unsigned)*c);
        } else {
            text_append_bytes(text, c, 1);
        }
    }
    text_append_bytes(text, "\"", 1);
}

/* Every byte at every place of a word, between letters of one, two and three bytes. */
static void each_byte_is_written_as_ever(void **state)
{
    static const char *const around[] = {"abcdefghijklmnopqrstuvw",
                                         "ab\xc3\xa9"
                                         "defgh\xe2\x82\xacij",
                                         "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"};
    char string[32];

    (void)state;
    for (size_t k = 0; k < 3; k++)
        for (size_t place = 0; place < strlen(around[k]); place++)
            for (int byte = 1; byte < 256; byte++) {
                struct text found = {0};
                struct text expected = {0};

                snprintf(string, sizeof string, "%s", around[k]);
                string[place] = (char)byte;
                assert_int_equal(text_utf8_length(string, strlen(string)),
                                 whole_letters(string, strlen(string)));
                text_append_json_string(&found, string);
                write_slowly(&expected, string);
                assert_string_equal(found.bytes, expected.bytes);
                text_free(&found);
                text_free(&expected);
            }
}

static void text_of_any_length_is_appended_whole(void **state)
{
    char words[400];

    (void)state;
    memset(words, 'x', sizeof words);
    for (size_t length = 0; length < sizeof words; length++) {
        struct text text = {0};

        words[length] = '\0';
        text_append(&text, "%s", words);
        text_append(&text, "<%s>%d", words, 7);
        assert_int_equal(text.length, 2 * length + 3);
        assert_int_equal(strlen(text.bytes), text.length);
        words[length] = 'x';
        text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_written_to_their_last_digit),
        cmocka_unit_test(the_three_styles_differ_in_white_space_alone),
        cmocka_unit_test(numbers_read_back_to_the_same_bits_and_what_is_none_is_null),
        cmocka_unit_test(whatever_a_string_holds_it_is_json),
        cmocka_unit_test(each_byte_is_written_as_ever),
        cmocka_unit_test(text_of_any_length_is_appended_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
