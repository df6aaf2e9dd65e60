/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studied_tax_system.h"

#include "base/text.h"
#include "cli/shipped.h"
#include "simulation/run_settings.h"
#include "studies/reform_file.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_OVERRIDES = 64 };

enum status studied_tax_system_of_reform(char **json, const char *name, struct error *err)
{
    static const char key[] = "planner.tax_system=";
    char folder[FILES_MAX_PATH];
    struct named_reforms reforms;
    const struct named_reform *reform = NULL;

    *json = NULL;
    TRY(shipped_folder(folder, "reforms", err));
    TRY(named_reforms_read(&reforms, folder, err));
    enum status status = named_reforms_find(&reform, &reforms, name, err);

    for (size_t k = 0; !status && k < reform->num_overrides; k++)
        if (strncmp(reform->override[k], key, sizeof key - 1) == 0)
            *json = strdup(reform->override[k] + sizeof key - 1);
    if (!status && !*json)
        status = error_set(err, STATUS_USAGE,
                           "%s: this reform is found by a planner: expected one that says its tax "
                           "system; 'fisc reform show %s' prints the rates",
                           name, name);
    named_reforms_free(&reforms);
    return status;
}

static enum status load(struct studied_tax_system *studied, const struct command_line *line,
                        const char *tax_system_override, struct error *err)
{
    size_t num_given = 0;
    const char *const *const given = command_line_values(line, "set", &num_given);
    const char *overrides[MAX_OVERRIDES] = {"rule.kind=rational", "planner.kind=none"};
    size_t count = 2;

    if (num_given + 4 > MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "too many overrides: expected fewer than %d",
                         MAX_OVERRIDES - 4);
    for (size_t k = 0; k < num_given; k++)
        overrides[count++] = given[k];
    if (tax_system_override)
        overrides[count++] = tax_system_override;
    TRY(settings_load(&studied->settings, &run_setting_table, command_line_operand(line, 0),
                      overrides, count, err));
    TRY(simulation_create(&studied->simulation, studied->settings, NULL, err));
    return tax_system_only_schedule(&studied->tax_system,
                                    simulation_tax_system(studied->simulation), err);
}

enum status studied_tax_system_read(struct studied_tax_system *studied,
                                    const struct command_line *line, struct error *err)
{
    const char *const reform = command_line_value(line, "reform");
    struct text override = {0};
    char *json = NULL;
    enum status status = STATUS_OK;

    *studied = (struct studied_tax_system){0};
    if (reform) {
        TRY(studied_tax_system_of_reform(&json, reform, err));
        text_append(&override, "government.tax_system=%s", json);
        free(json);
        if (override.failed)
            status = error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");
    }
    if (!status)
        status = load(studied, line, override.bytes, err);
    text_free(&override);
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
