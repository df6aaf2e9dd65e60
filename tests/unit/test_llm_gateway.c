/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gateway with a scripted server: order, equal requests, reprompts, keeping, replay. */
#include "llm/gateway.h"
#include "llm/profiles.h"
#include "llm/reply_store.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_BODIES = 256 };

struct script {
    int num_sent;
    int num_bad; /* so many answers break the schema first */
    bool is_html;
    char *body[MAX_BODIES];
};

/* Answers with the number in the question, last asked first. */
static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    struct script *const script = context;

    for (size_t k = count; k-- > 0;) {
        bool may_go = true;
        char reply[256];

        assert_null(exchanges[k].body); /* it is written when it leaves */
        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        const char *const question = strstr(exchanges[k].body, "say ");

        assert_non_null(question);
        snprintf(reply, sizeof reply,
                 "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": %d}\"}}],"
                 "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}",
                 script->num_bad-- > 0 ? 500 : atoi(question + 4));
        if (script->num_sent < MAX_BODIES)
            script->body[script->num_sent] = strdup(exchanges[k].body);
        script->num_sent++;
        exchanges[k].reply = strdup(script->is_html ? "<html>" : reply);
        exchanges[k].reply_bytes = strlen(exchanges[k].reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
        assert_null(exchanges[k].body);
    }
    return STATUS_OK;
}

static void forget(struct script *script)
{
    for (int k = 0; k < script->num_sent && k < MAX_BODIES; k++)
        free(script->body[k]);
    *script = (struct script){0};
}

struct rig {
    struct settings *settings;
    struct gateway *gateway;
    struct script script;
};

static void open_rig(struct rig *rig, const char *folder, const char *const *more, size_t num_more)
{
    const char *overrides[8] = {"llm.model=m"};
    const struct transport transport = {.name = "script", .send = send, .context = &rig->script};
    const struct gateway_options options = {.folder = folder, .transport = &transport};
    struct error err = {0};

    *rig = (struct rig){0};
    for (size_t k = 0; k < num_more; k++)
        overrides[k + 1] = more[k];
    assert_ok(
        settings_load(&rig->settings, &run_setting_table, NULL, overrides, num_more + 1, &err));
    assert_ok(gateway_create(&rig->gateway, rig->settings, &options, &err));
}

static void close_rig(struct rig *rig)
{
    gateway_destroy(rig->gateway);
    settings_free(rig->settings);
    forget(&rig->script);
}

static void write_requests(struct llm_request *requests, char (*words)[16], int count, int distinct)
{
    for (int k = 0; k < count; k++) {
        snprintf(words[k], sizeof words[k], "say %d", k % distinct);
        requests[k] = (struct llm_request){
            .system = "rules",
            .user = words[k],
            .schema_name = "choice",
            .schema = "{\"type\":\"object\",\"properties\":{\"hours\":{\"type\":\"integer\","
                      "\"maximum\":100}},\"required\":[\"hours\"]}",
            .max_tokens = 10,
        };
    }
}

static enum status ask(struct rig *rig, int count, int distinct, struct llm_reply *replies,
                       struct error *err)
{
    struct llm_request requests[64];
    char words[64][16];

    write_requests(requests, words, count, distinct);
    return gateway_ask(rig->gateway, requests, (size_t)count, replies, err);
}

static void free_replies(struct llm_reply *replies, int count)
{
    for (int k = 0; k < count; k++)
        llm_reply_free(&replies[k]);
}

static void expect_numbers(const struct llm_reply *replies, int count, int distinct)
{
    for (int k = 0; k < count; k++) {
        char expected[32];

        snprintf(expected, sizeof expected, "{\"hours\": %d}", k % distinct);
        assert_int_equal(replies[k].outcome, LLM_USABLE);
        assert_string_equal(replies[k].content, expected);
    }
}

static void make_folder(char folder[32])
{
    strcpy(folder, "/tmp/fisc-gateway-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void remove_folder(const char *folder)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

static void equal_requests_are_sent_once_and_replies_keep_their_order(void **state)
{
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};

    (void)state;
    open_rig(&rig, NULL, NULL, 0);
    assert_ok(ask(&rig, 60, 7, replies, &err));
    expect_numbers(replies, 60, 7);
    assert_int_equal(rig.script.num_sent, 7);
    const struct gateway_counts counts = gateway_take_counts(rig.gateway);

    assert_close(counts.requests, 60.0, 0.0);
    assert_close(counts.distinct, 7.0, 0.0);
    assert_close(counts.prompt_tokens, 70.0, 0.0);
    free_replies(replies, 60);
    close_rig(&rig);
}

static void an_unusable_answer_is_asked_again_with_the_reason(void **state)
{
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};

    (void)state;
    open_rig(&rig, NULL, NULL, 0);
    rig.script.num_bad = 2;
    assert_ok(ask(&rig, 5, 5, replies, &err));
    expect_numbers(replies, 5, 5);
    assert_int_equal(rig.script.num_sent, 7);
    assert_non_null(strstr(rig.script.body[5], "at most 100"));
    assert_null(strstr(rig.script.body[0], "at most 100"));
    assert_close(gateway_take_counts(rig.gateway).reprompts, 2.0, 0.0);
    free_replies(replies, 5);

    rig.script.num_bad = 1000; /* it never learns: two more attempts, then the asker's fallback */
    struct llm_request request = {.system = "r",
                                  .user = "say 99",
                                  .schema_name = "c",
                                  .schema = "{\"type\":\"object\",\"properties\":{\"hours\":"
                                            "{\"type\":\"integer\",\"maximum\":100}}}"};

    assert_ok(gateway_ask(rig.gateway, &request, 1, replies, &err));
    assert_int_equal(replies[0].outcome, LLM_UNUSABLE);
    assert_int_equal(replies[0].num_reprompts, 2);
    const struct gateway_counts counts = gateway_take_counts(rig.gateway);

    assert_close(counts.unusable, 1.0, 0.0);
    free_replies(replies, 1);
    close_rig(&rig);
}

static void what_was_answered_is_never_asked_again(void **state)
{
    char folder[32];
    char path[64];
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};
    struct stat found;

    (void)state;
    make_folder(folder);
    snprintf(path, sizeof path, "%s/replies.jnl", folder);
    open_rig(&rig, folder, NULL, 0);
    assert_ok(ask(&rig, 20, 20, replies, &err));
    const struct gateway_counts first = gateway_take_counts(rig.gateway);

    free_replies(replies, 20);
    close_rig(&rig);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(truncate(path, found.st_size - 3), 0); /* torn: the last reply is lost */
    open_rig(&rig, folder, NULL, 0);
    assert_ok(ask(&rig, 20, 20, replies, &err));
    expect_numbers(replies, 20, 20);
    assert_int_equal(rig.script.num_sent, 1);
    const struct gateway_counts second = gateway_take_counts(rig.gateway);

    assert_memory_equal(&first, &second, sizeof first);
    free_replies(replies, 20);
    close_rig(&rig);
    remove_folder(folder);
}

static void a_replay_asks_nobody(void **state)
{
    static const char *const replay[] = {"llm.mode=replay"};
    char folder[32];
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};
    const struct gateway_options options = {.folder = folder};

    (void)state;
    make_folder(folder);
    open_rig(&rig, folder, NULL, 0);
    assert_ok(ask(&rig, 10, 10, replies, &err));
    free_replies(replies, 10);
    close_rig(&rig);
    open_rig(&rig, NULL, NULL, 0);
    gateway_destroy(rig.gateway);
    settings_free(rig.settings);
    const char *overrides[] = {"llm.model=m", replay[0]};

    assert_ok(settings_load(&rig.settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_ok(gateway_create(&rig.gateway, rig.settings, &options, &err));
    assert_ok(ask(&rig, 10, 10, replies, &err));
    expect_numbers(replies, 10, 10);
    free_replies(replies, 10);
    assert_int_equal(ask(&rig, 11, 11, replies, &err), STATUS_NO_SERVER);
    assert_non_null(strstr(err.message, "1 replies are not in the transcript"));
    close_rig(&rig);
    remove_folder(folder);
}

/* A key of one request, as in stores. */
static void key_of(unsigned char key[CHAT_KEY_BYTES], const struct llm_request *request)
{
    struct text canonical = {0};
    const struct chat_form form = chat_form_of(profiles_find("openai"), "m");
    struct error err = {0};

    chat_write_canonical(&canonical, &form, request);
    assert_ok(chat_key(key, canonical.bytes, canonical.length, &err));
    text_free(&canonical);
}

static void put_in_log(const char *folder, const char *line)
{
    struct llm_request request;
    char path[64];
    char words[1][16];
    unsigned char key[CHAT_KEY_BYTES];
    struct reply_store *store = NULL;
    struct error err = {0};

    write_requests(&request, words, 1, 1);
    key_of(key, &request);
    snprintf(path, sizeof path, "%s/replies.jnl", folder);
    assert_ok(reply_store_create(&store, &err));
    assert_ok(reply_store_open_log(store, path, "fisc replies\n", &err));
    assert_ok(reply_store_add(store, key, line, strlen(line), &err));
    reply_store_destroy(store);
}

/* An earlier fisc kept pages of HTML as answers; what a model said is its answer, also where it is no good. */
static void kept_faults_of_the_server_are_asked_anew_and_answers_are_not(void **state)
{
    static const struct {
        const char *line;
        int sent;
    } cases[] = {
        {"{\"usable\":false,\"content\":\"\",\"reason\":\"body:1:1: expected a "
         "value\",\"tokens\":[0,0,0],"
         "\"reprompts\":2}",
         1},
        {"{\"usable\":false,\"content\":\"x\",\"reason\":\"the body has no "
         "choices[0].message\",\"tokens\":"
         "[9,0,2],\"reprompts\":2}",
         1},
        {"{\"usable\":false,\"content\":\"\",\"reason\":\"overloaded\",\"tokens\":[0,0,0],"
         "\"reprompts\":2}",
         1},
        {"{\"usable\":false,\"content\":\"\",\"invalid\":\"empty\",\"reason\":\"it is "
         "empty\",\"tokens\":"
         "[0,0,0],\"reprompts\":2}",
         0},
        {"{\"usable\":false,\"content\":\"forty\",\"reason\":\"not "
         "JSON\",\"tokens\":[9,0,2],\"reprompts\":2}",
         0},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char folder[32];

        make_folder(folder);
        put_in_log(folder, cases[k].line);
        for (int again = 0; again < 2; again++) { /* the second time the new one is there */
            struct rig rig;
            struct llm_reply reply;
            struct error err = {0};

            open_rig(&rig, folder, NULL, 0);
            assert_ok(ask(&rig, 1, 1, &reply, &err));
            assert_int_equal(reply.outcome, cases[k].sent ? LLM_USABLE : LLM_UNUSABLE);
            assert_int_equal(rig.script.num_sent, again ? 0 : cases[k].sent);
            free_replies(&reply, 1);
            close_rig(&rig);
        }
        remove_folder(folder);
    }
}

static void a_transport_without_another_reply_ends_with_the_fault(void **state)
{
    struct rig rig;
    struct llm_reply reply;
    struct error err = {0};

    (void)state;
    open_rig(&rig, NULL, NULL, 0);
    rig.script.is_html = true;
    assert_int_equal(ask(&rig, 1, 1, &reply, &err), STATUS_NO_SERVER);
    assert_non_null(strstr(err.message, "<html>"));
    close_rig(&rig);
}

/* What one model got wrong is no answer for others, save in a replay; an answer takes its place in the store. */
static void invalid_answers_are_shared_with_replays_alone(void **state)
{
    static const char *const kinds[] = {"sqlite", "segments"};
    static const struct {
        const char *mode;
        bool is_bad;
        int sent;
        enum llm_outcome outcome;
    } turns[] = {
        {"readwrite", true, 3, LLM_UNUSABLE}, {"readwrite", true, 3, LLM_UNUSABLE},
        {"replay", true, 0, LLM_UNUSABLE},    {"read", false, 1, LLM_USABLE},
        {"replay", true, 0, LLM_UNUSABLE},    {"record", false, 1, LLM_USABLE},
        {"replay", true, 0, LLM_USABLE},      {"record", true, 3, LLM_UNUSABLE},
        {"readwrite", true, 0, LLM_USABLE},   {"replay", true, 0, LLM_USABLE},
    };

    (void)state;
    for (int k = 0; k < 2; k++) {
        char folder[32], where[64], how[32];

        make_folder(folder);
        snprintf(where, sizeof where, "llm.store_folder=%s/store", folder);
        snprintf(how, sizeof how, "llm.store=%s", kinds[k]);
        for (size_t t = 0; t < sizeof turns / sizeof *turns; t++) {
            char mode[32];
            const char *const settings[] = {where, how, mode};
            struct rig rig;
            struct llm_reply reply;
            struct error err = {0};

            snprintf(mode, sizeof mode, "llm.mode=%s", turns[t].mode);
            open_rig(&rig, NULL, settings, 3);
            rig.script.num_bad = turns[t].is_bad ? 1000 : 0;
            assert_ok(ask(&rig, 1, 1, &reply, &err));
            assert_int_equal(reply.outcome, turns[t].outcome);
            assert_int_equal(rig.script.num_sent, turns[t].sent);
            free_replies(&reply, 1);
            close_rig(&rig);
        }
        remove_folder(folder);
    }
}

/* How many of `count` different requests are sent in this mode over a store of this kind. */
static int num_sent(const char *folder, const char *kind, const char *mode, int count)
{
    char where[64], how[32], what[32];
    const char *const settings[] = {where, how, what};
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};

    snprintf(where, sizeof where, "llm.store_folder=%s/%s", folder, kind);
    snprintf(how, sizeof how, "llm.store=%s", kind);
    snprintf(what, sizeof what, "llm.mode=%s", mode);
    open_rig(&rig, NULL, settings, 3);
    assert_ok(ask(&rig, count, count, replies, &err));
    expect_numbers(replies, count, count);
    free_replies(replies, count);

    const int sent = rig.script.num_sent;

    close_rig(&rig);
    return sent;
}

static void modes_say_what_runs_share(void **state)
{
    static const char *const kinds[] = {"sqlite", "segments"};
    char folder[32];

    (void)state;
    make_folder(folder);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(num_sent(folder, kinds[k], "off", 4), 4);
        assert_int_equal(num_sent(folder, kinds[k], "read", 4), 4);
        assert_int_equal(num_sent(folder, kinds[k], "readwrite", 10),
                         10); /* nothing was there yet */
        assert_int_equal(num_sent(folder, kinds[k], "read", 12), 2);
        assert_int_equal(num_sent(folder, kinds[k], "readwrite", 12), 2); /* `read` added nothing */
        assert_int_equal(num_sent(folder, kinds[k], "record", 15), 15);
        assert_int_equal(num_sent(folder, kinds[k], "read", 15), 0);
        assert_int_equal(num_sent(folder, kinds[k], "replay", 15), 0);
    }
    remove_folder(folder);
}

static void what_a_run_had_from_others_is_no_cost_of_its_own(void **state)
{
    char folder[32], store[64];
    const char *const settings[] = {store, "llm.max_requests=3"};
    struct rig rig;
    struct llm_reply replies[64];
    struct error err = {0};

    (void)state;
    make_folder(folder);
    assert_int_equal(num_sent(folder, "sqlite", "readwrite", 10), 10);
    snprintf(store, sizeof store, "llm.store_folder=%s/sqlite", folder);
    for (int k = 0; k < 2; k++) { /* the second time from its own journal */
        open_rig(&rig, folder, settings, 2);
        assert_ok(ask(&rig, 10 + k, 10 + k, replies, &err));
        free_replies(replies, 10 + k);
        close_rig(&rig);
    }
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_requests_are_sent_once_and_replies_keep_their_order),
        cmocka_unit_test(an_unusable_answer_is_asked_again_with_the_reason),
        cmocka_unit_test(what_was_answered_is_never_asked_again),
        cmocka_unit_test(a_replay_asks_nobody),
        cmocka_unit_test(kept_faults_of_the_server_are_asked_anew_and_answers_are_not),
        cmocka_unit_test(a_transport_without_another_reply_ends_with_the_fault),
        cmocka_unit_test(invalid_answers_are_shared_with_replays_alone),
        cmocka_unit_test(modes_say_what_runs_share),
        cmocka_unit_test(what_a_run_had_from_others_is_no_cost_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
