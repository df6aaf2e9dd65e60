/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_card_minds.c: what a card finds of minds that are drawn, not asked.  A mind at the margin of a row is
 * neither inside nor outside: of 200 of them at most 17 may be told a "yes", and at most 17 a "no".  That is
 * the 99% bound of a binomial of 200 trials at 5%; the tests are of 2.5% each. */
#include "base/random.h"
#include "studies/model_card/model_card.h"
#include "tests/support.h"

enum { NUM_MINDS = 200, MOST_WRONG = 17 };

/* How a mind that changes its hours by some on average does it. */
enum manner {
    MANNER_NOISY,   /* all by about that much, and by chance around it */
    MANNER_IN_TENS, /* all by that much, said in tens */
    MANNER_RARELY,  /* few, by ten hours, and the others not at all */
    NUM_MANNERS
};

static double uniform(uint64_t *draws)
{
    return random_uniforms(16, RANDOM_MODEL_CHOICE, 0, (*draws)++).u[0];
}

/* Mean 0 and standard deviation 1. */
static double noise(uint64_t *draws)
{
    double sum = 0.0;

    for (int k = 0; k < 12; k++)
        sum += uniform(draws);
    return sum - 6.0;
}

static double in_tens(double hours)
{
    return 10.0 * floor(hours / 10.0 + 0.5);
}

/* Everybody works 40 hours, answers always, and wants more money. */
static void set_dull(struct model_card_answers *answers)
{
    const size_t count = answers->num_workers;

    answers->step_hours = 10.0;
    for (int rule = 0; rule < MODEL_CARD_NUM_RULES; rule++)
        for (size_t k = 0; k < MODEL_CARD_NUM_CONDITIONS * count; k++)
            answers->hours[rule][k] = 40.0;
    for (size_t k = 0; k < MODEL_CARD_NUM_CONDITIONS * count; k++)
        answers->mass[k] = 0.9; /* usual hours are 0: what draws away from them is more hours */
    for (size_t i = 0; i < count; i++) {
        answers->money.more_money[i] = 1.0;
        answers->money.first_shown[i] = 0.5;
    }
    answers->money.num_asked = answers->money.num_usable = 2 * count;
}

/* Hours of two conditions; on average `change` apart. */
static void set_hours(const struct model_card_answers *answers, enum model_card_condition before,
                      enum model_card_condition after, double change, enum manner manner,
                      uint64_t *draws)
{
    double *const first = model_card_hours(answers, MODEL_CARD_MODEL, before);
    double *const second = model_card_hours(answers, MODEL_CARD_MODEL, after);

    for (size_t i = 0; i < answers->num_workers; i++) {
        const double usual = 20.0 + 40.0 * uniform(draws); /* mean 40 */

        switch (manner) {
        case MANNER_NOISY:
            first[i] = usual + 4.0 * noise(draws);
            second[i] = usual + change + 4.0 * noise(draws);
            break;
        case MANNER_IN_TENS:
            first[i] = in_tens(usual);
            second[i] = in_tens(usual + change);
            break;
        case MANNER_RARELY:
            first[i] = 40.0;
            second[i] =
                40.0 + (uniform(draws) < fabs(change) / 10.0 ? copysign(10.0, change) : 0.0);
            break;
        case NUM_MANNERS:
            break;
        }
    }
}

/* A worker's distance from another asking is `more` hours larger with a persona. */
static void set_persona(const struct model_card_answers *answers, double more, enum manner manner,
                        uint64_t *draws)
{
    double *const persona =
        model_card_hours(answers, MODEL_CARD_MODEL, MODEL_CARD_CONDITION_PERSONA);

    set_hours(answers, MODEL_CARD_CONDITION_PLAIN, MODEL_CARD_CONDITION_PERSONA, more, manner,
              draws);
    for (size_t i = 0; i < answers->num_workers; i++) {
        double *const plain =
            model_card_hours(answers, MODEL_CARD_MODEL, MODEL_CARD_CONDITION_PLAIN);
        double *const again =
            model_card_hours(answers, MODEL_CARD_MODEL, MODEL_CARD_CONDITION_PLAIN_AGAIN);

        /* all distances on one side of the other asking, so that their difference is that of hours */
        again[i] = fmin(persona[i], plain[i]) - 10.0;
    }
}

/* Shares of pairs: of single answers by chance, or of whole pairs. */
static void set_pairs(double *shares, size_t count, double share, bool is_of_pairs, uint64_t *draws)
{
    for (size_t i = 0; i < count; i++) {
        const double one = uniform(draws) < share ? 0.5 : 0.0;
        const double other = uniform(draws) < share ? 0.5 : 0.0;

        shares[i] = is_of_pairs ? 2.0 * one : one + other;
    }
}

/* `share` of pairs have the first one chosen; a mind that looks at what it reads has a half. */
static void set_first_shown(double *shares, size_t count, double share, bool is_of_pairs,
                            uint64_t *draws)
{
    if (!is_of_pairs)
        set_pairs(shares, count, share, false, draws);
    else
        for (size_t i = 0; i < count; i++)
            shares[i] =
                0.5 + (uniform(draws) < fabs(2.0 * share - 1.0) ? copysign(0.5, share - 0.5) : 0.0);
}

static void set_usable(struct model_card_answers *answers, double share, uint64_t *draws)
{
    const size_t num_decisions = MODEL_CARD_NUM_CONDITIONS * answers->num_workers;

    for (size_t k = 0; k < num_decisions; k++)
        if (uniform(draws) >= share)
            answers->hours[MODEL_CARD_MODEL][k] = answers->mass[k] = NAN;
    answers->money.num_usable = 0;
    for (size_t k = 0; k < answers->money.num_asked; k++)
        answers->money.num_usable += uniform(draws) < share;
}

static void set_mass(const struct model_card_answers *answers, double mass, enum manner manner,
                     uint64_t *draws)
{
    for (size_t i = 0; i < answers->num_workers; i++) {
        const double of_worker = manner == MANNER_NOISY     ? mass + 0.1 * noise(draws)
                                 : manner == MANNER_IN_TENS ? 2.0 * mass * uniform(draws)
                                 : uniform(draws) < mass    ? 1.0
                                                            : 0.0;

        for (size_t c = 0; c < MODEL_CARD_NUM_CONDITIONS; c++)
            answers->mass[c * answers->num_workers + i] = of_worker;
    }
}

/* A mind of which the row's own number is `value`, in the row's unit. */
static void set_mind(struct model_card_answers *answers, enum model_card_row row, double value,
                     enum manner manner, uint64_t *draws)
{
    const size_t count = answers->num_workers;
    const bool is_of_pairs = manner == MANNER_RARELY;

    set_dull(answers);
    switch (row) {
    case MODEL_CARD_ROW_USABLE:
        set_usable(answers, value, draws);
        break;
    case MODEL_CARD_ROW_OPTIONS:
        set_mass(answers, value, manner, draws);
        break;
    case MODEL_CARD_ROW_WAGES:
        set_hours(answers, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_WAGE,
                  40.0 * (pow(1.5, value) - 1.0), manner, draws);
        break;
    case MODEL_CARD_ROW_TAXES:
        set_hours(answers, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_TAX,
                  40.0 * (pow(0.4 / 0.7, value) - 1.0), manner, draws);
        break;
    case MODEL_CARD_ROW_MORE_MONEY:
        set_pairs(answers->money.more_money, count, value, is_of_pairs, draws);
        break;
    case MODEL_CARD_ROW_FIRST_SHOWN:
        set_first_shown(answers->money.first_shown, count, value, is_of_pairs, draws);
        break;
    case MODEL_CARD_ROW_EXAMPLE:
        set_hours(answers, MODEL_CARD_CONDITION_EXAMPLE_LOW, MODEL_CARD_CONDITION_EXAMPLE_HIGH,
                  value, manner, draws);
        break;
    case MODEL_CARD_ROW_REWORDED:
        set_hours(answers, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_REWORDED, value, manner,
                  draws);
        break;
    case MODEL_CARD_ROW_LAW_NAMED:
        set_hours(answers, MODEL_CARD_CONDITION_REFERENCE, MODEL_CARD_CONDITION_REFERENCE_NAMED,
                  value, manner, draws);
        break;
    case MODEL_CARD_ROW_PERSONA:
        set_persona(answers, value, manner, draws);
        break;
    case MODEL_CARD_ROW_CONSEQUENCES:
        set_hours(answers, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_CONSEQUENCES_TURNED,
                  value, manner, draws);
        break;
    case MODEL_CARD_ROW_USUAL_HOURS:
        set_hours(answers, MODEL_CARD_CONDITION_BASE, MODEL_CARD_CONDITION_USUAL_HOURS_TURNED,
                  value, manner, draws);
        break;
    case MODEL_CARD_NUM_ROWS:
        break;
    }
}

/* Of 200 minds, how often each was found. */
static void examine_minds(int found[MODEL_CARD_NUM_VERDICTS], enum model_card_row row, double value,
                          enum manner manner, size_t num_workers)
{
    struct error err = {0};
    struct model_card_answers answers;
    struct model_card card = {.num_workers = num_workers};
    uint64_t draws = ((uint64_t)row * 64 + (uint64_t)manner * 16) << 40 | (uint64_t)num_workers
                                                                              << 30;

    memset(found, 0, MODEL_CARD_NUM_VERDICTS * sizeof *found);
    assert_ok(model_card_answers_create(&answers, num_workers, &err));
    for (int mind = 0; mind < NUM_MINDS; mind++) {
        set_mind(&answers, row, value, manner, &draws);
        model_card_fill(&card, &answers);
        found[card.finding[row].verdict]++;
    }
    model_card_answers_free(&answers);
}

static void assert_seldom_wrong(enum model_card_row row, double edge, enum manner manner,
                                size_t num_workers)
{
    int found[MODEL_CARD_NUM_VERDICTS];

    examine_minds(found, row, edge, manner, num_workers);
    if (found[MODEL_CARD_YES] > MOST_WRONG || found[MODEL_CARD_NO] > MOST_WRONG)
        fail_msg("%s: at %g, of %zu workers in manner %d, %d were told yes and %d no",
                 model_card_rows[row].question, edge, num_workers, (int)manner,
                 found[MODEL_CARD_YES], found[MODEL_CARD_NO]);
}

static void a_mind_at_the_margin_is_seldom_told_yes_or_no(void **state)
{
    static const size_t sizes[] = {4, 24, 96};

    (void)state;
    for (int row = 0; row < MODEL_CARD_NUM_ROWS; row++) {
        const struct model_card_margin *const margin = &model_card_rows[row].margin;

        for (int manner = 0; manner < NUM_MANNERS; manner++)
            for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
                assert_seldom_wrong((enum model_card_row)row, margin->low, (enum manner)manner,
                                    sizes[k]);
                if (isfinite(margin->high))
                    assert_seldom_wrong((enum model_card_row)row, margin->high, (enum manner)manner,
                                        sizes[k]);
            }
    }
}

/* What is far inside or far outside is found with the workers that doctor asks by itself. */
static void a_mind_far_from_the_margin_is_told(void **state)
{
    static const double inside[MODEL_CARD_NUM_ROWS] = {
        [MODEL_CARD_ROW_USABLE] = 0.98,    [MODEL_CARD_ROW_OPTIONS] = 0.95,
        [MODEL_CARD_ROW_WAGES] = 0.6,      [MODEL_CARD_ROW_TAXES] = 0.6,
        [MODEL_CARD_ROW_MORE_MONEY] = 1.0, [MODEL_CARD_ROW_FIRST_SHOWN] = 0.5,
        [MODEL_CARD_ROW_PERSONA] = 8.0,
    };
    static const double outside[MODEL_CARD_NUM_ROWS] = {
        [MODEL_CARD_ROW_USABLE] = 0.75,     [MODEL_CARD_ROW_OPTIONS] = 0.1,
        [MODEL_CARD_ROW_WAGES] = -0.3,      [MODEL_CARD_ROW_TAXES] = -0.3,
        [MODEL_CARD_ROW_MORE_MONEY] = 0.3,  [MODEL_CARD_ROW_FIRST_SHOWN] = 1.0,
        [MODEL_CARD_ROW_EXAMPLE] = 8.0,     [MODEL_CARD_ROW_REWORDED] = -8.0,
        [MODEL_CARD_ROW_LAW_NAMED] = -8.0,  [MODEL_CARD_ROW_CONSEQUENCES] = -8.0,
        [MODEL_CARD_ROW_USUAL_HOURS] = 8.0,
    };
    int found[MODEL_CARD_NUM_VERDICTS];

    (void)state;
    for (int r = 0; r < MODEL_CARD_NUM_ROWS; r++) {
        const enum model_card_row row = (enum model_card_row)r;

        examine_minds(found, row, inside[r], MANNER_RARELY, 24);
        assert_in_range(found[MODEL_CARD_YES], 190, NUM_MINDS);
        examine_minds(found, row, outside[r], MANNER_RARELY, 24);
        assert_in_range(found[MODEL_CARD_NO], 190, NUM_MINDS);
    }
}

/* Four workers who all did the same have not shown that a fifth would. */
static void four_workers_carry_no_claim_about_hours(void **state)
{
    int found[MODEL_CARD_NUM_VERDICTS];

    (void)state;
    for (int r = MODEL_CARD_ROW_OPTIONS; r < MODEL_CARD_NUM_ROWS; r++) {
        examine_minds(found, (enum model_card_row)r, 0.5, MANNER_RARELY, 4);
        assert_int_equal(found[MODEL_CARD_YES], 0);
    }
}

static void as_many_workers_as_are_named_would_tell(void **state)
{
    const struct model_card_margin margin = {-2.0, 2.0, false};
    struct model_card_sample hours = {.count = 24, .mean = 1.0, .variance = 36.0, .step = 10.0};
    struct model_card_sample share = model_card_sample_of_share(23.0, 24);
    const struct model_card_margin at_least = {0.9, INFINITY, false};
    const size_t enough = model_card_count_to_tell(&hours, &margin);

    (void)state;
    /* (1.96 * 6)^2 = 138 and a little more for two workers who are counted besides */
    assert_in_range(enough, 138, 150);
    hours.count = enough;
    struct model_card_estimate found = model_card_estimate_of(&hours);
    assert_int_equal(model_card_judge(&found, &margin), MODEL_CARD_YES);
    hours.count = enough - 1;
    found = model_card_estimate_of(&hours);
    assert_int_equal(model_card_judge(&found, &margin), MODEL_CARD_NOT_KNOWN);
    hours.mean = 2.0; /* at the margin itself no number is enough */
    assert_int_equal(model_card_count_to_tell(&hours, &margin), MODEL_CARD_MOST_TO_TELL);
    share.count = model_card_count_to_tell(&share, &at_least);
    found = model_card_estimate_of(&share);
    assert_int_equal(model_card_judge(&found, &at_least), MODEL_CARD_YES);
    assert_true(found.low >= 0.9 && found.low < 0.901);
}

static struct model_card_finding finding_of(enum model_card_row row, size_t num_lost,
                                            enum model_card_condition of)
{
    struct error err = {0};
    struct model_card_answers answers;
    struct model_card card = {.num_workers = 20};

    assert_ok(model_card_answers_create(&answers, 20, &err));
    set_dull(&answers);
    for (size_t i = 0; i < num_lost; i++)
        model_card_hours(&answers, MODEL_CARD_MODEL, of)[i] = NAN;
    model_card_fill(&card, &answers);
    model_card_answers_free(&answers);
    return card.finding[row];
}

/* Of 20 workers' 40 answers 36 are nine of ten; a pair with one answer is none. */
static void a_row_rests_on_nine_answers_of_ten(void **state)
{
    struct model_card_finding found =
        finding_of(MODEL_CARD_ROW_REWORDED, 4, MODEL_CARD_CONDITION_REWORDED);

    (void)state;
    assert_int_equal(found.num_answers, 40);
    assert_int_equal(found.num_usable, 36);
    assert_int_not_equal(found.verdict, MODEL_CARD_NOT_MEASURED);
    found = finding_of(MODEL_CARD_ROW_REWORDED, 5, MODEL_CARD_CONDITION_REWORDED);
    assert_int_equal(found.verdict, MODEL_CARD_NOT_MEASURED);
    found = finding_of(MODEL_CARD_ROW_EXAMPLE, 5, MODEL_CARD_CONDITION_REWORDED);
    assert_int_not_equal(found.verdict, MODEL_CARD_NOT_MEASURED);
}

/* What a worker fell back to is none of its own: here it would halve the effect. */
static void a_missing_answer_is_left_out(void **state)
{
    struct error err = {0};
    struct model_card_answers answers;
    struct model_card card = {.num_workers = 40};

    (void)state;
    assert_ok(model_card_answers_create(&answers, 40, &err));
    set_dull(&answers);
    double *const after = model_card_hours(&answers, MODEL_CARD_MODEL, MODEL_CARD_CONDITION_WAGE);

    for (size_t i = 0; i < 40; i++)
        after[i] = i < 8 ? NAN : 50.0;
    model_card_fill(&card, &answers);
    const struct model_card_effect *const effect = &card.effect[MODEL_CARD_MODEL][MODEL_CARD_WAGE];

    assert_true(effect->is_measured);
    assert_int_equal(effect->change.count, 32);
    assert_close(effect->hours.mean, 10.0, 1e-12);
    assert_close(effect->elasticity.mean, log(1.25) / log(1.5), 1e-12);
    model_card_answers_free(&answers);
}

static bool has_null(const struct model_card *card)
{
    struct text json = {0};

    model_card_write_json(&json, card);
    const bool found =
        strstr(json.bytes, "null") || strstr(json.bytes, "nan") || strstr(json.bytes, "inf");

    text_free(&json);
    return found;
}

/* Nobody works, nobody answers, and everything between. */
static void the_json_has_no_nulls(void **state)
{
    struct error err = {0};
    struct model_card_answers answers;
    struct model_card card = {.model = (char[]){"m"}, .num_workers = 6};

    (void)state;
    assert_ok(model_card_answers_create(&answers, 6, &err)); /* all 0 */
    model_card_fill(&card, &answers);
    assert_false(has_null(&card));
    assert_int_equal(card.finding[MODEL_CARD_ROW_WAGES].verdict, MODEL_CARD_NOT_MEASURED);
    for (size_t lost = 0; lost < MODEL_CARD_NUM_CONDITIONS * 6; lost++) {
        answers.hours[MODEL_CARD_MODEL][lost] = answers.mass[lost] = NAN;
        if (lost < 6)
            answers.money.more_money[lost] = answers.money.first_shown[lost] = NAN;
        model_card_fill(&card, &answers);
        assert_false(has_null(&card));
    }
    model_card_answers_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mind_at_the_margin_is_seldom_told_yes_or_no),
        cmocka_unit_test(a_mind_far_from_the_margin_is_told),
        cmocka_unit_test(four_workers_carry_no_claim_about_hours),
        cmocka_unit_test(as_many_workers_as_are_named_would_tell),
        cmocka_unit_test(a_row_rests_on_nine_answers_of_ten),
        cmocka_unit_test(a_missing_answer_is_left_out),
        cmocka_unit_test(the_json_has_no_nulls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
