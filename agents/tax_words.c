/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/tax_words.h"

#include <stdio.h>

static void write_schedule(struct text *text, const struct tax_schedule *schedule)
{
    const double basic_income = -schedule->tax_at_start_usd_per_year[0];

    for (int j = 0; j < schedule->num_brackets; j++) {
        text_append(text, "%s%.0f ", j ? "\n" : "", schedule->start_usd_per_year[j]);
        if (j + 1 < schedule->num_brackets)
            text_append(text, "to %.0f dollars: ", schedule->start_usd_per_year[j + 1]);
        else
            text_append(text, "dollars and more: ");
        text_append(text, "%.4g%% of each dollar", 100.0 * schedule->marginal_rate[j]);
    }
    if (basic_income > 0.0)
        text_append(text, "\nEverybody is paid %.0f dollars besides.", basic_income);
}

void tax_words_write(struct text *text, const struct tax_system *law)
{
    for (int c = 0; c < law->num_classes; c++) {
        if (law->num_classes > 1)
            text_append(text, "%sTax class %d:\n", c ? "\n" : "", c);
        write_schedule(text, &law->class_schedule[c]);
    }
}

void tax_words_write_line(struct text *text, const struct tax_schedule *schedule)
{
    const double basic_income = -schedule->tax_at_start_usd_per_year[0];

    for (int j = 0; j < schedule->num_brackets; j++)
        text_append(text, "%s%.4g%% from %.0f dollars", j ? ", " : "",
                    100.0 * schedule->marginal_rate[j], schedule->start_usd_per_year[j]);
    if (basic_income > 0.0)
        text_append(text, ", and %.0f dollars paid to everybody", basic_income);
}

void tax_words_write_spending(char *words, size_t capacity, double usd_per_worker)
{
    if (usd_per_worker > 0.0)
        snprintf(words, capacity, "%.0f dollars per worker", usd_per_worker);
    else
        snprintf(words, capacity, "nothing itself");
}
