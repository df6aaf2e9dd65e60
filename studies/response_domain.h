/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/response_domain.h: where formulas hold that know of a response to rates and of no other. */
#ifndef FISC_STUDIES_RESPONSE_DOMAIN_H
#define FISC_STUDIES_RESPONSE_DOMAIN_H

#include "model/tax_schedule.h"
#include "model/utility.h"

/* STATUS_INVALID_INPUT, in the name of `what` ("an MVPF needs") and with the reason `why`, where utility is not
 * quasilinear; and where a rate is 1 or more, which leaves nothing to respond to. */
enum status response_domain_check(const struct utility *utility,
                                  const struct tax_schedule *tax_system, const char *what,
                                  const char *why, struct error *err) MUST_CHECK;

#endif
