/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/decision_rules.h"
#include "agents/personas.h"
#include "calibration/countries.h"
#include "calibration/population_sources.h"
#include "cli/command.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "llm/profiles.h"
#include "model/utility.h"
#include "model/utility_kinds.h"
#include "model/welfare.h"
#include "model/welfare_kinds.h"
#include "planner/planners.h"
#include "simulation/tax_components.h"

#include <stdio.h>
#include <string.h>

#define OPERANDS                                                                                   \
    "planners|rules|welfare|utilities|populations|countries|components|personas|profiles"

static void print_family(const struct kind_family *family)
{
    for (size_t k = 0; family->at(k); k++)
        say("%-24s %s\n", family->at(k)->name, family->at(k)->summary);
}

static enum status print_family_json(const struct kind_family *family, struct error *err)
{
    struct print_json_names names = print_json_names_begin();

    for (size_t k = 0; family->at(k); k++)
        print_json_name(&names, family->at(k)->name, family->at(k)->summary);
    return print_json_names_end(&names, err);
}

static const struct {
    const char *word;
    const struct kind_family *family;
} families[] = {
    {"planners", &planner_family},
    {"rules", &decision_rule_family},
    {"welfare", &welfare_family},
    {"utilities", &utility_family},
    {"populations", &population_source_family},
    {"countries", &country_family},
    {"components", &tax_component_family},
    {"personas", &persona_source_family},
    {"profiles", &profile_family},
};

static enum status run_list(const struct command_line *line, struct error *err)
{
    const char *const what = command_line_operand(line, 0);

    for (size_t k = 0; k < sizeof families / sizeof *families; k++)
        if (strcmp(what, families[k].word) == 0) {
            if (command_line_has(line, "json"))
                return print_family_json(families[k].family, err);
            print_family(families[k].family);
            return STATUS_OK;
        }
    return error_set(err, STATUS_USAGE, "list what? %s, not '%s'", OPERANDS, what);
}

static const struct command_option options[] = {PRINT_JSON_OPTION, {0}};

const struct command command_list = {
    .name = "list",
    .group = COMMAND_RUNS,
    .operands = OPERANDS,
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Name the kinds of a family that a config can choose from",
    .details = NULL,
    .options = options,
    .run = run_list,
};
