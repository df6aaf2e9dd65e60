/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/faults.h"

#include "base/error.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STACK_BYTES = 64 << 10 };

/* Read by what runs when the process ends, which is given nothing. */
static volatile sig_atomic_t is_ending;

/* Only what a signal handler may do. */
static void say(const char *words)
{
    const size_t length = strlen(words);

    if (write(STDERR_FILENO, words, length) != (ssize_t)length)
        return; /* then nobody hears it */
}

static void on_fault(int number)
{
    (void)number;
    say("fisc: a fault of fisc or of a library of it, or memory is short; what was recorded is "
        "whole, and "
        "'fisc resume' goes on with a run\n");
    _exit(STATUS_INTERNAL);
}

static void on_exit_of_a_library(void)
{
    if (is_ending)
        return;
    say("fisc: a library ended the process, most likely since memory is short; what was recorded "
        "is whole, and "
        "'fisc resume' goes on with a run\n");
    _exit(STATUS_NO_MEMORY);
}

void faults_catch(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    static char stack[STACK_BYTES]; /* a stack that overflowed holds no handler */
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction action = {.sa_handler = on_fault, .sa_flags = SA_ONSTACK};
    stack_t before_it;

    if (sigaltstack(NULL, &before_it) == 0 && (before_it.ss_flags & SS_DISABLE))
        sigaltstack(&other, NULL);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        struct sigaction before;

        if (sigaction(numbers[k], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(numbers[k], &action, NULL);
    }
    atexit(on_exit_of_a_library);
}

void faults_end(void)
{
    is_ending = 1;
}
