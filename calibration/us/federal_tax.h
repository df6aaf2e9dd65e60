/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/federal_tax.h: federal taxes on wages as schedules, from the published rates, 2018-2025.
 * Ordinary income only: no credits, no alternative minimum tax, no state taxes. */
#ifndef FISC_CALIBRATION_US_FEDERAL_TAX_H
#define FISC_CALIBRATION_US_FEDERAL_TAX_H

#include "model/tax_schedule.h"

enum filing_status { FILING_SINGLE, FILING_MARRIED_JOINT };

/* Income tax.  With the standard deduction D, brackets start D later and the first one, from 0 to
 * D, has the rate 0.  STATUS_INVALID_INPUT for a year that is not in the table. */
enum status us_federal_income_tax(struct tax_schedule *schedule, int year,
                                  enum filing_status filing_status, bool with_deduction,
                                  struct error *err) MUST_CHECK;

/* Social Security (to the wage base), Medicare, and the additional Medicare tax; the employee's
 * share, and with `with_employer_share` the employer's on top (on the same wage: not grossed up).
 */
enum status us_payroll_tax(struct tax_schedule *schedule, int year,
                           enum filing_status filing_status, bool with_employer_share,
                           struct error *err) MUST_CHECK;

#endif
