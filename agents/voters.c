/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/voters.h"

#include "agents/personas.h"
#include "agents/tax_words.h"
#include "base/elementary.h"
#include "base/random.h"
#include "llm/batch.h"
#include "llm/reply_schema.h"

#include <stdio.h>
#include <stdlib.h>

enum { THOUGHT_TOKENS = 200 };

struct voters {
    enum ballot_form form;
    double noise_share, temperature;
    int max_tokens;
    bool thinks; /* before the vote, in words */
    struct goal_shares goals;
    struct prompt *system, *question, *words, *tax_words;
};

static const struct prompt_part system_parts[] = {PROMPT_WHOLE("occasion", "law", "rebate",
                                                               "candidates", "form"),
                                                  {0}};
static const struct prompt_part question_parts[] = {PROMPT_WHOLE("persona", "facts", "goal",
                                                                 "situation", "question"),
                                                    {0}};

enum {
    OCCASION_ELECTION,
    OCCASION_REFERENDUM,
    CANDIDATE,
    CANDIDATE_WITH_PLATFORM,
    PROPOSAL,
    FORM_CHOICE_ELECTION,
    FORM_CHOICE_REFERENDUM,
    FORM_SCORES_ELECTION,
    FORM_SCORES_REFERENDUM,
    FORM_THINKING,
    SITUATION,
    QUESTION_CHOICE_ELECTION,
    QUESTION_CHOICE_REFERENDUM,
    QUESTION_SCORES,
    NUM_WORDS
};

static const struct prompt_part word_parts[NUM_WORDS + 1] = {
    [OCCASION_ELECTION] = PROMPT_PART("occasion_election", NULL),
    [OCCASION_REFERENDUM] = PROMPT_PART("occasion_referendum", NULL),
    [CANDIDATE] = PROMPT_PART("candidate", "number", "worker"),
    [CANDIDATE_WITH_PLATFORM] = PROMPT_PART("candidate_with_platform", "number", "worker", "law"),
    [PROPOSAL] = PROMPT_PART("proposal", "number", "law"),
    [FORM_CHOICE_ELECTION] = PROMPT_PART("form_choice_election", "count"),
    [FORM_CHOICE_REFERENDUM] = PROMPT_PART("form_choice_referendum", "count"),
    [FORM_SCORES_ELECTION] = PROMPT_PART("form_scores_election", "count"),
    [FORM_SCORES_REFERENDUM] = PROMPT_PART("form_scores_referendum", "count"),
    [FORM_THINKING] = PROMPT_PART("form_thinking", NULL),
    [SITUATION] = PROMPT_PART("situation", "hours", "tax", "left"),
    [QUESTION_CHOICE_ELECTION] = PROMPT_PART("question_choice_election", NULL),
    [QUESTION_CHOICE_REFERENDUM] = PROMPT_PART("question_choice_referendum", NULL),
    [QUESTION_SCORES] = PROMPT_PART("question_scores", NULL),
};

static enum status read_settings(struct voters *voters, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    voters->form = (enum ballot_form)settings_choice(settings, "planner.ballot");
    voters->noise_share = settings_number(settings, "planner.vote_noise_share");
    voters->temperature = settings_number(settings, "rule.llm.temperature");
    voters->thinks = settings_bool(settings, "planner.vote_think");
    voters->max_tokens = (int)settings_integer(settings, "rule.llm.max_tokens") +
                         (voters->thinks ? THOUGHT_TOKENS : 0);
    TRY(goal_shares_read(&voters->goals, settings, err));
    TRY(prompt_load(&voters->system, "vote_system", folder, system_parts, err));
    TRY(prompt_load(&voters->question, "vote_question", folder, question_parts, err));
    TRY(prompt_load(&voters->words, "vote_words", folder, word_parts, err));
    return tax_words_load(&voters->tax_words, folder, err);
}

enum status voters_create(struct voters **voters, const struct settings *settings,
                          struct error *err)
{
    *voters = calloc(1, sizeof **voters);
    if (!*voters)
        return error_set(err, STATUS_NO_MEMORY, "no memory for voters");
    const enum status status = read_settings(*voters, settings, err);

    if (status) {
        voters_destroy(*voters);
        *voters = NULL;
    }
    return status;
}

void voters_destroy(struct voters *voters)
{
    if (!voters)
        return;
    prompt_destroy(voters->system);
    prompt_destroy(voters->question);
    prompt_destroy(voters->words);
    prompt_destroy(voters->tax_words);
    free(voters);
}

enum status voters_describe(const struct voters *voters, const struct decision_context *context,
                            size_t i, struct text *persona, struct text *facts, const char **goal,
                            struct error *err)
{
    const struct population *const population = &context->economy->population;

    personas_write(context->personas, persona, population, i, context->seed);
    personas_write_facts(context->personas, facts, population, i);
    *goal = persona_goal(personas_words(context->personas),
                         goal_of_worker(&voters->goals, context->seed, population->id[i]));
    return persona->failed || facts->failed
               ? error_set(err, STATUS_NO_MEMORY, "no memory for a persona")
               : STATUS_OK;
}

/* ---- voters simulated by rule ------------------------------------------------------------------ */

/* Value and a Gumbel noise of a scale in proportion to observed income: the best of such is a logit
 * choice (McFadden 1974). */
static void compute_vote(const struct voters *voters, const struct decision_context *context,
                         const struct ballot *ballot, size_t i, double *const *score)
{
    const struct population *const population = &context->economy->population;
    const double scale = voters->noise_share * population_annual_pay_per_hour(population, i) *
                         (double)population->observed_hours_per_week[i];

    for (int c = 0; c < ballot->num_candidates; c++) {
        double noise = 0.0;

        if (scale > 0.0) {
            const double u =
                random_uniforms(context->seed, RANDOM_BALLOT, population->id[i],
                                (uint64_t)ballot->tax_year * BALLOT_MAX_CANDIDATES + (uint64_t)c)
                    .u[0];

            noise = -scale * elementary_log(-elementary_log(u));
        }
        score[c][i] = ballot->value[c][i] + noise;
    }
}

/* ---- voters simulated by a language model ------------------------------------------------------ */

static void write_schema(struct text *schema, const struct voters *voters, int num_candidates)
{
    struct json_writer json = reply_schema_open(schema);
    double number[BALLOT_MAX_CANDIDATES];
    const char *keys[] = {"thought", NULL, NULL};

    if (voters->thinks)
        reply_schema_words(&json, keys[0]);
    for (int c = 0; c < num_candidates; c++)
        number[c] = c + 1;
    switch (voters->form) {
    case BALLOT_CHOICE:
        keys[1] = "vote";
        reply_schema_number(&json, keys[1],
                            (struct reply_numbers){.choice = number,
                                                   .num_choices = (size_t)num_candidates});
        break;
    case BALLOT_SCORES:
        keys[1] = "scores";
        reply_schema_numbers(&json, keys[1], num_candidates, (struct reply_numbers){.max = 100.0});
        break;
    }
    reply_schema_close(&json, voters->thinks ? keys : keys + 1);
}

static void write_form(struct text *text, const struct voters *voters, const struct ballot *ballot)
{
    char count[PROMPT_NUMBER_ROOM];
    int part = 0;

    switch (voters->form) {
    case BALLOT_CHOICE:
        part = ballot->candidate ? FORM_CHOICE_ELECTION : FORM_CHOICE_REFERENDUM;
        break;
    case BALLOT_SCORES:
        part = ballot->candidate ? FORM_SCORES_ELECTION : FORM_SCORES_REFERENDUM;
        break;
    }
    prompt_fill(text, voters->words, part,
                (const char *[]){prompt_number(count, "%d", ballot->num_candidates)});
    if (!voters->thinks)
        return;
    text_append_bytes(text, " ", 1);
    prompt_fill(text, voters->words, FORM_THINKING, NULL);
}

static void write_candidates(struct text *text, const struct voters *voters,
                             const struct decision_context *context, const struct ballot *ballot)
{
    for (int c = 0; c < ballot->num_candidates; c++) {
        struct text worker = {0};
        struct text taxes = {0};
        char number[PROMPT_NUMBER_ROOM];

        prompt_number(number, "%d", c + 1);
        if (ballot->candidate)
            persona_write_of_another(&worker, personas_words(context->personas),
                                     &context->economy->population, ballot->candidate[c],
                                     context->seed);
        if (ballot->tax_system)
            tax_words_write_line(&taxes, voters->tax_words, &ballot->tax_system[c]);
        text_append(text, "%s", c ? "\n" : "");
        if (!ballot->candidate)
            prompt_fill(text, voters->words, PROPOSAL,
                        (const char *[]){number, prompt_value(&taxes)});
        else
            prompt_fill(text, voters->words,
                        ballot->tax_system ? CANDIDATE_WITH_PLATFORM : CANDIDATE,
                        (const char *[]){number, prompt_value(&worker), prompt_value(&taxes)});
        text->failed |= worker.failed || taxes.failed;
        text_free(&worker);
        text_free(&taxes);
    }
}

static bool write_system(struct text *system, const struct voters *voters,
                         const struct decision_context *context, const struct ballot *ballot)
{
    const int occasion = ballot->candidate ? OCCASION_ELECTION : OCCASION_REFERENDUM;
    struct text taxes = {0};
    struct text candidates = {0};
    struct text form = {0};
    char rebate[PROMPT_NUMBER_ROOM];

    tax_words_write(&taxes, voters->tax_words, context->tax_system);
    write_candidates(&candidates, voters, context, ballot);
    write_form(&form, voters, ballot);
    prompt_number(rebate, "%.0f", context->last->rebate);
    prompt_fill(system, voters->system, 0,
                (const char *[]){prompt_words(voters->words, occasion), prompt_value(&taxes),
                                 rebate, prompt_value(&candidates), prompt_value(&form)});
    const bool failed = taxes.failed || candidates.failed || form.failed || system->failed;

    text_free(&taxes);
    text_free(&candidates);
    text_free(&form);
    return !failed;
}

static void write_situation(struct text *text, const struct voters *voters,
                            const struct outcome *previous, size_t i)
{
    char room[3][PROMPT_NUMBER_ROOM];

    prompt_fill(text, voters->words, SITUATION,
                (const char *[]){prompt_number(room[0], "%.4g", previous->hours_per_week[i]),
                                 prompt_number(room[1], "%.0f", previous->tax_usd_per_year[i]),
                                 prompt_number(room[2], "%.0f",
                                               previous->net_income_usd_per_year[i])});
    text_append_bytes(text, "\n", 1);
}

static const char *question_of(const struct voters *voters, const struct ballot *ballot)
{
    int part = QUESTION_SCORES;

    switch (voters->form) {
    case BALLOT_CHOICE:
        part = ballot->candidate ? QUESTION_CHOICE_ELECTION : QUESTION_CHOICE_REFERENDUM;
        break;
    case BALLOT_SCORES:
        break;
    }
    return prompt_words(voters->words, part);
}

static void write_question(struct text *question, const struct voters *voters,
                           const struct decision_context *context, const struct ballot *ballot,
                           size_t i)
{
    struct text persona = {0};
    struct text facts = {0};
    struct text situation = {0};
    const char *goal = "";
    const bool failed =
        voters_describe(voters, context, i, &persona, &facts, &goal, NULL) != STATUS_OK;

    if (context->step > 0)
        write_situation(&situation, voters, context->previous, i);
    prompt_fill(question, voters->question, 0,
                (const char *[]){prompt_value(&persona), prompt_value(&facts), goal,
                                 prompt_value(&situation), question_of(voters, ballot)});
    question->failed |= failed || situation.failed;
    text_free(&persona);
    text_free(&facts);
    text_free(&situation);
}

/* A question to each worker in voter[count]. */
static enum status write_batch(struct llm_batch **batch, const struct voters *voters,
                               const struct decision_context *context, const struct ballot *ballot,
                               const size_t *voter, size_t count, struct error *err)
{
    const int score_tokens = voters->form == BALLOT_SCORES ? 6 * ballot->num_candidates : 0;
    struct text system = {0};
    struct text schema = {0};
    enum status status = STATUS_OK;

    write_schema(&schema, voters, ballot->num_candidates);
    if (!write_system(&system, voters, context, ballot) || schema.failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory to ask %zu voters", count);
    const struct llm_request common = {
        .purpose = LLM_PURPOSE_VOTES,
        .step = context->step,
        .system = system.bytes,
        .schema_name = "vote",
        .schema = schema.bytes,
        .temperature = voters->temperature,
        .max_tokens = voters->max_tokens + score_tokens,
    };

    if (!status)
        status = llm_batch_create(batch, &common, count, err);
    text_free(&system);
    text_free(&schema);
    TRY(status);
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < count; k++) {
        const uint32_t id = context->economy->population.id[voter[k]];
        const double u =
            random_uniforms(context->seed, RANDOM_MODEL_SEED, id, (uint64_t)context->step).u[1];
        struct llm_question question = {.who = id, .seed = (uint64_t)(u * 0x1p31)};

        write_question(&question.user, voters, context, ballot, voter[k]);
        llm_batch_set_take(*batch, k, &question);
    }
    return STATUS_OK;
}

/* False if the reply says nothing that can be used. */
static bool read_vote(const struct voters *voters, const struct ballot *ballot,
                      const struct llm_reply *reply, size_t i, double *const *score)
{
    double points[BALLOT_MAX_CANDIDATES] = {0.0};
    double vote = 0.0;
    bool is_usable = false;

    switch (voters->form) {
    case BALLOT_CHOICE:
        is_usable = llm_reply_number(reply, "vote", &vote);
        break;
    case BALLOT_SCORES:
        is_usable = llm_reply_numbers(reply, "scores", points, (size_t)ballot->num_candidates);
        break;
    }
    for (int c = 0; c < ballot->num_candidates; c++)
        score[c][i] = !is_usable                      ? 0.0
                      : voters->form == BALLOT_SCORES ? points[c]
                                                      : (double)(vote == c + 1);
    return is_usable;
}

static enum status ask(const struct voters *voters, const struct decision_context *context,
                       const struct ballot *ballot, const size_t *voter, size_t count,
                       double *const *score, size_t *num_abstained, struct error *err)
{
    struct llm_batch *batch = NULL;
    enum status status = write_batch(&batch, voters, context, ballot, voter, count, err);

    if (!status)
        status = llm_batch_ask(batch, context->gateway, err);
    for (size_t k = 0; !status && k < count; k++)
        *num_abstained += !read_vote(voters, ballot, llm_batch_reply(batch, k), voter[k], score);
    llm_batch_destroy(batch);
    return status;
}

enum status voters_vote(const struct voters *voters, const struct decision_context *context,
                        const struct decision_rule *rule, const struct ballot *ballot,
                        double *const *score, size_t *num_abstained, struct error *err)
{
    const size_t num_workers = context->economy->population.num_workers;
    size_t *const voter = malloc(num_workers * sizeof *voter);
    size_t count = 0;

    *num_abstained = 0;
    if (!voter)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu voters", num_workers);
    for (size_t i = 0; i < num_workers; i++)
        if (decision_rule_uses_llm(rule, i))
            voter[count++] = i;
        else
            compute_vote(voters, context, ballot, i, score);
    const enum status status =
        count > 0 ? ask(voters, context, ballot, voter, count, score, num_abstained, err)
                  : STATUS_OK;

    free(voter);
    return status;
}
