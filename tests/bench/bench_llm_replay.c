/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/bench/bench_llm_replay.c: 1,000 workers simulated by a language model for 100 steps.  They are asked
 * once (a transport of our own answers, in another order than it was asked), then replayed from the replies
 * with 1, 2 and 7 threads: seconds, beside those of asking, and the same bits.
 *     bench_llm_replay FOLDER */
#include "base/files.h"
#include "base/platform.h"
#include "runs/run.h"
#include "simulation/run_settings.h"
#include "tests/support.h"

#include <omp.h>
#include <stdlib.h>

/* Hours by the name of the request; the last is answered first. */
static enum status send(void *context, struct exchange *exchanges, size_t count,
                        const struct transport_hooks *hooks, struct error *err)
{
    (void)context;
    for (size_t k = count; k-- > 0;) {
        char reply[256];

        snprintf(reply, sizeof reply,
                 "{\"choices\":[{\"message\":{\"content\":\"{\\\"hours\\\": %d}\"}}],"
                 "\"usage\":{\"prompt_tokens\":400,\"completion_tokens\":8}}",
                 20 + (int)(exchanges[k].key % 41));
        exchanges[k].reply = strdup(reply);
        exchanges[k].reply_bytes = strlen(reply);
        TRY(hooks->done(hooks->context, k, NULL, err));
    }
    return STATUS_OK;
}

/* Seconds of a run; *hash is of its content. */
static double run_once(const char *folder, const char *mode, const char *transcript,
                       const struct transport *transport, uint64_t *hash)
{
    const char *overrides[] = {"llm.model=nobody",
                               "rule.kind=llm",
                               "population.workers=1000",
                               "steps=100",
                               "planner.kind=flat",
                               "tax_year_length=10",
                               mode,
                               transcript};
    const struct run_options options = {.folder = folder,
                                        .is_forced = true,
                                        .transport = transport};
    struct settings *settings = NULL;
    struct run *run = NULL;
    struct error err = {0};
    const double start = platform_seconds();

    assert_ok(
        settings_load(&settings, &run_setting_table, NULL, overrides, transcript ? 8 : 7, &err));
    assert_ok(run_start_take(&run, settings, &options, &err));
    assert_ok(run_execute(run, &err));
    *hash = run_results(run)->content_hash;
    run_destroy(run);
    return platform_seconds() - start;
}

int main(int argc, char **argv)
{
    static const int threads[] = {1, 2, 7};
    const struct transport transport = {.name = "bench", .send = send};
    char asked[FILES_MAX_PATH], replayed[FILES_MAX_PATH], transcript[FILES_MAX_PATH + 32];
    struct error err = {0};
    uint64_t expected = 0;
    int num_different = 0;

    if (argc != 2)
        return 64;
    assert_ok(folder_create(argv[1], &err));
    assert_ok(path_join(asked, argv[1], "asked", &err));
    assert_ok(path_join(replayed, argv[1], "replayed", &err));
    snprintf(transcript, sizeof transcript, "llm.transcript=%s/replies.jnl", asked);
    printf("1,000 workers simulated by a language model, 100 steps\n");
    printf("  asked (no network)   %5.2f s\n",
           run_once(asked, "llm.mode=readwrite", NULL, &transport, &expected));
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        uint64_t hash = 0;

        omp_set_num_threads(threads[k]);
        const double seconds = run_once(replayed, "llm.mode=replay", transcript, NULL, &hash);

        num_different += hash != expected;
        printf("  replayed, %d thread%s %5.2f s, %s\n", threads[k], threads[k] == 1 ? " " : "s",
               seconds, hash == expected ? "the same bits" : "DIFFERENT BITS");
    }
    return num_different;
}
