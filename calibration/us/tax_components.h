/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/tax_components.h: the components of American tax systems (model/tax_component.h). */
#ifndef FISC_CALIBRATION_US_TAX_COMPONENTS_H
#define FISC_CALIBRATION_US_TAX_COMPONENTS_H

#include "model/tax_component.h"

extern const struct tax_component_kind us_federal_income_tax_component;
extern const struct tax_component_kind us_payroll_tax_component;

#endif
