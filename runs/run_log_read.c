/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log_read.c: run_log_read(): a journal's records back into the log, up to the last whole step. */
#include "runs/run_log_internal.h"

#include "runs/run_records.h"

#include <stdlib.h>

/* How much of the log belongs to whole steps. */
struct mark {
    size_t num_steps, num_tax_systems, num_proposals, num_panel_rows, num_model_steps,
        num_decisions, num_personas;
    uint64_t content_hash;
    struct run_log_end end;
};

struct reading {
    struct run_log *log;
    const struct journal_scan *scan;
    const char *path;
    struct mark mark;
    struct tax_system pending; /* the last one read; owned */
    int64_t before_step;
    bool is_stopped; /* at before_step */
};

static void set_mark(struct reading *reading)
{
    const struct run_log *const log = reading->log;

    reading->mark = (struct mark){log->num_steps,
                                  log->num_tax_systems,
                                  log->num_proposals,
                                  log->num_panel_rows,
                                  log->num_model_steps,
                                  log->decisions.count,
                                  log->num_personas,
                                  log->content_hash,
                                  {reading->scan->valid_bytes, reading->scan->hash, 0, false}};
}

static enum status refuse(const struct reading *reading, struct error *err)
{
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "%s: record %llu of the journal is not of this format", reading->path,
                     (unsigned long long)reading->scan->num_records);
}

static enum status keep_step(struct reading *reading, const struct step_summary *summary,
                             struct error *err)
{
    if (summary->step >= reading->before_step) {
        reading->is_stopped = true;
        return STATUS_OK;
    }
    if (summary->step != (int64_t)reading->log->num_steps || reading->pending.num_classes == 0)
        return refuse(reading, err);
    TRY(run_log_add_step(reading->log, NULL, summary, &reading->pending, err));
    set_mark(reading);
    return STATUS_OK;
}

static enum status keep(struct reading *reading, enum record_type type,
                        const union record_value *value, struct error *err)
{
    struct run_log *const log = reading->log;

    switch (type) {
    case RECORD_TAX_SYSTEM:
        tax_system_free(&reading->pending);
        TRY(tax_system_copy(&reading->pending, &value->tax_system, err));
        return run_log_add_tax_system(log, NULL, &reading->pending, err);
    case RECORD_STEP:
        return keep_step(reading, &value->step, err);
    case RECORD_PROPOSAL:
        return run_log_add_proposal(log, NULL, &value->proposal, value->proposal.note,
                                    value->proposal.refusal, err);
    case RECORD_PANEL_ROW:
        return run_log_add_panel_row(log, NULL, value->panel_row, err);
    case RECORD_MODEL_STEP:
        return run_log_add_model_step(log, NULL, &value->model_step, err);
    case RECORD_DECISIONS:
        return run_log_add_decisions(log, NULL, &value->decisions, err);
    case RECORD_PROMPT: /* they stand before the first step and stay, whatever comes after them */
        TRY(run_log_add_prompt(log, NULL, value->prompt.name, value->prompt.text, err));
        set_mark(reading);
        return STATUS_OK;
    case RECORD_PERSONA:
        return run_log_add_persona(log, NULL, value->persona.worker, value->persona.text, err);
    case RECORD_ORACLE:
        return run_log_add_oracle(log, NULL, &value->oracle, err);
    case RECORD_END:
        TRY(run_log_add_end(log, NULL, err));
        set_mark(reading);
        return STATUS_OK;
    case RECORD_NUM_TYPES:
        break;
    }
    return refuse(reading, err);
}

/* A record whose hash is right and whose content is not was written by another program. */
static enum status visit(void *context, uint32_t type, const void *payload, size_t length,
                         struct error *err)
{
    struct reading *const reading = context;
    union record_value value;

    if (reading->is_stopped)
        return STATUS_OK;
    if (!run_record_read(&value, type, payload, length))
        return refuse(reading, err);
    const enum status status = keep(reading, (enum record_type)type, &value, err);

    run_record_free(&value, (enum record_type)type);
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
    for (size_t k = mark->num_personas; k < log->num_personas; k++)
        free(log->personas[k].text);
    log->num_personas = mark->num_personas;
    log->content_hash = mark->content_hash;
    log->has_oracle = log->has_oracle && log->is_complete;
}

enum status run_log_read(struct run_log *log, const char *path, int64_t before_step, char **header,
                         struct run_log_end *end, struct error *err)
{
    struct journal_scan scan;
    struct reading reading = {.log = log, .scan = &scan, .path = path, .before_step = before_step};

    *log = (struct run_log){0};
    const enum status status = journal_read(&scan, path, visit, &reading, err);

    tax_system_free(&reading.pending);
    if (status) {
        run_log_free(log);
        return status;
    }
    if (reading.mark.end.bytes == 0) { /* no whole step */
        reading.mark.end.bytes = scan.header_bytes;
        reading.mark.end.hash = scan.header_hash;
    }
    cut_to_mark(log, &reading.mark);
    *end = reading.mark.end;
    end->is_empty = scan.is_empty;
    end->dropped_bytes = scan.valid_bytes + scan.dropped_bytes - end->bytes;
    *header = scan.header;
    return STATUS_OK;
}
