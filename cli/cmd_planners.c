/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_planners.c: a table of planners on one population. */
#include "base/csv_writer.h"
#include "base/files.h"
#include "base/text.h"
#include "calibration/population_sources.h"
#include "cli/command_settings.h"
#include "cli/command_trust.h"
#include "cli/planner_transfer.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/study_output.h"
#include "cli/table_file.h"
#include "model/welfare_kinds.h"
#include "planner/planners.h"
#include "studies/mean_interval.h"
#include "studies/planner_table.h"
#include "studies/replications.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_SEEDS = 10 };

enum { MAX_ENTRIES = 64 };

struct results {
    const struct planner_entry *entry[MAX_ENTRIES];
    size_t num_entries, num_seeds;
    size_t num_runs[MAX_ENTRIES];          /* num_seeds, or 1 where nothing hangs on the seed */
    struct planner_yardsticks *yardsticks; /* [num_seeds] */
    struct planner_score *score;           /* [num_entries][num_seeds] */
    char *refusal[MAX_ENTRIES];            /* why an entry cannot be on this config; NULL: it can */
    size_t num_refused;
    bool has_one_population; /* all seeds have the same workers */
};

/* ---- running ----------------------------------------------------------------------------------- */

static void show_progress(size_t done, size_t total)
{
    if (isatty(STDERR_FILENO))
        say_error(SAY_CLEAR_LINE "%zu of %zu run%s", done, total, say_s(total));
    else if (done * 4 / total != (done - 1) * 4 / total)
        say_error("%zu of %zu run%s\n", done, total, say_s(total));
    if (done == total && isatty(STDERR_FILENO))
        say_error(SAY_CLEAR_LINE);
}

static enum status refuse_entry(struct results *results, size_t e, const char *why,
                                struct error *err)
{
    results->refusal[e] = strdup(why);
    results->num_refused++;
    return results->refusal[e] ? STATUS_OK
                               : error_set(err, STATUS_NO_MEMORY, "no memory for a table");
}

static struct answer_tally answers_of(const struct results *results, size_t e)
{
    struct answer_tally sum = {0};

    for (size_t s = 0; s < results->num_runs[e] && !results->refusal[e]; s++)
        answer_tally_add(&sum, &results->score[e * results->num_seeds + s].answers);
    return sum;
}

/* What a language model did not say is no deed of its: such a row is compared with nothing. */
static enum status refuse_unanswered(struct results *results, size_t e, struct error *err)
{
    const struct answer_tally answers = answers_of(results, e);
    char why[ANSWERS_STORY_BYTES];

    return answer_tally_is_poor(&answers)
               ? refuse_entry(results, e, answer_tally_story(why, &answers), err)
               : STATUS_OK;
}

/* A kind that may draw need not: runs on the same workers that came to the same are one run. */
static void count_distinct(struct results *results, size_t e)
{
    const struct planner_score *const score = &results->score[e * results->num_seeds];

    if (!results->has_one_population || results->refusal[e])
        return;
    for (size_t s = 1; s < results->num_runs[e]; s++)
        if (score[s].welfare != score[0].welfare || score[s].regret != score[0].regret ||
            score[s].decisions != score[0].decisions)
            return;
    results->num_runs[e] = 1;
}

/* A planner that cannot be on this config, say for want of welfare weights, leaves the others be: it is
 * named below the table. */
static enum status score_entry(struct results *results, size_t e, const struct settings *settings,
                               bool is_quiet, struct error *err)
{
    bool hangs_on_seed = false;

    TRY(planner_table_hangs_on_seed(&hangs_on_seed, results->entry[e], settings, err));
    results->num_runs[e] =
        hangs_on_seed ? results->num_seeds : 1; /* the others would be the same */
    for (size_t s = 0; s < results->num_runs[e] && !results->refusal[e]; s++) {
        struct planner_score *const score = &results->score[e * results->num_seeds + s];
        const enum status status = planner_table_score(score, &results->yardsticks[s],
                                                       results->entry[e], settings, s + 1, err);

        if (status == STATUS_INVALID_INPUT) {
            TRY(refuse_entry(results, e, err->message, err));
        } else if (status) {
            return error_add_context(err, "planner '%s', seed %zu", results->entry[e]->name, s + 1);
        }
        if (!is_quiet)
            show_progress(e * results->num_seeds + s + 1,
                          results->num_entries * results->num_seeds);
    }
    count_distinct(results, e);
    return refuse_unanswered(results, e, err);
}

static enum status score_all(struct results *results, const struct settings *settings,
                             const struct command_line *line, struct error *err)
{
    for (size_t e = 0; e < results->num_entries; e++)
        TRY(score_entry(results, e, settings, command_line_has(line, "quiet"), err));
    if (results->num_refused == results->num_entries)
        return error_set(err, STATUS_INVALID_INPUT, "no planner can be on this config: %s",
                         results->refusal[0]);
    return STATUS_OK;
}

/* ---- telling ----------------------------------------------------------------------------------- */

/* Over seeds; what is not a number is left out. */
static struct mean_interval estimate(const struct results *results, size_t entry, size_t offset)
{
    double values[PLANNER_TABLE_MAX_SEEDS];
    size_t count = 0;

    for (size_t s = 0; s < results->num_runs[entry]; s++) {
        const char *const score = (const char *)&results->score[entry * results->num_seeds + s];

        memcpy(&values[count], score + offset, sizeof *values);
        count += isfinite(values[count]) != 0;
    }
    return mean_interval_of(values, count);
}

/* Mean over seeds of one part of the scores; what would print as -0.00 is 0. */
static double mean_of(const struct results *results, size_t entry, size_t offset)
{
    const double mean = estimate(results, entry, offset).mean;

    return fabs(mean) < 0.005 ? 0.0 : mean;
}

static void print_years(const struct mean_interval *years, size_t num_seeds)
{
    if (years->count == 0)
        say("%8s", "never");
    else
        say("%7.1f%s", years->mean, years->count < num_seeds ? "*" : " ");
}

static void print_remarks(const struct results *results)
{
    bool has_single = false;

    for (size_t e = 0; e < results->num_entries; e++)
        has_single =
            has_single || (!results->refusal[e] && results->num_runs[e] < results->num_seeds);
    if (has_single)
        say("One run: nothing hangs on the seed there, so that there is one run and no "
            "interval.\n");
    if (results->has_one_population)
        say("No population is fresh: the workers are the same for every seed, those whom the "
            "planners "
            "learned on.\n");
}

/* On the fresh populations, the same for all planners. */
static void print_yardsticks(const struct results *results)
{
    size_t e = results->num_entries;

    for (size_t k = results->num_entries; k-- > 0;)
        if (!results->refusal[k] &&
            (e == results->num_entries || results->num_runs[k] >= results->num_runs[e]))
            e = k;
    say("W(baseline) %.2f, W* %.2f", mean_of(results, e, offsetof(struct planner_score, baseline)),
        mean_of(results, e, offsetof(struct planner_score, optimum)));
    const struct mean_interval bound =
        estimate(results, e, offsetof(struct planner_score, upper_bound));

    if (bound.count > 0)
        say(", and no tax system with one schedule above %.2f", bound.mean);
    say(" (mean over seeds).\n");
}

static void print_table(const struct results *results)
{
    say("%-18s %12s %9s %23s %8s %9s %9s %8s %8s %9s %9s %8s\n", "planner", "welfare", "regret",
        "95% interval", "share", "planner's", "workers'", "learned", "to half", "decisions",
        "tokens", "seconds");
    for (size_t e = 0; e < results->num_entries; e++) {
        if (results->refusal[e])
            continue;
        const struct mean_interval welfare =
            estimate(results, e, offsetof(struct planner_score, welfare));
        const struct mean_interval regret =
            estimate(results, e, offsetof(struct planner_score, regret));
        const struct mean_interval years =
            estimate(results, e, offsetof(struct planner_score, years_to_half));

        say("%-18s %12.2f %9.2f ", results->entry[e]->name, welfare.mean, regret.mean);
        if (regret.count > 1)
            say("  [%8.2f, %8.2f]", regret.low, regret.high);
        else
            say("%22s", "one run");
        say(" %7.1f%% %9.2f %9.2f ",
            100.0 * estimate(results, e, offsetof(struct planner_score, regret_share)).mean,
            mean_of(results, e, offsetof(struct planner_score, planner_regret)),
            mean_of(results, e, offsetof(struct planner_score, workers_regret)));
        say("%7.2f%% ",
            100.0 *
                estimate(results, e, offsetof(struct planner_score, learned_regret_share)).mean);
        print_years(&years, results->num_runs[e]);
        say(" %9.0f %9.0f %8.2f\n", mean_of(results, e, offsetof(struct planner_score, decisions)),
            mean_of(results, e, offsetof(struct planner_score, tokens)),
            mean_of(results, e, offsetof(struct planner_score, seconds)));
    }
    say("\nLast tax systems on fresh populations, %zu seed%s.  Regret: W* of rational workers "
        "less welfare; share: of W* -\n"
        "W(baseline).  Learned: the planner's regret where it learned, as a share.  To half: tax "
        "years until half of W* - W(baseline)\n"
        "was reached while learning (*: not with every seed).\n",
        results->num_seeds, say_s(results->num_seeds));
    print_yardsticks(results);
    print_remarks(results);
}

/* Columns as wide as their names. */
static int width_of(size_t kind)
{
    const size_t length = strlen(welfare_kinds[kind]->kind.name);

    return length < 12 ? 12 : (int)length;
}

static void print_kinds(const struct results *results)
{
    say("\nThe same tax systems by every welfare function (mean over seeds)\n%-18s", "planner");
    for (size_t k = 0; k < WELFARE_NUM_KINDS; k++)
        say(" %*s", width_of(k), welfare_kinds[k]->kind.name);
    for (size_t e = 0; e < results->num_entries; e++) {
        if (results->refusal[e])
            continue;
        say("\n%-18s", results->entry[e]->name);
        for (size_t k = 0; k < WELFARE_NUM_KINDS; k++)
            say(" %*.2f", width_of(k),
                mean_of(results, e,
                        offsetof(struct planner_score, welfare_by_kind) + k * sizeof(double)));
    }
    say("\n");
}

/* Of rows that are in the table, too. */
static void print_answered(const struct results *results)
{
    for (size_t e = 0; e < results->num_entries; e++) {
        const struct answer_tally answers = answers_of(results, e);
        char story[ANSWERS_STORY_BYTES];

        if (answers.asked > 0.0)
            say("%s: %s\n", results->entry[e]->name, answer_tally_story(story, &answers));
    }
}

static void print_refused(const struct results *results, FILE *stream)
{
    for (size_t e = 0; e < results->num_entries; e++)
        if (results->refusal[e])
            say_to(stream, "Not in the table: %s: %s\n", results->entry[e]->name,
                   results->refusal[e]);
}

static enum status tell(const struct results *results, const struct command_line *line,
                        struct error *err)
{
    struct text csv = {0};

    text_append(&csv, "planner,seed,welfare,regret,planner_regret,workers_regret,regret_share,"
                      "years_to_half,decisions,tokens,optimum,upper_bound,baseline,"
                      "learned_regret_share,answered_share");
    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        text_append(&csv, ",welfare_%s", welfare_kinds[k]->kind.name);
    text_append(&csv, "\n");
    for (size_t e = 0; e < results->num_entries; e++)
        for (size_t s = 0; s < results->num_runs[e] && !results->refusal[e]; s++) {
            const struct planner_score *const score = &results->score[e * results->num_seeds + s];
            const double values[] = {score->welfare,
                                     score->regret,
                                     score->planner_regret,
                                     score->workers_regret,
                                     score->regret_share,
                                     score->years_to_half,
                                     score->decisions,
                                     score->tokens,
                                     score->optimum,
                                     score->upper_bound,
                                     score->baseline,
                                     score->learned_regret_share,
                                     answer_tally_share(&score->answers)};

            csv_writer_words(&csv, results->entry[e]->name);
            text_append(&csv, ",%zu", s + 1);
            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                text_append(&csv, ",");
                if (isfinite(values[k]))
                    text_append_number(&csv, values[k]);
            }
            for (int k = 0; k < WELFARE_NUM_KINDS; k++) {
                text_append(&csv, ",");
                if (isfinite(score->welfare_by_kind[k]))
                    text_append_number(&csv, score->welfare_by_kind[k]);
            }
            text_append(&csv, "\n");
        }
    if (!command_line_has(line, "json")) {
        print_table(results);
        print_kinds(results);
        print_answered(results);
        print_refused(results, stdout);
    } else {
        print_refused(results, stderr);
    }
    const enum status status = print_json_table(&csv, line, err);

    text_free(&csv);
    return status;
}

static void add_entries(struct results *results, const struct planner_entry *entries)
{
    for (; entries->name && results->num_entries < MAX_ENTRIES; entries++)
        results->entry[results->num_entries++] = entries;
}

/* The planner of the config, if it is none of the others. */
static void add_configured(struct results *results, struct planner_entry *own,
                           const struct settings *settings)
{
    const struct planner_kind *const kind =
        planner_kinds[settings_choice(settings, "planner.kind")];

    for (const struct planner_entry *entry = planner_entries; entry->name; entry++)
        if (strcmp(entry->overrides[0].value.words, kind->kind.name) == 0)
            return;
    if (kind->needs_model || results->num_entries == MAX_ENTRIES)
        return;
    own->name = kind->kind.name;
    results->entry[results->num_entries++] = own;
}

static enum status run_planners(const struct command_line *line, struct error *err)
{
    long num_seeds = DEFAULT_SEEDS;
    struct results results = {0};
    struct planner_entry configured = {0};
    const struct settings_overrides own = {0};
    struct settings *given = NULL;
    struct settings *settings = NULL;

    TRY(command_line_integer(line, "seeds", 1, PLANNER_TABLE_MAX_SEEDS, &num_seeds, err));
    add_entries(&results, planner_entries);
    if (command_line_has(line, "llm"))
        add_entries(&results, planner_entries_llm);
    results.num_seeds = (size_t)num_seeds;
    TRY(study_output_check(line, err));
    TRY(table_file_check(command_line_value(line, "output"), err));
    TRY(command_settings_load(&given, line, command_line_operand(line, 0), &own, err));
    enum status status = replications_settings(&settings, given, err);

    settings_free(given);
    TRY(status);
    results.has_one_population = !population_source_hangs_on_seed(settings);
    add_configured(&results, &configured, settings);
    if (command_line_has(line, "transfer")) {
        status = planner_transfer(results.entry, results.num_entries, results.num_seeds, settings,
                                  line, err);
        settings_free(settings);
        return status ? status : study_output_draw(line, err);
    }
    results.score = calloc(results.num_entries * results.num_seeds, sizeof *results.score);
    results.yardsticks = calloc(results.num_seeds, sizeof *results.yardsticks);
    status = results.score && results.yardsticks
                 ? score_all(&results, settings, line, err)
                 : error_set(err, STATUS_NO_MEMORY, "no memory for a table");

    if (!status)
        status = tell(&results, line, err);
    for (size_t e = 0; e < results.num_entries; e++)
        free(results.refusal[e]);
    free(results.yardsticks);
    free(results.score);
    settings_free(settings);
    return status ? status : study_output_draw(line, err);
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {'n', "seeds", "N", "how many populations each planner learns on (10)"},
    {0, "llm", NULL,
     "also a language model (llm.* of the config) as the planner, whole and with parts left out"},
    {0, "transfer", "RULE",
     "instead: learn and be judged under the config's rule and this one; may be repeated"},
    {'o', "output", "FILE",
     "also a CSV (.xlsx: Excel, .dta: Stata), a row for each planner and seed"},
    {'p', "picture", "FILE", "with -o: also a picture (PNG, PDF or SVG)"},
    PRINT_JSON_OPTION,
    COMMAND_TRUST_OPTION,
    {0},
};

const struct command command_planners = {
    .name = "planners",
    .group = COMMAND_STUDIES,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Compare planners on the population of a config: welfare, regret, speed",
    .details =
        "Every planner has the steps of CONFIG to learn, on the population of each seed; "
        "its last tax system is\n"
        "scored on a fresh population, beside the optimum and the baseline tax system "
        "there.  Do nothing,\n"
        "flat 50%, the best flat tax and random search are always among them, and the planner "
        "of CONFIG.\n"
        "With --transfer each learns under each of the rules, and its last tax system is judged "
        "under each.",
    .options = options,
    .run = run_planners,
};
