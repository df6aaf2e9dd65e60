/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log_read.c: run_log_read(): a journal's records back into the log, up to the last whole step. */
#include "runs/run_log_internal.h"

#include "runs/record_bytes.h"
#include "simulation/oracle.h"

#include <stdlib.h>

static void take_oracle(struct source *source, struct oracle_report *report)
{
    take_schedule(source, &report->schedule, 1);
    for (const struct column *column = oracle_columns; column->name; column++)
        take(source, (char *)report + column->offset, sizeof(double));
}

/* How much of the log belongs to whole steps. */
struct mark {
    size_t num_steps, num_tax_systems, num_proposals, num_panel_rows, num_model_steps,
        num_decisions;
    uint64_t content_hash;
    struct run_log_end end;
};

struct reading {
    struct run_log *log;
    const struct journal_scan *scan;
    struct mark mark;
    struct tax_system pending; /* the last one read */
    int64_t before_step;
    int is_stopped; /* at before_step */
};

static void set_mark(struct reading *reading)
{
    const struct run_log *const log = reading->log;

    reading->mark =
        (struct mark){log->num_steps,       log->num_tax_systems,
                      log->num_proposals,   log->num_panel_rows,
                      log->num_model_steps, log->decisions.count,
                      log->content_hash,    {reading->scan->valid_bytes, reading->scan->hash, 0}};
}

static enum status read_proposal(struct reading *reading, struct source *source, struct error *err)
{
    struct run_proposal proposal = {0};

    take(source, &proposal.step, sizeof proposal.step);
    take(source, &proposal.tax_year, sizeof proposal.tax_year);
    take(source, &proposal.is_accepted, sizeof proposal.is_accepted);
    take_tax_system(source, &proposal.tax_system, 0);
    proposal.note = take_text(source);
    proposal.refusal = take_text(source);
    const enum status status =
        source->failed ? STATUS_OK : run_log_add_proposal(reading->log, NULL, &proposal, err);

    run_proposal_free(&proposal);
    return status;
}

static enum status read_step(struct reading *reading, struct source *source, struct error *err)
{
    struct step_summary summary;

    take(source, &summary, sizeof summary);
    if (!source->failed && summary.step >= reading->before_step) {
        reading->is_stopped = 1;
        return STATUS_OK;
    }
    if (source->failed || summary.step != (int64_t)reading->log->num_steps ||
        reading->pending.num_classes == 0) {
        source->failed = 1;
        return STATUS_OK;
    }
    TRY(run_log_add_step(reading->log, NULL, &summary, &reading->pending, err));
    set_mark(reading);
    return STATUS_OK;
}

static enum status read_panel_row(struct reading *reading, struct source *source, struct error *err)
{
    struct run_panel_row row;

    take(source, &row, sizeof row);
    return source->failed ? STATUS_OK : run_log_add_panel_row(reading->log, NULL, row, err);
}

static enum status read_model_step(struct reading *reading, struct source *source,
                                   struct error *err)
{
    struct model_step step;

    take(source, &step, sizeof step);
    return source->failed ? STATUS_OK : run_log_add_model_step(reading->log, NULL, &step, err);
}

static enum status read_decisions(struct reading *reading, struct source *source, struct error *err)
{
    struct decision_log decisions = {0};
    int64_t num_options = 0;
    int64_t count = 0;

    take(source, &num_options, sizeof num_options);
    take(source, &count, sizeof count);
    take(source, decisions.hours, sizeof decisions.hours);
    source->failed |= num_options < 0 ||
                      num_options > (int64_t)(sizeof decisions.hours / sizeof *decisions.hours) ||
                      count < 0;
    if (source->failed)
        return STATUS_OK;
    decisions.num_options = (int)num_options;
    for (int64_t k = 0; !source->failed && k < count; k++) {
        double *const row = decision_log_append(&decisions);

        if (row)
            take(source, row, decision_log_width(&decisions) * sizeof *row);
        source->failed |= !row;
    }
    const enum status status =
        source->failed ? STATUS_OK : run_log_add_decisions(reading->log, NULL, &decisions, err);

    decision_log_free(&decisions);
    return status;
}

/* Prompts stand before the first step and stay, whatever comes after them. */
static enum status read_prompt(struct reading *reading, struct source *source, struct error *err)
{
    char *const name = take_text(source);
    char *const text = take_text(source);
    const enum status status =
        source->failed ? STATUS_OK : run_log_add_prompt(reading->log, NULL, name, text, err);

    free(name);
    free(text);
    set_mark(reading);
    return status;
}

static enum status read_oracle(struct reading *reading, struct source *source, struct error *err)
{
    struct oracle_report report = {0};

    take_oracle(source, &report);
    return source->failed ? STATUS_OK : run_log_add_oracle(reading->log, NULL, &report, err);
}

/* A record whose hash is right and whose content is not was written by another program. */
static enum status visit(void *context, uint32_t type, const void *payload, size_t length,
                         struct error *err)
{
    struct reading *const reading = context;
    struct source source = {.at = payload, .length = length};
    enum status status = STATUS_OK;

    if (reading->is_stopped)
        return STATUS_OK;
    switch (type) {
    case RECORD_TAX_SYSTEM:
        tax_system_free(&reading->pending);
        take_tax_system(&source, &reading->pending, 1);
        if (!source.failed)
            status = run_log_add_tax_system(reading->log, NULL, &reading->pending, err);
        break;
    case RECORD_STEP:
        status = read_step(reading, &source, err);
        break;
    case RECORD_PROPOSAL:
        status = read_proposal(reading, &source, err);
        break;
    case RECORD_PANEL_ROW:
        status = read_panel_row(reading, &source, err);
        break;
    case RECORD_MODEL_STEP:
        status = read_model_step(reading, &source, err);
        break;
    case RECORD_DECISIONS:
        status = read_decisions(reading, &source, err);
        break;
    case RECORD_PROMPT:
        status = read_prompt(reading, &source, err);
        break;
    case RECORD_ORACLE:
        status = read_oracle(reading, &source, err);
        break;
    case RECORD_END:
        status = run_log_add_end(reading->log, NULL, err);
        set_mark(reading);
        break;
    default:
        source.failed = 1;
    }
    if (!status && (source.failed || source.used != source.length))
        return error_set(err, STATUS_CONFIG_CONFLICT,
                         "record %llu of the journal is not of this format",
                         (unsigned long long)reading->scan->num_records);
    return status;
}

static void cut_to_mark(struct run_log *log, const struct mark *mark)
{
    for (size_t p = mark->num_proposals; p < log->num_proposals; p++)
        run_proposal_free(&log->proposals[p]);
    log->num_steps = mark->num_steps;
    for (size_t k = mark->num_tax_systems; k < log->num_tax_systems; k++)
        run_tax_system_free(&log->tax_systems[k]);
    log->num_tax_systems = mark->num_tax_systems;
    log->num_proposals = mark->num_proposals;
    log->num_panel_rows = mark->num_panel_rows;
    log->num_model_steps = mark->num_model_steps;
    log->decisions.count = mark->num_decisions;
    log->content_hash = mark->content_hash;
    log->has_oracle = log->has_oracle && log->is_complete;
}

enum status run_log_read(struct run_log *log, const char *path, int64_t before_step, char **header,
                         struct run_log_end *end, struct error *err)
{
    struct journal_scan scan;
    struct reading reading = {.log = log, .scan = &scan, .before_step = before_step};

    *log = (struct run_log){0};
    const enum status status = journal_read(&scan, path, visit, &reading, err);

    tax_system_free(&reading.pending);
    if (status) {
        run_log_free(log);
        return error_add_context(err, "%s", path);
    }
    if (reading.mark.end.bytes == 0) { /* no whole step */
        reading.mark.end.bytes = scan.header_bytes;
        reading.mark.end.hash = scan.header_hash;
    }
    cut_to_mark(log, &reading.mark);
    *end = reading.mark.end;
    end->dropped_bytes = scan.valid_bytes + scan.dropped_bytes - end->bytes;
    *header = scan.header;
    return STATUS_OK;
}
