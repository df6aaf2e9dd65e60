/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/sweep/limits.h: how large a sweep may be. */
#ifndef FISC_STUDIES_SWEEP_LIMITS_H
#define FISC_STUDIES_SWEEP_LIMITS_H

enum { SWEEP_MAX_POINTS = 1000000, SWEEP_MAX_KEYS = 32 };

#endif
