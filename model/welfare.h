/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare.h: what society wants.  All that is true of a welfare function stands in its file; who
 * needs to know something asks the kind.  W comes from sums over workers, which a step adds up chunk by
 * chunk while the columns are in the cache; welfare_measure does the same for whole arrays. */
#ifndef FISC_MODEL_WELFARE_H
#define FISC_MODEL_WELFARE_H

#include "config/kind.h"
#include "config/settings.h"
#include "model/welfare_weights.h"

#include <stdbool.h>
#include <stddef.h>

/* The list: a kind is one file, model/welfare_NAME.c, and one line here. */
#define WELFARE_KINDS(KIND)                                                                        \
    KIND(welfare, isoelastic)                                                                      \
    KIND(welfare, utilitarian)                                                                     \
    KIND(welfare, rawlsian)                                                                        \
    KIND(welfare, inverse_income_baseline)                                                         \
    KIND(welfare, inverse_income)                                                                  \
    KIND(welfare, equality_x_productivity)                                                         \
    KIND_TOY(KIND, welfare)
#define WELFARE_ONE_MORE(family, name) +1
enum { WELFARE_NUM_KINDS = 0 WELFARE_KINDS(WELFARE_ONE_MORE) };

struct welfare_kind;

struct welfare_settings {
    const struct welfare_kind *kind; /* welfare.objective */
    double inequality_aversion;      /* gamma >= 0 of the isoelastic kind; 1 is log */
    double floor_usd_per_year;       /* > 0; v_i = max(u_i, floor) in the isoelastic kind */
    struct welfare_weights weights;  /* of the utilitarian kind */
};

/* omega_i of inverse_income_baseline before scaling; z0 = observed income, USD per year. */
static inline double welfare_baseline_weight(double observed_income_usd_per_year)
{
    return 1.0 / (observed_income_usd_per_year > 1000.0 ? observed_income_usd_per_year : 1000.0);
}

/* The isoelastic kind is measured at three floors. */
enum { WELFARE_FLOOR, WELFARE_FLOOR_TENTH, WELFARE_FLOOR_TENFOLD, WELFARE_NUM_FLOORS };

/* Settings prepared for a population whose lowest utility is known: v/m with m = min v stays in
 * the range of doubles at any gamma. */
struct welfare_plan {
    struct welfare_settings settings;
    double floor[WELFARE_NUM_FLOORS];
    double reference[WELFARE_NUM_FLOORS]; /* m = max(lowest u, floor) */
};

/* Sums over workers, each counted w times. */
struct welfare_sums {
    double weight;
    double utility;
    double lowest_utility;
    double at_floor;                           /* w where u < floor */
    double omega, omega_square, omega_utility; /* w omega, w omega^2, w omega u */
    double given, given_utility;               /* w a, w a u with weights a that were given */
    double utility_over_income;                /* u / max(z, 1) */
    /* phi(v/m) at each floor (model/welfare_isoelastic.h).  Chunks whose utilities all reach the highest
     * floor are the same at each: they add to `high`, whose m is that of this floor. */
    double low[WELFARE_NUM_FLOORS], high, weight_high;
    double slope_low, slope_high;    /* (v/m)^(-gamma) where u >= floor */
    double terms[WELFARE_NUM_KINDS]; /* of the kinds that have a `term` */
};

/* At most WELFARE_CHUNK workers; weight NULL: all count 1. */
struct welfare_chunk {
    const double *utility;
    const double *income;
    const double *observed_income; /* z0 */
    const double *weight;
    const double *own_weight; /* the user's own of each; NULL: all 1 */
};

enum { WELFARE_CHUNK = 512 };

/* How W depends on utilities: what ways of computing and judging it are open. */
enum welfare_shape {
    WELFARE_POWER_MEAN,    /* of all utilities, with the isoelastic settings */
    WELFARE_WEIGHTED_MEAN, /* with a weight for each worker that stays (`fixed_weight`) */
    WELFARE_LOWEST,        /* the lowest utility */
    WELFARE_OTHER,         /* anything: it is measured, a step at a time */
};

/* What the value of a kind is computed from. */
struct welfare_facts {
    const struct welfare_plan *plan;
    const struct welfare_sums *sums;
    double mean_of_term;                 /* of the kind's `term`, by weight; NaN if it has none */
    double gini_net_income, mean_income; /* NaN where only utilities are known */
    size_t num_workers;
};

/* One worker in the eyes of society. */
struct welfare_worker {
    double utility, lowest_utility; /* u_i and min u, USD per year */
    double observed_income;         /* z0_i, USD per year */
    double own_weight;              /* the user's; 1: none */
};

/* What the nonlinear optimum, an upper bound of W over all tax systems (model/nonlinear_optimum.h), needs of a kind:
 * that W rises with sum_i phi_i(u_i), phi_i concave and phi_i' its `marginal_weight`. */
struct welfare_bound {
    const char *none; /* why W is no such sum, or none of the members below; NULL: it is one */
    /* The u at which phi' is `slope`, where the lowest utility is as given; NULL: phi' is a constant. */
    double (*utility_at)(const struct welfare_settings *settings, double slope,
                         double lowest_utility);
    /* phi' of many workers at once, where a power each is dear; NULL: `marginal_weight` of each. */
    void (*fill_slopes)(double *slope, const struct welfare_settings *settings,
                        const double *utility, double lowest_utility, size_t count);
    /* phi may be flat below a floor, and so not concave: is the optimum, with this lowest utility, nevertheless
     * one over all in which nobody has less than `least_utility`?  NULL: there is no floor. */
    bool (*holds_at_floor)(const struct welfare_settings *settings, double lowest_utility,
                           double least_utility);
};

struct welfare_kind {
    struct kind kind; /* name, summary, settings */
    const char *unit; /* of W: "USD/year", "1" */
    enum welfare_shape shape;
    double (*value)(const struct welfare_facts *facts);
    /* Optional: what a worker adds to facts->mean_of_term, for W that is none of the sums above. */
    double (*term)(const struct welfare_settings *settings, double utility, double income,
                   double observed_income);
    /* a_i >= 0 of W = sum a_i u_i / sum a_i, of WELFARE_WEIGHTED_MEAN; where the kind counts workers' own weights,
     * times those (model/fixed_weight.h). */
    bool counts_own_weights;
    double (*fixed_weight)(const struct welfare_settings *settings,
                           double observed_income_usd_per_year);
    /* dW/du_i up to a factor that is the same for all: the welfare weight of the Saez formula.  NULL:
     * it has none, and what needs one refuses the kind by name. */
    double (*marginal_weight)(const struct welfare_settings *settings,
                              const struct welfare_worker *worker);
    /* NULL: nothing is known, and W has no bound. */
    const struct welfare_bound *bound;
};

WELFARE_KINDS(KIND_DECLARE)

struct welfare_figures {
    double by_kind[WELFARE_NUM_KINDS];
    double isoelastic_raw;
    double at_floor_tenth, at_floor_tenfold; /* isoelastic at other floors */
    double marginal_of_transfer;             /* dW/dR of the isoelastic kind */
    double share_at_floor;
    double baseline_weights_effective_share;
};

#endif
