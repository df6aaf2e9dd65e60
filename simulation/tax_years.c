/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/tax_years.h"

#include <stdlib.h>

enum status tax_years_add(struct tax_years *years, const struct step_summary *summary,
                          const struct tax_schedule *schedule, struct error *err)
{
    if (years->count == years->capacity) {
        const size_t capacity = 2 * years->capacity + 16;
        struct step_summary *const summaries =
            realloc(years->summaries, capacity * sizeof *summaries);

        years->summaries = summaries ? summaries : years->summaries;
        struct tax_schedule *const schedules =
            realloc(years->schedules, capacity * sizeof *schedules);

        years->schedules = schedules ? schedules : years->schedules;
        if (!summaries || !schedules)
            return error_set(err, STATUS_NO_MEMORY, "no memory for the history of tax years");
        years->capacity = capacity;
    }
    years->summaries[years->count] = *summary;
    years->schedules[years->count++] = *schedule;
    return STATUS_OK;
}

void tax_years_free(struct tax_years *years)
{
    free(years->summaries);
    free(years->schedules);
    *years = (struct tax_years){0};
}
