/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/referendum.c: the workers vote directly over flat rates.  Everybody knows what each rate would
 * bring if all answered it rationally, with its rebate (the policy lab), and votes by own utility; the
 * median voter's rate solves tau/(1 - tau) = (1 - median z/mean z)/e (Meltzer and Richard 1981). */
#include "base/text.h"
#include "planner/planner.h"
#include "planner/votes.h"

#include <stdlib.h>
#include <string.h>

struct referendum {
    enum vote_method method;
    int num_rates;
    double rate[VOTES_MAX_CANDIDATES];
};

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    const size_t length = settings_length(settings, "planner.referendum.flat_rates");
    struct referendum *const referendum = calloc(1, sizeof *referendum);

    if (!referendum)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    if (length < 2 || length > VOTES_MAX_CANDIDATES) {
        free(referendum);
        return error_set(err, STATUS_INVALID_INPUT, "%s: expected 2 to %d rates to vote on, got %zu",
                         settings_origin(settings, "planner.referendum.flat_rates"),
                         VOTES_MAX_CANDIDATES, length);
    }
    referendum->method = (enum vote_method)settings_choice(settings, "planner.referendum.method");
    referendum->num_rates = (int)settings_numbers(settings, "planner.referendum.flat_rates",
                                                  referendum->rate, VOTES_MAX_CANDIDATES);
    *state = referendum;
    return STATUS_OK;
}

/* utility[k][N] of every worker under rate k. */
static enum status ask_lab(double **utility, const struct referendum *referendum,
                           const struct planner_view *view, struct error *err)
{
    const size_t num_workers = view->population->num_workers;

    for (int k = 0; k < referendum->num_rates; k++) {
        struct tax_schedule schedule;
        struct step_summary summary;
        const struct outcome *outcome = NULL;

        utility[k] = malloc(num_workers * sizeof *utility[k]);
        if (!utility[k])
            return error_set(err, STATUS_NO_MEMORY, "no memory for the votes of %zu workers",
                             num_workers);
        TRY(tax_schedule_init_flat(&schedule, referendum->rate[k], err));
        TRY(view->lab->respond(view->lab->context, &schedule, &summary, &outcome, err));
        memcpy(utility[k], outcome->utility_usd_per_year, num_workers * sizeof *utility[k]);
    }
    return STATUS_OK;
}

static void write_note(struct planner_proposal *proposal, const struct referendum *referendum,
                       const struct tally *tally, int winner)
{
    struct text note = {0};

    text_append(&note, "{\"winner\":%d,\"flat_rates\":[", winner);
    for (int k = 0; k < referendum->num_rates; k++) {
        text_append(&note, "%s", k ? "," : "");
        text_append_number(&note, referendum->rate[k]);
    }
    text_append(&note, "],");
    votes_write(&note, tally);
    text_append(&note, "}");
    if (!note.failed && note.length < sizeof proposal->note)
        memcpy(proposal->note, note.bytes, note.length + 1);
    text_free(&note);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct referendum *const referendum = state;
    double *utility[VOTES_MAX_CANDIDATES] = {NULL};
    struct tally tally;
    enum status status = ask_lab(utility, referendum, view, err);

    if (!status) {
        votes_count(&tally, (const double *const *)utility, referendum->num_rates,
                    view->population->sample_weight, view->population->num_workers);
        const int winner = votes_winner(&tally, referendum->method);

        status = tax_schedule_init_flat(&proposal->schedule, referendum->rate[winner], err);
        write_note(proposal, referendum, &tally, winner);
    }
    for (int k = 0; k < referendum->num_rates; k++)
        free(utility[k]);
    return status;
}

const struct planner_kind planner_referendum = {
    .name = "referendum",
    .summary = "the workers vote over flat rates, each by what it would bring",
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_lab = true,
};
