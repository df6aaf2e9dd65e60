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


def rows(lab):
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week"], [(repr(z / 2080.0), 40) for z in LOGNORMAL])
    for name, settings, weight in (("1/income", {"weights_exponent": 1}, lambda z: 1.0 / z), ("a table", TABLE, in_table)):
        mean = sum(weight(z) * z for z in LOGNORMAL) * len(LOGNORMAL) / sum(map(weight, LOGNORMAL)) / sum(LOGNORMAL)
        best = (1.0 - mean) / (1.0 - mean + ELASTICITY)
        config = lab.config(population={"source": "csv", "csv": {"path": path}},
                            welfare={"objective": "utilitarian", **settings}, steps=1,
                            government={"baseline": [{"component": "flat", "rate": 0}]},
                            planner={"kind": "none", "bracket_starts_usd_per_year": [0]})
        rate = lab.json("oracle", config, "--json", "-q")["rates"][0]
        yield Row(f"best flat rate of 2,000 lognormal workers, user's weights: {name}",
                  "derived: (1 - g)/(1 - g + e), Saez and Stantcheva 2016", f"{best:.5f}", rate, 1e-5)
        found = lab.table("weights", config, "-s", f'government.tax_system=[{{"component":"flat","rate":{rate!r}}}]')
        yield Row(f"and the weight that this rate implies: {name}", "derived: mean weight by income", f"{mean:.5f}",
                  float(found[0]["weight"]), 2e-5)
