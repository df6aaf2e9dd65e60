/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/export.h"

#include "base/json_writer.h"
#include "io/hdf5_file.h"
#include "io/hdf5_reader.h"
#include "llm/reply_store.h"
#include "model/welfare_kinds.h"
#include "runs/stored_run.h"
#include "simulation/model_step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const export_table_names[EXPORT_NUM_TABLES + 1] = {"summary",   "schedules", "panel",
                                                               "decisions", "notes",     "votes",
                                                               "replies",   NULL};

static void put_number(struct text *text, double number)
{
    text_append(text, ",");
    if (isfinite(number))
        text_append_number(text, number);
}

/* What has gathered goes out. */
static enum status flush(FILE *stream, struct text *text, struct error *err)
{
    const bool is_out = text->length == 0 || text->failed ||
                        fwrite(text->bytes, 1, text->length, stream) == text->length;
    const bool failed = text->failed;

    text_free(text);
    *text = (struct text){0};
    if (failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    return is_out ? STATUS_OK : error_set_errno(err, STATUS_IO, "the table cannot be written");
}

/* ",welfare_by_kind_rawlsian", ",quintile_mean_tax_5": elements of vectors by what they are of. */
static void put_names(struct text *text, const struct column *column)
{
    const bool is_by_kind = column->dimension && strcmp(column->dimension, "welfare_kind") == 0;

    if (column->length == 0)
        text_append(text, ",%s", column->name);
    for (size_t k = 0; k < column->length; k++)
        if (is_by_kind)
            text_append(text, ",%s_%s", column->name, welfare_kinds[k]->kind.name);
        else
            text_append(text, ",%s_%zu", column->name, k + 1);
}

static void put_all_names(struct text *text, const struct column *columns)
{
    for (const struct column *column = columns; column->name; column++)
        if (column->type == COLUMN_F64)
            put_names(text, column);
}

static void put_figures(struct text *text, const struct column *columns, const void *row)
{
    for (const struct column *column = columns; column->name; column++) {
        const char *const place = (const char *)row + column->offset;

        for (size_t k = 0; column->type == COLUMN_F64 && k < (column->length ? column->length : 1);
             k++) {
            double value;

            memcpy(&value, place + k * sizeof value, sizeof value);
            put_number(text, value);
        }
    }
}

/* ---- from the journal -------------------------------------------------------------------------- */

/* Of a step: the share of all decisions that the model made, then what the run file has in /llm. */
static void put_model_step(struct text *text, const struct run_log *log, size_t step)
{
    if (step >= log->num_model_steps)
        return;
    const struct answer_tally answers = model_step_answers(&log->model_steps[step]);

    put_number(text, answer_tally_share(&answers));
    put_figures(text, model_step_columns, &log->model_steps[step]);
}

static enum status write_summary(FILE *stream, const struct run_log *log, struct error *err)
{
    struct text text = {0};

    text_append(&text, "step");
    put_all_names(&text, step_summary_columns);
    if (log->num_model_steps > 0) {
        text_append(&text, ",answered_share");
        put_all_names(&text, model_step_columns);
    }
    text_append(&text, "\n");
    for (size_t s = 0; s < log->num_steps; s++) {
        text_append(&text, "%zu", s);
        put_figures(&text, step_summary_columns, &log->summaries[s]);
        put_model_step(&text, log, s);
        text_append(&text, "\n");
        TRY(flush(stream, &text, err));
    }
    return flush(stream, &text, err);
}

static void put_brackets(struct text *text, size_t step, const char *tax_class,
                         const struct tax_schedule *schedule)
{
    for (int j = 0; j < schedule->num_brackets; j++) {
        text_append(text, "%zu,%s,%d", step, tax_class, j);
        put_number(text, schedule->start_usd_per_year[j]);
        put_number(text, schedule->marginal_rate[j]);
        put_number(text, schedule->tax_at_start_usd_per_year[j]);
        text_append(text, "\n");
    }
}

static enum status write_schedules(FILE *stream, const struct run_log *log, struct error *err)
{
    struct text text = {0};
    char tax_class[16];

    text_append(&text, "first_step,tax_class,bracket,start_usd_per_year,marginal_rate,"
                       "tax_at_start_usd_per_year\n");
    for (size_t s = 0; s < log->num_steps; s++) {
        const struct tax_system *const tax_system = run_log_tax_system(log, s);

        if (s > 0 && log->tax_system_of_step[s] == log->tax_system_of_step[s - 1])
            continue;
        for (int c = 0; c < tax_system->num_classes; c++) {
            snprintf(tax_class, sizeof tax_class, "%d", c);
            put_brackets(&text, s, tax_class, &tax_system->class_schedule[c]);
        }
        if (tax_system->own_earnings)
            put_brackets(&text, s, "own_earnings", tax_system->own_earnings);
    }
    return flush(stream, &text, err);
}

static enum status write_decisions(FILE *stream, const struct run_log *log, struct error *err)
{
    const struct decision_log *const decisions = &log->decisions;
    const size_t width = decision_log_width(decisions);
    struct text text = {0};

    if (decisions->count == 0)
        return error_set(err, STATUS_INVALID_INPUT,
                         "the run kept no decisions: see rule.llm.keep_decisions");
    for (int k = 0; k < DECISION_NUM_COLUMNS; k++)
        text_append(&text, "%s%s", k > 0 ? "," : "", decision_columns[k].name);
    for (int k = 0; k < decisions->num_options; k++)
        text_append(&text, ",probability_of_%g_hours", decisions->hours[k]);
    text_append(&text, "\n");
    for (size_t i = 0; i < decisions->count; i++) {
        text_append(&text, "%.0f", decisions->rows[i * width]);
        for (size_t k = 1; k < width; k++)
            put_number(&text, decisions->rows[i * width + k]);
        text_append(&text, "\n");
        TRY(flush(stream, &text, err));
    }
    return flush(stream, &text, err);
}

static enum status write_proposals(FILE *stream, const struct run_log *log, bool only_votes,
                                   struct error *err)
{
    struct text text = {0};

    for (size_t k = 0; k < log->num_proposals; k++) {
        const struct run_proposal *const proposal = &log->proposals[k];

        if (only_votes && !strstr(proposal->note, "\"plurality\":"))
            continue;
        struct json_writer json = json_writer_of(&text, JSON_COMPACT);

        json_open_object(&json, NULL);
        json_integer(&json, "step", proposal->step);
        json_integer(&json, "tax_year", proposal->tax_year);
        json_bool(&json, "accepted", proposal->is_accepted);
        json_string(&json, "refusal", proposal->refusal);
        if (proposal->note[0])
            json_raw(&json, "note", proposal->note, strlen(proposal->note));
        else
            json_null(&json, "note");
        json_close(&json);
        text_append(&text, "\n");
    }
    return flush(stream, &text, err);
}

static enum status write_notes(FILE *stream, const struct run_log *log, struct error *err)
{
    return write_proposals(stream, log, false, err);
}

static enum status write_votes(FILE *stream, const struct run_log *log, struct error *err)
{
    return write_proposals(stream, log, true, err);
}

/* ---- from the run file ------------------------------------------------------------------------- */

enum { MAX_PANEL_COLUMNS = 24 };

static const char *const facts[] = {"wage_usd_per_hour", "observed_hours_per_week",
                                    "weeks_per_year",    "sample_weight",
                                    "occupation",        "sex",
                                    "age_group",         NULL};
static const char *const choices[] = {"hours_per_week",       "income_usd_per_year",
                                      "tax_usd_per_year",     "net_income_usd_per_year",
                                      "utility_usd_per_year", NULL};

struct panel {
    const struct hdf5_reader *reader;
    size_t num_steps, num_workers;
    double *step;                      /* [num_steps] */
    double *column[MAX_PANEL_COLUMNS]; /* [num_workers]: identity, facts, then choices of a step */
    const char *name[MAX_PANEL_COLUMNS];
    int num_facts, num_columns;
};

static enum status read_column(struct panel *panel, int c, size_t row, struct error *err)
{
    char path[64];

    snprintf(path, sizeof path, "/panel/%s", panel->name[c]);
    return hdf5_reader_row(panel->reader, path, row, panel->column[c], panel->num_workers, err);
}

static enum status add_columns(struct panel *panel, const char *const *names, struct error *err)
{
    for (size_t k = 0; names[k]; k++) {
        char path[64];

        snprintf(path, sizeof path, "/panel/%s", names[k]);
        if (!hdf5_reader_has(panel->reader, path))
            continue; /* who is nobody in particular has no occupation */
        panel->name[panel->num_columns] = names[k];
        panel->column[panel->num_columns] = calloc(panel->num_workers, sizeof(double));
        if (!panel->column[panel->num_columns++])
            return error_set(err, STATUS_NO_MEMORY, "no memory for %zu workers",
                             panel->num_workers);
    }
    return STATUS_OK;
}

static enum status open_panel(struct panel *panel, struct error *err)
{
    static const char *const identity[] = {"worker", NULL};
    size_t shape[2];

    if (!hdf5_reader_has(panel->reader, "/panel"))
        return error_set(err, STATUS_INVALID_INPUT, "the run kept no panel: see output.panel");
    TRY(hdf5_reader_shape(panel->reader, "/panel/hours_per_week", shape, err));
    panel->num_steps = shape[0];
    panel->num_workers = shape[1];
    panel->step = calloc(shape[0] + 1, sizeof *panel->step);
    if (!panel->step)
        return error_set(err, STATUS_NO_MEMORY, "no memory for %zu steps", shape[0]);
    TRY(hdf5_reader_row(panel->reader, "/panel/panel_step", 0, panel->step, shape[0], err));
    TRY(add_columns(panel, identity, err));
    TRY(add_columns(panel, facts, err));
    panel->num_facts = panel->num_columns;
    TRY(add_columns(panel, choices, err));
    for (int c = 0; c < panel->num_facts; c++)
        TRY(read_column(panel, c, 0, err));
    return STATUS_OK;
}

static enum status write_panel_rows(FILE *stream, struct panel *panel, struct error *err)
{
    struct text text = {0};

    text_append(&text, "step");
    for (int c = 0; c < panel->num_columns; c++)
        text_append(&text, ",%s", panel->name[c]);
    text_append(&text, "\n");
    for (size_t s = 0; s < panel->num_steps; s++) {
        for (int c = panel->num_facts; c < panel->num_columns; c++)
            TRY(read_column(panel, c, s, err));
        for (size_t i = 0; i < panel->num_workers; i++) {
            text_append(&text, "%.0f", panel->step[s]);
            for (int c = 0; c < panel->num_columns; c++)
                put_number(&text, panel->column[c][i]);
            text_append(&text, "\n");
        }
        TRY(flush(stream, &text, err));
    }
    return flush(stream, &text, err);
}

static enum status write_panel(FILE *stream, const char *run_file, struct error *err)
{
    struct hdf5_reader *reader = NULL;
    size_t num_datasets = 0;

    if (!file_exists(run_file))
        return error_set(err, STATUS_MISSING_INPUT, "%s: missing; 'fisc resume' makes it",
                         run_file);
    TRY(hdf5_file_verify(run_file, &num_datasets, err));
    TRY(hdf5_reader_open(&reader, run_file, err));

    struct panel panel = {.reader = reader};
    enum status status = open_panel(&panel, err);

    if (!status)
        status = write_panel_rows(stream, &panel, err);
    for (int c = 0; c < panel.num_columns; c++)
        free(panel.column[c]);
    free(panel.step);
    hdf5_reader_close(reader);
    return status;
}

/* ---- from the replies -------------------------------------------------------------------------- */

struct replies {
    FILE *stream;
    struct error *err;
    enum status status;
};

static void write_reply(void *context, const unsigned char key[CHAT_KEY_BYTES], const char *line,
                        size_t length)
{
    struct replies *const replies = context;
    struct text text = {0};
    struct json_writer json = json_writer_of(&text, JSON_COMPACT);
    char digits[2 * CHAT_KEY_BYTES + 1];

    if (replies->status)
        return;
    for (int k = 0; k < CHAT_KEY_BYTES; k++)
        snprintf(digits + 2 * k, 3, "%02x", key[k]);
    json_open_object(&json, NULL);
    json_string(&json, "key", digits);
    json_raw(&json, "reply", line, length);
    json_close(&json);
    text_append(&text, "\n");
    replies->status = flush(replies->stream, &text, replies->err);
}

static enum status write_replies(FILE *stream, const char *path, struct error *err)
{
    struct replies replies = {.stream = stream, .err = err};
    struct reply_store *store = NULL;
    uint64_t dropped_bytes = 0;

    if (!file_exists(path))
        return error_set(err, STATUS_INVALID_INPUT, "the run asked no language model");
    TRY(reply_store_create(&store, err));
    enum status status = reply_store_read(store, path, false, &dropped_bytes, err);

    if (!status)
        status = reply_store_visit(store, write_reply, &replies, err);
    reply_store_destroy(store);
    return status ? status : replies.status;
}

/* ---- all --------------------------------------------------------------------------------------- */

typedef enum status log_writer(FILE *stream, const struct run_log *log, struct error *err);

static enum status write_from_journal(FILE *stream, log_writer *write, const char *folder,
                                      struct error *err)
{
    struct stored_run run;

    TRY(stored_run_read(&run, folder, err));
    const enum status status = write(stream, &run.log, err);

    stored_run_free(&run);
    return status;
}

enum status export_write(FILE *stream, enum export_table table, const char *folder,
                         struct error *err)
{
    struct run_paths paths;

    TRY(run_paths_init(&paths, folder, err));
    switch (table) {
    case EXPORT_SUMMARY:
        return write_from_journal(stream, write_summary, folder, err);
    case EXPORT_SCHEDULES:
        return write_from_journal(stream, write_schedules, folder, err);
    case EXPORT_DECISIONS:
        return write_from_journal(stream, write_decisions, folder, err);
    case EXPORT_NOTES:
        return write_from_journal(stream, write_notes, folder, err);
    case EXPORT_VOTES:
        return write_from_journal(stream, write_votes, folder, err);
    case EXPORT_PANEL:
        return write_panel(stream, paths.run_file, err);
    case EXPORT_REPLIES:
        return write_replies(stream, paths.replies, err);
    case EXPORT_NUM_TABLES:
        break;
    }
    return error_set(err, STATUS_INTERNAL, "no table %d can be exported", (int)table);
}
