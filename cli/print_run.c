/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_run.h"

#include "cli/print_oracle.h"

#include "base/json_writer.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/say.h"
#include "model/welfare_kinds.h"
#include "simulation/oracle.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What people compare first; every figure is in the run file. */
static const struct figure {
    const char *label;
    size_t offset;
    double scale; /* 100 for percent */
    int decimals;
    double of_tax_at_zero; /* so many times T(0) of the column's tax system are added */
} figures[] = {
    {"Welfare of the objective", offsetof(struct step_summary, welfare), 1.0, 2, 0.0},
    {"Mean hours a week", offsetof(struct step_summary, mean_hours_per_week), 1.0, 2, 0.0},
    {"Mean income before tax, USD", offsetof(struct step_summary, mean_income), 1.0, 0, 0.0},
    {"Gross tax, T(z) - T(0), USD", offsetof(struct step_summary, revenue), 1.0, 0, -1.0},
    {"Transfer at no income, -T(0), USD", offsetof(struct step_summary, revenue), 0.0, 0, -1.0},
    {"Net tax, T(z), USD", offsetof(struct step_summary, revenue), 1.0, 0, 0.0},
    {"Lump-sum rebate to each, USD", offsetof(struct step_summary, rebate), 1.0, 0, 0.0},
    {"Mean effective marginal rate, %", offsetof(struct step_summary, mean_effective_marginal_rate),
     100.0, 1, 0.0},
    {"Median net income, USD", offsetof(struct step_summary, median_net_income), 1.0, 0, 0.0},
    {"Net income of the lowest quintile, USD",
     offsetof(struct step_summary, quintile_mean_net_income[0]), 1.0, 0, 0.0},
    {"Net income of the highest quintile, USD",
     offsetof(struct step_summary, quintile_mean_net_income[4]), 1.0, 0, 0.0},
    {"Gini before tax", offsetof(struct step_summary, gini_income), 1.0, 4, 0.0},
    {"Gini after tax and rebate", offsetof(struct step_summary, gini_net_income), 1.0, 4, 0.0},
    {"Below half the median, %", offsetof(struct step_summary, poverty_share), 100.0, 2, 0.0},
    {"Top 1% share before tax, %", offsetof(struct step_summary, top_1_percent_share), 100.0, 2,
     0.0},
    {"Mean utility, USD", offsetof(struct step_summary, mean_utility), 1.0, 0, 0.0},
    {"Workers at the welfare floor, %", offsetof(struct step_summary, share_at_floor), 100.0, 2,
     0.0},
};

enum { LABEL_WIDTH = 39, COLUMN_WIDTH = 18 };

enum { GROUPED_BYTES = 96 };

/* 1,234,567.89 */
static void write_grouped(char grouped[GROUPED_BYTES], double value, int decimals)
{
    char digits[64];
    size_t out = 0;

    snprintf(digits, sizeof digits, "%.*f", decimals, value);
    const size_t start = digits[0] == '-';
    const size_t whole = strcspn(digits, ".");

    for (size_t i = 0; digits[i]; i++) {
        if (i > start && i < whole && (whole - i) % 3 == 0)
            grouped[out++] = ',';
        grouped[out++] = digits[i];
    }
    grouped[out] = '\0';
}

static void print_number(double value, int decimals)
{
    char grouped[GROUPED_BYTES];

    if (!isfinite(value)) {
        say("%*s", COLUMN_WIDTH, "-");
        return;
    }
    write_grouped(grouped, value, decimals);
    say("%*s", COLUMN_WIDTH, grouped);
}

/* NaN where it differs by tax class. */
static double tax_at_zero(const struct tax_system *system)
{
    return system->num_classes > 1 ? NAN : system->class_schedule[0].tax_at_start_usd_per_year[0];
}

static double value_of(const struct print_table *table, int column, const struct figure *figure)
{
    double value;

    memcpy(&value, (const char *)table->step[column] + figure->offset, sizeof value);
    value *= figure->scale;
    return figure->of_tax_at_zero == 0.0
               ? value
               : value + figure->of_tax_at_zero * tax_at_zero(&table->tax_system[column]);
}

/* Bytes of a label that go on one line: all, or up to where words meet. */
static int piece_of(const char *label)
{
    const int most = COLUMN_WIDTH - 2;
    const int length = (int)strlen(label);

    if (length <= most)
        return length;
    for (int k = most; k > 1; k--)
        if (strchr("_+- ", label[k - 1]))
            return k;
    return text_letters(label, most);
}

/* Labels stand whole, on as many lines as they take; the last line is that of the title. */
static void print_head(const struct print_table *table, const char *title)
{
    const char *rest[PRINT_MAX_COLUMNS + 1];
    const int num_columns = table->num_columns + table->with_difference;
    int lines_of[PRINT_MAX_COLUMNS + 1] = {0};
    int num_lines = 1;

    for (int c = 0; c < num_columns; c++) {
        rest[c] = c < table->num_columns ? table->label[c] : "difference";
        for (const char *at = rest[c]; *at; at += piece_of(at))
            lines_of[c]++;
        if (lines_of[c] > num_lines)
            num_lines = lines_of[c];
    }
    for (int left = num_lines; left > 0; left--) {
        say("\n%-*s", LABEL_WIDTH, left == 1 ? title : "");
        for (int c = 0; c < num_columns; c++) {
            const int length = left <= lines_of[c] ? piece_of(rest[c]) : 0;

            say("%*.*s", COLUMN_WIDTH, length, rest[c]);
            rest[c] += length;
        }
    }
    say("\n");
}

static void print_figures(const struct print_table *table)
{
    for (size_t f = 0; f < sizeof figures / sizeof figures[0]; f++) {
        say("%-*s", LABEL_WIDTH, figures[f].label);
        for (int c = 0; c < table->num_columns; c++)
            print_number(value_of(table, c, &figures[f]), figures[f].decimals);
        if (table->with_difference)
            print_number(value_of(table, table->num_columns - 1, &figures[f]) -
                             value_of(table, table->num_columns - 2, &figures[f]),
                         figures[f].decimals);
        say("\n");
    }
}

/* What is said of a column after "; NaN ": why there may be no number. */
static const char *reason_of(size_t offset)
{
    static const char mark[] = "; NaN ";

    for (const struct column *column = step_summary_columns; column->name; column++) {
        const char *const reason = strstr(column->long_name, mark);

        if (column->offset == offset)
            return reason ? reason + sizeof mark - 1 : NULL;
    }
    return NULL;
}

static void print_reasons(const struct print_table *table)
{
    for (size_t f = 0; f < sizeof figures / sizeof figures[0]; f++) {
        const char *const reason = reason_of(figures[f].offset);
        bool is_missing = false;

        for (int c = 0; c < table->num_columns; c++)
            is_missing = is_missing || isnan(value_of(table, c, &figures[f]));
        if (is_missing && reason)
            say("  -: %s: no number %s\n", figures[f].label, reason);
    }
}

/* Marginal rates of a tax class on the union of all brackets. */
static void print_rates(const struct print_table *table, int tax_class)
{
    const struct tax_schedule *schedule[PRINT_MAX_COLUMNS];
    double start[PRINT_MAX_COLUMNS * TAX_MAX_BRACKETS];
    int count = 0;

    for (int c = 0; c < table->num_columns; c++)
        schedule[c] = tax_system_schedule(&table->tax_system[c], tax_class);
    for (int c = 0; c < table->num_columns; c++)
        for (int j = 0; j < schedule[c]->num_brackets; j++) {
            const double s = schedule[c]->start_usd_per_year[j];
            int k = count;

            while (k > 0 && start[k - 1] > s)
                k--;
            if (k > 0 && start[k - 1] == s)
                continue;
            memmove(start + k + 1, start + k, (size_t)(count - k) * sizeof *start);
            start[k] = s;
            count++;
        }
    for (int k = 0; k < count; k++) {
        char amount[GROUPED_BYTES], label[GROUPED_BYTES + 16];

        write_grouped(amount, start[k], 0);
        snprintf(label, sizeof label, "%s USD and more", amount);
        say("%-*s", LABEL_WIDTH, label);
        for (int c = 0; c < table->num_columns; c++)
            print_number(100.0 * tax_schedule_marginal_rate(schedule[c], start[k]), 2);
        say("\n");
    }
}

static void print_all_rates(const struct print_table *table)
{
    int num_classes = 1;

    for (int c = 0; c < table->num_columns; c++)
        if (table->tax_system[c].num_classes > num_classes)
            num_classes = table->tax_system[c].num_classes;
    for (int k = 0; k < num_classes; k++) {
        char title[96];

        snprintf(title, sizeof title,
                 num_classes > 1 ? "Marginal rates in %% of tax class %d, of income from"
                                 : "Marginal rates in %%, of income from",
                 k);
        print_head(&(struct print_table){.num_columns = 0}, title);
        print_rates(table, k);
    }
}

void print_table(const struct print_table *table, const struct welfare_kind *objective)
{
    const bool has_unit = strcmp(objective->unit, "1") != 0;
    char title[128];

    snprintf(title, sizeof title, "Objective: %s%s%s", objective->kind.name, has_unit ? ", " : "",
             has_unit ? objective->unit : "");
    print_head(table, title);
    print_figures(table);
    print_reasons(table);
    print_all_rates(table);
}

/* Last step of the stretch under one tax system, counted from `end` (one past) backwards. */
static size_t start_of_stretch(const struct run_log *log, size_t end)
{
    size_t first = end - 1;

    while (first > 0 && log->tax_system_of_step[first - 1] == log->tax_system_of_step[end - 1])
        first--;
    return first;
}

static void add_column(struct print_table *table, const struct run_log *log, size_t first,
                       size_t last)
{
    const int c = table->num_columns++;

    if (first == last)
        snprintf(table->label[c], PRINT_LABEL_BYTES, "step %zu", last);
    else
        snprintf(table->label[c], PRINT_LABEL_BYTES, "steps %zu-%zu", first, last);
    table->step[c] = &log->summaries[last];
    table->tax_system[c] = *run_log_composed(log, last);
}

/* The first tax system, and the last ones. */
static void choose_columns(struct print_table *table, const struct run_log *log)
{
    size_t first[PRINT_MAX_COLUMNS];
    size_t last[PRINT_MAX_COLUMNS];
    size_t end = log->num_steps;
    int count = 0;

    while (end > 0 && count < PRINT_MAX_COLUMNS - 1) {
        last[count] = end - 1;
        first[count++] = end = start_of_stretch(log, end);
    }
    if (end > 0) { /* more tax systems than columns: the very first */
        size_t stretch_end = 1;

        while (stretch_end < end &&
               log->tax_system_of_step[stretch_end] == log->tax_system_of_step[0])
            stretch_end++;
        first[count] = 0;
        last[count++] = stretch_end - 1;
    }
    while (count-- > 0)
        add_column(table, log, first[count], last[count]);
    table->with_difference = table->num_columns == 2;
}

void print_run(const struct run_log *log, const struct settings *settings)
{
    struct print_table table = {0};

    if (log->num_steps == 0)
        return;
    choose_columns(&table, log);
    print_table(&table, welfare_kind_of(settings));
    if (log->has_oracle)
        print_oracle(&log->oracle, welfare_kind_of(settings));
    print_answers(log, NULL);
}

static void write_answers(struct json_writer *json, const struct answer_tally *answers)
{
    if (!(answers->asked > 0.0))
        return;
    json_number(json, "answered_share", answer_tally_share(answers));
    json_bool(json, "is_marked", answer_tally_is_poor(answers));
}

static void write_row(struct json_writer *json, const char *key, const struct column *columns,
                      const void *row)
{
    json_open_object(json, key);
    for (const struct column *column = columns; column->name; column++) {
        const double *const values =
            (const double *)(const void *)((const char *)row + column->offset);

        if (column->length)
            json_numbers(json, column->name, values, column->length);
        else
            json_number(json, column->name, *values);
    }
    json_close(json);
}

static void write_schedule(struct json_writer *json, const char *key,
                           const struct tax_schedule *schedule)
{
    const size_t num_brackets = (size_t)schedule->num_brackets;

    json_open_object(json, key);
    json_numbers(json, "starts_usd_per_year", schedule->start_usd_per_year, num_brackets);
    json_numbers(json, "rates", schedule->marginal_rate, num_brackets);
    json_close(json);
}

/* One object, or a list with one for each tax class. */
static void write_each_class(struct json_writer *json, const char *key,
                             const struct tax_system *schedule)
{
    if (schedule->num_classes == 1) {
        write_schedule(json, key, &schedule->class_schedule[0]);
        return;
    }
    json_open_array(json, key);
    for (int c = 0; c < schedule->num_classes; c++)
        write_schedule(json, NULL, &schedule->class_schedule[c]);
    json_close(json);
}

enum status print_table_json(const struct print_table *table, struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_array(&json, NULL);
    for (int c = 0; c < table->num_columns; c++) {
        json_open_object(&json, NULL);
        json_string(&json, "run", table->label[c]);
        write_row(&json, "last_step", step_summary_columns, table->step[c]);
        json_number(&json, "gross_tax",
                    table->step[c]->revenue - tax_at_zero(&table->tax_system[c]));
        json_number(&json, "transfer_at_no_income", 0.0 - tax_at_zero(&table->tax_system[c]));
        write_each_class(&json, "tax_system", &table->tax_system[c]);
        write_answers(&json, &table->answers[c]);
        json_close(&json);
    }
    json_close(&json);
    const enum status status = print_json_document(&text, err);

    text_free(&text);
    return status;
}

void print_run_json(struct text *text, const char *folder, const struct run_log *log,
                    const struct settings *settings)
{
    struct json_writer json = json_writer_of(text, JSON_SPACED);
    const struct answer_tally answers = run_log_answers(log);

    json_open_object(&json, NULL);
    json_string(&json, "folder", folder);
    json_string(&json, "name", settings_string(settings, "name"));
    json_string(&json, "status", log->is_complete ? "complete" : "partial");
    json_integer(&json, "steps", (int64_t)log->num_steps);
    json_print(&json, "content_hash", "\"%016llx\"", (unsigned long long)log->content_hash);
    json_string(&json, "objective", settings_string(settings, "welfare.objective"));
    if (log->num_steps > 0) {
        write_row(&json, "last_step", step_summary_columns, &log->summaries[log->num_steps - 1]);
        write_each_class(&json, "tax-system", run_log_composed(log, log->num_steps - 1));
    }
    if (log->has_oracle) {
        write_row(&json, "oracle", oracle_columns, &log->oracle);
        write_schedule(&json, "optimum", &log->oracle.schedule);
        print_oracle_json(&json, &log->oracle);
    }
    if (log->num_model_steps > 0) {
        struct model_step sum = {0};

        print_model_steps_sum(&sum, log);
        sum.mass_on_options /= (double)log->num_model_steps;
        write_row(&json, "language_model", model_step_columns, &sum);
    }
    write_answers(&json, &answers);
    json_close(&json);
    text_append(text, "\n");
}
