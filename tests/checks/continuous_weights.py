# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc weights --continuous`: weights of tax systems whose workers have a known density, and of an optimum."""
import json
import math
from statistics import NormalDist

from checks import Row

NORMAL = NormalDist()
ELASTICITY, SIGMA, COUNT, GROUPS = 0.4, 0.7, 20000, 10
LOGNORMAL = [40000.0 * math.exp(SIGMA * NORMAL.inv_cdf((i + 0.5) / COUNT)) for i in range(COUNT)]
PARETO = [20000.0 * (1.0 - (i + 0.5) / COUNT) ** -0.5 for i in range(COUNT)]  # index 2
FOUND = "Jacobs, Jongen and Zoutman 2017"


def config_of(lab, earnings, **welfare):
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week"], [(repr(z / 2080.0), 40) for z in earnings])
    return lab.config(population={"source": "csv", "csv": {"path": path}}, welfare=welfare, steps=1,
                      government={"baseline": [{"component": "flat", "rate": 0}]},
                      planner={"kind": "none", "bracket_starts_usd_per_year": [0], "min_rate": -0.5,
                               "optimum": {"starts": 1, "rounds": 1, "times_found": 1, "searches": 1}})


def weights_under(lab, config, law, bandwidth):
    return [row["implied_weight"] for row in
            lab.json("weights", config, "-c", "-g", GROUPS, "--bandwidth", bandwidth, "--json", "-s",
                     f"government.tax_system={json.dumps(law)}")]


def rows_of_log_linear_tax(lab):
    """T = z - L z^(1-p): 1 - T' = L (1 - p) z^-p, so that the rate rises at every income."""
    progressivity, level = 0.181, 0.8 * 40000.0**0.181
    found = weights_under(lab, config_of(lab, LOGNORMAL),
                          [{"component": "hsv", "progressivity": progressivity, "level": level}], 0.2)

    def missing(k):
        """eps phi m at the k-th tenth."""
        if k in (0, GROUPS):
            return 0.0
        x = NORMAL.inv_cdf(k / GROUPS)
        kept = math.log(level * (1.0 - progressivity))
        income = ((math.log(40000.0) + SIGMA * x) / ELASTICITY + kept) / (1.0 / ELASTICITY + progressivity)
        return ELASTICITY * NORMAL.pdf(x) / SIGMA * math.expm1(progressivity * income - kept)

    for k in (2, 5, 8):
        known = 1.0 - (missing(k) - missing(k + 1)) * GROUPS
        yield Row(f"weight of tenth {k + 1} under the log-linear tax, p 0.181, in brackets", f"derived: {FOUND}", f"{known:.3f}",
                  found[k], 1e-2)


def rows(lab):
    flat = [{"component": "flat", "rate": 0.5}]
    found = weights_under(lab, config_of(lab, LOGNORMAL), flat, 0.05)
    density = [0.0] + [NORMAL.pdf(NORMAL.inv_cdf(k / GROUPS)) / SIGMA for k in range(1, GROUPS)] + [0.0]
    for k in (0, 4, 9):  # 1 + eps m (phi(b) - phi(a))/share
        known = 1.0 + ELASTICITY * 1.0 * (density[k + 1] - density[k]) * GROUPS
        yield Row(f"weight of tenth {k + 1} under 50% for all, lognormal workers", f"derived: {FOUND}", f"{known:.3f}",
                  found[k], 3e-3)
    yield from rows_of_log_linear_tax(lab)
    best = 1.0 / (1.0 + 2.0 * ELASTICITY)
    found = weights_under(lab, config_of(lab, PARETO), [{"component": "flat", "rate": best}], 0.05)
    yield Row("weight of tenth 6 of a Pareto tail, index 2, at the rate of the most revenue", "derived: 1/(1 + a e) has g = 0",
              "0.000", found[5], 2e-3)
    config = config_of(lab, LOGNORMAL, objective="utilitarian", weights_exponent=0.3)
    bound = lab.json("oracle", config, "--json", "-q")["certificate"]["bound"]
    incomes = bound["incomes_usd_per_year"]
    law = [{"component": "brackets", "rates": bound["marginal_rates"],
            "starts_usd_per_year": [0.0, *(math.sqrt(a * b) for a, b in zip(incomes, incomes[1:]))]}]
    found = weights_under(lab, config, law, 0.1)
    weights = [z**-0.3 for z in LOGNORMAL]
    for k in (0, 4, 9):
        known = sum(weights[k * COUNT // GROUPS:(k + 1) * COUNT // GROUPS]) * GROUPS / sum(weights)
        yield Row(f"weight of tenth {k + 1} under the nonlinear optimum for weights z^-0.3, found again",
                  "derived: the weights themselves", f"{known:.3f}", found[k], 3e-3)
