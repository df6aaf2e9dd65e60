/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_credit.c: a refundable credit that is phased in and out. */
#include "model/tax_component.h"

#include "config/setting.h"

#include <math.h>

static const struct setting settings[] = {
    NUMBER_SETTING(
        "phase_in_rate", "fraction", 0, 1, "0",
        "credit: earned per USD of income until the maximum; 0: paid in full from the start."),
    NUMBER_SETTING("phase_out_start_usd_per_year", "USD/year", 0, 1e12, "0",
                   "credit: income above which it is withdrawn."),
    NUMBER_SETTING("phase_out_rate", "fraction", 0, 1, "0",
                   "credit: withdrawn per USD of income; 0: never."),
    {0},
};
static const struct setting *const groups[] = {tax_component_amount, settings, NULL};

enum status tax_component_credit_schedule(struct tax_schedule *schedule,
                                          double maximum_usd_per_year, double phase_in_rate,
                                          double phase_out_start_usd_per_year,
                                          double phase_out_rate, struct error *err)
{
    const double full_at = phase_in_rate > 0.0 ? maximum_usd_per_year / phase_in_rate : 0.0;
    const double out_at = phase_out_rate > 0.0 ? phase_out_start_usd_per_year : INFINITY;
    double start[4] = {0.0};
    double rate[4] = {0.0};
    int count = 0;
    double at = 0.0;
    double benefit = phase_in_rate > 0.0 ? 0.0 : maximum_usd_per_year;

    /* Walk over the kinks; the credit's slope changes at each and ends where nothing is left. */
    for (;;) {
        const double slope =
            (at < full_at ? phase_in_rate : 0.0) - (at >= out_at ? phase_out_rate : 0.0);
        double next = INFINITY;

        next = full_at > at ? fmin(next, full_at) : next;
        next = out_at > at ? fmin(next, out_at) : next;
        if (count == 0 || rate[count - 1] != -slope) {
            start[count] = at;
            rate[count++] = -slope;
        }
        if (slope < 0.0 && at + benefit / -slope <= next) {
            start[count] = at + benefit / -slope;
            rate[count] = 0.0;
            if (start[count] > start[count - 1])
                count++;
            else
                rate[count - 1] = 0.0;
            break;
        }
        if (!isfinite(next))
            break;
        benefit += slope * (next - at);
        at = next;
    }
    return tax_schedule_init(schedule, count, start, rate,
                             phase_in_rate > 0.0 ? 0.0 : -maximum_usd_per_year, err);
}

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    (void)tax_class;
    return tax_component_credit_schedule(schedule,
                                         tax_component_number(component, "amount_usd_per_year"),
                                         tax_component_number(component, "phase_in_rate"),
                                         tax_component_number(component,
                                                              "phase_out_start_usd_per_year"),
                                         tax_component_number(component, "phase_out_rate"), err);
}

const struct tax_component_kind tax_component_credit = {
    .kind =
        {
            .name = "credit",
            .summary = "a refundable credit, phased in and out",
            .settings = groups,
        },
    .schedule = schedule_of,
};
