/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/main.c: finds the subcommand, runs it, prints its error and exits.  The only place that does. */
#include "base/text.h"
#include "cli/command.h"
#include "runs/build_info.h"

#include <gsl/gsl_errno.h>

#include <stdlib.h>
#include <string.h>

extern const struct command command_run, command_resume, command_inspect, command_compare,
    command_validate, command_config, command_calibrate, command_tax, command_list,
    command_completion, command_man, command_transcript, command_doctor, command_sweep,
    command_export, command_planners, command_report, command_watch, command_reproduce,
    command_reform, command_branch, command_dominance, command_laffer, command_weights,
    command_package, command_elasticity;

const struct command *const commands[] = {
    &command_run,        &command_resume,     &command_inspect,
    &command_compare,    &command_validate,   &command_config,
    &command_tax,        &command_list,       &command_calibrate,
    &command_watch,      &command_export,     &command_report,
    &command_planners,   &command_sweep,      &command_reproduce,
    &command_reform,     &command_branch,     &command_dominance,
    &command_laffer,     &command_weights,    &command_package,
    &command_elasticity, &command_transcript, &command_doctor,
    &command_completion, &command_man,        NULL,
};

static void print_usage(FILE *stream)
{
    fprintf(stream, "fisc %s: a laboratory for tax policy\n\nUsage: fisc COMMAND [options] ...\n\n",
            FISC_VERSION);
    for (const struct command *const *command = commands; *command; command++)
        fprintf(stream, "  %-11s %s\n", (*command)->name, (*command)->summary);
    fprintf(stream, "\n'fisc COMMAND --help' says more; 'fisc --version' names this build.\n");
}

static const struct command *find_command(const char *name)
{
    for (const struct command *const *command = commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static const char *nearest_command(const char *name)
{
    const char *names[32];
    size_t count = 0;

    for (const struct command *const *command = commands; *command; command++)
        names[count++] = (*command)->name;
    return text_nearest(name, names, count);
}

static int report(enum status status, const struct error *err)
{
    if (status && err->message[0])
        fprintf(stderr, "fisc: %s\n", err->message);
    if (fflush(stdout) != 0 && !status) {
        fprintf(stderr, "fisc: standard output: cannot write\n");
        status = STATUS_IO;
    }
    return status;
}

static void print_version(void)
{
    struct build_info build;

    build_info_fill(&build);
    printf("fisc %s\ncommit %s\nmade by %s with %s\n%s, GSL %s, HDF5 %s, on %s\n", build.version,
           build.git_commit, build.compiler, build.compiler_flags, build.libc, build.gsl,
           build.hdf5, build.cpu);
}

int main(int argc, char **argv)
{
    struct error err = {0};

    gsl_set_error_handler_off();
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        const struct command *const asked = argc > 2 ? find_command(argv[2]) : NULL;

        if (asked)
            command_print_help(asked, stdout);
        else
            print_usage(argc < 2 ? stderr : stdout);
        return argc < 2 ? STATUS_USAGE : STATUS_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        print_version();
        return STATUS_OK;
    }
    const struct command *const command = find_command(argv[1]);

    if (!command) {
        const char *const nearest = nearest_command(argv[1]);

        fprintf(stderr, "fisc: unknown command '%s'%s%s%s; see 'fisc --help'\n", argv[1],
                nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
        return STATUS_USAGE;
    }
    return report(command_execute(command, argc - 1, argv + 1, &err), &err);
}
