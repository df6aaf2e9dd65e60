/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tax_system.h"
#include "runs/record_bytes.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"
#include "tests/support.h"

#include <stdlib.h>

static void flat(struct tax_schedule *schedule, double rate)
{
    struct error err = {0};

    assert_ok(tax_schedule_init_flat(schedule, rate, &err));
}

/* Three classes at 10, 20 and 30%, and 5% on own earnings to 1,000. */
static void three_classes(struct tax_system *system)
{
    struct tax_schedule schedule;
    struct error err = {0};

    assert_ok(tax_system_create(system, 3, &err));
    for (int c = 0; c < 3; c++) {
        flat(&schedule, 0.1 * (c + 1));
        assert_ok(tax_system_add(system, c, &schedule, &err));
    }
    assert_ok(tax_schedule_init(&schedule, 2, (const double[]){0, 1000}, (const double[]){.05, 0},
                                0.0, &err));
    assert_ok(tax_system_add_to_own_earnings(system, &schedule, &err));
}

static void units_with_one_adult_owe_both_taxes(void **state)
{
    struct tax_system system;
    struct tax_system composed;
    struct error err = {0};

    (void)state;
    three_classes(&system);
    assert_ok(tax_system_compose(&composed, &system, &err));
    assert_null(composed.own_earnings);
    for (int c = 0; c < 3; c++) {
        assert_close(tax_schedule_tax(tax_system_schedule(&system, c), 2000.0), 200.0 * (c + 1),
                     1e-9);
        assert_close(tax_schedule_tax(tax_system_schedule(&composed, c), 2000.0),
                     200.0 * (c + 1) + 50.0, 1e-9);
    }
    tax_system_free(&composed);
    tax_system_free(&system);
}

static void one_schedule_for_everybody_is_borrowed_and_serves_every_class(void **state)
{
    struct tax_schedule schedule;
    struct tax_system composed;
    struct tax_schedule only;
    struct error err = {0};

    (void)state;
    flat(&schedule, 0.25);
    const struct tax_system system = tax_system_of_schedule(&schedule);

    assert_ptr_equal(tax_system_schedule(&system, 17), &schedule);
    assert_ok(tax_system_compose(&composed, &system, &err));
    assert_ptr_equal(composed.class_schedule, &schedule);
    tax_system_free(&composed); /* frees nothing */
    assert_ok(tax_system_only_schedule(&only, &system, &err));
    assert_true(tax_schedule_equal(&only, &schedule));
}

static void what_can_be_no_law_is_refused_with_its_class(void **state)
{
    struct tax_system system;
    struct tax_system copy;
    struct tax_schedule steep;
    struct error err = {0};

    (void)state;
    three_classes(&system);
    assert_ok(tax_system_copy_checked(&copy, &system, 3, &err));
    assert_true(tax_system_equal(&copy, &system));
    tax_system_free(&copy);
    assert_int_equal(tax_system_copy_checked(&copy, &system, 4, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "3 classes where tax units have 4"));
    system.memory[1].marginal_rate[0] = 17.0;
    assert_int_equal(tax_system_copy_checked(&copy, &system, 3, &err), STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "in tax class 1"));
    assert_null(copy.memory);
    flat(&steep, 0.97); /* with 5% on own earnings more than everything: lawful parts */
    system.memory[1] = steep;
    assert_ok(tax_system_copy_checked(&copy, &system, 3, &err));
    tax_system_free(&copy);
    assert_int_equal(tax_system_only_schedule(&steep, &system, &err), STATUS_INVALID_INPUT);
    assert_int_equal(tax_system_create(&copy, TAX_MAX_CLASSES + 1, &err), STATUS_INVALID_INPUT);
    tax_system_free(&system);
}

static void records_hold_every_system_and_one_schedule_as_itself(void **state)
{
    struct tax_system system;
    struct tax_system read;
    struct tax_schedule schedule;
    struct bytes bytes = {0};
    struct bytes alone = {0};

    (void)state;
    three_classes(&system);
    put_tax_system(&bytes, &system);
    struct source source = {.at = bytes.at, .length = bytes.used};

    take_tax_system(&source, &read, 1);
    assert_false(source.failed);
    assert_int_equal(source.used, source.length);
    assert_true(tax_system_equal(&read, &system));
    tax_system_free(&read);
    for (size_t cut = 0; cut < bytes.used; cut += 7) { /* a torn record is none */
        source = (struct source){.at = bytes.at, .length = cut};
        take_tax_system(&source, &read, 1);
        assert_true(source.failed);
        assert_null(read.memory);
    }
    tax_system_free(&system);
    flat(&schedule, 0.3);
    system = tax_system_of_schedule(&schedule);
    bytes.used = 0;
    put_tax_system(&bytes, &system);
    put_schedule(&alone, &schedule);
    assert_int_equal(bytes.used, alone.used);
    assert_memory_equal(bytes.at, alone.at, alone.used);
    free(bytes.at);
    free(alone.at);
}

static void components_of_a_config_add_up_and_payroll_stands_apart(void **state)
{
    static const char *const overrides[] = {
        "government.tax_system=[{\"component\": \"flat\", \"rate\": 0.1}, {\"component\": "
        "\"payroll_tax\"}, "
        "{\"component\": \"basic_income\", \"amount_usd_per_year\": 500}]",
        "planner.tax_system=[{\"component\": \"flat\", \"rate\": 0.95}, {\"component\": "
        "\"payroll_tax\"}]"};
    struct settings *settings = NULL;
    struct tax_system system;
    struct error err = {0};

    (void)state;
    assert_ok(settings_load(&settings, &run_setting_table, NULL, overrides, 2, &err));
    assert_ok(tax_components_read(&system, settings, "government.tax_system", 2, &err));
    for (int c = 0; c < 2; c++)
        assert_close(tax_schedule_tax(tax_system_schedule(&system, c), 10000.0), 500.0, 1e-9);
    assert_close(tax_schedule_tax(system.own_earnings, 10000.0), 765.0, 1e-9);
    tax_system_free(&system);
    assert_ok(tax_components_read(&system, settings, "planner.tax_system", 1, &err));
    assert_close(tax_schedule_marginal_rate(system.own_earnings, 1.0) +
                     tax_schedule_marginal_rate(tax_system_schedule(&system, 0), 1.0),
                 1.0265, 1e-12); /* lawful parts */
    tax_system_free(&system);
    settings_free(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_with_one_adult_owe_both_taxes),
        cmocka_unit_test(one_schedule_for_everybody_is_borrowed_and_serves_every_class),
        cmocka_unit_test(what_can_be_no_law_is_refused_with_its_class),
        cmocka_unit_test(records_hold_every_system_and_one_schedule_as_itself),
        cmocka_unit_test(components_of_a_config_add_up_and_payroll_stands_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
