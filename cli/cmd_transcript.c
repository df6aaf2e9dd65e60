/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_transcript.c: the replies of a run as one file: export, import, stat. */
#include "base/files.h"
#include "base/json_writer.h"
#include "cli/command.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "llm/transcript.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* replies.jnl of a folder; else the file itself. */
static enum status find_source(char path[FILES_MAX_PATH], const char *given, struct error *err)
{
    struct stat found;

    if (stat(given, &found) == 0 && S_ISDIR(found.st_mode))
        return path_join(path, given, "replies.jnl", err);
    snprintf(path, FILES_MAX_PATH, "%s", given);
    return STATUS_OK;
}

static void print_counts(const struct reply_store *store, const char *path, uint64_t dropped_bytes)
{
    const struct reply_costs costs = reply_store_costs(store, false);

    say("%s: %zu replies, %.0f requests, %.0f prompt and %.0f completion tokens\n", path,
        reply_store_count(store), costs.requests, costs.prompt_tokens, costs.completion_tokens);
    if (dropped_bytes > 0)
        say("%s: its end is torn: %llu bytes that are no whole reply are left out\n", path,
            (unsigned long long)dropped_bytes);
}

static enum status print_counts_json(const struct reply_store *store, const char *path,
                                     uint64_t dropped_bytes, struct error *err)
{
    const struct reply_costs costs = reply_store_costs(store, false);
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_array(&json, NULL);
    json_open_object(&json, NULL);
    json_string(&json, "source", path);
    json_integer(&json, "replies", (int64_t)reply_store_count(store));
    json_number(&json, "requests", costs.requests);
    json_number(&json, "prompt_tokens", costs.prompt_tokens);
    json_number(&json, "completion_tokens", costs.completion_tokens);
    json_integer(&json, "torn_bytes", (int64_t)dropped_bytes);
    json_close(&json);
    json_close(&json);
    const enum status status = print_json_document(&text, err);

    text_free(&text);
    return status;
}

static enum status write_log(struct reply_store *store, const char *path, struct error *err)
{
    if (file_exists(path))
        return error_set(err, STATUS_CANNOT_CREATE, "%s: there is a file already", path);
    TRY(reply_store_open_log(store, path, "fisc replies\n", err));
    TRY(reply_store_adopt_all(store, err));
    return reply_store_sync(store, err);
}

typedef enum status use_of_replies(struct reply_store *store, const char *target,
                                   struct error *err);

/* The replies of SOURCE to what -o names. */
static enum status move(const struct command_line *line, use_of_replies *write, struct error *err)
{
    const char *const target = command_line_value(line, "output");
    struct reply_store *store = NULL;
    char path[FILES_MAX_PATH];
    uint64_t dropped_bytes = 0;

    if (!target)
        return error_set(err, STATUS_USAGE, "expected -o FILE: where the replies go");
    TRY(find_source(path, command_line_operand(line, 0), err));
    TRY(reply_store_create(&store, err));
    enum status status = transcript_read(store, path, &dropped_bytes, err);

    if (!status)
        status = write(store, target, err);
    if (!status && !command_line_has(line, "quiet"))
        print_counts(store, target, dropped_bytes);
    reply_store_destroy(store);
    return status;
}

static enum status write_transcript(struct reply_store *store, const char *path, struct error *err)
{
    return transcript_write(store, path, err);
}

static enum status run_export(const struct command_line *line, struct error *err)
{
    return move(line, write_transcript, err);
}

static enum status run_import(const struct command_line *line, struct error *err)
{
    return move(line, write_log, err);
}

static enum status run_stat(const struct command_line *line, struct error *err)
{
    struct reply_store *store = NULL;
    char path[FILES_MAX_PATH];
    uint64_t dropped_bytes = 0;

    TRY(find_source(path, command_line_operand(line, 0), err));
    TRY(reply_store_create(&store, err));
    enum status status = transcript_read(store, path, &dropped_bytes, err);

    if (!status && command_line_has(line, "json"))
        status = print_counts_json(store, path, dropped_bytes, err);
    else if (!status)
        print_counts(store, path, dropped_bytes);
    reply_store_destroy(store);
    return status;
}

static const struct command_option export_options[] = {
    {'o', "output", "FILE", "the transcript (gzip)"},
    {0},
};

static const struct command_option stat_options[] = {PRINT_JSON_OPTION, {0}};

static const struct command_option import_options[] = {
    {'o', "output", "FILE", "the log of replies"},
    {0},
};

static const struct command subcommands[] = {
    {.name = "export",
     .operands = "SOURCE",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Write the replies as a transcript",
     .options = export_options,
     .run = run_export},
    {.name = "import",
     .operands = "SOURCE",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Write them as a run's log of replies",
     .options = import_options,
     .run = run_import},
    {.name = "stat",
     .operands = "SOURCE",
     .min_operands = 1,
     .max_operands = 1,
     .summary = "Count replies, requests and tokens",
     .options = stat_options,
     .run = run_stat},
    {0},
};

const struct command command_transcript = {
    .name = "transcript",
    .group = COMMAND_MODELS,
    .summary = "Move or count what a language model said in a run",
    .details =
        "SOURCE is a run's folder, its replies.jnl, or a transcript.  An exported transcript is\n"
        "one compressed file of lines of JSON; a config with llm.mode \"replay\" and\n"
        "llm.transcript repeats the run from it without any server.",
    .subcommands = subcommands,
};
