/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_writer.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_styles_differ_in_white_space_alone),
        cmocka_unit_test(numbers_read_back_to_the_same_bits_and_what_is_none_is_null),
        cmocka_unit_test(whatever_a_string_holds_it_is_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
