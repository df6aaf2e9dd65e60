/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/tax_words.h"

#include <math.h>

enum {
    TAX_CLASS,
    BRACKET,
    BRACKET_TOP,
    BASIC_INCOME,
    IN_A_LINE_BRACKET,
    IN_A_LINE_BASIC_INCOME,
    CHANGE,
    CHANGE_TOP,
    CHANGE_BASIC_INCOME,
    SPENDING,
    SPENDING_NOTHING,
    NUM_PARTS
};

static const struct prompt_part parts[NUM_PARTS + 1] = {
    [TAX_CLASS] = PROMPT_PART("tax_class", "class"),
    [BRACKET] = PROMPT_PART("bracket", "from", "to", "rate"),
    [BRACKET_TOP] = PROMPT_PART("bracket_top", "from", "rate"),
    [BASIC_INCOME] = PROMPT_PART("basic_income", "amount"),
    [IN_A_LINE_BRACKET] = PROMPT_PART("in_a_line_bracket", "from", "rate"),
    [IN_A_LINE_BASIC_INCOME] = PROMPT_PART("in_a_line_basic_income", "amount"),
    [CHANGE] = PROMPT_PART("change", "from", "to", "points"),
    [CHANGE_TOP] = PROMPT_PART("change_top", "from", "points"),
    [CHANGE_BASIC_INCOME] = PROMPT_PART("change_basic_income", "amount", "before"),
    [SPENDING] = PROMPT_PART("spending", "amount"),
    [SPENDING_NOTHING] = PROMPT_PART("spending_nothing", NULL),
};

enum status tax_words_load(struct prompt **words, const char *folder, struct error *err)
{
    return prompt_load(words, "tax_words", folder, parts, err);
}

static void write_amount(struct text *text, const struct prompt *words, int part, double usd)
{
    char room[PROMPT_NUMBER_ROOM];

    prompt_fill(text, words, part, (const char *[]){prompt_number(room, "%.0f", usd)});
}

static void write_schedule(struct text *text, const struct prompt *words,
                           const struct tax_schedule *schedule)
{
    const double basic_income = -schedule->tax_at_start_usd_per_year[0];
    char room[3][PROMPT_NUMBER_ROOM];

    for (int j = 0; j < schedule->num_brackets; j++) {
        const bool is_top = j + 1 == schedule->num_brackets;
        const char *const from = prompt_number(room[0], "%.0f", schedule->start_usd_per_year[j]);
        const char *const rate = prompt_number(room[1], "%.4g", 100.0 * schedule->marginal_rate[j]);

        text_append(text, "%s", j ? "\n" : "");
        if (is_top)
            prompt_fill(text, words, BRACKET_TOP, (const char *[]){from, rate});
        else
            prompt_fill(text, words, BRACKET,
                        (const char *[]){from,
                                         prompt_number(room[2], "%.0f",
                                                       schedule->start_usd_per_year[j + 1]),
                                         rate});
    }
    if (basic_income > 0.0) {
        text_append(text, "\n");
        write_amount(text, words, BASIC_INCOME, basic_income);
    }
}

/* Where there are several tax classes. */
static void write_heading(struct text *text, const struct prompt *words,
                          const struct tax_system *tax_system, int tax_class, const char *after)
{
    char room[PROMPT_NUMBER_ROOM];

    if (tax_system->num_classes == 1)
        return;
    prompt_fill(text, words, TAX_CLASS,
                (const char *[]){prompt_number(room, "%.0f", (double)tax_class)});
    text_append(text, "%s", after);
}

void tax_words_write(struct text *text, const struct prompt *words,
                     const struct tax_system *tax_system)
{
    for (int c = 0; c < tax_system->num_classes; c++) {
        text_append(text, "%s", c ? "\n" : "");
        write_heading(text, words, tax_system, c, "\n");
        write_schedule(text, words, &tax_system->class_schedule[c]);
    }
}

/* The next start of a bracket above `income`; INFINITY behind the last one. */
static double next_start(const struct tax_schedule *schedule, double income)
{
    for (int j = 0; j < schedule->num_brackets; j++)
        if (schedule->start_usd_per_year[j] > income)
            return schedule->start_usd_per_year[j];
    return INFINITY;
}

/* A line's end between lines, and none after the last. */
static void begin_line(struct text *text, size_t begin)
{
    text_append(text, "%s", text->length > begin ? "\n" : "");
}

static void write_rate_change(struct text *text, const struct prompt *words, double from, double to,
                              double points)
{
    char room[3][PROMPT_NUMBER_ROOM];

    prompt_number(room[0], "%.0f", from);
    prompt_number(room[1], "%.0f", to);
    prompt_number(room[2], "%+.4g", points);
    if (isfinite(to))
        prompt_fill(text, words, CHANGE, (const char *[]){room[0], room[1], room[2]});
    else
        prompt_fill(text, words, CHANGE_TOP, (const char *[]){room[0], room[2]});
}

/* Points by which the rate at an income has changed; what nobody would write counts as none. */
static double points_at(const struct tax_schedule *before, const struct tax_schedule *now,
                        double income)
{
    const double points = 100.0 * (tax_schedule_marginal_rate(now, income) -
                                   tax_schedule_marginal_rate(before, income));

    return fabs(points) < 0.005 ? 0.0 : points;
}

static void write_changes(struct text *text, const struct prompt *words,
                          const struct tax_schedule *before, const struct tax_schedule *now)
{
    const size_t begin = text->length;
    const double amount = 0.0 - now->tax_at_start_usd_per_year[0];
    const double amount_before = 0.0 - before->tax_at_start_usd_per_year[0];
    char room[2][PROMPT_NUMBER_ROOM];

    for (double from = 0.0, to; isfinite(from); from = to) {
        const double points = points_at(before, now, from);

        to = fmin(next_start(before, from), next_start(now, from));
        while (isfinite(to) && fabs(points_at(before, now, to) - points) < 0.005)
            to = fmin(next_start(before, to), next_start(now, to));
        if (points == 0.0)
            continue;
        begin_line(text, begin);
        write_rate_change(text, words, from, to, points);
    }
    if (fabs(amount - amount_before) < 0.5)
        return;
    begin_line(text, begin);
    prompt_fill(text, words, CHANGE_BASIC_INCOME,
                (const char *[]){prompt_number(room[0], "%.0f", amount),
                                 prompt_number(room[1], "%.0f", amount_before)});
}

void tax_words_write_change(struct text *text, const struct prompt *words,
                            const struct tax_system *before, const struct tax_system *now)
{
    const struct tax_system *const larger = now->num_classes > 1 ? now : before;

    for (int c = 0; c < larger->num_classes; c++) {
        text_append(text, "%s", c ? "\n" : "");
        write_heading(text, words, larger, c, "\n");
        write_changes(text, words, tax_system_schedule(before, c), tax_system_schedule(now, c));
    }
}

void tax_words_write_in_a_line(struct text *text, const struct prompt *words,
                               const struct tax_system *tax_system)
{
    for (int c = 0; c < tax_system->num_classes; c++) {
        text_append(text, "%s", c ? "; " : "");
        write_heading(text, words, tax_system, c, " ");
        tax_words_write_line(text, words, &tax_system->class_schedule[c]);
    }
}

void tax_words_write_line(struct text *text, const struct prompt *words,
                          const struct tax_schedule *schedule)
{
    const double basic_income = -schedule->tax_at_start_usd_per_year[0];
    char room[2][PROMPT_NUMBER_ROOM];

    for (int j = 0; j < schedule->num_brackets; j++) {
        text_append(text, "%s", j ? ", " : "");
        prompt_fill(
            text, words, IN_A_LINE_BRACKET,
            (const char *[]){prompt_number(room[0], "%.0f", schedule->start_usd_per_year[j]),
                             prompt_number(room[1], "%.4g", 100.0 * schedule->marginal_rate[j])});
    }
    if (basic_income > 0.0) {
        text_append(text, ", ");
        write_amount(text, words, IN_A_LINE_BASIC_INCOME, basic_income);
    }
}

void tax_words_write_spending(struct text *text, const struct prompt *words, double usd_per_worker)
{
    if (usd_per_worker > 0.0)
        write_amount(text, words, SPENDING, usd_per_worker);
    else
        prompt_fill(text, words, SPENDING_NOTHING, NULL);
}
