/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/voters.h"

#include "agents/persona.h"
#include "agents/personas.h"
#include "agents/tax_words.h"
#include "base/elementary.h"
#include "base/random.h"
#include "llm/batch.h"
#include "llm/prompt.h"

#include <stdio.h>
#include <stdlib.h>

struct voters {
    enum ballot_form form;
    double noise_share, temperature;
    int max_tokens;
    struct goal_shares goals;
    char *system_template, *question_template;
};

static const char *const system_places[] = {"occasion",   "law",  "rebate",
                                            "candidates", "form", NULL};
static const char *const question_places[] = {"persona",   "facts",    "goal",
                                              "situation", "question", NULL};

static enum status read_settings(struct voters *voters, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    voters->form = (enum ballot_form)settings_choice(settings, "planner.ballot");
    voters->noise_share = settings_number(settings, "planner.vote_noise_share");
    voters->temperature = settings_number(settings, "rule.llm.temperature");
    voters->max_tokens = (int)settings_integer(settings, "rule.llm.max_tokens");
    TRY(goal_shares_read(&voters->goals, settings, err));
    TRY(prompt_load(&voters->system_template, "vote_system", folder, system_places, err));
    return prompt_load(&voters->question_template, "vote_question", folder, question_places, err);
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
    free(voters->system_template);
    free(voters->question_template);
    free(voters);
}

enum status voters_describe(const struct voters *voters, const struct decision_context *context,
                            size_t i, struct text *persona, struct text *facts, const char **goal,
                            struct error *err)
{
    const struct population *const population = &context->economy->population;

    personas_write(context->personas, persona, population, i, context->seed);
    persona_write_facts(facts, population, i);
    *goal = persona_goal(goal_of_worker(&voters->goals, context->seed, population->id[i]));
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
    if (voters->form == BALLOT_SCORES) {
        text_append(
            schema,
            "{\"type\":\"object\",\"properties\":{\"scores\":{\"type\":\"array\",\"items\":{"
            "\"type\":\"integer\",\"minimum\":0,\"maximum\":100},\"minItems\":%d,"
            "\"maxItems\":%d}},\"required\":[\"scores\"],\"additionalProperties\":false}",
            num_candidates, num_candidates);
        return;
    }
    text_append(schema,
                "{\"type\":\"object\",\"properties\":{\"vote\":{\"type\":\"integer\",\"enum\":[");
    for (int c = 0; c < num_candidates; c++)
        text_append(schema, "%s%d", c ? "," : "", c + 1);
    text_append(schema, "]}},\"required\":[\"vote\"],\"additionalProperties\":false}");
}

static void write_form(struct text *text, const struct voters *voters, const struct ballot *ballot)
{
    const char *const what = ballot->candidate ? "candidate" : "proposal";

    if (voters->form == BALLOT_SCORES)
        text_append(text,
                    "Answer with a JSON object: under \"scores\" a list of %d whole numbers, one a "
                    "%s in this order, from 0 (worst for what you want) to 100 (best).",
                    ballot->num_candidates, what);
    else
        text_append(text,
                    "Answer with a JSON object: under \"vote\" the number of the %s you vote for, "
                    "from 1 to %d.",
                    what, ballot->num_candidates);
}

static void write_candidates(struct text *text, const struct decision_context *context,
                             const struct ballot *ballot)
{
    for (int c = 0; c < ballot->num_candidates; c++) {
        text_append(text, "%s%s %d: ", c ? "\n" : "", ballot->candidate ? "Candidate" : "Proposal",
                    c + 1);
        if (ballot->candidate)
            persona_write_of_another(text, &context->economy->population, ballot->candidate[c],
                                     context->seed);
        if (ballot->candidate && ballot->tax_system)
            text_append(text, ". Would set: ");
        if (ballot->tax_system)
            tax_words_write_line(text, &ballot->tax_system[c]);
        text_append(text, ".");
    }
}

static bool write_system(struct text *system, const struct voters *voters,
                         const struct decision_context *context, const struct ballot *ballot)
{
    struct text tax_words = {0};
    struct text candidates = {0};
    struct text form = {0};
    char rebate[32];

    tax_words_write(&tax_words, context->tax_system);
    write_candidates(&candidates, context, ballot);
    write_form(&form, voters, ballot);
    snprintf(rebate, sizeof rebate, "%.0f", context->last->rebate);
    prompt_fill(system, voters->system_template,
                (struct prompt_value[]){
                    {"occasion",
                     ballot->candidate
                         ? "Once every tax year the workers of a country elect one of "
                           "themselves, who sets the income tax of that year."
                         : "Once every tax year the workers of a country vote on the income "
                           "tax of that year."},
                    {"law", tax_words.bytes ? tax_words.bytes : ""},
                    {"rebate", rebate},
                    {"candidates", candidates.bytes ? candidates.bytes : ""},
                    {"form", form.bytes ? form.bytes : ""},
                    {NULL, NULL}});
    const bool failed = tax_words.failed || candidates.failed || form.failed || system->failed;

    text_free(&tax_words);
    text_free(&candidates);
    text_free(&form);
    return !failed;
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
        text_append(
            &situation,
            "Last year you worked %.4g hours a week, paid %.0f dollars of tax and had %.0f left "
            "with the rebate.\n",
            context->previous->hours_per_week[i], context->previous->tax_usd_per_year[i],
            context->previous->net_income_usd_per_year[i]);
    prompt_fill(question, voters->question_template,
                (struct prompt_value[]){{"persona", persona.bytes ? persona.bytes : ""},
                                        {"facts", facts.bytes ? facts.bytes : ""},
                                        {"goal", goal},
                                        {"situation", situation.bytes ? situation.bytes : ""},
                                        {"question", voters->form == BALLOT_SCORES
                                                         ? "How good is each of them for you?"
                                                     : ballot->candidate
                                                         ? "Whom do you vote for?"
                                                         : "Which do you vote for?"},
                                        {NULL, NULL}});
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
        struct llm_question question = {.who = voter[k], .seed = (uint64_t)(u * 0x1p31)};

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
