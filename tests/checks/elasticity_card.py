# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elasticity card of rational workers returns what was put in."""
import csv

from checks import Row

SLOW = True


def propensities(lab):
    """Workers alike, with 400,000 USD before and after a flat tax that comes back: y = z."""
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week"], [(repr(4e5 / 2080.0), 40)] * 50)
    for form, curvature, published in (("quasilinear", 1, "0.000"), ("isoelastic", 1, "-0.312"), ("isoelastic", 0.5, "-0.175")):
        config = lab.config(population={"source": "csv", "csv": {"path": path}},
                            utility={"form": form, "income_curvature": curvature},
                            government={"baseline": [{"component": "flat", "rate": 0.3}]})
        lab.run("elasticity", config, "-o", lab.path(f"card-{form}-{curvature}"), "-t", lab.path("card.csv"), "-q", "-n", "1")
        with open(lab.path("card.csv"), encoding="utf-8", newline="") as file:
            whole = next(row for row in csv.DictReader(file) if row["by"] == "all")
        yield Row(f"earned by dollar of unearned income, {form}" + (f", eta {curvature}" if form == "isoelastic" else ""),
                  "derived: -eta z/((delta - 1) y + eta (1 - tau) z)", published, float(whole["mpe"]), 1e-3)


def rows(lab):
    yield from propensities(lab)
    for exponent, published in ((3.5, "0.4000"), (6.0, "0.2000")):
        config = lab.config(population={"workers": 1500}, utility={"labor_exponent": exponent})
        lab.run("elasticity", config, "-o", lab.path(f"card-{exponent}"), "-t", lab.path("card.csv"), "-q", "-n", "1")
        with open(lab.path("card.csv"), encoding="utf-8", newline="") as file:
            whole = next(row for row in csv.DictReader(file) if row["by"] == "all")
        yield Row(f"elasticity card, delta {exponent:g}, inside brackets", "derived: 1/(delta - 1)", published,
                  float(whole["income_inside"]), 1e-5)
