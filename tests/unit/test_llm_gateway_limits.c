/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of a replay, failures amid a batch, the budget within one batch. */
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>
#include <unistd.h>

struct script {
    int num_sent, num_before_failure; /* 0: never fails */
    int is_broken;
};

static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    struct script *const script = context;

    for (size_t k = count; k-- > 0;) {
        bool may_go = true;
        char reply[256];

        if (script->num_before_failure && script->num_sent == script->num_before_failure)
            return error_set(err, STATUS_NO_SERVER, "scripted");
        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        snprintf(reply, sizeof reply,
                 script->is_broken
                     ? "{\"error\":{\"message\":\"%d\"}}"
                     : "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": %d}\"}}],"
                       "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}",
                 atoi(strstr(exchanges[k].body, "say ") + 4));
        script->num_sent++;
        exchanges[k].reply = strdup(reply);
        exchanges[k].reply_bytes = strlen(reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

/* A gateway of its own for one batch "say 0" ... */
static enum status ask(struct script *script, const char *folder, const char *setting, int count,
                       struct gateway_counts *counts, struct error *why)
{
    struct error err = {0};
    const char *const overrides[] = {"llm.model=m", setting};
    const struct transport transport = {.name = "script", .send = send, .context = script};
    const struct gateway_options options = {.folder = folder,
                                            .transport = script ? &transport : NULL};
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;
    struct llm_request requests[64];
    struct llm_reply replies[64];
    char words[64][16];

    for (int k = 0; k < count; k++) {
        snprintf(words[k], sizeof words[k], "say %d", k);
        requests[k] = (struct llm_request){.system = "r",
                                           .user = words[k],
                                           .schema_name = "c",
                                           .schema = "{\"required\":[\"hours\"]}",
                                           .max_tokens = 9};
    }
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_ok(gateway_create(&gateway, settings, &options, &err));
    const enum status status = gateway_ask(gateway, requests, (size_t)count, replies, why);

    *counts = gateway_take_counts(gateway);
    for (int k = 0; !status && k < count; k++)
        llm_reply_free(&replies[k]);
    gateway_destroy(gateway);
    settings_free(settings);
    return status;
}

static void make_folder(char folder[32])
{
    strcpy(folder, "/tmp/fisc-gateway-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void remove_folder(const char *folder)
{
    char path[64];

    snprintf(path, sizeof path, "%s/replies.jnl", folder);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

static void a_replay_counts_as_the_run_did(void **state)
{
    struct script script = {0};
    struct gateway_counts first, second;
    struct error err = {0};
    char folder[32];

    (void)state;
    make_folder(folder);
    assert_ok(ask(&script, folder, "llm.mode=readwrite", 20, &first, &err));
    assert_ok(ask(NULL, folder, "llm.mode=replay", 20, &second, &err));
    assert_memory_equal(&first, &second, sizeof first);
    assert_close(second.prompt_tokens, 200.0, 0.0);
    remove_folder(folder);
}

static void what_came_before_a_failure_is_kept(void **state)
{
    struct script script = {.num_before_failure = 7};
    struct gateway_counts counts;
    struct error err = {0};
    char folder[32];

    (void)state;
    make_folder(folder);
    assert_int_equal(ask(&script, folder, "llm.mode=readwrite", 20, &counts, &err),
                     STATUS_NO_SERVER);
    script = (struct script){0};
    assert_ok(ask(&script, folder, "llm.mode=readwrite", 20, &counts, &err));
    assert_int_equal(script.num_sent, 13);
    remove_folder(folder);
}

static void a_body_that_is_no_completion_is_never_kept(void **state)
{
    struct script script = {.is_broken = 1};
    struct gateway_counts counts;
    struct error err = {0};
    char folder[32];

    (void)state;
    make_folder(folder);
    assert_int_equal(ask(&script, folder, "llm.mode=readwrite", 2, &counts, &err),
                     STATUS_NO_SERVER);
    script = (struct script){0};
    assert_ok(ask(&script, folder, "llm.mode=readwrite", 2, &counts, &err));
    assert_int_equal(script.num_sent, 2);
    assert_close(counts.reprompts, 0.0, 0.0);
    assert_close(counts.unusable, 0.0, 0.0);
    remove_folder(folder);
}

/* What the next request may cost is looked at before it is sent: a token has a byte at least. */
static void a_budget_is_not_overrun_within_one_batch(void **state)
{
    static const struct {
        const char *setting;
        int least, most; /* requests of 12 tokens that are sent, of 50 */
    } cases[] = {
        {"llm.max_requests=5", 5, 5},
        {"llm.max_total_tokens=100", 0, 0},
        {"llm.max_total_tokens=600", 20, 49},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct script script = {0};
        struct gateway_counts counts;
        struct error err = {0};

        assert_int_equal(ask(&script, NULL, cases[k].setting, 50, &counts, &err),
                         STATUS_INTERRUPTED);
        assert_non_null(strstr(err.message, "the budget is spent"));
        assert_in_range(script.num_sent, cases[k].least, cases[k].most);
    }
}

static void a_budget_in_usd_without_prices_is_an_error(void **state)
{
    const char *const overrides[] = {"llm.model=m", "llm.max_usd=1"};
    const struct gateway_options options = {0};
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;
    struct error err = {0};

    (void)state;
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_int_equal(gateway_create(&gateway, settings, &options, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "usd_per_million_prompt_tokens"));
    settings_free(settings);
}

static void a_budget_spent_before_is_remembered(void **state)
{
    struct script script = {0};
    struct gateway_counts counts;
    struct error err = {0};
    char folder[32];

    (void)state;
    make_folder(folder);
    assert_ok(ask(&script, folder, "llm.max_requests=10", 10, &counts, &err));
    assert_ok(ask(&script, folder, "llm.max_requests=10", 10, &counts, &err));
    assert_int_equal(ask(&script, folder, "llm.max_requests=10", 11, &counts, &err),
                     STATUS_INTERRUPTED);
    assert_int_equal(script.num_sent, 10);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_counts_as_the_run_did),
        cmocka_unit_test(what_came_before_a_failure_is_kept),
        cmocka_unit_test(a_body_that_is_no_completion_is_never_kept),
        cmocka_unit_test(a_budget_is_not_overrun_within_one_batch),
        cmocka_unit_test(a_budget_in_usd_without_prices_is_an_error),
        cmocka_unit_test(a_budget_spent_before_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
