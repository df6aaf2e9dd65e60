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

enum status analysis_package_run(const char *const *arguments, struct error *err)
{
    const char *const python = analysis_package_python();
    const char *all[ANALYSIS_PACKAGE_MAX_ARGUMENTS + 4] = {python, "-m", "fisc"};

    if (!python)
        return error_set(err, STATUS_MISSING_INPUT,
                         "the analysis package is not installed: 'pip install ./analysis' in the source of "
                         "fisc installs it; FISC_PYTHON names the Python that has it");
    for (size_t k = 0; arguments[k] && k < ANALYSIS_PACKAGE_MAX_ARGUMENTS; k++)
        all[3 + k] = arguments[k];
    const int code = analysis_package_call(all, false);

    return code == 0 ? STATUS_OK : error_set(err, (enum status)code, "%s", "");
}
