/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log.c: records of the journal, written and read (runs/run_log.h). */
#include "runs/run_log_internal.h"

#include "runs/record_bytes.h"
#include "simulation/oracle.h"

#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

static void put_oracle(struct bytes *bytes, const struct oracle_report *report)
{
    put_schedule(bytes, &report->schedule);
    for (const struct column *column = oracle_columns; column->name; column++)
        put(bytes, (const char *)report + column->offset, sizeof(double));
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

void run_proposal_free(struct run_proposal *proposal)
{
    tax_system_free(&proposal->tax_system);
    free(proposal->note);
    free(proposal->refusal);
}

void run_tax_system_free(struct run_tax_system *entry)
{
    tax_system_free(&entry->composed);
    tax_system_free(&entry->tax_system);
}

void run_log_free(struct run_log *log)
{
    for (size_t p = 0; p < log->num_proposals; p++)
        run_proposal_free(&log->proposals[p]);
    free(log->proposals);
    free(log->summaries);
    free(log->tax_system_of_step);
    for (size_t k = 0; k < log->num_tax_systems; k++)
        run_tax_system_free(&log->tax_systems[k]);
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
        run_tax_system_free(entry);
    return status;
}

enum status run_log_add_tax_system(struct run_log *log, struct journal *journal,
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
        run_tax_system_free(&entry);
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

    TRY(run_log_add_tax_system(log, journal, tax_system, err));
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
        run_proposal_free(&copy);
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
