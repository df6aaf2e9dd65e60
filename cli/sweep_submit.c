/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_submit.h"

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/say.h"
#include "cli/sweep_measure.h"
#include "studies/sweep/slurm.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_TASKS = 100000, DEFAULT_TASKS = 16, MAX_SCRIPT_BYTES = 1 << 20 };

static enum status read_options(const struct command_line *line, const struct sweep_plan *plan,
                                struct sweep_slurm_options *options, struct error *err)
{
    const long num_points = (long)plan->num_points;

    *options = (struct sweep_slurm_options){
        .num_tasks = num_points < DEFAULT_TASKS ? num_points : DEFAULT_TASKS,
        .threads = 1,
        .time_limit = command_line_value(line, "time"),
        .warning_s = 60,
        .partition = command_line_value(line, "partition"),
        .memory = command_line_value(line, "mem"),
    };
    options->sbatch = command_line_values(line, "sbatch", &options->num_sbatch);
    TRY(command_line_integer(line, "tasks", 1, MAX_TASKS, &options->num_tasks, err));
    TRY(command_line_integer(line, "throttle", 1, MAX_TASKS, &options->throttle, err));
    TRY(command_line_integer(line, "threads", 1, 1024, &options->threads, err));
    TRY(command_line_integer(line, "requests", 1, 1024, &options->max_requests, err));
    return command_line_integer(line, "warning", 1, 65535, &options->warning_s, err);
}

static enum status call(const char *const *arguments, const char *what, struct error *err)
{
    const struct process_options options = {0};
    const int code = process_run(arguments, &options);

    return code == 0 ? STATUS_OK
                     : error_set(err, STATUS_IO, "%s did not take %s: %s", arguments[0], what,
                                 code == PROCESS_NOT_FOUND ? "it is not on the path of this machine"
                                                           : "it has said why above");
}

/* A line of shell says yes: what it prints is not read. */
static bool shell_says_yes(const char *question, const char *word)
{
    const char *const arguments[] = {"/bin/sh", "-c", question, "sh", word, NULL};
    const struct process_options options = {.is_silent = true, .is_mute = true};

    return process_run(arguments, &options) == 0;
}

/* Two arrays of one sweep would fight for its points. */
static enum status check_queue(const struct sweep_slurm_options *options, struct error *err)
{
    char tasks[32];

    if (shell_says_yes(
            "[ -n \"$(squeue --me --noheader --states=PENDING,RUNNING,SUSPENDED --name=\"$1\")\" ]",
            options->job_name))
        return error_set(err, STATUS_CANNOT_CREATE,
                         "tasks of this sweep are queued or running ('squeue --me --name=%s'): "
                         "'fisc sweep cancel' ends them, 'fisc sweep status --follow' waits",
                         options->job_name);
    snprintf(tasks, sizeof tasks, "%ld", options->num_tasks);
    if (shell_says_yes("most=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p'); "
                       "[ -n \"$most\" ] && [ \"$1\" -gt \"$most\" ]",
                       tasks))
        return error_set(err, STATUS_INVALID_INPUT,
                         "--tasks %ld: this Slurm takes smaller arrays ('scontrol show config' "
                         "says MaxArraySize): fewer tasks do as many points each as are left",
                         options->num_tasks);
    return STATUS_OK;
}

/* What somebody wrote into the script by hand is not ours to replace. */
static enum status check_script(const char *path, struct error *err)
{
    char *text = NULL;
    size_t length = 0;

    if (!file_exists(path))
        return STATUS_OK;
    TRY(file_read_all(path, MAX_SCRIPT_BYTES, &text, &length, err));
    const bool is_ours = sweep_slurm_is_ours(text, length);

    free(text);
    return is_ours ? STATUS_OK
                   : error_set(err, STATUS_CANNOT_CREATE,
                               "%s was changed by hand, and would be written anew: 'sbatch %s' "
                               "submits it as it is; or move it away",
                               path, path);
}

/* The plan's hash is in the name, so a sweep is found again without a note of its job. */
static void name_job(char name[SWEEP_JOB_NAME_BYTES], const struct sweep_plan *plan)
{
    snprintf(name, SWEEP_JOB_NAME_BYTES, "fisc-%s", plan->hash);
}

enum status sweep_submit(const struct command_line *line, const struct sweep_plan *plan,
                         struct error *err)
{
    char program[FILES_MAX_PATH], folder[FILES_MAX_PATH], path[FILES_MAX_PATH];
    struct sweep_slurm_options options;
    struct sweep_measure measure;
    struct text script = {0};
    const char *const prologue = command_line_value(line, "prologue");
    const bool is_dry = command_line_has(line, "dry-run");
    char *prologue_text = NULL;
    size_t prologue_bytes = 0;
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    TRY(read_options(line, plan, &options, err));
    name_job(options.job_name, plan);
    if (length <= 0 || !realpath(plan->folder, folder))
        return error_set_errno(err, STATUS_IO, "%s: cannot be named in full", plan->folder);
    program[length] = '\0';
    TRY(path_join(path, folder, "slurm.sh", err));
    TRY(check_script(path, err));
    if (!is_dry)
        TRY(check_queue(&options, err));
    TRY(sweep_measure(&measure, &options, line, plan, err));
    if (prologue)
        TRY(file_read_all(prologue, MAX_SCRIPT_BYTES, &prologue_text, &prologue_bytes, err));
    options.prologue = prologue_text;
    enum status status = sweep_slurm_script(&script, program, folder, &options, err);

    if (!status)
        status = file_write_whole(path, script.bytes, script.length, err);
    text_free(&script);
    free(prologue_text);
    TRY(status);
    if (!command_line_has(line, "quiet"))
        say("%s: %ld task%s of %zu point%s\n", path, options.num_tasks,
            say_s((size_t)options.num_tasks), plan->num_points, say_s(plan->num_points));
    const char *const once[] = {"sbatch", path, NULL};
    const char *const waiting[] = {"sbatch", "--wait", path, NULL};

    return is_dry ? STATUS_OK : call(command_line_has(line, "wait") ? waiting : once, path, err);
}

enum status sweep_cancel(const struct command_line *line, const struct sweep_plan *plan,
                         struct error *err)
{
    char name[SWEEP_JOB_NAME_BYTES], option[SWEEP_JOB_NAME_BYTES + 16];

    name_job(name, plan);
    snprintf(option, sizeof option, "--name=%s", name);
    const char *const arguments[] = {"scancel", "--me", option, NULL};

    TRY(call(arguments, name, err));
    if (!command_line_has(line, "quiet"))
        say("Tasks of '%s' are cancelled; what is done stays, 'fisc sweep submit' goes on\n",
            plan->name);
    return STATUS_OK;
}
