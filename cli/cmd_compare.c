/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/analysis_package.h"
#include "cli/command.h"
#include "cli/print_json.h"
#include "cli/print_model_use.h"
#include "cli/print_run.h"
#include "cli/say.h"
#include "cli/sweep_collected.h"
#include "model/welfare_kinds.h"
#include "runs/stored_run.h"

#include <stdio.h>
#include <string.h>

/* Name of the first figure that differs between two steps; NULL if none does. */
static const char *first_difference(const struct step_summary *a, const struct step_summary *b)
{
    for (const struct column *column = step_summary_columns; column->name; column++)
        if (memcmp((const char *)a + column->offset, (const char *)b + column->offset,
                   (column->length ? column->length : 1) * sizeof(double)) != 0)
            return column->name;
    return NULL;
}

static enum status compare_exactly(const struct stored_run *a, const struct stored_run *b,
                                   struct error *err)
{
    const size_t num_steps =
        a->log.num_steps < b->log.num_steps ? a->log.num_steps : b->log.num_steps;

    if (a->log.content_hash == b->log.content_hash) {
        say("equal to the bit: %zu step%s, content %016llx\n", num_steps, say_s(num_steps),
            (unsigned long long)a->log.content_hash);
        return STATUS_OK;
    }
    for (size_t s = 0; s < num_steps; s++) {
        const char *const name = first_difference(&a->log.summaries[s], &b->log.summaries[s]);

        if (name)
            return error_set(err, STATUS_PARTIAL, "different: first at step %zu in '%s'", s, name);
    }
    return error_set(err, STATUS_PARTIAL,
                     "different: the figures of the first %zu steps are equal, but not the number "
                     "of steps, the tax systems, the planner's words or the panel",
                     num_steps);
}

static void set_column(struct print_table *table, int c, const struct stored_run *run,
                       const char *path)
{
    const size_t length = strlen(path);
    const size_t room = 16;
    const size_t last = run->log.num_steps - 1;

    snprintf(table->label[c], PRINT_LABEL_BYTES, "%s%s", length > room ? ".." : "",
             length > room ? path + length - room + 2 : path);
    table->step[c] = &run->log.summaries[last];
    table->tax_system[c] = *run_log_composed(&run->log, last);
    table->answers[c] = run_log_answers(&run->log);
}

static enum status compare(const struct command_line *line, const struct stored_run *a,
                           const struct stored_run *b, struct error *err)
{
    if (command_line_has(line, "exact"))
        return compare_exactly(a, b, err);
    if (a->log.num_steps == 0 || b->log.num_steps == 0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "a run without a finished step has nothing to "
                         "compare");
    const struct welfare_kind *const objective = welfare_kind_of(a->settings);
    struct print_table table = {.num_columns = 2, .with_difference = true};

    set_column(&table, 0, a, command_line_operand(line, 0));
    set_column(&table, 1, b, command_line_operand(line, 1));
    if (command_line_has(line, "json")) {
        print_mark(&a->log, command_line_operand(line, 0));
        print_mark(&b->log, command_line_operand(line, 1));
        return print_table_json(&table, err);
    }
    if (objective != welfare_kind_of(b->settings))
        say("The objectives differ: compare the kinds of welfare, not the first line.\n");
    say("Last steps: %zu of %s, %zu of %s\n", a->log.num_steps - 1, command_line_operand(line, 0),
        b->log.num_steps - 1, command_line_operand(line, 1));
    print_table(&table, objective);
    print_answers(&a->log, command_line_operand(line, 0));
    print_answers(&b->log, command_line_operand(line, 1));
    return STATUS_OK;
}

/* Worker by worker, from the panels: statistics are Python's. */
static enum status compare_workers(const struct command_line *line, struct error *err)
{
    const char *const arguments[] = {"compare", command_line_operand(line, 0),
                                     command_line_operand(line, 1),
                                     command_line_has(line, "json") ? "--json" : NULL, NULL};

    return analysis_package_run(arguments, err);
}

/* Point by point, paired by seed. */
static enum status compare_sweeps(const struct command_line *line, struct error *err)
{
    const char *const figure = command_line_value(line, "figure");
    const char *const over = command_line_value(line, "over");
    char table[2][FILES_MAX_PATH];
    struct temporary_folder room;

    TRY(temporary_folder_create(&room, err));
    enum status status =
        sweep_collected_write(table[0], &room, "a.h5", command_line_operand(line, 0), err);

    if (!status)
        status = sweep_collected_write(table[1], &room, "b.h5", command_line_operand(line, 1), err);
    const char *arguments[16] = {"compare",
                                 command_line_operand(line, 0),
                                 command_line_operand(line, 1),
                                 "--table",
                                 table[0],
                                 "--table",
                                 table[1],
                                 "--figure",
                                 figure ? figure : "welfare"};
    int count = 9;

    if (command_line_has(line, "json"))
        arguments[count++] = "--json";
    if (over) {
        arguments[count++] = "--over";
        arguments[count++] = over;
    }
    if (!status)
        status = analysis_package_run(arguments, err);
    temporary_folder_remove(&room);
    return status;
}

static enum status run_compare(const struct command_line *line, struct error *err)
{
    const bool is_sweep[] = {sweep_collected_is_sweep(command_line_operand(line, 0)),
                             sweep_collected_is_sweep(command_line_operand(line, 1))};
    struct stored_run a;
    struct stored_run b;

    if (is_sweep[0] != is_sweep[1])
        return error_set(err, STATUS_USAGE, "%s is a sweep and %s is none: expected two of a kind",
                         command_line_operand(line, is_sweep[0] ? 0 : 1),
                         command_line_operand(line, is_sweep[0] ? 1 : 0));
    if (is_sweep[0])
        return compare_sweeps(line, err);
    if (command_line_has(line, "figure") || command_line_has(line, "over"))
        return error_set(err, STATUS_USAGE, "--figure and --over are for sweeps");
    if (command_line_has(line, "paired"))
        return compare_workers(line, err);
    TRY(stored_run_read(&a, command_line_operand(line, 0), err));
    enum status status = stored_run_read(&b, command_line_operand(line, 1), err);

    if (!status) {
        status = compare(line, &a, &b, err);
        stored_run_free(&b);
    }
    stored_run_free(&a);
    return status;
}

static const struct command_option options[] = {
    {'e', "exact", NULL, "only say whether all results are equal to the bit (exit code 1 if not)"},
    {'p', "paired", NULL,
     "by worker, from the panels: intervals, revenue, excess burden, who gains"},
    {0, "figure", "NAME", "of sweeps: what differs or not (welfare)"},
    {0, "over", "KEY", "of sweeps: the key of replications (seed)"},
    PRINT_JSON_OPTION,
    {0},
};

const struct command command_compare = {
    .name = "compare",
    .group = COMMAND_RUNS,
    .operands = "RUN RUN | SWEEP SWEEP",
    .min_operands = 2,
    .max_operands = 2,
    .summary = "Put the last steps of two runs side by side, or two sweeps point by point",
    .details = "RUN is a run folder or a file in it.  Points of two sweeps over the same axes are "
               "paired by\n"
               "replication (seed): differences have 95% intervals.",
    .options = options,
    .run = run_compare,
};
