/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every figure of a step against a naive computation, published figures, and laws. */
#include "base/random.h"
#include "model/step_summary_measure.h"
#include "model/welfare_kinds.h"
#include "tests/economy_support.h"

#include <omp.h>
#include <stdlib.h>

/* Measure an economy under a schedule: rational answers, or hours that follow no rule. */
static void measure(struct economy *economy, const struct tax_schedule *schedule, int is_random,
                    struct outcome *outcome, struct step_summary *summary)
{
    struct step_summary_scratch *scratch = NULL;
    const size_t n = economy->population.num_workers;
    struct settlement settlement;
    struct error err = {0};

    assert_ok(outcome_create(outcome, n, &err));
    assert_ok(step_summary_scratch_create(&scratch, n, &err));
    if (is_random) {
        for (size_t i = 0; i < n; i++)
            outcome->hours_per_week[i] =
                floor(101.0 * random_uniforms(3, RANDOM_TEST, economy->population.id[i], 1).u[0]);
        assert_ok(economy_settle(economy, EVERYBODY(schedule), outcome, &settlement, &err));
    } else {
        assert_ok(economy_respond_rationally(economy, EVERYBODY(schedule), 0.0, 0, outcome,
                                             &settlement, &err));
    }
    const struct step_context context = {
        .step = 5,
        .tax_system = EVERYBODY(schedule),
        .welfare = economy->welfare,
        .public_spending = economy->budget.public_spending_usd_per_worker,
        .rebate = settlement.rebate,
        .rebate_residual = settlement.rebate_residual,
    };

    assert_ok(
        step_summary_measure(summary, scratch, &economy->population, outcome, &context, &err));
    step_summary_scratch_destroy(scratch);
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Gini by the definition: mean absolute difference over twice the mean. */
static double naive_gini(const double *x, size_t n)
{
    long double sum = 0.0L;
    long double mean = 0.0L;

    for (size_t i = 0; i < n; i++) {
        mean += (long double)x[i] / (long double)n;
        for (size_t j = 0; j < n; j++)
            sum += fabsl((long double)x[i] - (long double)x[j]);
    }
    return (double)(sum / (2.0L * (long double)n * (long double)n * mean));
}

static double naive_median(const double *x, size_t n)
{
    double *const sorted = malloc(n * sizeof *sorted);

    memcpy(sorted, x, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    const double median = n % 2 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);

    free(sorted);
    return median;
}

static double naive_sd(const double *x, size_t n)
{
    const double mean = mean_of(x, n);
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sqrt(sum / (double)n);
}

static void check_against_naive(const struct step_summary *s, const struct economy *economy,
                                const struct outcome *o, const struct tax_schedule *schedule)
{
    const size_t n = o->num_workers;
    double *const after_tax = malloc(n * sizeof *after_tax);
    double rates = 0.0;
    double poor = 0.0;
    double at_floor = 0.0;
    double logs = 0.0;
    double lowest = INFINITY;
    double lowest_net = INFINITY;

    for (size_t i = 0; i < n; i++) {
        const double u = o->utility_usd_per_year[i];

        after_tax[i] = o->income_usd_per_year[i] - o->tax_usd_per_year[i];
        rates += tax_schedule_marginal_rate(schedule, o->income_usd_per_year[i]) / (double)n;
        poor += o->net_income_usd_per_year[i] < 0.5 * s->median_net_income;
        at_floor += u < economy->welfare.floor_usd_per_year;
        logs += log(fmax(u, economy->welfare.floor_usd_per_year)) / (double)n;
        lowest = fmin(lowest, u);
        lowest_net = fmin(lowest_net, o->net_income_usd_per_year[i]);
    }
    assert_int_equal(s->step, 5);
    assert_close(s->mean_hours_per_week, mean_of(o->hours_per_week, n), 1e-9);
    assert_close(s->median_hours_per_week, naive_median(o->hours_per_week, n), 1e-9);
    assert_close(s->sd_hours_per_week, naive_sd(o->hours_per_week, n), 1e-6);
    assert_close(s->mean_income, mean_of(o->income_usd_per_year, n), 1e-6);
    assert_close(s->median_income, naive_median(o->income_usd_per_year, n), 1e-9);
    assert_close(s->sd_income, naive_sd(o->income_usd_per_year, n), 1e-4);
    assert_close(s->median_net_income, naive_median(o->net_income_usd_per_year, n), 1e-9);
    assert_close(s->mean_utility, mean_of(o->utility_usd_per_year, n), 1e-5);
    assert_close(s->median_utility, naive_median(o->utility_usd_per_year, n), 1e-9);
    assert_close(s->min_utility, lowest, 0.0);
    assert_close(s->revenue, mean_of(o->tax_usd_per_year, n), 1e-6);
    assert_close(s->revenue, s->rebate + s->public_spending, 1e-6); /* the budget balances */
    assert_close(s->gini_income, naive_gini(o->income_usd_per_year, n), 1e-10);
    assert_close(s->redistribution_tax, s->gini_income - naive_gini(after_tax, n), 1e-10);
    if (lowest_net < 0.0) { /* a Gini coefficient of negative incomes is none */
        assert_true(isnan(s->gini_net_income) && isnan(s->redistribution_rebate) &&
                    isnan(s->reranking));
    } else {
        assert_close(s->gini_net_income, naive_gini(o->net_income_usd_per_year, n), 1e-10);
        assert_close(s->redistribution_tax + s->redistribution_rebate,
                     s->gini_income - s->gini_net_income, 1e-12);
        assert_close(s->reranking, 0.0, 1e-12); /* rates are at most 1 */
    }
    assert_close(s->mean_effective_marginal_rate, rates, 1e-12);
    assert_close(s->poverty_share, poor / (double)n, 1e-12);
    assert_close(s->share_at_floor, at_floor / (double)n, 1e-12);
    assert_close(s->welfare_by_kind[welfare_index(&welfare_isoelastic)], exp(logs), 1e-6);
    assert_close(s->welfare_by_kind[welfare_index(&welfare_utilitarian)], s->mean_utility, 1e-6);
    assert_close(s->welfare_by_kind[welfare_index(&welfare_rawlsian)], lowest, 0.0);
    free(after_tax);
}

static void every_figure_agrees_with_a_naive_computation(void **state)
{
    struct economy_settings settings = default_economy_settings();

    (void)state;
    settings.public_spending_usd_per_worker = 700.0;
    for (int is_random = 0; is_random < 2; is_random++)
        for (uint64_t draw = 0; draw < 6; draw++) {
            struct economy economy;
            struct outcome outcome;
            struct step_summary summary;
            struct tax_schedule schedule;

            /* Low rates take many workers to the cap of hours, out of the sorted order. */
            random_schedule(&schedule, draw, 5, draw % 2 ? -0.9 : 0.0, 0.8);
            gb2_economy(&economy, 701 + 100 * draw, &settings);
            measure(&economy, &schedule, is_random, &outcome, &summary);
            check_against_naive(&summary, &economy, &outcome, &schedule);
            outcome_free(&outcome);
            economy_free(&economy);
        }
}

/* GB2 (Karten et al. 2025), N = 20,000, U.S. rates: published equivalents at gamma 2, 5 and 20. */
static void equivalents_are_the_published_ones(void **state)
{
    static const double gamma[] = {2.0, 5.0, 20.0};
    static const double published[] = {29240.1, 19944.2, 13202.6};

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct economy_settings settings = default_economy_settings();
        struct economy economy;
        struct outcome outcome;
        struct step_summary summary;

        settings.welfare.inequality_aversion = gamma[k];
        gb2_economy(&economy, 20000, &settings);
        measure(&economy, settings.baseline.class_schedule, 0, &outcome, &summary);
        assert_close(summary.welfare, published[k], 0.15);
        outcome_free(&outcome);
        economy_free(&economy);
    }
}

/* The rebate makes 77% of redistribution at U.S. law; weights of 1/income count 18% of N; the
 * published inverse_income sum is 2.4 a worker there and 9.1 at 99% everywhere. */
static void redistribution_and_weights_are_the_published_ones(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct step_summary us;
    struct step_summary high;
    struct tax_schedule flat;
    struct error err = {0};

    (void)state;
    gb2_economy(&economy, 20000, &settings);
    measure(&economy, settings.baseline.class_schedule, 0, &outcome, &us);
    outcome_free(&outcome);
    assert_close(us.redistribution_rebate / (us.gini_income - us.gini_net_income), 0.77, 0.005);
    assert_close(us.baseline_weights_effective_share, 0.18, 0.01);
    assert_close(us.welfare_by_kind[welfare_index(&welfare_inverse_income)] / 20000.0, 2.4, 0.05);
    assert_ok(tax_schedule_init_flat(&flat, 0.99, &err));
    measure(&economy, &flat, 0, &outcome, &high);
    outcome_free(&outcome);
    assert_close(high.welfare_by_kind[welfare_index(&welfare_inverse_income)] / 20000.0, 9.1, 0.05);
    economy_free(&economy);
}

/* An integer sample weight w counts exactly like w copies of the worker. */
static void weights_count_like_copies(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};
    struct population weighted;
    struct population copied;
    struct economy economy[2];
    struct outcome outcome[2];
    struct step_summary summary[2];
    const size_t n = 300;
    size_t total = 0;

    (void)state;
    gb2_population(&copied, 600, 9);
    assert_ok(population_create(&weighted, n, 1, &err));
    for (size_t i = 0; i < n; i++) {
        const size_t weight = 1 + i % 3;

        weighted.id[i] = (uint32_t)i;
        weighted.cell[i] = POPULATION_NO_CELL;
        weighted.observed_hours_per_week[i] = 40.0F;
        weighted.weeks_per_year[i] = 52.0F;
        weighted.wage_usd_per_hour[i] = copied.wage_usd_per_hour[2 * i];
        weighted.sample_weight[i] = (double)weight / 2.0; /* mean 1 */
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 1 + i % 3; k++)
            copied.wage_usd_per_hour[total++] = weighted.wage_usd_per_hour[i];
    assert_int_equal(total, 600);
    assert_ok(economy_init_take(&economy[0], &weighted, &settings, &err));
    assert_ok(economy_init_take(&economy[1], &copied, &settings, &err));
    for (int k = 0; k < 2; k++)
        measure(&economy[k], settings.baseline.class_schedule, 0, &outcome[k], &summary[k]);
    for (const struct column *column = step_summary_columns; column->name; column++) {
        /* These two count heads, by their definition. */
        if (strcmp(column->name, "welfare_by_kind") == 0 ||
            strcmp(column->name, "workers_above_p99") == 0)
            continue;
        for (size_t v = 0; v < (column->length ? column->length : 1); v++) {
            double value[2];

            for (int k = 0; k < 2; k++)
                memcpy(&value[k], (const char *)&summary[k] + column->offset + v * sizeof(double),
                       sizeof(double));
            if (!isnan(value[0]) || !isnan(value[1]))
                assert_close(value[0], value[1], 1e-9 * (1.0 + fabs(value[1])));
        }
    }
    for (int k = 0; k < 2; k++) {
        outcome_free(&outcome[k]);
        economy_free(&economy[k]);
    }
}

static void threads_change_no_bit_of_a_summary(void **state)
{
    struct economy_settings settings = default_economy_settings();
    const int threads[] = {1, 2, 7};
    struct step_summary summary[3];

    (void)state;
    for (int is_random = 0; is_random < 2; is_random++) {
        for (int k = 0; k < 3; k++) {
            struct economy economy;
            struct outcome outcome;

            omp_set_num_threads(threads[k]);
            gb2_economy(&economy, 30000, &settings);
            memset(&summary[k], 0, sizeof summary[k]);
            measure(&economy, settings.baseline.class_schedule, is_random, &outcome, &summary[k]);
            assert_memory_equal(&summary[k], &summary[0], sizeof summary[0]);
            outcome_free(&outcome);
            economy_free(&economy);
        }
    }
}

static void a_single_worker_has_a_summary(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct outcome outcome;
    struct step_summary summary;

    (void)state;
    gb2_economy(&economy, 1, &settings);
    measure(&economy, settings.baseline.class_schedule, 0, &outcome, &summary);
    assert_close(summary.gini_income, 0.0, 1e-15);
    assert_close(summary.rebate, summary.revenue, 1e-9);
    assert_true(isnan(summary.welfare_by_kind[welfare_index(&welfare_equality_x_productivity)]));
    outcome_free(&outcome);
    economy_free(&economy);
}

/* Each member of the struct is in the list of columns, once and in order. */
static void the_list_of_columns_covers_the_struct(void **state)
{
    size_t offset = sizeof(int64_t);

    (void)state;
    for (const struct column *column = step_summary_columns; column->name; column++) {
        assert_int_equal(column->offset, offset);
        offset += (column->length ? column->length : 1) * sizeof(double);
    }
    assert_int_equal(offset, sizeof(struct step_summary));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_figure_agrees_with_a_naive_computation),
        cmocka_unit_test(equivalents_are_the_published_ones),
        cmocka_unit_test(redistribution_and_weights_are_the_published_ones),
        cmocka_unit_test(weights_count_like_copies),
        cmocka_unit_test(threads_change_no_bit_of_a_summary),
        cmocka_unit_test(a_single_worker_has_a_summary),
        cmocka_unit_test(the_list_of_columns_covers_the_struct),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
