/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/build_info.h"

#include "base/platform.h"
#include "io/hdf5_file.h"

#include <gsl/gsl_version.h>

#include <stdio.h>

#ifndef FISC_GIT_COMMIT
#define FISC_GIT_COMMIT "unknown"
#endif
#ifndef FISC_COMPILER_FLAGS
#define FISC_COMPILER_FLAGS "unknown"
#endif

void build_info_fill(struct build_info *info)
{
    *info = (struct build_info){0};
    snprintf(info->version, sizeof info->version, "%s", FISC_VERSION);
    snprintf(info->git_commit, sizeof info->git_commit, "%s", FISC_GIT_COMMIT);
#if defined(__clang__)
    snprintf(info->compiler, sizeof info->compiler, "Clang %s", __clang_version__);
#else
    snprintf(info->compiler, sizeof info->compiler, "GCC %s", __VERSION__);
#endif
    snprintf(info->compiler_flags, sizeof info->compiler_flags, "%s", FISC_COMPILER_FLAGS);
    platform_libc_version(info->libc, sizeof info->libc);
    platform_cpu_name(info->cpu, sizeof info->cpu);
    snprintf(info->gsl, sizeof info->gsl, "%s", gsl_version);
    hdf5_library_version(info->hdf5);
}
