/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * studies/mvpf.h: the marginal value of public funds (Hendren and Sprung-Keyser 2020): what those who gain would
 * pay for a small cut of taxes, over what it costs once they have answered it. */
#ifndef FISC_STUDIES_MVPF_H
#define FISC_STUDIES_MVPF_H

#include "simulation/simulation.h"

/* A cut in the direction of a schedule, whose slopes are small rates: taxes fall by `size` times the schedule. */
struct mvpf {
    double per_dollar; /* willingness to pay over cost; INFINITY where the cut costs nothing; NaN:
                           nobody is there */
    double gain;       /* to workers, and ... */
    double
        cost; /* ... to the government, by differences of answers: USD a worker and year per unit */
    double by_formula;  /* 1/(1 + FE) */
    double externality; /* FE of the formula, per dollar that the cut would cost without answers */
};

/* Of a cut of T in a direction, by central differences, beside the formula with e = 1/(delta - 1):
 *     FE = -sum_i t_i/(1 - t_i) e z_i D'(z_i) / sum_i D(z_i),  i inside brackets.
 * Quasilinear utility only (STATUS_INVALID_INPUT), rates below 1. */
enum status mvpf_of_cut(struct mvpf *mvpf, struct simulation *simulation,
                        const struct tax_schedule *tax_system, const struct tax_schedule *direction,
                        struct error *err) MUST_CHECK;

/* Rate 1 between two incomes, 0 elsewhere. */
enum status mvpf_direction_between(struct tax_schedule *direction, double from_usd_per_year,
                                   double to_usd_per_year, struct error *err) MUST_CHECK;

/* A top rate cut from published figures. */
struct mvpf_policy {
    double rate_before, rate_after; /* of the top bracket */
    double other_rate;              /* that is paid besides */
    double pareto;                  /* a: z/(z - b) of incomes above */
    double elasticity;              /* e */
};
struct mvpf_of_policy {
    double before, after;  /* 1/(1 + FE) at each rate */
    double averaged;       /* 1/(1 + mean FE) */
    double externality[2]; /* FE = -(t/(1 - t)) a e */
};

/* STATUS_INVALID_INPUT where rates reach 1, a is not above 1, or nothing changes. */
enum status mvpf_of_policy(struct mvpf_of_policy *found, const struct mvpf_policy *policy,
                           struct error *err) MUST_CHECK;

/* 1/(1 + FE); INFINITY where that costs nothing. */
double mvpf_of_externality(double externality);

#endif
