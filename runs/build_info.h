/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/build_info.h: what made a result: program, compiler, libraries, processor. */
#ifndef FISC_RUNS_BUILD_INFO_H
#define FISC_RUNS_BUILD_INFO_H

struct build_info {
    char version[32];
    char git_commit[64]; /* "unknown" when built from an archive; ends in "-dirty" if changed */
    char compiler[128], compiler_flags[512];
    char libc[64], cpu[128], gsl[32], hdf5[32];
};

void build_info_fill(struct build_info *info);

#endif
