/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/file_limits.h: how long the name of a file may be, with the zero at its end. */
#ifndef FISC_BASE_FILE_LIMITS_H
#define FISC_BASE_FILE_LIMITS_H

enum { FILES_MAX_PATH = 4096 };

#endif
