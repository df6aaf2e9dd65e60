/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(const char *const *arguments, const struct process_options *options)
{
    if (options->is_silent && !freopen("/dev/null", "w", stdout))
        return;
    if (options->is_mute && !freopen("/dev/null", "w", stderr))
        return;
    if (options->folder && chdir(options->folder) != 0)
        return;
    execvp(arguments[0], (char *const *)(uintptr_t)arguments);
}

int process_run(const char *const *arguments, const struct process_options *options)
{
    fflush(stdout); /* else the child writes it a second time */

    const pid_t child = fork();
    int code = 0;

    if (child == 0) {
        become(arguments, options);
        _exit(PROCESS_NOT_FOUND);
    }
    while (child > 0 && waitpid(child, &code, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && WIFEXITED(code) ? WEXITSTATUS(code) : PROCESS_NOT_FOUND;
}

enum status process_must_run(const char *const *arguments, const struct process_options *options,
                             struct error *err)
{
    const int code = process_run(arguments, options);

    if (code == PROCESS_NOT_FOUND)
        return error_set(err, STATUS_IO,
                         "%s: the program is not on the path of this machine, or was killed",
                         arguments[0]);
    return code == 0 ? STATUS_OK
                     : error_set(err, STATUS_IO, "%s ended with exit code %d", arguments[0], code);
}
