/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/analysis_package.h"

#include "base/process.h"
#include "cli/signals.h"

#include <stdlib.h>

int analysis_package_call(const char *const *arguments, bool is_silent)
{
    const struct process_options options = {.is_silent = is_silent,
                                            .is_mute = is_silent,
                                            .stop = &signals_stop_requested};

    return process_run(arguments, &options);
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
    signals_catch(); /* the package is told, and removes what is half-written */

    const char *const python = analysis_package_python();
    const char *all[ANALYSIS_PACKAGE_MAX_ARGUMENTS + 4] = {python, "-m", "fisc"};

    if (!python)
        return error_set(
            err, STATUS_MISSING_INPUT,
            "the analysis package is not installed: 'pip install ./analysis' in the source of "
            "fisc installs it; FISC_PYTHON names the Python that has it");
    for (size_t k = 0; arguments[k] && k < ANALYSIS_PACKAGE_MAX_ARGUMENTS; k++)
        all[3 + k] = arguments[k];
    const int code =
        signals_stop_requested ? STATUS_INTERRUPTED : analysis_package_call(all, false);

    if (signals_stop_requested)
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    return code == 0 ? STATUS_OK : error_set(err, (enum status)code, "%s", "");
}
