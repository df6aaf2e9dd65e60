/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/commands.c: the one list of commands, and finding one in it. */
#include "cli/commands.h"

#include "base/text.h"
#include "cli/command_help.h"
#include "cli/say.h"

#include <stdio.h>
#include <string.h>

/* A line here and a file cmd_NAME.c make a command; of a group they are listed in this order. */
#define COMMANDS(ENTRY)                                                                            \
    ENTRY(run)                                                                                     \
    ENTRY(resume)                                                                                  \
    ENTRY(validate)                                                                                \
    ENTRY(config)                                                                                  \
    ENTRY(list)                                                                                    \
    ENTRY(watch)                                                                                   \
    ENTRY(inspect)                                                                                 \
    ENTRY(salvage)                                                                                 \
    ENTRY(compare)                                                                                 \
    ENTRY(sweep)                                                                                   \
    ENTRY(reproduce)                                                                               \
    ENTRY(planners)                                                                                \
    ENTRY(reform)                                                                                  \
    ENTRY(branch)                                                                                  \
    ENTRY(dominance)                                                                               \
    ENTRY(oracle)                                                                                  \
    ENTRY(laffer)                                                                                  \
    ENTRY(weights)                                                                                 \
    ENTRY(elasticity)                                                                              \
    ENTRY(rates)                                                                                   \
    ENTRY(toprate)                                                                                 \
    ENTRY(mvpf)                                                                                    \
    ENTRY(bunching)                                                                                \
    ENTRY(hsv)                                                                                     \
    ENTRY(calibrate)                                                                               \
    ENTRY(tax)                                                                                     \
    ENTRY(export)                                                                                  \
    ENTRY(report)                                                                                  \
    ENTRY(package)                                                                                 \
    ENTRY(completion)                                                                              \
    ENTRY(man)                                                                                     \
    ENTRY(prompts)                                                                                 \
    ENTRY(doctor)                                                                                  \
    ENTRY(transcript)

#define DECLARATION(name) extern const struct command command_##name;
#define POINTER(name) &command_##name,

COMMANDS(DECLARATION)

const struct command *const commands[] = {COMMANDS(POINTER) NULL};

enum { NUM_COMMANDS = sizeof commands / sizeof *commands - 1 };

enum status commands_find(const struct command **command, const char *name, struct error *err)
{
    const char *names[NUM_COMMANDS];

    for (size_t k = 0; k < NUM_COMMANDS; k++) {
        names[k] = commands[k]->name;
        if (strcmp(names[k], name) == 0) {
            *command = commands[k];
            return STATUS_OK;
        }
    }
    const char *const near = text_nearest(name, names, NUM_COMMANDS);

    return error_set(err, STATUS_USAGE, "unknown command '%s'%s%s%s; see 'fisc help'", name,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

void commands_print(FILE *stream)
{
    say_to(stream, "fisc %s: a laboratory for tax policy\n\nUsage: fisc COMMAND [options] ...\n",
           FISC_VERSION);
    for (int group = 0; group < COMMAND_NUM_GROUPS; group++) {
        say_to(stream, "\n%s\n", command_help_titles[group]);
        for (size_t k = 0; k < NUM_COMMANDS; k++)
            if ((int)commands[k]->group == group)
                say_to(stream, "  %-11s %s\n", commands[k]->name, commands[k]->summary);
    }
    say_to(stream, "\n'fisc help COMMAND' says more; 'fisc --version' names this build.\n");
}

enum status commands_help(int num_names, char *const *names, struct error *err)
{
    const struct command *command = NULL;

    if (num_names == 0) {
        commands_print(stdout);
        return STATUS_OK;
    }
    TRY(commands_find(&command, names[0], err));
    if (num_names == 1) {
        command_help_print(NULL, command, stdout);
        return STATUS_OK;
    }
    const struct command *const sub = command_find_subcommand(command, names[1]);

    if (!sub || num_names > 2)
        return error_set(err, STATUS_USAGE, "'fisc %s' has no subcommand '%s'; see 'fisc help %s'",
                         command->name, names[sub ? 2 : 1], command->name);
    command_help_print(command, sub, stdout);
    return STATUS_OK;
}
