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


def by_income(lab):
    """Elasticities by observed income, half of each answer by reporting: the baseline's brackets are the groups."""
    put_in = {11600: 0.18, 47150: 0.11, 100525: 0.57}
    starts = [0, 11600, 47150, 100525]
    config = lab.config(population={"workers": 3000},
                        utility={"elasticities": [0.3, *put_in.values()], "elasticity_starts_usd_per_year": starts,
                                 "reporting_share": 0.5},
                        government={"baseline": [{"component": "brackets", "starts_usd_per_year": starts,
                                                  "rates": [0.1, 0.12, 0.22, 0.24]}]})
    lab.run("elasticity", config, "-o", lab.path("card-groups"), "-t", lab.path("card.csv"), "-q", "-n", "1")
    with open(lab.path("card.csv"), encoding="utf-8", newline="") as file:
        card = {row["group"]: row for row in csv.DictReader(file) if row["by"] == "bracket"}
    for start, elasticity in put_in.items():
        row = card[f"from {start:,} USD"]
        yield Row(f"elasticity card, {elasticity} put in from {start:,} USD", "Gruber and Saez 2002, by income",
                  f"{elasticity:.4f}", float(row["income_inside"]), 1e-5)
        yield Row("the same in hours, where half of the answer is reporting", "derived: (1 - s) e",
                  f"{elasticity / 2:.4f}", float(row["hours_inside"]), 1e-5)


def rows(lab):
    yield from propensities(lab)
    yield from by_income(lab)
    for exponent, published in ((3.5, "0.4000"), (6.0, "0.2000")):
        config = lab.config(population={"workers": 1500}, utility={"labor_exponent": exponent})
        lab.run("elasticity", config, "-o", lab.path(f"card-{exponent}"), "-t", lab.path("card.csv"), "-q", "-n", "1")
        with open(lab.path("card.csv"), encoding="utf-8", newline="") as file:
            whole = next(row for row in csv.DictReader(file) if row["by"] == "all")
        yield Row(f"elasticity card, delta {exponent:g}, inside brackets", "derived: 1/(delta - 1)", published,
                  float(whole["income_inside"]), 1e-5)
