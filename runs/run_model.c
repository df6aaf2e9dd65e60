/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_model.c: a run's way to a language model. */
#include "runs/run_model.h"

#include "base/platform.h"
#include "config/settings_with.h"
#include "runs/run_files.h"
#include "runs/run_prompts.h"

#include <stdio.h>

void run_model_tell_of_store(struct run *run)
{
    const char *const name = run->gateway ? gateway_set_aside(run->gateway) : NULL;
    char message[FILES_MAX_PATH + 256];

    if (!name || run->has_told_of_store)
        return;
    run->has_told_of_store = true;
    snprintf(message, sizeof message,
             "the store of shared replies was damaged: it is now %s, and a new one was begun; runs "
             "keep their own replies",
             name);
    run_files_warn(run, message);
}

void run_model_tell_of_usage(const struct run *run)
{
    const size_t num_unsaid = run->gateway ? gateway_num_unsaid(run->gateway) : 0;
    char message[256];

    if (num_unsaid == 0)
        return;
    snprintf(message, sizeof message,
             "%zu replies told no plausible number of tokens: the budget counts the most that they "
             "can have cost",
             num_unsaid);
    run_files_warn(run, message);
}

/* Somebody who reads the log later sees why it took so long; each short wait would fill it. */
static void tell_of_wait(void *context, const char *why, double seconds)
{
    static const double LONG_WAIT_S = 5.0;
    static const double SAID_AGAIN_S = 60.0;
    struct run *const run = context;
    const double now_s = platform_seconds();
    char message[1200];

    if (run->options.model_waits)
        run->options.model_waits(run->options.progress.context, why, seconds);
    if (run->told_wait_at_s > 0.0 && now_s - run->told_wait_at_s < SAID_AGAIN_S &&
        seconds < LONG_WAIT_S)
        return;
    run->told_wait_at_s = now_s;
    snprintf(message, sizeof message, "waiting for the model's server: %s; next try in %.0f s", why,
             seconds);
    run_files_warn(run, message);
}

static void tell_remark(void *context, const char *words)
{
    run_files_warn(context, words);
}

enum status run_model_connect(struct run *run, struct error *err)
{
    const struct gateway_options options = {
        .folder = run->place.beside[0] ? run->place.beside : run->options.folder,
        .transport = run->options.transport,
        .stop = run->options.stop,
        .progress = run->options.model_progress,
        .progress_context = run->options.progress.context,
        .needs_answers = true,
        .waits = tell_of_wait,
        .remark = tell_remark,
        .waits_context = run,
    };

    if (!simulation_needs_model(run->simulation))
        return STATUS_OK;
    TRY(run_prompts_keep(&run->log, run->journal, run->settings, run->simulation, err));
    if (run->options.num_overrides > 0)
        TRY(settings_with(&run->model_settings, run->settings, run->options.overrides,
                          run->options.num_overrides, err));
    TRY(gateway_create(&run->gateway, run->model_settings ? run->model_settings : run->settings,
                       &options, err));
    simulation_set_gateway(run->simulation, run->gateway);
    if (gateway_dropped_bytes(run->gateway) > 0)
        run_files_warn_of_bytes(run, "replies.jnl", "reply", gateway_dropped_bytes(run->gateway));
    if (gateway_shared_kind(run->gateway)) {
        char message[128];

        snprintf(message, sizeof message,
                 "replies are shared with other runs through %s (llm.store)",
                 gateway_shared_kind(run->gateway));
        run_files_warn(run, message);
    }
    run_model_tell_of_store(run);
    return STATUS_OK;
}
