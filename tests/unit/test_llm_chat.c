/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests as each server wants them, and replies as servers give them: well-formed, broken, hostile. */
#include "llm/profiles.h"
#include "tests/llm_support.h"

#include <cjson/cJSON.h>

#include <stdlib.h>

static const char schema[] =
    "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\",\"minimum\":0,"
    "\"maximum\":100}},\"required\":[\"hours\"],\"additionalProperties\":false}";

static const struct llm_request plain = {
    .system = "rules",
    .user = "how many \"hours\"?\n",
    .schema_name = "choice",
    .schema = schema,
    .temperature = 0.7,
    .max_tokens = 64,
    .top_logprobs = 20,
    .seed = 9007199254740991u,
};

static const char *text_at(const cJSON *item, const char *key)
{
    const cJSON *const found = cJSON_GetObjectItemCaseSensitive(item, key);

    return cJSON_IsString(found) ? found->valuestring : NULL;
}

static void check_format(const cJSON *format, const struct profile_kind *profile)
{
    const cJSON *const form = cJSON_GetObjectItem(format, "json_schema");
    /* The nested form: beside "type" llama.cpp ignores a schema without a word. */
    const cJSON *const nested = cJSON_GetObjectItem(form, "schema");
    const cJSON *const hours =
        cJSON_GetObjectItem(cJSON_GetObjectItem(nested, "properties"), "hours");

    if (profile->schema_form == LLM_SCHEMA_NONE) {
        assert_null(format);
        return;
    }
    assert_string_equal(text_at(format, "type"),
                        profile->schema_form == LLM_SCHEMA_OBJECT ? "json_object" : "json_schema");
    if (profile->schema_form != LLM_SCHEMA_RESPONSE)
        return;
    assert_non_null(hours);
    /* Services refuse limits; grammars of one's own server keep them. */
    assert_int_equal(cJSON_HasObjectItem(hours, "maximum"), profile->takes_limits);
}

static void bodies_are_what_each_server_takes(void **state)
{
    (void)state;
    for (size_t p = 0; profile_kinds[p]; p++) {
        const struct profile_kind *const profile = profile_kinds[p];
        struct text body = {0};

        chat_write_body(&body, form_of(profile, "m"), &plain, NULL, NULL);
        cJSON *const root = cJSON_Parse(body.bytes);

        assert_non_null(root);
        assert_int_equal(cJSON_GetObjectItem(root, profile->token_limit_field)->valueint, 64);
        check_format(cJSON_GetObjectItem(root, "response_format"), profile);
        assert_int_equal(cJSON_HasObjectItem(root, "seed"), profile->has_seed);
        assert_int_equal(cJSON_HasObjectItem(root, "logprobs"), profile->max_top_logprobs > 0);
        cJSON_Delete(root);
        text_free(&body);
    }
}

static void a_complaint_comes_last_and_leaves_the_beginning_as_it_was(void **state)
{
    const struct chat_form form = chat_form_of(profiles_find("vllm"), "m");
    struct text first = {0};
    struct text again = {0};

    (void)state;
    chat_write_body(&first, &form, &plain, NULL, NULL);
    chat_write_body(&again, &form, &plain, "{\"hours\": 400}", "hours must be at most 100");
    assert_memory_equal(first.bytes, again.bytes, first.length - 2);
    assert_non_null(strstr(again.bytes + first.length - 2, "at most 100"));
    text_free(&first);
    text_free(&again);
}

static void name(unsigned char key[CHAT_KEY_BYTES], const struct llm_request *request,
                 const char *profile, const char *model)
{
    struct text canonical = {0};
    struct error err = {0};

    chat_write_canonical(&canonical, form_of(profiles_find(profile), model), request);
    assert_ok(chat_key(key, canonical.bytes, canonical.length, &err));
    text_free(&canonical);
}

static void everything_that_changes_a_reply_changes_its_name(void **state)
{
    struct llm_request other[9];
    unsigned char key[CHAT_KEY_BYTES];
    unsigned char found[CHAT_KEY_BYTES];

    (void)state;
    for (int k = 0; k < 9; k++)
        other[k] = plain;
    other[0].system = "other rules";
    other[1].user = "what?";
    other[2].schema = "{\"type\":\"object\"}";
    other[3].temperature = 0.70000000000000007;
    other[4].max_tokens = 65;
    other[5].top_logprobs = 19;
    other[6].seed--;
    other[7].draw = 1;
    other[8].num_letters = 3;
    name(key, &plain, "vllm", "m");
    name(found, &plain, "vllm", "m");
    assert_memory_equal(key, found, CHAT_KEY_BYTES);
    for (int k = 0; k < 9; k++) {
        name(found, &other[k], "vllm", "m");
        assert_memory_not_equal(key, found, CHAT_KEY_BYTES);
    }
    name(found, &plain, "sglang", "m");
    assert_memory_not_equal(key, found, CHAT_KEY_BYTES);
    name(found, &plain, "vllm", "n");
    assert_memory_not_equal(key, found, CHAT_KEY_BYTES);
}

static void expect(const char *body, enum llm_outcome outcome, const char *words)
{
    struct llm_reply reply = {0};

    read_body(&reply, &plain, body);
    if (reply.outcome != outcome ||
        (words && !strstr(reply.reason ? reply.reason : reply.content, words)))
        fprintf(stderr, "%s\n -> %d, %s, %s\n", body, (int)reply.outcome, reply.content,
                reply.reason);
    assert_int_equal(reply.outcome, outcome);
    if (words)
        assert_non_null(strstr(reply.reason ? reply.reason : reply.content, words));
    llm_reply_free(&reply);
}

#define SAYS(content)                                                                              \
    "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":" content "}}]}"

static void replies_are_checked_and_what_is_wrong_is_said(void **state)
{
    (void)state;
    expect(SAYS("\"{\\\"hours\\\": 40}\""), LLM_USABLE, "40");
    expect(SAYS("[{\"type\":\"text\",\"text\":\"{\\\"hours\\\": 40}\"}]"), LLM_USABLE, "40");
    expect(SAYS("\"```json\\n{\\\"hours\\\": 41}\\n```\""), LLM_USABLE, "{\"hours\":41}");
    expect(SAYS("\"<think>400?</think>\\n{\\\"hours\\\": 42}\""), LLM_USABLE, "{\"hours\":42}");
    expect(SAYS("null"), LLM_UNUSABLE, "empty");
    expect(SAYS("\"\""), LLM_UNUSABLE, "empty");
    expect(SAYS("\"forty\""), LLM_UNUSABLE, "not JSON");
    expect(SAYS("\"{\\\"hours\\\": 40\""), LLM_UNUSABLE, "not JSON");
    expect(SAYS("\"{\\\"hours\\\": 40, \\\"hours\\\": 50}\""), LLM_UNUSABLE, "second time");
    expect(SAYS("\"{\\\"hours\\\": NaN}\""), LLM_UNUSABLE, "not JSON");
    expect(SAYS("\"{\\\"hours\\\": 1e999}\""), LLM_UNUSABLE, "not JSON");
    expect(SAYS("\"{\\\"hours\\\": \\\"forty\\\"}\""), LLM_UNUSABLE, "integer");
    expect(SAYS("\"{\\\"hours\\\": 40.5}\""), LLM_UNUSABLE, "integer");
    expect(SAYS("\"{\\\"hours\\\": 400}\""), LLM_UNUSABLE, "at most 100");
    expect(SAYS("\"{\\\"hours\\\": -1}\""), LLM_UNUSABLE, "at least 0");
    expect(SAYS("\"{}\""), LLM_UNUSABLE, "lacks");
    expect("{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"{\\\"hours\\\": "
           "4\"}}]}",
           LLM_UNUSABLE, "cut short");
    expect("{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no\"}}]}", LLM_UNUSABLE,
           "refused");
}

static void refuse(const char *body, const char *words)
{
    struct chat_error fault;

    expect_fault(&plain, body, strlen(body), &fault);
    assert_non_null(strstr(fault.message, words));
}

static void what_is_no_completion_is_a_fault_of_the_server(void **state)
{
    (void)state;
    refuse("{\"error\":{\"message\":\"overloaded\"}}", "overloaded");
    refuse("[{\"error\":{\"code\":400,\"message\":\"quota\"}}]", "quota");
    refuse("{\"object\":\"error\",\"message\":\"too long\",\"code\":400}", "too long");
    refuse("{\"choices\":[]}", "choices[0].message");
    refuse("{\"choices\":null}", "choices[0].message");
    refuse("{\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"{\"}}]}",
           "choices[0].message");
    refuse("<html>welcome</html>", "'<html>welcome</html>'");
    refuse("", "no chat completion");
    refuse("\xEF\xBB\xBF" SAYS("\"{\\\"hours\\\": 40}\""), "\\xEF\\xBB\\xBF{");
    refuse("data: " SAYS("\"{\\\"hours\\\": 40}\"") "\n\ndata: [DONE]\n", "'data: ");
    refuse(SAYS("\"caf\xE9\""), "no chat completion");
    refuse("{\"choices\":[{\"message\":{\"content\":\"x\"},\"logprobs\":{\"content\":[{\"token\":"
           "\"x\","
           "\"logprob\":NaN}]}}]}",
           "no chat completion");
    refuse(SAYS("40"), "neither text nor a list");
    refuse("{\"choices\":[{\"finish_reason\":\"error\",\"message\":{\"content\":\"{\\\"hours\\\": "
           "40}\"}}]}",
           "finish_reason");
    refuse("{\"choices\":[{\"error\":{\"message\":\"upstream\"},\"message\":{\"content\":\"\"}}]}",
           "upstream");
    refuse("{\"error\":{\"message\":\"upstream\"},\"choices\":[{\"message\":{\"content\":\"{"
           "\\\"hours\\\":"
           " 40}\"}}]}",
           "upstream");
    expect("{\"error\":null,\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": 40}\"}}]}",
           LLM_USABLE, "40");
}

static void no_beginning_of_a_completion_is_one(void **state)
{
    static const char body[] = SAYS("\"{\\\"hours\\\": 40}\"");
    struct chat_error fault;

    (void)state;
    for (size_t length = 0; length + 1 < sizeof body; length++)
        expect_fault(&plain, body, length, &fault);
}

static void a_fault_leaves_the_attempt_before_it_as_it_was(void **state)
{
    struct prompt *const words = shipped_reprompt_words();
    struct llm_reply reply = {0};
    struct chat_error fault;

    (void)state;
    read_body(&reply, &plain, SAYS("\"forty\""));
    assert_false(chat_read(&reply, &plain, words, "<html>", 6, &fault));
    assert_string_equal(reply.content, "forty");
    assert_int_equal(reply.invalid, LLM_INVALID_NO_JSON);
    assert_non_null(strstr(reply.reason, "not JSON"));
    llm_reply_free(&reply);
    prompt_destroy(words);
}

static void servers_say_how_long_to_wait_and_what_it_is(void **state)
{
    static const struct {
        const char *body, *code;
        double wait_s;
        long status;
    } cases[] = {
        {"{\"error\":{\"message\":\"Rate limit: try again in "
         "7m12s.\",\"code\":\"rate_limit_exceeded\"}}",
         "rate_limit_exceeded", 432.0, 0},
        {"[{\"error\":{\"code\":429,\"message\":\"slow\",\"details\":[{\"@type\":\"a\"},{\"@type\":"
         "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"41s\"}]}}]",
         "", 41.0, 429},
        {"{\"error\":\"busy\"}", "", -1.0, 0},
        {"{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"try again in 3s\"}]}", "", 3.0, 0},
        {"<html>", "", -1.0, 0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct chat_error said;

        chat_error_read(&said, cases[k].body, strlen(cases[k].body));
        assert_string_equal(said.code, cases[k].code);
        assert_close(said.wait_s, cases[k].wait_s, 1e-9);
        assert_int_equal(said.status, cases[k].status);
    }
}

static void what_is_wrong_with_one_prompt_is_told_apart(void **state)
{
    static const struct {
        long status;
        const char *body;
        enum chat_unfit expected;
    } cases[] = {
        {400, "{\"error\":{\"code\":\"content_filter\",\"param\":\"prompt\",\"message\":\"x\"}}",
         CHAT_REFUSED},
        {400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"x\"}}",
         CHAT_TOO_LONG},
        {400, "{\"error\":{\"type\":\"exceed_context_size_error\",\"message\":\"x\"}}",
         CHAT_TOO_LONG},
        {400, "{\"error\":{\"message\":\"This model's maximum context length is 4096\"}}",
         CHAT_TOO_LONG},
        {400, "{\"error\":{\"message\":\"Please reduce the length of the messages\"}}",
         CHAT_TOO_LONG},
        {422, "[{\"error\":{\"message\":\"The input token count (9) exceeds the maximum\"}}]",
         CHAT_TOO_LONG},
        {413, "<html>", CHAT_TOO_LONG},
        {422,
         "{\"error\":\"Input validation error: `inputs` must have less than 1024 tokens. Given: "
         "1043\",\"error_type\":\"validation\"}",
         CHAT_TOO_LONG},
        {422, "{\"error\":{\"message\":\"`inputs` tokens + `max_new_tokens` must be <= 4097\"}}",
         CHAT_TOO_LONG},
        {400, "{\"error\":{\"message\":\"Content Exists Risk\"}}", CHAT_REFUSED},
        {400, "{\"error\":{\"message\":\"x\",\"code\":\"data_inspection_failed\"}}", CHAT_REFUSED},
        {400, "{\"error\":{\"message\":\"rejected by our safety system\"}}", CHAT_REFUSED},
        {400, "{\"error\":{\"message\":\"x\",\"code\":\"json_validate_failed\"}}", CHAT_NO_ANSWER},
        {403, "{\"error\":{\"message\":\"Your input was flagged\"}}", CHAT_REFUSED},
        {403, "{\"error\":{\"message\":\"wrong key\"}}", CHAT_FIT},
        {400, "{\"error\":{\"message\":\"no such model\",\"param\":\"model\"}}", CHAT_FIT},
        {400, "{\"error\":{\"message\":\"unknown field\",\"param\":\"temperature\"}}", CHAT_FIT},
        {400, "{\"error\":{\"message\":\"rate limit: reduce the length of the pause\"}}", CHAT_FIT},
        {429, "{\"error\":{\"code\":\"context_length_exceeded\"}}", CHAT_FIT},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct chat_error said;

        chat_error_read(&said, cases[k].body, strlen(cases[k].body));
        assert_int_equal(chat_error_unfit(&said, cases[k].status), cases[k].expected);
    }
}

/* A thinking model that never came to the point is told apart: more tokens would help. */
static void unusable_answers_are_told_apart_and_stored_so(void **state)
{
    static const struct {
        const char *body;
        enum llm_invalid invalid;
    } cases[] = {
        {SAYS("\"\""), LLM_INVALID_EMPTY},
        {SAYS("\"forty\""), LLM_INVALID_NO_JSON},
        {SAYS("\"{}\""), LLM_INVALID_OUTSIDE},
        {"{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"\",\"reasoning\":"
         "\"so\"}}]}",
         LLM_INVALID_THOUGHT},
        {"{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"<think>so\"}}]}",
         LLM_INVALID_THOUGHT},
        {"{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"{\"}}]}",
         LLM_INVALID_CUT_SHORT},
        {"{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{\"content\":null}}]}",
         LLM_INVALID_FILTERED},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};
        struct llm_reply again;
        struct text line = {0};
        struct error err = {0};

        read_body(&reply, &plain, cases[k].body);
        assert_int_equal(reply.invalid, cases[k].invalid);
        llm_reply_write(&line, &reply);
        assert_ok(llm_reply_parse(&again, line.bytes, line.length, &err));
        assert_int_equal(again.invalid, cases[k].invalid);
        assert_int_equal(llm_reply_worth(line.bytes, line.length), LLM_WORTH_INVALID);
        llm_reply_free(&reply);
        llm_reply_free(&again);
        text_free(&line);
    }
}

static void arguments_of_a_tool_are_the_answer(void **state)
{
    (void)state;
    expect("{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,\"tool_"
           "calls\":"
           "[{\"function\":{\"name\":\"choice\",\"arguments\":\"{\\\"hours\\\": 43}\"}}]}}]}",
           LLM_USABLE, "43");
}

static void a_kept_reply_comes_back_to_the_byte(void **state)
{
    static const char body[] =
        "{\"model\":\"served\",\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": "
        "7}\"},\"logprobs\":"
        "{\"content\":[{\"token\":\"\\\"logprobs\\\":\",\"top_logprobs\":[{\"token\":\"7\","
        "\"logprob\":"
        "-0.12345678901234567},{\"token\":\"\\u00e9\",\"logprob\":-9999.0}]}]}}],\"usage\":"
        "{\"prompt_tokens\":90,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_"
        "tokens\":64}}}";
    struct llm_reply reply = {0};
    struct llm_reply again = {0};
    struct text line = {0};
    struct text second = {0};
    struct error err = {0};

    (void)state;
    read_body(&reply, &plain, body);
    assert_int_equal(reply.outcome, LLM_USABLE);
    assert_int_equal(reply.prompt_tokens, 90);
    assert_int_equal(reply.cached_tokens, 64);
    assert_int_equal(reply.completion_tokens, 5);
    llm_reply_write(&line, &reply);
    assert_ok(llm_reply_parse(&again, line.bytes, line.length, &err));
    llm_reply_write(&second, &again);
    assert_string_equal(line.bytes, second.bytes);
    assert_int_equal(llm_reply_num_tokens(&again), 1);
    assert_string_equal(llm_reply_token(&again, 0)->text, "\"logprobs\":");
    assert_int_equal(llm_reply_token(&again, 0)->num_alternatives, 2);
    assert_true(llm_reply_token(&again, 0)->alternative[0].log_probability == -0.12345678901234567);
    assert_string_equal(again.served_model, "served");
    llm_reply_free(&reply);
    llm_reply_free(&again);
    text_free(&line);
    text_free(&second);
}

/* Their probabilities are most of a journal: 20 at each of some 16 tokens. */
static void probabilities_are_kept_where_they_decide(void **state)
{
    static const char *const tokens[] = {"{", "\\\"", "hours", "\\\"", ":", " ", "4", "0", "}"};
    struct llm_request request = plain;
    struct text body = {0};
    struct text line = {0};
    struct llm_reply reply = {0};
    struct llm_reply again = {0};
    struct error err = {0};

    (void)state;
    request.deciding_key = "\"hours\"";
    text_append(&body,
                "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": 40}\"},\"logprobs\":"
                "{\"content\":[");
    for (size_t t = 0; t < 9; t++)
        text_append(&body,
                    "%s{\"token\":\"%s\",\"top_logprobs\":[{\"token\":\" 1\",\"logprob\":"
                    "-1.333333333},{\"token\":\"one\",\"logprob\":-2}]}",
                    t ? "," : "", tokens[t]);
    text_append(&body, "]}}]}");
    read_body(&reply, &request, body.bytes);
    assert_int_equal(reply.outcome, LLM_USABLE);
    llm_reply_write(&line, &reply);
    assert_ok(llm_reply_parse(&again, line.bytes, line.length, &err));
    assert_int_equal(llm_reply_num_tokens(&again), 1);
    assert_int_equal(llm_reply_token(&again, 0)->num_alternatives, 1);
    assert_string_equal(llm_reply_token(&again, 0)->alternative[0].token, "1");
    assert_true(llm_reply_token(&again, 0)->alternative[0].log_probability == -1.33333);
    assert_non_null(strstr(line.bytes, "\"nats\":\"1 1.33333\""));
    llm_reply_free(&reply);
    llm_reply_free(&again);
    text_free(&line);
    text_free(&body);
}

static void a_schema_of_another_dialect_is_our_own_fault(void **state)
{
    cJSON *const other = cJSON_Parse("{\"type\":\"string\",\"pattern\":\"^a\"}");
    cJSON *const value = cJSON_Parse("\"b\"");
    struct text why = {0};

    (void)state;
    assert_false(schema_holds(other, value, &why));
    assert_non_null(strstr(why.bytes, "pattern"));
    text_free(&why);
    cJSON_Delete(other);
    cJSON_Delete(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_what_each_server_takes),
        cmocka_unit_test(arguments_of_a_tool_are_the_answer),
        cmocka_unit_test(a_complaint_comes_last_and_leaves_the_beginning_as_it_was),
        cmocka_unit_test(everything_that_changes_a_reply_changes_its_name),
        cmocka_unit_test(replies_are_checked_and_what_is_wrong_is_said),
        cmocka_unit_test(what_is_no_completion_is_a_fault_of_the_server),
        cmocka_unit_test(no_beginning_of_a_completion_is_one),
        cmocka_unit_test(a_fault_leaves_the_attempt_before_it_as_it_was),
        cmocka_unit_test(servers_say_how_long_to_wait_and_what_it_is),
        cmocka_unit_test(what_is_wrong_with_one_prompt_is_told_apart),
        cmocka_unit_test(unusable_answers_are_told_apart_and_stored_so),
        cmocka_unit_test(a_kept_reply_comes_back_to_the_byte),
        cmocka_unit_test(probabilities_are_kept_where_they_decide),
        cmocka_unit_test(a_schema_of_another_dialect_is_our_own_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
