/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/federal_tax: amounts worked out by hand from the published rates. */
#include "tests/support.h"

#include "calibration/us/federal_tax.h"

#include <string.h>

#define CENT 0.005

static double income_tax(int year, enum filing_status status, bool deduction, double income)
{
    struct error err;
    struct tax_schedule schedule;

    assert_ok(us_federal_income_tax(&schedule, year, status, deduction, &err));
    return tax_schedule_tax(&schedule, income);
}

static double payroll_tax(int year, enum filing_status status, bool employer, double income)
{
    struct error err;
    struct tax_schedule schedule;

    assert_ok(us_payroll_tax(&schedule, year, status, employer, &err));
    return tax_schedule_tax(&schedule, income);
}

static void income_tax_of_2024_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    /* 11600 at 10%, 35550 at 12%, 12850 at 22% */
    assert_close(income_tax(2024, FILING_SINGLE, false, 60000.0), 1160.0 + 4266.0 + 2827.0, CENT);
    /* 45400 are taxable: 11600 at 10%, 33800 at 12% */
    assert_close(income_tax(2024, FILING_SINGLE, true, 60000.0), 1160.0 + 4056.0, CENT);
    assert_close(income_tax(2024, FILING_SINGLE, true, 14600.0), 0.0, 0.0);
    assert_close(income_tax(2024, FILING_SINGLE, true, 14700.0), 10.0, CENT);
    /* all seven: 1160, 4266, 11742.5, 21942, 16568, 127968.75, and 390650 at 37% */
    assert_close(income_tax(2024, FILING_SINGLE, false, 1e6),
                 1160.0 + 4266.0 + 11742.5 + 21942.0 + 16568.0 + 127968.75 + 144540.5, CENT);
}

static void income_tax_of_couples_and_other_years_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    /* 150000 less 31500: 23850 at 10%, 73100 at 12%, 21550 at 22% */
    assert_close(income_tax(2025, FILING_MARRIED_JOINT, true, 150000.0), 2385.0 + 8772.0 + 4741.0,
                 CENT);
    /* 9525 at 10%, 28475 at 12%; deduction 12000 in 2018 */
    assert_close(income_tax(2018, FILING_SINGLE, true, 50000.0), 952.5 + 3417.0, CENT);
}

static void the_deduction_shifts_brackets_behind_an_untaxed_one(void **state)
{
    struct error err;
    struct tax_schedule with;
    struct tax_schedule without;

    (void)state;
    assert_ok(us_federal_income_tax(&with, 2024, FILING_SINGLE, true, &err));
    assert_ok(us_federal_income_tax(&without, 2024, FILING_SINGLE, false, &err));
    assert_int_equal(without.num_brackets, 7);
    assert_int_equal(with.num_brackets, 8);
    assert_close(with.marginal_rate[0], 0.0, 0.0);
    for (int i = 0; i < 7; i++) {
        assert_close(with.start_usd_per_year[i + 1], without.start_usd_per_year[i] + 14600.0, 1e-9);
        assert_close(with.marginal_rate[i + 1], without.marginal_rate[i], 0.0);
    }
    assert_true(tax_schedule_is_convex(&with));
}

static void payroll_tax_stops_at_the_wage_base_and_rises_at_the_top(void **state)
{
    (void)state;
    assert_close(payroll_tax(2024, FILING_SINGLE, false, 60000.0), 4590.0, CENT);
    assert_close(payroll_tax(2024, FILING_SINGLE, true, 60000.0), 9180.0, CENT);
    /* 168600 at 6.2%, 250000 at 1.45%, 50000 at 0.9% */
    assert_close(payroll_tax(2024, FILING_SINGLE, false, 250000.0), 10453.2 + 3625.0 + 450.0, CENT);
    assert_close(payroll_tax(2024, FILING_MARRIED_JOINT, false, 250000.0), 10453.2 + 3625.0, CENT);
    /* the employer pays no additional tax */
    assert_close(payroll_tax(2024, FILING_SINGLE, true, 250000.0), 2 * (10453.2 + 3625.0) + 450.0,
                 CENT);
    assert_close(payroll_tax(2025, FILING_SINGLE, false, 176100.0), 176100.0 * 0.0765, CENT);
}

static void every_year_from_2018_to_2025_is_there_and_no_other(void **state)
{
    struct error err;
    struct tax_schedule schedule;

    (void)state;
    for (int year = 2018; year <= 2025; year++)
        for (int status = FILING_SINGLE; status <= FILING_MARRIED_JOINT; status++) {
            assert_ok(
                us_federal_income_tax(&schedule, year, (enum filing_status)status, true, &err));
            assert_int_equal(schedule.num_brackets, 8);
            assert_ok(us_payroll_tax(&schedule, year, (enum filing_status)status, false, &err));
        }
    assert_int_equal(us_federal_income_tax(&schedule, 2017, FILING_SINGLE, true, &err),
                     STATUS_INVALID_INPUT);
    assert_non_null(strstr(err.message, "2017"));
    assert_int_equal(us_payroll_tax(&schedule, 2026, FILING_SINGLE, true, &err),
                     STATUS_INVALID_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(income_tax_of_2024_is_as_worked_out_by_hand),
        cmocka_unit_test(income_tax_of_couples_and_other_years_is_as_worked_out_by_hand),
        cmocka_unit_test(the_deduction_shifts_brackets_behind_an_untaxed_one),
        cmocka_unit_test(payroll_tax_stops_at_the_wage_base_and_rises_at_the_top),
        cmocka_unit_test(every_year_from_2018_to_2025_is_there_and_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
