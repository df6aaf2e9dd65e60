/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choices among letters over wires that are no chat: what is sent, and what is read of what comes. */
#include "base/elementary.h"
#include "config/jsonc.h"
#include "llm/chat_choice.h"
#include "llm/profiles.h"
#include "llm/wires.h"
#include "tests/llm_support.h"

#include <stdlib.h>

static const struct llm_request request = {.system = "rules",
                                           .user = "A: 0\nB: 40",
                                           .num_letters = 2};

static bool read_over(struct llm_reply *reply, const char *answer, struct chat_error *fault)
{
    struct prompt *const words = shipped_reprompt_words();
    struct chat_form form = chat_form_of(profiles_find("vllm"), "m");
    struct text body = {0};

    form.wire = wires_find("systemone");
    text_append(&body,
                "{\"model\":\"served\",\"answers\":{\"choice\":%s},\"usage\":{\"input_tokens\":12,"
                "\"output_tokens\":1}}",
                answer);
    const bool is_reply =
        chat_read_secretly(reply, &form, &request, words, body.bytes, body.length, NULL, fault);

    text_free(&body);
    prompt_destroy(words);
    return is_reply;
}

static void a_choice_goes_to_the_address_of_decisions_and_all_else_to_the_chat(void **state)
{
    struct chat_form form = chat_form_of(profiles_find("vllm"), "m");
    struct llm_request other = request;
    struct text body = {0};

    (void)state;
    assert_string_equal(chat_path(&form, &request), "/chat/completions");
    form.wire = wires_find("systemone");
    assert_string_equal(chat_path(&form, &request), "/systemone");
    chat_write_body(&body, &form, &request, NULL, "one letter!");
    assert_string_equal(
        body.bytes,
        "{\"model\":\"m\",\"state\":\"rules\\n\\nA: 0\\nB: 40\\n\\none letter!\",\"questions\":"
        "{\"choice\":{\"type\":\"choice\",\"criteria\":{\"A\":null,\"B\":null}}}}");
    text_free(&body);
    other.num_letters = 0;
    other.schema = "{\"type\":\"object\"}";
    other.schema_name = "a";
    assert_string_equal(chat_path(&form, &other), "/chat/completions");
    chat_write_body(&body, &form, &other, NULL, NULL);
    assert_non_null(strstr(body.bytes, "\"messages\""));
    text_free(&body);
}

static void probabilities_are_those_of_all_that_might_have_been_said(void **state)
{
    struct llm_reply reply = {0};
    struct chat_error fault;

    (void)state;
    assert_true(read_over(
        &reply, "{\"probabilities\":{\"A\":0.25,\"B\":0.75},\"diagnostics\":{\"label_mass\":0.8}}",
        &fault));
    assert_int_equal(reply.outcome, LLM_USABLE);
    assert_string_equal(reply.content, "B");
    assert_string_equal(reply.served_model, "served");
    assert_int_equal(reply.prompt_tokens, 12);
    assert_int_equal(llm_reply_num_tokens(&reply), 1);
    const struct llm_token *const token = llm_reply_token(&reply, 0);

    assert_int_equal(token->num_alternatives, 2);
    assert_close(elementary_exp(token->alternative[0].log_probability), 0.2, 1e-12);
    assert_close(elementary_exp(token->alternative[1].log_probability), 0.6, 1e-12);
    llm_reply_free(&reply);
    assert_true(
        read_over(&reply, "{\"probabilities\":{\"A\":1,\"B\":0}}", &fault)); /* log 0 is left out */
    assert_int_equal(llm_reply_token(&reply, 0)->num_alternatives, 1);
    llm_reply_free(&reply);
}

static void what_answers_nothing_is_a_fault(void **state)
{
    static const char *const answers[] = {
        "null",
        "{}",
        "{\"probabilities\":{\"A\":1}}",
        "{\"probabilities\":{\"A\":2,\"B\":0}}",
        "{\"probabilities\":{\"A\":\"1\",\"B\":0}}",
        "{\"probabilities\":{\"A\":0,\"B\":0}}",
        "{\"probabilities\":[1,0]}",
    };

    (void)state;
    for (size_t k = 0; k < sizeof answers / sizeof *answers; k++) {
        struct llm_reply reply = {0};
        struct chat_error fault;

        assert_false(read_over(&reply, answers[k], &fault));
        assert_true(fault.is_one && fault.message[0] && !reply.content);
        llm_reply_free(&reply);
    }
}

/* Of the request's two letters, over a wire, from a whole body. */
static bool read_wire(struct llm_reply *reply, const char *wire, const struct llm_request *asked,
                      const char *bytes, struct chat_error *fault)
{
    struct prompt *const words = shipped_reprompt_words();
    struct chat_form form = chat_form_of(profiles_find("vllm"), "m");
    struct text body = {0};

    form.wire = wires_find(wire);
    text_append(&body, "%s", bytes);
    const bool is_reply =
        chat_read_secretly(reply, &form, asked, words, body.bytes, body.length, NULL, fault);

    text_free(&body);
    prompt_destroy(words);
    return is_reply;
}

/* Cut at any byte, and beside an error, with status 200 and over every other address. */
static void half_an_answer_is_none_and_neither_is_one_beside_an_error(void **state)
{
    static const char whole[] = "{\"model\":\"served\",\"answers\":{\"choice\":{\"probabilities\":{"
                                "\"A\":0.25,\"B\":0.75}}},"
                                "\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}";
    struct llm_reply reply = {0};
    struct chat_error fault;

    (void)state;
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char body[sizeof whole] = "";

        memcpy(body, whole, length);
        assert_false(read_wire(&reply, "systemone", &request, body, &fault));
        assert_true(fault.is_one && !reply.content);
    }
    assert_false(
        read_wire(&reply, "systemone", &request,
                  "{\"error\":{\"message\":\"upstream\",\"code\":502},\"answers\":{\"choice\":{"
                  "\"probabilities\":{\"A\":0.25,\"B\":0.75}}}}",
                  &fault));
    assert_true(fault.is_one && strstr(fault.message, "upstream") && !reply.content);
    assert_true(read_wire(&reply, "systemone", &request, whole, &fault));
    llm_reply_free(&reply);
    assert_true(read_wire(
        &reply, "systemone", &request,
        "{\"error\":null,\"answers\":{\"choice\":{\"probabilities\":{\"A\":0.25,\"B\":0.75}}},"
        "\"id\":\"\\ud83d\"}",
        &fault));
    llm_reply_free(&reply);
}

static double probability(const struct llm_reply *reply, size_t token, size_t alternative)
{
    return elementary_exp(llm_reply_token(reply, token)->alternative[alternative].log_probability);
}

static const struct llm_request number = {
    .system = "rules",
    .user = "how many?",
    .schema = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\",\"enum\":[0,"
              "40]}},\"required\":[\"hours\"],\"additionalProperties\":false}",
    .schema_name = "choice",
    .top_logprobs = 20,
    .max_tokens = 1};

static void openai_asks_with_the_last_line_and_answers_with_a_list(void **state)
{
    struct chat_form form = chat_form_of(profiles_find("openai"), "m");
    struct llm_reply reply = {0};
    struct chat_error fault;
    struct text body = {0};

    (void)state;
    form.wire = wires_find("decisions");
    chat_write_body(&body, &form, &request, NULL, NULL);
    assert_string_equal(
        body.bytes, "{\"model\":\"m\",\"input\":\"rules\\n\\nA: 0\\n\",\"questions\":[{\"type\":"
                    "\"choice\",\"name\":\"choice\",\"instructions\":\"B: 40\",\"choices\":[{"
                    "\"value\":\"A\"},{\"value\":\"B\"}]}]}");
    text_free(&body);
    assert_true(read_wire(&reply, "decisions", &number,
                          "{\"answers\":[{\"type\":\"choice\",\"probabilities\":[{\"value\":\"40\","
                          "\"probability\":0.75},{\"value\":\"0\",\"probability\":0.25}]}]}",
                          &fault));
    assert_string_equal(reply.content, "{\"hours\": 40}");
    assert_close(probability(&reply, 0, 0), 0.25, 1e-5); /* in the order of the options */
    llm_reply_free(&reply);
    assert_true(read_wire(&reply, "decisions", &number,
                          "{\"answers\":[{\"type\":\"refusal\",\"name\":\"choice\"}]}", &fault));
    assert_int_equal(reply.invalid, LLM_INVALID_REFUSED);
    assert_string_equal(reply.content, "");
    llm_reply_free(&reply);
    assert_false(
        read_wire(&reply, "decisions", &number,
                  "{\"answers\":[{\"probabilities\":[{\"value\":\"40\",\"probability\":0.5},"
                  "{\"value\":\"40\",\"probability\":0.5}]}]}",
                  &fault));
    assert_true(fault.is_one);
}

/* The tail of each prompt is added up, wherever its tokens begin; one token behind it may be there or not. */
static void tokens_of_an_option_add_up(void **state)
{
    static const char *const zero[] = {
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"<s>\",\"{\\\"hours\\\":\",\" 0}\",\"x\"],"
        "\"token_logprobs\":[null,-3,-1,-9]}}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"<s>\",\"{\\\"hours\\\": \",\"0\",\"}\"],"
        "\"token_logprobs\":[null,-3,-0.75,-0.25]}}",
    };

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct llm_reply reply = {0};
        struct chat_error fault;
        struct text body = {0};

        text_append(
            &body,
            "{\"choices\":[{\"index\":1,\"logprobs\":{\"tokens\":[\"<s>\",\"{\\\"hours\\\":\","
            "\" \",\"4\",\"0\",\"}\",\"}\"],\"token_logprobs\":[null,-3,-3,-0.5,-0.5,-1,-9]}},%s]}",
            zero[k]);
        assert_true(read_wire(&reply, "completions", &number, body.bytes, &fault));
        assert_string_equal(reply.content, "{\"hours\": 0}");
        assert_close(probability(&reply, 0, 0), elementary_exp(-1.0), 1e-5);
        assert_close(probability(&reply, 0, 1), elementary_exp(-2.0), 1e-5);
        llm_reply_free(&reply);
        text_free(&body);
    }
}

static void prompts_without_their_log_probabilities_say_nothing(void **state)
{
    static const char *const choices[] = {
        "",
        "{\"index\":2,\"logprobs\":null}",
        "{\"index\":0,\"logprobs\":null},{\"index\":1,\"logprobs\":null}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"a\",\"A\"],\"token_logprobs\":[null]}}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"A\"],\"token_logprobs\":[null]}}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"a\",\"A\"],\"token_logprobs\":[null,\"-1\"]}}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"a\",\"A\"],\"token_logprobs\":[null,1]}}",
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"a\",\"A\"],\"token_logprobs\":[null,-1]}},"
        "{\"index\":0,\"logprobs\":{\"tokens\":[\"a\",\"A\"],\"token_logprobs\":[null,-1]}}",
    };

    (void)state;
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        struct llm_reply reply = {0};
        struct chat_error fault;
        struct text body = {0};

        text_append(&body, "{\"choices\":[%s]}", choices[k]);
        assert_false(read_wire(&reply, "completions", &request, body.bytes, &fault));
        assert_true(fault.is_one && !reply.content);
        text_free(&body);
    }
}

static void only_tokens_that_may_begin_an_option_are_asked_for(void **state)
{
    struct chat_form form = chat_form_of(profiles_find("vllm"), "m");
    cJSON *const ids =
        cJSON_Parse("{\"A\":65,\"B\":66,\"0\":10,\"1\":11,\"4\":14,\"40\":140,\"50\":150}");
    struct text body = {0};

    (void)state;
    form.wire = wires_find("token_ids");
    form.token_ids = ids;
    chat_write_body(&body, &form, &number, NULL, NULL);
    assert_non_null(strstr(body.bytes, "\"logprobs\":true,\"logprob_token_ids\":[10,14,140],"));
    assert_null(strstr(body.bytes, "top_logprobs"));
    text_free(&body);
    chat_write_body(&body, &form, &request, NULL, NULL);
    assert_non_null(strstr(body.bytes, "\"logprob_token_ids\":[65,66]"));
    text_free(&body);
    cJSON_Delete(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_an_answer_is_none_and_neither_is_one_beside_an_error),
        cmocka_unit_test(a_choice_goes_to_the_address_of_decisions_and_all_else_to_the_chat),
        cmocka_unit_test(probabilities_are_those_of_all_that_might_have_been_said),
        cmocka_unit_test(what_answers_nothing_is_a_fault),
        cmocka_unit_test(openai_asks_with_the_last_line_and_answers_with_a_list),
        cmocka_unit_test(tokens_of_an_option_add_up),
        cmocka_unit_test(prompts_without_their_log_probabilities_say_nothing),
        cmocka_unit_test(only_tokens_that_may_begin_an_option_are_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
