/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sweep_submit.h"

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/say.h"
#include "studies/sweep/slurm.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_TASKS = 100000, DEFAULT_TASKS = 16 };

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
    };
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
    struct text script = {0};
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    TRY(read_options(line, plan, &options, err));
    name_job(options.job_name, plan);
    if (length <= 0 || !realpath(plan->folder, folder))
        return error_set_errno(err, STATUS_IO, "%s: cannot be named in full", plan->folder);
    program[length] = '\0';
    TRY(path_join(path, folder, "slurm.sh", err));
    enum status status = sweep_slurm_script(&script, program, folder, &options, err);

    if (!status)
        status = file_write_whole(path, script.bytes, script.length, err);
    text_free(&script);
    TRY(status);
    if (!command_line_has(line, "quiet"))
        say("%s: %ld tasks of %zu points\n", path, options.num_tasks, plan->num_points);
    const char *const arguments[] = {"sbatch", path, NULL};

    return command_line_has(line, "dry-run") ? STATUS_OK : call(arguments, path, err);
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
