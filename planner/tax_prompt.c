/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "planner/tax_prompt.h"

#include "model/welfare_kinds.h"

#include <math.h>
#include <stdio.h>

const struct setting tax_prompt_settings[] = {
    CHOICE_SETTING(
        "planner.llm.answer", "rates|changes", "\"rates\"",
        "rates: the model answers with rates; changes: with changes of -20 to 20 points (Karten et "
        "al. 2025)."),
    INTEGER_SETTING("planner.llm.history_years", "tax year", 0, 10000, "20",
                    "Last tax years that the planner's prompt shows."),
    INTEGER_SETTING("planner.llm.best_years", "tax year", 0, 20, "5",
                    "Best tax years, before the last ones, that the planner's prompt shows."),
    INTEGER_SETTING(
        "planner.llm.max_prompt_tokens", "token", 1, 1e9, "4000",
        "The longest question, at 4 bytes a token: the oldest tax years are left out to "
        "keep to it."),
    SWITCH_SETTING("planner.llm.tell_run", "true",
                   "Tell the model which tax year it is, how many are left, how many people work, "
                   "and by how much welfare changes while taxes stay the same."),
    SWITCH_SETTING("planner.llm.think", "false",
                   "Have the model think step by step before it names rates (Karten et al. 2025)."),
    SWITCH_SETTING("planner.llm.explore_cue", "true", "Tell the model to try new rates."),
    SWITCH_SETTING("planner.llm.exploit_cue", "true", "Tell the model to keep what was best."),
    CHOICE_SETTING(
        "planner.llm.cues", "in_turn|together", "\"in_turn\"",
        "Both cues: in turn, first to try, later to keep; or both in each tax year (Karten "
        "et al. 2025).",
        .when = "planner.llm.explore_cue&planner.llm.exploit_cue"),
    NUMBER_SETTING("planner.llm.explore_share", "fraction of tax years", 0, 1, "0.5",
                   "Both cues in turn: in this first share of the run the model is told to try new "
                   "rates.",
                   .when =
                       "planner.llm.explore_cue&planner.llm.exploit_cue&planner.llm.cues=in_turn"),
    NUMBER_SETTING("planner.llm.final_share", "fraction of tax years", 0, 1, "0",
                   "In this last share of the run the prompt says to choose the best rates that it "
                   "knows (0.1 in Karten et al. 2025)."),
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
    REASON,
    REASON_THINKING,
    BRACKET,
    BRACKET_TOP,
    UNKNOWN_RATES,
    RUN,
    NOISE,
    NOISE_NONE,
    NOISE_UNKNOWN,
    RATES_IN_FORCE,
    NO_YEAR_YET,
    LAST_YEAR,
    LAST_YEARS,
    BEST_YEARS,
    BEST_BY_CHANCE,
    YEAR,
    CUE_FINAL,
    CUE_EXPLORE,
    CUE_EXPLOIT,
    NUM_WORDS
};

static const struct prompt_part word_parts[NUM_WORDS + 1] = {
    [FORM_RATES] = PROMPT_PART("form_rates", "count", "lowest", "highest", "reason"),
    [FORM_CHANGES] = PROMPT_PART("form_changes", "count", "lowest", "highest", "reason"),
    [REASON] = PROMPT_PART("reason", NULL),
    [REASON_THINKING] = PROMPT_PART("reason_thinking", NULL),
    [BRACKET] = PROMPT_PART("bracket", "from", "to"),
    [BRACKET_TOP] = PROMPT_PART("bracket_top", "from"),
    [UNKNOWN_RATES] = PROMPT_PART("unknown_rates", NULL),
    [RUN] = PROMPT_PART("run", "year", "years", "left", "workers"),
    [NOISE] = PROMPT_PART("noise", "noise"),
    [NOISE_NONE] = PROMPT_PART("noise_none", NULL),
    [NOISE_UNKNOWN] = PROMPT_PART("noise_unknown", NULL),
    [RATES_IN_FORCE] = PROMPT_PART("rates_in_force", "rates"),
    [NO_YEAR_YET] = PROMPT_PART("no_year_yet", NULL),
    [LAST_YEAR] =
        PROMPT_PART("last_year", "welfare", "hours", "income", "median_income", "sd_income",
                    "rebate", "utility", "median_utility", "sd_utility", "shares"),
    [LAST_YEARS] = PROMPT_PART("last_years", NULL),
    [BEST_YEARS] = PROMPT_PART("best_years", NULL),
    [BEST_BY_CHANCE] = PROMPT_PART("best_by_chance", NULL),
    [YEAR] = PROMPT_PART("year", "welfare", "rates", "income", "rebate"),
    [CUE_FINAL] = PROMPT_PART("cue_final", NULL),
    [CUE_EXPLORE] = PROMPT_PART("cue_explore", NULL),
    [CUE_EXPLOIT] = PROMPT_PART("cue_exploit", NULL),
};

/* ---- making ------------------------------------------------------------------------------------ */

static int64_t num_tax_years(const struct settings *settings)
{
    const int64_t steps =
        settings_integer(settings, "steps") - settings_integer(settings, "warmup_steps");
    const int64_t length = settings_integer(settings, "tax_year_length");

    return steps > 0 ? (steps + length - 1) / length : 0;
}

static void read_cues(struct tax_prompt *about, const struct settings *settings)
{
    const double final_share = settings_number(settings, "planner.llm.final_share");
    const double num_years = (double)about->num_tax_years;

    about->explores = settings_bool(settings, "planner.llm.explore_cue");
    about->exploits = settings_bool(settings, "planner.llm.exploit_cue");
    about->has_both_cues = settings_is(settings, "planner.llm.cues", "together");
    about->first_exploiting_year =
        ceil(settings_number(settings, "planner.llm.explore_share") * num_years);
    about->first_final_year = final_share > 0.0 ? floor((1.0 - final_share) * num_years) : INFINITY;
}

/* What the planner wants, in the words of this welfare function and of no other. */
static enum status load_objective(struct tax_prompt *about, const struct settings *settings,
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

static enum status load_prompts(struct tax_prompt *about, const struct settings *settings,
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

static enum status read_settings(struct tax_prompt *about, const struct settings *settings,
                                 struct error *err)
{
    TRY(brackets_read(&about->brackets, settings, err));
    about->sets_changes = settings_is(settings, "planner.llm.answer", "changes");
    about->thinks = settings_bool(settings, "planner.llm.think");
    about->tells_run = settings_bool(settings, "planner.llm.tell_run");
    about->num_tax_years = num_tax_years(settings);
    read_cues(about, settings);
    about->num_last = (size_t)settings_integer(settings, "planner.llm.history_years");
    about->num_best = (size_t)settings_integer(settings, "planner.llm.best_years");
    about->max_prompt_tokens = (size_t)settings_integer(settings, "planner.llm.max_prompt_tokens");
    return load_prompts(about, settings, err);
}

enum status tax_prompt_create(struct tax_prompt *about, const struct settings *settings,
                              bool is_leader, struct error *err)
{
    *about = (struct tax_prompt){.is_leader = is_leader};
    const enum status status = read_settings(about, settings, err);

    if (status)
        tax_prompt_free(about);
    return status;
}

void tax_prompt_free(struct tax_prompt *about)
{
    prompt_destroy(about->system);
    prompt_destroy(about->question);
    prompt_destroy(about->words);
    prompt_destroy(about->objective);
    *about = (struct tax_prompt){0};
}

/* ---- the prompt -------------------------------------------------------------------------------- */

/* Nothing for a leader, who has a goal of the own.  The end of the file's last line is no part of it. */
static void write_objective(struct text *text, const struct tax_prompt *about,
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

static void write_form(struct text *text, const struct tax_prompt *about)
{
    char room[3][PROMPT_NUMBER_ROOM];

    prompt_fill(text, about->words, about->sets_changes ? FORM_CHANGES : FORM_RATES,
                (const char *[]){prompt_number(room[0], "%d", about->brackets.count),
                                 prompt_number(room[1], "%.0f", 100.0 * about->brackets.min_rate),
                                 prompt_number(room[2], "%.0f", 100.0 * about->brackets.max_rate),
                                 prompt_words(about->words,
                                              about->thinks ? REASON_THINKING : REASON)});
}

static void write_brackets(struct text *text, const struct tax_prompt *about)
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
static void write_rates(struct text *text, const struct tax_prompt *about,
                        const struct planner_view *view, const struct tax_system *tax_system)
{
    struct tax_schedule average;

    if (brackets_average_of(&about->brackets, tax_system, view->population, &average, NULL) !=
        STATUS_OK) {
        prompt_fill(text, about->words, UNKNOWN_RATES, NULL);
        return;
    }
    for (int j = 0; j < about->brackets.count; j++)
        text_append(text, "%s%.4g", j ? ", " : "", 100.0 * average.marginal_rate[j]);
}

/* Shares of workers by bracket of their income in the last step. */
static void write_histogram(struct text *text, const struct tax_prompt *about,
                            const struct planner_view *view)
{
    const struct population *const population = view->population;
    double share[TAX_MAX_BRACKETS] = {0.0};
    double total = 0.0;

    for (size_t i = 0; i < population->num_workers; i++) {
        const double weight = population_sample_weight(population, i);
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
static void write_rates_in_force(struct text *text, const struct tax_prompt *about,
                                 const struct planner_view *view)
{
    struct text rates = {0};

    write_rates(&rates, about, view, view->tax_system);
    prompt_fill(text, about->words, RATES_IN_FORCE, (const char *[]){prompt_value(&rates)});
    text->failed |= rates.failed;
    text_free(&rates);
}

static void write_last_year(struct text *text, const struct tax_prompt *about,
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

/* Where the run stands, and what is chance: whoever takes that for a result keeps rates that were lucky. */
static void write_run(struct text *text, const struct tax_prompt *about,
                      const struct planner_view *view)
{
    const long long left = (long long)(about->num_tax_years - 1 - view->tax_year);
    const double noise = view->welfare_noise;
    char room[5][PROMPT_NUMBER_ROOM];

    prompt_number(room[0], "%lld", (long long)view->tax_year + 1);
    prompt_number(room[1], "%lld", (long long)about->num_tax_years);
    prompt_number(room[2], "%lld", left);
    prompt_number(room[3], "%zu", view->population->num_workers);
    prompt_fill(text, about->words, RUN, (const char *[]){room[0], room[1], room[2], room[3]});
    text_append_bytes(text, "\n", 1);
    if (noise > 0.0)
        prompt_fill(text, about->words, NOISE,
                    (const char *[]){prompt_number(room[4], "%.1f", noise)});
    else
        prompt_fill(text, about->words, isnan(noise) ? NOISE_UNKNOWN : NOISE_NONE, NULL);
    text_append_bytes(text, "\n", 1);
}

static void write_situation(struct text *text, const struct tax_prompt *about,
                            const struct planner_view *view)
{
    if (about->tells_run)
        write_run(text, about, view);
    write_rates_in_force(text, about, view);
    text_append_bytes(text, "\n", 1);
    if (view->num_summaries == 0)
        prompt_fill(text, about->words, NO_YEAR_YET, NULL);
    else
        write_last_year(text, about, view);
}

static void write_line(struct text *text, const struct tax_prompt *about, int part)
{
    prompt_fill(text, about->words, part, NULL);
    text_append_bytes(text, "\n", 1);
}

static void write_year(struct text *text, const struct tax_prompt *about,
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

/* Indices of the best of the first `count` years, best first; of equal ones the earlier. */
static size_t find_best(size_t best[MAX_BEST], const struct planner_view *view, size_t num_years,
                        size_t wanted)
{
    size_t count = 0;

    for (size_t year = 0; year < num_years; year++) {
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

/* The last years, and the best of those before: no year is told twice. */
static void write_history(struct text *text, const struct tax_prompt *about,
                          const struct planner_view *view, size_t num_last, size_t max_best)
{
    static const double ERRORS = 2.0; /* that two years differ by, of sqrt(2) noises each */
    const size_t first = view->num_summaries > num_last ? view->num_summaries - num_last : 0;
    size_t best[MAX_BEST];
    const size_t num_best = find_best(best, view, first, max_best);

    if (first < view->num_summaries)
        write_line(text, about, LAST_YEARS);
    for (size_t year = first; year < view->num_summaries; year++)
        write_year(text, about, view, year);
    if (num_best > 0)
        write_line(text, about, BEST_YEARS);
    for (size_t k = 0; k < num_best; k++)
        write_year(text, about, view, best[k]);
    if (about->tells_run && num_best > 1 &&
        view->summaries[best[0]].welfare - view->summaries[best[num_best - 1]].welfare <
            ERRORS * sqrt(2.0) * view->welfare_noise)
        write_line(text, about, BEST_BY_CHANCE);
}

static void write_cues(struct text *text, const struct tax_prompt *about, int64_t tax_year)
{
    if ((double)tax_year >= about->first_final_year) {
        write_line(text, about, CUE_FINAL);
        return;
    }
    const bool is_late = (double)tax_year >= about->first_exploiting_year;
    const bool is_in_turn = about->explores && about->exploits && !about->has_both_cues;

    if (about->explores && !(is_in_turn && is_late))
        write_line(text, about, CUE_EXPLORE);
    if (about->exploits && !(is_in_turn && !is_late))
        write_line(text, about, CUE_EXPLOIT);
}

void tax_prompt_write_system(struct text *system, const struct tax_prompt *about,
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
    system->failed |= objective.failed || brackets.failed || form.failed;
    text_free(&objective);
    text_free(&brackets);
    text_free(&form);
}

static void write_question(struct text *question, const struct tax_prompt *about,
                           const struct planner_view *view, const struct tax_asked *asked,
                           size_t num_last, size_t num_best)
{
    struct text situation = {0};
    struct text history = {0};
    struct text cues = {0};

    write_situation(&situation, about, view);
    write_history(&history, about, view, num_last, num_best);
    write_cues(&cues, about, view->tax_year);
    prompt_fill(question, about->question, 0, /* a planner's ends with the cues */
                (const char *[]){prompt_value(&situation), prompt_value(&history),
                                 prompt_value(&cues), asked->persona, asked->facts, asked->goal});
    question->failed |= situation.failed || history.failed || cues.failed;
    text_free(&situation);
    text_free(&history);
    text_free(&cues);
}

void tax_prompt_write_question(struct text *question, const struct tax_prompt *about,
                               const struct planner_view *view, const struct tax_asked *asked,
                               size_t system_bytes)
{
    const size_t room = about->max_prompt_tokens * PROMPT_BYTES_PER_TOKEN;
    size_t num_last = about->num_last < view->num_summaries ? about->num_last : view->num_summaries;
    size_t num_best = about->num_best;

    for (;;) {
        write_question(question, about, view, asked, num_last, num_best);
        if (question->failed || system_bytes + question->length <= room || num_last + num_best == 0)
            return;
        if (num_last > 0)
            num_last--;
        else
            num_best--;
        text_free(question);
    }
}
