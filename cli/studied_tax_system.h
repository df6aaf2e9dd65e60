/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/studied_tax_system.h: the workers of a config and the tax system that a command studies on them. */
#ifndef FISC_CLI_STUDIED_TAX_SYSTEM_H
#define FISC_CLI_STUDIED_TAX_SYSTEM_H

#include "base/text.h"
#include "cli/command.h"
#include "config/settings_with.h"
#include "simulation/simulation.h"
#include "studies/reform_study.h"

struct studied_tax_system {
    struct settings *settings;
    struct simulation *simulation;  /* at its first step: nobody has worked yet */
    struct tax_schedule tax_system; /* government.tax_system of the config, or that of --reform */
    struct text label;              /* of --reform; empty without one */
    double rate_shift;              /* of --closure rates */
};

/* How a tax system is said in options and after commands (simulation/tax_system_words.h). */
#define TAX_SYSTEM_WORDS                                                                           \
    "a name of 'fisc reform list', FILE.json, FILE.csv, JSON, or several with '+' between"
#define CLOSURE_OPTION                                                                             \
    {                                                                                              \
        0, "closure", "rebate|rates|spending", "what takes up the change of revenue (rebate)"      \
    }
#define STUDIED_TAX_SYSTEM_OPTIONS                                                                 \
    {'r', "reform", "TAX_SYSTEM", "under this tax system, not the config's: " TAX_SYSTEM_WORDS},   \
        CLOSURE_OPTION

/* The operand is the config; --set, and STUDIED_TAX_SYSTEM_OPTIONS if the command has them. */
enum status studied_tax_system_read(struct studied_tax_system *studied,
                                    const struct command_line *line, struct error *err) MUST_CHECK;
void studied_tax_system_free(struct studied_tax_system *studied);

/* A line that says which reform is studied; none without one. */
void studied_tax_system_say(const struct studied_tax_system *studied);

#endif
