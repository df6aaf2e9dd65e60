/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * calibration/us/sampler.h: a U.S. worker as a pure function of four uniforms. */
#ifndef FISC_CALIBRATION_US_SAMPLER_H
#define FISC_CALIBRATION_US_SAMPLER_H

#include "calibration/us/workforce.h"

enum {
    CELL_GUIDES = 512,
    HOURS_GUIDES = 64,
    MAX_HOURS_CHOICES = US_MAX_HOURS - US_FULL_TIME_HOURS + 1
};

/* Inverse distribution functions with guide tables (Chen & Asau 1974): where to start the search,
 * so that it takes about one step.  A plain value; only read when drawing. */
struct us_sampler {
    struct us_workforce workforce;
    struct wage_shock shock[US_NUM_CELLS];
    double cell_below[US_NUM_CELLS]; /* cumulative */
    uint16_t cell_guide[CELL_GUIDES];
    double hours_below[2][US_NUM_SEXES][US_NUM_AGES][MAX_HOURS_CHOICES];
    uint16_t hours_guide[2][US_NUM_SEXES][US_NUM_AGES][HOURS_GUIDES];
};

struct us_worker {
    int cell;
    double hours_per_week; /* whole */
    double weeks_per_year; /* [1, 52], real */
    double wage_usd_per_hour;
};

void us_sampler_init(struct us_sampler *sampler, const struct us_workforce *workforce);

/* u[0] says the cell, u[1] full time and hours, u[2] the wage within the cell, u[3] the weeks; each
 * in (0, 1). */
struct us_worker us_sampler_draw(const struct us_sampler *sampler, const double u[4]);

#endif
