/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/rehearsal.h: how long will a run take?  A hundredth of it is done and timed. */
#ifndef FISC_SIMULATION_REHEARSAL_H
#define FISC_SIMULATION_REHEARSAL_H

#include "config/settings.h"

/* Seconds that the run takes here, by those of a hundredth of its workers, or of its steps where workers are few:
 * asking takes a hundredth of them.  NAN where that says nothing: a language model is asked.  Files of a
 * run, and reading a sample (workers are drawn in its place), are not counted. */
enum status rehearsal_seconds(double *seconds, const struct settings *settings,
                              struct error *err) MUST_CHECK;

#endif
