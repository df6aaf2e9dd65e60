/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "runs/run_log.h"

#include "runs/run_records.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

static enum status ensure(void **array, size_t *capacity, size_t count, size_t element_bytes,
                          struct error *err)
{
    if (count < *capacity)
        return STATUS_OK;
    const size_t more = 2 * *capacity + 64;
    void *const larger = realloc(*array, more * element_bytes);

    if (!larger)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the results of a run");
    *array = larger;
    *capacity = more;
    return STATUS_OK;
}

#define ENSURE(array, capacity, count, err)                                                        \
    ensure((void **)&(array), &(capacity), count, sizeof *(array), err)

static void free_proposal(struct run_proposal *proposal)
{
    free(proposal->note);
    free(proposal->refusal);
}

static void free_prompt(struct run_prompt *prompt)
{
    free(prompt->name);
    free(prompt->text);
}

void run_log_free(struct run_log *log)
{
    for (size_t p = 0; p < log->num_proposals; p++)
        free_proposal(&log->proposals[p]);
    free(log->proposals);
    free(log->summaries);
    free(log->schedule_of_step);
    free(log->schedules);
    free(log->panel_rows);
    free(log->model_steps);
    decision_log_free(&log->decisions);
    for (size_t k = 0; k < log->num_prompts; k++)
        free_prompt(&log->prompts[k]);
    free(log->prompts);
    *log = (struct run_log){0};
}

/* One record: into the content's hash, and into the journal.  A prompt is what a run is made of, like its
 * config, and the end is no result: neither is part of the hash. */
static enum status record(struct run_log *log, struct journal *journal, enum record_type type,
                          const void *value, struct error *err)
{
    struct bytes bytes = {0};
    enum status status = STATUS_OK;

    run_record_write(&bytes, type, value);
    if (bytes.failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a record");
    if (!status && type != RECORD_PROMPT && type != RECORD_END)
        log->content_hash =
            XXH3_64bits_withSeed(bytes.at, bytes.used, log->content_hash + (uint64_t)type);
    if (!status && journal)
        status = journal_append(journal, type, bytes.at, bytes.used, err);
    free(bytes.at);
    return status;
}

static enum status add_schedule(struct run_log *log, struct journal *journal,
                                const struct tax_schedule *schedule, struct error *err)
{
    if (log->num_schedules > 0 &&
        tax_schedule_equal(&log->schedules[log->num_schedules - 1], schedule))
        return STATUS_OK;
    TRY(ENSURE(log->schedules, log->capacity_schedules, log->num_schedules, err));
    TRY(record(log, journal, RECORD_SCHEDULE, schedule, err));
    log->schedules[log->num_schedules++] = *schedule;
    return STATUS_OK;
}

enum status run_log_add_step(struct run_log *log, struct journal *journal,
                             const struct step_summary *summary,
                             const struct tax_schedule *schedule, struct error *err)
{
    size_t capacity = log->capacity_steps;

    TRY(add_schedule(log, journal, schedule, err));
    TRY(ENSURE(log->summaries, log->capacity_steps, log->num_steps, err));
    TRY(ENSURE(log->schedule_of_step, capacity, log->num_steps, err));
    TRY(record(log, journal, RECORD_STEP, summary, err));
    log->summaries[log->num_steps] = *summary;
    log->schedule_of_step[log->num_steps++] = (int64_t)log->num_schedules - 1;
    return STATUS_OK;
}

enum status run_log_add_proposal(struct run_log *log, struct journal *journal,
                                 const struct run_proposal *proposal, const char *note,
                                 const char *refusal, struct error *err)
{
    struct run_proposal copy = *proposal;
    enum status status = ENSURE(log->proposals, log->capacity_proposals, log->num_proposals, err);

    copy.note = strdup(note);
    copy.refusal = strdup(refusal);
    if (!status && (!copy.note || !copy.refusal))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a record");
    if (!status)
        status = record(log, journal, RECORD_PROPOSAL, &copy, err);
    if (status)
        free_proposal(&copy);
    else
        log->proposals[log->num_proposals++] = copy;
    return status;
}

enum status run_log_add_panel_row(struct run_log *log, struct journal *journal,
                                  struct run_panel_row row, struct error *err)
{
    TRY(ENSURE(log->panel_rows, log->capacity_panel_rows, log->num_panel_rows, err));
    TRY(record(log, journal, RECORD_PANEL_ROW, &row, err));
    log->panel_rows[log->num_panel_rows++] = row;
    return STATUS_OK;
}

enum status run_log_add_model_step(struct run_log *log, struct journal *journal,
                                   const struct model_step *step, struct error *err)
{
    TRY(ENSURE(log->model_steps, log->capacity_model_steps, log->num_model_steps, err));
    TRY(record(log, journal, RECORD_MODEL_STEP, step, err));
    log->model_steps[log->num_model_steps++] = *step;
    return STATUS_OK;
}

/* All rows of the log go to the one of the run, which takes over its options. */
enum status run_log_add_decisions(struct run_log *log, struct journal *journal,
                                  const struct decision_log *decisions, struct error *err)
{
    const size_t width = decision_log_width(decisions);

    if (log->decisions.count > 0 && log->decisions.num_options != decisions->num_options)
        return error_set(err, STATUS_INTERNAL, "the options of a run changed from %d to %d",
                         log->decisions.num_options, decisions->num_options);
    log->decisions.num_options = decisions->num_options;
    memcpy(log->decisions.hours, decisions->hours, sizeof decisions->hours);
    TRY(record(log, journal, RECORD_DECISIONS, decisions, err));
    for (size_t k = 0; k < decisions->count; k++) {
        double *const row = decision_log_append(&log->decisions);

        if (!row)
            return error_set(err, STATUS_NO_MEMORY, "no memory for the decisions of a run");
        memcpy(row, decisions->rows + k * width, width * sizeof *row);
    }
    return STATUS_OK;
}

enum status run_log_add_prompt(struct run_log *log, struct journal *journal, const char *name,
                               const char *text, struct error *err)
{
    struct run_prompt prompt = {.name = strdup(name), .text = strdup(text)};
    enum status status = ENSURE(log->prompts, log->capacity_prompts, log->num_prompts, err);

    if (!status && (!prompt.name || !prompt.text))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    if (!status)
        status = record(log, journal, RECORD_PROMPT, &prompt, err);
    if (status)
        free_prompt(&prompt);
    else
        log->prompts[log->num_prompts++] = prompt;
    return status;
}

enum status run_log_add_oracle(struct run_log *log, struct journal *journal,
                               const struct oracle_report *report, struct error *err)
{
    TRY(record(log, journal, RECORD_ORACLE, report, err));
    log->oracle = *report;
    log->has_oracle = true;
    return STATUS_OK;
}

enum status run_log_add_end(struct run_log *log, struct journal *journal, struct error *err)
{
    log->is_complete = true;
    return record(log, journal, RECORD_END, NULL, err);
}

/* ---- reading -------------------------------------------------------------------------------- */

/* How much of the log belongs to whole steps. */
struct mark {
    size_t num_steps, num_schedules, num_proposals, num_panel_rows, num_model_steps, num_decisions;
    uint64_t content_hash;
    struct run_log_end end;
};

struct reading {
    struct run_log *log;
    const struct journal_scan *scan;
    struct mark mark;
    struct tax_schedule pending; /* the last schedule read */
    int64_t before_step;
    bool is_stopped; /* at before_step */
};

static void set_mark(struct reading *reading)
{
    const struct run_log *const log = reading->log;

    reading->mark =
        (struct mark){log->num_steps,       log->num_schedules,
                      log->num_proposals,   log->num_panel_rows,
                      log->num_model_steps, log->decisions.count,
                      log->content_hash,    {reading->scan->valid_bytes, reading->scan->hash, 0}};
}

static enum status refuse(const struct reading *reading, struct error *err)
{
    return error_set(err, STATUS_CONFIG_CONFLICT,
                     "record %llu of the journal is not of this format",
                     (unsigned long long)reading->scan->num_records);
}

static enum status keep_step(struct reading *reading, const struct step_summary *summary,
                             struct error *err)
{
    if (summary->step >= reading->before_step) {
        reading->is_stopped = true;
        return STATUS_OK;
    }
    if (summary->step != (int64_t)reading->log->num_steps || reading->pending.num_brackets == 0)
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
    case RECORD_SCHEDULE:
        reading->pending = value->schedule;
        return add_schedule(log, NULL, &value->schedule, err);
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
        free_proposal(&log->proposals[p]);
    log->num_steps = mark->num_steps;
    log->num_schedules = mark->num_schedules;
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
