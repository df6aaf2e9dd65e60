/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Federal income and payroll tax from calibration/us/tables. */
#include "calibration/us/federal_tax.h"

#include "calibration/tables.h"

#include <string.h>

static const char *const filing_names[] = {"single", "married_joint"};

struct us_tax {
    int year;
    enum filing_status filing_status;
    bool with_deduction, with_employer_share;
    int num_brackets;
    double start[TAX_MAX_BRACKETS];
    double rate[TAX_MAX_BRACKETS];
};

static enum status finish(struct tax_schedule *schedule, const struct us_tax *us_tax,
                          const char *tax, struct error *err)
{
    if (us_tax->num_brackets == 0)
        return error_set(err, STATUS_INVALID_INPUT, "no %s of %d: the tables hold 2018 to 2025",
                         tax, us_tax->year);
    return tax_schedule_init(schedule, us_tax->num_brackets, us_tax->start, us_tax->rate, 0.0, err);
}

static void add_bracket(struct us_tax *us_tax, double start, double rate)
{
    us_tax->start[us_tax->num_brackets] = start;
    us_tax->rate[us_tax->num_brackets++] = rate;
}

static enum status read_bracket(const struct csv *csv, const size_t *column, void *result,
                                struct error *err)
{
    struct us_tax *const us_tax = result;
    double year = 0.0;
    double start = 0.0;
    double rate = 0.0;
    double deduction = 0.0;

    TRY(csv_number(csv, column[0], 1900.0, 2100.0, &year, err));
    if (year != us_tax->year ||
        strcmp(csv->field[column[1]], filing_names[us_tax->filing_status]) != 0)
        return STATUS_OK;
    TRY(csv_number(csv, column[2], 0.0, 1e12, &start, err));
    TRY(csv_number(csv, column[3], 0.0, 1.0, &rate, err));
    TRY(csv_number(csv, column[4], 0.0, 1e12, &deduction, err));
    if (us_tax->num_brackets + 1 >= TAX_MAX_BRACKETS)
        return csv_error(csv, column[2], err, "too many brackets");
    if (!us_tax->with_deduction)
        deduction = 0.0;
    if (us_tax->num_brackets == 0 && deduction > 0.0)
        add_bracket(us_tax, 0.0, 0.0);
    add_bracket(us_tax, start + deduction, rate);
    return STATUS_OK;
}

enum status us_federal_income_tax(struct tax_schedule *schedule, int year,
                                  enum filing_status filing_status, bool with_deduction,
                                  struct error *err)
{
    static const char *const columns[] = {
        "year", "filing_status", "start_usd_per_year", "rate", "standard_deduction_usd_per_year",
        NULL};
    struct us_tax us_tax = {.year = year,
                            .filing_status = filing_status,
                            .with_deduction = with_deduction};

    TRY(table_read("federal_income_tax", columns, read_bracket, &us_tax, err));
    return finish(schedule, &us_tax, "federal income tax", err);
}

enum payroll_column {
    YEAR,
    OASDI_EMPLOYEE,
    OASDI_EMPLOYER,
    WAGE_BASE,
    MEDICARE_EMPLOYEE,
    MEDICARE_EMPLOYER,
    ADDITIONAL_RATE,
    ADDITIONAL_SINGLE,
    ADDITIONAL_JOINT,
    NUM_PAYROLL_COLUMNS
};

/* Three rates, two thresholds; the wage base has always been below the additional tax's. */
static enum status read_payroll(const struct csv *csv, const size_t *column, void *result,
                                struct error *err)
{
    struct us_tax *const us_tax = result;
    double value[NUM_PAYROLL_COLUMNS];

    for (int i = 0; i < NUM_PAYROLL_COLUMNS; i++)
        TRY(csv_number(csv, column[i], 0.0, 1e12, &value[i], err));
    if (value[YEAR] != us_tax->year)
        return STATUS_OK;
    const bool employer = us_tax->with_employer_share;
    const double oasdi = value[OASDI_EMPLOYEE] + (employer ? value[OASDI_EMPLOYER] : 0.0);
    const double medicare = value[MEDICARE_EMPLOYEE] + (employer ? value[MEDICARE_EMPLOYER] : 0.0);
    const double threshold =
        value[us_tax->filing_status == FILING_SINGLE ? ADDITIONAL_SINGLE : ADDITIONAL_JOINT];

    if (!(value[WAGE_BASE] < threshold))
        return csv_error(csv, column[WAGE_BASE], err,
                         "the wage base is not below the threshold of the additional tax");
    add_bracket(us_tax, 0.0, oasdi + medicare);
    add_bracket(us_tax, value[WAGE_BASE], medicare);
    add_bracket(us_tax, threshold, medicare + value[ADDITIONAL_RATE]);
    return STATUS_OK;
}

enum status us_payroll_tax(struct tax_schedule *schedule, int year,
                           enum filing_status filing_status, bool with_employer_share,
                           struct error *err)
{
    static const char *const columns[NUM_PAYROLL_COLUMNS + 1] = {
        [YEAR] = "year",
        [OASDI_EMPLOYEE] = "oasdi_rate_employee",
        [OASDI_EMPLOYER] = "oasdi_rate_employer",
        [WAGE_BASE] = "oasdi_wage_base",
        [MEDICARE_EMPLOYEE] = "medicare_rate_employee",
        [MEDICARE_EMPLOYER] = "medicare_rate_employer",
        [ADDITIONAL_RATE] = "additional_medicare_rate",
        [ADDITIONAL_SINGLE] = "additional_medicare_threshold_single",
        [ADDITIONAL_JOINT] = "additional_medicare_threshold_married_joint",
    };
    struct us_tax us_tax = {.year = year,
                            .filing_status = filing_status,
                            .with_employer_share = with_employer_share};

    TRY(table_read("payroll_tax", columns, read_payroll, &us_tax, err));
    return finish(schedule, &us_tax, "payroll tax", err);
}
