/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/signals.h"

#include "base/error.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* Set by a signal, read between steps and in long loops: the one thing that has to be global. */
volatile sig_atomic_t signals_stop_requested;

enum { AT_ONCE_MS = 500 };

/* Only the handler uses them; times are of a clock that never jumps, in milliseconds. */
static volatile sig_atomic_t first_number;
static volatile long long first_ms;

static long long now_ms(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asked twice?  A terminal and a parent may both tell of one wish, timeout(1) tells a process and its group, a queue
 * warns before it ends: so it has to be the same signal, and not at once; a ctrl-C may be. */
static bool is_second(int number)
{
    return signals_stop_requested && number == first_number &&
           (number == SIGINT ||
            ((number == SIGTERM || number == SIGHUP) && now_ms() - first_ms >= AT_ONCE_MS));
}

/* Where nothing is begun that could go on later, a wish is carried out at once with these words: nobody has to look at
 * a flag. */
static const char *volatile last_words;

static void end_at_once(const char *words)
{
    size_t length = 0;

    while (words[length])
        length++;
    const ssize_t written = write(STDERR_FILENO, words, length);

    (void)written;
    _exit(STATUS_INTERRUPTED);
}

static void request_stop(int number)
{
    const int saved = errno;

    if (last_words)
        end_at_once(last_words);
    if (is_second(number)) { /* now; processes that were started end with this one */
        signal(number, SIG_DFL);
        raise(number);
    }
    if (!signals_stop_requested || (number != first_number && number != SIGUSR1)) {
        first_number = number;
        first_ms = now_ms();
    }
    signals_stop_requested = 1;
    errno = saved;
}

void signals_end_at_once(const char *words)
{
    last_words = words;
}

void signals_catch(void)
{
    struct sigaction action = {.sa_handler = request_stop, .sa_flags = SA_RESTART};
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1, SIGHUP, SIGXCPU};

    sigemptyset(&action.sa_mask);
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
        struct sigaction before;

        /* What nohup(1) ignores stays ignored. */
        if (numbers[k] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
            before.sa_handler == SIG_IGN)
            continue;
        sigaction(numbers[k], &action, NULL);
    }
}
