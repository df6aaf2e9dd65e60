/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/main.c: finds the command, runs it, prints its error and exits.  The only place that does. */
#include "cli/commands.h"
#include "cli/faults.h"
#include "cli/say.h"
#include "cli/signals.h"
#include "runs/build_info.h"
#include "studies/sweep/pool_worker.h"

#include <gsl/gsl_errno.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A file that is opened must not get the number of a closed standard stream, and be printed to.  Reading from
 * standard output cannot be meant: what is printed fails, and is told as such. */
static void fill_standard_streams(void)
{
    static const int modes[] = {O_RDONLY, O_RDONLY, O_RDWR};

    for (int k = 0; k < 3; k++)
        if (fcntl(k, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[k]) < 0)
            return;
}

/* Of one line or several, each from a format of ours. */
static void tell_story(const char *story)
{
    say_error("fisc: ");
    say_lines(stderr, story);
    say_error("\n");
}

/* Who started fisc may ignore its children, which is inherited: then nobody could wait for those of a sweep.  A file
 * that may not get larger is an error like a full disk. */
static void settle_signals(void)
{
    signal(SIGCHLD, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN);
}

static int report(enum status status, const struct error *err)
{
    if (status && err->message[0])
        tell_story(err->message);
    if ((fflush(stdout) != 0 || ferror(stdout)) && !status) {
        say_error("fisc: standard output: cannot write\n");
        status = STATUS_IO;
    }
    return status;
}

static void print_version(void)
{
    struct build_info build;

    build_info_fill(&build);
    say("fisc %s\ncommit %s\nmade by %s with %s\n%s, GSL %s, HDF5 %s, on %s\n", build.version,
        build.git_commit, build.compiler, build.compiler_flags, build.libc, build.gsl, build.hdf5,
        build.cpu);
}

/* 'fisc demo.json' runs it. */
static bool names_config(const char *word)
{
    const size_t length = strlen(word);

    return length > 5 && strcmp(word + length - 5, ".json") == 0;
}

static int obey(int argc, char **argv)
{
    struct error err = {0};

    if (argc < 2) {
        commands_print(stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return report(commands_help(argc - 2, argv + 2, &err), &err);
    if (strcmp(argv[1], "--version") == 0) {
        print_version();
        return report(STATUS_OK, &err);
    }
    if (strcmp(argv[1], POOL_WORKER_WORD) == 0) {
        signals_catch();
        return (int)pool_worker_run(argc - 2, argv + 2, &signals_stop_requested, &err);
    }
    char run[] = "run";
    const bool is_config = names_config(argv[1]);
    const struct command *command = NULL;
    enum status status = commands_find(&command, is_config ? run : argv[1], &err);

    if (is_config)
        argv[0] = run;
    if (!status)
        status = command_execute(commands, command, argc - !is_config, argv + !is_config, &err);
    return report(status, &err);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    settle_signals();
    /* A worker that faults is to be seen to: its point goes to another. */
    if (argc < 2 || strcmp(argv[1], POOL_WORKER_WORD) != 0)
        faults_catch();
    gsl_set_error_handler_off();
    const int code = obey(argc, argv);

    faults_end();
    return code;
}
