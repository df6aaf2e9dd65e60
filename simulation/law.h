/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/law.h: from the parts of a law in the config to one schedule.  The parts' taxes add
 * up: T(z) = sum over parts T_p(z). */
#ifndef FISC_SIMULATION_LAW_H
#define FISC_SIMULATION_LAW_H

#include "base/text.h"
#include "config/settings.h"
#include "model/tax_schedule.h"

/* The law at `path` ("government.law"); an empty list gives a tax of 0.  Errors name the part and
 * where it stands in the config. */
enum status law_from_settings(struct tax_schedule *schedule, const struct settings *settings,
                              const char *path, struct error *err) MUST_CHECK;

/* A schedule from a CSV with the columns start_usd_per_year and rate. */
enum status law_from_file(struct tax_schedule *schedule, const char *path,
                          struct error *err) MUST_CHECK;

/* A refundable credit of at most `maximum`: phased in at a rate (0: in full from the start),
 * withdrawn at a rate above an income (0: never), never below 0. */
enum status law_credit(struct tax_schedule *schedule, double maximum_usd_per_year,
                       double phase_in_rate, double phase_out_start_usd_per_year,
                       double phase_out_rate, struct error *err) MUST_CHECK;

/* The schedule as a list of parts, JSON for a setting that holds a law. */
void law_write_json(struct text *text, const struct tax_schedule *law);

#endif
