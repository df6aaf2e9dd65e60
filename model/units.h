/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/units.h: the constants of conversion, once. */
#ifndef FISC_MODEL_UNITS_H
#define FISC_MODEL_UNITS_H

#define WEEKS_PER_YEAR 52.0
#define MAX_HOURS_PER_WEEK 100.0 /* nobody chooses more (Karten et al. 2025: the grid 0..100) */

#endif
