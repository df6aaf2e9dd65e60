/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/reference.c: the income tax of the country's statutes, from the first dollar on, on the
 * planner's brackets (liability-preserving averages where they are fewer). */
#include "planner/brackets.h"
#include "planner/planner.h"

#include <stdlib.h>

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct brackets *const brackets = malloc(sizeof *brackets);

    if (!brackets)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = brackets_read(brackets, settings, err);

    if (status) {
        free(brackets);
        return status;
    }
    *state = brackets;
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct tax_system reference = tax_system_of_schedule(view->reference);

    return brackets_average_of(state, &reference, view->population, &proposal->schedule, err);
}

static const struct setting *const groups[] = {brackets_settings, NULL};

const struct planner_kind planner_reference = {
    .kind = {.name = "reference",
             .summary =
                 "the country's income tax as its statutes have it, averaged onto the brackets",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_reference = true,
};
