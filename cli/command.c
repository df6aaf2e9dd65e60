/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 24, MAX_VALUES = 256 };

struct command_line {
    int num_operands;
    char **operands;
    int num_values;
    struct {
        const char *option;
        const char *value; /* "" for switches */
    } values[MAX_VALUES];
    const char *selection[MAX_OPTIONS * MAX_VALUES]; /* room for command_line_values */
    int num_selected;
};

const struct command_option command_common_options[] = {
    {'h', "help", NULL, "show this text"},
    {'q', "quiet", NULL, "no progress and no remarks, only results and errors"},
    {0},
};

int command_line_num_operands(const struct command_line *line)
{
    return line->num_operands;
}

const char *command_line_operand(const struct command_line *line, int index)
{
    return index < line->num_operands ? line->operands[index] : NULL;
}

bool command_line_has(const struct command_line *line, const char *option)
{
    return command_line_value(line, option) != NULL;
}

const char *command_line_value(const struct command_line *line, const char *option)
{
    for (int i = line->num_values - 1; i >= 0; i--)
        if (strcmp(line->values[i].option, option) == 0)
            return line->values[i].value;
    return NULL;
}

const char *const *command_line_values(const struct command_line *line, const char *option,
                                       size_t *count)
{
    /* Each call gets its own stretch of the selection, so earlier results stay valid. */
    struct command_line *const mutable_line = (struct command_line *)(size_t)line;
    const int first = line->num_selected;

    *count = 0;
    for (int i = 0; i < line->num_values; i++)
        if (strcmp(line->values[i].option, option) == 0 &&
            mutable_line->num_selected < MAX_OPTIONS * MAX_VALUES) {
            mutable_line->selection[mutable_line->num_selected++] = line->values[i].value;
            ++*count;
        }
    return line->selection + first;
}

enum status command_line_integer(const struct command_line *line, const char *option, long min,
                                 long max, long *value, struct error *err)
{
    const char *const text = command_line_value(line, option);

    if (!text)
        return STATUS_OK;
    char *end = NULL;

    errno = 0;
    const long number = strtol(text, &end, 10);

    if (errno || end == text || *end || number < min || number > max)
        return error_set(err, STATUS_USAGE, "--%s takes a whole number in [%ld, %ld], not '%s'",
                         option, min, max, text);
    *value = number;
    return STATUS_OK;
}

static void print_options(const struct command_option *options, FILE *stream)
{
    for (const struct command_option *option = options; option->name; option++) {
        char left[64];

        snprintf(left, sizeof left, "%s%c%s--%s%s%s", option->short_name ? "-" : " ",
                 option->short_name ? option->short_name : ' ', option->short_name ? ", " : "  ",
                 option->name, option->argument ? " " : "",
                 option->argument ? option->argument : "");
        fprintf(stream, "  %-26s %s\n", left, option->text);
    }
}

void command_print_help(const struct command *command, FILE *stream)
{
    fprintf(stream, "Usage: fisc %s [options]%s%s\n\n%s.\n", command->name,
            *command->operands ? " " : "", command->operands, command->summary);
    if (command->details)
        fprintf(stream, "\n%s\n", command->details);
    fprintf(stream, "\nOptions:\n");
    if (command->options)
        print_options(command->options, stream);
    print_options(command_common_options, stream);
}

static int append_options(const struct command_option *options, struct option *long_options,
                          int count, char *short_options)
{
    for (; options && options->name && count < MAX_OPTIONS - 1; options++) {
        long_options[count++] =
            (struct option){options->name, options->argument ? required_argument : no_argument,
                            NULL, options->short_name ? options->short_name : 1};
        if (options->short_name)
            sprintf(short_options + strlen(short_options), "%c%s", options->short_name,
                    options->argument ? ":" : "");
    }
    return count;
}

static const char *name_of_short(const struct option *long_options, int short_name)
{
    while (long_options->name && long_options->val != short_name)
        long_options++;
    return long_options->name;
}

static enum status parse(const struct command *command, int argc, char **argv,
                         struct command_line *line, struct error *err)
{
    struct option long_options[MAX_OPTIONS] = {0};
    char short_options[3 * MAX_OPTIONS] = ":";
    int count = append_options(command->options, long_options, 0, short_options);

    append_options(command_common_options, long_options, count, short_options);
    optind = 0;
    opterr = 0;
    for (;;) {
        int index = -1;
        const int found = getopt_long(argc, argv, short_options, long_options, &index);

        if (found == -1)
            break;
        if (found == ':')
            return error_set(err, STATUS_USAGE, "'%s' needs an argument; see fisc %s --help",
                             argv[optind - 1], command->name);
        if (found == '?')
            return error_set(err, STATUS_USAGE, "unknown option '%s'; see fisc %s --help",
                             argv[optind - 1], command->name);
        if (line->num_values == MAX_VALUES)
            return error_set(err, STATUS_USAGE, "more than %d options", MAX_VALUES);
        line->values[line->num_values].option =
            index >= 0 ? long_options[index].name : name_of_short(long_options, found);
        line->values[line->num_values++].value = optarg ? optarg : "";
    }
    line->operands = argv + optind;
    line->num_operands = argc - optind;
    return STATUS_OK;
}

enum status command_execute(const struct command *command, int argc, char **argv, struct error *err)
{
    struct command_line *const line = calloc(1, sizeof *line);

    if (!line)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the command line");
    enum status status = parse(command, argc, argv, line, err);

    if (!status && command_line_has(line, "help"))
        command_print_help(command, stdout);
    else if (!status && (line->num_operands < command->min_operands ||
                         line->num_operands > command->max_operands))
        status = error_set(err, STATUS_USAGE, "usage: fisc %s [options] %s; see fisc %s --help",
                           command->name, command->operands, command->name);
    else if (!status)
        status = command->run(line, err);
    free(line);
    return status;
}
