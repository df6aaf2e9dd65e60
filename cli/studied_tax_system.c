/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studied_tax_system.h"

#include "cli/command_settings.h"
#include "cli/shipped.h"
#include "studies/reform_file.h"

enum status studied_tax_system_of_reform(cJSON **parts, const char *name, struct error *err)
{
    char folder[FILES_MAX_PATH];
    struct named_reforms reforms;
    const struct named_reform *reform = NULL;

    *parts = NULL;
    TRY(shipped_folder(folder, "reforms", err));
    TRY(named_reforms_read(&reforms, folder, err));
    enum status status = named_reforms_find(&reform, &reforms, name, err);

    if (!status) {
        const cJSON *const tax_system =
            cJSON_GetObjectItemCaseSensitive(reform->set, "planner.tax_system");

        *parts = tax_system ? cJSON_Duplicate(tax_system, true) : NULL;
        if (!*parts)
            status = error_set(err, STATUS_USAGE,
                               "%s: this reform is found by a planner: expected one that says its "
                               "tax system; 'fisc reform show %s' prints the rates",
                               name, name);
    }
    named_reforms_free(&reforms);
    return status;
}

/* The tax system of a reform over all that was typed: it is what --reform asks for. */
static enum status load(struct studied_tax_system *studied, const struct command_line *line,
                        const cJSON *parts, struct error *err)
{
    const struct settings_override tax_system = OVERRIDE_JSON("government.tax_system", parts);
    struct settings_overrides own = {0};
    struct settings *settings = NULL;

    SETTINGS_ADD(&own, OVERRIDE_WORDS("rule.kind", "rational"));
    SETTINGS_ADD(&own, OVERRIDE_WORDS("planner.kind", "none"));
    enum status status =
        command_settings_load(&settings, line, command_line_operand(line, 0), &own, err);

    if (!status)
        status = settings_with(&studied->settings, settings, &tax_system, parts ? 1 : 0, err);
    settings_overrides_free(&own);
    settings_free(settings);
    return status;
}

enum status studied_tax_system_read(struct studied_tax_system *studied,
                                    const struct command_line *line, struct error *err)
{
    const char *const reform = command_line_value(line, "reform");
    cJSON *parts = NULL;

    *studied = (struct studied_tax_system){0};
    if (reform)
        TRY(studied_tax_system_of_reform(&parts, reform, err));
    enum status status = load(studied, line, parts, err);

    cJSON_Delete(parts);
    if (!status)
        status = simulation_create(&studied->simulation, studied->settings, NULL, err);
    if (!status)
        status = tax_system_only_schedule(&studied->tax_system,
                                          simulation_tax_system(studied->simulation), err);
    if (status)
        studied_tax_system_free(studied);
    return status;
}

void studied_tax_system_free(struct studied_tax_system *studied)
{
    simulation_destroy(studied->simulation);
    settings_free(studied->settings);
    *studied = (struct studied_tax_system){0};
}
