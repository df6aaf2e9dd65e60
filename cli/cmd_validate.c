/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "calibration/population_sources.h"
#include "cli/command_settings.h"
#include "cli/run_size.h"
#include "cli/say.h"
#include "config/settings_with.h"
#include "llm/gateway.h"
#include "simulation/run_settings.h"
#include "simulation/simulation.h"

#include <stdio.h>

enum { REHEARSAL_WORKERS = 500 };

/* What the table of settings cannot know: tax systems, files, memory.  A small population is drawn and every
 * part made, as a run would. */
static enum status rehearse(const struct settings *settings, bool *needs_model, struct error *err)
{
    const struct settings_override fewer =
        OVERRIDE_INTEGER("population.workers", REHEARSAL_WORKERS);
    const bool is_sample = population_source_is_sample(settings);
    struct settings *small = NULL;
    struct simulation *simulation = NULL;

    TRY(simulation_check_memory(settings, err));
    TRY(settings_with(&small, settings, &fewer, is_sample ? 0 : 1, err));
    enum status status = simulation_create(&simulation, small, NULL, err);

    *needs_model = !status && simulation_needs_model(simulation);
    if (*needs_model)
        status = gateway_check_budget(settings, err);
    simulation_destroy(simulation);
    settings_free(small);
    return status;
}

static void warn(void *context, const char *words)
{
    (void)context;
    say_error("fisc: %s\n", words);
}

static enum status run_validate(const struct command_line *line, struct error *err)
{
    const char *const path = command_line_operand(line, 0);
    size_t num_typed = 0;
    const char *const *const typed = command_line_values(line, "set", &num_typed);
    struct settings *settings = NULL;

    TRY(settings_load(&settings, &run_setting_table, path, typed, num_typed, err));
    bool needs_model = false;
    const enum status status = rehearse(settings, &needs_model, err);

    char size[RUN_SIZE_TEXT];

    if (!status)
        command_settings_warn(settings, line);
    if (needs_model)
        gateway_tell_open_way(settings, warn, NULL);
    if (!status && !command_line_has(line, "quiet")) {
        run_size_describe(size, settings);
        say("%s: ok; a run takes %s\n", path, size);
    }
    settings_free(settings);
    return status;
}

static const struct command_option options[] = {
    {'s', "set", "KEY=VALUE", "override a setting; may be repeated"},
    {0},
};

const struct command command_validate = {
    .name = "validate",
    .group = COMMAND_RUNS,
    .operands = "CONFIG",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Check a config and name all of its errors",
    .details =
        "Each error says file, line, column, key, what was expected and the nearest name.  Then a\n"
        "small population is drawn and every tax system, file and planner is made, as a run would; "
        "a\n"
        "hundredth of the run is done to say how long it takes.",
    .options = options,
    .run = run_validate,
};
