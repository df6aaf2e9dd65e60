/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/analysis_package.h: hands over to the Python package in analysis/, which draws. */
#ifndef FISC_CLI_ANALYSIS_PACKAGE_H
#define FISC_CLI_ANALYSIS_PACKAGE_H

#include "base/files.h"

#include <stdbool.h>

enum { ANALYSIS_PACKAGE_MAX_ARGUMENTS = 256 };

/* A Python that has the package: FISC_PYTHON and no other, or build/venv beside the program, or those of the path.
 * STATUS_MISSING_INPUT says whether Python, package or a module is missing. */
enum status analysis_package_python(char python[FILES_MAX_PATH], struct error *err) MUST_CHECK;

/* Exit code of a program; PROCESS_NOT_FOUND (base/process.h) if it cannot be started. */
int analysis_package_call(const char *const *arguments, bool is_silent);

/* "python -m fisc" with these (NULL at the end); the package prints, and says what was wrong. */
enum status analysis_package_run(const char *const *arguments, struct error *err) MUST_CHECK;

#endif
