/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/studied_law.h: the workers of a config and the law that a command studies on them. */
#ifndef FISC_CLI_STUDIED_LAW_H
#define FISC_CLI_STUDIED_LAW_H

#include "cli/command.h"
#include "config/settings_with.h"
#include "simulation/simulation.h"

struct studied_law {
    struct settings *settings;
    struct simulation *simulation; /* at its first step: nobody has worked yet */
    struct tax_schedule law;       /* government.law of the config, or that of --reform */
};

/* The operand is the config; --set and --reform as usual. */
enum status studied_law_read(struct studied_law *studied, const struct command_line *line,
                             struct error *err) MUST_CHECK;
void studied_law_free(struct studied_law *studied);

/* *parts = those of a named reform's law (caller deletes).  STATUS_USAGE if a planner finds it. */
enum status studied_law_of_reform(cJSON **parts, const char *name, struct error *err) MUST_CHECK;

#endif
