/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tests/unit/test_logit.c: bounded rationality against the rational worker and known figures. */
#include "agents/decision_rules.h"
#include "agents/satisfaction.h"
#include "model/units.h"
#include "simulation/run_settings.h"
#include "tests/economy_support.h"

#include <stdlib.h>

struct rig {
    struct settings *settings;
    struct economy economy;
    struct decision_rule rule;
    struct outcome outcome;
    struct step_summary last;
};

static void rig_create(struct rig *rig, size_t num_workers, const char *const *overrides,
                       size_t num_overrides, const struct welfare_kind *objective)
{
    struct economy_settings settings = default_economy_settings();
    struct error err = {0};

    settings.welfare.kind = objective;
    gb2_economy(&rig->economy, num_workers, &settings);
    assert_ok(
        settings_load(&rig->settings, &run_setting_table, NULL, overrides, num_overrides, &err));
    assert_ok(outcome_create(&rig->outcome, num_workers, &err));
    assert_ok(decision_rules_create(&rig->rule, rig->settings, &rig->economy, 5, &err));
    rig->last = (struct step_summary){.rebate = rig->economy.baseline.rebate_usd_per_year,
                                      .welfare = 36000.0,
                                      .marginal_welfare_of_transfer = 1.2};
}

static void rig_free(struct rig *rig)
{
    decision_rule_destroy(&rig->rule);
    outcome_free(&rig->outcome);
    economy_free(&rig->economy);
    settings_free(rig->settings);
}

static double mean_income(struct rig *rig, const struct tax_schedule *schedule, int64_t step)
{
    const struct decision_context context = {.economy = &rig->economy,
                                             .tax_system = EVERYBODY(schedule),
                                             .last = &rig->last,
                                             .seed = 5,
                                             .step = step};
    struct settlement settlement;
    struct error err = {0};

    assert_ok(decision_rule_respond(&rig->rule, &context, &rig->outcome, &settlement, &err));
    return mean_of(rig->outcome.income_usd_per_year, rig->outcome.num_workers);
}

/* ln(mean z'/mean z)/ln f over paired steps, rates 1 - (1 - tau) f. */
static double elasticity(struct rig *rig, double f, int num_steps)
{
    const struct tax_schedule *const us = baseline_of(&rig->economy);
    struct tax_schedule scaled;
    struct error err = {0};
    double rate[7];
    double before = 0.0;
    double after = 0.0;

    for (int j = 0; j < 7; j++)
        rate[j] = 1.0 - (1.0 - us->marginal_rate[j]) * f;
    assert_ok(tax_schedule_init(&scaled, 7, us->start_usd_per_year, rate, 0.0, &err));
    for (int step = 0; step < num_steps; step++) {
        before += mean_income(rig, us, step);
        after += mean_income(rig, &scaled, step);
    }
    return log(after / before) / log(f);
}

static void with_little_noise_a_logit_worker_is_nearly_rational(void **state)
{
    const char *const overrides[] = {"rule.kind=logit", "rule.noise_share=1e-6"};
    struct rig rig;

    (void)state;
    rig_create(&rig, 1000, overrides, 2, &welfare_isoelastic);
    mean_income(&rig, baseline_of(&rig.economy), 0);
    for (size_t i = 0; i < 1000; i++)
        assert_close(rig.outcome.hours_per_week[i], 40.0, 1e-9);
    rig_free(&rig);
}

static void the_default_noise_has_an_elasticity_of_0407(void **state)
{
    const char *const overrides[] = {"rule.kind=logit"};
    struct rig rig;

    (void)state;
    rig_create(&rig, 20000, overrides, 1, &welfare_isoelastic);
    assert_close(elasticity(&rig, 1.1, 8), 0.407, 0.015);
    rig_free(&rig);
}

static void a_grid_of_ten_hours_moves_nobody(void **state)
{
    const char *const overrides[] = {"rule.kind=logit", "rule.noise_share=1e-6",
                                     "rule.hours_grid_step=10"};
    struct rig rig;

    (void)state;
    rig_create(&rig, 2000, overrides, 3, &welfare_isoelastic);
    assert_close(elasticity(&rig, 1.05, 1), 0.0, 1e-12);
    assert_close(elasticity(&rig, 0.95, 1), 0.0, 1e-12);
    rig_free(&rig);
}

static void two_tax_systems_share_their_chance(void **state)
{
    const char *const overrides[] = {"rule.kind=logit"};
    struct rig rig;
    struct tax_schedule flat;
    struct error err = {0};
    size_t same = 0;
    double *const hours = malloc(4000 * sizeof *hours);

    (void)state;
    rig_create(&rig, 4000, overrides, 1, &welfare_isoelastic);
    assert_ok(tax_schedule_init_flat(&flat, 0.15, &err));
    mean_income(&rig, baseline_of(&rig.economy), 3);
    memcpy(hours, rig.outcome.hours_per_week, 4000 * sizeof *hours);
    mean_income(&rig, &flat, 3);
    for (size_t i = 0; i < 4000; i++)
        same += fabs(hours[i] - rig.outcome.hours_per_week[i]) <= 2.0;
    assert_true(same > 3600); /* independent draws would agree for a third */
    mean_income(&rig, baseline_of(&rig.economy), 3);
    assert_memory_equal(hours, rig.outcome.hours_per_week, 4000 * sizeof *hours);
    free(hours);
    rig_free(&rig);
}

static void altruists_work_more_and_adversaries_less_than_egotists(void **state)
{
    const struct welfare_kind *const kinds[] = {&welfare_utilitarian, &welfare_isoelastic,
                                                &welfare_inverse_income_baseline};
    const char *const ego[] = {"rule.kind=logit"};
    const char *const altruist[] = {"rule.kind=logit", "rule.altruistic_share=1"};
    const char *const adversary[] = {"rule.kind=logit", "rule.adversarial_share=1"};

    (void)state;
    for (int k = 0; k < 3; k++) {
        struct rig rig[3];
        double income[3];

        rig_create(&rig[0], 2000, ego, 1, kinds[k]);
        rig_create(&rig[1], 2000, altruist, 2, kinds[k]);
        rig_create(&rig[2], 2000, adversary, 2, kinds[k]);
        for (int r = 0; r < 3; r++) {
            income[r] = mean_income(&rig[r], baseline_of(&rig[r].economy), 0);
            rig_free(&rig[r]);
        }
        if (k == 0) /* tax is then no cost to society: hours as without taxes */
            assert_close(income[1] / income[0], 1.11, 0.06);
        assert_true(income[1] > income[0] || kinds[k] == &welfare_isoelastic ||
                    kinds[k] == &welfare_inverse_income_baseline);
        assert_true(income[2] != income[0]);
    }
}

static void types_that_welfare_cannot_weigh_are_refused(void **state)
{
    const char *const overrides[] = {"rule.kind=logit", "rule.altruistic_share=0.5"};
    struct economy_settings settings = default_economy_settings();
    struct economy economy;
    struct settings *loaded;
    struct decision_rule rule;
    struct error err = {0};

    (void)state;
    settings.welfare.kind = &welfare_rawlsian;
    gb2_economy(&economy, 10, &settings);
    assert_ok(settings_load(&loaded, &run_setting_table, NULL, overrides, 2, &err));
    assert_int_equal(decision_rules_create(&rule, loaded, &economy, 1, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "rawlsian"));
    settings_free(loaded);
    economy_free(&economy);
}

static void higher_net_contributions_satisfy_fewer(void **state)
{
    const char *const overrides[] = {"rule.kind=logit"};
    struct rig rig;
    struct satisfaction satisfaction;
    struct error err = {0};
    double share[2] = {0.0, 0.0};

    (void)state;
    rig_create(&rig, 5000, overrides, 1, &welfare_isoelastic);
    mean_income(&rig, baseline_of(&rig.economy), 0);
    assert_ok(satisfaction_create(&satisfaction, true, rig.settings, 5000, &err));
    assert_true(satisfaction.is_active);
    for (int k = 0; k < 2; k++) {
        satisfaction_judge(&satisfaction, &rig.economy, &rig.outcome, k ? 20000.0 : 0.0, 5, 0);
        for (size_t i = 0; i < 5000; i++) {
            const double u = rig.outcome.utility_usd_per_year[i];
            const double loss = 0.02 * economy_baseline_net_income(&rig.economy, i);

            share[k] += satisfaction.satisfied[i] / 5000.0;
            assert_close(satisfaction.adjusted_utility[i], satisfaction.satisfied[i] ? u : u - loss,
                         1e-9);
        }
    }
    assert_true(share[0] > 0.2 && share[0] < 0.6);
    assert_true(share[1] > 0.8);
    satisfaction_free(&satisfaction);
    rig_free(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_little_noise_a_logit_worker_is_nearly_rational),
        cmocka_unit_test(the_default_noise_has_an_elasticity_of_0407),
        cmocka_unit_test(a_grid_of_ten_hours_moves_nobody),
        cmocka_unit_test(two_tax_systems_share_their_chance),
        cmocka_unit_test(altruists_work_more_and_adversaries_less_than_egotists),
        cmocka_unit_test(types_that_welfare_cannot_weigh_are_refused),
        cmocka_unit_test(higher_net_contributions_satisfy_fewer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
