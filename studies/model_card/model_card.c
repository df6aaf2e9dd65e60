/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/model_card.h"

#include "base/elementary.h"
#include "studies/model_card/money_question.h"

#include <gsl/gsl_cdf.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const mind_effect_names[MIND_NUM_EFFECTS] = {"wage x 1.5",
                                                         "tax 30% -> 60%",
                                                         "20,000 USD more, unearned",
                                                         "asked in other words",
                                                         "example of 60 hours, not 20",
                                                         "a law by its name",
                                                         "persona, beyond asking again"};
const char *const mind_rule_names[MIND_NUM_RULES] = {"the model", "logit", "rational"};

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

/* Mean of x[count >= 2] with Student's t. */
static struct mind_estimate estimate_mean(const double *x, size_t count)
{
    const double mean = mean_of(x, count);
    double squares = 0.0;

    for (size_t i = 0; i < count; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    const double half = gsl_cdf_tdist_Pinv(0.975, (double)(count - 1)) *
                        sqrt(squares / (double)(count - 1) / (double)count);

    return (struct mind_estimate){mean, mean - half, mean + half};
}

/* A share of `count` with the interval of Wilson (1927, eq. 5). */
static struct mind_estimate estimate_share(size_t hits, size_t count)
{
    if (count == 0)
        return (struct mind_estimate){NAN, 0.0, 1.0};

    const double n = (double)count;
    const double p = (double)hits / n;
    const double z = NORMAL_975;
    const double middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    const double half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / (1.0 + z * z / n);

    return (struct mind_estimate){p, middle - half, middle + half};
}

static struct mind_estimate difference(const double *before, const double *after, double *work,
                                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        work[i] = after[i] - before[i];
    return estimate_mean(work, count);
}

/* Of mean hours, by something whose logarithm changes by log_factor. */
static struct mind_estimate elasticity_of(const struct mind_estimate *change, double hours_before,
                                          double log_factor)
{
    const double points[3] = {change->mean, change->low, change->high};
    double found[3];

    for (int k = 0; k < 3; k++) {
        const double ratio = 1.0 + points[k] / hours_before;

        found[k] = ratio > 0.0 ? elementary_log(ratio) / log_factor : NAN;
    }
    return log_factor > 0.0 ? (struct mind_estimate){found[0], found[1], found[2]}
                            : (struct mind_estimate){found[0], found[2], found[1]};
}

/* ---- effects ----------------------------------------------------------------------------------- */

/* hours: [MIND_NUM_ARMS][num_workers] */
static void compare_responses(struct mind_card *card, enum mind_rule rule, const double *hours,
                              double *work)
{
    static const struct mind_estimate none = {NAN, NAN, NAN};
    const size_t count = card->num_workers;
    const double log_factors[MIND_NUM_RESPONSES] = {
        elementary_log(WAGE_FACTOR), elementary_log((1.0 - HIGH_RATE) / (1.0 - LOW_RATE)), NAN};

    card->mean_hours[rule] = mean_of(hours, count);
    for (int r = 0; r < MIND_NUM_RESPONSES; r++) {
        struct mind_effect *const effect = &card->effect[rule][r];

        effect->hours = difference(hours, hours + (size_t)(MIND_ARM_WAGE + r) * count, work, count);
        effect->elasticity =
            r == MIND_TRANSFER
                ? none
                : elasticity_of(&effect->hours, card->mean_hours[rule], log_factors[r]);
    }
}

static void compare_wordings(struct mind_card *card, const double *hours, double *work)
{
    static const struct {
        enum mind_effect_id effect;
        enum mind_arm before, after;
    } pairs[] = {
        {MIND_REWORDED, MIND_ARM_BASE, MIND_ARM_REWORDED},
        {MIND_EXAMPLE, MIND_ARM_EXAMPLE_LOW, MIND_ARM_EXAMPLE_HIGH},
        {MIND_LAW_NAMED, MIND_ARM_REFERENCE, MIND_ARM_REFERENCE_NAMED},
    };
    const size_t count = card->num_workers;

    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        card->effect[MIND_MODEL][pairs[k].effect].hours =
            difference(hours + (size_t)pairs[k].before * count,
                       hours + (size_t)pairs[k].after * count, work, count);
}

/* A persona that does nothing is one more asking of a plain worker: then its distance from another asking
 * is on average that of two plain ones.  More: it moves the answer; less: it settles it. */
static void compare_personas(struct mind_card *card, const double *hours, double *work)
{
    const size_t count = card->num_workers;
    const double *const persona = hours + (size_t)MIND_ARM_PERSONA * count;
    const double *const plain = hours + (size_t)MIND_ARM_PLAIN * count;
    const double *const again = hours + (size_t)MIND_ARM_PLAIN_AGAIN * count;

    for (size_t i = 0; i < count; i++)
        work[i] = fabs(persona[i] - again[i]) - fabs(plain[i] - again[i]);
    card->effect[MIND_MODEL][MIND_PERSONA].hours = estimate_mean(work, count);
}

/* ---- verdicts ---------------------------------------------------------------------------------- */

static bool has_zero(const struct mind_estimate *found)
{
    return found->low <= 0.0 && found->high >= 0.0;
}

/* Half of all probability off the options: what is left is noise.  Nine of ten: an odd slip is human. */
static void judge(struct mind_card *card)
{
    const struct mind_effect *const effect = card->effect[MIND_MODEL];
    const struct mind_estimate *const first = &card->first_shown_share;
    const struct mind_estimate mass = {card->mass_on_options, NAN, NAN};
    const struct mind_verdict verdicts[MIND_NUM_VERDICTS] = {
        {"gives usable answers", card->usable_share.mean >= 0.9, card->usable_share},
        {"keeps to the options", card->mass_on_options >= 0.5, mass},
        {"responds to wages", effect[MIND_WAGE].hours.low > 0.0, effect[MIND_WAGE].elasticity},
        {"responds to taxes", effect[MIND_TAX].hours.high < 0.0, effect[MIND_TAX].elasticity},
        {"prefers more money",
         card->more_money_share.mean >= 0.9 && card->more_money_share.low > 0.5,
         card->more_money_share},
        {"does not mind what stands first", first->low <= 0.5 && first->high >= 0.5, *first},
        {"does not follow an example", has_zero(&effect[MIND_EXAMPLE].hours),
         effect[MIND_EXAMPLE].hours},
        {"answers alike in other words", has_zero(&effect[MIND_REWORDED].hours),
         effect[MIND_REWORDED].hours},
        {"reads a law's rates, not its name", has_zero(&effect[MIND_LAW_NAMED].hours),
         effect[MIND_LAW_NAMED].hours},
        {"minds its persona", !has_zero(&effect[MIND_PERSONA].hours), effect[MIND_PERSONA].hours},
    };

    memcpy(card->verdict, verdicts, sizeof verdicts);
}

/* ---- the examination --------------------------------------------------------------------------- */

static void tell(const struct progress *progress, const char *what)
{
    if (progress && progress->phase)
        progress->phase(progress->context, what);
}

static enum status ask_arms(struct mind_card *card, const struct mind_setting *setting,
                            enum mind_rule rule, struct gateway *gateway, double *hours,
                            double *num_fallbacks, const struct progress *progress,
                            struct error *err)
{
    const int num_arms = rule == MIND_MODEL ? MIND_NUM_ARMS : MIND_NUM_RULE_ARMS;
    char phase[64];

    for (int arm = 0; arm < num_arms; arm++) {
        struct model_step step = {0};

        snprintf(phase, sizeof phase, "condition %d of %d", arm + 1, num_arms);
        tell(progress, phase);
        TRY(mind_arm_ask(hours + (size_t)arm * card->num_workers, &step, setting, rule,
                         (enum mind_arm)arm, gateway, err));
        if (rule != MIND_MODEL)
            continue;
        card->num_requests += (size_t)step.requests;
        card->mass_on_options += step.mass_on_options / MIND_NUM_ARMS;
        *num_fallbacks += step.fallbacks;
    }
    return STATUS_OK;
}

static enum status examine(struct mind_card *card, const struct mind_setting *setting,
                           const struct settings *settings, struct gateway *gateway, double *hours,
                           const struct progress *progress, struct error *err)
{
    double *const work = hours + (size_t)MIND_NUM_ARMS * card->num_workers;
    double num_fallbacks = 0.0;
    struct mind_money money;

    for (int rule = MIND_NUM_RULES - 1; rule >= 0; rule--) { /* the model last: its hours stay */
        TRY(ask_arms(card, setting, (enum mind_rule)rule, gateway, hours, &num_fallbacks, progress,
                     err));
        compare_responses(card, (enum mind_rule)rule, hours, work);
    }
    compare_wordings(card, hours, work);
    compare_personas(card, hours, work);
    tell(progress, "questions about money");
    TRY(mind_ask_money(&money, settings, gateway, card->num_workers, err));

    const size_t num_decisions = MIND_NUM_ARMS * card->num_workers;

    card->num_requests += money.num_asked;
    card->usable_share = estimate_share(num_decisions - (size_t)num_fallbacks + money.num_usable,
                                        num_decisions + money.num_asked);
    card->more_money_share = estimate_share(money.num_more_money, money.num_usable);
    card->first_shown_share = estimate_share(money.num_first_shown, money.num_usable);
    judge(card);
    return STATUS_OK;
}

enum status mind_examine(struct mind_card *card, const char *config, const char *const *overrides,
                         size_t num_overrides, size_t num_workers,
                         const struct gateway_options *options, const struct progress *progress,
                         struct error *err)
{
    const struct mind_setting setting = {config, overrides, num_overrides, num_workers};
    double *const hours = calloc((MIND_NUM_ARMS + 1) * num_workers, sizeof *hours);
    struct settings *settings = NULL;
    struct gateway *gateway = NULL;

    *card = (struct mind_card){.num_workers = num_workers};
    if (!hours)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers", num_workers);
    enum status status = mind_arm_settings(&settings, &setting, MIND_MODEL, MIND_ARM_BASE, err);

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
        mind_card_free(card);
    return status;
}

void mind_card_free(struct mind_card *card)
{
    free(card->model);
    card->model = NULL;
}

/* ---- the card ---------------------------------------------------------------------------------- */

static void write_number(struct text *json, const char *name, double number)
{
    text_append(json, "\"%s\": ", name);
    text_append_number(json, number);
}

static void write_estimate(struct text *json, const char *name, const struct mind_estimate *found)
{
    text_append(json, "\"%s\": {", name);
    write_number(json, "mean", found->mean);
    text_append(json, ", ");
    write_number(json, "low", found->low);
    text_append(json, ", ");
    write_number(json, "high", found->high);
    text_append(json, "}");
}

static void write_effect(struct text *json, const struct mind_card *card, int effect)
{
    text_append(json, "    {\"effect\": ");
    text_append_json_string(json, mind_effect_names[effect]);
    text_append(json, ", ");
    write_estimate(json, "hours_per_week", &card->effect[MIND_MODEL][effect].hours);
    if (effect < MIND_NUM_RESPONSES) {
        text_append(json, ", ");
        if (effect != MIND_TRANSFER) {
            write_estimate(json, "elasticity", &card->effect[MIND_MODEL][effect].elasticity);
            text_append(json, ", ");
        }
        write_number(json, "logit_hours_per_week", card->effect[MIND_LOGIT][effect].hours.mean);
        text_append(json, ", ");
        write_number(json, "rational_hours_per_week",
                     card->effect[MIND_RATIONAL][effect].hours.mean);
    }
    text_append(json, "}%s\n", effect + 1 < MIND_NUM_EFFECTS ? "," : "");
}

void mind_card_write_json(struct text *json, const struct mind_card *card)
{
    text_append(json, "{\n  \"model\": ");
    text_append_json_string(json, card->model);
    text_append(json, ",\n  \"workers\": %zu,\n  \"requests\": %zu,\n  ", card->num_workers,
                card->num_requests);
    write_estimate(json, "usable_share", &card->usable_share);
    text_append(json, ",\n  ");
    write_number(json, "mass_on_options", card->mass_on_options);
    text_append(json, ",\n  ");
    write_number(json, "mean_hours_per_week", card->mean_hours[MIND_MODEL]);
    text_append(json, ",\n  ");
    write_estimate(json, "more_money_share", &card->more_money_share);
    text_append(json, ",\n  ");
    write_estimate(json, "first_shown_share", &card->first_shown_share);
    text_append(json, ",\n  \"effects\": [\n");
    for (int effect = 0; effect < MIND_NUM_EFFECTS; effect++)
        write_effect(json, card, effect);
    text_append(json, "  ],\n  \"verdicts\": {\n");
    for (int k = 0; k < MIND_NUM_VERDICTS; k++)
        text_append(json, "    \"%s\": %s%s\n", card->verdict[k].question,
                    card->verdict[k].passes ? "true" : "false",
                    k + 1 < MIND_NUM_VERDICTS ? "," : "");
    text_append(json, "  }\n}\n");
}
