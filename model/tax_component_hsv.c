/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model/tax_component_hsv.c: the log-linear tax T = z - L z^(1-p) (Benabou 2000; Heathcote, Storesletten and
 * Violante 2017), exact at 60 incomes and linear between them.  Near 0 its rate, 1 - L (1 - p) z^(-p), has no bound:
 * the first bracket ends where the mean rate up to there is -1, or at 100 USD if that is more. */
#include "model/tax_component.h"

#include "base/elementary.h"
#include "config/setting.h"

#include <math.h>

enum { NUM_NODES = 60 };
static const double LOWEST_NODE = 100.0, HIGHEST_NODE = 1e7; /* USD per year */
static const double MOST_AT_LOWEST_RATE = 50000.0;           /* likewise */

static const struct setting settings[] = {
    NUMBER_SETTING("progressivity", "1", -1, 0.99, "0",
                   "hsv: p of T = z - L z^(1-p); below 0: taxes fall with income."),
    NUMBER_SETTING("level", "USD^p", 1e-9, 1e9, "1",
                   "hsv: L of T = z - L z^(1-p); 1 at p = 0 is no tax."),
    {0},
};
static const struct setting *const groups[] = {settings, NULL};

static double tax(double level, double progressivity, double z)
{
    return z > 0.0 ? z - level * elementary_pow(z, 1.0 - progressivity) : 0.0;
}

/* The end of the first bracket, whose rate is the mean one up to there. */
static enum status find_first(double *first, double level, double progressivity, struct error *err)
{
    *first = LOWEST_NODE;
    if (progressivity > 0.0)
        *first = fmax(*first, elementary_pow(0.5 * level, 1.0 / progressivity));
    if (*first > MOST_AT_LOWEST_RATE)
        return error_set(
            err, STATUS_INVALID_INPUT,
            "hsv: with level %g and progressivity %g mean rates are below -1 up to %g "
            "USD a year: expected a lower level (at progressivity p, L = z^p is no tax "
            "at income z)",
            level, progressivity, *first);
    return STATUS_OK;
}

enum status tax_component_hsv_schedule(struct tax_schedule *schedule, double level,
                                       double progressivity, struct error *err)
{
    double node[NUM_NODES + 2] = {0.0};
    double rate[NUM_NODES + 1];
    double first = 0.0;

    TRY(find_first(&first, level, progressivity, err));
    const double growth = elementary_log(HIGHEST_NODE / first) / (double)(NUM_NODES - 1);

    for (int k = 1; k <= NUM_NODES + 1; k++) /* the last only ends the top bracket */
        node[k] = first * elementary_exp(growth * (double)(k - 1));
    for (int k = 0; k <= NUM_NODES; k++) {
        rate[k] = (tax(level, progressivity, node[k + 1]) - tax(level, progressivity, node[k])) /
                  (node[k + 1] - node[k]);
        if (rate[k] < -1.0 - 1e-9)
            return error_set(
                err, STATUS_INVALID_INPUT,
                "hsv: with level %g and progressivity %g the marginal rate above %g USD "
                "is %g: expected -1 or more",
                level, progressivity, node[k], rate[k]);
        rate[k] = fmax(rate[k], -1.0);
    }
    return tax_schedule_init(schedule, NUM_NODES + 1, node, rate, 0.0, err);
}

static enum status schedule_of(struct tax_schedule *schedule, const struct tax_component *component,
                               int tax_class, struct error *err)
{
    (void)tax_class;
    return tax_component_hsv_schedule(schedule, tax_component_number(component, "level"),
                                      tax_component_number(component, "progressivity"), err);
}

const struct tax_component_kind tax_component_hsv = {
    .kind =
        {
            .name = "hsv",
            .summary = "T = z - L z^(1-p), log-linear, in 61 brackets",
            .settings = groups,
        },
    .schedule = schedule_of,
};
