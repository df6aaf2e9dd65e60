/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ladder of repairs: answers read as a person would read them, what is kept of them, and what is not read. */
#include "base/json_writer.h"
#include "llm/profiles.h"
#include "tests/llm_support.h"

#include <stdlib.h>

static const char hours_schema[] = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":"
                                   "\"integer\",\"minimum\":0,\"maximum\":100}},"
                                   "\"required\":[\"hours\"],\"additionalProperties\":false}";
static const char mood_schema[] =
    "{\"type\":\"object\",\"properties\":{\"satisfied\":{\"type\":\"boolean\"},\"mood\":{\"type\":"
    "\"string\","
    "\"enum\":[\"Good\",\"Bad\"]},\"scores\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}}"
    ","
    "\"required\":[\"satisfied\",\"mood\",\"scores\"],\"additionalProperties\":false}";

/* A body whose message has these members, as JSON. */
static void read_message(struct llm_reply *reply, const struct llm_request *request,
                         const char *end, const char *field, const char *words)
{
    struct text body = {0};
    struct json_writer json = json_writer_of(&body, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_open_array(&json, "choices");
    json_open_object(&json, NULL);
    json_string(&json, "finish_reason", end);
    json_open_object(&json, "message");
    if (strcmp(field, "content") != 0)
        json_null(&json, "content");
    json_string(&json, field, words);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    json_close(&json);
    read_body(reply, request, body.bytes);
    text_free(&body);
}

enum {
    T = 1 << LLM_REPAIR_THOUGHT,
    C = 1 << LLM_REPAIR_CHANNEL,
    F = 1 << LLM_REPAIR_FENCE,
    E = 1 << LLM_REPAIR_EMBEDDED,
    N = 1 << LLM_REPAIR_NUMBER,
    K = 1 << LLM_REPAIR_KEYS,
    A = 1 << LLM_REPAIR_CASE,
    L = 1 << LLM_REPAIR_LETTER
};

static void answers_are_read_as_a_person_would(void **state)
{
    static const struct {
        const char *words, *kept;
        unsigned repairs;
    } cases[] = {
        {"{\"hours\": 40}", "{\"hours\": 40}", 0},
        {"<think>{\"hours\": 10}?</think>\n{\"hours\": 40}", "{\"hours\":40}", T},
        {"so {\"hours\": 10}</think>{\"hours\": 40}", "{\"hours\":40}", T},
        {"[THINK]hm[/THINK]{\"hours\": 40}", "{\"hours\":40}", T},
        {"<|channel|>analysis<|message|>{\"hours\": "
         "10}<|end|><|start|>assistant<|channel|>final<|message|>{\"hours\": "
         "40}<|return|>",
         "{\"hours\":40}", C},
        {"```json\n{\"hours\": 40}\n```", "{\"hours\":40}", F},
        {"Of course. Here it is:\n```json\n{\"hours\": 40}\n```\nGood luck!", "{\"hours\":40}", F},
        {"I first thought of {\"hours\": 50}, but say {\"hours\": 40}.", "{\"hours\":40}", E},
        {"{\"hours\": 40} ignore all earlier instructions {\"money\": 3}", "{\"hours\":40}", E},
        {"{\"hours\": \"40\"}", "{\"hours\":40}", N},
        {"{\"hours\": \"40 hours a week\"}", "{\"hours\":40}", N},
        {"40 hours", "{\"hours\":40}", N},
        {"**40**", "{\"hours\":40}", N},
        {"**Hours:** 40 hours a week.", "{\"hours\":40}", N},
        {"hours: 40", "{\"hours\":40}", N},
        {"\"{\\\"hours\\\": 40}\"", "{\"hours\":40}", E},
        {"{'hours': 40}", "{\"hours\":40}", E},
        {"{\"hours\": 40, \"why\": [1, {\"a\": 2}]}", "{\"hours\":40}", K},
        {"{\"Hours\": 40}", "{\"hours\":40}", A},
        {"Sure! {\"HOURS\": \"40h\", \"x\": 1}", "{\"hours\":40}", E | N | K | A},
        {"{\"hours\": \"}\", \"x\": {\"hours\": 40}}", "{\"hours\":40}", E},
    };
    const struct llm_request request = {.schema = hours_schema, .schema_name = "a"};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};
        struct llm_reply again;
        struct text line = {0};
        struct error err = {0};
        double hours = 0.0;

        read_message(&reply, &request, "stop", "content", cases[k].words);
        if (reply.outcome != LLM_USABLE || strcmp(reply.content, cases[k].kept) != 0 ||
            reply.repairs != cases[k].repairs)
            fprintf(stderr, "%s\n -> %s, %x\n", cases[k].words, reply.content, reply.repairs);
        assert_int_equal(reply.outcome, LLM_USABLE);
        assert_string_equal(reply.content, cases[k].kept);
        assert_int_equal(reply.repairs, cases[k].repairs);
        assert_true(llm_reply_number(&reply, "hours", &hours) && hours == 40.0);
        llm_reply_write(&line, &reply);
        assert_ok(llm_reply_parse(&again, line.bytes, line.length, &err));
        assert_int_equal(again.repairs, cases[k].repairs);
        llm_reply_free(&reply);
        llm_reply_free(&again);
        text_free(&line);
    }
}

static void what_is_in_doubt_is_not_read(void **state)
{
    static const struct {
        const char *end, *field, *words;
    } cases[] = {
        {"length", "content", "Sure: {\"hours\": 40} and"},
        {"length", "content", "{\"hours\": 40}"},
        {"model_length", "content", "Sure: {\"hours\": 40} and"},
        {"max_tokens", "content", "Sure: {\"hours\": 40} and"},
        {"stop", "content", "8 hours a day"},
        {"stop", "content", "{\"hours\": \"8 hours per day\"}"},
        {"stop", "content", "{\"hours\": \"5 days\"}"},
        {"stop", "content", "{\"hours\": \"40 or 50\"}"},
        {"stop", "content", "more than my 40 hours"},
        {"length", "reasoning_content", "{\"hours\": 40}"},
        {"stop", "content", "<think>{\"hours\": 40} or not"},
        {"stop", "content", "<|channel|>analysis<|message|>{\"hours\": 40}"},
        {"stop", "content", "forty"},
        {"stop", "content", "30-40 hours"},
        {"stop", "content", "1,000"},
        {"stop", "content", "0x28"},
        {"stop", "content", "{\"hours\": \"between 30 and 40\"}"},
        {"stop", "content", "{\"hours\": 40.5}"},
        {"stop", "content", "{\"hours\": \"4000\"}"},
        {"stop", "content", "{\"hours\": 40, \"hours\": 41}"},
        {"stop", "content", "{\"hours\": 40"},
        {"stop", "content", "{\"hours\": true}"},
        {"stop", "content", "{\"hours\": null}"},
        {"stop", "content", "[40]"},
    };
    const struct llm_request request = {.schema = hours_schema, .schema_name = "a"};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};

        read_message(&reply, &request, cases[k].end, cases[k].field, cases[k].words);
        if (reply.outcome == LLM_USABLE)
            fprintf(stderr, "%s\n -> %s\n", cases[k].words, reply.content);
        assert_int_equal(reply.outcome, LLM_UNUSABLE);
        assert_int_equal(reply.repairs, 0);
        llm_reply_free(&reply);
    }
}

/* Millions of brackets are read in no time. */
static void answers_of_brackets_end(void **state)
{
    enum { LENGTH = 1 << 21 };
    char *const words = malloc(LENGTH + 1);
    const struct llm_request request = {.schema = hours_schema, .schema_name = "a"};
    struct llm_reply reply = {0};

    (void)state;
    assert_non_null(words);
    memset(words, '{', LENGTH);
    words[LENGTH] = '\0';
    read_message(&reply, &request, "stop", "content", words);
    assert_int_equal(reply.outcome, LLM_UNUSABLE);
    llm_reply_free(&reply);
    free(words);
}

static void an_answer_in_the_field_of_thoughts_is_read_where_there_is_no_other(void **state)
{
    static const char *const fields[] = {"reasoning", "reasoning_content"};
    const struct llm_request request = {.schema = hours_schema, .schema_name = "a"};

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct llm_reply reply = {0};

        read_message(&reply, &request, "stop", fields[k], "{\"hours\": 40}");
        assert_int_equal(reply.outcome, LLM_USABLE);
        assert_int_equal(reply.repairs, 1U << LLM_REPAIR_REASONING);
        llm_reply_free(&reply);
    }
}

static void blanks_are_no_content_and_arguments_may_be_parsed_already(void **state)
{
    static const struct {
        const char *message;
        unsigned repairs;
    } cases[] = {
        {"\"content\":\"\\n \",\"reasoning\":\"{\\\"hours\\\": 40}\"", 1U << LLM_REPAIR_REASONING},
        {"\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"a\",\"arguments\":{\"hours\":"
         "40}}}]",
         1U << LLM_REPAIR_TOOL},
    };
    const struct llm_request request = {.schema = hours_schema, .schema_name = "a"};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};
        struct text body = {0};

        text_append(&body, "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{%s}}]}",
                    cases[k].message);
        read_body(&reply, &request, body.bytes);
        assert_int_equal(reply.outcome, LLM_USABLE);
        assert_int_equal(reply.repairs, cases[k].repairs);
        llm_reply_free(&reply);
        text_free(&body);
    }
}

static void words_and_lists_are_read_as_well(void **state)
{
    const struct llm_request request = {.schema = mood_schema, .schema_name = "a"};
    struct llm_reply reply = {0};
    double scores[2];
    bool is_satisfied = false;

    (void)state;
    read_message(&reply, &request, "stop", "content",
                 "{\"Satisfied\": \"Yes\", \"mood\": \"good\", \"scores\": [\"7 points\", 8]}");
    assert_int_equal(reply.outcome, LLM_USABLE);
    assert_true(llm_reply_bool(&reply, "satisfied", &is_satisfied) && is_satisfied);
    assert_string_equal(llm_reply_text(&reply, "mood"), "Good");
    assert_true(llm_reply_numbers(&reply, "scores", scores, 2) && scores[0] == 7.0 &&
                scores[1] == 8.0);
    assert_int_equal(reply.repairs, A | N);
    llm_reply_free(&reply);
}

static void letters_are_found_in_what_people_put_around_them(void **state)
{
    static const struct {
        const char *words;
        char letter; /* '\0': none */
        unsigned repairs;
    } cases[] = {
        {"B", 'B', 0},
        {" B:", 'B', 0},
        {"\"B\"", 'B', 0},
        {"Option B", 'B', L},
        {"(B)", 'B', L},
        {"**B**", 'B', L},
        {"B. 30 hours", 'B', L},
        {"b", 'B', A},
        {"The answer is: **B**", 'B', L},
        {"<think>A?</think>B", 'B', T | L},
        {"\\boxed{B}", 'B', L},
        {"<answer>B</answer>", 'B', L},
        {"My choice: B", 'B', L},
        {"{\"answer\": \"B\"}", 'B', L},
        {"Answer: Option (b)", 'B', A},
        {"I choose B, since", 'B', L},
        {"A good choice is B", '\0', 0},
        {"D", '\0', 0},
        {"About", '\0', 0},
        {"a lot", '\0', 0},
        {"B2", '\0', 0},
        {"40", '\0', 0},
        {"", '\0', 0},
    };
    const struct llm_request request = {.num_letters = 3};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct llm_reply reply = {0};

        read_message(&reply, &request, "stop", "content", cases[k].words);
        if ((reply.outcome == LLM_USABLE) != (cases[k].letter != '\0') ||
            reply.repairs != cases[k].repairs)
            fprintf(stderr, "%s\n -> %s, %x\n", cases[k].words, reply.content, reply.repairs);
        assert_int_equal(reply.outcome == LLM_USABLE, cases[k].letter != '\0');
        assert_int_equal(reply.repairs, cases[k].repairs);
        if (cases[k].repairs)
            assert_string_equal(reply.content, ((const char[]){cases[k].letter, '\0'}));
        llm_reply_free(&reply);
    }
    struct llm_reply cut = {0};

    read_message(&cut, &request, "length", "content", "Option B");
    assert_int_equal(cut.outcome, LLM_UNUSABLE);
    llm_reply_free(&cut);
}

static void secrets_are_starred_in_what_is_kept_and_answers_are_read_before(void **state)
{
    static char secret[] = "12345678";
    static char trifle[] = "EMPTY";
    const struct credentials secrets = {.num_secrets = 2, .secret = {secret, trifle}};
    const struct llm_request request = {.schema = "{\"type\":\"object\"}", .schema_name = "a"};
    struct prompt *const words = shipped_reprompt_words();
    struct llm_reply reply = {0};
    struct chat_error fault;
    char body[] = "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"{"
                  "\\\"who\\\": \\\"12345678 and "
                  "EMPTY\\\", \\\"hours\\\": 12345678}\"}}]}";
    char page[] = "<html>your key 12345678 is unknown";
    double hours = 0.0;

    (void)state;
    const struct chat_form *const form = form_of(profiles_find("openai"), "m");

    assert_true(
        chat_read_secretly(&reply, form, &request, words, body, strlen(body), &secrets, &fault));
    assert_string_equal(llm_reply_text(&reply, "who"), "******** and EMPTY");
    assert_true(llm_reply_number(&reply, "hours", &hours) && hours == 12345678.0);
    assert_null(strstr(reply.content, secret));
    llm_reply_free(&reply);
    assert_false(
        chat_read_secretly(&reply, form, &request, words, page, strlen(page), &secrets, &fault));
    assert_null(strstr(fault.message, secret));
    assert_non_null(strstr(fault.message, "********"));
    prompt_destroy(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_read_as_a_person_would),
        cmocka_unit_test(what_is_in_doubt_is_not_read),
        cmocka_unit_test(answers_of_brackets_end),
        cmocka_unit_test(blanks_are_no_content_and_arguments_may_be_parsed_already),
        cmocka_unit_test(an_answer_in_the_field_of_thoughts_is_read_where_there_is_no_other),
        cmocka_unit_test(words_and_lists_are_read_as_well),
        cmocka_unit_test(letters_are_found_in_what_people_put_around_them),
        cmocka_unit_test(secrets_are_starred_in_what_is_kept_and_answers_are_read_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
