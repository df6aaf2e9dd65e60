/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 5 s
 *
 * The planner 'optimum' where W jumps: workers of few types, who move together, a fixed cost of work, negative rates.
 * It is never below long independent searches. */
#include "tests/optimum_support.h"

struct type {
    double wage, hours;
    int count;
};

static void population_of(struct population *population, const struct type *types, int num_types)
{
    struct error err = {0};
    size_t num_workers = 0;
    size_t i = 0;

    for (int t = 0; t < num_types; t++)
        num_workers += (size_t)types[t].count;
    assert_ok(population_create(population, num_workers, 0, &err));
    for (int t = 0; t < num_types; t++)
        for (int k = 0; k < types[t].count; k++, i++) {
            population->id[i] = (uint32_t)i;
            population->cell[i] = POPULATION_NO_CELL;
            population->observed_hours_per_week[i] = (float)types[t].hours;
            population->weeks_per_year[i] = 52.0F;
            population->wage_usd_per_hour[i] = types[t].wage;
        }
}

static void holds(const struct type *types, int num_types, const struct economy_settings *settings)
{
    struct population population;
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    population_of(&population, types, num_types);
    optimum_rig_take(&rig, &population, settings, NULL, 0);
    rig_propose(&rig, &planner_optimum, &proposal);
    const double optimum = rig_welfare(&rig, &proposal.schedule);
    const double reference = best_long_evolution(&rig, 2);

    print_message("# %.9g, best of long evolutions %.9g: %+.2g\n", optimum, reference,
                  optimum / reference - 1.0);
    assert_true(optimum >= reference * (1.0 - 1e-6));
    optimum_rig_free(&rig);
}

static void two_wages_three_hours_and_a_fixed_cost(void **state)
{
    static const struct type types[] = {{9, 20, 4},  {9, 40, 12},  {9, 60, 4},
                                        {60, 20, 4}, {60, 40, 12}, {60, 60, 4}};
    struct economy_settings settings = default_economy_settings();

    (void)state;
    settings.utility.labor_exponent = 5.0;
    settings.utility.fixed_cost_of_work_usd_per_year = 6000.0;
    settings.welfare.inequality_aversion = 0.5;
    holds(types, 6, &settings);
}

static void five_types_for_each_objective(void **state)
{
    static const struct type types[] = {
        {8, 30, 10}, {15, 40, 20}, {25, 40, 20}, {60, 45, 8}, {250, 50, 2}};
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_rawlsian,
                                                       &welfare_inverse_income_baseline};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct economy_settings settings = default_economy_settings();

        settings.welfare.kind = kinds[k];
        holds(types, 5, &settings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_wages_three_hours_and_a_fixed_cost),
        cmocka_unit_test(five_types_for_each_objective),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
