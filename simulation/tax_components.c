/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/tax_components.c: the list of components, and the sum of those that a config names. */
#include "simulation/tax_components.h"

#include "calibration/countries.h"
#include "calibration/population_sources.h"

#include <stdio.h>

static const struct kind *const general[] = {TAX_COMPONENT_KINDS(KIND_BASE) NULL};

static const struct kind *kind_at(size_t index)
{
    return country_kind_at(COUNTRY_TAX_COMPONENTS, general, index);
}

const struct kind_family tax_component_family = {.noun = "component of a tax system",
                                                 .at = kind_at};

static enum status add(struct tax_system *system, const struct tax_component *component,
                       struct error *err)
{
    const struct tax_component_kind *const kind = (const struct tax_component_kind *)kind_at(
        (size_t)tax_component_choice(component, "component"));
    struct tax_schedule schedule;

    TRY(country_check_kind(country_of(component->settings), COUNTRY_TAX_COMPONENTS, &kind->kind,
                           err));
    if (kind->is_on_own_earnings) {
        TRY(kind->schedule(&schedule, component, 0, err));
        return tax_system_add_to_own_earnings(system, &schedule, err);
    }
    for (int c = 0; c < system->num_classes; c++) {
        TRY(kind->schedule(&schedule, component, c, err));
        TRY(tax_system_add(system, c, &schedule, err));
    }
    return STATUS_OK;
}

static enum status add_all(struct tax_system *system, const struct settings *settings,
                           const char *path, struct error *err)
{
    struct tax_system composed;

    for (size_t k = 0; k < settings_length(settings, path); k++) {
        char element[128];
        const struct tax_component component = {settings, element};

        snprintf(element, sizeof element, "%s[%zu]", path, k);
        if (add(system, &component, err)) {
            char key[180];

            snprintf(key, sizeof key, "%s.component", element);
            return error_add_context(err, "in component %zu of %s (%s)", k, path,
                                     settings_origin(settings, key));
        }
    }
    TRY(tax_system_compose(&composed, system, err)); /* do rates stay in range where they meet? */
    tax_system_free(&composed);
    return STATUS_OK;
}

enum status tax_components_read(struct tax_system *system, const struct settings *settings,
                                const char *path, int num_classes, struct error *err)
{
    TRY(tax_system_create(system, num_classes, err));
    const enum status status = add_all(system, settings, path, err);

    if (status)
        tax_system_free(system);
    return status;
}

static enum status default_baseline(struct tax_system *system, const struct settings *settings,
                                    struct error *err)
{
    struct tax_schedule schedule;

    *system = (struct tax_system){0};
    TRY(population_source_baseline(&schedule, settings, err));
    const struct tax_system everybody = tax_system_of_schedule(&schedule);

    return tax_system_copy(system, &everybody, err);
}

enum status tax_components_read_baseline(struct tax_system *system, const struct settings *settings,
                                         int num_classes, struct error *err)
{
    return settings_length(settings, "government.baseline") > 0
               ? tax_components_read(system, settings, "government.baseline", num_classes, err)
               : default_baseline(system, settings, err);
}

void tax_components_write(struct json_writer *json, const char *key,
                          const struct tax_schedule *schedule)
{
    const size_t num_brackets = (size_t)schedule->num_brackets;

    json_open_array(json, key);
    json_open_object(json, NULL);
    json_string(json, "component", "brackets");
    json_numbers(json, "starts_usd_per_year", schedule->start_usd_per_year, num_brackets);
    json_numbers(json, "rates", schedule->marginal_rate, num_brackets);
    json_close(json);
    if (schedule->tax_at_start_usd_per_year[0] != 0.0) {
        json_open_object(json, NULL);
        json_string(json, "component", "basic_income");
        json_number(json, "amount_usd_per_year", -schedule->tax_at_start_usd_per_year[0]);
        json_close(json);
    }
    json_close(json);
}
