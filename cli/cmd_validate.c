/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "simulation/run_settings.h"

static enum status run_validate(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_operand(line, 0);
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, path, overrides, num_overrides, err));
    settings_free(settings);
    if (!command_line_has(line, "quiet"))
        printf("%s: ok\n", path);
    return STATUS_OK;
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {0},
};

const struct command command_validate = {
    .name = "validate",
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Check a config and name all of its errors",
    .details = "Each error says file, line, column, key, what was expected and the nearest name.",
    .options = options,
    .run = run_validate,
};
