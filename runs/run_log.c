/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log.c: what a run leaves, kept in memory and written to the journal (runs/run_log.h). */
#include "runs/run_log_internal.h"

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

static void free_prompt(struct run_prompt *prompt)
{
    free(prompt->name);
    free(prompt->text);
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
    for (size_t k = 0; k < log->num_prompts; k++)
        free_prompt(&log->prompts[k]);
    free(log->prompts);
    for (size_t k = 0; k < log->num_personas; k++)
        free(log->personas[k].text);
    free(log->personas);
    *log = (struct run_log){0};
}

/* A prompt and a persona are what a run is made of, like its config, and the end is no result: none is part of the
 * content's hash. */
static bool is_result(enum record_type type)
{
    return type != RECORD_PROMPT && type != RECORD_PERSONA && type != RECORD_END;
}

static enum status take_bytes(struct run_log *log, struct journal *journal, enum record_type type,
                              const void *at, size_t count, struct error *err)
{
    if (is_result(type))
        log->content_hash = XXH3_64bits_withSeed(at, count, log->content_hash + (uint64_t)type);
    return journal ? journal_append(journal, type, at, count, err) : STATUS_OK;
}

/* One record: into the content's hash, and into the journal. */
static enum status record(struct run_log *log, struct journal *journal, enum record_type type,
                          const void *value, struct error *err)
{
    const size_t plain_bytes = run_record_plain_bytes(type);
    struct bytes bytes = {0};

    if (plain_bytes > 0)
        return take_bytes(log, journal, type, value, plain_bytes, err);
    run_record_write(&bytes, type, value);
    const enum status status = bytes.failed
                                   ? error_set(err, STATUS_NO_MEMORY, "no memory for a record")
                                   : take_bytes(log, journal, type, bytes.at, bytes.used, err);

    free(bytes.at);
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
    struct run_tax_system entry;

    if (log->num_tax_systems > 0 &&
        tax_system_equal(&log->tax_systems[log->num_tax_systems - 1].tax_system, tax_system))
        return STATUS_OK;
    TRY(ENSURE(log->tax_systems, log->capacity_tax_systems, log->num_tax_systems, err));
    TRY(keep_tax_system(&entry, tax_system, err));
    const enum status status = record(log, journal, RECORD_TAX_SYSTEM, tax_system, err);

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
    size_t capacity = log->capacity_steps;

    TRY(run_log_add_tax_system(log, journal, tax_system, err));
    TRY(ENSURE(log->summaries, log->capacity_steps, log->num_steps, err));
    TRY(ENSURE(log->tax_system_of_step, capacity, log->num_steps, err));
    TRY(record(log, journal, RECORD_STEP, summary, err));
    memcpy(&log->summaries[log->num_steps], summary, sizeof *summary);
    log->tax_system_of_step[log->num_steps++] = (int64_t)log->num_tax_systems - 1;
    return STATUS_OK;
}

enum status run_log_add_proposal(struct run_log *log, struct journal *journal,
                                 const struct run_proposal *proposal, const char *note,
                                 const char *refusal, struct error *err)
{
    struct run_proposal copy = *proposal;

    TRY(ENSURE(log->proposals, log->capacity_proposals, log->num_proposals, err));
    TRY(tax_system_copy(&copy.tax_system, &proposal->tax_system, err));
    copy.note = strdup(note);
    copy.refusal = strdup(refusal);
    enum status status = STATUS_OK;

    if (!status && (!copy.note || !copy.refusal))
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a record");
    if (!status)
        status = record(log, journal, RECORD_PROPOSAL, &copy, err);
    if (status)
        run_proposal_free(&copy);
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

enum status run_log_add_persona(struct run_log *log, struct journal *journal, int64_t worker,
                                const char *text, struct error *err)
{
    struct run_persona persona = {.worker = worker, .text = strdup(text)};
    enum status status = ENSURE(log->personas, log->capacity_personas, log->num_personas, err);

    if (!status && !persona.text)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a persona");
    if (!status)
        status = record(log, journal, RECORD_PERSONA, &persona, err);
    if (status)
        free(persona.text);
    else
        log->personas[log->num_personas++] = persona;
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

struct answer_tally run_log_answers(const struct run_log *log)
{
    struct answer_tally sum = {0};

    for (size_t s = 0; s < log->num_model_steps; s++) {
        const struct answer_tally step = model_step_answers(&log->model_steps[s]);

        answer_tally_add(&sum, &step);
    }
    return sum;
}
