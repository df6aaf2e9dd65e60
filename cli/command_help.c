/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command_help.c: a command's help from its table. */
#include "cli/command_help.h"

#include "cli/say.h"

#include <stdio.h>

const char *const command_help_titles[COMMAND_NUM_GROUPS] = {
    [COMMAND_RUNS] = "Run",
    [COMMAND_STUDIES] = "Study",
    [COMMAND_PUBLIC_FINANCE] = "Public finance",
    [COMMAND_DATA] = "Data and documents",
    [COMMAND_MODELS] = "Language model",
};

const struct command_option command_help_common_options[] = {
    {'h', "help", NULL, "show this text"},
    {'q', "quiet", NULL, "no progress and no remarks, only results and errors"},
    {0},
};

static void print_options(const struct command_option *options, FILE *stream)
{
    for (const struct command_option *option = options; option && option->name; option++) {
        char left[64];

        snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->short_name ? "-" : " ",
                 option->short_name ? option->short_name : ' ', option->short_name ? ", " : "  ",
                 option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
        say_to(stream, "  %-26s %s\n", left, option->text);
    }
}

static void print_usage(const struct command *parent, const struct command *command, FILE *stream)
{
    const char *const parent_name = parent ? parent->name : "";
    const char *const space = parent ? " " : "";

    say_to(stream, "Usage: fisc %s%s%s", parent_name, space, command->name);
    if (command->run)
        say_to(stream, " [options]%s%s\n", *command->operands ? " " : "", command->operands);
    else
        say_to(stream, " SUBCOMMAND ...\n");
    if (command->run && command->subcommands)
        say_to(stream, "       fisc %s SUBCOMMAND ...\n", command->name);
}

static void print_subcommands(const struct command *command, FILE *stream)
{
    say_to(stream, "\nSubcommands:\n");
    for (const struct command *sub = command->subcommands; sub->name; sub++)
        say_to(stream, "  %-12s %-12s %s\n", sub->name, sub->operands, sub->summary);
    say_to(stream, "\n'fisc %s SUBCOMMAND --help' says more.\n", command->name);
}

void command_help_print(const struct command *parent, const struct command *command, FILE *stream)
{
    print_usage(parent, command, stream);
    say_to(stream, "\n%s.\n", command->summary);
    if (command->details) {
        say_to(stream, "\n");
        say_lines(stream, command->details);
        say_to(stream, "\n");
    }
    if (command->subcommands)
        print_subcommands(command, stream);
    say_to(stream, "\nOptions:\n");
    print_options(command->options, stream);
    print_options(command_help_common_options, stream);
}
