/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/command.c: from argv to operands and values of options, by the table of the command. */
#include "cli/command.h"

#include "base/text.h"
#include "cli/command_help.h"
#include "cli/command_trust.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 32, OPERAND = 1 /* what getopt calls a word that is no option */ };

/* One option of the table, and what was given for it. */
struct given_option {
    const struct command_option *option;
    const char **values; /* [count], owned; "" for switches */
    size_t count;
};

struct command_line {
    const struct command *const *all; /* ends with NULL */
    const struct command *parent;     /* NULL: it is no subcommand */
    const struct command *command;
    char **operands; /* [num_operands], borrowed from argv */
    int num_operands;
    struct given_option given[MAX_OPTIONS];
    int num_options;
};

const struct command *const *command_line_all_commands(const struct command_line *line)
{
    return line->all;
}

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
    size_t count = 0;
    const char *const *const values = command_line_values(line, option, &count);

    return count > 0 ? values[count - 1] : NULL;
}

const char *const *command_line_values(const struct command_line *line, const char *option,
                                       size_t *count)
{
    *count = 0;
    for (int k = 0; k < line->num_options; k++)
        if (strcmp(line->given[k].option->name, option) == 0) {
            *count = line->given[k].count;
            return line->given[k].values;
        }
    return NULL;
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

enum status command_line_number(const struct command_line *line, const char *option, double min,
                                double max, double *value, struct error *err)
{
    const char *const text = command_line_value(line, option);

    if (!text)
        return STATUS_OK;
    char *end = NULL;
    const double number = strtod(text, &end);

    if (end == text || *end || !(number >= min) || !(number <= max))
        return error_set(err, STATUS_USAGE, "--%s takes a number in [%g, %g], not '%s'", option,
                         min, max, text);
    *value = number;
    return STATUS_OK;
}

/* ---- subcommands ------------------------------------------------------------------------------- */

const struct command *command_find_subcommand(const struct command *command, const char *name)
{
    for (const struct command *sub = command->subcommands; sub && sub->name; sub++)
        if (strcmp(sub->name, name) == 0)
            return sub;
    return NULL;
}

static enum status refuse_subcommand(const struct command *command, const char *name,
                                     struct error *err)
{
    const char *names[MAX_OPTIONS];
    struct text all = {0};
    size_t count = 0;

    for (const struct command *sub = command->subcommands; sub->name; sub++) {
        text_append(&all, "%s%s", !count ? "" : sub[1].name ? ", " : " or ", sub->name);
        if (count < MAX_OPTIONS)
            names[count++] = sub->name;
    }
    const char *const near = name ? text_nearest(name, names, count) : NULL;

    error_set(err, STATUS_USAGE, "fisc %s%s%s: expected %s%s%s%s", command->name, name ? " " : "",
              name ? name : "", all.bytes ? all.bytes : "a subcommand",
              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    text_free(&all);
    return STATUS_USAGE;
}

/* ---- parsing ----------------------------------------------------------------------------------- */

/* "sweep status", for messages. */
static const char *title_of(const struct command_line *line, char title[static 64])
{
    snprintf(title, 64, "%s%s%s", line->parent ? line->parent->name : "", line->parent ? " " : "",
             line->command->name);
    return title;
}

static void list_options(struct command_line *line, const struct command_option *options)
{
    for (; options && options->name && line->num_options < MAX_OPTIONS; options++)
        line->given[line->num_options++].option = options;
}

/* Tables for getopt; an option without a short name is found by its index. */
static void write_tables(const struct command_line *line, struct option *long_options,
                         char *short_options)
{
    size_t length = strlen(short_options);

    for (int k = 0; k < line->num_options; k++) {
        const struct command_option *const option = line->given[k].option;

        long_options[k] =
            (struct option){option->name, option->argument ? required_argument : no_argument, NULL,
                            option->short_name ? option->short_name : 1};
        if (option->short_name) {
            short_options[length++] = option->short_name;
            if (option->argument)
                short_options[length++] = ':';
        }
    }
    short_options[length] = '\0';
}

static struct given_option *find_given(struct command_line *line, int short_name, int index)
{
    for (int k = 0; k < line->num_options; k++)
        if (index >= 0 ? k == index : line->given[k].option->short_name == short_name)
            return &line->given[k];
    return NULL;
}

static enum status keep_value(struct given_option *given, const char *value, struct error *err)
{
    const char **const grown = realloc(given->values, (given->count + 1) * sizeof *grown);

    if (!grown)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the command line");
    given->values = grown;
    given->values[given->count++] = value;
    return STATUS_OK;
}

/* Is there an option with this word, "--time=1:00" or "-o"? */
static bool has_option(const struct command_option *options, const char *word)
{
    const bool is_long = strncmp(word, "--", 2) == 0;
    const size_t length = is_long ? strcspn(word + 2, "=") : 0;

    for (; options && options->name; options++)
        if (is_long
                ? strlen(options->name) == length && strncmp(options->name, word + 2, length) == 0
                : word[1] && word[1] == options->short_name)
            return true;
    return false;
}

/* Another subcommand that takes the option, or the command itself; NULL if none does. */
static const struct command *who_takes(const struct command_line *line, const char *word)
{
    if (!line->parent || word[0] != '-')
        return NULL;
    for (const struct command *sub = line->parent->subcommands; sub->name; sub++)
        if (has_option(sub->options, word))
            return sub;
    return has_option(line->parent->options, word) ? line->parent : NULL;
}

static enum status refuse_option(const struct command_line *line, const char *word,
                                 struct error *err)
{
    const struct command *const other = who_takes(line, word);
    char title[64];

    title_of(line, title);
    if (other)
        return error_set(err, STATUS_USAGE,
                         "fisc %s: '%s' does nothing here, it is an option of 'fisc %s%s%s'; see "
                         "fisc %s --help",
                         title, word, line->parent->name, other == line->parent ? "" : " ",
                         other == line->parent ? "" : other->name, title);
    return error_set(err, STATUS_USAGE, "unknown option '%s'; see fisc %s --help", word, title);
}

/* "-5000" and "-.5" are numbers: no option is called by a digit. */
static bool is_negative_number(const char *word)
{
    return word && word[0] == '-' &&
           (isdigit((unsigned char)word[1]) || (word[1] == '.' && isdigit((unsigned char)word[2])));
}

/* Words in the order of argv, negative numbers among the operands; getopt() begins at the first other word. */
static enum status parse_words(struct command_line *line, int argc, char **argv,
                               const char *short_options, const struct option *long_options,
                               struct error *err)
{
    char title[64];

    for (optind = 0;;) { /* 0: getopt begins anew */
        int index = -1;
        char *const word = argc > 1 ? argv[optind > 0 ? optind : 1] : NULL;

        if (is_negative_number(word)) {
            line->operands[line->num_operands++] = word;
            if (optind > 0)
                optind++;
            else
                argv++, argc--;
            continue;
        }
        const int found = getopt_long(argc, argv, short_options, long_options, &index);

        if (found == -1)
            break;
        if (found == OPERAND && index < 0) {
            line->operands[line->num_operands++] = optarg;
            continue;
        }
        if (found == ':')
            return error_set(err, STATUS_USAGE, "'%s' needs an argument; see fisc %s --help", word,
                             title_of(line, title));
        if (found == '?')
            return refuse_option(line, word, err);
        TRY(keep_value(find_given(line, found, index), optarg ? optarg : "", err));
    }
    while (optind < argc)
        line->operands[line->num_operands++] = argv[optind++];
    return STATUS_OK;
}

static enum status parse(struct command_line *line, int argc, char **argv, struct error *err)
{
    struct option long_options[MAX_OPTIONS + 1] = {0};
    char short_options[2 * MAX_OPTIONS + 3] = "-:"; /* every other word as OPERAND */

    list_options(line, line->command->options);
    list_options(line, command_help_common_options);
    write_tables(line, long_options, short_options);
    line->operands = calloc((size_t)argc + 1, sizeof *line->operands);
    if (!line->operands)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the command line");
    opterr = 0;
    return parse_words(line, argc, argv, short_options, long_options, err);
}

/* ---- running ----------------------------------------------------------------------------------- */

/* Of too many operands: a number, which others than 'tax' rarely take, or the last. */
static const char *odd_operand(const struct command_line *line)
{
    if (line->num_operands <= line->command->max_operands)
        return NULL;
    for (int k = 0; k < line->num_operands; k++)
        if (is_negative_number(line->operands[k]))
            return line->operands[k];
    return line->operands[line->num_operands - 1];
}

static enum status carry_out(const struct command_line *line, struct error *err)
{
    const struct command *const command = line->command;
    char title[64];

    if (command_line_has(line, "help")) {
        command_help_print(line->parent, command, stdout);
        return STATUS_OK;
    }
    if (!command->run)
        return refuse_subcommand(command, command_line_operand(line, 0), err);
    if (line->num_operands < command->min_operands || line->num_operands > command->max_operands) {
        const char *const odd = odd_operand(line);

        title_of(line, title);
        return error_set(err, STATUS_USAGE,
                         "%s%s%susage: fisc %s [options]%s%s; see fisc %s --help", odd ? "'" : "",
                         odd ? odd : "", odd ? "' is one word too many; " : "", title,
                         *command->operands ? " " : "", command->operands, title);
    }
    size_t num_typed = 0;
    const char *const *const typed = command_line_values(line, "set", &num_typed);

    TRY(command_trust(typed, num_typed, command_line_has(line, "trust-config"), err));
    return command->run(line, err);
}

enum status command_execute(const struct command *const *all, const struct command *command,
                            int argc, char **argv, struct error *err)
{
    const struct command *const sub = argc > 1 ? command_find_subcommand(command, argv[1]) : NULL;
    struct command_line line = {.all = all,
                                .parent = sub ? command : NULL,
                                .command = sub ? sub : command};
    enum status status = parse(&line, sub ? argc - 1 : argc, sub ? argv + 1 : argv, err);

    if (!status)
        status = carry_out(&line, err);
    for (int k = 0; k < line.num_options; k++)
        free(line.given[k].values);
    free(line.operands);
    return status;
}
