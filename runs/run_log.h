/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * runs/run_log.h: everything that a run leaves but the panel, in memory, and how it is written
 * to and read from the journal.  The HDF5 file, inspect and compare are made from it. */
#ifndef FISC_RUNS_RUN_LOG_H
#define FISC_RUNS_RUN_LOG_H

#include "base/journal.h"
#include "runs/run_values.h"

struct run_log {
    struct step_summary *summaries; /* [num_steps] */
    int64_t *tax_system_of_step;    /* [num_steps] index in tax_systems */
    size_t num_steps, capacity_steps;
    struct run_tax_system *tax_systems; /* all that were in force, in order of appearance */
    size_t num_tax_systems, capacity_tax_systems;
    struct run_proposal *proposals;
    size_t num_proposals, capacity_proposals;
    struct run_panel_row *panel_rows;
    size_t num_panel_rows, capacity_panel_rows;
    struct model_step *model_steps; /* [num_model_steps], one a step if a language model is asked */
    size_t num_model_steps, capacity_model_steps;
    struct decision_log decisions; /* of workers whom the model plays: those in trouble, or all */
    struct run_prompt *prompts;    /* [num_prompts] */
    size_t num_prompts, capacity_prompts;
    struct run_persona *personas; /* [num_personas] of workers whom a language model plays */
    size_t num_personas, capacity_personas;
    struct oracle_report oracle;
    bool has_oracle, is_complete;
    uint64_t content_hash; /* one number for all results, the same on every machine */
};

void run_log_free(struct run_log *log);

/* Each adds to the log and, if `journal` is not NULL, to the journal. */
enum status run_log_add_step(struct run_log *log, struct journal *journal,
                             const struct step_summary *summary,
                             const struct tax_system *tax_system, struct error *err) MUST_CHECK;
/* With its own copies of the tax system, note and refusal. */
enum status run_log_add_proposal(struct run_log *log, struct journal *journal,
                                 const struct run_proposal *proposal, const char *note,
                                 const char *refusal, struct error *err) MUST_CHECK;
enum status run_log_add_panel_row(struct run_log *log, struct journal *journal,
                                  struct run_panel_row row, struct error *err) MUST_CHECK;
enum status run_log_add_model_step(struct run_log *log, struct journal *journal,
                                   const struct model_step *step, struct error *err) MUST_CHECK;
enum status run_log_add_decisions(struct run_log *log, struct journal *journal,
                                  const struct decision_log *decisions,
                                  struct error *err) MUST_CHECK;
enum status run_log_add_prompt(struct run_log *log, struct journal *journal, const char *name,
                               const char *text, struct error *err) MUST_CHECK;
enum status run_log_add_persona(struct run_log *log, struct journal *journal, int64_t worker,
                                const char *text, struct error *err) MUST_CHECK;
enum status run_log_add_oracle(struct run_log *log, struct journal *journal,
                               const struct oracle_report *report, struct error *err) MUST_CHECK;
enum status run_log_add_end(struct run_log *log, struct journal *journal,
                            struct error *err) MUST_CHECK;

/* Where a journal can be continued: after its last whole step. */
struct run_log_end {
    uint64_t bytes, hash;
    uint64_t dropped_bytes; /* cut-off bytes behind, and records of a step that was not finished */
    bool is_empty;          /* the journal has not even a header: nothing was recorded */
};

/* Read a journal up to its last whole step before `before_step` (INT64_MAX: all).  *header is its
 * text (caller frees). */
enum status run_log_read(struct run_log *log, const char *path, int64_t before_step, char **header,
                         struct run_log_end *end, struct error *err) MUST_CHECK;

/* Tax system of a step: as legislated, and as units with one adult owe it. */
static inline const struct tax_system *run_log_tax_system(const struct run_log *log, size_t step)
{
    return &log->tax_systems[log->tax_system_of_step[step]].tax_system;
}

static inline const struct tax_system *run_log_composed(const struct run_log *log, size_t step)
{
    return &log->tax_systems[log->tax_system_of_step[step]].composed;
}

/* How many decisions of all steps the language model made. */
struct answer_tally run_log_answers(const struct run_log *log);

#endif
