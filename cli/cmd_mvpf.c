/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cli/cmd_mvpf.c: what a dollar of public funds is worth to those who get it, by how they get it. */
#include "base/json_writer.h"
#include "cli/say.h"
#include "cli/studied_tax_system.h"
#include "cli/study_output.h"
#include "studies/income_tenths.h"
#include "studies/mvpf.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CUTS = TAX_MAX_BRACKETS + NUM_TENTHS + 2 };

struct cut {
    const char *kind; /* bracket, decile, credit, lump_sum */
    double from, to;  /* USD per year; INFINITY: without end */
    struct mvpf mvpf;
};
struct table {
    struct cut cut[MOST_CUTS];
    int num_cuts;
};

static enum status add(struct table *table, const char *kind, double from, double to,
                       const struct tax_schedule *direction,
                       const struct studied_tax_system *studied, struct error *err)
{
    struct cut *const cut = &table->cut[table->num_cuts++];

    *cut = (struct cut){.kind = kind, .from = from, .to = to};
    return mvpf_of_cut(&cut->mvpf, studied->simulation, &studied->tax_system, direction, err);
}

static enum status add_brackets(struct table *table, const struct studied_tax_system *studied,
                                struct error *err)
{
    const struct tax_schedule *const tax_system = &studied->tax_system;
    struct tax_schedule direction;

    for (int j = 0; j < tax_system->num_brackets; j++) {
        const double from = tax_system->start_usd_per_year[j];
        const double to =
            j + 1 < tax_system->num_brackets ? tax_system->start_usd_per_year[j + 1] : INFINITY;

        TRY(mvpf_direction_between(&direction, from, to, err));
        TRY(add(table, "bracket", from, to, &direction, studied, err));
    }
    return STATUS_OK;
}

static enum status add_deciles(struct table *table, const struct studied_tax_system *studied,
                               struct error *err)
{
    double bound[NUM_TENTHS + 1];
    const struct outcome *outcome = NULL;
    struct tax_schedule direction;
    struct step_summary summary;

    TRY(policy_lab_respond(simulation_lab(studied->simulation), &studied->tax_system, &summary,
                           &outcome, err));
    TRY(income_tenths(bound, &simulation_economy(studied->simulation)->population, outcome, err));
    for (int k = 0; k < NUM_TENTHS; k++) {
        if (!(bound[k + 1] > bound[k])) /* many with one income */
            continue;
        TRY(mvpf_direction_between(&direction, bound[k], bound[k + 1], err));
        TRY(add(table, "decile", bound[k], bound[k + 1], &direction, studied, err));
    }
    return STATUS_OK;
}

/* A credit that is phased in up to an income and withdrawn above another, and a dollar for everybody. */
static enum status add_transfers(struct table *table, const struct studied_tax_system *studied,
                                 struct error *err)
{
    static const double start[] = {0.0, 10000.0, 20000.0, 30000.0};
    static const double rate[] = {1.0, 0.0, -1.0, 0.0};
    static const double none[] = {0.0};
    struct tax_schedule direction;

    TRY(tax_schedule_init(&direction, 4, start, rate, 0.0, err));
    TRY(add(table, "credit", 0.0, start[3], &direction, studied, err));
    TRY(tax_schedule_init(&direction, 1, start, none, 1.0, err));
    return add(table, "lump_sum", 0.0, INFINITY, &direction, studied, err);
}

static void say_value(double value)
{
    if (isnan(value))
        say(" %12s", "nobody");
    else if (isinf(value))
        say(" %12s", "infinite");
    else
        say(" %12.4f", value);
}

static void print_table(const struct table *table)
{
    bool is_free = false;

    say("%-9s %12s %12s %12s %12s %14s\n", "cut for", "from USD", "to USD", "MVPF", "by formula",
        "cost per USD");
    for (int k = 0; k < table->num_cuts; k++) {
        const struct cut *const cut = &table->cut[k];

        say("%-9s %12.0f", cut->kind, cut->from);
        if (isinf(cut->to))
            say(" %12s", "");
        else
            say(" %12.0f", cut->to);
        say_value(cut->mvpf.per_dollar);
        say_value(cut->mvpf.by_formula);
        say_value(cut->mvpf.gain > 0.0 ? cut->mvpf.cost / cut->mvpf.gain : NAN);
        say("\n");
        is_free |= isinf(cut->mvpf.per_dollar);
    }
    if (is_free)
        say("\nInfinite: the cut costs nothing, or brings in revenue.\n");
}

static void make_table(struct text *csv, const struct table *table)
{
    text_append(csv, "cut,from_usd_per_year,to_usd_per_year,gain,cost,mvpf,mvpf_by_formula\n");
    for (int k = 0; k < table->num_cuts; k++) {
        const struct cut *const cut = &table->cut[k];
        const double values[] = {
            cut->from,      isinf(cut->to) ? NAN : cut->to, cut->mvpf.gain,
            cut->mvpf.cost, cut->mvpf.per_dollar,           cut->mvpf.by_formula};

        text_append(csv, "%s,", cut->kind);
        study_output_row(csv, values, sizeof values / sizeof *values);
    }
}

/* JSON has no infinity. */
static void write_value(struct json_writer *json, const char *key, double value)
{
    if (isinf(value))
        json_string(json, key, "infinite");
    else
        json_number(json, key, value);
}

static enum status print_json(const struct table *table, struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    json_open_array(&json, "cuts");
    for (int k = 0; k < table->num_cuts; k++) {
        const struct cut *const cut = &table->cut[k];

        json_open_object(&json, NULL);
        json_string(&json, "cut", cut->kind);
        json_number(&json, "from_usd_per_year", cut->from);
        json_number(&json, "to_usd_per_year", cut->to);
        json_number(&json, "gain", cut->mvpf.gain);
        json_number(&json, "cost", cut->mvpf.cost);
        write_value(&json, "mvpf", cut->mvpf.per_dollar);
        write_value(&json, "mvpf_by_formula", cut->mvpf.by_formula);
        json_close(&json);
    }
    json_close(&json);
    json_close(&json);
    return study_output_json(&text, err);
}

static enum status study_config(const struct command_line *line, struct error *err)
{
    struct studied_tax_system studied;
    struct text csv = {0};
    struct table *const table = calloc(1, sizeof *table);

    if (!table)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    enum status status = studied_tax_system_read(&studied, line, err);

    if (!status) {
        status = add_brackets(table, &studied, err);
        if (!status)
            status = add_deciles(table, &studied, err);
        if (!status)
            status = add_transfers(table, &studied, err);
        studied_tax_system_free(&studied);
    }
    if (!status && command_line_has(line, "json"))
        status = print_json(table, err);
    else if (!status && !command_line_has(line, "quiet"))
        print_table(table);
    if (!status && command_line_has(line, "output")) {
        make_table(&csv, table);
        status = study_output_write(line, &csv, err);
    }
    free(table);
    return status;
}

static enum status study_policy(const struct command_line *line, struct error *err)
{
    struct mvpf_policy policy = {.pareto = 1.5, .elasticity = 0.25};
    struct mvpf_of_policy found;
    struct text text = {0};

    if (!command_line_has(line, "from") || !command_line_has(line, "to"))
        return error_set(err, STATUS_USAGE,
                         "expected a CONFIG, or a top rate --from one rate --to another");
    TRY(command_line_number(line, "from", 0.0, 1.0, &policy.rate_before, err));
    TRY(command_line_number(line, "to", 0.0, 1.0, &policy.rate_after, err));
    TRY(command_line_number(line, "plus", 0.0, 1.0, &policy.other_rate, err));
    TRY(command_line_number(line, "pareto", 0.0, 1e6, &policy.pareto, err));
    TRY(command_line_number(line, "elasticity", -1e6, 1e6, &policy.elasticity, err));
    TRY(mvpf_of_policy(&found, &policy, err));
    if (command_line_has(line, "json")) {
        struct json_writer json = json_writer_of(&text, JSON_SPACED);

        json_open_object(&json, NULL);
        write_value(&json, "before", found.before);
        write_value(&json, "after", found.after);
        write_value(&json, "averaged", found.averaged);
        json_numbers(&json, "fiscal_externality", found.externality, 2);
        json_close(&json);
        return study_output_json(&text, err);
    }
    say("MVPF of the top rate, 1/(1 + FE) with FE = -(t/(1 - t)) a e:\n");
    say("  at the rate before");
    say_value(found.before);
    say("\n  at the rate after ");
    say_value(found.after);
    say("\n  with the mean FE  ");
    say_value(found.averaged);
    say("\n");
    if (isinf(found.averaged) || isinf(found.before) || isinf(found.after))
        say("Infinite: a cut there costs nothing, or brings in revenue.\n");
    return STATUS_OK;
}

static enum status run_mvpf(const struct command_line *line, struct error *err)
{
    TRY(study_output_check(line, err));
    if (command_line_num_operands(line) > 0)
        return study_config(line, err);
    if (command_line_has(line, "output"))
        return error_set(err, STATUS_USAGE, "-o holds the cuts of a config: expected a CONFIG");
    return study_policy(line, err);
}

static const struct command_option options[] = {
    {0, "from", "RATE", "without a CONFIG: the top rate before"},
    {0, "to", "RATE", "and after"},
    {0, "plus", "RATE", "what top earners pay besides (0)"},
    {'a', "pareto", "A", "z/(z - b) of incomes above b (1.5)"},
    {'e', "elasticity", "E", "of taxed income (0.25)"},
    STUDIED_TAX_SYSTEM_OPTIONS,
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    STUDY_OUTPUT_OPTIONS,
    {0},
};

const struct command command_mvpf = {
    .name = "mvpf",
    .group = COMMAND_PUBLIC_FINANCE,
    .operands = "[CONFIG]",
    .max_operands = 1,
    .summary = "The marginal value of public funds, by bracket, decile, credit and lump sum",
    .details =
        "What workers gain from a small cut over what it costs once they have answered it, beside "
        "1/(1 + FE).  Infinite\n"
        "where it costs nothing.  Without a config: of a reform of a top rate, from its figures.",
    .options = options,
    .run = run_mvpf,
};
