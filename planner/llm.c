/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planner/llm.c: a language model that learns in its context (after Karten et al. 2025): it sees the
 * objective, the law in force, what it brought, the last tax years and the best ones, and answers with
 * rates or changes of rates, and its reason.  An answer that cannot be used leaves the law as it is. */
#include "base/text.h"
#include "llm/gateway.h"
#include "llm/prompt.h"
#include "planner/brackets.h"
#include "planner/planner.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BEST = 20, MAX_PROMPT_IN_NOTE = 16000 };

struct planner_llm {
    struct brackets brackets;
    int sets_changes, explores, exploits, max_tokens;
    size_t num_last, num_best;
    double temperature;
    char *system_template, *question_template, *schema;
};

static const char *const system_places[] = {"objective", "brackets", "form", NULL};
static const char *const question_places[] = {"situation", "history", "cues", NULL};

static void destroy(void *state)
{
    struct planner_llm *const planner = state;

    if (!planner)
        return;
    free(planner->system_template);
    free(planner->question_template);
    free(planner->schema);
    free(planner);
}

static void write_schema(struct text *schema, const struct planner_llm *planner)
{
    const char *const key = planner->sets_changes ? "changes" : "rates";

    text_append(schema,
                "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},\"%s\":{"
                "\"type\":\"array\",\"items\":{\"type\":\"integer\",", key);
    if (planner->sets_changes)
        text_append(schema, "\"enum\":[-20,-10,0,10,20]}");
    else
        text_append(schema, "\"minimum\":%.0f,\"maximum\":%.0f}",
                    ceil(100.0 * planner->brackets.min_rate), floor(100.0 * planner->brackets.max_rate));
    text_append(schema, ",\"minItems\":%d,\"maxItems\":%d}},\"required\":[\"reason\",\"%s\"],"
                        "\"additionalProperties\":false}",
                planner->brackets.count, planner->brackets.count, key);
}

static enum status read_settings(struct planner_llm *planner, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    struct text schema = {0};

    TRY(brackets_read(&planner->brackets, settings, err));
    planner->sets_changes = settings_choice(settings, "planner.llm.answer") == 1;
    planner->explores = settings_bool(settings, "planner.llm.explore_cue");
    planner->exploits = settings_bool(settings, "planner.llm.exploit_cue");
    planner->num_last = (size_t)settings_integer(settings, "planner.llm.history_years");
    planner->num_best = (size_t)settings_integer(settings, "planner.llm.best_years");
    planner->temperature = settings_number(settings, "planner.llm.temperature");
    planner->max_tokens = (int)settings_integer(settings, "planner.llm.max_tokens");
    TRY(prompt_load(&planner->system_template, "planner_system", folder, system_places, err));
    TRY(prompt_load(&planner->question_template, "planner_question", folder, question_places, err));
    write_schema(&schema, planner);
    planner->schema = schema.bytes;
    return schema.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a schema") : STATUS_OK;
}

static enum status create(void **state, const struct settings *settings, struct error *err)
{
    struct planner_llm *const planner = calloc(1, sizeof *planner);

    if (!planner)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a planner");
    const enum status status = read_settings(planner, settings, err);

    if (status)
        destroy(planner);
    else
        *state = planner;
    return status;
}

/* ---- the prompt -------------------------------------------------------------------------------- */

static void write_objective(struct text *text, const struct welfare_settings *welfare)
{
    switch (welfare->objective) {
    case WELFARE_ISOELASTIC:
        text_append(text, "the equally distributed equivalent of people's well-being in dollars, with "
                          "an aversion to inequality of %g; gains of people with little count more.",
                    welfare->inequality_aversion);
        break;
    case WELFARE_UTILITARIAN:
        text_append(text, "the mean of people's well-being in dollars.");
        break;
    case WELFARE_RAWLSIAN:
        text_append(text, "the well-being in dollars of the worst-off person.");
        break;
    case WELFARE_INVERSE_INCOME_BASELINE:
        text_append(text, "the mean of people's well-being in dollars, each weighted by one over the "
                          "income that the person had at first.");
        break;
    case WELFARE_INVERSE_INCOME:
        text_append(text, "the sum of people's well-being, each divided by the person's income.");
        break;
    default:
        text_append(text, "equality of incomes after tax times mean income before tax.");
    }
}

static void write_form(struct text *text, const struct planner_llm *planner)
{
    text_append(text,
                "Answer with a JSON object: under \"reason\" say in a sentence or two why; under "
                "\"%s\" give a list of %d whole numbers, one a bracket, ",
                planner->sets_changes ? "changes" : "rates", planner->brackets.count);
    if (planner->sets_changes)
        text_append(text, "by how many percentage points each rate changes: -20, -10, 0, 10 or 20. "
                          "Rates stay between %.0f and %.0f.",
                    100.0 * planner->brackets.min_rate, 100.0 * planner->brackets.max_rate);
    else
        text_append(text, "the marginal rates in percent, from %.0f to %.0f.",
                    100.0 * planner->brackets.min_rate, 100.0 * planner->brackets.max_rate);
}

static void write_brackets(struct text *text, const struct brackets *brackets)
{
    for (int j = 0; j < brackets->count; j++) {
        if (j + 1 < brackets->count)
            text_append(text, "%s%.0f to %.0f", j ? "; " : "", brackets->start_usd_per_year[j],
                        brackets->start_usd_per_year[j + 1]);
        else
            text_append(text, "%s%.0f and more", j ? "; " : "", brackets->start_usd_per_year[j]);
    }
}

/* Rates of a law on the planner's brackets, in percent. */
static void write_rates(struct text *text, const struct planner_llm *planner,
                        const struct planner_view *view, const struct tax_schedule *law)
{
    struct tax_schedule average;

    if (brackets_average_of(&planner->brackets, law, view->population, &average, NULL) != STATUS_OK) {
        text_append(text, "?");
        return;
    }
    for (int j = 0; j < planner->brackets.count; j++)
        text_append(text, "%s%.4g", j ? ", " : "", 100.0 * average.marginal_rate[j]);
}

/* Shares of workers by bracket of their income in the last step. */
static void write_histogram(struct text *text, const struct planner_llm *planner,
                            const struct planner_view *view)
{
    const struct population *const population = view->population;
    double share[TAX_MAX_BRACKETS] = {0.0};
    double total = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double weight = population->sample_weight ? population->sample_weight[i] : 1.0;
        int j = planner->brackets.count - 1;

        while (j > 0 && view->outcome->income_usd_per_year[i] < planner->brackets.start_usd_per_year[j])
            j--;
        share[j] += weight;
        total += weight;
    }
    for (int j = 0; j < planner->brackets.count; j++)
        text_append(text, "%s%.3g%%", j ? ", " : "", 100.0 * share[j] / total);
}

static void write_situation(struct text *text, const struct planner_llm *planner,
                            const struct planner_view *view)
{
    text_append(text, "The rates in force, in percent: ");
    write_rates(text, planner, view, view->schedule);
    text_append(text, ".\n");
    if (view->num_summaries == 0) {
        text_append(text, "No tax year has passed yet.");
        return;
    }
    const struct step_summary *const last = &view->summaries[view->num_summaries - 1];

    text_append(text,
                "The last year: social welfare %.1f; mean hours of work a week %.1f; mean income before "
                "tax %.0f (median %.0f, standard deviation %.0f); mean tax and rebate %.0f; mean "
                "well-being %.0f (median %.0f, standard deviation %.0f).\nShare of people in each "
                "bracket: ",
                last->welfare, last->mean_hours_per_week, last->mean_income, last->median_income,
                last->sd_income, last->rebate, last->mean_utility, last->median_utility,
                last->sd_utility);
    write_histogram(text, planner, view);
    text_append(text, ".");
}

static void write_year(struct text *text, const struct planner_llm *planner,
                       const struct planner_view *view, size_t year)
{
    text_append(text, "welfare %.1f with rates ", view->summaries[year].welfare);
    write_rates(text, planner, view, &view->schedules[year]);
    text_append(text, "; mean income %.0f, rebate %.0f\n", view->summaries[year].mean_income,
                view->summaries[year].rebate);
}

/* Indices of the best years, best first; of equal ones the earlier. */
static size_t find_best(size_t best[MAX_BEST], const struct planner_view *view, size_t wanted)
{
    size_t count = 0;

    for (size_t year = 0; year < view->num_summaries; year++) {
        size_t place = count;

        while (place > 0 && view->summaries[best[place - 1]].welfare < view->summaries[year].welfare)
            place--;
        if (place >= wanted)
            continue;
        count += count < wanted;
        for (size_t k = count - 1; k > place; k--)
            best[k] = best[k - 1];
        best[place] = year;
    }
    return count;
}

static void write_history(struct text *text, const struct planner_llm *planner,
                          const struct planner_view *view)
{
    const size_t first =
        view->num_summaries > planner->num_last ? view->num_summaries - planner->num_last : 0;
    size_t best[MAX_BEST];
    const size_t num_best = find_best(best, view, planner->num_best);

    if (first < view->num_summaries)
        text_append(text, "The last tax years, oldest first:\n");
    for (size_t year = first; year < view->num_summaries; year++)
        write_year(text, planner, view, year);
    if (num_best > 0)
        text_append(text, "The best tax years so far, best first:\n");
    for (size_t k = 0; k < num_best; k++)
        write_year(text, planner, view, best[k]);
}

static void write_cues(struct text *text, const struct planner_llm *planner)
{
    if (planner->explores)
        text_append(text, "Try rates that you have not tried yet where they may be better.\n");
    if (planner->exploits)
        text_append(text, "Keep what has brought the highest welfare.\n");
}

static enum status write_prompt(struct text *system, struct text *question,
                                const struct planner_llm *planner, const struct planner_view *view,
                                struct error *err)
{
    struct text parts[6] = {{0}};
    bool failed = false;

    write_objective(&parts[0], &view->welfare);
    write_brackets(&parts[1], &planner->brackets);
    write_form(&parts[2], planner);
    write_situation(&parts[3], planner, view);
    write_history(&parts[4], planner, view);
    write_cues(&parts[5], planner);
    const char *words[6];

    for (int k = 0; k < 6; k++) {
        failed |= parts[k].failed;
        words[k] = parts[k].bytes ? parts[k].bytes : "";
    }
    prompt_fill(system, planner->system_template,
                (struct prompt_value[]){{"objective", words[0]}, {"brackets", words[1]},
                                        {"form", words[2]}, {NULL, NULL}});
    prompt_fill(question, planner->question_template,
                (struct prompt_value[]){{"situation", words[3]}, {"history", words[4]},
                                        {"cues", words[5]}, {NULL, NULL}});
    for (int k = 0; k < 6; k++)
        text_free(&parts[k]);
    return failed || system->failed || question->failed
               ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt")
               : STATUS_OK;
}

/* ---- the answer -------------------------------------------------------------------------------- */

/* What was asked and answered, as JSON; a long prompt is cut. */
static void write_note(struct planner_proposal *proposal, const struct planner_llm *planner,
                       const char *question, const struct llm_reply *reply)
{
    struct text note = {0};
    char *const prompt = strndup(question, MAX_PROMPT_IN_NOTE);

    text_append(&note, "{\"usable\":%s,\"form\":\"%s\",\"answer\":",
                reply->outcome == LLM_USABLE ? "true" : "false",
                planner->sets_changes ? "changes" : "rates");
    text_append_json_string(&note, reply->content ? reply->content : "");
    if (reply->reason) {
        text_append(&note, ",\"refused_because\":");
        text_append_json_string(&note, reply->reason);
    }
    text_append(&note, ",\"prompt\":");
    text_append_json_string(&note, prompt ? prompt : "");
    text_append(&note, "}");
    if (!note.failed && note.length < sizeof proposal->note)
        memcpy(proposal->note, note.bytes, note.length + 1);
    else
        snprintf(proposal->note, sizeof proposal->note, "{\"usable\":%s}",
                 reply->outcome == LLM_USABLE ? "true" : "false");
    text_free(&note);
    free(prompt);
}

static enum status apply(struct planner_proposal *proposal, const struct planner_llm *planner,
                         const struct planner_view *view, const char *content, struct error *err)
{
    const struct brackets *const brackets = &planner->brackets;
    cJSON *const answer = cJSON_Parse(content);
    const cJSON *const list =
        cJSON_GetObjectItemCaseSensitive(answer, planner->sets_changes ? "changes" : "rates");
    struct tax_schedule now;
    double rate[TAX_MAX_BRACKETS];
    enum status status =
        cJSON_GetArraySize(list) == brackets->count
            ? brackets_average_of(brackets, view->schedule, view->population, &now, err)
            : error_set(err, STATUS_INTERNAL, "a checked answer holds %d rates of %d",
                        cJSON_GetArraySize(list), brackets->count);

    for (int j = 0; !status && j < brackets->count; j++) {
        const cJSON *const item = cJSON_GetArrayItem(list, j);
        const double points = cJSON_IsNumber(item) ? item->valuedouble / 100.0 : 0.0;

        rate[j] = planner->sets_changes ? now.marginal_rate[j] + points : points;
        rate[j] = fmin(fmax(rate[j], brackets->min_rate), brackets->max_rate);
    }
    cJSON_Delete(answer);
    return status ? status
                  : tax_schedule_init(&proposal->schedule, brackets->count,
                                      brackets->start_usd_per_year, rate, 0.0, err);
}

static enum status propose(void *state, const struct planner_view *view,
                           struct planner_proposal *proposal, struct error *err)
{
    const struct planner_llm *const planner = state;
    struct text system = {0};
    struct text question = {0};
    struct llm_reply reply = {0};

    if (!view->gateway)
        return error_set(err, STATUS_INTERNAL, "the planner 'llm' was given no gateway");
    enum status status = write_prompt(&system, &question, planner, view, err);
    const struct llm_request request = {
        .system = system.bytes,
        .user = question.bytes,
        .schema_name = "taxes",
        .schema = planner->schema,
        .temperature = planner->temperature,
        .max_tokens = planner->max_tokens,
        .seed = (view->seed * 1000003u + (uint64_t)view->tax_year) & 0x7fffffffu,
    };

    if (!status)
        status = gateway_ask(view->gateway, &request, 1, &reply, err);
    if (!status)
        write_note(proposal, planner, question.bytes, &reply);
    if (!status && reply.outcome == LLM_USABLE)
        status = apply(proposal, planner, view, reply.content, err);
    llm_reply_free(&reply);
    text_free(&system);
    text_free(&question);
    return status;
}

const struct planner_kind planner_llm = {
    .name = "llm",
    .summary = "a language model that learns in its context from the tax years before",
    .create = create,
    .propose = propose,
    .destroy = destroy,
    .needs_model = true,
};
