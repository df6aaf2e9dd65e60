/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/branch.h"

#include "simulation/tax_components.h"
#include "simulation/tax_system_json.h"

#include <stdlib.h>

enum { MAX_REPLIES_BYTES = 1 << 30 };

enum status branch_source_check(const struct branch_source *source, struct error *err)
{
    if (source->step < 1 || (size_t)source->step > source->stored->log.num_steps)
        return error_set(err, STATUS_USAGE,
                         "--at %lld: expected a step from 1 to %zu, which the run has finished",
                         (long long)source->step, source->stored->log.num_steps);
    return STATUS_OK;
}

static const struct tax_system *control_tax_system(const struct branch_source *source)
{
    return run_log_tax_system(&source->stored->log, (size_t)source->step - 1);
}

static enum status load(struct settings **settings, const struct branch_source *source,
                        const struct settings_override *tax_system, struct error *err)
{
    const struct settings *const stored = source->stored->settings;
    struct settings_overrides all = {0};

    SETTINGS_ADD(&all, OVERRIDE_INTEGER("government.reform.step", source->step));
    settings_overrides_add(&all, tax_system, 1);
    SETTINGS_ADD(&all, OVERRIDE_BOOL("oracle", false));
    if (source->closure == CLOSURE_SPENDING)
        SETTINGS_ADD(&all, OVERRIDE_WORDS("government.reform.closure", "spending"));
    if (settings_is(stored, "output.panel", "off")) /* paired differences need workers */
        SETTINGS_ADD(&all, OVERRIDE_WORDS("output.panel", "last"));
    settings_overrides_add(&all, source->overrides.items, source->overrides.count);
    all.failed |= source->overrides.failed;
    const enum status status = settings_with_list(settings, stored, &all, err);

    settings_overrides_free(&all);
    return status;
}

/* *tax_system shifted so that rational workers pay what they pay under the control's. */
static enum status close_by_rates(struct tax_schedule *tax_system,
                                  const struct branch_source *source,
                                  const struct settings *settings, struct error *err)
{
    struct simulation *simulation = NULL;
    struct step_summary before;
    const struct outcome *outcome = NULL;
    double shift = 0.0;

    TRY(simulation_create(&simulation, settings, NULL, err));
    const struct policy_lab *const lab = simulation_lab(simulation);
    enum status status =
        lab->respond(lab->context, control_tax_system(source), &before, &outcome, err);

    if (!status)
        status = closure_shift_rates(tax_system, &shift, lab, before.revenue, err);
    simulation_destroy(simulation);
    return status;
}

static enum status load_tax_system(struct settings **settings, const struct branch_source *source,
                                   const struct tax_schedule *tax_system, struct error *err)
{
    cJSON *const parts = tax_system_json(tax_system);
    const struct settings_override override = OVERRIDE_JSON("government.reform.tax_system", parts);
    const enum status status = parts
                                   ? load(settings, source, &override, err)
                                   : error_set(err, STATUS_NO_MEMORY, "no memory for a tax system");

    cJSON_Delete(parts);
    return status;
}

enum status branch_settings(struct settings **settings, const struct branch_source *source,
                            const struct settings_override *tax_system, struct error *err)
{
    struct tax_schedule schedule;
    struct tax_system reform = {0};

    if (!tax_system) {
        TRY(tax_system_only_schedule(&schedule, control_tax_system(source), err));
        return load_tax_system(settings, source, &schedule, err);
    }
    TRY(load(settings, source, tax_system, err));
    if (source->closure != CLOSURE_RATES)
        return STATUS_OK;
    enum status status =
        tax_components_read(&reform, *settings, "government.reform.tax_system", 1, err);

    if (!status)
        status = tax_system_only_schedule(&schedule, &reform, err);
    tax_system_free(&reform);
    if (!status)
        status = close_by_rates(&schedule, source, *settings, err);
    settings_free(*settings);
    *settings = NULL;
    return status ? status : load_tax_system(settings, source, &schedule, err);
}

enum status branch_prepare_folder(const struct branch_source *source, const char *folder,
                                  struct error *err)
{
    struct run_paths paths;
    char *bytes = NULL;
    size_t length = 0;

    TRY(folder_create(folder, err));
    TRY(run_paths_init(&paths, folder, err));
    if (!file_exists(source->paths.replies) || file_exists(paths.replies))
        return STATUS_OK;
    TRY(file_read_all(source->paths.replies, MAX_REPLIES_BYTES, &bytes, &length, err));
    const enum status status = file_write_whole(paths.replies, bytes, length, err);

    free(bytes);
    return status;
}
