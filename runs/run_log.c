/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log.c: records of the journal, written and read (runs/run_log.h). */
#include "runs/run_log.h"

#include "runs/record_bytes.h"
#include "simulation/oracle.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

enum record_type {
    RECORD_TAX_SYSTEM = 1,
    RECORD_STEP = 2,
    RECORD_PROPOSAL = 3,
    RECORD_PANEL_ROW = 4,
    RECORD_ORACLE = 5,
    RECORD_END = 6,
    RECORD_MODEL_STEP = 7,
    RECORD_DECISIONS = 8,
    RECORD_PROMPT = 9,
};

static void put_oracle(struct bytes *bytes, const struct oracle_report *report)
{
    put_schedule(bytes, &report->schedule);
    for (const struct column *column = oracle_columns; column->name; column++)
        put(bytes, (const char *)report + column->offset, sizeof(double));
}

static void take_oracle(struct source *source, struct oracle_report *report)
{
    take_schedule(source, &report->schedule, 1);
    for (const struct column *column = oracle_columns; column->name; column++)
        take(source, (char *)report + column->offset, sizeof(double));
}

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
    tax_system_free(&proposal->tax_system);
    free(proposal->note);
    free(proposal->refusal);
}

static void free_tax_system(struct run_tax_system *entry)
{
    tax_system_free(&entry->composed);
    tax_system_free(&entry->tax_system);
}

void run_log_free(struct run_log *log)
{
    for (size_t p = 0; p < log->num_proposals; p++)
        free_proposal(&log->proposals[p]);
    free(log->proposals);
    free(log->summaries);
    free(log->tax_system_of_step);
    for (size_t k = 0; k < log->num_tax_systems; k++)
        free_tax_system(&log->tax_systems[k]);
    free(log->tax_systems);
    free(log->panel_rows);
    free(log->model_steps);
    decision_log_free(&log->decisions);
    for (size_t k = 0; k < log->num_prompts; k++) {
        free(log->prompts[k].name);
        free(log->prompts[k].text);
    }
    free(log->prompts);
    *log = (struct run_log){0};
}

/* One record: into the content's hash, and into the journal. */
static enum status record(struct run_log *log, struct journal *journal, enum record_type type,
                          struct bytes *bytes, struct error *err)
{
    enum status status = STATUS_OK;

    if (bytes->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a record");
    log->content_hash =
        XXH3_64bits_withSeed(bytes->at, bytes->used, log->content_hash + (uint64_t)type);
    if (journal)
        status = journal_append(journal, type, bytes->at, bytes->used, err);
    return status;
}

static enum status keep_tax_system(struct run_tax_system *entry,
                                   const struct tax_system *tax_system, struct error *err)
{
    *entry = (struct run_tax_system){0};
    TRY(tax_system_copy(&entry->tax_system, tax_system, err));
    const enum status status = tax_system_compose(&entry->composed, &entry->tax_system, err);

    if (status)
        free_tax_system(entry);
    return status;
}

static enum status add_tax_system(struct run_log *log, struct journal *journal,
                                  const struct tax_system *tax_system, struct error *err)
{
    struct bytes bytes = {0};
    struct run_tax_system entry;

    if (log->num_tax_systems > 0 &&
        tax_system_equal(&log->tax_systems[log->num_tax_systems - 1].tax_system, tax_system))
        return STATUS_OK;
    TRY(ENSURE(log->tax_systems, log->capacity_tax_systems, log->num_tax_systems, err));
    TRY(keep_tax_system(&entry, tax_system, err));
    put_tax_system(&bytes, tax_system);
    const enum status status = record(log, journal, RECORD_TAX_SYSTEM, &bytes, err);

    free(bytes.at);
    if (status)
        free_tax_system(&entry);
    else
        log->tax_systems[log->num_tax_systems++] = entry;
    return status;
}

enum status run_log_add_step(struct run_log *log, struct journal *journal,
                             const struct step_summary *summary,
                             const struct tax_system *tax_system, struct error *err)
{
    struct step_summary copy = *summary;
    struct bytes bytes = {.at = (char *)&copy, .used = sizeof copy, .capacity = sizeof copy};
    size_t capacity = log->capacity_steps;

    TRY(add_tax_system(log, journal, tax_system, err));
    TRY(ENSURE(log->summaries, log->capacity_steps, log->num_steps, err));
    TRY(ENSURE(log->tax_system_of_step, capacity, log->num_steps, err));
    TRY(record(log, journal, RECORD_STEP, &bytes, err));
    log->summaries[log->num_steps] = *summary;
    log->tax_system_of_step[log->num_steps++] = (int64_t)log->num_tax_systems - 1;
    return STATUS_OK;
}

enum status run_log_add_proposal(struct run_log *log, struct journal *journal,
                                 const struct run_proposal *proposal, struct error *err)
{
    struct run_proposal copy = *proposal;
    struct bytes bytes = {0};

    TRY(ENSURE(log->proposals, log->capacity_proposals, log->num_proposals, err));
    TRY(tax_system_copy(&copy.tax_system, &proposal->tax_system, err));
    copy.note = strdup(proposal->note);
    copy.refusal = strdup(proposal->refusal);
    put(&bytes, &copy.step, sizeof copy.step);
    put(&bytes, &copy.tax_year, sizeof copy.tax_year);
    put(&bytes, &copy.is_accepted, sizeof copy.is_accepted);
    put_tax_system(&bytes, &copy.tax_system);
    put_text(&bytes, proposal->note);
    put_text(&bytes, proposal->refusal);
    bytes.failed |= !copy.note || !copy.refusal;
    const enum status status = record(log, journal, RECORD_PROPOSAL, &bytes, err);

    free(bytes.at);
    if (status)
        free_proposal(&copy);
    else
        log->proposals[log->num_proposals++] = copy;
    return status;
}

enum status run_log_add_panel_row(struct run_log *log, struct journal *journal,
                                  struct run_panel_row row, struct error *err)
{
    struct bytes bytes = {.at = (char *)&row, .used = sizeof row, .capacity = sizeof row};

    TRY(ENSURE(log->panel_rows, log->capacity_panel_rows, log->num_panel_rows, err));
    TRY(record(log, journal, RECORD_PANEL_ROW, &bytes, err));
    log->panel_rows[log->num_panel_rows++] = row;
    return STATUS_OK;
}

enum status run_log_add_model_step(struct run_log *log, struct journal *journal,
                                   const struct model_step *step, struct error *err)
{
    struct model_step copy = *step;
    struct bytes bytes = {.at = (char *)&copy, .used = sizeof copy, .capacity = sizeof copy};

    TRY(ENSURE(log->model_steps, log->capacity_model_steps, log->num_model_steps, err));
    TRY(record(log, journal, RECORD_MODEL_STEP, &bytes, err));
    log->model_steps[log->num_model_steps++] = *step;
    return STATUS_OK;
}

/* All rows of the log go to the one of the run, which takes over its options. */
enum status run_log_add_decisions(struct run_log *log, struct journal *journal,
                                  const struct decision_log *decisions, struct error *err)
{
    const int64_t num_options = decisions->num_options;
    const int64_t count = (int64_t)decisions->count;
    const size_t width = decision_log_width(decisions);
    struct bytes bytes = {0};

    if (log->decisions.count > 0 && log->decisions.num_options != decisions->num_options)
        return error_set(err, STATUS_INTERNAL, "the options of a run changed from %d to %lld",
                         log->decisions.num_options, (long long)num_options);
    log->decisions.num_options = decisions->num_options;
    memcpy(log->decisions.hours, decisions->hours, sizeof decisions->hours);
    put(&bytes, &num_options, sizeof num_options);
    put(&bytes, &count, sizeof count);
    put(&bytes, decisions->hours, sizeof decisions->hours);
    put(&bytes, decisions->rows, decisions->count * width * sizeof *decisions->rows);
    const enum status status = record(log, journal, RECORD_DECISIONS, &bytes, err);

    free(bytes.at);
    for (size_t k = 0; !status && k < decisions->count; k++) {
        double *const row = decision_log_append(&log->decisions);

        if (!row)
            return error_set(err, STATUS_NO_MEMORY, "no memory for the decisions of a run");
        memcpy(row, decisions->rows + k * width, width * sizeof *row);
    }
    return status;
}

/* A prompt is what a run is made of, like its config: no part of the content's hash. */
enum status run_log_add_prompt(struct run_log *log, struct journal *journal, const char *name,
                               const char *text, struct error *err)
{
    struct run_prompt prompt = {.name = strdup(name), .text = strdup(text)};
    struct bytes bytes = {0};
    enum status status = ENSURE(log->prompts, log->capacity_prompts, log->num_prompts, err);

    put_text(&bytes, name);
    put_text(&bytes, text);
    if (!status && (bytes.failed || !prompt.name || !prompt.text))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a prompt");
    if (!status && journal)
        status = journal_append(journal, RECORD_PROMPT, bytes.at, bytes.used, err);
    free(bytes.at);
    if (status) {
        free(prompt.name);
        free(prompt.text);
    } else {
        log->prompts[log->num_prompts++] = prompt;
    }
    return status;
}

enum status run_log_add_oracle(struct run_log *log, struct journal *journal,
                               const struct oracle_report *report, struct error *err)
{
    struct bytes bytes = {0};

    put_oracle(&bytes, report);
    const enum status status = record(log, journal, RECORD_ORACLE, &bytes, err);

    free(bytes.at);
    log->oracle = *report;
    log->has_oracle = 1;
    return status;
}

enum status run_log_add_end(struct run_log *log, struct journal *journal, struct error *err)
{
    log->is_complete = 1;
    return journal ? journal_append(journal, RECORD_END, NULL, 0, err) : STATUS_OK;
}

/* ---- reading -------------------------------------------------------------------------------- */

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

    free_proposal(&proposal);
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
            status = add_tax_system(reading->log, NULL, &reading->pending, err);
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
        free_proposal(&log->proposals[p]);
    log->num_steps = mark->num_steps;
    for (size_t k = mark->num_tax_systems; k < log->num_tax_systems; k++)
        free_tax_system(&log->tax_systems[k]);
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
