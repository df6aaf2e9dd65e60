/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/print_mind.h"

#include <math.h>
#include <stdio.h>

static void print_hours(const struct mind_estimate *found)
{
    printf("%+7.1f [%+5.1f, %+5.1f]", found->mean, found->low, found->high);
}

static void print_elasticity(const struct mind_estimate *found)
{
    printf("%7.2f [%5.2f, %5.2f]", found->mean, found->low, found->high);
}

static void print_responses(const struct mind_card *card)
{
    printf("%-30s %23s %12s %12s\n", "hours a week", mind_rule_names[MIND_MODEL],
           mind_rule_names[MIND_LOGIT], mind_rule_names[MIND_RATIONAL]);
    printf("%-30s %23.1f %12.1f %12.1f\n", "at first", card->mean_hours[MIND_MODEL],
           card->mean_hours[MIND_LOGIT], card->mean_hours[MIND_RATIONAL]);
    for (int r = 0; r < MIND_NUM_RESPONSES; r++) {
        printf("%-30s ", mind_effect_names[r]);
        print_hours(&card->effect[MIND_MODEL][r].hours);
        printf(" %+12.1f %+12.1f\n", card->effect[MIND_LOGIT][r].hours.mean,
               card->effect[MIND_RATIONAL][r].hours.mean);
    }
    for (int r = MIND_WAGE; r <= MIND_TAX; r++) {
        printf("%-30s ", r == MIND_WAGE ? "elasticity by the wage" : "  by what the tax leaves");
        print_elasticity(&card->effect[MIND_MODEL][r].elasticity);
        printf(" %12.2f %12.2f\n", card->effect[MIND_LOGIT][r].elasticity.mean,
               card->effect[MIND_RATIONAL][r].elasticity.mean);
    }
    for (int r = MIND_NUM_RESPONSES; r < MIND_NUM_EFFECTS; r++) {
        printf("%-30s ", mind_effect_names[r]);
        print_hours(&card->effect[MIND_MODEL][r].hours);
        printf("\n");
    }
}

static void print_published(const struct labor_elasticity *published, size_t count)
{
    for (size_t k = 0; k < count; k++)
        printf("%-30s %7.2f [%5.2f, %5.2f]  %s\n", published[k].parameter, published[k].value,
               published[k].low, published[k].high, published[k].source);
}

static void print_verdicts(const struct mind_card *card)
{
    for (int k = 0; k < MIND_NUM_VERDICTS; k++) {
        const struct mind_verdict *const verdict = &card->verdict[k];

        printf("  %-3s %-36s %5.2f", verdict->passes ? "yes" : "NO", verdict->question,
               verdict->found.mean);
        if (!isnan(verdict->found.low))
            printf(" [%5.2f, %5.2f]", verdict->found.low, verdict->found.high);
        printf("\n");
    }
}

void print_mind_card(const struct mind_card *card, const char *hash,
                     const struct labor_elasticity *published, size_t num_published)
{
    const struct mind_effect *const effect = card->effect[MIND_MODEL];
    const bool wages = effect[MIND_WAGE].hours.low > 0.0;
    const bool taxes = effect[MIND_TAX].hours.high < 0.0;

    printf("The mind of '%s': %zu workers under %d conditions, %zu requests, 95%% intervals\n\n",
           card->model, card->num_workers, MIND_NUM_ARMS, card->num_requests);
    print_responses(card);
    printf("\nElasticities published of people:\n");
    print_published(published, num_published);
    printf("\nThe model\n");
    print_verdicts(card);
    printf(
        "\nIt %s to wages (elasticity %.2f [%.2f, %.2f]) and %s to taxes (%.2f [%.2f, %.2f])%s.\n"
        "Card %s\n",
        wages ? "responds" : "does not respond", effect[MIND_WAGE].elasticity.mean,
        effect[MIND_WAGE].elasticity.low, effect[MIND_WAGE].elasticity.high,
        taxes ? "responds" : "does not respond", effect[MIND_TAX].elasticity.mean,
        effect[MIND_TAX].elasticity.low, effect[MIND_TAX].elasticity.high,
        wages && taxes ? "" : ":\ndo not read economics out of its runs", hash);
}
