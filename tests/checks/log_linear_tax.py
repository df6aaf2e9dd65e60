# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc hsv`: log utility, u = ln c - h^(1+s)/(1+s), lognormal wages of variance v in logs, no transfer."""
import json
import math

from checks import Row

NODES = 801  # of a normal, evenly between 8 standard deviations, with its density as weights
SOURCE = "derived: Heathcote, Storesletten and Violante 2017"
CASES = [(0.3, 2.5, "0.390309", "0.292515"), (0.5, 2.5, "0.477592", "0.399018"), (0.3, 2.0, "0.364022", "0.259912")]
SHARE = "0.189"  # of income, spent by the government


def config(lab, workers, s):
    """Wages and weights.  The same hours for all under no tax make the same taste for leisure for all."""
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week", "weight"],
                           [(repr(wage), 40, repr(weight)) for wage, weight in workers])
    return lab.config(population={"source": "csv", "csv": {"path": path, "weight_column": "weight"}},
                      welfare={"objective": "utilitarian"},
                      utility={"form": "isoelastic", "income_curvature": 1, "labor_exponent": 1.0 + s},
                      government={"baseline": [{"component": "flat", "rate": 0}]})


def lognormal(variance):
    grid = [16.0 * i / (NODES - 1) - 8.0 for i in range(NODES)]
    return [(20.0 * math.exp(math.sqrt(variance) * x), math.exp(-0.5 * x * x)) for x in grid]


def rows(lab):
    for variance, s, alone, valued in CASES:
        path = config(lab, lognormal(variance), s)
        yield Row(f"best p, variance {variance}, s {s:g}", SOURCE, alone, lab.json("hsv", path, "--json")["progressivity"], 1e-6)
        found = lab.json("hsv", path, "--json", "--public-share", SHARE, "--valued")
        yield Row(f"the same, {SHARE} of income spent and valued", SOURCE, valued, found["progressivity"], 1e-6)
    found = lab.json("hsv", config(lab, [(20.0, 1.0), (20.0, 1.0)], 2.5), "--json", "--public-share", SHARE, "--valued")
    yield Row(f"the same, one type, {SHARE} of income", "Heathcote, Storesletten and Violante 2017", "-0.233046",
              found["progressivity"], 1e-6)
    hsv = [{"component": "hsv", "progressivity": 0.181, "level": 6.0}]
    path = config(lab, lognormal(0.3), 2.5)
    yield Row("p fitted to a tax of p = 0.181, 61 brackets", "U.S. value of the same paper", "0.181",
              lab.json("hsv", path, "--json", "-s", f"government.tax_system={json.dumps(hsv)}")["fit"]["progressivity"], 5e-4)
