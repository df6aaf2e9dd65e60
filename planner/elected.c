/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/elected.c: every tax year the workers elect one of themselves, who sets the taxes by the own
 * goal (after Karten et al. 2025).  With platforms every candidate says beforehand which tax system, and that
 * tax system comes; without, voters know only who stands, and the winner decides.  Candidates and voters
 * simulated by a language model are asked; the others compute what each tax system would bring
 * (planner/foresight.h) and take it that everybody else who stands does so, too. */
#include "base/json_writer.h"
#include "base/random.h"
#include "config/seed.h"
#include "llm/gateway.h"
#include "llm/gateway_settings.h"
#include "planner/brackets.h"
#include "planner/foresight.h"
#include "planner/tax_question.h"
#include "planner/votes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct elected {
    enum vote_method method;
    bool has_platforms;
    int num_candidates;
    struct goal_shares goals;
    struct tax_question question;
};

/* One election. */
struct election {
    int count;
    size_t worker[VOTES_MAX_CANDIDATES];
    struct tax_schedule tax_system[VOTES_MAX_CANDIDATES];
    /* of those whom a model was asked about a tax system; NULL: of nobody */
    struct llm_batch *asked;
    int asked_candidate[VOTES_MAX_CANDIDATES]; /* by request of the batch; -1: does not stand */
    size_t asked_worker[VOTES_MAX_CANDIDATES];
    double *value[VOTES_MAX_CANDIDATES], *score[VOTES_MAX_CANDIDATES];
    size_t num_abstained;
    struct tally tally;
    int winner; /* -1: nobody stands */
};

static void destroy(void *state)
{
    struct elected *const elected = state;

    if (elected)
        tax_question_free(&elected->question);
    free(elected);
}

static enum status read_settings(struct elected *elected, const struct settings *settings,
                                 struct error *err)
{
    elected->method = (enum vote_method)settings_choice(settings, "planner.elected.method");
    elected->has_platforms = settings_bool(settings, "planner.elected.platforms");
    elected->num_candidates = (int)settings_integer(settings, "planner.elected.candidates");
    TRY(goal_shares_read(&elected->goals, settings, err));
    return tax_question_create(&elected->question, settings, true, err);
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct elected *const elected = calloc(1, sizeof *elected);

    if (!elected)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = read_settings(elected, settings, err);

    if (status)
        destroy(elected);
    else
        *state = elected;
    return status;
}

/* ---- who stands -------------------------------------------------------------------------------- */

static bool is_drawn(const uint32_t *ids, int count, uint32_t id)
{
    for (int k = 0; k < count; k++)
        if (ids[k] == id)
            return true;
    return false;
}

/* Different workers, by id, so that they do not hang on the order in memory. */
static void draw_candidates(struct election *election, int wanted, const struct planner_view *view)
{
    const struct population *const population = view->population;
    const size_t num_workers = population->num_workers;
    uint32_t ids[VOTES_MAX_CANDIDATES];

    election->count = (size_t)wanted < num_workers ? wanted : (int)num_workers;
    for (int drawn = 0, k = 0; drawn < election->count; k++) {
        const double u =
            random_uniforms(view->seed, RANDOM_CANDIDATE, (uint64_t)k, (uint64_t)view->tax_year)
                .u[0];
        const uint32_t id = (uint32_t)(u * (double)num_workers);

        if (!is_drawn(ids, drawn, id))
            ids[drawn++] = id;
    }
    for (size_t i = 0; i < num_workers; i++)
        for (int k = 0; k < election->count; k++)
            if (population->id[i] == ids[k])
                election->worker[k] = i;
}

/* ---- which tax system each would set ----------------------------------------------------------- */

static enum goal goal_of_candidate(const struct elected *elected, const struct election *election,
                                   int k, const struct planner_view *view)
{
    return goal_of_worker(&elected->goals, view->seed, view->population->id[election->worker[k]]);
}

static bool uses_llm(const struct planner_view *view, size_t i)
{
    return view->electorate->uses_llm(view->electorate->context, i);
}

static enum status set_question(struct llm_batch *batch, size_t k, const struct elected *elected,
                                const struct planner_view *view, size_t worker, struct error *err)
{
    struct text persona = {0};
    struct text facts = {0};
    struct tax_asked asked = {
        .goal = "",
        .worker = view->population->id[worker],
        .seed_key = 1u + view->population->id[worker],
    };
    const enum status status = view->electorate->describe(view->electorate->context, worker,
                                                          &persona, &facts, &asked.goal, err);

    asked.persona = persona.bytes ? persona.bytes : "";
    asked.facts = facts.bytes ? facts.bytes : "";
    if (!status)
        tax_question_set(batch, k, &elected->question, view, &asked);
    text_free(&persona);
    text_free(&facts);
    return status;
}

/* Ask candidates [first, first + count) simulated by a language model for their tax systems. */
static enum status ask_tax_systems(struct election *election, const struct elected *elected,
                                   const struct planner_view *view, int first, int count,
                                   struct error *err)
{
    size_t num_asked = 0;

    for (int k = first; k < first + count; k++)
        if (uses_llm(view, election->worker[k])) {
            election->asked_worker[num_asked] = election->worker[k];
            election->asked_candidate[num_asked++] = k;
        }
    if (num_asked == 0)
        return STATUS_OK;
    TRY(tax_question_begin(&election->asked, &elected->question, view, num_asked, err));
    for (size_t q = 0; q < num_asked; q++)
        TRY(set_question(election->asked, q, elected, view,
                         election->worker[election->asked_candidate[q]], err));
    TRY(llm_batch_ask(election->asked, view->gateway, err));
    for (size_t q = 0; q < num_asked; q++) {
        struct tax_schedule *const tax_system = &election->tax_system[election->asked_candidate[q]];
        const struct llm_reply *const reply = llm_batch_reply(election->asked, q);

        if (reply->outcome == LLM_USABLE)
            TRY(tax_question_read(tax_system, &elected->question, view, reply, err));
    }
    return STATUS_OK;
}

static bool has_no_platform(const struct election *election, int k)
{
    for (size_t q = 0; election->asked && q < llm_batch_count(election->asked); q++)
        if (election->asked_candidate[q] == k)
            return llm_batch_reply(election->asked, q)->outcome != LLM_USABLE;
    return false;
}

/* Who was asked for a platform and has none does not stand. */
static void withdraw_without_platform(struct election *election)
{
    int new_place[VOTES_MAX_CANDIDATES];
    int count = 0;

    for (int k = 0; k < election->count; k++) {
        new_place[k] = has_no_platform(election, k) ? -1 : count++;
        if (new_place[k] < 0)
            continue;
        election->worker[new_place[k]] = election->worker[k];
        election->tax_system[new_place[k]] = election->tax_system[k];
    }
    for (size_t q = 0; election->asked && q < llm_batch_count(election->asked); q++)
        election->asked_candidate[q] = new_place[election->asked_candidate[q]];
    election->count = count;
}

/* Nobody answers where it is only counted what would be asked: voters are asked about somebody all the same. */
static enum status suppose_platforms(struct election *election, const struct elected *elected,
                                     const struct planner_view *view, struct error *err)
{
    for (int k = 0; k < election->count; k++)
        if (uses_llm(view, election->worker[k]))
            TRY(brackets_average_of(&elected->question.prompt.brackets, view->tax_system,
                                    view->population, &election->tax_system[k], err));
    return STATUS_OK;
}

/* Tax systems of those simulated by rule; if `is_expectation`, what is expected of the others, too. */
static enum status compute_tax_systems(struct election *election, const struct elected *elected,
                                       const struct planner_view *view, bool is_expectation,
                                       struct error *err)
{
    for (int k = 0; k < election->count; k++)
        if (is_expectation || !uses_llm(view, election->worker[k]))
            TRY(foresee_own_tax_system(&election->tax_system[k], &elected->question.prompt.brackets,
                                       election->worker[k],
                                       goal_of_candidate(elected, election, k, view), view, err));
    return STATUS_OK;
}

/* ---- the vote ---------------------------------------------------------------------------------- */

static enum status vote(struct election *election, const struct elected *elected,
                        const struct planner_view *view, struct error *err)
{
    const size_t num_workers = view->population->num_workers;
    const struct ballot ballot = {
        .tax_year = view->tax_year,
        .num_candidates = election->count,
        .candidate = election->worker,
        .tax_system = elected->has_platforms ? election->tax_system : NULL,
        .value = view->lab ? (const double *const *)election->value : NULL,
    };

    if (view->lab)
        TRY(foresee_values(election->value, election->tax_system, election->count, &elected->goals,
                           view, err));
    for (int k = 0; k < election->count; k++) {
        election->score[k] = malloc(num_workers * sizeof *election->score[k]);
        if (!election->score[k])
            return error_set(err, STATUS_NO_MEMORY, "no memory for the votes of %zu workers",
                             num_workers);
    }
    TRY(view->electorate->vote(view->electorate->context, &ballot, election->score,
                               &election->num_abstained, err));
    votes_count(&election->tally, (const double *const *)election->score, election->count,
                view->population->sample_weight, num_workers);
    election->winner = votes_winner(&election->tally, elected->method);
    return STATUS_OK;
}

static enum status hold_election(struct election *election, const struct elected *elected,
                                 const struct planner_view *view, struct error *err)
{
    draw_candidates(election, elected->num_candidates, view);
    if (elected->has_platforms)
        TRY(ask_tax_systems(election, elected, view, 0, election->count, err));
    if (elected->has_platforms && gateway_only_counts(view->gateway))
        TRY(suppose_platforms(election, elected, view, err));
    else if (elected->has_platforms)
        withdraw_without_platform(election);
    election->winner = -1;
    if (election->count == 0)
        return STATUS_OK;
    if (view->lab)
        TRY(compute_tax_systems(election, elected, view, !elected->has_platforms, err));
    TRY(vote(election, elected, view, err));
    return elected->has_platforms
               ? STATUS_OK
               : ask_tax_systems(election, elected, view, election->winner, 1, err);
}

/* ---- the record -------------------------------------------------------------------------------- */

static void write_tax_systems(struct json_writer *note, const struct election *election)
{
    json_open_array(note, "platforms");
    for (int k = 0; k < election->count; k++)
        json_numbers(note, NULL, election->tax_system[k].marginal_rate,
                     (size_t)election->tax_system[k].num_brackets);
    json_close(note);
}

static void write_answers(struct json_writer *note, const struct elected *elected,
                          const struct election *election, const struct planner_view *view)
{
    const size_t count = election->asked ? llm_batch_count(election->asked) : 0;

    json_open_array(note, "answers");
    for (size_t q = 0; q < count; q++) {
        json_open_object(note, NULL);
        if (election->asked_candidate[q] >= 0)
            json_integer(note, "candidate", election->asked_candidate[q]);
        else
            json_integer(note, "does_not_stand", view->population->id[election->asked_worker[q]]);
        tax_question_write_answer(note, &elected->question, llm_batch_reply(election->asked, q));
        json_close(note);
    }
    json_close(note);
}

static void write_note(struct planner_proposal *proposal, const struct elected *elected,
                       const struct election *election, const struct planner_view *view)
{
    struct text note = {0};
    struct json_writer json = json_writer_of(&note, JSON_COMPACT);

    json_open_object(&json, NULL);
    if (election->winner >= 0)
        json_integer(&json, "winner", election->winner);
    else
        json_null(&json, "winner");
    json_open_array(&json, "candidates");
    for (int k = 0; k < election->count; k++)
        json_integer(&json, NULL, view->population->id[election->worker[k]]);
    json_close(&json);
    json_integer(&json, "abstained", (int64_t)election->num_abstained);
    votes_write_members(&json, &election->tally);
    if (elected->has_platforms)
        write_tax_systems(&json, election);
    write_answers(&json, elected, election, view);
    json_close(&json);
    planner_keep_note(proposal, &note);
    text_free(&note);
}

/* The winner's tax system, if it named one. */
static void decide(struct planner_proposal *proposal, const struct elected *elected,
                   const struct election *election)
{
    if (election->winner < 0)
        snprintf(proposal->invalid, sizeof proposal->invalid,
                 "none of those who were drawn named a valid tax system: nobody stands");
    else if (!elected->has_platforms && has_no_platform(election, election->winner))
        tax_question_refuse(proposal, llm_batch_reply(election->asked, 0));
    else
        proposal->schedule = election->tax_system[election->winner];
}

static void free_election(struct election *election)
{
    for (int k = 0; k < VOTES_MAX_CANDIDATES; k++) {
        free(election->value[k]);
        free(election->score[k]);
    }
    llm_batch_destroy(election->asked);
    free(election);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct elected *const elected = state;
    struct election *const election = calloc(1, sizeof *election);

    if (!election)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an election");
    const enum status status = hold_election(election, elected, view, err);

    if (!status) {
        decide(proposal, elected, election);
        write_note(proposal, elected, election, view);
    }
    free_election(election);
    return status;
}

static const struct setting settings[] = {
    INTEGER_SETTING("planner.elected.candidates", "worker", 2, 20, "5",
                    "elected: workers, drawn anew every tax year, who stand."),
    SWITCH_SETTING(
        "planner.elected.platforms", "false",
        "elected: candidates say beforehand which tax system they would set, and it binds them."),
    CHOICE_SETTING("planner.elected.method", "plurality|approval|borda|condorcet", "\"plurality\"",
                   "elected: how votes are counted; without a Condorcet winner by Borda points."),
    {0},
};

static const struct setting *const groups[] = {brackets_settings,     settings,
                                               votes_settings,        tax_prompt_settings,
                                               tax_question_settings, gateway_settings,
                                               seed_settings,         NULL};

const struct planner_kind planner_elected = {
    .kind = {.name = "elected",
             .summary = "the workers elect one of themselves, who sets the taxes by the own goal",
             .settings = groups},
    .create = create,
    .propose = propose,
    .destroy = destroy,
    .needs_electorate = true,
    .asks_leaders = true,
};
