/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/branch.h"

#include "base/text.h"
#include "simulation/run_settings.h"
#include "simulation/tax_components.h"

#include <stdlib.h>

enum { MAX_OVERRIDES = 64, MAX_REPLIES_BYTES = 1 << 30 };

enum status branch_source_check(const struct branch_source *source, struct error *err)
{
    if (source->step < 1 || (size_t)source->step > source->stored->log.num_steps)
        return error_set(err, STATUS_USAGE,
                         "--at %lld: expected a step from 1 to %zu, which the run has finished",
                         (long long)source->step, source->stored->log.num_steps);
    if (source->num_overrides + 8 > MAX_OVERRIDES)
        return error_set(err, STATUS_USAGE, "too many overrides: expected fewer than %d",
                         MAX_OVERRIDES - 8);
    return STATUS_OK;
}

static const struct tax_system *control_tax_system(const struct branch_source *source)
{
    return run_log_tax_system(&source->stored->log, (size_t)source->step - 1);
}

static enum status load(struct settings **settings, const struct branch_source *source,
                        const char *tax_system_override, struct error *err)
{
    const char *overrides[MAX_OVERRIDES];
    size_t count = 0;
    char step[64];

    snprintf(step, sizeof step, "government.reform.step=%lld", (long long)source->step);
    overrides[count++] = step;
    overrides[count++] = tax_system_override;
    overrides[count++] = "oracle=false";
    if (source->closure == CLOSURE_SPENDING)
        overrides[count++] = "government.reform.closure=spending";
    if (settings_choice(source->stored->settings, "output.panel") == 0)
        overrides[count++] = "output.panel=last"; /* paired differences need workers */
    for (size_t k = 0; k < source->num_overrides; k++)
        overrides[count++] = source->overrides[k];
    return settings_load(settings, &run_setting_table, source->paths.config, overrides, count, err);
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
    struct text text = {0};

    text_append(&text, "government.reform.tax_system=");
    tax_components_write_json(&text, tax_system);
    const enum status status = text.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a tax system")
                                   : load(settings, source, text.bytes, err);

    text_free(&text);
    return status;
}

enum status branch_settings(struct settings **settings, const struct branch_source *source,
                            const char *tax_system_json, struct error *err)
{
    struct text text = {0};
    struct tax_system reform;
    struct tax_schedule tax_system;

    if (!tax_system_json) {
        TRY(tax_system_only_schedule(&tax_system, control_tax_system(source), err));
        return load_tax_system(settings, source, &tax_system, err);
    }
    text_append(&text, "government.reform.tax_system=%s", tax_system_json);
    enum status status = text.failed
                             ? error_set(err, STATUS_NO_MEMORY, "no memory for a tax system")
                             : load(settings, source, text.bytes, err);

    text_free(&text);
    if (status || source->closure != CLOSURE_RATES)
        return status;
    status = tax_components_read(&reform, *settings, "government.reform.tax_system", 1, err);
    if (!status) {
        status = tax_system_only_schedule(&tax_system, &reform, err);
        tax_system_free(&reform);
    }
    if (!status)
        status = close_by_rates(&tax_system, source, *settings, err);
    settings_free(*settings);
    *settings = NULL;
    return status ? status : load_tax_system(settings, source, &tax_system, err);
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
