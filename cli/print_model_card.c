/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_model_card.h"

#include "cli/say.h"
#include "studies/model_card/card_sentence.h"

#include <math.h>
#include <stdio.h>

/* Of hours, or of the elasticity that they are. */
static void print_effect(const struct model_card_effect *effect, bool is_elasticity)
{
    const struct model_card_estimate *const found =
        is_elasticity ? &effect->elasticity : &effect->hours;

    if (!effect->is_measured)
        say("%23s", "not measured");
    else if (is_elasticity && !effect->has_elasticity)
        say("%23s", "no hours at first");
    else
        say(is_elasticity ? "%7.2f [%5.2f, %5.2f]" : "%+7.1f [%+5.1f, %+5.1f]", found->mean,
            found->low, found->high);
}

static void print_responses(const struct model_card *card)
{
    const struct model_card_effect *const effect = card->effect[MODEL_CARD_MODEL];

    say("%-30s %23s %12s %12s\n", "hours a week", model_card_rule_names[MODEL_CARD_MODEL],
        model_card_rule_names[MODEL_CARD_LOGIT], model_card_rule_names[MODEL_CARD_RATIONAL]);
    say("%-30s ", "at first");
    if (isnan(card->mean_hours[MODEL_CARD_MODEL]))
        say("%23s", "not measured");
    else
        say("%23.1f", card->mean_hours[MODEL_CARD_MODEL]);
    say(" %12.1f %12.1f\n", card->mean_hours[MODEL_CARD_LOGIT],
        card->mean_hours[MODEL_CARD_RATIONAL]);
    for (int r = 0; r < MODEL_CARD_NUM_RESPONSES; r++) {
        say("%-30s ", model_card_effect_names[r]);
        print_effect(&effect[r], false);
        say(" %+12.1f %+12.1f\n", card->effect[MODEL_CARD_LOGIT][r].hours.mean,
            card->effect[MODEL_CARD_RATIONAL][r].hours.mean);
    }
    for (int r = MODEL_CARD_WAGE; r <= MODEL_CARD_TAX; r++) {
        say("%-30s ", r == MODEL_CARD_WAGE ? "elasticity by the wage" : "  by what the tax leaves");
        print_effect(&effect[r], true);
        say(" %12.2f %12.2f\n", card->effect[MODEL_CARD_LOGIT][r].elasticity.mean,
            card->effect[MODEL_CARD_RATIONAL][r].elasticity.mean);
    }
    for (int r = MODEL_CARD_NUM_RESPONSES; r < MODEL_CARD_NUM_EFFECTS; r++) {
        say("%-30s ", model_card_effect_names[r]);
        print_effect(&effect[r], false);
        say("\n");
    }
}

static void print_published(const struct labor_elasticity *published, size_t count)
{
    for (size_t k = 0; k < count; k++)
        say("%-30s %7.2f [%5.2f, %5.2f]  %s\n", published[k].parameter, published[k].value,
            published[k].low, published[k].high, published[k].source);
}

/* "at least 0.10", "within 2.0 of 0", "0.40 to 0.60" */
static void write_margin(char *text, size_t size, const struct model_card_row_facts *row)
{
    const struct model_card_margin *const margin = &row->margin;

    if (isinf(margin->high))
        snprintf(text, size, "at least %.2f", margin->low);
    else if (margin->low == -margin->high)
        snprintf(text, size, "%s than %.1f hours", margin->is_left ? "more" : "less", margin->high);
    else
        snprintf(text, size, "%.2f to %.2f", margin->low, margin->high);
}

static void print_finding(const struct model_card_row_facts *row,
                          const struct model_card_finding *finding)
{
    char margin[40];

    write_margin(margin, sizeof margin, row);
    say("  %-12s %-36s %-19s ", model_card_verdict_names[finding->verdict], row->question, margin);
    if (finding->verdict == MODEL_CARD_NOT_MEASURED) {
        say("%.0f%% of %zu answers usable\n",
            100.0 * (double)finding->num_usable / (double)finding->num_answers,
            finding->num_answers);
        return;
    }
    say("%5.2f [%5.2f, %5.2f]", finding->found.mean, finding->found.low, finding->found.high);
    if (finding->verdict == MODEL_CARD_NOT_KNOWN)
        say("  %s%zu workers would tell",
            finding->workers_to_tell >= MODEL_CARD_MOST_TO_TELL ? "more than " : "",
            finding->workers_to_tell);
    say("\n");
}

static void print_response(const struct model_card *card, enum model_card_row row, const char *to)
{
    const struct model_card_finding *const finding = &card->finding[row];

    say("%s %s", card_sentence_response(finding->verdict), to);
    if (finding->verdict != MODEL_CARD_NOT_MEASURED)
        say(" (elasticity %.2f [%.2f, %.2f])", finding->found.mean, finding->found.low,
            finding->found.high);
}

void print_model_card(const struct model_card *card, const char *hash,
                      const struct labor_elasticity *published, size_t num_published)
{
    const bool is_economic = card->finding[MODEL_CARD_ROW_WAGES].verdict == MODEL_CARD_YES &&
                             card->finding[MODEL_CARD_ROW_TAXES].verdict == MODEL_CARD_YES;

    say("Model card of '%s': %zu worker%s under %d conditions, %zu requests, 95%% intervals\n\n",
        card->model, card->num_workers, say_s(card->num_workers), MODEL_CARD_NUM_CONDITIONS,
        card->num_requests);
    print_responses(card);
    say("\nElasticities published of people:\n");
    print_published(published, num_published);
    say("\nThe model.  Yes: the 95%% interval is inside the margin; no: outside; else not "
        "known.\n");
    say("  %-12s %-36s %-19s %s\n", "finding", "", "margin", "found");
    for (int row = 0; row < MODEL_CARD_NUM_ROWS; row++)
        print_finding(&model_card_rows[row], &card->finding[row]);
    say("\nIt ");
    print_response(card, MODEL_CARD_ROW_WAGES, "wages");
    say(" and ");
    print_response(card, MODEL_CARD_ROW_TAXES, "taxes");
    say(is_economic ? ".\nCard %s\n" : ":\ndo not read economics out of its runs.\nCard %s\n",
        hash);
}
