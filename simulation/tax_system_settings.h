/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_system_settings.h: from the components of a tax system in the config to one schedule.  The
 * components' taxes add up: T(z) = sum over components T_p(z). */
#ifndef FISC_SIMULATION_TAX_SYSTEM_SETTINGS_H
#define FISC_SIMULATION_TAX_SYSTEM_SETTINGS_H

#include "base/json_writer.h"
#include "config/settings.h"
#include "model/tax_schedule.h"

/* The tax system at `path` ("government.tax_system"); an empty list gives a tax of 0.  Errors name the
 * component and where it stands in the config. */
enum status tax_system_from_settings(struct tax_schedule *schedule, const struct settings *settings,
                                     const char *path, struct error *err) MUST_CHECK;

/* A schedule from a CSV with the columns start_usd_per_year and rate. */
enum status tax_system_from_file(struct tax_schedule *schedule, const char *path,
                                 struct error *err) MUST_CHECK;

/* A refundable credit of at most `maximum`: phased in at a rate (0: in full from the start),
 * withdrawn at a rate above an income (0: never), never below 0. */
enum status tax_system_credit(struct tax_schedule *schedule, double maximum_usd_per_year,
                              double phase_in_rate, double phase_out_start_usd_per_year,
                              double phase_out_rate, struct error *err) MUST_CHECK;

/* The schedule as a list of components, JSON for a setting that holds a tax system. */
void tax_system_write_parts(struct json_writer *json, const char *key,
                            const struct tax_schedule *tax_system);
void tax_system_write_json(struct text *text, const struct tax_schedule *tax_system);

#endif
