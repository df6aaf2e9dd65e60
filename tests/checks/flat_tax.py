# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What theory says of one rate for everybody, elasticity e = 1/(delta - 1)."""
from checks import Row

POPULATION = {"source": "gb2", "workers": 20000, "draw": "quantiles"}


def rows(lab):
    for exponent, e, published in ((3.5, "0.4", "0.714286"), (2.0, "1", "0.500000")):
        config = lab.config(population=POPULATION, utility={"labor_exponent": exponent},
                            government={"baseline": [{"component": "flat", "rate": 0.3}]})
        peak = lab.table("laffer", config, "-b", "0", "-n", "12")[-1]
        yield Row(f"flat rate of the most revenue, e = {e}", "derived: 1/(1 + e)", published, float(peak["rate"]), 1e-4)
    config = lab.config(population=POPULATION, government={"tax_system": [{"component": "flat", "rate": 0}]})
    yield Row("weight that no tax implies", "derived: Bourguignon and Spadaro 2012", "1.000000",
              float(lab.table("weights", config)[0]["weight"]), 1e-12)
