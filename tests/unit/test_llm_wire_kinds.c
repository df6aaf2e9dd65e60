/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Choices among letters over wires that are no chat: what is sent, and what is read of what comes. */
#include "base/elementary.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_choice_goes_to_the_address_of_decisions_and_all_else_to_the_chat),
        cmocka_unit_test(probabilities_are_those_of_all_that_might_have_been_said),
        cmocka_unit_test(what_answers_nothing_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
