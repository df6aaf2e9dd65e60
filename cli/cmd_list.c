/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "agents/decision_rule.h"
#include "calibration/country.h"
#include "calibration/population_source.h"
#include "cli/command.h"
#include "model/welfare.h"
#include "planner/planner.h"

#include <stdio.h>
#include <string.h>

static void print_row(const char *name, const char *summary)
{
    printf("%-24s %s\n", name, summary);
}

static void print_family(const struct kind_family *family)
{
    for (size_t k = 0; family->at(k); k++)
        print_row(family->at(k)->name, family->at(k)->summary);
}

static enum status run_list(const struct command_line *line, struct error *err)
{
    const char *const what = command_line_operand(line, 0);

    if (strcmp(what, "planners") == 0) {
        for (const struct planner_kind *const *kind = planner_kinds; *kind; kind++)
            print_row((*kind)->name, (*kind)->summary);
    } else if (strcmp(what, "rules") == 0) {
        for (const struct decision_rule_kind *const *kind = decision_rule_kinds; *kind; kind++)
            print_row((*kind)->name, (*kind)->summary);
    } else if (strcmp(what, "welfare") == 0) {
        for (int kind = 0; kind < WELFARE_NUM_KINDS; kind++)
            print_row(welfare_names[kind], welfare_summaries[kind]);
    } else if (strcmp(what, "populations") == 0) {
        print_family(&population_source_family);
    } else if (strcmp(what, "countries") == 0) {
        print_family(&country_family);
    } else {
        return error_set(err, STATUS_USAGE,
                         "list what? planners, rules, welfare, populations or countries, not '%s'",
                         what);
    }
    return STATUS_OK;
}

const struct command command_list = {
    .name = "list",
    .group = COMMAND_RUNS,
    .operands = "planners|rules|welfare|populations|countries",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "Name the kinds of a family that a config can choose from",
    .details = NULL,
    .options = NULL,
    .run = run_list,
};
