/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/reform_study.h: what a change of the tax system does to rational workers of a population, and to the
 * government: the same workers before and after. */
#ifndef FISC_STUDIES_REFORM_STUDY_H
#define FISC_STUDIES_REFORM_STUDY_H

#include "simulation/simulation.h"

/* Who gets what a reform brings in, or pays for it. */
enum closure {
    CLOSURE_REBATE, /* the lump-sum rebate changes */
    /* all rates of the reform are shifted until it brings in what the tax system before does */
    CLOSURE_RATES,
    CLOSURE_SPENDING, /* public spending changes, the rebate stays */
};
extern const char *const closure_names; /* "rebate|rates|spending" */
/* STATUS_USAGE if it is none of them; NULL: CLOSURE_REBATE. */
enum status closure_of(enum closure *closure, const char *name, struct error *err) MUST_CHECK;

/* USD per year and worker. */
struct reform_study {
    /* after: shifted, if rates close the budget */
    struct tax_schedule tax_system_before, tax_system_after;
    struct step_summary before, after;
    double rate_shift;          /* of all rates, a fraction; 0 but for CLOSURE_RATES */
    double mechanical_revenue;  /* mean T1(z0) - T0(z0): if nobody changed a thing */
    double behavioural_revenue; /* mean T1(z1) - T1(z0) */
    double
        equivalent_variation; /* mean of u - R, after less before: worth of the tax system to workers
                                    (the equivalent variation of quasilinear utility); NaN for isoelastic */
    double
        /* - (equivalent_variation + revenue): what workers lose and nobody gets; NaN likewise */
        excess_burden;
    double
        marginal_value_of_public_funds; /* equivalent_variation per USD that it costs the budget (Hendren and
                                    Sprung-Keyser 2020); NaN where revenue changes by less than a cent */
    double share_gaining, share_losing; /* in utility, by more than a cent a year */
};

/* Rational workers of `simulation` under two tax systems.  STATUS_NUMERICAL if no shift of rates closes the
 * budget. */
enum status reform_study(struct reform_study *study, struct simulation *simulation,
                         const struct tax_schedule *before, const struct tax_schedule *after,
                         enum closure closure, struct error *err) MUST_CHECK;

/* *tax_system with all rates shifted until rational workers pay `revenue` (USD per year and worker). */
enum status closure_shift_rates(struct tax_schedule *tax_system, double *shift,
                                const struct policy_lab *lab, double revenue_usd_per_year,
                                struct error *err) MUST_CHECK;

#endif
