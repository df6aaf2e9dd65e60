/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/tax_words.h"

enum {
    TAX_CLASS,
    BRACKET,
    BRACKET_TOP,
    BASIC_INCOME,
    IN_A_LINE_BRACKET,
    IN_A_LINE_BASIC_INCOME,
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

void tax_words_write(struct text *text, const struct prompt *words,
                     const struct tax_system *tax_system)
{
    char room[PROMPT_NUMBER_ROOM];

    for (int c = 0; c < tax_system->num_classes; c++) {
        text_append(text, "%s", c ? "\n" : "");
        if (tax_system->num_classes > 1) {
            prompt_fill(text, words, TAX_CLASS,
                        (const char *[]){prompt_number(room, "%.0f", (double)c)});
            text_append(text, "\n");
        }
        write_schedule(text, words, &tax_system->class_schedule[c]);
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
