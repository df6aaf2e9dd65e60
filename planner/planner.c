/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/planner.c: what holds of every planner. */
#include "planner/planner.h"

#include <stdio.h>
#include <string.h>

enum status planner_propose(struct planner *planner, const struct planner_view *view,
                            struct planner_proposal *proposal, struct error *err)
{
    if (planner->kind->needs_lab && !view->lab)
        return error_set(err, STATUS_INTERNAL, "planner '%s' needs a policy lab and has none",
                         planner->kind->kind.name);
    proposal->schedule.num_brackets = 0;
    proposal->tax_system = (struct tax_system){0};
    proposal->note[0] = proposal->invalid[0] = '\0';
    const enum status status = planner->kind->propose(planner->state, view, proposal, err);

    if (view->lab && view->lab->stop && *view->lab->stop)
        return error_set(err, STATUS_INTERRUPTED,
                         "interrupted while planner '%s' searched the taxes of tax year %lld",
                         planner->kind->kind.name, (long long)view->tax_year);
    if (proposal->tax_system.num_classes == 0)
        proposal->tax_system = proposal->schedule.num_brackets > 0
                                   ? tax_system_of_schedule(&proposal->schedule)
                                   : *view->tax_system;
    return status ? error_add_context(err, "while planner '%s' set the taxes of tax year %lld",
                                      planner->kind->kind.name, (long long)view->tax_year)
                  : STATUS_OK;
}

double policy_lab_welfare(const struct policy_lab *lab, const struct tax_schedule *schedule)
{
    const struct tax_system everybody = tax_system_of_schedule(schedule);

    return lab->welfare(lab->context, &everybody);
}

enum status policy_lab_respond(const struct policy_lab *lab, const struct tax_schedule *schedule,
                               struct step_summary *summary, const struct outcome **outcome,
                               struct error *err)
{
    const struct tax_system everybody = tax_system_of_schedule(schedule);

    return lab->respond(lab->context, &everybody, summary, outcome, err);
}

void planner_destroy(struct planner *planner)
{
    if (planner->kind && planner->kind->destroy)
        planner->kind->destroy(planner->state);
    *planner = (struct planner){0};
}

void planner_keep_note(struct planner_proposal *proposal, const struct text *note)
{
    if (!note->failed && note->length < sizeof proposal->note)
        memcpy(proposal->note, note->bytes, note->length + 1);
    else
        snprintf(proposal->note, sizeof proposal->note, "{\"too_long_bytes\":%zu}", note->length);
}
