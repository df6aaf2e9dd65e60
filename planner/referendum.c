/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/referendum.c: the workers vote directly over tax systems: flat rates, or whole schedules.  Those
 * simulated by rule know what each would bring if all answered it rationally, with its rebate (the policy
 * lab), and vote by their goal; those simulated by a language model are shown the tax systems.  Over flat
 * rates the median voter's rate solves tau/(1 - tau) = (1 - median z/mean z)/e (Meltzer and Richard 1981). */
#include "config/seed.h"
#include "planner/brackets.h"
#include "planner/foresight.h"
#include "planner/votes.h"

#include <stdio.h>
#include <stdlib.h>

struct referendum {
    enum vote_method method;
    int num_tax_systems;
    struct tax_schedule tax_system[VOTES_MAX_CANDIDATES];
    struct goal_shares goals;
};

static enum status refuse_count(const struct settings *settings, const char *path, size_t count,
                                struct error *err)
{
    return error_set(err, STATUS_INVALID_INPUT,
                     "%s: expected 2 to %d tax systems to vote on, got %zu",
                     settings_origin(settings, path), VOTES_MAX_CANDIDATES, count);
}

static enum status read_flat_rates(struct referendum *referendum, const struct settings *settings,
                                   struct error *err)
{
    static const char path[] = "planner.referendum.flat_rates";
    const size_t length = settings_length(settings, path);
    double rate[VOTES_MAX_CANDIDATES];

    if (length < 2 || length > VOTES_MAX_CANDIDATES)
        return refuse_count(settings, path, length, err);
    referendum->num_tax_systems = (int)settings_numbers(settings, path, rate, VOTES_MAX_CANDIDATES);
    for (int k = 0; k < referendum->num_tax_systems; k++)
        TRY(tax_schedule_init_flat(&referendum->tax_system[k], rate[k], err));
    return STATUS_OK;
}

/* Rates of one tax system a row on the planner's brackets. */
static enum status read_schedules(struct referendum *referendum, const struct settings *settings,
                                  struct error *err)
{
    static const char path[] = "planner.referendum.schedules";
    const size_t length = settings_length(settings, path);
    struct brackets brackets;

    TRY(brackets_read(&brackets, settings, err));
    if (length < 2 || length > VOTES_MAX_CANDIDATES)
        return refuse_count(settings, path, length, err);
    for (size_t k = 0; k < length; k++) {
        char row[64];
        double rate[TAX_MAX_BRACKETS];

        snprintf(row, sizeof row, "%s[%zu].rates", path, k);
        if (settings_numbers(settings, row, rate, TAX_MAX_BRACKETS) != (size_t)brackets.count)
            return error_set(
                err, STATUS_INVALID_INPUT,
                "%s: expected %d rates, one for each of planner.bracket_starts_usd_per_year",
                settings_origin(settings, row), brackets.count);
        TRY(tax_schedule_init(&referendum->tax_system[k], brackets.count,
                              brackets.start_usd_per_year, rate, 0.0, err));
    }
    referendum->num_tax_systems = (int)length;
    return STATUS_OK;
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct referendum *const referendum = calloc(1, sizeof *referendum);

    if (!referendum)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    enum status status = goal_shares_read(&referendum->goals, settings, err);

    referendum->method = (enum vote_method)settings_choice(settings, "planner.referendum.method");
    if (!status)
        status = settings_length(settings, "planner.referendum.schedules") > 0
                     ? read_schedules(referendum, settings, err)
                     : read_flat_rates(referendum, settings, err);
    if (status)
        free(referendum);
    else
        *state = referendum;
    return status;
}

static void write_note(struct planner_proposal *proposal, const struct referendum *referendum,
                       const struct tally *tally, int winner, size_t num_abstained)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    json_integer(&json, "winner", winner);
    json_open_array(&json, "tax_systems");
    for (int k = 0; k < referendum->num_tax_systems; k++)
        json_numbers(&json, NULL, referendum->tax_system[k].marginal_rate,
                     (size_t)referendum->tax_system[k].num_brackets);
    json_close(&json);
    json_integer(&json, "abstained", (int64_t)num_abstained);
    votes_write_members(&json, tally);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

static enum status vote(struct tally *tally, size_t *num_abstained, double **value, double **score,
                        const struct referendum *referendum, const struct planner_view *view,
                        struct error *err)
{
    const size_t num_workers = view->population->num_workers;
    const struct ballot ballot = {
        .tax_year = view->tax_year,
        .num_candidates = referendum->num_tax_systems,
        .tax_system = referendum->tax_system,
        .value = view->lab ? (const double *const *)value : NULL,
    };

    if (view->lab)
        TRY(foresee_values(value, referendum->tax_system, referendum->num_tax_systems,
                           &referendum->goals, view, err));
    for (int k = 0; k < referendum->num_tax_systems; k++) {
        score[k] = malloc(num_workers * sizeof *score[k]);
        if (!score[k])
            return error_set(err, STATUS_NO_MEMORY, "no memory for the votes of %zu workers",
                             num_workers);
    }
    TRY(view->electorate->vote(view->electorate->context, &ballot, score, num_abstained, err));
    votes_count(tally, (const double *const *)score, referendum->num_tax_systems,
                view->population->sample_weight, num_workers);
    return STATUS_OK;
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct referendum *const referendum = state;
    double *value[VOTES_MAX_CANDIDATES] = {NULL};
    double *score[VOTES_MAX_CANDIDATES] = {NULL};
    size_t num_abstained = 0;
    struct tally tally;
    const enum status status = vote(&tally, &num_abstained, value, score, referendum, view, err);

    if (!status) {
        const int winner = votes_winner(&tally, referendum->method);

        proposal->schedule = referendum->tax_system[winner];
        write_note(proposal, referendum, &tally, winner, num_abstained);
    }
    for (int k = 0; k < referendum->num_tax_systems; k++) {
        free(value[k]);
        free(score[k]);
    }
    return status;
}

static const struct setting voted_settings[] = {
    NUMBERS_SETTING("rates", "fraction", -1, 0.999999, NULL,
                    "Rates on planner.bracket_starts_usd_per_year."),
    {0},
};
static const struct setting *const voted_groups[] = {voted_settings, NULL};

static const struct setting settings[] = {
    NUMBERS_SETTING("planner.referendum.flat_rates", "fraction", -1, 0.999999,
                    "[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]",
                    "referendum: the flat rates that workers vote on, 2 to 32."),
    CHOICE_SETTING(
        "planner.referendum.method", "plurality|approval|borda|condorcet", "\"condorcet\"",
        "referendum: how votes are counted; without a Condorcet winner by Borda points."),
    OBJECTS_SETTING("planner.referendum.schedules", 32, voted_groups,
                    "referendum: whole schedules to vote on instead, 2 to 32."),
    {0},
};

static const struct setting *const groups[] = {brackets_settings, settings, votes_settings,
                                               seed_settings, NULL};

const struct planner_kind planner_referendum = {
    .kind = {.name = "referendum",
             .summary =
                 "the workers vote over flat rates or schedules, each by what it would bring",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = free,
    .needs_electorate = true,
};
