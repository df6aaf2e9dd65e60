/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/run_settings.h: every setting of a run, in one table (config/settings.h). */
#ifndef FISC_SIMULATION_RUN_SETTINGS_H
#define FISC_SIMULATION_RUN_SETTINGS_H

#include "config/settings.h"

extern const struct setting_table run_setting_table;

#endif
