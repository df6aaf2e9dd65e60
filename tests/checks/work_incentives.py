# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc rates` of units with one earner and no children, whose taxes Tax-Calculator computed to the cent: federal income tax and
both shares of payroll tax."""
import json

from checks import Row

FEW = ("--set", "population.workers=10")
SOURCE = "Tax-Calculator: income and payroll tax"
BY_HAND = "derived: rates of the law"
UNITS = [(2018, "single", "52122", 4766.34 + 7974.67, "0.373"), (2018, "married_joint", "56406", 3507.72 + 8630.12, "0.273"),
         (2022, "single", "277205", 66242.25 + 26961.79, "0.388"), (2025, "single", "439259", 117775.40 + 36728.24, "0.388")]


def rows(lab):
    for year, status, income, tax, marginal in UNITS:
        law = json.dumps([{"component": "federal_income_tax", "year": year, "filing_status": status},
                          {"component": "payroll_tax", "year": year, "filing_status": status, "employer_share": True}])
        found = lab.json("rates", "-r", law, "--at", income, "--json", *FEW)["incomes"][0]
        who = f"{status.replace('_', ' ')}, {int(income):,} USD, law of {year}"
        yield Row(f"tax of a unit: {who}", SOURCE, f"{tax:.2f}", found["tax_usd_per_year"], 0.0051)
        yield Row("the same: participation tax rate", SOURCE, f"{tax / float(income):.6f}", found["participation_tax_rate"],
                  5.1e-7)
        yield Row("the same: effective marginal rate", BY_HAND, marginal, found["effective_marginal_rate"], 1e-12)
    cliff = json.dumps([{"component": "flat", "rate": 0.2},
                        {"component": "credit", "amount_usd_per_year": 6000, "phase_out_start_usd_per_year": 40000,
                         "phase_out_rate": 1.0}])
    notch = lab.json("rates", "-r", cliff, "--json", *FEW)["notches"][0]
    yield Row("end of the notch where 6,000 USD are lost from 40,000 on, over a rate of 20%", "derived: 40,000 + 6,000/(1 - 0.2)",
              "47500.00", notch["to_usd_per_year"], 1e-6)
