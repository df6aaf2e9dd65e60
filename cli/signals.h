/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/signals.h: SIGINT, SIGTERM, SIGUSR1, SIGHUP (not under nohup) and SIGXCPU ask a long command to stop where it
 * can go on later; a second SIGINT, SIGTERM or SIGHUP ends it and the processes that it started at once. */
#ifndef FISC_CLI_SIGNALS_H
#define FISC_CLI_SIGNALS_H

#include <signal.h>

/* Not 0 once somebody asked. */
extern volatile sig_atomic_t signals_stop_requested;

void signals_catch(void);

/* While nothing is begun that could go on later (a population is drawn): what is caught ends this process at once, with
 * STATUS_INTERRUPTED and these words, a line of our own.  NULL: no longer. */
void signals_end_at_once(const char *words);

#endif
