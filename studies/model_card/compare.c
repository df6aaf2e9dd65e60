/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/model_card/compare.h"

#include "base/elementary.h"

#include <math.h>

const char *const model_card_effect_names[MODEL_CARD_NUM_EFFECTS] = {
    "wage x 1.5",
    "tax 30% -> 60%",
    "20,000 USD more, unearned",
    "asked in other words",
    "example of 60 hours, not 20",
    "a tax system by its name",
    "not told what hours bring",
    "towards usual hours, if told",
    "persona, beyond asking again"};
const char *const model_card_rule_names[MODEL_CARD_NUM_RULES] = {"the model", "logit", "rational"};

static const double LEAST_USABLE = 0.9; /* of answers; below it nothing is measured */
static const double STEP_OF_SHARES = 0.5;
static const double LEAST_RATIO = 0.01; /* of hours after to hours before, in an elasticity */

/* A twentieth of a week of 40 hours.  Elasticities published of people begin at 0.11
 * (calibration/tables/labor_elasticities.csv). */
const struct model_card_row_facts model_card_rows[MODEL_CARD_NUM_ROWS] = {
    [MODEL_CARD_ROW_USABLE] = {"gives usable answers", "share", {0.9, INFINITY, false}},
    [MODEL_CARD_ROW_OPTIONS] = {"keeps to the options", "share", {0.5, INFINITY, false}},
    [MODEL_CARD_ROW_WAGES] = {"responds to wages", "elasticity", {0.1, INFINITY, false}},
    [MODEL_CARD_ROW_TAXES] = {"responds to taxes", "elasticity", {0.1, INFINITY, false}},
    [MODEL_CARD_ROW_MORE_MONEY] = {"prefers more money", "share", {0.8, INFINITY, false}},
    [MODEL_CARD_ROW_FIRST_SHOWN] = {"does not mind what stands first", "share", {0.4, 0.6, false}},
    [MODEL_CARD_ROW_EXAMPLE] = {"does not follow an example", "hour/week", {-2.0, 2.0, false}},
    [MODEL_CARD_ROW_REWORDED] = {"answers alike in other words", "hour/week", {-2.0, 2.0, false}},
    [MODEL_CARD_ROW_LAW_NAMED] = {"reads a law's rates, not its name",
                                  "hour/week",
                                  {-2.0, 2.0, false}},
    [MODEL_CARD_ROW_CONSEQUENCES] = {"answers alike without consequences",
                                     "hour/week",
                                     {-2.0, 2.0, false}},
    [MODEL_CARD_ROW_USUAL_HOURS] = {"does not follow its usual hours",
                                    "hour/week",
                                    {-2.0, 2.0, false}},
    [MODEL_CARD_ROW_PERSONA] = {"minds its persona", "hour/week", {-2.0, 2.0, true}},
};

/* ---- effects ----------------------------------------------------------------------------------- */

enum { NO_OTHER = -1, USUAL_HOURS = -2 };

/* An effect is the change from `before` to `after`; or, where there is another condition or the usual hours, how much
 * farther from these `after` is than `before`. */
static const struct comparison {
    enum model_card_condition before, after;
    int other;
    double factor; /* by which pay is multiplied, for an elasticity; 0: by none */
} comparisons[MODEL_CARD_NUM_EFFECTS] = {
    [MODEL_CARD_WAGE] = {MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_WAGE, NO_OTHER, 1.5},
    [MODEL_CARD_TAX] = {MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_TAX, NO_OTHER,
                        (1.0 - 0.6) / (1.0 - 0.3)},
    [MODEL_CARD_TRANSFER] = {MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_TRANSFER, NO_OTHER, 0},
    [MODEL_CARD_REWORDED] = {MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_REWORDED, NO_OTHER, 0},
    [MODEL_CARD_EXAMPLE] = {MODEL_CARD_CONDITION_EXAMPLE_LOW, MODEL_CARD_CONDITION_EXAMPLE_HIGH,
                            NO_OTHER, 0},
    [MODEL_CARD_LAW_NAMED] = {MODEL_CARD_CONDITION_REFERENCE, MODEL_CARD_CONDITION_REFERENCE_NAMED,
                              NO_OTHER, 0},
    [MODEL_CARD_CONSEQUENCES] = {MODEL_CARD_CONDITION_BASE,
                                 MODEL_CARD_CONDITION_CONSEQUENCES_TURNED, NO_OTHER, 0},
    [MODEL_CARD_USUAL_HOURS] = {MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_USUAL_HOURS_TURNED,
                                USUAL_HOURS, 0},
    /* A persona that does nothing is one more asking of a plain worker: then its distance from another asking
     * is on average that of two plain ones.  More: it moves the answer; less: it settles it. */
    [MODEL_CARD_PERSONA] = {MODEL_CARD_CONDITION_PLAIN, MODEL_CARD_CONDITION_PERSONA,
                            MODEL_CARD_CONDITION_PLAIN_AGAIN, 0},
};

static size_t num_finite(const double *values, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        found += isfinite(values[i]) != 0;
    return found;
}

static bool is_enough(size_t num_usable, size_t num_answers)
{
    return (double)num_usable >= LEAST_USABLE * (double)num_answers;
}

/* Hours after, of hours before, at an elasticity; it may be infinite. */
static double change_at(double elasticity, double hours_before, double factor)
{
    if (isinf(elasticity))
        return factor > 1.0 ? elasticity : -elasticity;
    return hours_before * (elementary_exp(elasticity * elementary_log(factor)) - 1.0);
}

static double elasticity_at(double change, double hours_before, double factor)
{
    const double ratio = fmax(1.0 + change / hours_before, LEAST_RATIO);

    return elementary_log(ratio) / elementary_log(factor) + 0.0; /* never -0 */
}

static struct model_card_estimate elasticity_of(const struct model_card_effect *effect,
                                                double factor)
{
    const struct model_card_estimate *const hours = &effect->hours;
    const double low = elasticity_at(hours->low, effect->hours_before, factor);
    const double high = elasticity_at(hours->high, effect->hours_before, factor);

    return (struct model_card_estimate){elasticity_at(hours->mean, effect->hours_before, factor),
                                        fmin(low, high), fmax(low, high)};
}

static const double *other_hours(const struct comparison *comparison,
                                 const struct model_card_answers *answers,
                                 enum model_card_rule rule)
{
    if (comparison->other == NO_OTHER)
        return NULL;
    return comparison->other == USUAL_HOURS
               ? answers->usual_hours + (size_t)comparison->before * answers->num_workers
               : model_card_hours(answers, rule, (enum model_card_condition)comparison->other);
}

/* With first, without then, whichever of them the config is. */
static struct comparison turned(enum model_card_effect_id id,
                                const struct model_card_answers *answers)
{
    struct comparison found = comparisons[id];

    if ((id == MODEL_CARD_CONSEQUENCES && !answers->tells_consequences) ||
        (id == MODEL_CARD_USUAL_HOURS && !answers->tells_usual_hours)) {
        found.before = comparisons[id].after;
        found.after = comparisons[id].before;
    }
    return found;
}

/* Paired by worker; NaN where an answer is missing.  The mean of hours before, of the same workers. */
static double compare_workers(double *change, const struct comparison *comparison,
                              const struct model_card_answers *answers, enum model_card_rule rule)
{
    const double *const before = model_card_hours(answers, rule, comparison->before);
    const double *const after = model_card_hours(answers, rule, comparison->after);
    const double *const other = other_hours(comparison, answers, rule);
    double sum = 0.0;
    size_t count = 0;

    for (size_t i = 0; i < answers->num_workers; i++) {
        change[i] =
            other ? fabs(after[i] - other[i]) - fabs(before[i] - other[i]) : after[i] - before[i];
        if (isnan(change[i]))
            continue;
        sum += before[i];
        count++;
    }
    return sum / (double)count;
}

static size_t num_usable_of(const struct comparison *comparison,
                            const struct model_card_answers *answers, enum model_card_rule rule)
{
    const size_t count = answers->num_workers;
    size_t found = num_finite(model_card_hours(answers, rule, comparison->before), count) +
                   num_finite(model_card_hours(answers, rule, comparison->after), count);

    if (comparison->other >= 0)
        found += num_finite(model_card_hours(answers, rule,
                                             (enum model_card_condition)comparison->other),
                            count);
    return found;
}

static void find_effect(struct model_card_effect *effect, const struct comparison *comparison,
                        const struct model_card_answers *answers, enum model_card_rule rule)
{
    const size_t num_conditions = comparison->other < 0 ? 2 : 3;

    *effect = (struct model_card_effect){
        .num_answers = num_conditions * answers->num_workers,
        .num_usable = num_usable_of(comparison, answers, rule),
    };
    effect->hours_before = compare_workers(answers->work, comparison, answers, rule);
    effect->change = model_card_sample_of(answers->work, answers->num_workers, answers->step_hours);
    effect->is_measured =
        is_enough(effect->num_usable, effect->num_answers) && effect->change.count > 1;
    if (!effect->is_measured)
        return;
    effect->hours = model_card_estimate_of(&effect->change);
    effect->has_elasticity = comparison->factor > 0.0 && effect->hours_before > 0.0;
    if (effect->has_elasticity)
        effect->elasticity = elasticity_of(effect, comparison->factor);
}

static double mean_hours_of(const struct model_card_answers *answers, enum model_card_rule rule)
{
    const struct model_card_sample base =
        model_card_sample_of(model_card_hours(answers, rule, MODEL_CARD_CONDITION_BASE),
                             answers->num_workers, answers->step_hours);

    return is_enough(base.count, answers->num_workers) ? base.mean : NAN;
}

/* ---- findings ---------------------------------------------------------------------------------- */

/* Of a sample and a margin in its own unit, with `per_worker` of its values a worker. */
static void judge(struct model_card_finding *finding, const struct model_card_sample *sample,
                  const struct model_card_margin *margin, size_t per_worker)
{
    finding->found = model_card_estimate_of(sample);
    if (sample->step == STEP_OF_SHARES) { /* nothing is beyond none and all */
        finding->found.low = fmax(finding->found.low, 0.0);
        finding->found.high = fmin(finding->found.high, fmax(sample->mean, 1.0));
    }
    finding->verdict = model_card_judge(&finding->found, margin);
    if (finding->verdict == MODEL_CARD_NOT_KNOWN)
        finding->workers_to_tell =
            (model_card_count_to_tell(sample, margin) + per_worker - 1) / per_worker;
}

static bool begin(struct model_card_finding *finding, size_t num_usable, size_t num_answers)
{
    *finding = (struct model_card_finding){.verdict = MODEL_CARD_NOT_MEASURED,
                                           .num_answers = num_answers,
                                           .num_usable = num_usable};
    return is_enough(num_usable, num_answers);
}

static void judge_effect(struct model_card *card, enum model_card_row row,
                         enum model_card_effect_id id)
{
    const struct model_card_effect *const effect = &card->effect[MODEL_CARD_MODEL][id];
    const double factor = comparisons[id].factor;
    struct model_card_finding *const finding = &card->finding[row];
    struct model_card_margin margin = model_card_rows[row].margin;

    begin(finding, effect->num_usable, effect->num_answers);
    if (!effect->is_measured || (factor > 0.0 && !effect->has_elasticity))
        return;
    if (factor > 0.0) { /* the margin is of elasticities, the sample of hours */
        const double low = change_at(margin.low, effect->hours_before, factor);
        const double high = change_at(margin.high, effect->hours_before, factor);

        margin.low = fmin(low, high);
        margin.high = fmax(low, high);
    }
    judge(finding, &effect->change, &margin, 1);
    if (factor > 0.0)
        finding->found = effect->elasticity;
}

static void judge_money(struct model_card *card, const struct model_card_answers *answers)
{
    const struct model_card_money *const money = &answers->money;
    struct model_card_finding *const finding = card->finding;
    const struct model_card_sample first =
        model_card_sample_of(money->first_shown, answers->num_workers, STEP_OF_SHARES);
    const struct model_card_sample more =
        model_card_sample_of(money->more_money, answers->num_workers, STEP_OF_SHARES);
    /* A pair is one unit: a model answers both of its orders from the same head. */
    const struct model_card_sample share =
        model_card_sample_of_share(more.mean * (double)more.count, more.count);

    begin(&finding[MODEL_CARD_ROW_MORE_MONEY], money->num_usable, money->num_asked);
    if (!begin(&finding[MODEL_CARD_ROW_FIRST_SHOWN], money->num_usable, money->num_asked) ||
        first.count < 2)
        return;
    judge(&finding[MODEL_CARD_ROW_MORE_MONEY], &share,
          &model_card_rows[MODEL_CARD_ROW_MORE_MONEY].margin, 1);
    judge(&finding[MODEL_CARD_ROW_FIRST_SHOWN], &first,
          &model_card_rows[MODEL_CARD_ROW_FIRST_SHOWN].margin, 1);
}

/* Each worker's mean over the conditions. */
static void judge_mass(struct model_card *card, const struct model_card_answers *answers,
                       size_t num_usable, size_t num_answers)
{
    const size_t count = answers->num_workers;
    double of_worker[MODEL_CARD_NUM_CONDITIONS];

    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < MODEL_CARD_NUM_CONDITIONS; c++)
            of_worker[c] = answers->mass[c * count + i];
        answers->work[i] =
            model_card_sample_of(of_worker, MODEL_CARD_NUM_CONDITIONS, STEP_OF_SHARES).mean;
    }
    const struct model_card_sample mass =
        model_card_sample_of(answers->work, count, STEP_OF_SHARES);
    struct model_card_finding *const finding = &card->finding[MODEL_CARD_ROW_OPTIONS];

    if (begin(finding, num_usable, num_answers) && mass.count > 1)
        judge(finding, &mass, &model_card_rows[MODEL_CARD_ROW_OPTIONS].margin, 1);
}

static void judge_answers(struct model_card *card, const struct model_card_answers *answers)
{
    const size_t num_decisions = MODEL_CARD_NUM_CONDITIONS * answers->num_workers;
    const size_t num_usable = num_finite(answers->hours[MODEL_CARD_MODEL], num_decisions);
    const size_t all_usable = num_usable + answers->money.num_usable;
    const size_t all = num_decisions + answers->money.num_asked;
    const struct model_card_sample share = model_card_sample_of_share((double)all_usable, all);

    judge_mass(card, answers, num_usable, num_decisions);
    begin(&card->finding[MODEL_CARD_ROW_USABLE], all_usable, all);
    judge(&card->finding[MODEL_CARD_ROW_USABLE], &share,
          &model_card_rows[MODEL_CARD_ROW_USABLE].margin, all / answers->num_workers);
}

/* Who gives few answers is not known by those either. */
static void withdraw(struct model_card *card)
{
    const struct model_card_finding *const all = &card->finding[MODEL_CARD_ROW_USABLE];

    card->mean_hours[MODEL_CARD_MODEL] = NAN;
    for (int e = 0; e < MODEL_CARD_NUM_EFFECTS; e++)
        card->effect[MODEL_CARD_MODEL][e].is_measured = false;
    for (int row = 0; row < MODEL_CARD_NUM_ROWS; row++)
        if (row != MODEL_CARD_ROW_USABLE)
            begin(&card->finding[row], all->num_usable, all->num_answers);
}

void model_card_fill(struct model_card *card, const struct model_card_answers *answers)
{
    for (int r = 0; r < MODEL_CARD_NUM_RULES; r++) {
        const enum model_card_rule rule = (enum model_card_rule)r;
        const int num_effects =
            rule == MODEL_CARD_MODEL ? MODEL_CARD_NUM_EFFECTS : MODEL_CARD_NUM_RESPONSES;

        card->mean_hours[r] = mean_hours_of(answers, rule);
        for (int e = 0; e < num_effects; e++) {
            const struct comparison comparison = turned((enum model_card_effect_id)e, answers);

            find_effect(&card->effect[r][e], &comparison, answers, rule);
        }
    }
    judge_answers(card, answers);
    judge_money(card, answers);
    judge_effect(card, MODEL_CARD_ROW_WAGES, MODEL_CARD_WAGE);
    judge_effect(card, MODEL_CARD_ROW_TAXES, MODEL_CARD_TAX);
    judge_effect(card, MODEL_CARD_ROW_EXAMPLE, MODEL_CARD_EXAMPLE);
    judge_effect(card, MODEL_CARD_ROW_REWORDED, MODEL_CARD_REWORDED);
    judge_effect(card, MODEL_CARD_ROW_LAW_NAMED, MODEL_CARD_LAW_NAMED);
    judge_effect(card, MODEL_CARD_ROW_CONSEQUENCES, MODEL_CARD_CONSEQUENCES);
    judge_effect(card, MODEL_CARD_ROW_USUAL_HOURS, MODEL_CARD_USUAL_HOURS);
    judge_effect(card, MODEL_CARD_ROW_PERSONA, MODEL_CARD_PERSONA);
    if (!is_enough(card->finding[MODEL_CARD_ROW_USABLE].num_usable,
                   card->finding[MODEL_CARD_ROW_USABLE].num_answers))
        withdraw(card);
}
