/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * simulation/simulation_internal.h: for create.c (what a simulation is made of), simulation.c (the year)
 * and progress of a run alone. */
#ifndef FISC_SIMULATION_SIMULATION_INTERNAL_H
#define FISC_SIMULATION_SIMULATION_INTERNAL_H

#include "agents/decision_rule.h"
#include "agents/personas.h"
#include "agents/satisfaction.h"
#include "agents/stated_satisfaction.h"
#include "agents/voters.h"
#include "simulation/policy_lab.h"
#include "simulation/reform.h"
#include "simulation/simulation.h"
#include "simulation/tax_years.h"

struct simulation {
    const struct settings *settings;
    struct progress progress;
    uint64_t seed;
    int64_t num_steps, tax_year_length, warmup_steps;
    bool expects_last_rebate, use_adjusted;
    struct economy economy;
    struct decision_rule rule;
    struct satisfaction satisfaction;
    struct planner planner;
    struct personas *personas;
    struct stated_satisfaction *stated_satisfaction; /* NULL: the formula's */
    struct voters *voters;                /* NULL unless the planner needs an electorate */
    struct tax_system planner_tax_system; /* planner.tax_system, ready for the planner 'fixed' */
    struct tax_schedule reference;        /* the country's, where the planner needs it */
    struct reform reform;
    struct outcome outcome;
    struct step_summary_scratch *scratch;
    struct policy_lab lab;
    struct gateway *gateway; /* lent; NULL: no language model */
    /* the state of the run */
    int64_t next_step;
    struct tax_system tax_system;    /* in force, as legislated */
    struct tax_system composed;      /* the same as units with one adult owe it */
    struct tax_system last_composed; /* of the step before, where a model is told of it */
    struct step_summary last;        /* of the step before next_step */
    struct settlement settlement;    /* of the step that is lived through */
    struct decision_report report;
    struct {
        double sum_squares; /* of changes of welfare while the tax system stayed as it was */
        size_t count;
    } noise;                /* of welfare, where a model plans */
    struct tax_years years; /* finished ones, for planners */
};

void simulation_begin_phase(const struct simulation *simulation, const char *what);

/* The tax system that is in force from here on: a checked copy.  STATUS_INVALID_INPUT if it cannot be
 * one; then the old one stays. */
enum status simulation_legislate(struct simulation *simulation, const struct tax_system *tax_system,
                                 struct error *err) MUST_CHECK;

/* Measure the outcome of a step; fills simulation->last.  `composed` as by tax_system_compose. */
enum status simulation_measure(struct simulation *simulation, int64_t step,
                               const struct tax_system *composed,
                               const struct settlement *settlement, bool is_judged,
                               struct error *err) MUST_CHECK;

#endif
