/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/simulation.h: one run in memory: population, tax system, planner, steps.  It knows no files:
 * what happens goes to a sink (runs/run.h writes it into a run folder). */
#ifndef FISC_SIMULATION_SIMULATION_H
#define FISC_SIMULATION_SIMULATION_H

#include "agents/decision_log.h"
#include "config/settings.h"
#include "llm/purpose.h"
#include "model/economy.h"
#include "model/step_summary.h"
#include "planner/planner.h"
#include "simulation/model_step.h"

#include <signal.h>
#include <stdint.h>

enum { ORACLE_CURVE_POINTS = 40, ORACLE_REASON_BYTES = 320 };

/* The nonlinear optimum of the same workers, averaged over workers of about the same income (equal steps of its
 * logarithm, those with somebody in them). */
struct oracle_curve {
    int num_points; /* 0: there is none */
    double income[ORACLE_CURVE_POINTS], rate[ORACLE_CURVE_POINTS];
    double share_of_workers[ORACLE_CURVE_POINTS];
};

/* The optimum of the same population, and how far the run stayed from it.  Welfare in units of the
 * objective (USD per worker and year for most). */
struct oracle_report {
    struct tax_schedule schedule; /* the optimum's: one for everybody */
    double welfare;               /* W* of rational workers */
    double welfare_rounded_rates; /* W with rates rounded to 0.01 points */
    double workers_indifferent;   /* within 1e-6 USD of another choice */
    double welfare_baseline;      /* W of rational workers under the baseline tax system */
    /* W of rational workers under the run's last tax system */
    double welfare_rational_final_schedule;
    double welfare_run;        /* W of the run's last step */
    double planner_regret;     /* W* - W rational under the run's last tax system */
    double workers_regret;     /* the rest: can be negative */
    double regret;             /* the sum */
    double regret_share;       /* of W* - W(baseline); NaN where that is not positive */
    double min_rate, max_rate; /* bounds of the search */
    /* W of the nonlinear optimum, which no such system exceeds; NaN where none is proven, for `no_bound`. */
    double welfare_upper_bound;
    double price_of_brackets; /* the bound less W* */
    double searches, searches_that_found_it, search_spread;
    double is_met_in_run; /* 1: a system of the run was better than what was found, and is W* */
    double
        is_final_schedule_inside; /* 1: the run's last system is one that the search could find */
    char no_bound[ORACLE_REASON_BYTES];
    struct oracle_curve curve;
    /* [schedule.num_brackets]: where the rate can go, the others as they are, without W losing 1e-9 of it, and
     * the workers whose income is inside the bracket, not at its start. */
    double rate_interval[TAX_MAX_BRACKETS][2];
    double workers_in_bracket[TAX_MAX_BRACKETS];
};

extern const struct column oracle_columns[]; /* rows: every number of the report */

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
enum status simulation_memory_needed(double *bytes, const struct settings *settings,
                                     struct error *err) MUST_CHECK;
/* STATUS_NO_MEMORY if that would not fit into what is available; allocates nothing large. */
enum status simulation_check_memory(const struct settings *settings, struct error *err) MUST_CHECK;

/* True if the rule or the planner asks a language model: it needs simulation_set_gateway before the first
 * step. */
bool simulation_needs_model(const struct simulation *simulation);
/* True if what comes next hangs on more than summaries and tax systems: it cannot be restored, only
 * recomputed. */
bool simulation_must_be_repeated(const struct simulation *simulation);
bool simulation_uses_model_for(const struct simulation *simulation, enum llm_purpose purpose);
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
/* Of the last step. */
const struct step_summary *simulation_last_summary(const struct simulation *simulation);
/* In force, as legislated; before the first step the one it will begin with. */
const struct tax_system *simulation_tax_system(const struct simulation *simulation);
/* True if the planner may ask it; and the lab itself, for whoever studies tax systems. */
bool simulation_has_lab(const struct simulation *simulation);
const struct policy_lab *simulation_lab(const struct simulation *simulation);

#endif
