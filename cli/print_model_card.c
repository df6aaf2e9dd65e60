/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_model_card.h"

#include "cli/say.h"

#include <math.h>
#include <stdio.h>

static void print_hours(const struct model_card_estimate *found)
{
    say("%+7.1f [%+5.1f, %+5.1f]", found->mean, found->low, found->high);
}

static void print_elasticity(const struct model_card_estimate *found)
{
    say("%7.2f [%5.2f, %5.2f]", found->mean, found->low, found->high);
}

static void print_responses(const struct model_card *card)
{
    say("%-30s %23s %12s %12s\n", "hours a week", model_card_rule_names[MODEL_CARD_MODEL],
        model_card_rule_names[MODEL_CARD_LOGIT], model_card_rule_names[MODEL_CARD_RATIONAL]);
    say("%-30s %23.1f %12.1f %12.1f\n", "at first", card->mean_hours[MODEL_CARD_MODEL],
        card->mean_hours[MODEL_CARD_LOGIT], card->mean_hours[MODEL_CARD_RATIONAL]);
    for (int r = 0; r < MODEL_CARD_NUM_RESPONSES; r++) {
        say("%-30s ", model_card_effect_names[r]);
        print_hours(&card->effect[MODEL_CARD_MODEL][r].hours);
        say(" %+12.1f %+12.1f\n", card->effect[MODEL_CARD_LOGIT][r].hours.mean,
            card->effect[MODEL_CARD_RATIONAL][r].hours.mean);
    }
    for (int r = MODEL_CARD_WAGE; r <= MODEL_CARD_TAX; r++) {
        say("%-30s ", r == MODEL_CARD_WAGE ? "elasticity by the wage" : "  by what the tax leaves");
        print_elasticity(&card->effect[MODEL_CARD_MODEL][r].elasticity);
        say(" %12.2f %12.2f\n", card->effect[MODEL_CARD_LOGIT][r].elasticity.mean,
            card->effect[MODEL_CARD_RATIONAL][r].elasticity.mean);
    }
    for (int r = MODEL_CARD_NUM_RESPONSES; r < MODEL_CARD_NUM_EFFECTS; r++) {
        say("%-30s ", model_card_effect_names[r]);
        print_hours(&card->effect[MODEL_CARD_MODEL][r].hours);
        say("\n");
    }
}

static void print_published(const struct labor_elasticity *published, size_t count)
{
    for (size_t k = 0; k < count; k++)
        say("%-30s %7.2f [%5.2f, %5.2f]  %s\n", published[k].parameter, published[k].value,
            published[k].low, published[k].high, published[k].source);
}

static void print_findings(const struct model_card *card)
{
    for (int k = 0; k < MODEL_CARD_NUM_FINDINGS; k++) {
        const struct model_card_finding *const finding = &card->finding[k];

        say("  %-3s %-36s %5.2f", finding->passes ? "yes" : "NO", finding->question,
            finding->found.mean);
        if (!isnan(finding->found.low))
            say(" [%5.2f, %5.2f]", finding->found.low, finding->found.high);
        say("\n");
    }
}

void print_model_card(const struct model_card *card, const char *hash,
                      const struct labor_elasticity *published, size_t num_published)
{
    const struct model_card_effect *const effect = card->effect[MODEL_CARD_MODEL];
    const bool wages = effect[MODEL_CARD_WAGE].hours.low > 0.0;
    const bool taxes = effect[MODEL_CARD_TAX].hours.high < 0.0;

    say("Model card of '%s': %zu worker%s under %d conditions, %zu requests, 95%% intervals\n\n",
        card->model, card->num_workers, say_s(card->num_workers), MODEL_CARD_NUM_CONDITIONS,
        card->num_requests);
    print_responses(card);
    say("\nElasticities published of people:\n");
    print_published(published, num_published);
    say("\nThe model\n");
    print_findings(card);
    say("\nIt %s to wages (elasticity %.2f [%.2f, %.2f]) and %s to taxes (%.2f [%.2f, %.2f])",
        wages ? "responds" : "does not respond", effect[MODEL_CARD_WAGE].elasticity.mean,
        effect[MODEL_CARD_WAGE].elasticity.low, effect[MODEL_CARD_WAGE].elasticity.high,
        taxes ? "responds" : "does not respond", effect[MODEL_CARD_TAX].elasticity.mean,
        effect[MODEL_CARD_TAX].elasticity.low, effect[MODEL_CARD_TAX].elasticity.high);
    if (!wages || !taxes)
        say(":\ndo not read economics out of its runs");
    say(".\nCard %s\n", hash);
}
