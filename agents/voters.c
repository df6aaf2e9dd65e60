/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/voters.h"

#include "agents/law_words.h"
#include "agents/persona.h"
#include "agents/personas.h"
#include "base/elementary.h"
#include "base/random.h"
#include "llm/gateway.h"
#include "llm/prompt.h"

#include <cjson/cJSON.h>

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

/* ---- voters who reckon ------------------------------------------------------------------------- */

/* Value and a Gumbel noise of a scale in proportion to observed income: the best of such is a logit
 * choice (McFadden 1974). */
static void reckon(const struct voters *voters, const struct decision_context *context,
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

/* ---- voters whom a model plays ----------------------------------------------------------------- */

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
        if (ballot->candidate && ballot->law)
            text_append(text, ". Would set: ");
        if (ballot->law)
            law_write_line(text, &ballot->law[c]);
        text_append(text, ".");
    }
}

static bool write_system(struct text *system, const struct voters *voters,
                         const struct decision_context *context, const struct ballot *ballot)
{
    struct text law = {0};
    struct text candidates = {0};
    struct text form = {0};
    char rebate[32];

    law_write(&law, context->tax_system);
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
                    {"law", law.bytes ? law.bytes : ""},
                    {"rebate", rebate},
                    {"candidates", candidates.bytes ? candidates.bytes : ""},
                    {"form", form.bytes ? form.bytes : ""},
                    {NULL, NULL}});
    const bool failed = law.failed || candidates.failed || form.failed || system->failed;

    text_free(&law);
    text_free(&candidates);
    text_free(&form);
    return !failed;
}

static bool write_question(char **question, const struct voters *voters,
                           const struct decision_context *context, const struct ballot *ballot,
                           size_t i)
{
    struct text persona = {0};
    struct text facts = {0};
    struct text situation = {0};
    struct text filled = {0};
    const char *goal = "";
    bool failed = voters_describe(voters, context, i, &persona, &facts, &goal, NULL) != STATUS_OK;

    if (context->step > 0)
        text_append(
            &situation,
            "Last year you worked %.4g hours a week, paid %.0f dollars of tax and had %.0f left "
            "with the rebate.\n",
            context->previous->hours_per_week[i], context->previous->tax_usd_per_year[i],
            context->previous->net_income_usd_per_year[i]);
    prompt_fill(&filled, voters->question_template,
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
    failed |= situation.failed || filled.failed || !filled.bytes;
    text_free(&persona);
    text_free(&facts);
    text_free(&situation);
    *question = filled.bytes;
    return !failed;
}

struct poll {
    size_t count;
    size_t *voter; /* [count] */
    struct text system, schema;
    struct llm_request *request; /* [count] */
    struct llm_reply *reply;
};

static void free_poll(struct poll *poll)
{
    for (size_t k = 0; poll->request && k < poll->count; k++)
        free((char *)(uintptr_t)poll->request[k].user);
    for (size_t k = 0; poll->reply && k < poll->count; k++)
        llm_reply_free(&poll->reply[k]);
    free(poll->voter);
    free(poll->request);
    free(poll->reply);
    text_free(&poll->system);
    text_free(&poll->schema);
}

static enum status write_poll(struct poll *poll, const struct voters *voters,
                              const struct decision_context *context, const struct ballot *ballot,
                              struct error *err)
{
    const struct population *const population = &context->economy->population;
    int failed = 0;

    poll->request = calloc(poll->count, sizeof *poll->request);
    poll->reply = calloc(poll->count, sizeof *poll->reply);
    write_schema(&poll->schema, voters, ballot->num_candidates);
    if (!poll->request || !poll->reply || poll->schema.failed ||
        !write_system(&poll->system, voters, context, ballot))
        return error_set(err, STATUS_NO_MEMORY, "no memory to ask %zu voters", poll->count);
#pragma omp parallel for schedule(static) reduction(| : failed)
    for (size_t k = 0; k < poll->count; k++) {
        const uint32_t id = population->id[poll->voter[k]];
        const double u =
            random_uniforms(context->seed, RANDOM_MODEL_SEED, id, (uint64_t)context->step).u[1];
        char *question = NULL;

        failed |= !write_question(&question, voters, context, ballot, poll->voter[k]);
        poll->request[k] = (struct llm_request){
            .system = poll->system.bytes,
            .user = question,
            .schema_name = "vote",
            .schema = poll->schema.bytes,
            .temperature = voters->temperature,
            .max_tokens = voters->max_tokens +
                          (voters->form == BALLOT_SCORES ? 6 * ballot->num_candidates : 0),
            .seed = (uint64_t)(u * 0x1p31),
        };
    }
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory to ask %zu voters", poll->count)
                  : STATUS_OK;
}

/* False if the reply says nothing that can be used. */
static bool read_vote(const struct voters *voters, const struct ballot *ballot,
                      const struct llm_reply *reply, size_t i, double *const *score)
{
    cJSON *const answer = reply->outcome == LLM_USABLE ? cJSON_Parse(reply->content) : NULL;
    const cJSON *const vote = cJSON_GetObjectItemCaseSensitive(answer, "vote");
    const cJSON *const scores = cJSON_GetObjectItemCaseSensitive(answer, "scores");
    const bool is_usable = voters->form == BALLOT_SCORES
                               ? cJSON_GetArraySize(scores) == ballot->num_candidates
                               : cJSON_IsNumber(vote);

    for (int c = 0; c < ballot->num_candidates; c++) {
        const cJSON *const points = is_usable ? cJSON_GetArrayItem(scores, c) : NULL;

        score[c][i] = !is_usable ? 0.0
                      : voters->form == BALLOT_SCORES
                          ? (cJSON_IsNumber(points) ? points->valuedouble : 0.0)
                          : (double)(vote->valuedouble == c + 1);
    }
    cJSON_Delete(answer);
    return is_usable;
}

static enum status ask(const struct voters *voters, const struct decision_context *context,
                       struct poll *poll, const struct ballot *ballot, double *const *score,
                       size_t *num_abstained, struct error *err)
{
    if (!context->gateway)
        return error_set(err, STATUS_INTERNAL, "voters whom a model plays were given no gateway");
    TRY(write_poll(poll, voters, context, ballot, err));
    TRY(gateway_ask(context->gateway, poll->request, poll->count, poll->reply, err));
    for (size_t k = 0; k < poll->count; k++)
        *num_abstained += !read_vote(voters, ballot, &poll->reply[k], poll->voter[k], score);
    return STATUS_OK;
}

enum status voters_vote(const struct voters *voters, const struct decision_context *context,
                        const struct decision_rule *rule, const struct ballot *ballot,
                        double *const *score, size_t *num_abstained, struct error *err)
{
    const size_t num_workers = context->economy->population.num_workers;
    struct poll poll = {.voter = malloc(num_workers * sizeof *poll.voter)};

    *num_abstained = 0;
    if (!poll.voter)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu voters", num_workers);
    for (size_t i = 0; i < num_workers; i++)
        if (decision_rule_is_played(rule, i))
            poll.voter[poll.count++] = i;
        else
            reckon(voters, context, ballot, i, score);
    const enum status status =
        poll.count > 0 ? ask(voters, context, &poll, ballot, score, num_abstained, err) : STATUS_OK;

    free_poll(&poll);
    return status;
}
