/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elections among workers simulated by rule: what leaders want, what platforms bind, who can be heard. */
#include "model/goal.h"
#include "planner/foresight.h"
#include "tests/optimum_support.h"

#include <cjson/cJSON.h>

enum { N = 400 };

static struct planner_view view_of(const struct optimum_rig *rig)
{
    return (struct planner_view){.tax_system = &rig->economy.baseline.tax_system,
                                 .population = &rig->economy.population,
                                 .lab = &rig->lab};
}

static double utility_under(const struct optimum_rig *rig, const struct tax_schedule *schedule,
                            size_t i)
{
    struct step_summary summary;
    const struct outcome *outcome = NULL;
    struct error err = {0};

    assert_ok(policy_lab_respond(&rig->lab, schedule, &summary, &outcome, &err));
    return outcome->utility_usd_per_year[i];
}

static void a_leader_sets_what_is_good_for_the_leader(void **state)
{
    const struct economy_settings settings = default_economy_settings();
    struct optimum_rig rig;
    struct brackets brackets;
    struct error err = {0};

    (void)state;
    optimum_rig_create(&rig, N, 0, &settings, NULL, 0);
    assert_ok(brackets_read(&brackets, rig.settings, &err));
    const struct planner_view view = view_of(&rig);
    double top_rate[2];

    for (size_t k = 0; k < 2; k++) { /* the poorest and the richest: quantiles ascend */
        const size_t i = k == 0 ? 0 : N - 1;
        struct tax_schedule schedule;

        assert_ok(foresee_own_tax_system(&schedule, &brackets, i, GOAL_OWN, &view, &err));
        assert_true(utility_under(&rig, &schedule, i) >
                    utility_under(&rig, baseline_of(&rig.economy), i));
        top_rate[k] = schedule.marginal_rate[6];
        assert_ok(foresee_own_tax_system(&schedule, &brackets, i, GOAL_ALTRUISTIC, &view, &err));
        assert_true(rig_welfare(&rig, &schedule) > rig_welfare(&rig, baseline_of(&rig.economy)));
        assert_ok(foresee_own_tax_system(&schedule, &brackets, i, GOAL_ADVERSARIAL, &view, &err));
        assert_true(rig_welfare(&rig, &schedule) < rig_welfare(&rig, baseline_of(&rig.economy)));
    }
    assert_true(top_rate[0] > top_rate[1]);
    optimum_rig_free(&rig);
}

static cJSON *note_of(const struct planner_proposal *proposal)
{
    cJSON *const note = cJSON_Parse(proposal->note);

    assert_non_null(note);
    return note;
}

static void a_platform_binds_and_foresight_makes_it_needless(void **state)
{
    static const char *const with[] = {"planner.elected.platforms=true"};
    const struct economy_settings settings = default_economy_settings();
    struct planner_proposal proposal[2] = {{.note = ""}, {.note = ""}};
    struct optimum_rig rig;

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        optimum_rig_create(&rig, N, 0, &settings, with, k);
        rig_propose(&rig, &planner_elected, &proposal[k]);
        optimum_rig_free(&rig);
    }
    cJSON *const note = note_of(&proposal[1]);
    const cJSON *const platforms = cJSON_GetObjectItem(note, "platforms");
    const int winner = cJSON_GetObjectItem(note, "winner")->valueint;

    assert_int_equal(cJSON_GetArraySize(platforms), 5);
    for (int j = 0; j < 7; j++)
        assert_close(cJSON_GetArrayItem(cJSON_GetArrayItem(platforms, winner), j)->valuedouble,
                     proposal[1].schedule.marginal_rate[j], 0.0);
    assert_true(tax_schedule_equal(&proposal[0].schedule, &proposal[1].schedule));
    cJSON_Delete(note);
}

static void voters_choose_among_whole_schedules(void **state)
{
    static const char *const asked[] = {"planner.bracket_starts_usd_per_year=[0,30000]",
                                        "planner.referendum.schedules=[{\"rates\":[0.9,0.9]},{"
                                        "\"rates\":[0.3,0.3]},{\"rates\":[0.2,0.4]}]"};
    static const char *const short_row[] = {
        "planner.referendum.schedules=[{\"rates\":[0.9]},{\"rates\":[0.3]}]"};
    const struct economy_settings settings = default_economy_settings();
    struct planner_proposal proposal = {.note = ""};
    struct optimum_rig rig;
    struct error err = {0};
    void *planner = NULL;

    (void)state;
    optimum_rig_create(&rig, N, 0, &settings, asked, 2);
    rig_propose(&rig, &planner_referendum, &proposal);
    assert_int_equal(proposal.schedule.num_brackets, 2);
    assert_true(proposal.schedule.marginal_rate[1] < 0.9);
    optimum_rig_free(&rig);
    optimum_rig_create(&rig, N, 0, &settings, short_row, 1);
    assert_int_equal(planner_referendum.create(&planner, rig.settings, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "expected 7 rates"));
    optimum_rig_free(&rig);
}

/* A noise far above what is at stake makes first choices even. */
static void noise_drowns_what_is_at_stake(void **state)
{
    static const char *const noisy[] = {"planner.vote_noise_share=10",
                                        "planner.referendum.flat_rates=[0.2,0.21,0.22,0.23]"};
    const struct economy_settings settings = default_economy_settings();
    struct planner_proposal proposal = {.note = ""};
    struct optimum_rig rig;

    (void)state;
    optimum_rig_create(&rig, 4000, 0, &settings, noisy, 2);
    rig_propose(&rig, &planner_referendum, &proposal);
    cJSON *const note = note_of(&proposal);
    const cJSON *share = NULL;

    cJSON_ArrayForEach(share, cJSON_GetObjectItem(note, "plurality"))
        assert_close(share->valuedouble, 0.25, 0.03); /* four standard errors */
    cJSON_Delete(note);
    optimum_rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leader_sets_what_is_good_for_the_leader),
        cmocka_unit_test(a_platform_binds_and_foresight_makes_it_needless),
        cmocka_unit_test(voters_choose_among_whole_schedules),
        cmocka_unit_test(noise_drowns_what_is_at_stake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
