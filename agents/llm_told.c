/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * agents/llm_told.c: what a worker is told of taxes: the law, beside last year's and the one under which usual
 * hours were chosen, and what each option would bring.  Somebody who has to work that out from brackets shows
 * how well it computes, not how it answers taxes. */
#include "agents/llm_rule.h"
#include "agents/tax_words.h"
#include "agents/worker_words.h"

/* ---- the law ----------------------------------------------------------------------------------- */

static void write_line_of(struct text *text, const struct llm_rule *rule, int part,
                          const struct tax_system *tax_system)
{
    struct text law = {0};

    tax_words_write_in_a_line(&law, rule->tax_words, tax_system);
    prompt_fill(text, rule->words, part, (const char *[]){prompt_value(&law)});
    text->failed |= law.failed;
    text_free(&law);
}

/* Under which law people chose the hours that each worker is told of as its usual ones. */
static void write_usual_law(struct text *text, const struct llm_rule *rule,
                            const struct decision_context *context)
{
    const struct tax_system *const usual = &context->economy->baseline.tax_system;

    text_append_bytes(text, "\n", 1);
    if (tax_system_equal(usual, context->tax_system))
        prompt_fill(text, rule->words, WORKER_USUAL_SAME, NULL);
    else if (tax_system_equal(usual, context->last_tax_system))
        prompt_fill(text, rule->words, WORKER_USUAL_LAST, NULL);
    else
        write_line_of(text, rule, WORKER_USUAL_OTHER, usual);
}

static void write_change(struct text *text, const struct llm_rule *rule,
                         const struct decision_context *context)
{
    struct text before = {0};
    struct text change = {0};

    tax_words_write_in_a_line(&before, rule->tax_words, context->last_tax_system);
    tax_words_write_change(&change, rule->tax_words, context->last_tax_system, context->tax_system);
    if (change.length == 0) /* equal, or told in other brackets */
        prompt_fill(text, rule->words, WORKER_LAW_SAME, NULL);
    else
        prompt_fill(text, rule->words, WORKER_LAW_NEW,
                    (const char *[]){prompt_value(&before), prompt_value(&change)});
    if (rule->tells_usual_hours)
        write_usual_law(text, rule, context);
    text->failed |= before.failed || change.failed;
    text_free(&before);
    text_free(&change);
}

enum status llm_told_write_system(struct text *system, const struct llm_rule *rule,
                                  const struct decision_context *context, struct error *err)
{
    struct text taxes = {0};
    struct text change = {0};
    struct text spending = {0};
    struct text form = {0};
    char rebate[PROMPT_NUMBER_ROOM];

    tax_words_write(&taxes, rule->tax_words, context->tax_system);
    write_change(&change, rule, context);
    tax_words_write_spending(&spending, rule->tax_words,
                             context->economy->budget.public_spending_usd_per_worker);
    if (rule->has_cue) {
        prompt_fill(&form, rule->words, WORKER_EXPLORE_THEN_EXPLOIT, NULL);
        text_append_bytes(&form, "\n", 1);
    }
    answer_write_form(&form, &rule->options, rule->words);
    prompt_number(rebate, "%.0f", context->last->rebate);
    prompt_fill(system, rule->system, 0,
                (const char *[]){prompt_value(&taxes), rebate, prompt_value(&spending),
                                 prompt_value(&form), rule->reference_name, prompt_value(&change)});
    const bool failed =
        taxes.failed || change.failed || spending.failed || form.failed || system->failed;

    text_free(&taxes);
    text_free(&change);
    text_free(&spending);
    text_free(&form);
    return failed ? error_set(err, STATUS_NO_MEMORY, "no memory for a prompt") : STATUS_OK;
}

/* ---- what hours bring -------------------------------------------------------------------------- */

struct prospect {
    double income, tax, left; /* USD per year, with last year's rebate */
};

static struct prospect prospect_of(const struct decision_context *context, size_t i,
                                   double hours_per_week)
{
    const double income =
        population_annual_pay_per_hour(&context->economy->population, i) * hours_per_week;
    const double tax =
        tax_schedule_tax(economy_schedule(context->economy, context->tax_system, i), income);

    return (struct prospect){income, tax, income - tax + context->last->rebate};
}

void llm_told_write_consequences(struct text *brings, const struct llm_rule *rule,
                                 const struct decision_context *context, size_t i)
{
    char room[4][PROMPT_NUMBER_ROOM];

    for (int k = 0; k < rule->options.num_options; k++) {
        const double hours = rule->options.hours[k];
        const struct prospect now = prospect_of(context, i, hours);
        const double more = prospect_of(context, i, hours + 1.0).left - now.left;

        prompt_fill(&brings[k], rule->words, WORKER_BRINGS,
                    (const char *[]){prompt_number(room[0], "%.0f", now.income),
                                     prompt_number(room[1], "%.0f", now.tax),
                                     prompt_number(room[2], "%.0f", now.left),
                                     prompt_number(room[3], "%.0f", more)});
    }
}
