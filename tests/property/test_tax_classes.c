/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A population of 16 tax classes: every class chooses as if it were alone, the budget balances, and what is
 * summed over runs is what a loop over workers sums. */
#include "model/step_summary_measure.h"
#include "tests/economy_support.h"

#include <stdlib.h>

enum { NUM_CLASSES = 16, N = 6000, NUM_SYSTEMS = 25 };

static int class_of(uint32_t id)
{
    const int c = (int)(random_uniforms(11, RANDOM_TEST, id, 0).u[0] * NUM_CLASSES);

    return c == 5 ? 6 : c; /* class 5 has nobody */
}

/* Draws of the GB2, weighted or not; `only` >= 0: workers of that class alone. */
static void make_economy(struct economy *economy, const struct economy_settings *settings,
                         int num_classes, int with_weights, int only)
{
    struct population all;
    struct population chosen;
    struct error err = {0};
    size_t count = 0;

    gb2_population(&all, N, 3);
    for (uint32_t i = 0; i < N; i++)
        count += only < 0 || class_of(i) == only;
    assert_ok(population_create(&chosen, count, with_weights, &err));
    if (num_classes > 1)
        assert_ok(population_add_classes(&chosen, num_classes, &err));
    count = 0;
    for (uint32_t i = 0; i < N; i++) {
        if (only >= 0 && class_of(i) != only)
            continue;
        chosen.id[count] = i;
        chosen.cell[count] = POPULATION_NO_CELL;
        chosen.observed_hours_per_week[count] =
            (float)(20.0 + 60.0 * random_uniforms(11, RANDOM_TEST, i, 1).u[0]);
        chosen.weeks_per_year[count] = 50.0F;
        chosen.wage_usd_per_hour[count] = all.wage_usd_per_hour[i];
        if (with_weights)
            chosen.sample_weight[count] = 0.5 + random_uniforms(11, RANDOM_TEST, i, 2).u[0];
        if (num_classes > 1)
            chosen.class_of_unit[count] = (uint8_t)class_of(i);
        count++;
    }
    population_free(&all);
    assert_ok(economy_init_take(economy, &chosen, settings, &err));
}

static void random_system(struct tax_schedule schedule[NUM_CLASSES], struct tax_system *system,
                          uint64_t draw)
{
    for (int c = 0; c < NUM_CLASSES; c++)
        random_schedule(&schedule[c], NUM_CLASSES * draw + (uint64_t)c, 9, -0.5, 0.99);
    *system = (struct tax_system){.num_classes = NUM_CLASSES, .class_schedule = schedule};
}

static void respond(struct economy *economy, const struct tax_system *system,
                    struct outcome *outcome, struct settlement *settlement)
{
    struct error err = {0};

    if (!outcome->num_workers)
        assert_ok(outcome_create(outcome, economy->population.num_workers, &err));
    assert_ok(economy_respond_rationally(economy, system, 0.0, 0, outcome, settlement, &err));
}

static void every_class_chooses_as_if_it_were_alone(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy all;
    struct outcome outcome = {0};
    struct settlement settlement;
    struct tax_schedule schedule[NUM_CLASSES];
    struct tax_system system;
    size_t start = 0;

    (void)state;
    make_economy(&all, &settings, NUM_CLASSES, 0, -1);
    random_system(schedule, &system, 0);
    respond(&all, &system, &outcome, &settlement);
    for (int c = 0; c < NUM_CLASSES; c++) {
        struct economy alone;
        struct outcome own = {0};

        if (c == 5)
            continue;
        make_economy(&alone, &settings, 1, 0, c);
        respond(&alone, EVERYBODY(&schedule[c]), &own, &settlement);
        const size_t count = own.num_workers;

        assert_memory_equal(all.population.id + start, alone.population.id, count * 4);
        assert_memory_equal(outcome.hours_per_week + start, own.hours_per_week, count * 8);
        assert_memory_equal(outcome.income_usd_per_year + start, own.income_usd_per_year,
                            count * 8);
        assert_memory_equal(outcome.tax_usd_per_year + start, own.tax_usd_per_year, count * 8);
        start += count;
        outcome_free(&own);
        economy_free(&alone);
    }
    assert_int_equal(start, N);
    outcome_free(&outcome);
    economy_free(&all);
}

static void classes_under_one_schedule_do_what_one_class_does(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy[2];
    struct outcome outcome[2] = {{0}};
    struct settlement settlement[2];
    struct tax_schedule schedule[NUM_CLASSES];
    double hours[2][N];
    double utility[2][N];

    (void)state;
    for (int k = 0; k < 2; k++)
        make_economy(&economy[k], &settings, k ? NUM_CLASSES : 1, 0, -1);
    for (uint64_t draw = 0; draw < NUM_SYSTEMS; draw++) {
        random_schedule(&schedule[0], draw, 9, -0.5, 0.99);
        for (int c = 1; c < NUM_CLASSES; c++)
            schedule[c] = schedule[0];
        const struct tax_system system = {.num_classes = draw % 2 ? NUM_CLASSES : 1,
                                          .class_schedule = schedule};

        for (int k = 0; k < 2; k++) {
            respond(&economy[k], k ? &system : EVERYBODY(schedule), &outcome[k], &settlement[k]);
            for (size_t i = 0; i < N; i++) {
                hours[k][economy[k].population.id[i]] = outcome[k].hours_per_week[i];
                utility[k][economy[k].population.id[i]] = outcome[k].utility_usd_per_year[i];
            }
        }
        assert_memory_equal(hours[0], hours[1], sizeof hours[0]);
        /* Revenue is summed in another order, so the rebate may differ in the last digits. */
        assert_close(settlement[1].rebate, settlement[0].rebate,
                     1e-12 * (1e3 + fabs(settlement[0].rebate)));
        for (size_t i = 0; i < N; i++)
            assert_close(utility[1][i], utility[0][i], 1e-11 * (1e3 + fabs(utility[0][i])));
    }
    for (int k = 0; k < 2; k++) {
        outcome_free(&outcome[k]);
        economy_free(&economy[k]);
    }
}

static double weight_of(const struct population *population, size_t i)
{
    return population->sample_weight ? population->sample_weight[i] : 1.0;
}

/* W of a kind from the columns of a step. */
static double welfare_by_hand(const struct economy *economy, const struct outcome *outcome)
{
    const struct welfare_kind *kind = economy->welfare.kind;
    const struct population *const population = &economy->population;
    double sum = 0.0;
    double weights = 0.0;
    double lowest = INFINITY;

    for (size_t i = 0; i < N; i++) {
        const double u = outcome->utility_usd_per_year[i];
        const double a = weight_of(population, i) *
                         (kind == &welfare_inverse_income_baseline
                              ? 1.0 / fmax(population_observed_income(population, i), 1000.0)
                              : 1.0);

        sum += a * (kind == &welfare_isoelastic ? log(fmax(u, 1000.0)) : u);
        weights += a;
        lowest = fmin(lowest, u);
    }
    return kind == &welfare_rawlsian     ? lowest
           : kind == &welfare_isoelastic ? exp(sum / weights)
                                         : sum / weights;
}

static void sums_over_runs_are_those_over_workers(void **state)
{
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_utilitarian,
                                                       &welfare_rawlsian,
                                                       &welfare_inverse_income_baseline};

    (void)state;
    for (int k = 0; k < 8; k++) {
        struct economy_settings settings = default_economy_settings();
        struct economy economy;
        struct outcome outcome = {0};
        struct tax_schedule schedule[NUM_CLASSES];
        struct tax_system system;

        settings.welfare.kind = kinds[k / 2];
        settings.public_spending_usd_per_worker = 300.0;
        make_economy(&economy, &settings, NUM_CLASSES, k % 2, -1);
        for (uint64_t draw = 0; draw < NUM_SYSTEMS; draw++) {
            struct settlement settlement;
            double tax = 0.0;
            double weights = 0.0;

            random_system(schedule, &system, draw);
            respond(&economy, &system, &outcome, &settlement);
            for (size_t i = 0; i < N; i++) {
                tax += weight_of(&economy.population, i) * outcome.tax_usd_per_year[i];
                weights += weight_of(&economy.population, i);
            }
            assert_close(settlement.rebate + 300.0, tax / weights, 1e-9 * (1e3 + fabs(tax / N)));
            const double expected = welfare_by_hand(&economy, &outcome);

            assert_close(rational_welfare(&economy.rational, &system, &economy.welfare, 0),
                         expected, 1e-10 * (1.0 + fabs(expected)));
        }
        outcome_free(&outcome);
        economy_free(&economy);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double gini_of(const double *x)
{
    double sorted[N];
    double ranked = 0.0;
    double sum = 0.0;

    memcpy(sorted, x, sizeof sorted);
    qsort(sorted, N, sizeof *sorted, ascending);
    for (size_t i = 0; i < N; i++) {
        ranked += (2.0 * (double)i + 1.0 - N) * sorted[i];
        sum += sorted[i];
    }
    return ranked / (N * sum);
}

static void workers_of_several_classes_change_places(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome = {0};
    struct settlement settlement;
    struct step_summary_scratch *scratch = NULL;
    struct step_summary summary;
    struct tax_schedule schedule[NUM_CLASSES];
    struct tax_system system;
    struct error err = {0};
    double after_tax[N];
    double sorted[N];
    double rates = 0.0;
    double poor = 0.0;

    (void)state;
    make_economy(&economy, &settings, NUM_CLASSES, 0, -1);
    random_system(schedule, &system, 4);
    respond(&economy, &system, &outcome, &settlement);
    assert_ok(step_summary_scratch_create(&scratch, N, &err));
    const struct step_context context = {.tax_system = &system,
                                         .welfare = economy.welfare,
                                         .rebate = settlement.rebate};

    assert_ok(
        step_summary_measure(&summary, scratch, &economy.population, &outcome, &context, &err));
    memcpy(sorted, outcome.net_income_usd_per_year, sizeof sorted);
    qsort(sorted, N, sizeof *sorted, ascending);
    const double median = 0.5 * (sorted[N / 2 - 1] + sorted[N / 2]);

    for (size_t i = 0; i < N; i++) {
        const double z = outcome.income_usd_per_year[i];

        after_tax[i] = z - outcome.tax_usd_per_year[i];
        rates += tax_schedule_marginal_rate(&schedule[population_class(&economy.population, i)], z);
        poor += outcome.net_income_usd_per_year[i] < 0.5 * median;
    }
    assert_close(summary.median_net_income, median, 1e-9 * median);
    assert_close(summary.poverty_share, poor / N, 1e-12);
    assert_close(summary.mean_effective_marginal_rate, rates / N, 1e-12);
    assert_close(summary.gini_income, gini_of(outcome.income_usd_per_year), 1e-10);
    assert_close(summary.gini_net_income, gini_of(outcome.net_income_usd_per_year), 1e-10);
    assert_close(summary.redistribution_tax,
                 gini_of(outcome.income_usd_per_year) - gini_of(after_tax), 1e-10);
    assert_true(summary.reranking > 0.01);
    step_summary_scratch_destroy(scratch);
    outcome_free(&outcome);
    economy_free(&economy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_chooses_as_if_it_were_alone),
        cmocka_unit_test(classes_under_one_schedule_do_what_one_class_does),
        cmocka_unit_test(sums_over_runs_are_those_over_workers),
        cmocka_unit_test(workers_of_several_classes_change_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
