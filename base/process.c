/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include "base/platform.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* In the child, before it becomes another program. */
static void bare_environment(void)
{
    static const char *const kept[] = {"PATH",          "TMPDIR",         "LD_LIBRARY_PATH",
                                       "LD_PRELOAD",    "ASAN_OPTIONS",   "LSAN_OPTIONS",
                                       "UBSAN_OPTIONS", "OMP_NUM_THREADS"};
    enum { NUM_KEPT = sizeof kept / sizeof *kept };
    const char *value[NUM_KEPT];

    for (size_t k = 0; k < NUM_KEPT; k++)
        value[k] = getenv(kept[k]);
    clearenv(); /* the texts stay where they are */
    for (size_t k = 0; k < NUM_KEPT; k++)
        if (value[k])
            setenv(kept[k], value[k], 1);
    setenv("FISC_NO_SERVERS", "1", 1);
}

static void become(const char *const *arguments, const struct process_options *options)
{
    if (options->stop && setpgid(0, 0) != 0) /* it and all that it starts are told at once */
        return;
    if (options->has_no_input && !freopen("/dev/null", "r", stdin))
        return;
    if (options->is_silent && !freopen("/dev/null", "w", stdout))
        return;
    if (options->is_mute && !freopen("/dev/null", "w", stderr))
        return;
    if (options->folder && chdir(options->folder) != 0)
        return;
    if (options->has_bare_environment)
        bare_environment();
    execvp(arguments[0], (char *const *)(uintptr_t)arguments);
}

/* By its file and not by its path, which may be gone or another program's by now. */
static const char own_program[] = "/proc/self/exe";
enum { MAX_ARGUMENTS = 30 };

enum status process_start_self(int64_t *process, const char *const *arguments, const int *files,
                               size_t num_files, struct error *err)
{
    const char *all[MAX_ARGUMENTS + 2] = {"fisc"};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    size_t count = 0;

    *process = 0;
    for (; arguments[count] && count < MAX_ARGUMENTS; count++)
        all[count + 1] = arguments[count];
    if (arguments[count])
        return error_set(err, STATUS_INTERNAL, "more than %d arguments for fisc", MAX_ARGUMENTS);
    int code = posix_spawn_file_actions_init(&actions);

    for (size_t k = 0; !code && k < num_files; k++) /* the same number: kept open */
        code = posix_spawn_file_actions_adddup2(&actions, files[k], files[k]);
    if (!code)
        code = posix_spawn(&child, own_program, &actions, NULL, (char *const *)(uintptr_t)all,
                           environ);
    posix_spawn_file_actions_destroy(&actions);
    *process = child;
    errno = code;
    return code ? error_set_errno(err, STATUS_INTERNAL, "fisc cannot start itself once more")
                : STATUS_OK;
}

static bool is_stopped(const struct process_options *options)
{
    return options->stop && *options->stop;
}

enum { LOOK_NS = 2000000, PATIENCE_S = 3 };

/* Looks at the flag now and then: a signal may come right before a wait. */
static bool has_ended(pid_t child, int *code, const struct process_options *options)
{
    const struct timespec pause = {.tv_nsec = LOOK_NS};
    double told_at = 0.0;
    pid_t ended;

    while ((ended = waitpid(child, code, options->stop ? WNOHANG : 0)) == 0 ||
           (ended < 0 && errno == EINTR)) {
        if (ended == 0 && is_stopped(options)) {
            const double now = platform_seconds();

            if (told_at == 0.0) {
                told_at = now;
                kill(-child, SIGTERM);
            } else if (now - told_at > PATIENCE_S) {
                kill(-child, SIGKILL);
            }
        }
        if (ended == 0)
            nanosleep(&pause, NULL);
    }
    return ended == child;
}

int process_run(const char *const *arguments, const struct process_options *options)
{
    fflush(stdout); /* else the child writes it a second time */

    const pid_t parent = getpid();
    const pid_t child = fork();
    int code = 0;

    if (child == 0) {
        platform_end_with_parent(parent);
        become(arguments, options);
        _exit(PROCESS_NOT_FOUND);
    }
    return child > 0 && has_ended(child, &code, options) && WIFEXITED(code) ? WEXITSTATUS(code)
                                                                            : PROCESS_NOT_FOUND;
}

enum status process_must_run(const char *const *arguments, const struct process_options *options,
                             struct error *err)
{
    const int code = is_stopped(options) ? 0 : process_run(arguments, options);

    if (is_stopped(options))
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    if (code == PROCESS_NOT_FOUND)
        return error_set(err, STATUS_IO,
                         "%s: the program is not on the path of this machine, or was killed",
                         arguments[0]);
    return code == 0 ? STATUS_OK
                     : error_set(err, STATUS_IO, "%s ended with exit code %d", arguments[0], code);
}
