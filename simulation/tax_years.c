/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/tax_years.h"

#include <stdlib.h>

enum status tax_years_add(struct tax_years *years, const struct step_summary *summary,
                          const struct tax_system *tax_system, struct error *err)
{
    if (years->count == years->capacity) {
        const size_t capacity = 2 * years->capacity + 16;
        struct step_summary *const summaries =
            realloc(years->summaries, capacity * sizeof *summaries);

        years->summaries = summaries ? summaries : years->summaries;
        struct tax_system *const tax_systems =
            realloc(years->tax_systems, capacity * sizeof *tax_systems);

        years->tax_systems = tax_systems ? tax_systems : years->tax_systems;
        if (!summaries || !tax_systems)
            return error_set(err, STATUS_NO_MEMORY, "no memory for the history of tax years");
        years->capacity = capacity;
    }
    TRY(tax_system_copy(&years->tax_systems[years->count], tax_system, err));
    years->summaries[years->count++] = *summary;
    return STATUS_OK;
}

void tax_years_free(struct tax_years *years)
{
    free(years->summaries);
    for (size_t k = 0; k < years->count; k++)
        tax_system_free(&years->tax_systems[k]);
    free(years->tax_systems);
    *years = (struct tax_years){0};
}
