/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The planner 'saez' against independent figures. */
#include "planner/saez_formula.h"
#include "planner/saez_paper.h"
#include "tests/optimum_support.h"

/* Means of N equal-probability cells of a Pareto distribution of incomes with lowest income 1. */
static void pareto_population(struct population *population, size_t n, double a, double lowest)
{
    struct error err = {0};

    assert_ok(population_create(population, n, 0, &err));
    for (size_t i = 0; i < n; i++) {
        const double low = 1.0 - (double)i / (double)n; /* share above the cell's lower end */
        const double high = 1.0 - (double)(i + 1) / (double)n;
        const double exponent = 1.0 - 1.0 / a;
        const double mean = a / (a - 1.0) * (pow(low, exponent) - pow(high, exponent)) * (double)n;

        population->id[i] = (uint32_t)i;
        population->cell[i] = POPULATION_NO_CELL;
        population->observed_hours_per_week[i] = 40.0F;
        population->weeks_per_year[i] = 52.0F;
        population->wage_usd_per_hour[i] = lowest * mean / (52.0 * 40.0);
    }
}

static double top_rate_of_pareto(double a)
{
    const double lowest = 20000.0;
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};
    struct population population;
    struct optimum_rig rig = {0};
    struct planner_proposal proposal = {0};
    struct tax_schedule flat;
    char brackets[96];

    snprintf(brackets, sizeof brackets, "planner.bracket_starts_usd_per_year=[0, %g]",
             4.0 * lowest);
    const char *const overrides[] = {brackets, "planner.max_rate=0.95"};

    assert_ok(tax_schedule_init_flat(&flat, 0.3, &err));
    settings.baseline = tax_system_of_schedule(&flat);
    settings.welfare.kind = &welfare_rawlsian;
    pareto_population(&population, 20000, a, lowest);
    assert_ok(economy_init_take(&rig.economy, &population, &settings, &err));
    assert_ok(step_summary_scratch_create(&rig.scratch, 20000, &err));
    assert_ok(policy_lab_create(&rig.lab, &rig.economy, rig.scratch, &err));
    assert_ok(settings_load(&rig.settings, &run_setting_table, NULL, overrides, 2, &err));
    rig_propose(&rig, &planner_saez, &proposal);
    assert_non_null(strstr(proposal.note, "\"converged\":true"));
    const double rate = proposal.schedule.marginal_rate[1];

    optimum_rig_free(&rig);
    return rate;
}

static void the_top_rate_of_a_pareto_tail_is_one_over_one_plus_a_e(void **state)
{
    (void)state;
    assert_close(top_rate_of_pareto(1.5), 0.6250, 0.0005);
    assert_close(top_rate_of_pareto(2.0), 0.5556, 0.0005);
    assert_close(top_rate_of_pareto(2.36), 0.5144, 0.0005);
}

static int iterations_of(const struct planner_proposal *proposal)
{
    const char *const iterations = strstr(proposal->note, "\"iterations\":");

    assert_non_null(iterations);
    assert_non_null(strstr(proposal->note, "\"converged\":true"));
    return atoi(iterations + strlen("\"iterations\":"));
}

static void the_fixed_point_settles_in_27_damped_steps(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 20000, 0, &settings, NULL, 0);
    rig_propose(&rig, &planner_saez, &proposal);
    assert_in_range(iterations_of(&proposal), 25, 29);
    optimum_rig_free(&rig);
}

/* Mean log u 10.576589, where the optimum of the same 2,000 workers has 10.576608. */
static void the_fixed_point_comes_close_to_the_optimum(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    rig_propose(&rig, &planner_saez, &proposal);
    assert_close(log(rig_welfare(&rig, &proposal.schedule)), 10.576589, 2e-6);
    optimum_rig_free(&rig);
}

static void a_second_start_leads_to_the_same_fixed_point(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal first = {0};
    struct planner_proposal second = {0};

    (void)state;
    optimum_rig_create(&rig, 5000, 0, &settings, NULL, 0);
    rig_propose(&rig, &planner_saez, &first);
    rig_propose(&rig, &planner_saez, &second);
    assert_true(tax_schedule_equal(&first.schedule, &second.schedule));
    optimum_rig_free(&rig);
}

/* The published variant on four skills, computed here step by step in the plainest way. */
static void the_paper_variant_follows_its_recipe(void **state)
{
    const double income[4] = {40000.0, 80000.0, 160000.0, 2000000.0};
    const double start[2] = {0.0, 100000.0};
    const struct brackets brackets = {.count = 2, .start_usd_per_year = {0.0, 100000.0}};
    const double elasticity[2] = {0.4, 0.4};
    struct error err = {0};
    struct population population;
    double rate[2];
    double mean = 0.0;
    double square = 0.0;
    double weights = 0.0;

    (void)state;
    assert_ok(population_create(&population, 4, 0, &err));
    for (int i = 0; i < 4; i++) {
        population.id[i] = (uint32_t)i;
        population.observed_hours_per_week[i] = 40.0F;
        population.weeks_per_year[i] = 52.0F;
        population.wage_usd_per_hour[i] = income[i] / 5200.0;
        mean += income[i] / 4.0;
        weights += 1.0 / income[i];
    }
    for (int i = 0; i < 4; i++)
        square += (income[i] - mean) * (income[i] - mean) / 3.0;
    const double bandwidth = pow(4.0, -0.2) * sqrt(square);

    assert_ok(saez_paper_rates(rate, &brackets, elasticity, &population, &err));
    /* Bracket 0 at its midpoint 50,000: one of four at most, three above. */
    double density = 0.0;

    for (int i = 0; i < 4; i++)
        density += exp(-0.5 * pow((50000.0 - income[i]) / bandwidth, 2.0)) /
                   (4.0 * bandwidth * sqrt(2.0 * acos(-1.0)));
    const double g0 = (1.0 / income[1] + 1.0 / income[2] + 1.0 / income[3]) / weights / 0.75;
    const double a0 = 50000.0 * density / 0.75;

    assert_close(rate[0], round((1.0 - g0) / (1.0 - g0 + 0.4 * a0) * 1e4) / 1e4, 1e-12);
    /* The top at 100,000 + 0.1 (10,000,000 - 100,000) = 1,090,000: one above. */
    const double g1 = 1.0 / income[3] / weights / 0.25;
    const double a1 = income[3] / (income[3] - start[1]);

    assert_close(rate[1], round((1.0 - g1) / (1.0 - g1 + 0.4 * a1) * 1e4) / 1e4, 1e-12);
    population_free(&population);
}

static void objectives_without_fixed_weights_are_refused(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner planner = {.kind = &planner_saez};
    struct planner_proposal proposal = {0};
    struct error err = {0};

    (void)state;
    settings.welfare.kind = &welfare_inverse_income;
    optimum_rig_create(&rig, 100, 0, &settings, NULL, 0);
    const struct tax_system *const schedule = &rig.economy.baseline.tax_system;
    const struct planner_view view = {.tax_system = schedule,
                                      .baseline = schedule,
                                      .population = &rig.economy.population,
                                      .lab = &rig.lab};

    assert_ok(planner_saez.create(&planner.state, rig.settings, &err));
    assert_int_equal(planner_propose(&planner, &view, &proposal, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "inverse_income"));
    planner_destroy(&planner);
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_top_rate_of_a_pareto_tail_is_one_over_one_plus_a_e),
        cmocka_unit_test(the_fixed_point_settles_in_27_damped_steps),
        cmocka_unit_test(the_fixed_point_comes_close_to_the_optimum),
        cmocka_unit_test(a_second_start_leads_to_the_same_fixed_point),
        cmocka_unit_test(the_paper_variant_follows_its_recipe),
        cmocka_unit_test(objectives_without_fixed_weights_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
