/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation/run_settings.h"

#include "agents/decision_rules.h"
#include "calibration/countries.h"
#include "calibration/population_sources.h"
#include "config/seed.h"
#include "model/group_weights.h"
#include "model/utility_kinds.h"
#include "model/welfare_kinds.h"
#include "planner/brackets.h"
#include "planner/planners.h"
#include "simulation/tax_components.h"
#include "simulation/tax_system_words.h"

/* The keys of one component of a tax system; tax systems are lists of components, and their taxes add up. */
static const struct setting part_settings[] = {
    KIND_SETTING("component", tax_component_family, NULL, "What this component is."),
    WORDS_SETTING("name", "null", "A name for people; stored with the run."),
    {0},
};
static const struct setting *const part_groups[] = {part_settings, NULL};

static const struct setting run_settings[] = {
    WORDS_SETTING("name", "\"run\"", "A name for people; becomes the title of the run file.",
                  .is_outside_results = true),
    {0},
};

static const struct setting step_settings[] = {
    INTEGER_SETTING("steps", "step", 1, 1e9, "10",
                    "Number of steps.  A step is one decision on hours by every worker (a year)."),
    INTEGER_SETTING("tax_year_length", "step", 1, 1e9, "1",
                    "Steps under one schedule before the planner acts again."),
    INTEGER_SETTING("warmup_steps", "step", 0, 1e9, "0",
                    "Steps under the first tax system before the planner acts at all."),
    {0},
};

/* A tax system: a list of components, or words that stand for one. */
#define TAX_SYSTEM_SETTING(key, ...)                                                               \
    OBJECTS_SETTING(key, 16, part_groups, __VA_ARGS__, .spell_out = tax_system_words_components)

static const struct setting entries[] = {
    KIND_SETTING("rule.kind", decision_rule_family, "\"rational\"", "How workers choose hours."),
    TAX_SYSTEM_SETTING("government.baseline",
                       "The tax system under which the population's hours were observed: convex, "
                       "rates below 1.  Empty: the income tax of the country, with its deduction "
                       "where the population's incomes are gross earnings."),
    TAX_SYSTEM_SETTING("government.tax_system",
                       "The tax system of the first step.  Empty: the baseline tax system."),
    NUMBER_SETTING(
        "government.public_spending_usd_per_worker", "USD/year", -1e9, 1e9, "0",
        "G/N: spent before the rest of the revenue is returned as the lump-sum rebate R."),
    INTEGER_SETTING("government.reform.step", "step", 0, 1e9, "null",
                    "From this step on government.reform.tax_system is in force, whatever the "
                    "planner would do ('fisc branch'); null: no reform."),
    TAX_SYSTEM_SETTING("government.reform.tax_system", "The tax system of the reform.",
                       .when = "government.reform.step"),
    CHOICE_SETTING(
        "government.reform.closure", "rebate|spending", "\"rebate\"",
        "rebate: what a reform brings in or costs changes the lump-sum rebate; spending: the "
        "rebate of the step before stays, and public spending takes up the difference.",
        .when = "government.reform.step"),
    KIND_SETTING("planner.kind", planner_family, "\"none\"",
                 "Who sets the taxes after the warm-up."),
    TAX_SYSTEM_SETTING("planner.tax_system", "fixed: the tax system it sets.",
                       .when = "planner.kind=fixed"),
    SWITCH_SETTING("welfare.use_adjusted", "false",
                   "Measure welfare on utility less the loss of the dissatisfied."),
    SWITCH_SETTING(
        "oracle", "false",
        "Report the optimum of the same population and the regret of the run's planner."),
    CHOICE_SETTING("output.panel", "off|every|last", "\"off\"",
                   "Keep every worker's decisions: never, every k steps, or of the last step.",
                   .is_outside_results = true),
    INTEGER_SETTING("output.panel_every_steps", "step", 1, 1e9, "1", "k of the panel.",
                    .when = "output.panel=every", .is_outside_results = true),
    INTEGER_SETTING("output.panel_workers", "worker", 1, 4294967295.0, "null",
                    "Follow a sample of this many workers; null: all.",
                    .when = "output.panel=every|last", .is_outside_results = true,
                    .draws_when = "output.panel_workers"),
    NUMBER_SETTING("output.panel_max_gb", "GB", 0, 1e6, "20",
                   "A run whose panel would be larger is refused.",
                   .when = "output.panel=every|last", .is_outside_results = true),
    INTEGER_SETTING("output.compression_level", "1", 0, 9, "4",
                    "Deflate level of the panel; 0: raw.", .when = "output.panel=every|last",
                    .is_outside_results = true),
    NUMBER_SETTING("output.snapshot_interval_s", "s", 0.01, 1e9, "60",
                   "How often the run file is rewritten while the run goes on.",
                   .is_outside_results = true),
    NUMBER_SETTING("output.sync_interval_s", "s", 0, 1e9, "5",
                   "How often the journal is forced to the disk.", .is_outside_results = true),
    {0},
};

static const struct setting *const groups[] = {run_settings,
                                               seed_settings,
                                               step_settings,
                                               country_settings,
                                               population_settings,
                                               utility_settings,
                                               welfare_function_settings,
                                               group_weight_settings,
                                               entries,
                                               NULL};

/* What configs of version 0.1.0 called them. */
static const struct setting_rename old_names[] = {
    {"government.law", "government.tax_system"},
    {"government.reform.law", "government.reform.tax_system"},
    {"planner.law", "planner.tax_system"},
    {"government.baseline[].part", "government.baseline[].component"},
    {"government.law[].part", "government.tax_system[].component"},
    {"government.reform.law[].part", "government.reform.tax_system[].component"},
    {"planner.law[].part", "planner.tax_system[].component"},
    {"llm.mind_card", "llm.model_card"},
    {"llm.max_reasks", "llm.max_reprompts"},
    {0},
};
static const struct setting_rename *const renames[] = {old_names, country_old_names, NULL};

/* The oracle searches as the planner 'optimum' does. */
static const struct setting *const oracle_groups[] = {brackets_settings, planner_optimum_settings,
                                                      NULL};

static const struct setting *const seed_groups[] = {seed_settings, NULL};
static const struct setting_reader readers[] = {{.when = "oracle", .groups = oracle_groups}, {0}};

const struct setting_table run_setting_table = {
    .title = "fisc run configuration",
    .groups = groups,
    .readers = readers,
    .drawn_by = seed_groups,
    .renames = renames,
};
