/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a config changes of a profile's form of requests. */
#include "llm/profiles.h"
#include "tests/llm_support.h"

#include <stdlib.h>

static const struct llm_request plain = {
    .system = "rules",
    .user = "how many hours?",
    .schema_name = "choice",
    .schema =
        "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\"}},\"required\":["
        "\"hours\"],\"additionalProperties\":false}",
    .max_tokens = 64,
};

static char *body_of(const struct chat_form *form)
{
    struct text body = {0};

    chat_write_body(&body, form, &plain, NULL, NULL);
    assert_non_null(body.bytes);
    return body.bytes;
}

static void expect_in(const struct chat_form *form, const char *words)
{
    char *const body = body_of(form);

    if (!strstr(body, words))
        fprintf(stderr, "%s\n lacks %s\n", body, words);
    assert_non_null(strstr(body, words));
    free(body);
}

static void each_family_has_its_own_spelling(void **state)
{
    static const struct {
        const char *profile, *off, *low;
    } cases[] = {
        {"openai", "\"reasoning_effort\":\"none\"", "\"reasoning_effort\":\"low\""},
        {"gemini", "\"reasoning_effort\":\"none\"", "\"reasoning_effort\":\"low\""},
        {"groq", "\"reasoning_effort\":\"none\"", "\"reasoning_effort\":\"low\""},
        {"ollama", "\"reasoning_effort\":\"none\"", "\"reasoning_effort\":\"low\""},
        {"litellm", "\"reasoning_effort\":\"none\"", "\"reasoning_effort\":\"low\""},
        {"vllm", "\"chat_template_kwargs\":{\"enable_thinking\":false,\"thinking\":false}",
         "\"reasoning_effort\":\"low\""},
        {"sglang", "\"enable_thinking\":false", "\"reasoning_effort\":\"low\""},
        {"llamacpp", "\"enable_thinking\":false", "\"reasoning_effort\":\"low\""},
        {"openrouter", "\"reasoning\":{\"enabled\":false}", "\"reasoning\":{\"effort\":\"low\"}"},
        {"anthropic", "\"thinking\":{\"type\":\"disabled\"}", "\"budget_tokens\":1024"},
        {"deepseek", "\"thinking\":{\"type\":\"disabled\"}", "\"reasoning_effort\":\"low\""},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct chat_form form = chat_form_of(profiles_find(cases[k].profile), "m");

        form.thinking = LLM_THINKING_OFF;
        expect_in(&form, cases[k].off);
        form.thinking = LLM_THINKING_LOW;
        expect_in(&form, cases[k].low);
    }
}

static void a_schema_is_sent_in_the_form_that_is_chosen(void **state)
{
    struct chat_form form = chat_form_of(profiles_find("vllm"), "m");

    (void)state;
    form.thinking_tokens = 1000;
    expect_in(&form, "\"max_tokens\":1064");
    form.schema = LLM_SCHEMA_OBJECT;
    expect_in(&form, "\"response_format\":{\"type\":\"json_object\"}");
    form.schema = LLM_SCHEMA_GRAMMAR;
    expect_in(&form, "\"structured_outputs\":{\"json\":{\"type\":\"object\"");
    form.schema = LLM_SCHEMA_TOOL;
    expect_in(&form, "\"parameters\":{\"type\":\"object\"");
    expect_in(&form, "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"choice\"}}");
    form = chat_form_of(profiles_find("llamacpp"), "m");
    form.schema = LLM_SCHEMA_GRAMMAR;
    expect_in(&form, ",\"json_schema\":{\"type\":\"object\"");
    form.schema = LLM_SCHEMA_NONE;
    char *const body = body_of(&form);

    assert_null(strstr(body, "json_schema"));
    free(body);
}

static void another_form_is_another_request(void **state)
{
    struct chat_form form[7];
    char *name_of[7];

    (void)state;
    for (int k = 0; k < 7; k++)
        form[k] = chat_form_of(profiles_find("vllm"), "m");
    form[1].schema = LLM_SCHEMA_TOOL;
    form[2].has_seed = false;
    form[3].max_top_logprobs = 5;
    form[4].thinking = LLM_THINKING_OFF;
    form[5].thinking = LLM_THINKING_LOW;
    form[6].thinking_tokens = 1;
    for (int k = 0; k < 7; k++) {
        struct text text = {0};

        chat_write_canonical(&text, &form[k], &plain);
        name_of[k] = text.bytes;
        for (int other = 0; other < k; other++)
            assert_string_not_equal(name_of[k], name_of[other]);
    }
    for (int k = 0; k < 7; k++)
        free(name_of[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_family_has_its_own_spelling),
        cmocka_unit_test(a_schema_is_sent_in_the_form_that_is_chosen),
        cmocka_unit_test(another_form_is_another_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
