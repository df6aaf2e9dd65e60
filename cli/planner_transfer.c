/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/planner_transfer.h"

#include "agents/decision_rules.h"
#include "base/csv_writer.h"
#include "calibration/population_sources.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "studies/mean_interval.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RULES = 8 };

struct transfer {
    const struct planner_entry *const *entries;
    size_t num_entries, num_seeds, num_rules;
    const char *rule[MAX_RULES];
    bool has_one_population; /* all seeds have the same workers */
    double *welfare;         /* [num_entries][num_rules learned][num_rules judged][num_seeds] */
    char **refusal; /* [num_entries]: why a planner cannot be on this config; NULL: it can */
};

static double *welfare_of(const struct transfer *transfer, size_t entry, size_t learned,
                          size_t judged)
{
    const size_t place = (entry * transfer->num_rules + learned) * transfer->num_rules + judged;

    return &transfer->welfare[place * transfer->num_seeds];
}

static enum status add_rule(struct transfer *transfer, const char *name, struct error *err)
{
    for (size_t r = 0; r < transfer->num_rules; r++)
        if (strcmp(transfer->rule[r], name) == 0)
            return STATUS_OK;
    for (size_t k = 0; decision_rule_kinds[k]; k++)
        if (strcmp(decision_rule_kinds[k]->kind.name, name) == 0) {
            if (transfer->num_rules == MAX_RULES)
                return error_set(err, STATUS_USAGE, "--transfer: expected at most %d rules",
                                 MAX_RULES);
            transfer->rule[transfer->num_rules++] = decision_rule_kinds[k]->kind.name;
            return STATUS_OK;
        }
    return error_set(err, STATUS_USAGE,
                     "--transfer: expected a rule of 'fisc list rules', got "
                     "\"%s\"",
                     name);
}

static enum status add_rules(struct transfer *transfer, const struct settings *settings,
                             const struct command_line *line, struct error *err)
{
    size_t count = 0;
    const char *const *const names = command_line_values(line, "transfer", &count);

    TRY(add_rule(transfer, decision_rule_kinds[settings_choice(settings, "rule.kind")]->kind.name,
                 err));
    for (size_t k = 0; k < count; k++)
        TRY(add_rule(transfer, names[k], err));
    return STATUS_OK;
}

static enum status learn_and_judge(struct transfer *transfer, struct answer_tally *answers,
                                   size_t entry, size_t learned, size_t seed,
                                   const struct settings *settings, struct error *err)
{
    double welfare[MAX_RULES];

    TRY(planner_table_transfer(welfare, answers, transfer->entries[entry], settings,
                               transfer->rule[learned], transfer->rule, transfer->num_rules,
                               seed + 1, err));
    for (size_t r = 0; r < transfer->num_rules; r++)
        welfare_of(transfer, entry, learned, r)[seed] = welfare[r];
    return STATUS_OK;
}

static enum status refuse_entry(struct transfer *transfer, size_t entry, const char *why,
                                struct error *err)
{
    transfer->refusal[entry] = strdup(why);
    return transfer->refusal[entry] ? STATUS_OK
                                    : error_set(err, STATUS_NO_MEMORY, "no memory for a table");
}

/* A planner that cannot be on this config leaves the others be, and so does a model that hardly answered. */
static enum status play_entry(struct transfer *transfer, size_t entry,
                              const struct settings *settings, struct error *err)
{
    struct answer_tally answers = {0};

    for (size_t learned = 0; learned < transfer->num_rules; learned++)
        for (size_t seed = 0; seed < transfer->num_seeds; seed++) {
            const enum status status =
                learn_and_judge(transfer, &answers, entry, learned, seed, settings, err);

            if (status == STATUS_INVALID_INPUT)
                return refuse_entry(transfer, entry, err->message, err);
            if (status)
                return error_add_context(err, "planner '%s', seed %zu",
                                         transfer->entries[entry]->name, seed + 1);
        }
    if (!answer_tally_is_poor(&answers))
        return STATUS_OK;
    char why[ANSWERS_STORY_BYTES];

    return refuse_entry(transfer, entry, answer_tally_story(why, &answers), err);
}

static enum status play(struct transfer *transfer, const struct settings *settings,
                        const struct command_line *line, struct error *err)
{
    size_t num_refused = 0;

    for (size_t e = 0; e < transfer->num_entries; e++) {
        TRY(play_entry(transfer, e, settings, err));
        num_refused += transfer->refusal[e] != NULL;
        if (!command_line_has(line, "quiet"))
            say_error("%zu of %zu planners\n", e + 1, transfer->num_entries);
    }
    if (num_refused == transfer->num_entries)
        return error_set(err, STATUS_INVALID_INPUT, "no planner can be on this config: %s",
                         transfer->refusal[0]);
    return STATUS_OK;
}

/* How many of these runs are distinct: where nothing hangs on the seed there is but one. */
static size_t num_distinct(const struct transfer *transfer, const double *here, const double *there)
{
    for (size_t s = 1; s < transfer->num_seeds; s++)
        if (!transfer->has_one_population || here[s] != here[0] || there[s] != there[0])
            return transfer->num_seeds;
    return 1;
}

/* What it costs to have learned under another rule than the one that judges. */
static struct mean_interval loss(const struct transfer *transfer, size_t entry, size_t learned,
                                 size_t judged)
{
    const double *const there = welfare_of(transfer, entry, judged, judged);
    const double *const here = welfare_of(transfer, entry, learned, judged);
    double difference[PLANNER_TABLE_MAX_SEEDS];

    for (size_t s = 0; s < transfer->num_seeds; s++)
        difference[s] = there[s] - here[s];
    return mean_interval_of(difference, num_distinct(transfer, here, there));
}

static void print_line(const struct transfer *transfer, size_t entry, size_t learned)
{
    say("%-18s %-12s", transfer->entries[entry]->name, transfer->rule[learned]);
    for (size_t r = 0; r < transfer->num_rules; r++) {
        const struct mean_interval welfare =
            mean_interval_of(welfare_of(transfer, entry, learned, r), transfer->num_seeds);
        const struct mean_interval lost = loss(transfer, entry, learned, r);

        say(" %12.2f", welfare.mean);
        if (r == learned)
            say(" %10s %23s", "", "learned among these");
        else if (lost.count > 1)
            say(" %10.2f   [%8.2f, %8.2f]", lost.mean, lost.low, lost.high);
        else
            say(" %10.2f %23s", lost.mean, "one run");
    }
    say("\n");
}

static void print_table(const struct transfer *transfer)
{
    say("%-18s %-12s", "planner", "learned");
    for (size_t r = 0; r < transfer->num_rules; r++)
        say(" %12s %10s %23s", transfer->rule[r], "lost", "95% interval");
    say("\n");
    for (size_t e = 0; e < transfer->num_entries; e++)
        for (size_t r = 0; r < transfer->num_rules && !transfer->refusal[e]; r++)
            print_line(transfer, e, r);
    say("\nLast tax systems on fresh populations, %zu seed%s: welfare among workers of the rule of "
        "the "
        "column.  Lost: what the\nsame planner gets that learned among those, less this.\n",
        transfer->num_seeds, say_s(transfer->num_seeds));
}

static void print_refused(const struct transfer *transfer, FILE *stream)
{
    for (size_t e = 0; e < transfer->num_entries; e++)
        if (transfer->refusal[e])
            say_to(stream, "Not in the table: %s: %s\n", transfer->entries[e]->name,
                   transfer->refusal[e]);
}

static enum status tell(const struct transfer *transfer, const struct command_line *line,
                        struct error *err)
{
    struct text csv = {0};

    text_append(&csv, "planner,seed,learned_rule,judged_rule,welfare,transfer_loss\n");
    for (size_t e = 0; e < transfer->num_entries; e++)
        for (size_t learned = 0; learned < transfer->num_rules && !transfer->refusal[e]; learned++)
            for (size_t judged = 0; judged < transfer->num_rules; judged++)
                for (size_t s = 0; s < transfer->num_seeds; s++) {
                    const double welfare = welfare_of(transfer, e, learned, judged)[s];

                    csv_writer_words(&csv, transfer->entries[e]->name);
                    text_append(&csv, ",%zu,%s,%s,", s + 1, transfer->rule[learned],
                                transfer->rule[judged]);
                    text_append_number(&csv, welfare);
                    text_append(&csv, ",");
                    text_append_number(&csv, welfare_of(transfer, e, judged, judged)[s] - welfare);
                    text_append(&csv, "\n");
                }
    const bool is_json = command_line_has(line, "json");

    if (!is_json)
        print_table(transfer);
    print_refused(transfer, is_json ? stderr : stdout);
    const enum status status = print_json_table(&csv, line, err);

    text_free(&csv);
    return status;
}

enum status planner_transfer(const struct planner_entry *const *entries, size_t num_entries,
                             size_t num_seeds, const struct settings *settings,
                             const struct command_line *line, struct error *err)
{
    struct transfer transfer = {.entries = entries,
                                .num_entries = num_entries,
                                .num_seeds = num_seeds};

    TRY(add_rules(&transfer, settings, line, err));
    transfer.welfare = calloc(num_entries * transfer.num_rules * transfer.num_rules * num_seeds,
                              sizeof *transfer.welfare);
    transfer.refusal = calloc(num_entries, sizeof *transfer.refusal);
    enum status status = transfer.welfare && transfer.refusal
                             ? play(&transfer, settings, line, err)
                             : error_set(err, STATUS_NO_MEMORY, "no memory for a table");

    if (!status)
        status = tell(&transfer, line, err);
    for (size_t e = 0; transfer.refusal && e < num_entries; e++)
        free(transfer.refusal[e]);
    free(transfer.refusal);
    free(transfer.welfare);
    return status;
}
