/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_documents.c: the man page and shell completion, made from the tables of commands and of
 * settings. */
#include "cli/command.h"
#include "cli/command_help.h"
#include "cli/say.h"
#include "simulation/run_settings.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Text for roff: backslashes doubled, dashes that are minus signs, no line that starts like a macro. */
static void print_roff(const char *text)
{
    struct text roff = {0};
    bool is_line_start = true;

    for (const char *c = text; *c; c++) {
        if (is_line_start && (*c == '.' || *c == '\''))
            text_append(&roff, "\\&");
        if (*c == '\\')
            text_append(&roff, "\\e");
        else if (*c == '-')
            text_append(&roff, "\\-");
        else
            text_append_bytes(&roff, c, 1);
        is_line_start = *c == '\n';
    }
    say_lines(stdout, roff.bytes);
    text_free(&roff);
}

static void print_roff_options(const struct command_option *options)
{
    for (; options && options->name; options++) {
        say(".TP\n");
        if (options->short_name)
            say("\\fB\\-%c\\fR, ", options->short_name);
        say("\\fB\\-\\-");
        print_roff(options->name);
        say("\\fR");
        if (options->argument) {
            say(" \\fI");
            print_roff(options->argument);
            say("\\fR");
        }
        say("\n");
        print_roff(options->text);
        say("\n");
    }
}

static void print_roff_title(const struct command *parent, const struct command *command)
{
    say(".SS fisc %s%s%s ", parent ? parent->name : "", parent ? " " : "", command->name);
    print_roff(command->run ? command->operands : "SUBCOMMAND ...");
    say("\n");
}

static void print_roff_command(const struct command *parent, const struct command *command)
{
    print_roff_title(parent, command);
    print_roff(command->summary);
    say(".\n");
    if (command->details) {
        say(".PP\n.nf\n");
        print_roff(command->details);
        say("\n.fi\n");
    }
    print_roff_options(command->options);
    for (const struct command *sub = command->subcommands; sub && sub->name; sub++)
        print_roff_command(command, sub);
}

static void print_roff_group(const struct command *const *commands, int group)
{
    say(".SH COMMANDS: ");
    for (const char *c = command_help_titles[group]; *c; c++)
        say("%c", toupper((unsigned char)*c));
    say("\n");
    for (const struct command *const *command = commands; *command; command++)
        if ((int)(*command)->group == group)
            print_roff_command(NULL, *command);
}

static const struct {
    int code;
    const char *text;
} exit_codes[] = {
    {0, "everything went well"},
    {STATUS_PARTIAL, "finished, but two things that were compared differ"},
    {STATUS_USAGE, "the command line is wrong"},
    {STATUS_INVALID_INPUT, "a config, a table or a data file is wrong"},
    {STATUS_MISSING_INPUT, "an input file does not exist or cannot be opened"},
    {STATUS_NO_SERVER, "a language model stayed unavailable, or a replay has no reply"},
    {STATUS_INTERNAL, "a fault inside fisc, or in a library where memory is short"},
    {STATUS_NO_MEMORY, "memory is short, or would be"},
    {STATUS_CANNOT_CREATE, "an output file or folder cannot be created, or holds a run already"},
    {STATUS_IO, "reading or writing failed on the way: a full or broken disk"},
    {STATUS_INTERRUPTED, "stopped by a signal; fisc resume goes on"},
    {STATUS_NO_PERMISSION, "a server refused the key"},
    {STATUS_CONFIG_CONFLICT, "resume with another config or another format"},
    {STATUS_NUMERICAL, "no solution exists or an iteration did not settle"},
};

static enum status run_man(const struct command_line *line, struct error *err)
{
    (void)err;
    say(".TH FISC 1 \"" FISC_RELEASE_DATE "\" \"fisc %s\" \"User Commands\"\n.SH NAME\n"
        "fisc \\- a laboratory for tax policy\n.SH SYNOPSIS\n"
        ".B fisc\n.I command\n[options] ...\n.SH DESCRIPTION\n"
        "fisc draws workers from calibrated tables of incomes and people, lets them choose their "
        "hours, taxes them by a schedule that a planner sets, gives the money back, and writes "
        "welfare, distribution and decisions to an HDF5 file.\n",
        FISC_VERSION);
    for (int group = 0; group < COMMAND_NUM_GROUPS; group++)
        print_roff_group(command_line_all_commands(line), group);
    say(".SH OPTIONS OF EVERY COMMAND\n");
    print_roff_options(command_help_common_options);
    say(".SH EXIT STATUS\n");
    for (size_t k = 0; k < sizeof exit_codes / sizeof exit_codes[0]; k++)
        say(".TP\n%d\n%s\n", exit_codes[k].code, exit_codes[k].text);
    say(".SH ENVIRONMENT\n.TP\nOMP_NUM_THREADS\nthreads to use; results do not depend on it\n"
        ".SH FILES\nA run folder holds config.json, run.jnl (the journal), run.h5 (the results) "
        "and, while it goes on, panel.bin.\n"
        ".SH COPYRIGHT\nThe fisc developers. GNU General Public License 3 or later.\n");
    return STATUS_OK;
}

static void print_words_of_options(const struct command_option *options)
{
    for (; options && options->name; options++)
        say(" --%s", options->name);
}

static void print_setting_keys(const struct setting_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->entries[i]->list)
            say("%s%s=", i ? " " : "", list->entries[i]->path);
}

static void print_names(const struct command *subcommands)
{
    for (const struct command *sub = subcommands; sub && sub->name; sub++)
        say(" %s", sub->name);
}

/* Words that an operand is chosen from: "bash|zsh|fish"; not those in capitals. */
static void print_choice(const char *operands)
{
    if (!operands || !strchr(operands, '|') || !islower((unsigned char)*operands))
        return;
    say(" ");
    for (const char *c = operands; *c && *c != ' '; c++)
        say("%c", *c == '|' ? ' ' : *c);
}

static void print_bash_case(const struct command *parent, const struct command *command)
{
    if (parent)
        say("        '%s %s') options='", parent->name, command->name);
    else
        say("        %s|%s\\ *) options='", command->name, command->name);
    print_words_of_options(command_help_common_options);
    print_words_of_options(command->options);
    print_names(command->subcommands);
    print_choice(command->operands);
    say("';;\n");
}

/* The case of a subcommand stands before that of its command, which would take it too. */
static void print_bash(const struct command *const *commands, const struct setting_list *list)
{
    say("_fisc() {\n    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    local options='' words='' command=${COMP_WORDS[1]}\n"
        "    [ \"$COMP_CWORD\" -le 2 ] || command+=\" ${COMP_WORDS[2]}\"\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='--help --version help");
    for (const struct command *const *command = commands; *command; command++)
        say(" %s", (*command)->name);
    say("'\n    elif [ \"$before\" = --set ] || [ \"$before\" = -s ]; then\n"
        "        compopt -o nospace\n        words='");
    print_setting_keys(list);
    say("'\n    else\n        case $command in\n        help*) options='");
    for (const struct command *const *command = commands; *command; command++)
        say(" %s", (*command)->name);
    say("';;\n");
    for (const struct command *const *command = commands; *command; command++) {
        for (const struct command *sub = (*command)->subcommands; sub && sub->name; sub++)
            print_bash_case(*command, sub);
        print_bash_case(NULL, *command);
    }
    say("        esac\n        words=$options\n    fi\n"
        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"\n"
        "        [ \"$COMP_CWORD\" -eq 1 ] || compgen -f -- \"$word\")\n"
        "}\ncomplete -o filenames -F _fisc fisc\n");
}

/* When fish offers what belongs to a command, or to its subcommand. */
static void print_fish_condition(const struct command *parent, const struct command *command)
{
    if (parent)
        say("complete -c fisc -n '__fish_seen_subcommand_from %s; and "
            "__fish_seen_subcommand_from %s'",
            parent->name, command->name);
    else
        say("complete -c fisc -n '__fish_seen_subcommand_from %s'", command->name);
}

static void print_fish_options(const struct command *parent, const struct command *command,
                               const struct setting_list *list)
{
    for (const struct command_option *option = command->options; option && option->name; option++) {
        print_fish_condition(parent, command);
        say(" -l %s%s -d \"%s\"", option->name, option->argument ? " -r" : "", option->text);
        if (strcmp(option->name, "set") == 0) {
            say(" -f -a '");
            print_setting_keys(list);
            say("'");
        }
        say("\n");
    }
}

static void print_fish(const struct command *const *commands, const struct setting_list *list)
{
    for (const struct command *const *command = commands; *command; command++) {
        say("complete -c fisc -n __fish_use_subcommand -a %s -d \"%s\"\n", (*command)->name,
            (*command)->summary);
        print_fish_options(NULL, *command, list);
        for (const struct command *sub = (*command)->subcommands; sub && sub->name; sub++) {
            say("complete -c fisc -n '__fish_seen_subcommand_from %s; and not "
                "__fish_seen_subcommand_from",
                (*command)->name);
            print_names((*command)->subcommands);
            say("' -a %s -d \"%s\"\n", sub->name, sub->summary);
            print_fish_options(*command, sub, list);
        }
    }
}

static enum status run_completion(const struct command_line *line, struct error *err)
{
    const struct command *const *const commands = command_line_all_commands(line);
    const char *const shell = command_line_operand(line, 0);
    struct setting_list *list = NULL;
    enum status status = STATUS_OK;

    TRY(setting_list_create(&list, &run_setting_table, err));
    if (strcmp(shell, "bash") == 0) {
        print_bash(commands, list);
    } else if (strcmp(shell, "zsh") == 0) {
        say("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n");
        print_bash(commands, list);
    } else if (strcmp(shell, "fish") == 0) {
        print_fish(commands, list);
    } else {
        status = error_set(err, STATUS_USAGE,
                           "completion for which shell? bash, zsh or fish, not '%s'", shell);
    }
    setting_list_release(list);
    return status;
}

const struct command command_man = {
    .name = "man",
    .group = COMMAND_DATA,
    .operands = "",
    .summary = "Print the man page (roff); 'fisc man | man -l -' shows it",
    .run = run_man,
};

const struct command command_completion = {
    .name = "completion",
    .group = COMMAND_DATA,
    .operands = "bash|zsh|fish",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Print a completion script for a shell",
    .details = "For bash: eval \"$(fisc completion bash)\"",
    .run = run_completion,
};
