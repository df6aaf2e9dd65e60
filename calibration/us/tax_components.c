/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/tax_components.c: federal income and payroll tax as components of a tax system.  Both
 * read the tax year and the filing status. */
#include "calibration/us/tax_components.h"

#include "calibration/us/federal_tax.h"
#include "config/setting.h"

static const struct setting year_and_status[] = {
    INTEGER_SETTING("year", "year", 2018, 2025, "2024",
                    "Tax year of federal_income_tax and payroll_tax."),
    CHOICE_SETTING("filing_status", "single|married_joint", "\"single\"",
                   "Filing status of federal_income_tax and payroll_tax."),
    {0},
};

static int year_of(const struct tax_component *component)
{
    return (int)tax_component_integer(component, "year");
}

/* The config's: no population has classes that say it yet. */
static enum filing_status status_of(const struct tax_component *component)
{
    return (enum filing_status)tax_component_choice(component, "filing_status");
}

static const struct setting deduction[] = {
    SWITCH_SETTING("standard_deduction", "true",
                   "federal_income_tax: subtract the standard deduction before the brackets."),
    {0},
};
static const struct setting *const income_tax_groups[] = {year_and_status, deduction, NULL};

static enum status income_tax(struct tax_schedule *schedule, const struct tax_component *component,
                              int tax_class, struct error *err)
{
    (void)tax_class;
    return us_federal_income_tax(schedule, year_of(component), status_of(component),
                                 tax_component_bool(component, "standard_deduction"), err);
}

const struct tax_component_kind us_federal_income_tax_component = {
    .kind =
        {
            .name = "federal_income_tax",
            .summary = "federal income tax on wages, without credits",
            .settings = income_tax_groups,
        },
    .schedule = income_tax,
};

static const struct setting employer_share[] = {
    SWITCH_SETTING("employer_share", "false",
                   "payroll_tax: add the employer's share to the employee's."),
    {0},
};
static const struct setting *const payroll_groups[] = {year_and_status, employer_share, NULL};

static enum status payroll_tax(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    (void)tax_class;
    return us_payroll_tax(schedule, year_of(component), status_of(component),
                          tax_component_bool(component, "employer_share"), err);
}

const struct tax_component_kind us_payroll_tax_component = {
    .kind =
        {
            .name = "payroll_tax",
            .summary = "Social Security and Medicare taxes, on each adult's own earnings",
            .settings = payroll_groups,
        },
    .is_on_own_earnings = true,
    .schedule = payroll_tax,
};
