/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/decision_rules.h"
#include "agents/personas.h"
#include "base/json_writer.h"
#include "calibration/countries.h"
#include "calibration/population_sources.h"
#include "cli/command.h"
#include "cli/command_help.h"
#include "cli/print_json.h"
#include "cli/say.h"
#include "cli/study_output.h"
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
    const char *word, *title;
    const struct kind_family *family;
} families[] = {
    {"planners", "Planners (planner.kind)", &planner_family},
    {"rules", "Decision rules of workers (rule.kind)", &decision_rule_family},
    {"welfare", "Welfare functions (welfare.objective)", &welfare_family},
    {"utilities", "Utilities (utility.form)", &utility_family},
    {"populations", "Where workers come from (population.source)", &population_source_family},
    {"countries", "Countries (country)", &country_family},
    {"components", "Components of tax systems (government.tax_system, planner.tax_system)",
     &tax_component_family},
    {"personas", "Personas (personas.source)", &persona_source_family},
    {"profiles", "Profiles of language models' servers (llm.profile)", &profile_family},
};

static void print_group(const struct command *const *commands, enum command_group group)
{
    say("\n%s ('fisc help')\n", command_help_titles[group]);
    for (; *commands; commands++)
        if ((*commands)->group == group)
            say("%-24s %s\n", (*commands)->name, (*commands)->summary);
}

/* What a config can choose from, and what can be asked of it. */
static enum status print_all(const struct command_line *line)
{
    const struct command *const *const commands = command_line_all_commands(line);

    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        if (k > 0)
            say("\n");
        say("%s\n", families[k].title);
        print_family(families[k].family);
    }
    print_group(commands, COMMAND_STUDIES);
    print_group(commands, COMMAND_PUBLIC_FINANCE);
    return STATUS_OK;
}

static enum status print_all_json(struct error *err)
{
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_SPACED);

    json_open_object(&json, NULL);
    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        json_open_object(&json, families[k].word);
        for (size_t i = 0; families[k].family->at(i); i++)
            json_string(&json, families[k].family->at(i)->name, families[k].family->at(i)->summary);
        json_close(&json);
    }
    json_close(&json);
    return study_output_json(&text, err);
}

static enum status run_list(const struct command_line *line, struct error *err)
{
    if (command_line_num_operands(line) == 0)
        return command_line_has(line, "json") ? print_all_json(err) : print_all(line);
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
    .operands = "[" OPERANDS "]",
    .max_operands = 1,
    .summary = "Name the kinds of a family that a config can choose from",
    .details = "Without a family: all of them, and the commands that study what comes out.",
    .options = options,
    .run = run_list,
};
