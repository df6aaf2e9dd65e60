# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's welfare weights of `welfare.weights*`: to the best flat rate and back to the weights (`fisc weights`)."""
import math
from statistics import NormalDist

from checks import Row

ELASTICITY = 0.4
LOGNORMAL = [40000.0 * math.exp(0.6 * NormalDist().inv_cdf((i + 0.5) / 2000)) for i in range(2000)]
TABLE = {"weights": [3, 1, 0.5], "weights_income_usd_per_year": [20000, 60000, 150000]}


def in_table(income):
    """Linear between 20,000, 60,000 and 150,000 USD."""
    if income < 60000.0:
        return 3.0 - 2.0 * max(income - 20000.0, 0.0) / 40000.0
    return 1.0 - 0.5 * min(income - 60000.0, 90000.0) / 90000.0


def column(k):
    """Any weights: of every seventh worker 0, else falling with income and a third apart."""
    return round((2.0 - k / 2000) * (1 + k % 3 / 3), 3) if k % 7 else 0.0


def is_woman(k):
    return k < 1000 and (k // 3) % 5 == 0


CASES = [("1/income", {"weights_exponent": 1}, lambda k: 1.0 / LOGNORMAL[k]),
         ("a table", TABLE, lambda k: in_table(LOGNORMAL[k])),
         ("a column of the file", {}, column),
         ("by group, women 3", {"group_weights": [{"group": "female", "weight": 3}]}, lambda k: 3.0 if is_woman(k) else 1.0)]


def rows(lab):
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week", "a", "sex"],
                           [(repr(z / 2080.0), 40, column(k), "female" if is_woman(k) else "male")
                            for k, z in enumerate(LOGNORMAL)])
    for name, settings, weight in CASES:
        weights = [weight(k) for k in range(len(LOGNORMAL))]
        mean = sum(a * z for a, z in zip(weights, LOGNORMAL)) * len(LOGNORMAL) / sum(weights) / sum(LOGNORMAL)
        best = (1.0 - mean) / (1.0 - mean + ELASTICITY)
        columns = {"sex_column": "sex", "welfare_weight_column": "a" if name.startswith("a column") else None}
        config = lab.config(population={"source": "csv", "csv": {"path": path, **columns}},
                            welfare={"objective": "utilitarian", **settings}, steps=1,
                            government={"baseline": [{"component": "flat", "rate": 0}]},
                            planner={"kind": "none", "bracket_starts_usd_per_year": [0]})
        rate = lab.json("oracle", config, "--json", "-q")["rates"][0]
        yield Row(f"best flat rate of 2,000 lognormal workers, user's weights: {name}",
                  "derived: (1 - g)/(1 - g + e), Saez and Stantcheva 2016", f"{best:.5f}", rate, 1e-5)
        found = lab.table("weights", config, "-s", f'government.tax_system=[{{"component":"flat","rate":{rate!r}}}]')
        yield Row(f"and the weight that this rate implies: {name}", "derived: mean weight by income", f"{mean:.5f}",
                  float(found[0]["weight"]), 2e-5)
