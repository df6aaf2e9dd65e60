/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration/population_source.h"
#include "cli/command.h"
#include "simulation/run_settings.h"
#include "simulation/simulation.h"

enum { REHEARSAL_WORKERS = 500, MAX_OVERRIDES = 1024 };

/* What the table of settings cannot know: tax systems, files, memory.  A small population is drawn and every
 * part made, as a run would. */
static enum status rehearse(const char *path, const char *const *overrides, size_t num_overrides,
                            const struct settings *settings, struct error *err)
{
    const char *all[MAX_OVERRIDES + 1];
    char workers[64];
    struct settings *small = NULL;
    struct simulation *simulation = NULL;
    size_t count = 0;

    TRY(simulation_check_memory(settings, err));
    for (; count < num_overrides; count++)
        all[count] = overrides[count];
    if (!population_source_is_sample(settings)) {
        snprintf(workers, sizeof workers, "population.workers=%d", REHEARSAL_WORKERS);
        all[count++] = workers;
    }
    TRY(settings_load(&small, &run_setting_table, path, all, count, err));
    const enum status status = simulation_create(&simulation, small, NULL, err);

    simulation_destroy(simulation);
    settings_free(small);
    return status;
}

static enum status run_validate(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_operand(line, 0);
    size_t num_overrides = 0;
    const char *const *const overrides = command_line_values(line, "set", &num_overrides);
    struct settings *settings = NULL;

    if (num_overrides > MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "more than %d overrides", MAX_OVERRIDES);
    TRY(settings_load(&settings, &run_setting_table, path, overrides, num_overrides, err));
    const enum status status = rehearse(path, overrides, num_overrides, settings, err);

    settings_free(settings);
    if (!status && !command_line_has(line, "quiet"))
        printf("%s: ok\n", path);
    return status;
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
    .details =
        "Each error says file, line, column, key, what was expected and the nearest name.  Then a\n"
        "small population is drawn and every tax system, file and planner is made, as a run would.",
    .options = options,
    .run = run_validate,
};
