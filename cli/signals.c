/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/signals.h"

#include <stddef.h>

/* Set by a signal, read between steps: the one thing that has to be global. */
volatile sig_atomic_t signals_stop_requested;

static void request_stop(int number)
{
    if (signals_stop_requested && number == SIGINT) { /* asked twice: now */
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
    }
    signals_stop_requested = 1;
}

void signals_catch(void)
{
    struct sigaction action = {.sa_handler = request_stop, .sa_flags = SA_RESTART};
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1};

    sigemptyset(&action.sa_mask);
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++)
        sigaction(numbers[k], &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file too large is an error like a full disk */
}
