/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/response_domain.h"

enum status response_domain_check(const struct utility *utility,
                                  const struct tax_schedule *tax_system, const char *what,
                                  const char *why, struct error *err)
{
    if (utility_has_income_effects(utility))
        return error_set(err, STATUS_INVALID_INPUT,
                         "%s utility.form = \"quasilinear\", not \"%s\": %s", what,
                         utility->kind->kind.name, why);
    for (int j = 0; j < tax_system->num_brackets; j++)
        if (tax_system->marginal_rate[j] >= 1.0)
            return error_set(err, STATUS_INVALID_INPUT,
                             "bracket %d: a rate of %g: expected rates below 1", j,
                             tax_system->marginal_rate[j]);
    return STATUS_OK;
}
