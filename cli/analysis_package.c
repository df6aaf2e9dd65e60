/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/analysis_package.h"

#include "base/process.h"
#include "base/shipped.h"
#include "base/text.h"
#include "cli/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int analysis_package_call(const char *const *arguments, bool is_silent)
{
    const struct process_options options = {.is_silent = is_silent,
                                            .is_mute = is_silent,
                                            .stop = &signals_stop_requested};

    return process_run(arguments, &options);
}

static bool answers(const char *python, const char *program)
{
    const char *const probe[] = {python, "-c", program, NULL};

    return analysis_package_call(probe, true) == 0;
}

static const char how[] =
    "'sh tools/python.sh build/venv' in the source of fisc makes a Python that "
    "has everything; FISC_PYTHON names another";

/* Why `python` cannot draw. */
static enum status explain(const char *python, struct error *err)
{
    static const char *const modules[] = {"numpy", "h5py",   "matplotlib", "pandas",
                                          "scipy", "xarray", "h5netcdf"};
    char import[64];

    if (!answers(python, "pass"))
        return error_set(err, STATUS_MISSING_INPUT, "there is no Python '%s' that runs: %s", python,
                         how);
    /* A folder that happens to be called fisc has no origin. */
    if (!answers(python, "import importlib.util as u; assert u.find_spec('fisc').origin"))
        return error_set(err, STATUS_MISSING_INPUT,
                         "the analysis package is not installed in %s: %s", python, how);
    for (size_t k = 0; k < sizeof modules / sizeof *modules; k++) {
        snprintf(import, sizeof import, "import %s", modules[k]);
        if (!answers(python, import))
            return error_set(err, STATUS_MISSING_INPUT,
                             "%s has the analysis package, but not its module %s: %s", python,
                             modules[k], how);
    }
    return error_set(err, STATUS_MISSING_INPUT,
                     "the analysis package of %s does not load: '%s -c \"import "
                     "fisc.report_figures\"' says why",
                     python, python);
}

/* What `make install` put beside this program goes before other versions. */
static void show_installed_package(void)
{
    const char *const before = getenv("PYTHONPATH");
    char installed[FILES_MAX_PATH];
    struct text path = {0};

    if (shipped_beside_program(installed, "../share/fisc/analysis", NULL) ||
        !file_exists(installed))
        return;
    text_append(&path, "%s%s%s", installed, before && *before ? ":" : "", before ? before : "");
    if (path.bytes && !(before && strncmp(before, installed, strlen(installed)) == 0))
        setenv("PYTHONPATH", path.bytes, true);
    text_free(&path);
}

enum status analysis_package_python(char python[FILES_MAX_PATH], struct error *err)
{
    const char *const chosen = getenv("FISC_PYTHON");
    char built[FILES_MAX_PATH];

    show_installed_package();
    TRY(shipped_beside_program(built, "../venv/bin/python", err));
    /* A Python that the user names is the only one: another in its place would hide that it is wrong. */
    const char *const candidates[] = {chosen ? chosen : built, "python3", "/usr/bin/python3"};
    const size_t count = chosen ? 1 : sizeof candidates / sizeof *candidates;

    for (size_t k = 0; k < count; k++)
        if (answers(candidates[k], "import fisc.report_figures")) {
            snprintf(python, FILES_MAX_PATH, "%s", candidates[k]);
            return STATUS_OK;
        }
    return explain(chosen ? chosen : file_exists(built) ? built : "python3", err);
}

enum status analysis_package_run(const char *const *arguments, struct error *err)
{
    char python[FILES_MAX_PATH];

    signals_catch(); /* the package is told, and removes what is half-written */

    const char *all[ANALYSIS_PACKAGE_MAX_ARGUMENTS + 4] = {python, "-m", "fisc"};

    TRY(analysis_package_python(python, err));
    for (size_t k = 0; arguments[k] && k < ANALYSIS_PACKAGE_MAX_ARGUMENTS; k++)
        all[3 + k] = arguments[k];
    const int code =
        signals_stop_requested ? STATUS_INTERRUPTED : analysis_package_call(all, false);

    if (signals_stop_requested)
        return error_set(err, STATUS_INTERRUPTED, "stopped");
    return code == 0 ? STATUS_OK : error_set(err, (enum status)code, "%s", "");
}
