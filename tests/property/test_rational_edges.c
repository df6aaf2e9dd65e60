/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where W of few workers jumps, and how it rises between: slopes against differences of W itself, edges against what
 * happens on their two sides. */
#include "model/rational_edges.h"

#include "tests/optimum_support.h"

enum { NUM_WORKERS = 40, NUM_SCHEDULES = 60 };
static const double STEP = 1e-7;

static void move(struct tax_schedule *moved, const struct tax_schedule *schedule,
                 const double *change, double times)
{
    double rate[TAX_MAX_BRACKETS];
    struct error err = {0};

    for (int k = 0; k < schedule->num_brackets; k++)
        rate[k] = schedule->marginal_rate[k] + times * change[k];
    assert_ok(tax_schedule_init(moved, schedule->num_brackets, schedule->start_usd_per_year, rate,
                                0.0, &err));
}

static double welfare_at(const struct optimum_rig *rig, const struct tax_schedule *schedule,
                         const double *change, double times)
{
    struct tax_schedule moved;

    move(&moved, schedule, change, times);
    return rig_welfare(rig, &moved);
}

static void incomes_at(double *income, const struct optimum_rig *rig,
                       const struct tax_schedule *schedule, const double *change, double times)
{
    struct tax_schedule moved;
    struct step_summary summary;
    const struct outcome *outcome;
    struct error err = {0};

    move(&moved, schedule, change, times);
    assert_ok(policy_lab_respond(&rig->lab, &moved, &summary, &outcome, &err));
    memcpy(income, outcome->income_usd_per_year, NUM_WORKERS * sizeof *income);
}

/* Workers whose income is another by more than its rate can do. */
static int count_jumps(const double *income, const double *other)
{
    int count = 0;

    for (int i = 0; i < NUM_WORKERS; i++)
        count += fabs(income[i] - other[i]) > 0.01 * fmax(income[i], other[i]);
    return count;
}

/* No edge within a step of the schedule. */
static bool is_between(const struct rational_edges *edges)
{
    for (int e = 0; e < edges->num_edges; e++)
        if (edges->slack[e] < 10.0)
            return false;
    return true;
}

/* All slopes are those of W times one factor. */
static int check_slopes(const struct optimum_rig *rig, const struct tax_schedule *schedule,
                        const struct rational_edges *edges)
{
    double most = 0.0;
    double factor = NAN;

    if (!is_between(edges))
        return 0;
    for (int k = 0; k < edges->num_rates; k++) {
        double change[TAX_MAX_BRACKETS] = {0.0};

        change[k] = STEP;
        const double slope =
            (welfare_at(rig, schedule, change, 1.0) - welfare_at(rig, schedule, change, -1.0)) /
            (2.0 * STEP);

        if (fabs(edges->gradient[k]) > most) {
            most = fabs(edges->gradient[k]);
            factor = slope / edges->gradient[k];
        }
        change[k] = 0.0;
    }
    assert_true(factor > 0.0);
    for (int k = 0; k < edges->num_rates; k++) {
        double change[TAX_MAX_BRACKETS] = {0.0};

        change[k] = STEP;
        const double slope =
            (welfare_at(rig, schedule, change, 1.0) - welfare_at(rig, schedule, change, -1.0)) /
            (2.0 * STEP);

        assert_close(slope, factor * edges->gradient[k], 1e-3 * factor * most + 0.05);
    }
    return 1;
}

/* Across the nearest edge, along its slope, somebody jumps, and before it nobody; -1 where none is near. */
static int check_edge(const struct optimum_rig *rig, const struct tax_schedule *schedule,
                      const struct rational_edges *edges)
{
    double change[TAX_MAX_BRACKETS];
    double square = 0.0;
    int nearest = 0;

    for (int e = 1; e < edges->num_edges; e++)
        nearest = edges->slack[e] < edges->slack[nearest] ? e : nearest;
    if (edges->num_edges == 0 || edges->slack[nearest] > 50.0)
        return -1;
    for (int k = 0; k < edges->num_rates; k++)
        square += edges->slope[nearest][k] * edges->slope[nearest][k];
    for (int k = 0; k < edges->num_rates; k++) /* to where the slack is 0 */
        change[k] = -edges->slack[nearest] * edges->slope[nearest][k] / square;
    double here[NUM_WORKERS];
    double before[NUM_WORKERS];
    double after[NUM_WORKERS];

    incomes_at(here, rig, schedule, change, 0.0);
    incomes_at(before, rig, schedule, change, 0.9);
    incomes_at(after, rig, schedule, change, 1.1);
    return count_jumps(here, before) == 0 && count_jumps(before, after) > 0;
}

static void slopes_and_edges_are_those_of_welfare(void **state)
{
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic,
                                                       &welfare_inverse_income_baseline};
    struct rational_edges *const edges = malloc(sizeof *edges);
    int num_slopes = 0;
    int num_edges = 0;
    int num_jumps = 0;

    (void)state;
    assert_non_null(edges);
    for (int which = 0; which < 4; which++) {
        struct economy_settings settings = default_economy_settings();
        struct optimum_rig rig;

        settings.welfare.kind = kinds[which % 2];
        settings.utility.fixed_cost_of_work_usd_per_year = which / 2 * 3000.0;
        optimum_rig_create(&rig, NUM_WORKERS, (uint64_t)which, &settings, NULL, 0);
        for (uint64_t d = 0; d < NUM_SCHEDULES; d++) {
            struct tax_schedule schedule;

            random_schedule(&schedule, d, 7, 0.0, 0.9);
            assert_true(rational_edges_find(edges, &rig.economy.rational, &schedule,
                                            &settings.welfare, 0.01));
            assert_true(edges->has_gradient);
            num_slopes += check_slopes(&rig, &schedule, edges);
            const int jumps = check_edge(&rig, &schedule, edges);

            num_edges += jumps >= 0;
            num_jumps += jumps > 0;
        }
        optimum_rig_free(&rig);
    }
    free(edges);
    print_message("# %d slopes, %d edges, jumps at %d\n", num_slopes, num_edges, num_jumps);
    assert_true(num_slopes > 60);
    assert_true(num_edges > 20);
    assert_true(num_jumps > 0.9 * num_edges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_and_edges_are_those_of_welfare),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
