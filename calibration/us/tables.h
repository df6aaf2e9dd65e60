/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/tables.h: what the published tables say, as numbers that a fit can use. */
#ifndef FISC_CALIBRATION_US_TABLES_H
#define FISC_CALIBRATION_US_TABLES_H

#include "base/error.h"
#include "calibration/us/cells.h"

enum {
    US_NUM_HOURS_BINS = 10, /* 0-9, 10-19 ... 90-99 hours */
    US_MAX_THRESHOLDS = 64,
    US_MAX_QUANTILES = 32,
    US_NUM_YOUNG_AGES = 2,
    US_NUM_YOUNG_QUANTILES = 3
};

/* Usual weekly hours of workers of one sex and age between 10 i and 10 i + 9. */
struct hours_bin {
    double share_march_2021; /* of the survey month, whose full-time share differs */
    double share_2024;       /* moved to the full-time share of 2024 */
    double mean_hours, modal_hours, share_at_mode; /* 0 where nobody was observed */
};

struct us_tables {
    double employed_thousands[US_NUM_CELLS];
    double full_time_thousands[US_NUM_OCCUPATIONS];   /* wage and salary workers, both sexes */
    double wage_salary_thousands[US_NUM_OCCUPATIONS]; /* full and part time, both sexes */
    /* median usual weekly earnings of full-time wage and salary workers, USD */
    double median_by_occupation[US_NUM_OCCUPATIONS][US_NUM_SEXES];
    double median_by_age[US_NUM_SEXES][US_NUM_AGES];
    double log_sd[US_NUM_OCCUPATIONS][US_NUM_SEXES];
    struct hours_bin hours[US_NUM_SEXES][US_NUM_AGES][US_NUM_HOURS_BINS];
    /* annual earnings of everybody with wages in `earnings_year` (SSA) */
    int earnings_year;
    int num_thresholds;
    double threshold_usd[US_MAX_THRESHOLDS]; /* share_below[i] earned less than threshold_usd[i] */
    double share_below[US_MAX_THRESHOLDS];
    double num_earners;
    double mean_earnings_usd;
    int num_quantiles;
    double probability[US_MAX_QUANTILES]; /* ascending */
    double quantile_usd[US_MAX_QUANTILES];
    /* quartiles of total income at ages 16-19 and 20-24 (ASEC) */
    double young_quartile_usd[US_NUM_YOUNG_AGES][US_NUM_YOUNG_QUANTILES];
};

/* `earnings_year` is 2022 or 2023; everything else is of 2024. */
enum status us_tables_read(struct us_tables *tables, int earnings_year,
                           struct error *err) MUST_CHECK;

#endif
