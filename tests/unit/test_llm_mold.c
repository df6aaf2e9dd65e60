/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is written with the help of a mold is, byte by byte, what is written without one. */
#include "llm/chat_mold.h"
#include "llm/profiles.h"
#include "llm/wires.h"
#include "tests/llm_support.h"

#include <stdlib.h>

static const char schema[] = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\","
                             "\"maximum\":100}},\"required\":[\"hours\"]}";

static const struct llm_request like = {
    .system = "rules of year 1987654321: \"what worker 1 is asked\" says\nnothing",
    .user = "say 1",
    .schema_name = "choice",
    .schema = schema,
    .temperature = 0.7,
    .max_tokens = 64,
    .top_logprobs = 5,
    .seed = 7,
};

/* Words that a mold could trip over. */
static const char *const users[] = {
    "",
    "say 5",
    "a \"quote\", a \\ and\na line\n",
    "what worker 1 is asked",
    "a question to the other",
    "203 and 1987654321",
    "caf\xC3\xA9 \xE2\x82\xAC, \xFF no UTF-8, \x01",
};

static void expect_same(const struct chat_mold *mold, const struct llm_request *request)
{
    struct text plain[2] = {{0}};
    struct text molded[2] = {{0}};

    chat_write_body(&plain[0], mold->form, request, NULL, NULL);
    chat_write_canonical(&plain[1], mold->form, request);
    chat_mold_write_body(&molded[0], mold, request);
    chat_mold_write_canonical(&molded[1], mold, request);
    for (int k = 0; k < 2; k++) {
        assert_string_equal(molded[k].bytes, plain[k].bytes);
        assert_int_equal(molded[k].length, strlen(molded[k].bytes));
        text_free(&plain[k]);
        text_free(&molded[k]);
    }
}

static void expect_all_same(const struct chat_form *form, const struct llm_request *first)
{
    struct chat_mold mold = chat_mold_of(form, first);

    for (size_t k = 0; k < sizeof users / sizeof *users; k++) {
        struct llm_request request = *first;

        request.user = users[k];
        request.seed = k % 2 ? (UINT64_C(1) << 53) - 1 : k;
        expect_same(&mold, &request);
    }
    chat_mold_free(&mold);
}

static void in_form(const struct profile_kind *profile, enum llm_schema_form schema_form)
{
    struct chat_form form = chat_form_of(profile, "m");
    struct llm_request letters = like;

    letters.schema = letters.schema_name = NULL;
    letters.num_letters = 4;
    form.schema = schema_form;
    for (int has_seed = 0; has_seed < 2; has_seed++) {
        form.has_seed = has_seed;
        expect_all_same(&form, &like);
        expect_all_same(&form, &letters);
    }
}

static void in_every_form_of_every_profile(void **state)
{
    const struct kind *kind = NULL;

    (void)state;
    for (size_t k = 0; (kind = profile_family.at(k)) != NULL; k++) {
        const struct profile_kind *const profile = profiles_find(kind->name);

        for (int form = LLM_SCHEMA_RESPONSE; form <= LLM_SCHEMA_NONE; form++)
            if (form != LLM_SCHEMA_GRAMMAR || profile->write_grammar)
                in_form(profile, (enum llm_schema_form)form);
    }
}

static void in_fields_that_a_config_changes_and_over_every_wire(void **state)
{
    static const char *const wires[] = {"chat", "completions", "stated"};
    cJSON *const set = cJSON_Parse("{\"seed\": 1987654321, \"top_p\": 0.9}");
    cJSON *const rename = cJSON_Parse("{\"seed\": \"random_seed\"}");

    (void)state;
    for (size_t k = 0; k < sizeof wires / sizeof *wires; k++) {
        struct chat_form form = chat_form_of(profiles_find("openai"), "m");

        form.wire = wires_find(wires[k]);
        assert_non_null(form.wire);
        expect_all_same(&form, &like);
        form.set = set;
        expect_all_same(&form, &like);
        form.set = NULL;
        form.rename = rename;
        expect_all_same(&form, &like);
    }
    cJSON_Delete(set);
    cJSON_Delete(rename);
}

static void what_is_not_like_the_others_is_written_by_itself(void **state)
{
    const struct chat_form form = chat_form_of(profiles_find("openai"), "m");
    struct chat_mold mold = chat_mold_of(&form, &like);
    struct llm_request other[7];

    (void)state;
    for (size_t k = 0; k < sizeof other / sizeof *other; k++)
        other[k] = like;
    other[0].system = "others";
    other[1].schema = "{\"type\":\"object\",\"properties\":{},\"required\":[]}";
    other[2].schema_name = "vote";
    other[3].temperature = 0.0;
    other[4].max_tokens = 65;
    other[5].top_logprobs = 0;
    other[6].draw = 3;
    for (size_t k = 0; k < sizeof other / sizeof *other; k++)
        expect_same(&mold, &other[k]);
    chat_mold_free(&mold);
}

/* Else all of the above would hold for a mold that is never there. */
static void a_mold_is_there_for_chats(void **state)
{
    struct chat_form form = chat_form_of(profiles_find("openai"), "m");
    struct llm_request plain = like;

    (void)state;
    plain.system = "rules";
    for (int has_seed = 0; has_seed < 2; has_seed++) {
        form.has_seed = has_seed;
        struct chat_mold mold = chat_mold_of(&form, &plain);

        assert_true(mold.body.is_made && mold.name.is_made && mold.schema);
        assert_ptr_equal(chat_mold_request(&mold, &plain).parsed_schema, mold.schema);
        chat_mold_free(&mold);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_every_form_of_every_profile),
        cmocka_unit_test(in_fields_that_a_config_changes_and_over_every_wire),
        cmocka_unit_test(what_is_not_like_the_others_is_written_by_itself),
        cmocka_unit_test(a_mold_is_there_for_chats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
