/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_records.c: the table of records. */
#include "runs/run_records.h"

#include "simulation/oracle.h"

#include <stdlib.h>

/* ---- tax systems and the optimum --------------------------------------------------------------- */

static void write_tax_system(struct bytes *bytes, const void *value)
{
    put_tax_system(bytes, value);
}

static void read_tax_system(struct source *source, union record_value *value)
{
    take_tax_system(source, &value->tax_system, true);
}

static void free_tax_system(union record_value *value)
{
    tax_system_free(&value->tax_system);
}

static void write_oracle(struct bytes *bytes, const void *value)
{
    const struct oracle_report *const report = value;
    const size_t num_brackets = (size_t)report->schedule.num_brackets;
    const int64_t num_points = report->curve.num_points;
    const size_t curve_bytes = (size_t)num_points * sizeof(double);

    put_schedule(bytes, &report->schedule);
    for (const struct column *column = oracle_columns; column->name; column++)
        put(bytes, (const char *)report + column->offset, sizeof(double));
    put(bytes, report->no_bound, sizeof report->no_bound);
    put(bytes, report->rate_interval, num_brackets * sizeof *report->rate_interval);
    put(bytes, report->workers_in_bracket, num_brackets * sizeof *report->workers_in_bracket);
    put(bytes, &num_points, sizeof num_points);
    put(bytes, report->curve.income, curve_bytes);
    put(bytes, report->curve.rate, curve_bytes);
    put(bytes, report->curve.share_of_workers, curve_bytes);
}

static void read_curve(struct source *source, struct oracle_curve *curve)
{
    int64_t num_points = 0;

    take(source, &num_points, sizeof num_points);
    source->failed |= num_points < 0 || num_points > ORACLE_CURVE_POINTS;
    if (source->failed)
        return;
    const size_t bytes = (size_t)num_points * sizeof(double);

    curve->num_points = (int)num_points;
    take(source, curve->income, bytes);
    take(source, curve->rate, bytes);
    take(source, curve->share_of_workers, bytes);
}

static void read_oracle(struct source *source, union record_value *value)
{
    struct oracle_report *const report = &value->oracle;

    take_schedule(source, &report->schedule, true);
    for (const struct column *column = oracle_columns; column->name; column++)
        take(source, (char *)report + column->offset, sizeof(double));
    take(source, report->no_bound, sizeof report->no_bound);
    report->no_bound[sizeof report->no_bound - 1] = '\0';
    source->failed |= report->schedule.num_brackets > TAX_MAX_BRACKETS;
    if (source->failed)
        return;
    const size_t num_brackets = (size_t)report->schedule.num_brackets;

    take(source, report->rate_interval, num_brackets * sizeof *report->rate_interval);
    take(source, report->workers_in_bracket, num_brackets * sizeof *report->workers_in_bracket);
    read_curve(source, &report->curve);
}

/* ---- what planner and model said --------------------------------------------------------------- */

static void write_proposal(struct bytes *bytes, const void *value)
{
    const struct run_proposal *const proposal = value;
    const int32_t is_accepted = proposal->is_accepted;

    put(bytes, &proposal->step, sizeof proposal->step);
    put(bytes, &proposal->tax_year, sizeof proposal->tax_year);
    put(bytes, &is_accepted, sizeof is_accepted);
    put_tax_system(bytes, &proposal->tax_system);
    put_text(bytes, proposal->note);
    put_text(bytes, proposal->refusal);
}

static void read_proposal(struct source *source, union record_value *value)
{
    struct run_proposal *const proposal = &value->proposal;
    int32_t is_accepted = 0;

    take(source, &proposal->step, sizeof proposal->step);
    take(source, &proposal->tax_year, sizeof proposal->tax_year);
    take(source, &is_accepted, sizeof is_accepted);
    proposal->is_accepted = is_accepted != 0;
    take_tax_system(source, &proposal->tax_system, false);
    proposal->note = take_text(source);
    proposal->refusal = take_text(source);
}

static void free_proposal(union record_value *value)
{
    tax_system_free(&value->proposal.tax_system);
    free(value->proposal.note);
    free(value->proposal.refusal);
}

static void write_prompt(struct bytes *bytes, const void *value)
{
    const struct run_prompt *const prompt = value;

    put_text(bytes, prompt->name);
    put_text(bytes, prompt->text);
}

static void read_prompt(struct source *source, union record_value *value)
{
    value->prompt.name = take_text(source);
    value->prompt.text = take_text(source);
}

static void free_prompt(union record_value *value)
{
    free(value->prompt.name);
    free(value->prompt.text);
}

/* ---- personas --------------------------------------------------------------------------------- */

static void write_persona(struct bytes *bytes, const void *value)
{
    const struct run_persona *const persona = value;

    put(bytes, &persona->worker, sizeof persona->worker);
    put_text(bytes, persona->text);
}

static void read_persona(struct source *source, union record_value *value)
{
    take(source, &value->persona.worker, sizeof value->persona.worker);
    value->persona.text = take_text(source);
}

static void free_persona(union record_value *value)
{
    free(value->persona.text);
}

/* ---- decisions --------------------------------------------------------------------------------- */

static void write_decisions(struct bytes *bytes, const void *value)
{
    const struct decision_log *const decisions = value;
    const int64_t num_options = decisions->num_options;
    const int64_t count = (int64_t)decisions->count;

    put(bytes, &num_options, sizeof num_options);
    put(bytes, &count, sizeof count);
    put(bytes, decisions->hours, sizeof decisions->hours);
    put(bytes, decisions->rows,
        decisions->count * decision_log_width(decisions) * sizeof *decisions->rows);
}

static void read_decisions(struct source *source, union record_value *value)
{
    struct decision_log *const decisions = &value->decisions;
    int64_t num_options = 0;
    int64_t count = 0;

    take(source, &num_options, sizeof num_options);
    take(source, &count, sizeof count);
    take(source, decisions->hours, sizeof decisions->hours);
    source->failed |= num_options < 0 ||
                      num_options > (int64_t)(sizeof decisions->hours / sizeof *decisions->hours) ||
                      count < 0;
    if (source->failed)
        return;
    decisions->num_options = (int)num_options;
    for (int64_t k = 0; !source->failed && k < count; k++) {
        double *const row = decision_log_append(decisions);

        if (row)
            take(source, row, decision_log_width(decisions) * sizeof *row);
        source->failed |= !row;
    }
}

static void free_decisions(union record_value *value)
{
    decision_log_free(&value->decisions);
}

/* ---- the table --------------------------------------------------------------------------------- */

static const struct record_kind {
    size_t bytes; /* of a value that is stored as it is in memory; else the functions */
    void (*write)(struct bytes *bytes, const void *value);
    void (*read)(struct source *source, union record_value *value);
    void (*free)(union record_value *value); /* NULL: it owns nothing */
    bool is_empty;
} kinds[RECORD_NUM_TYPES] = {
    [RECORD_TAX_SYSTEM] = {.write = write_tax_system,
                           .read = read_tax_system,
                           .free = free_tax_system},
    [RECORD_STEP] = {.bytes = sizeof(struct step_summary)},
    [RECORD_PROPOSAL] = {.write = write_proposal, .read = read_proposal, .free = free_proposal},
    [RECORD_PANEL_ROW] = {.bytes = sizeof(struct run_panel_row)},
    [RECORD_ORACLE] = {.write = write_oracle, .read = read_oracle},
    [RECORD_END] = {.is_empty = true},
    [RECORD_MODEL_STEP] = {.bytes = sizeof(struct model_step)},
    [RECORD_DECISIONS] = {.write = write_decisions, .read = read_decisions, .free = free_decisions},
    [RECORD_PROMPT] = {.write = write_prompt, .read = read_prompt, .free = free_prompt},
    [RECORD_PERSONA] = {.write = write_persona, .read = read_persona, .free = free_persona},
};

size_t run_record_plain_bytes(enum record_type type)
{
    return kinds[type].bytes;
}

void run_record_write(struct bytes *bytes, enum record_type type, const void *value)
{
    if (kinds[type].write)
        kinds[type].write(bytes, value);
    else if (kinds[type].bytes > 0)
        put(bytes, value, kinds[type].bytes);
}

bool run_record_read(union record_value *value, uint32_t type, const void *payload, size_t length)
{
    struct source source = {.at = payload, .length = length};

    *value = (union record_value){0};
    if (type >= RECORD_NUM_TYPES ||
        !(kinds[type].read || kinds[type].bytes > 0 || kinds[type].is_empty))
        return false;
    if (kinds[type].read)
        kinds[type].read(&source, value);
    else if (kinds[type].bytes > 0)
        take(&source, value, kinds[type].bytes);
    if (!source.failed && source.used == source.length)
        return true;
    run_record_free(value, (enum record_type)type);
    return false;
}

void run_record_free(union record_value *value, enum record_type type)
{
    if (kinds[type].free)
        kinds[type].free(value);
    *value = (union record_value){0};
}
