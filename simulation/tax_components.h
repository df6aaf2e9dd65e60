/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_components.h: from a list of components in the config to a tax system.  Taxes of the
 * components add up: T(z) = sum over components T_p(z). */
#ifndef FISC_SIMULATION_TAX_COMPONENTS_H
#define FISC_SIMULATION_TAX_COMPONENTS_H

#include "base/json_writer.h"
#include "config/settings.h"
#include "model/tax_component.h"
#include "model/tax_system.h"

extern const struct kind_family tax_component_family;

/* The tax system at `path` ("government.tax_system") for units of `num_classes` classes; an empty list gives a
 * tax of 0.  Errors name the component and where it stands in the config.  The caller frees it. */
enum status tax_components_read(struct tax_system *system, const struct settings *settings,
                                const char *path, int num_classes, struct error *err) MUST_CHECK;

/* The tax system under which hours were observed: government.baseline; where the config does not say,
 * that of the population source (population_source_baseline). */
enum status tax_components_read_baseline(struct tax_system *system, const struct settings *settings,
                                         int num_classes, struct error *err) MUST_CHECK;

/* A schedule as a list of components, JSON for a setting that holds a tax system. */
void tax_components_write(struct json_writer *json, const char *key,
                          const struct tax_schedule *schedule);

#endif
