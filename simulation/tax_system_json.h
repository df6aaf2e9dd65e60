/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_system_json.h: a schedule as the value of a setting that holds a tax system. */
#ifndef FISC_SIMULATION_TAX_SYSTEM_JSON_H
#define FISC_SIMULATION_TAX_SYSTEM_JSON_H

#include "model/tax_schedule.h"

#include <cjson/cJSON.h>

/* Its brackets as one component, and what everybody gets as another; numbers to the bit.  The caller deletes;
 * NULL: no memory. */
cJSON *tax_system_json(const struct tax_schedule *tax_system);

#endif
