/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/welfare.h: what society wants.  Names, formulas and sources of the welfare functions. */
#ifndef FISC_MODEL_WELFARE_H
#define FISC_MODEL_WELFARE_H

enum welfare_kind {
    WELFARE_ISOELASTIC,               /* equally distributed equivalent, USD (Atkinson 1970) */
    WELFARE_UTILITARIAN,              /* mean u */
    WELFARE_RAWLSIAN,                 /* min u */
    WELFARE_INVERSE_INCOME_BASELINE,  /* sum omega_i u_i, omega_i = 1/max(z0_i, 1000), sum 1 */
    WELFARE_INVERSE_INCOME,           /* sum u_i / max(z_i, 1)  (Karten et al. 2025) */
    WELFARE_EQUALITY_X_PRODUCTIVITY,  /* (1 - gini(y) N/(N-1)) mean z  (Zheng et al. 2022) */
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

#endif
