/* SPDX-FileCopyrightText: 2026 The fisc developers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "studies/inverse_optimum.h"

#include "studies/response_domain.h"

#include <math.h>
#include <stdlib.h>

/* Sums over workers, by bracket. */
struct sums {
    double workers[TAX_MAX_BRACKETS], income[TAX_MAX_BRACKETS];
    double inside[TAX_MAX_BRACKETS];                 /* e z of those strictly inside */
    double held[TAX_MAX_BRACKETS][TAX_MAX_BRACKETS]; /* [of workers in k][in bracket j] */
    double all;
};

static double end_of(const struct tax_schedule *tax_system, int j)
{
    return j + 1 < tax_system->num_brackets ? tax_system->start_usd_per_year[j + 1] : INFINITY;
}

static void add_workers(struct sums *sums, const struct tax_schedule *tax_system,
                        const struct economy *economy, const struct outcome *outcome)
{
    const struct population *const population = &economy->population;

    for (size_t i = 0; i < outcome->num_workers; i++) {
        const double z = outcome->income_usd_per_year[i];
        const double w = population_sample_weight(population, i);
        const int own = tax_schedule_bracket(tax_system, z);

        sums->all += w;
        sums->workers[own] += w;
        sums->income[own] += w * z;
        if (z > tax_system->start_usd_per_year[own])
            sums->inside[own] += economy_elasticity(economy, i) * w * z;
        for (int j = 0; j <= own; j++)
            sums->held[own][j] +=
                w * (fmin(z, end_of(tax_system, j)) - tax_system->start_usd_per_year[j]);
    }
}

/* A bracket with nobody strictly inside has no weight of its own; who is at its start has that of the bracket below. */
static void solve(struct inverse_optimum *found, const struct sums *sums)
{
    const struct tax_schedule *const tax_system = &found->tax_system;
    double total = 0.0;
    double weighted = 0.0;

    for (int j = tax_system->num_brackets - 1; j >= 0; j--) {
        const double tau = tax_system->marginal_rate[j];
        double left = tau / (1.0 - tau) * sums->inside[j];

        found->weight[j] = NAN;
        found->share_of_workers[j] = sums->workers[j] / sums->all;
        found->mean_income[j] = sums->income[j] / sums->workers[j];
        double held = sums->held[j][j];

        for (int k = j + 1; k < tax_system->num_brackets; k++) {
            if (isnan(found->weight[k]))
                held += sums->held[k][j];
            else
                left -= (1.0 - found->weight[k]) * sums->held[k][j];
        }
        if (sums->inside[j] > 0.0 && held > 0.0)
            found->weight[j] = 1.0 - left / held;
    }
    for (int j = 0; j < tax_system->num_brackets; j++)
        if (!isnan(found->weight[j])) {
            total += sums->workers[j];
            weighted += sums->workers[j] * found->weight[j];
        }
    found->mean_weight = weighted / total;
}

enum status inverse_optimum(struct inverse_optimum *found, struct simulation *simulation,
                            const struct tax_schedule *tax_system, struct error *err)
{
    const struct policy_lab *const lab = simulation_lab(simulation);
    const struct economy *const economy = simulation_economy(simulation);
    const struct outcome *outcome = NULL;
    struct step_summary summary;

    *found = (struct inverse_optimum){.tax_system = *tax_system};
    TRY(response_domain_check(&economy->utility, tax_system, "implied weights need",
                              "the formula has no income effects", err));
    TRY(policy_lab_respond(lab, tax_system, &summary, &outcome, err));
    struct sums *const sums = calloc(1, sizeof *sums);

    if (!sums)
        return error_set(err, STATUS_NO_MEMORY, "no memory for sums by bracket");
    add_workers(sums, tax_system, economy, outcome);
    solve(found, sums);
    free(sums);
    return STATUS_OK;
}
