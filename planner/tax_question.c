/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/tax_question.h"

#include "base/json_writer.h"
#include "llm/reply_schema.h"
#include "model/welfare_kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const struct setting tax_question_settings[] = {
    CHOICE_SETTING(
        "planner.llm.answer", "rates|changes", "\"rates\"",
        "rates: the model answers with rates; changes: with changes of -20 to 20 points (Karten et "
        "al. 2025)."),
    INTEGER_SETTING("planner.llm.history_years", "tax year", 0, 10000, "20",
                    "Last tax years that the planner's prompt shows."),
    INTEGER_SETTING("planner.llm.best_years", "tax year", 0, 20, "5",
                    "Best tax years that the planner's prompt shows."),
    SWITCH_SETTING("planner.llm.explore_cue", "true", "Tell the model to try new rates."),
    SWITCH_SETTING("planner.llm.exploit_cue", "true", "Tell the model to keep what was best."),
    NUMBER_SETTING("planner.llm.final_share", "fraction of tax years", 0, 1, "0",
                   "In this last share of the run the prompt says to choose the best rates that it "
                   "knows (0.1 in Karten et al. 2025)."),
    NUMBER_SETTING("planner.llm.temperature", "1", 0, 10, "0.7", "Temperature of its sampling."),
    INTEGER_SETTING("planner.llm.max_tokens", "token", 1, 100000, "400", "The longest answer."),
    {0},
};

enum { MAX_BEST = 20 };

static const struct prompt_part planner_system_parts[] = {PROMPT_WHOLE("objective", "brackets",
                                                                       "form"),
                                                          {0}};
static const struct prompt_part planner_question_parts[] = {PROMPT_WHOLE("situation", "history",
                                                                         "cues"),
                                                            {0}};
static const struct prompt_part leader_system_parts[] = {PROMPT_WHOLE("brackets", "form"), {0}};
static const struct prompt_part leader_question_parts[] = {
    PROMPT_WHOLE("situation", "history", "cues", "persona", "facts", "goal"), {0}};
static const struct prompt_part objective_parts[] = {PROMPT_WHOLE("inequality_aversion",
                                                                  "floor_usd_per_year"),
                                                     {0}};

enum {
    FORM_RATES,
    FORM_CHANGES,
    BRACKET,
    BRACKET_TOP,
    UNKNOWN_RATES,
    RATES_IN_FORCE,
    NO_YEAR_YET,
    LAST_YEAR,
    LAST_YEARS,
    BEST_YEARS,
    YEAR,
    CUE_FINAL,
    CUE_EXPLORE,
    CUE_EXPLOIT,
    NUM_WORDS
};

static const struct prompt_part word_parts[NUM_WORDS + 1] = {
    [FORM_RATES] = PROMPT_PART("form_rates", "count", "lowest", "highest"),
    [FORM_CHANGES] = PROMPT_PART("form_changes", "count", "lowest", "highest"),
    [BRACKET] = PROMPT_PART("bracket", "from", "to"),
    [BRACKET_TOP] = PROMPT_PART("bracket_top", "from"),
    [UNKNOWN_RATES] = PROMPT_PART("unknown_rates", NULL),
    [RATES_IN_FORCE] = PROMPT_PART("rates_in_force", "rates"),
    [NO_YEAR_YET] = PROMPT_PART("no_year_yet", NULL),
    [LAST_YEAR] =
        PROMPT_PART("last_year", "welfare", "hours", "income", "median_income", "sd_income",
                    "rebate", "utility", "median_utility", "sd_utility", "shares"),
    [LAST_YEARS] = PROMPT_PART("last_years", NULL),
    [BEST_YEARS] = PROMPT_PART("best_years", NULL),
    [YEAR] = PROMPT_PART("year", "welfare", "rates", "income", "rebate"),
    [CUE_FINAL] = PROMPT_PART("cue_final", NULL),
    [CUE_EXPLORE] = PROMPT_PART("cue_explore", NULL),
    [CUE_EXPLOIT] = PROMPT_PART("cue_exploit", NULL),
};

/* ---- making ------------------------------------------------------------------------------------ */

static void write_schema(struct text *schema, const struct tax_question *about)
{
    static const double change[] = {-20, -10, 0, 10, 20};
    const struct reply_numbers numbers = {
        .choice = about->sets_changes ? change : NULL,
        .num_choices = sizeof change / sizeof *change,
        .min = ceil(100.0 * about->brackets.min_rate),
        .max = floor(100.0 * about->brackets.max_rate),
    };
    const char *const key = about->sets_changes ? "changes" : "rates";
    struct json_writer json = reply_schema_open(schema);

    reply_schema_words(&json, "reason");
    reply_schema_numbers(&json, key, about->brackets.count, numbers);
    reply_schema_close(&json, (const char *[]){"reason", key, NULL});
}

static double first_final_year(const struct settings *settings)
{
    const double steps =
        (double)(settings_integer(settings, "steps") - settings_integer(settings, "warmup_steps"));
    const double num_years = ceil(steps / (double)settings_integer(settings, "tax_year_length"));
    const double share = settings_number(settings, "planner.llm.final_share");

    return share > 0.0 ? floor((1.0 - share) * num_years) : INFINITY;
}

/* What the planner wants, in the words of this welfare function and of no other. */
static enum status load_objective(struct tax_question *about, const struct settings *settings,
                                  const char *folder, struct error *err)
{
    const char *const welfare = welfare_words_name(settings);
    char name[PROMPT_MAX_NAME];

    snprintf(name, sizeof name, "objective_%s", welfare);
    if (!prompt_exists(name, folder))
        return error_set(err, STATUS_INVALID_INPUT,
                         "no words say to a language model what the welfare function '%s' wants: "
                         "expected a file %s.txt in llm.prompts_folder",
                         welfare, name);
    return prompt_load(&about->objective, name, folder, objective_parts, err);
}

static enum status load_prompts(struct tax_question *about, const struct settings *settings,
                                struct error *err)
{
    const char *const folder = settings_string(settings, "llm.prompts_folder");

    TRY(prompt_load(&about->words, "rates_words", folder, word_parts, err));
    if (about->is_leader) {
        TRY(prompt_load(&about->system, "leader_system", folder, leader_system_parts, err));
        return prompt_load(&about->question, "leader_question", folder, leader_question_parts, err);
    }
    TRY(load_objective(about, settings, folder, err));
    TRY(prompt_load(&about->system, "planner_system", folder, planner_system_parts, err));
    return prompt_load(&about->question, "planner_question", folder, planner_question_parts, err);
}

static enum status read_settings(struct tax_question *about, const struct settings *settings,
                                 struct error *err)
{
    struct text schema = {0};

    TRY(brackets_read(&about->brackets, settings, err));
    about->sets_changes = settings_is(settings, "planner.llm.answer", "changes");
    about->explores = settings_bool(settings, "planner.llm.explore_cue");
    about->exploits = settings_bool(settings, "planner.llm.exploit_cue");
    about->first_final_year = first_final_year(settings);
    about->num_last = (size_t)settings_integer(settings, "planner.llm.history_years");
    about->num_best = (size_t)settings_integer(settings, "planner.llm.best_years");
    about->temperature = settings_number(settings, "planner.llm.temperature");
    about->max_tokens = (int)settings_integer(settings, "planner.llm.max_tokens");
    TRY(load_prompts(about, settings, err));
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
    prompt_destroy(about->system);
    prompt_destroy(about->question);
    prompt_destroy(about->words);
    prompt_destroy(about->objective);
    free(about->schema);
    *about = (struct tax_question){0};
}

/* ---- the prompt -------------------------------------------------------------------------------- */

/* Nothing for a leader, who has a goal of the own.  The end of the file's last line is no part of it. */
static void write_objective(struct text *text, const struct tax_question *about,
                            const struct welfare_settings *welfare)
{
    char room[2][PROMPT_NUMBER_ROOM];

    if (!about->objective)
        return;
    prompt_fill(text, about->objective, 0,
                (const char *[]){prompt_number(room[0], "%g", welfare->inequality_aversion),
                                 prompt_number(room[1], "%g", welfare->floor_usd_per_year)});
    while (text->length > 0 && text->bytes[text->length - 1] == '\n')
        text->bytes[--text->length] = '\0';
}

static void write_form(struct text *text, const struct tax_question *about)
{
    char room[3][PROMPT_NUMBER_ROOM];

    prompt_fill(text, about->words, about->sets_changes ? FORM_CHANGES : FORM_RATES,
                (const char *[]){prompt_number(room[0], "%d", about->brackets.count),
                                 prompt_number(room[1], "%.0f", 100.0 * about->brackets.min_rate),
                                 prompt_number(room[2], "%.0f", 100.0 * about->brackets.max_rate)});
}

static void write_brackets(struct text *text, const struct tax_question *about)
{
    const struct brackets *const brackets = &about->brackets;
    char room[2][PROMPT_NUMBER_ROOM];

    for (int j = 0; j < brackets->count; j++) {
        const bool is_top = j + 1 == brackets->count;

        text_append(text, "%s", j ? "; " : "");
        prompt_number(room[0], "%.0f", brackets->start_usd_per_year[j]);
        prompt_number(room[1], "%.0f", is_top ? 0.0 : brackets->start_usd_per_year[j + 1]);
        prompt_fill(text, about->words, is_top ? BRACKET_TOP : BRACKET,
                    (const char *[]){room[0], room[1]});
    }
}

/* Rates of a tax system on the planner's brackets, in percent. */
static void write_rates(struct text *text, const struct tax_question *about,
                        const struct planner_view *view, const struct tax_system *tax_system)
{
    struct tax_schedule average;

    if (brackets_average_of(&about->brackets, tax_system, view->population, &average, NULL)) {
        prompt_fill(text, about->words, UNKNOWN_RATES, NULL);
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

/* A part that names rates and nothing else. */
static void write_rates_in_force(struct text *text, const struct tax_question *about,
                                 const struct planner_view *view)
{
    struct text rates = {0};

    write_rates(&rates, about, view, view->tax_system);
    prompt_fill(text, about->words, RATES_IN_FORCE, (const char *[]){prompt_value(&rates)});
    text->failed |= rates.failed;
    text_free(&rates);
}

static void write_last_year(struct text *text, const struct tax_question *about,
                            const struct planner_view *view)
{
    const struct step_summary *const last = &view->summaries[view->num_summaries - 1];
    struct text shares = {0};
    char room[9][PROMPT_NUMBER_ROOM];

    write_histogram(&shares, about, view);
    prompt_fill(text, about->words, LAST_YEAR,
                (const char *[]){prompt_number(room[0], "%.1f", last->welfare),
                                 prompt_number(room[1], "%.1f", last->mean_hours_per_week),
                                 prompt_number(room[2], "%.0f", last->mean_income),
                                 prompt_number(room[3], "%.0f", last->median_income),
                                 prompt_number(room[4], "%.0f", last->sd_income),
                                 prompt_number(room[5], "%.0f", last->rebate),
                                 prompt_number(room[6], "%.0f", last->mean_utility),
                                 prompt_number(room[7], "%.0f", last->median_utility),
                                 prompt_number(room[8], "%.0f", last->sd_utility),
                                 prompt_value(&shares)});
    text->failed |= shares.failed;
    text_free(&shares);
}

static void write_situation(struct text *text, const struct tax_question *about,
                            const struct planner_view *view)
{
    write_rates_in_force(text, about, view);
    text_append_bytes(text, "\n", 1);
    if (view->num_summaries == 0)
        prompt_fill(text, about->words, NO_YEAR_YET, NULL);
    else
        write_last_year(text, about, view);
}

static void write_line(struct text *text, const struct tax_question *about, int part)
{
    prompt_fill(text, about->words, part, NULL);
    text_append_bytes(text, "\n", 1);
}

static void write_year(struct text *text, const struct tax_question *about,
                       const struct planner_view *view, size_t year)
{
    const struct step_summary *const summary = &view->summaries[year];
    struct text rates = {0};
    char room[3][PROMPT_NUMBER_ROOM];

    write_rates(&rates, about, view, &view->tax_systems[year]);
    prompt_fill(text, about->words, YEAR,
                (const char *[]){prompt_number(room[0], "%.1f", summary->welfare),
                                 prompt_value(&rates),
                                 prompt_number(room[1], "%.0f", summary->mean_income),
                                 prompt_number(room[2], "%.0f", summary->rebate)});
    text_append_bytes(text, "\n", 1);
    text->failed |= rates.failed;
    text_free(&rates);
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
        write_line(text, about, LAST_YEARS);
    for (size_t year = first; year < view->num_summaries; year++)
        write_year(text, about, view, year);
    if (num_best > 0)
        write_line(text, about, BEST_YEARS);
    for (size_t k = 0; k < num_best; k++)
        write_year(text, about, view, best[k]);
}

static void write_cues(struct text *text, const struct tax_question *about, int64_t tax_year)
{
    if ((double)tax_year >= about->first_final_year) {
        write_line(text, about, CUE_FINAL);
        return;
    }
    if (about->explores)
        write_line(text, about, CUE_EXPLORE);
    if (about->exploits)
        write_line(text, about, CUE_EXPLOIT);
}

static bool write_system(struct text *system, const struct tax_question *about,
                         const struct planner_view *view)
{
    struct text objective = {0};
    struct text brackets = {0};
    struct text form = {0};

    write_objective(&objective, about, &view->welfare);
    write_brackets(&brackets, about);
    write_form(&form, about);
    if (about->is_leader)
        prompt_fill(system, about->system, 0,
                    (const char *[]){prompt_value(&brackets), prompt_value(&form)});
    else
        prompt_fill(system, about->system, 0,
                    (const char *[]){prompt_value(&objective), prompt_value(&brackets),
                                     prompt_value(&form)});
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
    prompt_fill(&question.user, about->question, 0, /* a planner's ends with the cues */
                (const char *[]){prompt_value(&situation), prompt_value(&history),
                                 prompt_value(&cues), asked->persona, asked->facts, asked->goal});
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

void tax_question_write_answer(struct json_writer *note, const struct tax_question *about,
                               const struct llm_reply *reply)
{
    json_bool(note, "usable", reply->outcome == LLM_USABLE);
    json_string(note, "form", about->sets_changes ? "changes" : "rates");
    json_string(note, "answer", reply->content ? reply->content : "");
    if (reply->invalid != LLM_VALID)
        json_string(note, "invalid", llm_invalid_names[reply->invalid]);
    if (reply->reason)
        json_string(note, "refused_because", reply->reason);
}

void tax_question_refuse(struct planner_proposal *proposal, const struct llm_reply *reply)
{
    snprintf(proposal->invalid, sizeof proposal->invalid,
             "the model's answer is invalid (%s): %.180s", llm_invalid_names[reply->invalid],
             reply->reason ? reply->reason : "");
}
