/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/us.c: all that is American, in one struct. */
#include "calibration/us/parts.h"

#include "calibration/us/cells.h"
#include "calibration/us/federal_tax.h"
#include "calibration/us/tax_components.h"

static enum status statutory_tax(struct tax_schedule *schedule, struct error *err)
{
    return us_federal_income_tax(schedule, 2024, FILING_SINGLE, true, err);
}

static enum status reference_tax(struct tax_schedule *schedule, struct error *err)
{
    return us_federal_income_tax(schedule, 2024, FILING_SINGLE, false, err);
}

static const struct kind *const population_sources[] = {&population_census.kind, NULL};

static const struct kind *const tax_components[] = {&us_federal_income_tax_component.kind,
                                                    &us_payroll_tax_component.kind, NULL};

/* calibration/us/tables/gb2_fits.csv */
static const struct kind llm_economist = {.name = "llm_economist",
                                          .summary =
                                              "the default of the code of Karten et al. (2025)"};
static const struct kind ssa_2022 = {
    .name = "ssa_2022", .summary = "our refit to the net compensation of 2022 that the SSA counts"};
static const struct kind ssa_2023 = {
    .name = "ssa_2023", .summary = "our refit to the net compensation of 2023 that the SSA counts"};
static const struct kind asec_2023 = {
    .name = "asec_2023", .summary = "our refit to the incomes of workers in the CPS ASEC of 2023"};
static const struct kind *const gb2_presets[] = {&llm_economist, &ssa_2022, &ssa_2023, &asec_2023,
                                                 NULL};

const struct country country_us = {
    .kind = {.name = "us",
             .summary = "United States: workers of 2024, federal income tax of 2018 to 2025"},
    .cells = &us_cells,
    .reference_name = "the federal income tax of the United States for 2024, single filers",
    .statutory_tax = statutory_tax,
    .reference_tax = reference_tax,
    .kinds = {[COUNTRY_POPULATION_SOURCES] = population_sources,
              [COUNTRY_GB2_PRESETS] = gb2_presets,
              [COUNTRY_TAX_COMPONENTS] = tax_components},
    .gb2_table = "gb2_fits",
    .calibrate = us_calibrate,
};
