/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/studied_tax_system.h: the workers of a config and the tax system that a command studies on them. */
#ifndef FISC_CLI_STUDIED_TAX_SYSTEM_H
#define FISC_CLI_STUDIED_TAX_SYSTEM_H

#include "cli/command.h"
#include "simulation/simulation.h"

struct studied_tax_system {
    struct settings *settings;
    struct simulation *simulation;  /* at its first step: nobody has worked yet */
    struct tax_schedule tax_system; /* government.tax_system of the config, or that of --reform */
};

/* The operand is the config; --set and --reform as usual. */
enum status studied_tax_system_read(struct studied_tax_system *studied,
                                    const struct command_line *line, struct error *err) MUST_CHECK;
void studied_tax_system_free(struct studied_tax_system *studied);

/* *json = the components of a named reform's tax system (caller frees).  STATUS_USAGE if a planner finds it. */
enum status studied_tax_system_of_reform(char **json, const char *name,
                                         struct error *err) MUST_CHECK;

#endif
