/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_transcript.c: the replies of a run as one file: export, import, stat. */
#include "base/files.h"
#include "cli/command.h"
#include "llm/transcript.h"

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

static void print_counts(const struct reply_store *store, const char *path)
{
    const struct reply_costs costs = reply_store_costs(store, false);

    printf("%s: %zu replies, %.0f requests, %.0f prompt and %.0f completion tokens\n", path,
           reply_store_count(store), costs.requests, costs.prompt_tokens, costs.completion_tokens);
}

static enum status write_log(struct reply_store *store, const char *path, struct error *err)
{
    if (file_exists(path))
        return error_set(err, STATUS_CANNOT_CREATE, "%s: there is a file already", path);
    TRY(reply_store_open_log(store, path, "fisc replies\n", err));
    TRY(reply_store_adopt_all(store, err));
    return reply_store_sync(store, err);
}

static enum status carry_out(struct reply_store *store, const struct command_line *line,
                             struct error *err)
{
    const char *const what = command_line_operand(line, 0);
    const char *const target = command_line_value(line, "output");
    char path[FILES_MAX_PATH];

    TRY(find_source(path, command_line_operand(line, 1), err));
    TRY(transcript_read(store, path, err));
    if (strcmp(what, "stat") == 0) {
        print_counts(store, path);
        return STATUS_OK;
    }
    if (!target)
        return error_set(err, STATUS_USAGE, "'%s' needs --output FILE", what);
    if (strcmp(what, "export") == 0)
        TRY(transcript_write(store, target, err));
    else if (strcmp(what, "import") == 0)
        TRY(write_log(store, target, err));
    else
        return error_set(err, STATUS_USAGE, "'%s': expected export, import or stat", what);
    if (!command_line_has(line, "quiet"))
        print_counts(store, target);
    return STATUS_OK;
}

static enum status run_transcript(const struct command_line *line, struct error *err)
{
    struct reply_store *store = NULL;

    TRY(reply_store_create(&store, err));
    const enum status status = carry_out(store, line, err);

    reply_store_destroy(store);
    return status;
}

static const struct command_option options[] = {
    {'o', "output", "FILE", "export: the transcript (gzip); import: the log of replies"},
    {0},
};

const struct command command_transcript = {
    .name = "transcript",
    .operands = "export|import|stat SOURCE",
    .min_operands = 2,
    .max_operands = 2,
    .summary = "Move or count what a language model said in a run",
    .details =
        "SOURCE is a run's folder, its replies.jnl, or a transcript.  An exported transcript is\n"
        "one compressed file of lines of JSON; a config with llm.mode \"replay\" and\n"
        "llm.transcript repeats the run from it without any server.",
    .options = options,
    .run = run_transcript,
};
