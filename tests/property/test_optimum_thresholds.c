/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 * test: takes 5 s
 *
 * More thresholds never lower W*: what a few brackets reach, more of them reach too, to the precision of the search
 * (1e-6 up to 10 brackets, 1e-5 above), and never more than the bound.  Up to 64 brackets, which are the most. */
#include "tests/optimum_support.h"

enum { NUM_THRESHOLDS = 4 };

/* Every threshold of a row is in the next. */
static const int counts[NUM_THRESHOLDS] = {2, 4, 22, 64};

/* The first of `count` brackets start at multiples of 189,000 USD over count - 1. */
static void write_starts(char *text, size_t size, int count)
{
    size_t length = (size_t)snprintf(text, size, "planner.bracket_starts_usd_per_year=[0");

    for (int j = 1; j < count; j++)
        length += (size_t)snprintf(text + length, size - length, ", %d", 189000 / (count - 1) * j);
    snprintf(text + length, size - length, "]");
}

static double optimum_on(int count, const struct economy_settings *settings, uint64_t seed)
{
    char starts[2048];
    const char *const overrides[] = {starts, count > 22 ? "planner.optimum.rounds=4"
                                                        : "planner.optimum.rounds=10"};
    struct optimum_rig rig;
    struct nonlinear_optimum bound;
    struct planner_proposal proposal = {0};
    struct error err = {0};

    write_starts(starts, sizeof starts, count);
    optimum_rig_create(&rig, 30, seed, settings, overrides, 2);
    rig_propose(&rig, &planner_optimum, &proposal);
    const double welfare = rig_welfare(&rig, &proposal.schedule);

    assert_ok(rig.lab.bound(rig.lab.context, 0.0, &bound, &err));
    print_message("# %s, %2d brackets: %.9g, bound %.9g\n", settings->welfare.kind->kind.name,
                  count, welfare, bound.welfare);
    assert_true(isnan(bound.welfare) || welfare <= bound.welfare * (1.0 + 1e-12));
    nonlinear_optimum_free(&bound);
    optimum_rig_free(&rig);
    return welfare;
}

static void more_thresholds_never_lower_the_optimum(void **state)
{
    static const struct welfare_kind *const kinds[] = {&welfare_isoelastic, &welfare_rawlsian,
                                                       &welfare_inverse_income_baseline};

    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct economy_settings settings = default_economy_settings();
        double before = -INFINITY;

        settings.welfare.kind = kinds[k];
        for (int t = 0; t < NUM_THRESHOLDS; t++) {
            const double welfare = optimum_on(counts[t], &settings, k + 1);

            assert_true(welfare >= before - (counts[t] > 10 ? 1e-5 : 1e-6) * fabs(before));
            before = welfare;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_thresholds_never_lower_the_optimum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
