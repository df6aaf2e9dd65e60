/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * llm/gateway_settings.c: the settings under llm. */
#include "llm/gateway_settings.h"

#include "llm/credentials.h"
#include "llm/profiles.h"
#include "llm/server_address.h"
#include "llm/wires.h"

static const struct setting endpoint_settings[] = {
    WORDS_SETTING("url", NULL, "Base address.", .fault = server_address_fault),
    NUMBER_SETTING("weight", "1", 1e-6, 1e6, "1", "Its share of the requests."),
    {0},
};
static const struct setting *const endpoint_groups[] = {endpoint_settings, NULL};

const struct setting gateway_settings[] = {
    KIND_SETTING("llm.profile", profile_family, "\"openai\"",
                 "What kind of server answers on /chat/completions."),
    FILE_SETTING(
        "llm.profile_file",
        "What 'fisc doctor --write FILE' found of a server: settings under llm that say how it "
        "is asked, read where the config does not say them; a run keeps the settings.",
        .gives = "llm.", .is_outside_results = true),
    WORDS_SETTING(
        "llm.url", "null",
        "Base address, up to and with /v1, or unix:/PATH of a socket; null: the profile's "
        "usual one.",
        .is_outside_results = true, .fault = server_address_fault),
    WORDS_SETTING(
        "llm.proxy", "null",
        "Proxy on the way there; null: the environment's (https_proxy, http_proxy, all_proxy, "
        "no_proxy). Loopback and sockets are never asked through one.",
        .is_outside_results = true, .fault = server_address_proxy_fault),
    OBJECTS_SETTING("llm.endpoints", 16, endpoint_groups,
                    "Several servers of the same model instead of llm.url.",
                    .is_outside_results = true),
    WORDS_SETTING("llm.model", "null", "Name of the model, as the server knows it."),
    WORDS_SETTING(
        "llm.key_env", "\"FISC_LLM_KEY\"",
        "Name of the environment variable that holds the key; no key is fine for one's own "
        "server.",
        .is_outside_results = true, .fault = credentials_variable_fault),
    FILE_SETTING("llm.key_file", "A file that holds the key and that nobody else may read.",
                 .is_outside_results = true),
    CHOICE_SETTING("llm.schema", LLM_SCHEMA_WORDS, "null",
                   "How the server is asked to hold replies to a schema; grammar: by a field of "
                   "its own; none: in "
                   "words alone; null: as the profile says. Every reply is checked in any case."),
    KIND_SETTING(
        "llm.wire", wire_family, "\"chat\"",
        "How a choice is asked for of which the probabilities are wanted (rule.llm.form letters, "
        "number); all else is a chat."),
    MEMBERS_SETTING("llm.token_ids", SETTING_MEMBERS,
                    "Numbers of the server's tokens that are a letter from A to T, a digit or a "
                    "whole number, as 'fisc doctor --write' finds them: {\"A\": 32, ...}.",
                    .when = "llm.wire=token_ids"),
    SWITCH_SETTING("llm.seed", "null", "Is a seed sent? null: as the profile says."),
    SWITCH_SETTING("llm.system_role", "true",
                   "Does the model take a system message? false: its words stand first in the "
                   "user's."),
    INTEGER_SETTING(
        "llm.logprobs", "1", 0, 50, "null",
        "The most log probabilities that the server gives of a token, 0: none; null: as the "
        "profile says."),
    CHOICE_SETTING("llm.thinking", LLM_THINKING_WORDS, "\"as_is\"",
                   "How much the model is to think before it answers, in the profile's spelling; "
                   "as_is: nothing is said."),
    INTEGER_SETTING("llm.thinking_tokens", "token", 0, 1000000, "0",
                    "Added to every limit of tokens, for what a model thinks before it answers."),
    MEMBERS_SETTING("llm.request.set", SETTING_MEMBERS,
                    "Fields of every request's body, over those that the profile writes: "
                    "{\"reasoning_effort\": \"low\"}."),
    WORD_LIST_SETTING("llm.request.drop",
                      "Fields that are left out of every request's body; \"a.b\" is b within a."),
    MEMBERS_SETTING("llm.request.rename", SETTING_WORD_MEMBERS,
                    "Fields that have another name: {\"max_tokens\": \"max_completion_tokens\"}."),
    MEMBERS_SETTING(
        "llm.request.headers", SETTING_WORD_MEMBERS,
        "Headers of every request. Values are never stored; \"env:NAME\" reads an environment "
        "variable, which goes where the key may go.",
        .is_outside_results = true, .is_secret = true, .fault = credentials_header_fault),
    FILE_SETTING("llm.ca_file", "Certificates to trust instead of the system's.",
                 .is_outside_results = true),
    CHOICE_SETTING(
        "llm.mode", "off|read|readwrite|record|replay", "\"readwrite\"",
        "What is done with the replies that runs share (llm.store_folder). off: nothing; read: "
        "taken; "
        "readwrite: taken and added to; record: every request is sent, new replies are added; "
        "replay: "
        "taken, and no socket is opened: a missing reply is an error.",
        .is_outside_results = true),
    FILE_SETTING("llm.transcript", "Replies of an earlier run ('fisc transcript export').",
                 .is_outside_results = true),
    FILE_SETTING("llm.store_folder", "A folder of replies that runs share.",
                 .is_outside_results = true),
    CHOICE_SETTING(
        "llm.store", "auto|sqlite|segments", "\"auto\"",
        "How they are kept. sqlite: one database, for a file system of this machine; segments: "
        "a file "
        "for each process, for any other; auto: as the file system of the folder is.",
        .is_outside_results = true),
    FILE_SETTING(
        "llm.model_card",
        "What 'fisc doctor --card --write-card FILE' found of this model; kept in the run file.",
        .is_outside_results = true),
    FILE_SETTING("llm.prompts_folder", "A folder with prompts that replace the shipped ones."),
    INTEGER_SETTING("llm.in_flight", "request", 1, 1024, "null",
                    "Requests at a time; null: found out from the server's errors and latency.",
                    .is_outside_results = true),
    INTEGER_SETTING("llm.max_in_flight", "request", 1, 1024, "64", "The most requests at a time.",
                    .is_outside_results = true),
    NUMBER_SETTING("llm.timeout_s", "s", 0.1, 86400, "300", "Deadline of one attempt.",
                   .is_outside_results = true),
    INTEGER_SETTING(
        "llm.max_attempts", "1", 1, 100, "6",
        "Attempts of one request through faults of server and network; waiting for a rate limit "
        "is none.",
        .is_outside_results = true),
    NUMBER_SETTING("llm.max_retry_after_s", "s", 0, 86400, "120",
                   "A server that asks to wait for longer ends the run, resumable.",
                   .is_outside_results = true),
    NUMBER_SETTING("llm.max_wait_s", "s", 0, 604800, "600",
                   "If faults and rate limits let nothing through for so long, the run stops, "
                   "resumable.",
                   .is_outside_results = true),
    INTEGER_SETTING(
        "llm.max_reprompts", "1", 0, 10, "2",
        "How often the model is reprompted after an unusable answer, before the fallback."),
    NUMBER_SETTING("llm.max_invalid_share", "1", 0, 1, "0.05",
                   "A run stops, resumable, where surely (Wilson's 95% bound) more than this share "
                   "of the last 1,000 answers to one purpose cannot be used; 1: it never does.",
                   .is_outside_results = true),
    CHOICE_SETTING("llm.on_model_change", "stop|warn", "\"warn\"",
                   "What happens where the server says that another model answers, or that it is "
                   "another build: the run stops, resumable, or goes on and says so.",
                   .is_outside_results = true),
    NUMBER_SETTING("llm.max_requests", "request", 0, 1e15, "0", "Budget of the run; 0: none.",
                   .is_outside_results = true),
    NUMBER_SETTING("llm.max_total_tokens", "token", 0, 1e18, "0", "Budget of the run; 0: none.",
                   .is_outside_results = true),
    NUMBER_SETTING("llm.max_usd", "USD", 0, 1e9, "0", "Budget of the run; 0: none.",
                   .is_outside_results = true),
    NUMBER_SETTING("llm.usd_per_million_prompt_tokens", "USD", 0, 1e6, "0",
                   "Price, for estimate and budget.", .is_outside_results = true),
    NUMBER_SETTING("llm.usd_per_million_completion_tokens", "USD", 0, 1e6, "0",
                   "Price, for estimate and budget.", .is_outside_results = true),
    {0},
};
