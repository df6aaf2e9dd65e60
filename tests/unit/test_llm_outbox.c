/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bodies are there when they leave, and few of them are there before. */
#include "llm/outbox.h"
#include "llm/profiles.h"
#include "tests/llm_support.h"

#include <stdlib.h>

enum { COUNT = 5000, MOST_AHEAD = 1024 };

struct rig {
    struct chat_form form;
    struct chat_mold mold;
    struct llm_request request[COUNT];
    struct llm_reply reply[COUNT];
    char words[COUNT][16];
    struct prompt *reprompt_words;
    struct outbox outbox;
};

static struct rig *open_rig(void)
{
    struct rig *const rig = calloc(1, sizeof *rig);
    struct error err = {0};

    assert_non_null(rig);
    rig->form = chat_form_of(profiles_find("openai"), "m");
    for (int k = 0; k < COUNT; k++) {
        snprintf(rig->words[k], sizeof rig->words[k], "say %d", k);
        rig->request[k] = (struct llm_request){.system = "rules", .user = rig->words[k]};
    }
    rig->mold = chat_mold_of(&rig->form, &rig->request[0]);
    rig->reprompt_words = shipped_reprompt_words();
    rig->outbox = (struct outbox){.mold = &rig->mold,
                                  .reprompt_words = rig->reprompt_words,
                                  .requests = rig->request,
                                  .replies = rig->reply};
    assert_ok(outbox_open(&rig->outbox, COUNT, &err));
    for (size_t k = 0; k < COUNT; k++)
        rig->outbox.index[k] = COUNT - 1 - k;
    return rig;
}

static void close_rig(struct rig *rig)
{
    outbox_close(&rig->outbox);
    chat_mold_free(&rig->mold);
    prompt_destroy(rig->reprompt_words);
    free(rig);
}

static size_t num_there(const struct outbox *outbox)
{
    size_t count = 0;

    for (size_t k = 0; k < outbox->count; k++)
        count += outbox->exchange[k].body != NULL;
    return count;
}

static void expect_body(const struct rig *rig, size_t k)
{
    struct text expected = {0};

    chat_write_body(&expected, &rig->form, &rig->request[COUNT - 1 - k], NULL, NULL);
    assert_string_equal(rig->outbox.exchange[k].body, expected.bytes);
    assert_int_equal(rig->outbox.exchange[k].body_bytes, expected.length);
    assert_string_equal(rig->outbox.exchange[k].path, "/chat/completions");
    text_free(&expected);
}

static void few_bodies_are_there_at_a_time(void **state)
{
    struct rig *const rig = open_rig();
    struct error err = {0};

    (void)state;
    for (size_t k = 0; k < COUNT; k++) {
        assert_ok(outbox_write(&rig->outbox, k, &err));
        expect_body(rig, k);
        if (k % 100 == 0)
            assert_in_range(num_there(&rig->outbox), 1, MOST_AHEAD);
        outbox_drop(&rig->outbox, k);
        assert_null(rig->outbox.exchange[k].body);
    }
    assert_int_equal(num_there(&rig->outbox), 0);
    close_rig(rig);
}

/* What is under way stays as it is, and what was answered does not come again. */
static void in_any_order_and_again(void **state)
{
    static const size_t order[] = {COUNT - 1, 7, 3000, 3000, 0, 7, COUNT - 1};
    struct rig *const rig = open_rig();
    struct error err = {0};

    (void)state;
    for (size_t n = 0; n < sizeof order / sizeof *order; n++) {
        assert_ok(outbox_write(&rig->outbox, order[n], &err));
        const char *const body = rig->outbox.exchange[order[n]].body;

        expect_body(rig, order[n]);
        assert_ok(outbox_write(&rig->outbox, order[n], &err));
        assert_ptr_equal(rig->outbox.exchange[order[n]].body, body);
        outbox_drop(&rig->outbox, order[n]);
        assert_int_equal(num_there(&rig->outbox), 0);
    }
    close_rig(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_bodies_are_there_at_a_time),
        cmocka_unit_test(in_any_order_and_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
