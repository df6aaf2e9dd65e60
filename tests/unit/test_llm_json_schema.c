/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each keyword of the subset holds what it should and refuses the rest in words that say what was wanted. */
#include "tests/llm_support.h"

#include <stdlib.h>

static bool holds(const char *schema_text, const char *value_text, struct text *why)
{
    cJSON *const schema = cJSON_Parse(schema_text);
    cJSON *const value = cJSON_Parse(value_text);

    assert_non_null(schema);
    assert_non_null(value);
    const bool result = schema_holds(schema, value, why);

    cJSON_Delete(schema);
    cJSON_Delete(value);
    return result;
}

static void expect_good(const char *schema, const char *value)
{
    struct text why = {0};

    if (!holds(schema, value, &why)) {
        fprintf(stderr, "%s refuses %s: %s\n", schema, value, why.bytes ? why.bytes : "");
        fail();
    }
    assert_int_equal(why.length, 0);
    text_free(&why);
}

/* Every one of `words` (ends with NULL) must be said. */
static void expect_bad(const char *schema, const char *value, const char *const *words)
{
    struct text why = {0};

    if (holds(schema, value, &why)) {
        fprintf(stderr, "%s takes %s\n", schema, value);
        fail();
    }
    assert_non_null(why.bytes);
    for (; *words; words++) {
        if (!strstr(why.bytes, *words))
            fprintf(stderr, "%s, %s: \"%s\" does not say \"%s\"\n", schema, value, why.bytes,
                    *words);
        assert_non_null(strstr(why.bytes, *words));
    }
    text_free(&why);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void every_type_takes_its_own_values_and_no_others(void **state)
{
    static const char *const values[] = {"{}", "[]", "\"a\"", "true", "2.5", "7", "null"};
    static const struct {
        const char *name;
        const char *taken; /* one digit for each of values[] */
    } types[] = {
        {"object", "1000000"},  {"array", "0100000"},  {"string", "0010000"},
        {"boolean", "0001000"}, {"number", "0000110"}, {"integer", "0000010"},
    };

    (void)state;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        char schema[64];

        snprintf(schema, sizeof schema, "{\"type\":\"%s\"}", types[t].name);
        for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
            if (types[t].taken[v] == '1')
                expect_good(schema, values[v]);
            else
                expect_bad(schema, values[v], WORDS("the reply must be of type", types[t].name));
        }
    }
}

static void an_integer_may_be_written_with_a_point_or_an_exponent(void **state)
{
    (void)state;
    expect_good("{\"type\":\"integer\"}", "40.0");
    expect_good("{\"type\":\"integer\"}", "4e1");
    expect_good("{\"type\":\"integer\"}", "-3");
    expect_bad("{\"type\":\"integer\"}", "40.000001", WORDS("integer"));
}

static void a_number_that_is_not_finite_is_none(void **state)
{
    cJSON *const schema = cJSON_Parse("{\"type\":\"number\"}");
    const double values[] = {(double)INFINITY, -(double)INFINITY, (double)NAN};

    (void)state;
    for (int k = 0; k < 3; k++) {
        cJSON *const value = cJSON_CreateNumber(values[k]);
        struct text why = {0};

        assert_false(schema_holds(schema, value, &why));
        assert_non_null(strstr(why.bytes, "number"));
        text_free(&why);
        cJSON_Delete(value);
    }
    cJSON_Delete(schema);
}

static void bounds_are_inclusive_and_are_named_with_the_value(void **state)
{
    static const char schema[] = "{\"type\":\"number\",\"minimum\":-2,\"maximum\":100}";

    (void)state;
    expect_good(schema, "-2");
    expect_good(schema, "100");
    expect_good(schema, "0.5");
    expect_bad(schema, "-2.5", WORDS("at least -2", "not -2.5"));
    expect_bad(schema, "100.5", WORDS("at most 100", "not 100.5"));
    expect_good("{\"minimum\":5}", "\"words have no minimum\"");
}

static void an_enum_takes_only_what_it_lists(void **state)
{
    static const char numbers[] = "{\"type\":\"integer\",\"enum\":[0,20,40]}";
    static const char names[] = "{\"enum\":[\"yes\",\"no\"]}";

    (void)state;
    expect_good(numbers, "20");
    expect_good(numbers, "40.0");
    expect_bad(numbers, "30", WORDS("must be one of", " 0", " 20", " 40"));
    expect_good(names, "\"no\"");
    expect_bad(names, "\"No\"", WORDS("\"yes\"", "\"no\""));
    expect_bad(names, "0", WORDS("one of"));
    expect_good("{\"enum\":[true,null]}", "true");
    expect_good("{\"enum\":[true,null]}", "null");
    expect_bad("{\"enum\":[true,null]}", "false", WORDS("one of"));
}

static void required_keys_must_be_there(void **state)
{
    static const char schema[] = "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},"
                                 "\"required\":[\"a\",\"b\"]}";

    (void)state;
    expect_good(schema, "{\"b\":1,\"a\":2}");
    expect_good(schema, "{\"a\":null,\"b\":null}");
    expect_bad(schema, "{\"a\":1}", WORDS("lacks", "\"b\""));
    expect_bad(schema, "{\"A\":1,\"b\":1}", WORDS("lacks", "\"a\""));
}

static void properties_are_checked_where_they_are_given(void **state)
{
    static const char schema[] =
        "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\","
        "\"maximum\":100}}}";

    (void)state;
    expect_good(schema, "{}");
    expect_good(schema, "{\"hours\":40}");
    expect_bad(schema, "{\"hours\":400}", WORDS("the reply.hours", "at most 100", "not 400"));
    expect_bad(schema, "{\"hours\":\"40\"}", WORDS("the reply.hours", "integer"));
}

static void further_keys_are_taken_unless_they_are_forbidden(void **state)
{
    (void)state;
    expect_good("{\"properties\":{\"a\":{}}}", "{\"a\":1,\"b\":2}");
    expect_good("{\"properties\":{\"a\":{}},\"additionalProperties\":true}", "{\"b\":2}");
    expect_good("{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"a\":1}");
    expect_bad("{\"properties\":{\"a\":{}},\"additionalProperties\":false}", "{\"a\":1,\"b\":2}",
               WORDS("\"b\"", "not asked for"));
    expect_bad("{\"type\":\"object\",\"additionalProperties\":false}", "{\"b\":2}", WORDS("\"b\""));
}

static void the_elements_of_an_array_are_counted_and_checked(void **state)
{
    static const char schema[] =
        "{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"minimum\":0},"
        "\"minItems\":2,\"maxItems\":3}";

    (void)state;
    expect_good(schema, "[1,2]");
    expect_good(schema, "[1,2,3]");
    expect_bad(schema, "[1]", WORDS("has 1 elements", "expected 2 to 3"));
    expect_bad(schema, "[1,2,3,4]", WORDS("has 4 elements", "expected 2 to 3"));
    expect_bad(schema, "[1,-2]", WORDS("the reply[1]", "at least 0"));
    expect_bad(schema, "[1,2,\"3\"]", WORDS("the reply[2]", "integer"));
    expect_good("{\"type\":\"array\"}", "[1,\"a\",null,{}]");
    expect_bad("{\"minItems\":1}", "[]", WORDS("has 0 elements"));
}

static void the_length_of_a_string_is_bounded(void **state)
{
    static const char schema[] = "{\"type\":\"string\",\"minLength\":2,\"maxLength\":4}";

    (void)state;
    expect_good(schema, "\"ab\"");
    expect_good(schema, "\"abcd\"");
    expect_bad(schema, "\"a\"", WORDS("expected 2 to 4"));
    expect_bad(schema, "\"abcde\"", WORDS("expected 2 to 4"));
    expect_bad("{\"minLength\":1}", "\"\"", WORDS("has 0"));
}

/* 2020-12, 6.3.1: the number of its characters, not of their bytes. */
static void the_length_of_a_string_is_in_characters(void **state)
{
    (void)state;
    expect_good("{\"type\":\"string\",\"maxLength\":3}", "\"\xc3\xa4\xc3\xb6\xc3\xbc\"");
    expect_bad("{\"type\":\"string\",\"minLength\":3}", "\"\xe2\x82\xac\"", WORDS("expected 3"));
}

static void what_is_wrong_deep_inside_is_named_with_its_place(void **state)
{
    static const char schema[] = "{\"type\":\"object\",\"properties\":{\"plan\":{\"type\":"
                                 "\"array\",\"items\":{\"type\":\"object\","
                                 "\"properties\":{\"rates\":{\"type\":\"array\",\"items\":{"
                                 "\"type\":\"number\",\"maximum\":1}}},"
                                 "\"required\":[\"rates\"],\"additionalProperties\":false}}}}";

    (void)state;
    expect_good(schema, "{\"plan\":[{\"rates\":[0,1]},{\"rates\":[]}]}");
    expect_bad(schema, "{\"plan\":[{\"rates\":[0]},{\"rates\":[0.1,0.2,7]}]}",
               WORDS("the reply.plan[1].rates[2]", "at most 1", "not 7"));
    expect_bad(schema, "{\"plan\":[{\"rates\":[0]},{}]}", WORDS("the reply.plan[1]", "\"rates\""));
    expect_bad(schema, "{\"plan\":[{\"rates\":[0],\"x\":1}]}", WORDS("the reply.plan[0]", "\"x\""));
}

static void a_very_long_key_or_path_does_no_harm(void **state)
{
    char value[2048] = "{\"";
    size_t length = 2;

    (void)state;
    memset(value + length, 'k', 1500);
    length += 1500;
    snprintf(value + length, sizeof value - length, "\":1}");
    expect_bad("{\"type\":\"object\",\"additionalProperties\":false}", value,
               WORDS("not asked for"));
    struct text schema = {0};

    text_append(&schema, "{\"properties\":{\"%.1500s\":{\"type\":\"string\"}}}", value + 2);
    expect_bad(schema.bytes, value, WORDS("the reply.kkk", "k"));
    text_free(&schema);
}

static void an_empty_schema_and_a_description_take_everything(void **state)
{
    static const char *const values[] = {"{}", "[1]", "\"a\"", "true", "2.5", "null"};

    (void)state;
    for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
        expect_good("{}", values[v]);
        expect_good("{\"description\":\"anything\"}", values[v]);
    }
}

static void a_keyword_outside_the_subset_is_named_at_any_depth(void **state)
{
    static const char *const foreign[] = {"pattern",    "anyOf",      "oneOf",
                                          "$ref",       "const",      "exclusiveMinimum",
                                          "format",     "multipleOf", "not",
                                          "uniqueItems"};

    (void)state;
    for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++) {
        char schema[128];

        snprintf(schema, sizeof schema, "{\"type\":\"integer\",\"%s\":1}", foreign[k]);
        expect_bad(schema, "1", WORDS(foreign[k], "not checked"));
        snprintf(schema, sizeof schema, "{\"items\":{\"%s\":1}}", foreign[k]);
        expect_bad(schema, "[1]", WORDS(foreign[k]));
        snprintf(schema, sizeof schema, "{\"properties\":{\"a\":{\"%s\":1}}}", foreign[k]);
        expect_bad(schema, "{\"a\":1}", WORDS(foreign[k]));
    }
}

/* The header promises additionalProperties: false alone; another form must not pass unchecked. */
static void a_form_of_a_keyword_that_is_not_checked_does_not_pass_in_silence(void **state)
{
    (void)state;
    expect_bad("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}",
               "{\"a\":\"b\"}", WORDS("a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_takes_its_own_values_and_no_others),
        cmocka_unit_test(an_integer_may_be_written_with_a_point_or_an_exponent),
        cmocka_unit_test(a_number_that_is_not_finite_is_none),
        cmocka_unit_test(bounds_are_inclusive_and_are_named_with_the_value),
        cmocka_unit_test(an_enum_takes_only_what_it_lists),
        cmocka_unit_test(required_keys_must_be_there),
        cmocka_unit_test(properties_are_checked_where_they_are_given),
        cmocka_unit_test(further_keys_are_taken_unless_they_are_forbidden),
        cmocka_unit_test(the_elements_of_an_array_are_counted_and_checked),
        cmocka_unit_test(the_length_of_a_string_is_bounded),
        cmocka_unit_test(the_length_of_a_string_is_in_characters),
        cmocka_unit_test(what_is_wrong_deep_inside_is_named_with_its_place),
        cmocka_unit_test(a_very_long_key_or_path_does_no_harm),
        cmocka_unit_test(an_empty_schema_and_a_description_take_everything),
        cmocka_unit_test(a_keyword_outside_the_subset_is_named_at_any_depth),
        cmocka_unit_test(a_form_of_a_keyword_that_is_not_checked_does_not_pass_in_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
