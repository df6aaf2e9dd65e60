# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effective marginal rates, participation tax rates and notches, against T(z) itself."""
import json

from study_support import POPULATION, config, drawn, refused
from support import finish, fisc, test

CLIFF = json.dumps([{"component": "flat", "rate": 0.2},
                    {"component": "credit", "amount_usd_per_year": 6000, "phase_in_rate": 0.3,
                     "phase_out_start_usd_per_year": 40000, "phase_out_rate": 1.0}])


def found(*arguments):
    return json.loads(fisc("rates", *arguments, "--json").stdout)


@test
def rates_are_differences_of_the_tax(folder):
    path = config(folder, population={**POPULATION, "workers": 500})
    tax = {z: json.loads(fisc("tax", "-t", CLIFF, str(z), "--json").stdout)[0]["tax_usd_per_year"]
           for z in (0, 15000, 17000, 43000, 43001, 45000)}
    rows = found(path, "-r", CLIFF, "--step", "2000", "--at", "43000", "--at", "15000", "--benefit", "900")["incomes"]
    assert [row["income_usd_per_year"] for row in rows] == [15000, 43000]
    for row in rows:
        z = int(row["income_usd_per_year"])
        assert row["tax_usd_per_year"] == tax[z] and row["net_income_usd_per_year"] == z - tax[z]
        assert abs(row["effective_marginal_rate_of_step"] - (tax[z + 2000] - tax[z]) / 2000) < 1e-12
        assert abs(row["participation_tax_rate"] - (tax[z] - tax[0] + 900) / z) < 1e-12
        assert abs(row["average_rate"] - tax[z] / z) < 1e-12
    assert abs(rows[1]["effective_marginal_rate"] - (tax[43001] - tax[43000])) < 1e-9
    nothing = found(path, "-r", CLIFF, "--at", "0", "--benefit", "900")["incomes"][0]
    assert nothing["participation_tax_rate"] is None and nothing["average_rate"] is None
    assert nothing["net_income_usd_per_year"] == 900 and abs(nothing["effective_marginal_rate_of_step"] - 0.8) < 1e-12


@test
def in_a_notch_nobody_stays_who_answers(folder):
    path = config(folder)
    both = found(path, "-r", CLIFF)
    (notch,) = both["notches"]
    assert notch["from_usd_per_year"] == 40000 and notch["worst_usd_per_year"] == 46000
    assert abs(notch["to_usd_per_year"] - 47500) < 1e-6 and abs(notch["loss_usd_per_year"] - 1200) < 1e-6
    assert both["all"]["share_in_notches"] == 0.0 < both["all_as_observed"]["share_in_notches"]
    said = fisc("rates", path, "-r", CLIFF).stdout
    assert "Notch: incomes above 40000.00, up to 47500.00, leave no more than it does; 1200.00 USD less at 46000.00" in said
    # Where a notch has no end, and where there is none.
    endless = found(path, "-r", '[{"component":"brackets","starts_usd_per_year":[0,30000],"rates":[0.2,1]}]')["notches"]
    assert endless == [{"from_usd_per_year": 30000, "to_usd_per_year": None, "worst_usd_per_year": 30000,
                        "loss_usd_per_year": 0}], endless
    flat = ["-r", '[{"component":"flat","rate":0.4}]']
    assert found(path, *flat)["notches"] == [] and "No notches" in fisc("rates", path, *flat).stdout
    # A benefit is a notch from 0 on: 3,000/(1 - 0.4).
    (lost,) = found(path, *flat, "--benefit", "3000")["notches"]
    assert lost["from_usd_per_year"] == 0 and abs(lost["to_usd_per_year"] - 5000) < 1e-9 and lost["loss_usd_per_year"] == 3000


@test
def means_are_over_workers(folder):
    path = config(folder)
    flat = found(path, "-r", '[{"component":"flat","rate":0.3},{"component":"basic_income","amount_usd_per_year":5000}]')
    for group in (*flat["tenths"], flat["all"]):
        for rate in ("effective_marginal_rate", "effective_marginal_rate_of_step", "participation_tax_rate"):
            assert abs(group[rate] - 0.3) < 1e-9, group  # what everybody gets is no reason to work or not
    assert abs(sum(group["share_of_workers"] for group in flat["tenths"]) - 1.0) < 1e-9
    rows = drawn(folder, "rates", path, "-r", CLIFF)
    assert abs(sum(float(row["share_of_workers"]) for row in rows) - 1.0) < 1e-9
    assert {"0", "20000", "40000", "46000", "1000000"} <= {row["income_usd_per_year"] for row in rows}
    assert float(rows[0]["share_of_workers"]) > 0.0 and rows[0]["participation_tax_rate"] == ""


@test
def what_it_cannot_do_it_says(folder):
    path = config(folder)
    refused("from 0 to 1e12, not 'much'", "rates", path, "--at", "much", code=64)
    refused("from 0 to 1e12, not '-1'", "rates", path, "--at=-1", code=64)
    refused("from 0 to 1e12, not 'nan'", "rates", path, "--at", "nan", code=64)
    refused("step", "rates", path, "--step", "0", code=64)
    refused("benefit", "rates", path, "--benefit=-5", code=64)
    refused("expected -o", "rates", path, "-p", "a.png", code=64)


finish()
