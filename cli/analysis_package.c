/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/analysis_package.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int analysis_package_call(const char *const *arguments, bool is_silent)
{
    fflush(stdout); /* else the child writes it a second time */

    const pid_t child = fork();
    int code = 0;

    if (child == 0) {
        if (is_silent && (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)))
            _exit(ANALYSIS_PACKAGE_NOT_FOUND);
        execvp(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(ANALYSIS_PACKAGE_NOT_FOUND);
    }
    while (child > 0 && waitpid(child, &code, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && WIFEXITED(code) ? WEXITSTATUS(code) : ANALYSIS_PACKAGE_NOT_FOUND;
}

const char *analysis_package_python(void)
{
    const char *const chosen = getenv("FISC_PYTHON");
    const char *const candidates[] = {chosen ? chosen : "python3", "/usr/bin/python3"};

    for (size_t k = 0; k < sizeof candidates / sizeof *candidates; k++) {
        const char *const probe[] = {candidates[k], "-c", "import fisc.report_figures", NULL};

        if (analysis_package_call(probe, true) == 0)
            return candidates[k];
    }
    return NULL;
}
