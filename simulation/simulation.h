/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/simulation.h: one run in memory: population, tax system, planner, steps.  It knows no files:
 * what happens goes to a sink (runs/run.h writes it into a run folder). */
#ifndef FISC_SIMULATION_SIMULATION_H
#define FISC_SIMULATION_SIMULATION_H

#include "agents/decision_log.h"
#include "base/text.h"
#include "config/settings.h"
#include "llm/purpose.h"
#include "model/economy.h"
#include "model/step_summary.h"
#include "planner/planner.h"
#include "simulation/model_step.h"
#include "simulation/oracle_report.h"

#include <signal.h>
#include <stdint.h>

/* Where a run's results go.  Any function may be NULL. */
struct simulation_sink {
    void *context;
    enum status (*on_proposal)(void *context, int64_t step, int64_t tax_year,
                               const struct planner_proposal *proposal, bool is_accepted,
                               const char *refusal, struct error *err);
    /* Before on_step, if a language model is asked. */
    enum status (*on_model)(void *context, const struct model_step *step, struct error *err);
    /* After on_model, if there is anything to say of single workers. */
    enum status (*on_decisions)(void *context, const struct decision_log *decisions,
                                struct error *err);
    enum status (*on_step)(void *context, const struct step_summary *summary,
                           const struct tax_system *tax_system, const struct economy *economy,
                           const struct outcome *outcome, struct error *err);
    enum status (*on_oracle)(void *context, const struct oracle_report *report, struct error *err);
};

struct progress {
    void *context;
    void (*phase)(void *context, const char *what); /* something long begins */
    void (*step)(void *context, int64_t done, int64_t total);
};

struct simulation; /* opaque */

/* Draws the population and prepares everything; refuses what memory cannot hold before it
 * allocates.  `progress` may be NULL; settings must outlive the simulation. */
enum status simulation_create(struct simulation **simulation, const struct settings *settings,
                              const struct progress *progress, struct error *err) MUST_CHECK;
void simulation_destroy(struct simulation *simulation);

/* Bytes that a run takes at most, of its workers and of the results of its steps. */
enum status simulation_memory_needed(double *bytes, size_t *num_workers,
                                     const struct settings *settings, struct error *err) MUST_CHECK;
/* STATUS_NO_MEMORY if that would not fit into what is available; allocates nothing large. */
enum status simulation_check_memory(const struct settings *settings, struct error *err) MUST_CHECK;

/* True if the rule or the planner asks a language model: it needs simulation_set_gateway before the first
 * step. */
bool simulation_needs_model(const struct simulation *simulation);
/* True if what comes next hangs on more than summaries and tax systems: it cannot be restored, only
 * recomputed. */
bool simulation_must_be_repeated(const struct simulation *simulation);
bool simulation_uses_model_for(const struct simulation *simulation, enum llm_purpose purpose);
/* The persona of worker i as a language model reads it; false if none plays it.  After the first step's start. */
bool simulation_write_persona(const struct simulation *simulation, struct text *text, size_t i);
struct gateway;
void simulation_set_gateway(struct simulation *simulation, struct gateway *gateway);

/* Before the first step: this one in place of government.tax_system, as a value. */
enum status simulation_set_tax_system(struct simulation *simulation,
                                      const struct tax_schedule *schedule,
                                      struct error *err) MUST_CHECK;

/* Continue after `num_steps` recorded steps (summaries and tax systems of each, in order). */
enum status simulation_restore(struct simulation *simulation, const struct step_summary *summaries,
                               const struct tax_system *const *tax_systems, int64_t num_steps,
                               struct error *err) MUST_CHECK;

/* One step: the model.  Everything it calls is detail. */
enum status simulation_step(struct simulation *simulation, const struct simulation_sink *sink,
                            struct error *err) MUST_CHECK;

/* All remaining steps, then the oracle if the config asks for it.  Returns STATUS_INTERRUPTED after
 * a finished step once *stop is not 0 (`stop` may be NULL). */
enum status simulation_run(struct simulation *simulation, const struct simulation_sink *sink,
                           const volatile sig_atomic_t *stop, struct error *err) MUST_CHECK;

struct economy *simulation_economy(struct simulation *simulation);
const struct outcome *simulation_outcome(const struct simulation *simulation);
/* In force, as legislated; before the first step the one it will begin with. */
const struct tax_system *simulation_tax_system(const struct simulation *simulation);
/* True if the planner may ask it; and the lab itself, for whoever studies tax systems. */
bool simulation_has_lab(const struct simulation *simulation);
const struct policy_lab *simulation_lab(const struct simulation *simulation);

#endif
