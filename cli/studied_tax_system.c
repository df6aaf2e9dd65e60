/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studied_tax_system.h"

#include "cli/command_settings.h"
#include "cli/say.h"
#include "simulation/tax_system_words.h"

/* The tax system of a reform over all that was typed: it is what --reform asks for. */
static enum status load(struct settings **config, struct studied_tax_system *studied,
                        const struct command_line *line, const cJSON *parts, struct error *err)
{
    const struct settings_override tax_system = OVERRIDE_JSON("government.tax_system", parts);
    struct settings_overrides own = {0};

    SETTINGS_ADD(&own, OVERRIDE_WORDS("rule.kind", "rational"));
    SETTINGS_ADD(&own, OVERRIDE_WORDS("planner.kind", "none"));
    enum status status =
        command_settings_load(config, line, command_line_operand(line, 0), &own, err);

    if (!status)
        status = settings_with(&studied->settings, *config, &tax_system, parts ? 1 : 0, err);
    settings_overrides_free(&own);
    return status;
}

static enum status tax_system_of_config(struct tax_schedule *tax_system,
                                        const struct settings *config, struct error *err)
{
    struct simulation *simulation = NULL;

    TRY(simulation_create(&simulation, config, NULL, err));
    const enum status status =
        tax_system_only_schedule(tax_system, simulation_tax_system(simulation), err);

    simulation_destroy(simulation);
    return status;
}

/* What the reform brings in beyond the config's tax system goes where --closure says. */
static enum status close_budget(struct studied_tax_system *studied, const struct settings *config,
                                enum closure closure, struct error *err)
{
    const struct policy_lab *const lab = simulation_lab(studied->simulation);
    const struct outcome *outcome = NULL;
    struct tax_schedule before;
    struct step_summary summary;

    TRY(tax_system_of_config(&before, config, err));
    TRY(policy_lab_respond(lab, &before, &summary, &outcome, err));
    if (closure == CLOSURE_RATES)
        return closure_shift_rates(&studied->tax_system, &studied->rate_shift, lab, summary.revenue,
                                   err);
    economy_fix_rebate(simulation_economy(studied->simulation), summary.rebate);
    return STATUS_OK;
}

static enum status create(struct studied_tax_system *studied, const struct settings *config,
                          enum closure closure, struct error *err)
{
    TRY(simulation_create(&studied->simulation, studied->settings, NULL, err));
    TRY(tax_system_only_schedule(&studied->tax_system, simulation_tax_system(studied->simulation),
                                 err));
    return closure == CLOSURE_REBATE ? STATUS_OK : close_budget(studied, config, closure, err);
}

enum status studied_tax_system_read(struct studied_tax_system *studied,
                                    const struct command_line *line, struct error *err)
{
    const char *const reform = command_line_value(line, "reform");
    struct settings *config = NULL;
    cJSON *parts = NULL;
    enum closure closure;

    *studied = (struct studied_tax_system){0};
    TRY(closure_of(&closure, command_line_value(line, "closure"), err));
    if (!reform && command_line_has(line, "closure"))
        return error_set(err, STATUS_USAGE,
                         "--closure says where the revenue of a reform goes: expected --reform");
    if (reform)
        TRY(tax_system_words_typed(&parts, reform, err));
    tax_system_words_label(&studied->label, parts);
    enum status status = load(&config, studied, line, parts, err);

    cJSON_Delete(parts);
    if (!status)
        status = create(studied, config, closure, err);
    settings_free(config);
    if (status)
        studied_tax_system_free(studied);
    return status;
}

void studied_tax_system_say(const struct studied_tax_system *studied)
{
    if (studied->label.bytes)
        say("Under %s\n", studied->label.bytes);
    if (studied->rate_shift != 0.0)
        say("Rates shifted by %+.3f points so that revenue stays\n", 100.0 * studied->rate_shift);
}

void studied_tax_system_free(struct studied_tax_system *studied)
{
    simulation_destroy(studied->simulation);
    settings_free(studied->settings);
    text_free(&studied->label);
    *studied = (struct studied_tax_system){0};
}
