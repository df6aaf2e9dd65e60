/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/print_oracle.h: the optimum of a population and the bound above it, for people and programs. */
#ifndef FISC_CLI_PRINT_ORACLE_H
#define FISC_CLI_PRINT_ORACLE_H

#include "base/json_writer.h"
#include "simulation/simulation.h"

void print_oracle(const struct oracle_report *report, const struct welfare_kind *objective);

/* Members that are no single numbers: why there is no bound, figures by bracket, the bound's rates. */
void print_oracle_json(struct json_writer *json, const struct oracle_report *report);

#endif
