/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/tax_question.h"

#include "base/text.h"
#include "llm/prompt.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_BEST = 20 };

static const char *const planner_system_places[] = {"objective", "brackets", "form", NULL};
static const char *const planner_question_places[] = {"situation", "history", "cues", NULL};
static const char *const leader_system_places[] = {"brackets", "form", NULL};
static const char *const leader_question_places[] = {"persona", "facts", "goal", "situation",
                                                     "history", "cues",  NULL};

/* ---- making ------------------------------------------------------------------------------------ */

static void write_schema(struct text *schema, const struct tax_question *about)
{
    const char *const key = about->sets_changes ? "changes" : "rates";

    text_append(schema,
                "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},\"%s\":{"
                "\"type\":\"array\",\"items\":{\"type\":\"integer\",",
                key);
    if (about->sets_changes)
        text_append(schema, "\"enum\":[-20,-10,0,10,20]}");
    else
        text_append(schema, "\"minimum\":%.0f,\"maximum\":%.0f}",
                    ceil(100.0 * about->brackets.min_rate),
                    floor(100.0 * about->brackets.max_rate));
    text_append(schema,
                ",\"minItems\":%d,\"maxItems\":%d}},\"required\":[\"reason\",\"%s\"],"
                "\"additionalProperties\":false}",
                about->brackets.count, about->brackets.count, key);
}

static double first_final_year(const struct settings *settings)
{
    const double steps =
        (double)(settings_integer(settings, "steps") - settings_integer(settings, "warmup_steps"));
    const double num_years = ceil(steps / (double)settings_integer(settings, "tax_year_length"));
    const double share = settings_number(settings, "planner.llm.final_share");

    return share > 0.0 ? floor((1.0 - share) * num_years) : INFINITY;
}

static enum status read_settings(struct tax_question *about, const struct settings *settings,
                                 struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");
    struct text schema = {0};

    TRY(brackets_read(&about->brackets, settings, err));
    about->sets_changes = settings_choice(settings, "planner.llm.answer") == 1;
    about->explores = settings_bool(settings, "planner.llm.explore_cue");
    about->exploits = settings_bool(settings, "planner.llm.exploit_cue");
    about->first_final_year = first_final_year(settings);
    about->num_last = (size_t)settings_integer(settings, "planner.llm.history_years");
    about->num_best = (size_t)settings_integer(settings, "planner.llm.best_years");
    about->temperature = settings_number(settings, "planner.llm.temperature");
    about->max_tokens = (int)settings_integer(settings, "planner.llm.max_tokens");
    TRY(prompt_load(&about->system_template, about->is_leader ? "leader_system" : "planner_system",
                    folder, about->is_leader ? leader_system_places : planner_system_places, err));
    TRY(prompt_load(&about->question_template,
                    about->is_leader ? "leader_question" : "planner_question", folder,
                    about->is_leader ? leader_question_places : planner_question_places, err));
    write_schema(&schema, about);
    about->schema = schema.bytes;
    return schema.failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a schema") : STATUS_OK;
}

enum status tax_question_create(struct tax_question *about, const struct settings *settings,
                                bool is_leader, struct error *err)
{
    *about = (struct tax_question){.is_leader = is_leader};
    const enum status status = read_settings(about, settings, err);

    if (status)
        tax_question_free(about);
    return status;
}

void tax_question_free(struct tax_question *about)
{
    free(about->system_template);
    free(about->question_template);
    free(about->schema);
    *about = (struct tax_question){0};
}

/* ---- the prompt -------------------------------------------------------------------------------- */

static void write_objective(struct text *text, const struct welfare_settings *welfare)
{
    switch (welfare->objective) {
    case WELFARE_ISOELASTIC:
        text_append(text,
                    "the equally distributed equivalent of people's well-being in dollars, with "
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
        text_append(text,
                    "the mean of people's well-being in dollars, each weighted by one over the "
                    "income that the person had at first.");
        break;
    case WELFARE_INVERSE_INCOME:
        text_append(text, "the sum of people's well-being, each divided by the person's income.");
        break;
    default:
        text_append(text, "equality of incomes after tax times mean income before tax.");
    }
}

static void write_form(struct text *text, const struct tax_question *about)
{
    text_append(text,
                "Answer with a JSON object: under \"reason\" say in a sentence or two why; under "
                "\"%s\" give a list of %d whole numbers, one a bracket, ",
                about->sets_changes ? "changes" : "rates", about->brackets.count);
    if (about->sets_changes)
        text_append(text,
                    "by how many percentage points each rate changes: -20, -10, 0, 10 or 20. "
                    "Rates stay between %.0f and %.0f.",
                    100.0 * about->brackets.min_rate, 100.0 * about->brackets.max_rate);
    else
        text_append(text, "the marginal rates in percent, from %.0f to %.0f.",
                    100.0 * about->brackets.min_rate, 100.0 * about->brackets.max_rate);
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

/* Rates of a tax system on the planner's brackets, in percent. */
static void write_rates(struct text *text, const struct tax_question *about,
                        const struct planner_view *view, const struct tax_system *tax_system)
{
    struct tax_schedule average;

    if (brackets_average_of(&about->brackets, tax_system, view->population, &average, NULL) !=
        STATUS_OK) {
        text_append(text, "?");
        return;
    }
    for (int j = 0; j < about->brackets.count; j++)
        text_append(text, "%s%.4g", j ? ", " : "", 100.0 * average.marginal_rate[j]);
}

/* Shares of workers by bracket of their income in the last step. */
static void write_histogram(struct text *text, const struct tax_question *about,
                            const struct planner_view *view)
{
    const struct population *const population = view->population;
    double share[TAX_MAX_BRACKETS] = {0.0};
    double total = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double weight = population->sample_weight ? population->sample_weight[i] : 1.0;
        int j = about->brackets.count - 1;

        while (j > 0 &&
               view->outcome->income_usd_per_year[i] < about->brackets.start_usd_per_year[j])
            j--;
        share[j] += weight;
        total += weight;
    }
    for (int j = 0; j < about->brackets.count; j++)
        text_append(text, "%s%.3g%%", j ? ", " : "", 100.0 * share[j] / total);
}

static void write_situation(struct text *text, const struct tax_question *about,
                            const struct planner_view *view)
{
    text_append(text, "The rates in force, in percent: ");
    write_rates(text, about, view, view->tax_system);
    text_append(text, ".\n");
    if (view->num_summaries == 0) {
        text_append(text, "No tax year has passed yet.");
        return;
    }
    const struct step_summary *const last = &view->summaries[view->num_summaries - 1];

    text_append(
        text,
        "The last year: social welfare %.1f; mean hours of work a week %.1f; mean income before "
        "tax %.0f (median %.0f, standard deviation %.0f); mean tax and rebate %.0f; mean "
        "well-being %.0f (median %.0f, standard deviation %.0f).\nShare of people in each "
        "bracket: ",
        last->welfare, last->mean_hours_per_week, last->mean_income, last->median_income,
        last->sd_income, last->rebate, last->mean_utility, last->median_utility, last->sd_utility);
    write_histogram(text, about, view);
    text_append(text, ".");
}

static void write_year(struct text *text, const struct tax_question *about,
                       const struct planner_view *view, size_t year)
{
    text_append(text, "welfare %.1f with rates ", view->summaries[year].welfare);
    write_rates(text, about, view, &view->tax_systems[year]);
    text_append(text, "; mean income %.0f, rebate %.0f\n", view->summaries[year].mean_income,
                view->summaries[year].rebate);
}

/* Indices of the best years, best first; of equal ones the earlier. */
static size_t find_best(size_t best[MAX_BEST], const struct planner_view *view, size_t wanted)
{
    size_t count = 0;

    for (size_t year = 0; year < view->num_summaries; year++) {
        size_t place = count;

        while (place > 0 &&
               view->summaries[best[place - 1]].welfare < view->summaries[year].welfare)
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

static void write_history(struct text *text, const struct tax_question *about,
                          const struct planner_view *view)
{
    const size_t first =
        view->num_summaries > about->num_last ? view->num_summaries - about->num_last : 0;
    size_t best[MAX_BEST];
    const size_t num_best = find_best(best, view, about->num_best);

    if (first < view->num_summaries)
        text_append(text, "The last tax years, oldest first:\n");
    for (size_t year = first; year < view->num_summaries; year++)
        write_year(text, about, view, year);
    if (num_best > 0)
        text_append(text, "The best tax years so far, best first:\n");
    for (size_t k = 0; k < num_best; k++)
        write_year(text, about, view, best[k]);
}

static void write_cues(struct text *text, const struct tax_question *about, int64_t tax_year)
{
    if ((double)tax_year >= about->first_final_year) {
        text_append(text, "The run ends soon: choose the best rates that you know.\n");
        return;
    }
    if (about->explores)
        text_append(text, "Try rates that you have not tried yet where they may be better.\n");
    if (about->exploits)
        text_append(text, "Keep what has brought the highest welfare.\n");
}

static bool write_system(struct text *system, const struct tax_question *about,
                         const struct planner_view *view)
{
    struct text objective = {0};
    struct text brackets = {0};
    struct text form = {0};

    write_objective(&objective, &view->welfare);
    write_brackets(&brackets, &about->brackets);
    write_form(&form, about);
    prompt_fill(system, about->system_template,
                (struct prompt_value[]){{"objective", objective.bytes ? objective.bytes : ""},
                                        {"brackets", brackets.bytes ? brackets.bytes : ""},
                                        {"form", form.bytes ? form.bytes : ""},
                                        {NULL, NULL}});
    const bool failed = objective.failed || brackets.failed || form.failed || system->failed;

    text_free(&objective);
    text_free(&brackets);
    text_free(&form);
    return !failed;
}

enum status tax_question_begin(struct llm_batch **batch, const struct tax_question *about,
                               const struct planner_view *view, size_t count, struct error *err)
{
    struct text system = {0};
    const bool is_written = write_system(&system, about, view);
    const struct llm_request common = {
        .purpose = about->is_leader ? LLM_PURPOSE_LEADERS : LLM_PURPOSE_PLANNER,
        .step = view->step,
        .system = system.bytes,
        .schema_name = "taxes",
        .schema = about->schema,
        .temperature = about->temperature,
        .max_tokens = about->max_tokens,
    };
    const enum status status = is_written
                                   ? llm_batch_create(batch, &common, count, err)
                                   : error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");

    text_free(&system);
    return status;
}

void tax_question_set(struct llm_batch *batch, size_t k, const struct tax_question *about,
                      const struct planner_view *view, const struct tax_asked *asked)
{
    struct llm_question question = {
        .who = asked->worker,
        .seed = (view->seed * 1000003u + (uint64_t)view->tax_year + 7919u * asked->seed_key) &
                0x7fffffffu,
    };
    struct text situation = {0};
    struct text history = {0};
    struct text cues = {0};

    write_situation(&situation, about, view);
    write_history(&history, about, view);
    write_cues(&cues, about, view->tax_year);
    prompt_fill(&question.user, about->question_template,
                (struct prompt_value[]){{"persona", asked->persona},
                                        {"facts", asked->facts},
                                        {"goal", asked->goal},
                                        {"situation", situation.bytes ? situation.bytes : ""},
                                        {"history", history.bytes ? history.bytes : ""},
                                        {"cues", cues.bytes ? cues.bytes : ""},
                                        {NULL, NULL}});
    question.user.failed |= situation.failed || history.failed || cues.failed;
    text_free(&situation);
    text_free(&history);
    text_free(&cues);
    llm_batch_set_take(batch, k, &question);
}

/* ---- the answer -------------------------------------------------------------------------------- */

enum status tax_question_read(struct tax_schedule *schedule, const struct tax_question *about,
                              const struct planner_view *view, const struct llm_reply *reply,
                              struct error *err)
{
    const struct brackets *const brackets = &about->brackets;
    const char *const key = about->sets_changes ? "changes" : "rates";
    struct tax_schedule now;
    double points[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];

    if (!llm_reply_numbers(reply, key, points, (size_t)brackets->count))
        return error_set(err, STATUS_INVALID_INPUT, "a stored answer holds no list of %d %s",
                         brackets->count, key);
    TRY(brackets_average_of(brackets, view->tax_system, view->population, &now, err));
    for (int j = 0; j < brackets->count; j++) {
        rate[j] = points[j] / 100.0;
        if (about->sets_changes)
            rate[j] = now.marginal_rate[j] + rate[j];
        rate[j] = fmin(fmax(rate[j], brackets->min_rate), brackets->max_rate);
    }
    return tax_schedule_init(schedule, brackets->count, brackets->start_usd_per_year, rate, 0.0,
                             err);
}

void tax_question_write_answer(struct text *note, const struct tax_question *about,
                               const struct llm_reply *reply)
{
    text_append(note, "\"usable\":%s,\"form\":\"%s\",\"answer\":",
                reply->outcome == LLM_USABLE ? "true" : "false",
                about->sets_changes ? "changes" : "rates");
    text_append_json_string(note, reply->content ? reply->content : "");
    if (reply->reason) {
        text_append(note, ",\"refused_because\":");
        text_append_json_string(note, reply->reason);
    }
}
