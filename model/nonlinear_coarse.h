/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/nonlinear_coarse.h: multipliers of a large chain to begin with, from a chain of one worker in 64: most passes of
 * the iteration are then made on that one.  What the large one settles at does not hang on it. */
#ifndef FISC_MODEL_NONLINEAR_COARSE_H
#define FISC_MODEL_NONLINEAR_COARSE_H

#include "model/nonlinear_chain.h"

/* A chain that is small begins at 0, as it was created. */
enum status nonlinear_coarse_begin(struct nonlinear_chain *chain, struct error *err) MUST_CHECK;

#endif
