/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A batch hands out what it was given and what came back; replies to equal questions share what was
 * parsed, and each is read by its keys. */
#include "llm/batch.h"
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>

static const char schema[] = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"number\"},"
                             "\"why\":{\"type\":\"string\"},\"likes\":{\"type\":\"boolean\"},"
                             "\"scores\":{\"type\":\"array\"}},\"required\":[\"hours\"]}";
static const struct llm_request common = {
    .purpose = LLM_PURPOSE_VOTES,
    .step = 3,
    .system = "all of you",
    .schema_name = "n",
    .schema = schema,
    .max_tokens = 9,
};

/* "hurry" gets no JSON, others an answer. */
static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    *(size_t *)context += count;
    for (size_t k = 0; k < count; k++) {
        bool may_go = true;

        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        const bool is_bad = strstr(exchanges[k].body, "hurry") != NULL;

        exchanges[k].reply = strdup(is_bad ? "{\"choices\":[{\"message\":{\"content\":\"no\"}}]}"
                                           : "{\"choices\":[{\"message\":{\"content\":\"{"
                                             "\\\"hours\\\":7.5,\\\"why\\\":\\\"w\\\","
                                             "\\\"likes\\\":true,\\\"scores\\\":[1,2]}\"}}]}");
        exchanges[k].reply_bytes = strlen(exchanges[k].reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

static void set(struct llm_batch *batch, size_t k, const char *user, const char *system)
{
    struct llm_question question = {.who = 10 + k, .seed = 5};

    text_append(&question.user, "%s", user);
    if (system)
        text_append(&question.system, "%s", system);
    llm_batch_set_take(batch, k, &question);
}

static void expect_answer(const struct llm_reply *reply)
{
    double hours = 0.0;
    double scores[2] = {0.0};
    bool likes = false;

    assert_true(llm_reply_number(reply, "hours", &hours) && hours == 7.5);
    assert_string_equal(llm_reply_text(reply, "why"), "w");
    assert_true(llm_reply_bool(reply, "likes", &likes) && likes);
    assert_true(llm_reply_numbers(reply, "scores", scores, 2) && scores[1] == 2.0);
    assert_false(llm_reply_numbers(reply, "scores", scores, 1));
    assert_false(llm_reply_number(reply, "why", &hours));
    assert_null(llm_reply_text(reply, "hours"));
    assert_null(llm_reply_text(reply, "nothing"));
}

static void a_batch_is_asked_and_read(void **state)
{
    static const char *const overrides[] = {"llm.model=m", "llm.max_reprompts=0"};
    size_t num_sent = 0;
    const struct transport transport = {.name = "test", .send = send, .context = &num_sent};
    const struct gateway_options options = {.transport = &transport};
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;
    struct llm_batch *batch = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_ok(gateway_create(&gateway, settings, &options, &err));
    assert_ok(llm_batch_create(&batch, &common, 4, &err));
    set(batch, 0, "wait", NULL);
    set(batch, 1, "hurry", NULL);
    set(batch, 2, "wait", NULL);
    set(batch, 3, "wait", "you alone");
    assert_string_equal(llm_batch_request(batch, 2)->system, "all of you");
    assert_string_equal(llm_batch_request(batch, 3)->system, "you alone");
    assert_int_equal(llm_batch_request(batch, 2)->who, 12);
    assert_int_equal(llm_batch_request(batch, 2)->step, 3);
    assert_int_equal(llm_batch_request(batch, 2)->purpose, LLM_PURPOSE_VOTES);
    assert_ok(llm_batch_ask(batch, gateway, &err));
    assert_int_equal(num_sent, 3); /* equal questions once */
    for (size_t k = 0; k < 4; k++)
        if (k != 1)
            expect_answer(llm_batch_reply(batch, k));
    assert_int_equal(llm_batch_reply(batch, 1)->outcome, LLM_UNUSABLE);
    assert_null(llm_reply_text(llm_batch_reply(batch, 1), "why"));
    llm_batch_destroy(batch);
    gateway_destroy(gateway);
    settings_free(settings);
}

/* Alternates; counts how often each was written. */
static void write_late(void *context, size_t k, struct llm_question *question)
{
    ((int *)context)[k]++;
    text_append(&question->user, "%s %zu", k % 3 ? "wait" : "hurry", k / 2);
    question->can_be_shorter = k == 1;
}

static void ask_many(struct llm_batch **batch, size_t count, int *num_written)
{
    static const char *const overrides[] = {"llm.model=m", "llm.max_reprompts=1"};
    size_t num_sent = 0;
    const struct transport transport = {.name = "test", .send = send, .context = &num_sent};
    const struct gateway_options options = {.transport = &transport};
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;
    struct error err = {0};

    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_ok(gateway_create(&gateway, settings, &options, &err));
    assert_ok(llm_batch_create(batch, &common, count, &err));
    for (size_t k = 0; k < count; k++) {
        int ignored[64] = {0};
        struct llm_question question = {.who = k, .seed = 5};

        if (!num_written)
            write_late(ignored, k, &question);
        llm_batch_set_take(*batch, k, &question);
    }
    if (num_written)
        llm_batch_write_late(*batch, write_late, num_written);
    assert_ok(llm_batch_ask(*batch, gateway, &err));
    gateway_destroy(gateway);
    settings_free(settings);
}

static void questions_that_are_written_late_are_the_same(void **state)
{
    enum { COUNT = 60 };
    struct llm_batch *kept = NULL;
    struct llm_batch *late = NULL;
    int num_written[COUNT] = {0};

    (void)state;
    ask_many(&kept, COUNT, NULL);
    ask_many(&late, COUNT, num_written);
    for (size_t k = 0; k < COUNT; k++) {
        const struct llm_reply *const reply = llm_batch_reply(late, k);
        const struct llm_reply *const expected = llm_batch_reply(kept, k);

        assert_memory_equal(reply->key, expected->key, sizeof reply->key);
        assert_int_equal(reply->outcome, expected->outcome);
        assert_string_equal(reply->content, expected->content);
        assert_int_equal(llm_batch_request(late, k)->can_be_shorter, k == 1);
        assert_null(llm_batch_request(late, k)->user); /* it is nowhere kept */
        assert_in_range(num_written[k], 1, 3);
    }
    llm_batch_destroy(kept);
    llm_batch_destroy(late);
}

static void only_an_empty_batch_needs_no_gateway_and_no_question_may_lack(void **state)
{
    struct llm_batch *batch = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(llm_batch_create(&batch, &common, 0, &err));
    assert_ok(llm_batch_ask(batch, NULL, &err));
    llm_batch_destroy(batch);
    assert_ok(llm_batch_create(&batch, &common, 1, &err));
    assert_int_equal(llm_batch_ask(batch, NULL, &err), STATUS_NO_MEMORY);
    set(batch, 0, "wait", NULL);
    err = (struct error){0};
    assert_int_equal(llm_batch_ask(batch, NULL, &err), STATUS_INTERNAL);
    assert_non_null(strstr(err.message, "votes"));
    llm_batch_destroy(batch);
    llm_batch_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_is_asked_and_read),
        cmocka_unit_test(questions_that_are_written_late_are_the_same),
        cmocka_unit_test(only_an_empty_batch_needs_no_gateway_and_no_question_may_lack),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
