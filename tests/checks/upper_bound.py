# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nonlinear optimum of the same workers, which `fisc oracle` prints as the upper bound."""
import math
from statistics import NormalDist

from checks import Row

NORMAL = NormalDist()
LOGNORMAL = [40000.0 * math.exp(0.7 * NORMAL.inv_cdf((i + 0.5) / 2000)) for i in range(2000)]
CASES = [("isoelastic, gamma 0.5", 3.5, "isoelastic", 0.5, "33883.6846"),
         ("isoelastic, gamma 1", 3.5, "isoelastic", 1.0, "32555.0585"),
         ("isoelastic, gamma 5", 3.5, "isoelastic", 5.0, "29017.2658"),
         ("rawlsian", 3.5, "rawlsian", 1.0, "25067.8568"),
         ("weights 1/income", 3.5, "inverse_income_baseline", 1.0, "28071.0024"),
         ("isoelastic, gamma 1, delta 5", 5.0, "isoelastic", 1.0, "37059.5116")]
SCALE = 1e4  # of incomes, so that they are wages; welfare is of degree 1


def oracle(lab, earnings, weights, exponent, objective, aversion):
    """Workers who would earn that much without taxes; one bracket, since the bound does not hang on brackets."""
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week", "weight"],
                           [(repr(z / 2080.0), 40, repr(w)) for z, w in zip(earnings, weights)])
    config = lab.config(population={"source": "csv", "csv": {"path": path, "weight_column": "weight"}},
                        utility={"labor_exponent": exponent}, steps=1,
                        welfare={"objective": objective, "inequality_aversion": aversion},
                        government={"baseline": [{"component": "flat", "rate": 0}]},
                        planner={"kind": "none", "bracket_starts_usd_per_year": [0],
                                 "optimum": {"starts": 1, "rounds": 1, "times_found": 1, "searches": 1}})
    return lab.json("oracle", config, "--json", "-q")


def five_digits(value):
    return float(f"{value:.4e}")


def saez_types():
    """100 wages, half of them lognormal, with a Pareto tail mixed in: (wage, mass) of those that there are."""
    types, last = [], 0.0
    for i in range(100):
        income = 10.0 ** (2.0 + 2.0 * i / 99.0)
        x = (math.log(income) - 6.0) / 0.2
        share = five_digits(.01 + .99 * (NORMAL.cdf(x) - math.exp(12.08) / income**2 * NORMAL.cdf(x - 0.4)))
        if share > last:
            types.append((10.0 * five_digits(10.0 ** (-1.0 + 2.0 * i / 99.0)), share - last))
        last = share
    return types


def rows(lab):
    source = "derived: convex program with all constraints between pairs"
    for name, exponent, objective, aversion, published in CASES:
        found = oracle(lab, LOGNORMAL, [1.0] * len(LOGNORMAL), exponent, objective, aversion)
        yield Row(f"upper bound, 2,000 lognormal workers: {name}", source, published,
                  found["welfare_upper_bound"], 5.1e-5)
    types = saez_types()
    found = oracle(lab, [SCALE * wage**1.25 for wage, _ in types], [mass for _, mass in types],
                   5.0, "isoelastic", 1.0)
    yield Row("upper bound, 89 wages with a Pareto tail, log utility", "derived: a public replication of Saez 2001",
              "10.49675755",
              found["welfare_upper_bound"] / SCALE, 5.1e-9)
