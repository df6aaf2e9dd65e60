/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: not under sanitizers: they need memory of their own
 *
 * What a worker who is asked takes of memory: everything, its reply included, in a run of one step. */
#include "base/files.h"
#include "runs/run.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <stdlib.h>
#include <sys/resource.h>

enum { FEWER = 22000, MORE = 42000, MOST_BYTES_A_WORKER = 2048 };

static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    *(size_t *)context += count;
    for (size_t k = 0; k < count; k++) {
        bool may_go = true;
        char reply[256];

        TRY(hooks->leave(hooks->context, k, true, &may_go, err));
        snprintf(reply, sizeof reply,
                 "{\"model\":\"a-model-of-8b\",\"choices\":[{\"message\":{\"content\":\"{"
                 "\\\"hours\\\": %d}\"}}],\"usage\":{\"prompt_tokens\":400,"
                 "\"completion_tokens\":8}}",
                 20 + (int)(exchanges[k].key % 41));
        exchanges[k].reply = strdup(reply);
        exchanges[k].reply_bytes = strlen(reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

/* The most that the process ever had. */
static double bytes_after_a_run(const char *folder, int num_workers)
{
    size_t num_asked = 0;
    char workers[64];
    const struct transport transport = {.name = "script", .send = send, .context = &num_asked};
    const char *const overrides[] = {"llm.model=m", "rule.kind=llm", "steps=1", workers};
    const struct run_options options = {.folder = folder,
                                        .is_forced = true,
                                        .transport = &transport};
    struct settings *settings = NULL;
    struct run *run = NULL;
    struct error err = {0};
    struct rusage usage;

    snprintf(workers, sizeof workers, "population.workers=%d", num_workers);
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 4, &err));
    assert_ok(run_start_take(&run, settings, &options, &err));
    assert_ok(run_execute(run, &err));
    run_destroy(run);
    assert_int_equal(num_asked, num_workers);
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return 1024.0 * (double)usage.ru_maxrss;
}

static void two_kilobytes_a_worker_are_enough(void **state)
{
    char folder[] = "/tmp/fisc-memory-XXXXXX";
    char command[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    const double fewer = bytes_after_a_run(folder, FEWER);
    const double more = bytes_after_a_run(folder, MORE);

    printf("%.0f bytes a worker\n", (more - fewer) / (MORE - FEWER));
    assert_true((more - fewer) / (MORE - FEWER) <= MOST_BYTES_A_WORKER);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_kilobytes_a_worker_are_enough)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
