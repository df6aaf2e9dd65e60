# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elasticity card of rational workers returns what was put in."""
import csv

from checks import Row

SLOW = True


def rows(lab):
    for exponent, published in ((3.5, "0.4000"), (6.0, "0.2000")):
        config = lab.config(population={"workers": 1500}, utility={"labor_exponent": exponent})
        lab.run("elasticity", config, "-o", lab.path(f"card-{exponent}"), "-t", lab.path("card.csv"), "-q", "-n", "1")
        with open(lab.path("card.csv"), encoding="utf-8", newline="") as file:
            whole = next(row for row in csv.DictReader(file) if row["by"] == "all")
        yield Row(f"elasticity card, delta {exponent:g}, inside brackets", "derived: 1/(delta - 1)", published,
                  float(whole["income_inside"]), 1e-5)
