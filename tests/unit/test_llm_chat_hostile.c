/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Profiles, usage, thoughts and stored replies in the forms in which they once went wrong. */
#include "llm/profiles.h"
#include "tests/llm_support.h"

#include <cjson/cJSON.h>

#include <stdlib.h>

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\"}},"
    "\"required\":[\"hours\"]}";
static const struct llm_request plain = {.system = "s",
                                         .user = "u",
                                         .schema_name = "choice",
                                         .schema = schema,
                                         .max_tokens = 64,
                                         .top_logprobs = 5};

#define SAYS(content)                                                                              \
    "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":" content "}}]}"

static void every_profile_names_its_token_limit_once_and_is_strict(void **state)
{
    static const struct {
        const char *profile, *field, *other;
    } cases[] = {
        {"openai", "max_completion_tokens", "max_tokens"},
        {"vllm", "max_tokens", "max_completion_tokens"},
        {"llamacpp", "max_tokens", "max_completion_tokens"},
        {"ollama", "max_tokens", "max_completion_tokens"},
        {"sglang", "max_tokens", "max_completion_tokens"},
        {"openrouter", "max_tokens", "max_completion_tokens"},
        {"anthropic", "max_tokens", "max_completion_tokens"},
        {"gemini", "max_tokens", "max_completion_tokens"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct text body = {0};

        chat_write_body(&body, form_of(profiles_find(cases[k].profile), "m"), &plain, NULL, NULL);
        cJSON *const root = cJSON_Parse(body.bytes);
        const cJSON *const form =
            cJSON_GetObjectItem(cJSON_GetObjectItem(root, "response_format"), "json_schema");

        assert_int_equal(cJSON_GetObjectItem(root, cases[k].field)->valueint, 64);
        assert_false(cJSON_HasObjectItem(root, cases[k].other));
        if (form) {
            assert_true(cJSON_IsTrue(cJSON_GetObjectItem(form, "strict")));
            assert_string_equal(cJSON_GetObjectItem(form, "name")->valuestring, "choice");
        }
        assert_string_equal(cJSON_GetObjectItem(root, "model")->valuestring, "m");
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "messages")), 2);
        cJSON_Delete(root);
        text_free(&body);
    }
}

static void usage_is_summed_over_attempts_and_nonsense_counts_nothing(void **state)
{
    static const char counted[] =
        "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\":1}\"}}],"
        "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
    static const char odd[] =
        "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\":1}\"}}],\"usage\":"
        "{\"prompt_tokens\":-5,\"completion_tokens\":\"3\",\"prompt_tokens_details\":null}}";
    struct llm_reply reply = {0};

    (void)state;
    read_body(&reply, &plain, counted);
    read_body(&reply, &plain, counted);
    read_body(&reply, &plain, odd);
    assert_int_equal(reply.outcome, LLM_USABLE);
    assert_int_equal(reply.prompt_tokens, 14);
    assert_int_equal(reply.completion_tokens, 6);
    assert_int_equal(reply.cached_tokens, 0);
    llm_reply_free(&reply);
}

/* Readers of content (agents/answer.c, planner/llm.c) parse it with cJSON, which is strict. */
static void usable_content_is_json_for_its_readers(void **state)
{
    static const char *const bodies[] = {SAYS("\"{\\\"hours\\\": 40,}\""),
                                         SAYS("\"{\\\"hours\\\": 40 // usual\\n}\""),
                                         SAYS("\"/* mine */ {\\\"hours\\\": 40}\"")};
    int num_bad = 0;

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct llm_reply reply = {0};

        read_body(&reply, &plain, bodies[k]);
        cJSON *const parsed = cJSON_Parse(reply.content);

        if (reply.outcome == LLM_USABLE && !parsed) {
            fprintf(stderr, "usable, yet no JSON: %s\n", reply.content);
            num_bad++;
        }
        cJSON_Delete(parsed);
        llm_reply_free(&reply);
    }
    assert_int_equal(num_bad, 0);
}

/* A zero byte and halves of letters are what a model may say, and JSON's escapes of them no fault of its server. */
static void what_is_no_letter_becomes_a_mark_and_costs_no_answer(void **state)
{
    static const struct {
        const char *body, *content;
    } cases[] = {
        {SAYS("\"{\\\"hours\\\": 40}\\u0000\""), "{\"hours\":40}"},
        {SAYS("\"\\ud83d {\\\"hours\\\": 40}\""), "{\"hours\":40}"},
        {SAYS("\"\\uDE00{\\\"hours\\\": 40}\\uD83D\\ud83d\""), "{\"hours\":40}"},
        {SAYS("\"{\\\"hours\\\": 40, \\\"why\\\": \\\"\\ud83d\\ude00\\\"}\""),
         "{\"hours\": 40, \"why\": \"\xF0\x9F\x98\x80\"}"},
        {SAYS("\"{\\\"hours\\\": 40, \\\"why\\\": \\\"\\\\\\\\u0000\\\"}\""),
         "{\"hours\": 40, \"why\": \"\\\\u0000\"}"},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};

        read_body(&reply, &plain, cases[k].body);
        assert_int_equal(reply.outcome, LLM_USABLE);
        assert_string_equal(reply.content, cases[k].content);
        llm_reply_free(&reply);
    }
}

static void what_was_broken_off_is_no_answer(void **state)
{
    static const char *const bodies[] = {
        "{\"choices\":[{\"finish_reason\":\"abort\",\"message\":{\"content\":\"{\"}}]}",
        "{\"choices\":[{\"finish_reason\":{\"type\":\"abort\"},\"message\":{\"content\":\"\"}}]}",
        "{\"choices\":[{\"finish_reason\":\"Cancelled\",\"message\":{\"content\":\"\"}}]}",
        "{\"choices\":[{\"message\":{\"role\":\"assistant\"}}],\"usage\":{\"prompt_tokens\":9}}",
        "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{}}]}",
    };
    static const char *const answers[] = {
        "{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"role\":\"assistant\"}}]}",
        "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":null}}]}",
        "{\"choices\":[{\"message\":{}}],\"usage\":{\"completion_tokens\":64}}",
    };
    struct chat_error fault;

    (void)state;
    for (size_t k = 0; k < sizeof bodies / sizeof *bodies; k++)
        expect_fault(&plain, bodies[k], strlen(bodies[k]), &fault);
    for (size_t k = 0; k < sizeof answers / sizeof *answers; k++) { /* of a model, and of no use */
        struct llm_reply reply = {0};

        read_body(&reply, &plain, answers[k]);
        assert_int_equal(reply.outcome, LLM_UNUSABLE);
        llm_reply_free(&reply);
    }
}

static void the_end_of_a_thought_inside_a_string_is_a_word_like_others(void **state)
{
    static const char body[] = SAYS("\"{\\\"hours\\\": 40, \\\"why\\\": \\\"</think>\\\"}\"");
    struct llm_reply reply = {0};

    (void)state;
    read_body(&reply, &plain, body);
    assert_int_equal(reply.outcome, LLM_USABLE);
    llm_reply_free(&reply);
}

/* `jq -cS` of a transcript sorts the members of a reply. */
static void a_stored_reply_may_have_its_members_in_any_order(void **state)
{
    static const char *const lines[] = {
        "{\"content\":\"x\",\"logprobs\":[{\"t\":\"x\",\"top\":[]}],\"reprompts\":0,\"tokens\":[1,"
        "0,1],\"usable\":true}",
        "{\"usable\":true,\"content\":\"x\",\"tokens\":[1,0,1],\"reprompts\":0, \"logprobs\": "
        "[{\"t\":\"x\",\"top\":[]}]}"};
    int num_bad = 0;

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct llm_reply reply;
        struct error err = {0};

        assert_ok(llm_reply_parse(&reply, lines[k], strlen(lines[k]), &err));
        if (llm_reply_num_tokens(&reply) != 1 ||
            strcmp(llm_reply_token(&reply, 0)->text, "x") != 0 ||
            llm_reply_token(&reply, 0)->num_alternatives != 0) {
            fprintf(stderr, "%s\n -> %zu tokens\n", lines[k], llm_reply_num_tokens(&reply));
            num_bad++;
        }
        llm_reply_free(&reply);
    }
    assert_int_equal(num_bad, 0);
}

static void a_stored_line_that_is_no_reply_is_an_error(void **state)
{
    static const char *const lines[] = {"",
                                        "null",
                                        "[]",
                                        "{}",
                                        "{\"content\":1,\"tokens\":[1,2,3]}",
                                        "{\"content\":\"x\",\"tokens\":[1,2]}",
                                        "{\"content\":\"x\""};

    (void)state;
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        struct llm_reply reply;
        struct error err = {0};

        assert_int_equal(llm_reply_parse(&reply, lines[k], strlen(lines[k]), &err),
                         STATUS_INVALID_INPUT);
        llm_reply_free(&reply);
    }
}

/* A complaint quotes the reply and is cut at a length: the cut may fall into a letter. */
static void a_complaint_cut_within_a_letter_can_be_stored(void **state)
{
    static const char alpha[] = "\xCE\xB1";
    struct text body = {0};
    struct text name = {0};
    struct text own_schema = {0};
    struct text line = {0};
    struct llm_reply reply = {0};
    struct llm_reply again = {0};
    struct llm_request closed = plain;
    struct error err = {0};

    (void)state;
    for (int k = 0; k < 150; k++) /* 300 bytes of a name, of which a part is quoted */
        text_append(&name, "%s", alpha);
    text_append(&own_schema, "{\"type\":\"object\",\"properties\":{\"%s\":{\"type\":\"integer\"}}}",
                name.bytes);
    closed.schema = own_schema.bytes;
    text_append(&body, "{\"choices\":[{\"message\":{\"content\":\"{\\\"%s\\\": []}\"}}]}",
                name.bytes);
    read_body(&reply, &closed, body.bytes);
    assert_int_equal(reply.outcome, LLM_UNUSABLE);
    assert_true(text_utf8_length(reply.reason, strlen(reply.reason)) < strlen(reply.reason));
    llm_reply_write(&line, &reply);
    assert_ok(llm_reply_parse(&again, line.bytes, line.length, &err));
    assert_string_equal(again.content, reply.content);
    assert_non_null(strstr(again.reason, "\xEF\xBF\xBD"));
    llm_reply_free(&reply);
    llm_reply_free(&again);
    text_free(&name);
    text_free(&own_schema);
    text_free(&body);
    text_free(&line);
}

static void counts_in_a_stored_line_beyond_reason_are_zero(void **state)
{
    static const char line[] =
        "{\"content\":\"x\",\"tokens\":[9,-6,2e31],\"reprompts\":99999999999}";
    struct llm_reply reply;
    struct error err = {0};

    (void)state;
    assert_ok(llm_reply_parse(&reply, line, strlen(line), &err));
    assert_int_equal(reply.prompt_tokens, 9);
    assert_int_equal(reply.cached_tokens, 0);
    assert_int_equal(reply.completion_tokens, 0);
    assert_true(reply.num_reprompts > 0);
    llm_reply_free(&reply);
}

static void a_schema_of_ours_that_is_no_json_lets_nothing_pass(void **state)
{
    static const char body[] = SAYS("\"{\\\"anything\\\": 40}\"");
    struct llm_request request = plain;
    struct llm_reply reply = {0};

    (void)state;
    request.schema = "{\"type\":\"object\",";
    read_body(&reply, &request, body);
    assert_int_not_equal(reply.outcome, LLM_USABLE);
    llm_reply_free(&reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_profile_names_its_token_limit_once_and_is_strict),
        cmocka_unit_test(usage_is_summed_over_attempts_and_nonsense_counts_nothing),
        cmocka_unit_test(usable_content_is_json_for_its_readers),
        cmocka_unit_test(what_is_no_letter_becomes_a_mark_and_costs_no_answer),
        cmocka_unit_test(what_was_broken_off_is_no_answer),
        cmocka_unit_test(the_end_of_a_thought_inside_a_string_is_a_word_like_others),
        cmocka_unit_test(a_stored_reply_may_have_its_members_in_any_order),
        cmocka_unit_test(a_stored_line_that_is_no_reply_is_an_error),
        cmocka_unit_test(a_complaint_cut_within_a_letter_can_be_stored),
        cmocka_unit_test(counts_in_a_stored_line_beyond_reason_are_zero),
        cmocka_unit_test(a_schema_of_ours_that_is_no_json_lets_nothing_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
