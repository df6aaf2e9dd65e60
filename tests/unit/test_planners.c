/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain planners, and that the list of planners is the list of the config. */
#include "agents/decision_rules.h"
#include "model/welfare_kinds.h"
#include "planner/planners.h"
#include "tests/optimum_support.h"

static void names_in_configs_are_those_of_the_lists(void **state)
{
    char kinds[512] = "";
    char rules[512] = "";

    (void)state;
    for (int k = 0; planner_kinds[k]; k++)
        snprintf(kinds + strlen(kinds), sizeof kinds - strlen(kinds), "%s%s", k ? "|" : "",
                 planner_kinds[k]->kind.name);
    for (int k = 0; decision_rule_kinds[k]; k++)
        snprintf(rules + strlen(rules), sizeof rules - strlen(rules), "%s%s", k ? "|" : "",
                 decision_rule_kinds[k]->kind.name);
    struct setting_list *list = NULL;
    struct error err = {0};
    char names[512] = "";

    for (int k = 0; k < WELFARE_NUM_KINDS; k++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k ? "|" : "",
                 welfare_kinds[k]->kind.name);
    assert_ok(setting_list_create(&list, &run_setting_table, &err));
    assert_string_equal(setting_list_find(list, "planner.kind")->choices, kinds);
    assert_string_equal(setting_list_find(list, "rule.kind")->choices, rules);
    assert_string_equal(setting_list_find(list, "welfare.objective")->choices, names);
    setting_list_release(list);
}

static void the_reference_on_three_brackets_is_its_average(void **state)
{
    static const char *const overrides[] = {
        "planner.bracket_starts_usd_per_year=[0, 90000, 159100]"};
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 20000, 0, &settings, overrides, 1);
    rig_propose(&rig, &planner_reference, &proposal);
    assert_int_equal(proposal.schedule.num_brackets, 3);
    assert_close(proposal.schedule.marginal_rate[0], 0.1650, 0.00005);
    assert_close(proposal.schedule.marginal_rate[1], 0.2370, 0.00005);
    assert_close(proposal.schedule.marginal_rate[2], 0.32, 0.02);
    optimum_rig_free(&rig);
}

static void the_reference_on_its_own_brackets_is_itself(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 2000, 0, &settings, NULL, 0);
    rig_propose(&rig, &planner_reference, &proposal);
    for (int j = 0; j < 7; j++)
        assert_close(proposal.schedule.marginal_rate[j],
                     settings.baseline.class_schedule->marginal_rate[j], 1e-12);
    optimum_rig_free(&rig);
}

static void flat_and_fixed_do_as_they_are_told(void **state)
{
    static const char *const overrides[] = {
        "planner.flat_rate=0.37", "planner.tax_system=[{\"component\": \"flat\", \"rate\": 0.1}]"};
    struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct planner_proposal proposal = {0};

    (void)state;
    optimum_rig_create(&rig, 10, 0, &settings, overrides, 2);
    rig_propose(&rig, &planner_flat, &proposal);
    assert_int_equal(proposal.schedule.num_brackets, 1);
    assert_close(proposal.schedule.marginal_rate[0], 0.37, 0.0);
    rig_propose(&rig, &planner_fixed, &proposal);
    assert_true(tax_system_equal(&proposal.tax_system, &settings.baseline));
    optimum_rig_free(&rig);
}

static void brackets_that_make_no_schedule_are_refused_with_their_place(void **state)
{
    static const char *const bad[] = {
        "planner.bracket_starts_usd_per_year=[0, 50, 20]",
        "planner.bracket_starts_usd_per_year=[5]",
        "planner.min_rate=0.999",
    };

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct settings *settings = NULL;
        struct error err = {0};
        void *planner = NULL;

        assert_ok(settings_load(&settings, &run_setting_table, NULL, &bad[k], 1, &err));
        assert_int_equal(planner_optimum.create(&planner, settings, &err), STATUS_INVALID_INPUT);
        assert_non_null(strstr(err.message, "--set"));
        settings_free(settings);
    }
}

static void a_planner_that_needs_a_lab_says_so(void **state)
{
    struct settings *settings = NULL;
    struct error err = {0};
    struct planner planner = {.kind = &planner_optimum};
    struct planner_proposal proposal = {0};

    (void)state;
    assert_ok(settings_load(&settings, &run_setting_table, NULL, NULL, 0, &err));
    assert_ok(planner_optimum.create(&planner.state, settings, &err));
    assert_int_equal(planner_propose(&planner, &(struct planner_view){0}, &proposal, &err),
                     STATUS_INTERNAL);
    planner_destroy(&planner);
    settings_free(settings);
}

static double no_welfare(void *context, const struct tax_system *tax_system)
{
    (void)context;
    (void)tax_system;
    return -INFINITY;
}

/* Later tax years, and a resumed run under the optimum, propose what the first year did, to the bit. */
static void the_optimum_is_searched_once(void **state)
{
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};
    struct optimum_rig rig;
    struct planner_proposal first = {0};
    struct planner_proposal proposal = {0};
    struct planner planner = {.kind = &planner_optimum};
    struct planner resumed = {.kind = &planner_optimum};

    (void)state;
    optimum_rig_create(&rig, 30, 0, &settings, NULL, 0);
    const struct tax_system *const baseline = &rig.economy.baseline.tax_system;
    struct planner_view view = {.tax_system = baseline,
                                .baseline = baseline,
                                .configured = baseline,
                                .population = &rig.economy.population,
                                .lab = &rig.lab};

    assert_ok(planner_optimum.create(&planner.state, rig.settings, &err));
    assert_ok(planner_optimum.create(&resumed.state, rig.settings, &err));
    assert_ok(planner_propose(&planner, &view, &first, &err));
    view.tax_year = 7;
    view.tax_system = &first.tax_system;
    assert_ok(planner_propose(&resumed, &view, &proposal, &err));
    assert_true(tax_schedule_equal(&proposal.schedule, &first.schedule));
    assert_string_equal(proposal.note, first.note);
    rig.lab.welfare = no_welfare; /* a search would fail */
    assert_ok(planner_propose(&planner, &view, &proposal, &err));
    assert_true(tax_schedule_equal(&proposal.schedule, &first.schedule));
    assert_string_equal(proposal.note, first.note);
    planner_destroy(&planner);
    planner_destroy(&resumed);
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_configs_are_those_of_the_lists),
        cmocka_unit_test(the_reference_on_three_brackets_is_its_average),
        cmocka_unit_test(the_reference_on_its_own_brackets_is_itself),
        cmocka_unit_test(flat_and_fixed_do_as_they_are_told),
        cmocka_unit_test(brackets_that_make_no_schedule_are_refused_with_their_place),
        cmocka_unit_test(a_planner_that_needs_a_lab_says_so),
        cmocka_unit_test(the_optimum_is_searched_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
