/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare.h: what society wants.  Names, formulas and sources of the welfare functions.
 * All of them come from sums over workers, which a step adds up chunk by chunk while the columns
 * are in the cache; welfare_measure does the same for whole arrays. */
#ifndef FISC_MODEL_WELFARE_H
#define FISC_MODEL_WELFARE_H

#include <stddef.h>

enum welfare_kind {
    WELFARE_ISOELASTIC,              /* equally distributed equivalent, USD (Atkinson 1970) */
    WELFARE_UTILITARIAN,             /* mean u */
    WELFARE_RAWLSIAN,                /* min u */
    WELFARE_INVERSE_INCOME_BASELINE, /* sum omega_i u_i, omega_i = 1/max(z0_i, 1000), sum 1 */
    WELFARE_INVERSE_INCOME,          /* sum u_i / max(z_i, 1)  (Karten et al. 2025) */
    WELFARE_EQUALITY_X_PRODUCTIVITY, /* (1 - gini(y) N/(N-1)) mean z  (Zheng et al. 2022) */
    WELFARE_NUM_KINDS
};

/* As written in configs and files, "isoelastic" etc.; and one line of explanation. */
extern const char *const welfare_names[WELFARE_NUM_KINDS];
extern const char *const welfare_summaries[WELFARE_NUM_KINDS];

struct welfare_settings {
    enum welfare_kind objective;
    double inequality_aversion; /* gamma >= 0 of the isoelastic kind; 1 is log */
    double floor_usd_per_year;  /* > 0; v_i = max(u_i, floor) in the isoelastic kind */
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
    double inequality_aversion;
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
    double utility_over_income;                /* u / max(z, 1) */
    /* phi = (v/m)^(1-gamma) (ln v if gamma = 1) at each floor.  Chunks whose utilities all reach
     * the highest floor are the same at each: they add to `high`, whose m is that of this floor. */
    double low[WELFARE_NUM_FLOORS], high;
    double slope_low, slope_high; /* (v/m)^(-gamma) where u >= floor */
};

/* At most WELFARE_CHUNK workers; weight NULL: all count 1. */
struct welfare_chunk {
    const double *utility;
    const double *income;
    const double *observed_income; /* z0 */
    const double *weight;
};

enum { WELFARE_CHUNK = 512 };

struct welfare_figures {
    double by_kind[WELFARE_NUM_KINDS]; /* equality_x_productivity is left to its own function */
    double isoelastic_raw;
    double at_floor_tenth, at_floor_tenfold; /* isoelastic at other floors */
    double marginal_of_transfer;             /* dW/dR of the isoelastic kind */
    double share_at_floor;
    double baseline_weights_effective_share;
};

void welfare_plan_init(struct welfare_plan *plan, const struct welfare_settings *settings,
                       double lowest_utility);
void welfare_sums_init(struct welfare_sums *sums);
void welfare_sums_add(struct welfare_sums *sums, const struct welfare_plan *plan,
                      const struct welfare_chunk *chunk, size_t count);
void welfare_sums_append(struct welfare_sums *sums, const struct welfare_sums *next);
void welfare_figures_of(struct welfare_figures *figures, const struct welfare_plan *plan,
                        const struct welfare_sums *sums);

/* All figures of whole arrays of `count` > 0 workers. */
void welfare_measure(struct welfare_figures *figures, const struct welfare_settings *settings,
                     const struct welfare_chunk *workers, size_t count);

/* (1 - gini(y) N/(N-1)) mean z; NaN for N = 1 and where gini(y) is (mean y not positive). */
double welfare_equality_x_productivity(double gini_net_income, double mean_income,
                                       size_t num_workers);

#endif
