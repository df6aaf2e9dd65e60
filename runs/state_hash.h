/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/state_hash.h: population and tax systems as they are before the first step, in one number: a
 * resume must find the same. */
#ifndef FISC_RUNS_STATE_HASH_H
#define FISC_RUNS_STATE_HASH_H

#include "simulation/simulation.h"

/* 16 hexadecimal digits. */
void state_hash(char text[17], const struct population *p, const struct tax_system *baseline,
                const struct tax_system *tax_system);

#endif
