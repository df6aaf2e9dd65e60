/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/gateway_setup.c: from settings to a gateway. */
#include "llm/gateway_internal.h"

#include "base/files.h"
#include "base/text.h"
#include "llm/profiles.h"
#include "llm/server_address.h"
#include "llm/transcript.h"
#include "llm/trusted_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* May the secrets go to all of them? */
static enum status check_hosts(const struct http_options *options, const char *source,
                               const struct profile_kind *profile, struct error *err)
{
    for (size_t k = 0; source && k < options->num_endpoints; k++)
        TRY(trusted_host_check(options->endpoint[k].url, profile->default_url, source, err));
    if (source && options->proxy) /* of the config; the environment's is the user's own */
        TRY(trusted_host_check(options->proxy, NULL, source, err));
    return STATUS_OK;
}

/* Secrets that anybody on the way can read. */
static void tell_open_way(const struct http_options *options,
                          void (*tell)(void *context, const char *words), void *context)
{
    char host[TRUSTED_HOST_BYTES];

    for (size_t k = 0; tell && k < options->num_endpoints && options->credentials->source; k++) {
        const char *const url = options->endpoint[k].url;
        struct text words = {0};

        if (!server_address_is_open(url, host, sizeof host))
            continue;
        text_append(&words,
                    "the key in %s goes to %s over plain http: anybody on the way can read it",
                    options->credentials->source, host);
        if (!words.failed)
            tell(context, words.bytes);
        text_free(&words);
    }
}

/* Fewer are slower, and no result depends on it. */
static void tell_few_files(const struct http_options *options,
                           void (*tell)(void *context, const char *words), void *context)
{
    const bool is_fixed = options->fixed_in_flight > 0;
    const size_t asked = is_fixed ? options->fixed_in_flight : options->max_in_flight;
    const size_t most = transport_http_most(options);
    char words[200];

    if (!tell || most >= asked)
        return;
    snprintf(words, sizeof words,
             "at most %zu requests at a time, and %s is %zu: the system lets this process have too "
             "few files open (ulimit -n)",
             most, is_fixed ? "llm.in_flight" : "llm.max_in_flight", asked);
    tell(context, words);
}

enum status gateway_http_options(struct http_options *options, struct credentials *credentials,
                                 const struct settings *settings, struct error *err)
{
    const char *const url = settings_string(settings, "llm.url");
    const struct profile_kind *const profile =
        profiles_find(settings_string(settings, "llm.profile"));
    const size_t more = settings_length(settings, "llm.endpoints");

    *options = (struct http_options){
        .ca_file = settings_string(settings, "llm.ca_file"),
        .proxy = settings_string(settings, "llm.proxy"),
        .max_in_flight = (size_t)settings_integer(settings, "llm.max_in_flight"),
        .fixed_in_flight = settings_is_set(settings, "llm.in_flight")
                               ? (size_t)settings_integer(settings, "llm.in_flight")
                               : 0,
        .timeout_s = settings_number(settings, "llm.timeout_s"),
        .max_retry_after_s = settings_number(settings, "llm.max_retry_after_s"),
        .max_wait_s = settings_number(settings, "llm.max_wait_s"),
        .max_attempts = (int)settings_integer(settings, "llm.max_attempts"),
    };
    for (size_t k = 0; k < more && k < ENDPOINTS_MAX; k++) {
        char path[64];
        struct http_endpoint *const endpoint = &options->endpoint[options->num_endpoints++];

        snprintf(path, sizeof path, "llm.endpoints[%zu].url", k);
        endpoint->url = settings_string(settings, path);
        snprintf(path, sizeof path, "llm.endpoints[%zu].weight", k);
        endpoint->weight = settings_number(settings, path);
    }
    if (more == 0)
        options->endpoint[options->num_endpoints++] =
            (struct http_endpoint){url ? url : profile->default_url, 1.0};
    TRY(credentials_read(credentials, settings, err));
    options->credentials = credentials;
    const enum status status = check_hosts(options, credentials->source, profile, err);

    if (status)
        credentials_free(credentials);
    return status;
}

void gateway_tell_open_way(const struct settings *settings,
                           void (*tell)(void *context, const char *words), void *context)
{
    struct http_options options;
    struct credentials credentials;

    if (settings_is(settings, "llm.mode", "replay") ||
        gateway_http_options(&options, &credentials, settings, NULL) != STATUS_OK)
        return;
    tell_open_way(&options, tell, context);
    credentials_free(&credentials);
}

static enum status open_transport(struct gateway *gateway, const struct settings *settings,
                                  struct error *err)
{
    struct http_options options;

    if (gateway->options.transport) {
        gateway->transport = *gateway->options.transport;
        return STATUS_OK;
    }
    if (gateway->is_replay)
        return STATUS_OK; /* no socket is ever opened */
    TRY(gateway_http_options(&options, &gateway->credentials, settings, err));
    options.stop = gateway->options.stop;
    options.waits = gateway->options.waits;
    options.waits_context = gateway->options.waits_context;
    tell_open_way(&options, gateway->options.remark, gateway->options.waits_context);
    tell_few_files(&options, gateway->options.remark, gateway->options.waits_context);
    return transport_http_create(&gateway->transport, &options, err);
}

static enum status open_store(struct gateway *gateway, const struct settings *settings,
                              struct error *err)
{
    const char *const transcript = settings_string(settings, "llm.transcript");
    char path[FILES_MAX_PATH];
    uint64_t dropped_bytes = 0;

    TRY(reply_store_create(&gateway->store, err));
    if (transcript)
        TRY(transcript_read(gateway->store, transcript, &dropped_bytes, err));
    else if (gateway->is_replay && !gateway->options.folder &&
             !settings_string(settings, "llm.store_folder"))
        return error_set(
            err, STATUS_INVALID_INPUT,
            "llm.mode is replay, and neither llm.transcript nor llm.store_folder is set");
    if (gateway->options.folder) {
        TRY(path_join(path, gateway->options.folder, "replies.jnl", err));
        if (file_exists(path))
            TRY(reply_store_read(gateway->store, path, true, &gateway->dropped_bytes, err));
        TRY(reply_store_open_log(gateway->store, path, "fisc replies\n", err));
    }
    return STATUS_OK;
}

/* An unusable reply is kept by the run that got it, and by the others as well: they would get the same
 * from the same server, and asking again is for `record`. */
static enum status open_shared_store(struct gateway *gateway, const struct settings *settings,
                                     struct error *err)
{
    const char *const folder = settings_string(settings, "llm.store_folder");
    const char *const mode = settings_string(settings, "llm.mode");

    if (!folder || strcmp(mode, "off") == 0)
        return STATUS_OK;
    gateway->may_read_shared = strcmp(mode, "record") != 0;
    gateway->may_write_shared = strcmp(mode, "readwrite") == 0 || strcmp(mode, "record") == 0;
    return shared_store_open(&gateway->shared, folder, settings_string(settings, "llm.store"), err);
}

static enum status read_budget(struct budget *budget, const struct settings *settings,
                               struct error *err)
{
    *budget = (struct budget){
        .max_requests = settings_number(settings, "llm.max_requests"),
        .max_tokens = settings_number(settings, "llm.max_total_tokens"),
        .max_usd = settings_number(settings, "llm.max_usd"),
        .usd_per_prompt_token =
            settings_number(settings, "llm.usd_per_million_prompt_tokens") / 1e6,
        .usd_per_completion_token =
            settings_number(settings, "llm.usd_per_million_completion_tokens") / 1e6,
    };
    return budget->max_usd > 0.0 &&
                   budget->usd_per_prompt_token + budget->usd_per_completion_token <= 0.0
               ? error_set(
                     err, STATUS_INVALID_INPUT,
                     "%s: a budget in USD needs prices: llm.usd_per_million_prompt_tokens and "
                     "llm.usd_per_million_completion_tokens",
                     settings_origin(settings, "llm.max_usd"))
               : STATUS_OK;
}

enum status gateway_check_budget(const struct settings *settings, struct error *err)
{
    struct budget budget;

    return read_budget(&budget, settings, err);
}

static enum status configure(struct gateway *gateway, const struct settings *settings,
                             struct error *err)
{
    TRY(chat_form_read(&gateway->form, settings, err));
    TRY(reprompt_words_load(&gateway->reprompt_words,
                            settings_string(settings, "llm.prompts_folder"), err));
    gateway->is_replay = settings_is(settings, "llm.mode", "replay");
    gateway->max_reprompts = (int)settings_integer(settings, "llm.max_reprompts");
    gateway->stops_at_other_model = settings_is(settings, "llm.on_model_change", "stop");
    gateway->max_invalid_share = settings_number(settings, "llm.max_invalid_share");
    TRY(read_budget(&gateway->budget, settings, err));
    if (gateway->options.asks_once) {
        gateway->max_reprompts = 0;
        gateway->budget = (struct budget){0};
        TRY(reply_store_create(&gateway->store, err));
        return open_transport(gateway, settings, err);
    }
    TRY(open_store(gateway, settings, err));
    TRY(open_shared_store(gateway, settings, err));
    const struct reply_costs costs = reply_store_costs(gateway->store, true);

    gateway->budget.spent =
        (struct budget_cost){costs.requests, costs.prompt_tokens, costs.completion_tokens};
    return open_transport(gateway, settings, err);
}

enum status gateway_create(struct gateway **gateway, const struct settings *settings,
                           const struct gateway_options *options, struct error *err)
{
    struct gateway *const made = calloc(1, sizeof *made);

    *gateway = NULL;
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a gateway");
    made->options = *options;
    const enum status status = configure(made, settings, err);

    if (status)
        gateway_destroy(made);
    else
        *gateway = made;
    return status;
}

void gateway_destroy(struct gateway *gateway)
{
    if (!gateway)
        return;
    if (gateway->transport.destroy)
        gateway->transport.destroy(gateway->transport.context);
    credentials_free(&gateway->credentials);
    reply_store_destroy(gateway->store);
    shared_store_close(gateway->shared);
    prompt_destroy(gateway->reprompt_words);
    free(gateway);
}

/* ---- what it is -------------------------------------------------------------------------------- */

bool gateway_gives_probabilities(const struct gateway *gateway)
{
    return gateway->form.max_top_logprobs > 0 || gateway->form.wire != &wire_chat;
}

const char *gateway_model(const struct gateway *gateway)
{
    return gateway->form.model;
}

enum status gateway_sync(struct gateway *gateway, struct error *err)
{
    TRY(reply_store_sync(gateway->store, err));
    return gateway->may_write_shared ? shared_store_sync(gateway->shared, err) : STATUS_OK;
}

const char *gateway_set_aside(const struct gateway *gateway)
{
    return gateway->shared ? shared_store_set_aside(gateway->shared) : NULL;
}

uint64_t gateway_dropped_bytes(const struct gateway *gateway)
{
    return gateway->dropped_bytes;
}

const char *gateway_shared_kind(const struct gateway *gateway)
{
    return gateway->shared ? shared_store_kind(gateway->shared) : NULL;
}

size_t gateway_num_unsaid(const struct gateway *gateway)
{
    return budget_has_tokens(&gateway->budget) ? gateway->budget.num_unsaid : 0;
}

bool gateway_only_counts(const struct gateway *gateway)
{
    return gateway && gateway->options.asks_once;
}

void gateway_count_unfit(struct gateway *gateway, enum llm_purpose purpose,
                         const struct answer_unfit *unfit)
{
    gateway->counts.answers[purpose].invalid += (double)unfit->count;
    answer_watch_recall(&gateway->watch[purpose], unfit);
}

struct gateway_counts gateway_take_counts(struct gateway *gateway)
{
    const struct gateway_counts counts = gateway->counts;

    gateway->counts = (struct gateway_counts){0};
    return counts;
}

enum status gateway_check_answers(const struct gateway *gateway, struct error *err)
{
    for (int p = 0; p < LLM_NUM_PURPOSES && gateway_is_watched(gateway); p++)
        if (answer_watch_is_above(&gateway->watch[p], gateway->max_invalid_share))
            return answer_watch_stop(&gateway->watch[p], (enum llm_purpose)p,
                                     gateway->max_invalid_share, err);
    return STATUS_OK;
}
