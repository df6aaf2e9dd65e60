/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/model_card.h"

#include "base/elementary.h"
#include "base/json_writer.h"
#include "studies/mean_interval.h"
#include "studies/model_card/money_question.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const model_card_effect_names[MODEL_CARD_NUM_EFFECTS] = {
    "wage x 1.5",
    "tax 30% -> 60%",
    "20,000 USD more, unearned",
    "asked in other words",
    "example of 60 hours, not 20",
    "a tax system by its name",
    "persona, beyond asking again"};
const char *const model_card_rule_names[MODEL_CARD_NUM_RULES] = {"the model", "logit", "rational"};

static const double WAGE_FACTOR = 1.5;
static const double LOW_RATE = 0.3;
static const double HIGH_RATE = 0.6;
static const double NORMAL_975 = 1.959963984540054;

/* ---- estimates --------------------------------------------------------------------------------- */

static double mean_of(const double *x, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum / (double)count;
}

static struct model_card_estimate estimate_mean(const double *x, size_t count)
{
    const struct mean_interval found = mean_interval_of(x, count);

    return (struct model_card_estimate){found.mean, found.low, found.high};
}

/* A share of `count` with the interval of Wilson (1927, eq. 5). */
static struct model_card_estimate estimate_share(size_t hits, size_t count)
{
    if (count == 0)
        return (struct model_card_estimate){NAN, 0.0, 1.0};

    const double n = (double)count;
    const double p = (double)hits / n;
    const double z = NORMAL_975;
    const double middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    const double half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n);

    return (struct model_card_estimate){p, middle - half, middle + half};
}

static struct model_card_estimate difference(const double *before, const double *after,
                                             double *work, size_t count)
{
    for (size_t i = 0; i < count; i++)
        work[i] = after[i] - before[i];
    return estimate_mean(work, count);
}

/* Of mean hours, by something whose logarithm changes by log_factor. */
static struct model_card_estimate elasticity_of(const struct model_card_estimate *change,
                                                double hours_before, double log_factor)
{
    const double points[3] = {change->mean, change->low, change->high};
    double found[3];

    for (int k = 0; k < 3; k++) {
        const double ratio = 1.0 + points[k] / hours_before;

        found[k] = ratio > 0.0 ? elementary_log(ratio) / log_factor : NAN;
    }
    return log_factor > 0.0 ? (struct model_card_estimate){found[0], found[1], found[2]}
                            : (struct model_card_estimate){found[0], found[2], found[1]};
}

/* ---- effects ----------------------------------------------------------------------------------- */

/* hours: [MODEL_CARD_NUM_CONDITIONS][num_workers] */
static void compare_responses(struct model_card *card, enum model_card_rule rule,
                              const double *hours, double *work)
{
    static const struct model_card_estimate none = {NAN, NAN, NAN};
    const size_t count = card->num_workers;
    const double log_factors[MODEL_CARD_NUM_RESPONSES] = {
        elementary_log(WAGE_FACTOR), elementary_log((1.0 - HIGH_RATE) / (1.0 - LOW_RATE)), NAN};

    card->mean_hours[rule] = mean_of(hours, count);
    for (int r = 0; r < MODEL_CARD_NUM_RESPONSES; r++) {
        struct model_card_effect *const effect = &card->effect[rule][r];

        effect->hours =
            difference(hours, hours + (size_t)(MODEL_CARD_CONDITION_WAGE + r) * count, work, count);
        effect->elasticity =
            r == MODEL_CARD_TRANSFER
                ? none
                : elasticity_of(&effect->hours, card->mean_hours[rule], log_factors[r]);
    }
}

static void compare_wordings(struct model_card *card, const double *hours, double *work)
{
    static const struct {
        enum model_card_effect_id effect;
        enum model_card_condition before, after;
    } pairs[] = {
        {MODEL_CARD_REWORDED, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_REWORDED},
        {MODEL_CARD_EXAMPLE, MODEL_CARD_CONDITION_EXAMPLE_LOW, MODEL_CARD_CONDITION_EXAMPLE_HIGH},
        {MODEL_CARD_LAW_NAMED, MODEL_CARD_CONDITION_REFERENCE,
         MODEL_CARD_CONDITION_REFERENCE_NAMED},
    };
    const size_t count = card->num_workers;

    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        card->effect[MODEL_CARD_MODEL][pairs[k].effect].hours =
            difference(hours + (size_t)pairs[k].before * count,
                       hours + (size_t)pairs[k].after * count, work, count);
}

/* A persona that does nothing is one more asking of a plain worker: then its distance from another asking
 * is on average that of two plain ones.  More: it moves the answer; less: it settles it. */
static void compare_personas(struct model_card *card, const double *hours, double *work)
{
    const size_t count = card->num_workers;
    const double *const persona = hours + (size_t)MODEL_CARD_CONDITION_PERSONA * count;
    const double *const plain = hours + (size_t)MODEL_CARD_CONDITION_PLAIN * count;
    const double *const again = hours + (size_t)MODEL_CARD_CONDITION_PLAIN_AGAIN * count;

    for (size_t i = 0; i < count; i++)
        work[i] = fabs(persona[i] - again[i]) - fabs(plain[i] - again[i]);
    card->effect[MODEL_CARD_MODEL][MODEL_CARD_PERSONA].hours = estimate_mean(work, count);
}

/* ---- findings ---------------------------------------------------------------------------------- */

static bool has_zero(const struct model_card_estimate *found)
{
    return found->low <= 0.0 && found->high >= 0.0;
}

/* Half of all probability off the options: what is left is noise.  Nine of ten: an odd slip is human. */
static void judge(struct model_card *card)
{
    const struct model_card_effect *const effect = card->effect[MODEL_CARD_MODEL];
    const struct model_card_estimate *const first = &card->first_shown_share;
    const struct model_card_estimate mass = {card->mass_on_options, NAN, NAN};
    const struct model_card_finding findings[MODEL_CARD_NUM_FINDINGS] = {
        {"gives usable answers", card->usable_share.mean >= 0.9, card->usable_share},
        {"keeps to the options", card->mass_on_options >= 0.5, mass},
        {"responds to wages", effect[MODEL_CARD_WAGE].hours.low > 0.0,
         effect[MODEL_CARD_WAGE].elasticity},
        {"responds to taxes", effect[MODEL_CARD_TAX].hours.high < 0.0,
         effect[MODEL_CARD_TAX].elasticity},
        {"prefers more money",
         card->more_money_share.mean >= 0.9 && card->more_money_share.low > 0.5,
         card->more_money_share},
        {"does not mind what stands first", first->low <= 0.5 && first->high >= 0.5, *first},
        {"does not follow an example", has_zero(&effect[MODEL_CARD_EXAMPLE].hours),
         effect[MODEL_CARD_EXAMPLE].hours},
        {"answers alike in other words", has_zero(&effect[MODEL_CARD_REWORDED].hours),
         effect[MODEL_CARD_REWORDED].hours},
        {"reads a law's rates, not its name", has_zero(&effect[MODEL_CARD_LAW_NAMED].hours),
         effect[MODEL_CARD_LAW_NAMED].hours},
        {"minds its persona", !has_zero(&effect[MODEL_CARD_PERSONA].hours),
         effect[MODEL_CARD_PERSONA].hours},
    };

    memcpy(card->finding, findings, sizeof findings);
}

/* ---- the examination --------------------------------------------------------------------------- */

static void tell(const struct progress *progress, const char *what)
{
    if (progress && progress->phase)
        progress->phase(progress->context, what);
}

static enum status ask_conditions(struct model_card *card, const struct model_card_setting *setting,
                                  enum model_card_rule rule, struct gateway *gateway, double *hours,
                                  double *num_fallbacks, const struct progress *progress,
                                  struct error *err)
{
    const int num_conditions =
        rule == MODEL_CARD_MODEL ? MODEL_CARD_NUM_CONDITIONS : MODEL_CARD_NUM_RULE_CONDITIONS;
    char phase[64];

    for (int condition = 0; condition < num_conditions; condition++) {
        struct model_step step = {0};

        snprintf(phase, sizeof phase, "condition %d of %d", condition + 1, num_conditions);
        tell(progress, phase);
        TRY(model_card_condition_ask(hours + (size_t)condition * card->num_workers, &step, setting,
                                     rule, (enum model_card_condition)condition, gateway, err));
        if (rule != MODEL_CARD_MODEL)
            continue;
        card->num_requests += (size_t)step.requests;
        card->mass_on_options += step.mass_on_options / MODEL_CARD_NUM_CONDITIONS;
        *num_fallbacks += step.fallbacks;
    }
    return STATUS_OK;
}

static enum status examine(struct model_card *card, const struct model_card_setting *setting,
                           const struct settings *settings, struct gateway *gateway, double *hours,
                           const struct progress *progress, struct error *err)
{
    double *const work = hours + (size_t)MODEL_CARD_NUM_CONDITIONS * card->num_workers;
    double num_fallbacks = 0.0;
    struct model_card_money money;

    for (int rule = MODEL_CARD_NUM_RULES - 1; rule >= 0; rule--) { /* the model last */
        TRY(ask_conditions(card, setting, (enum model_card_rule)rule, gateway, hours,
                           &num_fallbacks, progress, err));
        compare_responses(card, (enum model_card_rule)rule, hours, work);
    }
    compare_wordings(card, hours, work);
    compare_personas(card, hours, work);
    tell(progress, "questions about money");
    TRY(model_card_ask_money(&money, settings, gateway, card->num_workers, err));

    const size_t num_decisions = MODEL_CARD_NUM_CONDITIONS * card->num_workers;

    card->num_requests += money.num_asked;
    card->usable_share = estimate_share(num_decisions - (size_t)num_fallbacks + money.num_usable,
                                        num_decisions + money.num_asked);
    card->more_money_share = estimate_share(money.num_more_money, money.num_usable);
    card->first_shown_share = estimate_share(money.num_first_shown, money.num_usable);
    judge(card);
    return STATUS_OK;
}

enum status model_card_examine(struct model_card *card, const struct settings *base,
                               size_t num_workers, const struct gateway_options *options,
                               const struct progress *progress, struct error *err)
{
    const struct model_card_setting setting = {base, num_workers};
    double *const hours = calloc((MODEL_CARD_NUM_CONDITIONS + 1) * num_workers, sizeof *hours);
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;

    *card = (struct model_card){.num_workers = num_workers};
    if (!hours)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers", num_workers);
    enum status status = model_card_condition_settings(&settings, &setting, MODEL_CARD_MODEL,
                                                       MODEL_CARD_CONDITION_BASE, err);

    if (!status)
        status = gateway_create(&gateway, settings, options, err);
    if (!status && !(card->model = strdup(gateway_model(gateway))))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a name");
    if (!status)
        status = examine(card, &setting, settings, gateway, hours, progress, err);
    gateway_destroy(gateway);
    settings_free(settings);
    free(hours);
    if (status)
        model_card_free(card);
    return status;
}

void model_card_free(struct model_card *card)
{
    free(card->model);
    card->model = NULL;
}

/* ---- the card ---------------------------------------------------------------------------------- */

static void write_estimate(struct json_writer *json, const char *key,
                           const struct model_card_estimate *found)
{
    json_open_object(json, key);
    json_number(json, "mean", found->mean);
    json_number(json, "low", found->low);
    json_number(json, "high", found->high);
    json_close(json);
}

static void write_effect(struct json_writer *json, const struct model_card *card, int effect)
{
    json_open_object(json, NULL);
    json_string(json, "effect", model_card_effect_names[effect]);
    write_estimate(json, "hours_per_week", &card->effect[MODEL_CARD_MODEL][effect].hours);
    if (effect < MODEL_CARD_NUM_RESPONSES) {
        if (effect != MODEL_CARD_TRANSFER)
            write_estimate(json, "elasticity", &card->effect[MODEL_CARD_MODEL][effect].elasticity);
        json_number(json, "logit_hours_per_week",
                    card->effect[MODEL_CARD_LOGIT][effect].hours.mean);
        json_number(json, "rational_hours_per_week",
                    card->effect[MODEL_CARD_RATIONAL][effect].hours.mean);
    }
    json_close(json);
}

void model_card_write_json(struct text *text, const struct model_card *card)
{
    struct json_writer json = json_writer_of(text, JSON_INDENTED);

    json_open_object(&json, NULL);
    json_string(&json, "model", card->model);
    json_integer(&json, "workers", (int64_t)card->num_workers);
    json_integer(&json, "requests", (int64_t)card->num_requests);
    write_estimate(&json, "usable_share", &card->usable_share);
    json_number(&json, "mass_on_options", card->mass_on_options);
    json_number(&json, "mean_hours_per_week", card->mean_hours[MODEL_CARD_MODEL]);
    write_estimate(&json, "more_money_share", &card->more_money_share);
    write_estimate(&json, "first_shown_share", &card->first_shown_share);
    json_open_array(&json, "effects");
    for (int effect = 0; effect < MODEL_CARD_NUM_EFFECTS; effect++)
        write_effect(&json, card, effect);
    json_close(&json);
    json_open_object(&json, "findings");
    for (int k = 0; k < MODEL_CARD_NUM_FINDINGS; k++)
        json_bool(&json, card->finding[k].question, card->finding[k].passes);
    json_close(&json);
    json_close(&json);
    text_append(text, "\n");
}
