/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/model_card.h"
#include "agents/answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell(const struct progress *progress, const char *what)
{
    if (progress && progress->phase)
        progress->phase(progress->context, what);
}

static enum status ask_conditions(struct model_card *card, const struct model_card_answers *answers,
                                  const struct model_card_setting *setting,
                                  enum model_card_rule rule, struct gateway *gateway,
                                  const struct progress *progress, struct error *err)
{
    const int num_conditions =
        rule == MODEL_CARD_MODEL ? MODEL_CARD_NUM_CONDITIONS : MODEL_CARD_NUM_RULE_CONDITIONS;
    char phase[64];

    for (int c = 0; c < num_conditions; c++) {
        const enum model_card_condition condition = (enum model_card_condition)c;
        struct model_card_heard heard = {
            .hours = model_card_hours(answers, rule, condition),
            .mass = answers->mass + (size_t)c * answers->num_workers,
            .usual_hours = answers->usual_hours + (size_t)c * answers->num_workers,
        };

        snprintf(phase, sizeof phase, "condition %d of %d", c + 1, num_conditions);
        tell(progress, phase);
        TRY(model_card_condition_ask(&heard, setting, rule, condition, gateway, err));
        if (rule == MODEL_CARD_MODEL)
            card->num_requests += (size_t)heard.step.requests;
    }
    return STATUS_OK;
}

static enum status ask(struct model_card *card, struct model_card_answers *answers,
                       const struct model_card_setting *setting, const struct settings *settings,
                       struct gateway *gateway, const struct progress *progress, struct error *err)
{
    for (int rule = MODEL_CARD_NUM_RULES - 1; rule >= 0; rule--) /* the model last */
        TRY(ask_conditions(card, answers, setting, (enum model_card_rule)rule, gateway, progress,
                           err));
    tell(progress, "questions about money");
    TRY(model_card_ask_money(&answers->money, settings, gateway, answers->num_workers, err));
    card->num_requests += answers->money.num_asked;
    return STATUS_OK;
}

/* Hours that are chosen from a list move by what lies between two of them; others are said in tens too. */
static double step_between_options(const struct settings *settings)
{
    double hours[ANSWER_MAX_OPTIONS];
    const size_t count =
        settings_numbers(settings, "rule.llm.hours_options", hours, ANSWER_MAX_OPTIONS);
    double step = 10.0;

    if (!settings_is(settings, "rule.llm.form", "sample"))
        for (size_t k = 1; k < count; k++)
            step = fmax(step, hours[k] - hours[k - 1]);
    return step;
}

enum status model_card_examine(struct model_card *card, const struct settings *base,
                               size_t num_workers, const struct gateway_options *options,
                               const struct progress *progress, struct error *err)
{
    const struct model_card_setting setting = {base, num_workers};
    struct model_card_answers answers;
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;

    *card = (struct model_card){.num_workers = num_workers};
    TRY(model_card_answers_create(&answers, num_workers, err));
    enum status status = model_card_condition_settings(&settings, &setting, MODEL_CARD_MODEL,
                                                       MODEL_CARD_CONDITION_BASE, err);

    if (!status)
        status = gateway_create(&gateway, settings, options, err);
    if (!status && !(card->model = strdup(gateway_model(gateway))))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a name");
    if (!status) {
        answers.step_hours = step_between_options(settings);
        answers.tells_consequences = model_card_tells_consequences(base);
        answers.tells_usual_hours = model_card_tells_usual_hours(base);
        status = ask(card, &answers, &setting, settings, gateway, progress, err);
    }
    if (!status)
        model_card_fill(card, &answers);
    gateway_destroy(gateway);
    settings_free(settings);
    model_card_answers_free(&answers);
    if (status)
        model_card_free(card);
    return status;
}

void model_card_free(struct model_card *card)
{
    free(card->model);
    card->model = NULL;
}
