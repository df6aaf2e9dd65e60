/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/utility_quasilinear.c: u = y - c l^delta (Karten et al. 2025).  A dollar is worth the same to
 * everybody at any income, so that the rebate moves no choice. */
#include "model/utility.h"

const struct utility_kind utility_quasilinear = {
    .kind = {.name = "quasilinear",
             .summary = "net income less effort: no income effects (Karten et al. 2025)"},
};
