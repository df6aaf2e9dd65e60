# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elasticities by observed income, and answers that are reports and not hours.  The card of such workers is in
tests/checks/elasticity_card.py."""
import json
import os

import h5py
import numpy as np

from study_support import POPULATION, config, refused
from support import ROOT, finish, fisc, test

GROUPS = {"elasticities": [0.18, 0.11, 0.57], "elasticity_starts_usd_per_year": [0, 47150, 100525]}
FLAT_45 = {"tax_system": [{"component": "flat", "rate": 0.45}]}


def answer(folder, name, rate, **settings):
    """Observed income, income and hours of workers under a flat tax, from one of 10%."""
    path = config(folder, population={**POPULATION, "workers": 3000}, steps=1, output={"panel": "last"},
                  government={"baseline": [{"component": "flat", "rate": 0.1}],
                              "tax_system": [{"component": "flat", "rate": rate}]}, **settings)
    run = os.path.join(folder, name)
    fisc("run", path, "-o", run, "-q", cwd=ROOT)
    with h5py.File(os.path.join(run, "run.h5")) as file:
        panel = file["panel"]
        before = panel["observed_hours_per_week"][...].astype(float)
        observed = panel["wage_usd_per_hour"][...] * panel["weeks_per_year"][...].astype(float) * before
        return (observed, panel["income_usd_per_year"][-1], before, panel["hours_per_week"][-1])


@test
def each_worker_has_the_elasticity_of_his_income(folder):
    observed, income, before, hours = answer(folder, "groups", 0.4, utility={**GROUPS, "reporting_share": 0.25})
    group = np.searchsorted(GROUPS["elasticity_starts_usd_per_year"], observed, side="right") - 1
    elasticity = np.array(GROUPS["elasticities"])[group]
    assert np.allclose(np.log(income / observed) / np.log(0.6 / 0.9), elasticity, atol=1e-5)
    assert np.allclose(np.log(hours / before) / np.log(0.6 / 0.9), 0.75 * elasticity, atol=1e-5)
    assert len(np.unique(group)) == 3


@test
def hours_stay_where_all_of_the_answer_is_reporting(folder):
    observed, income, before, hours = answer(folder, "reports", 0.4, utility={"reporting_share": 1})
    assert np.allclose(hours, before, atol=1e-9) and np.allclose(income / observed, (0.6 / 0.9)**0.4, atol=1e-5)


@test
def one_elasticity_in_a_list_is_the_exponent(folder):
    def content(**utility):
        run = os.path.join(folder, "run")
        path = config(folder, population={**POPULATION, "workers": 500}, utility=utility, steps=1)
        fisc("run", path, "-o", run, "-q", "--force")
        return fisc("inspect", run, "--hash").stdout

    assert content(elasticities=[0.25]) == content(labor_exponent=5)
    # Two groups that are alike are no other economy, but their sums are of other stretches.
    assert content(elasticities=[0.25, 0.25], elasticity_starts_usd_per_year=[0, 40000]) != content(labor_exponent=4)


@test
def studies_count_each_by_his_own(folder):
    path = config(folder, population={**POPULATION, "workers": 10000}, utility=GROUPS, government=FLAT_45)
    cuts = json.loads(fisc("mvpf", path, "--json").stdout)["cuts"]
    for cut in cuts:
        assert abs(cut["mvpf"] / cut["mvpf_by_formula"] - 1.0) < 0.01 or cut["cut"] == "credit", cut
    # By another formula: what a cut between two deciles costs is the mean of implied weights over who gains from it.
    rows = json.loads(fisc("weights", path, "-c", "-g", "200", "--bandwidth", "0.05", "--json").stdout)
    for cut in [cut for cut in cuts if cut["cut"] == "decile"][1:6]:
        gains = [(row["share_of_workers"] * float(np.clip(row["mean_income_usd_per_year"] - cut["from_usd_per_year"], 0.0,
                                                          cut["to_usd_per_year"] - cut["from_usd_per_year"])),
                  row["implied_weight"]) for row in rows]
        cost = sum(gain * weight for gain, weight in gains) / sum(gain for gain, _ in gains)
        assert abs(cost - cut["cost"] / cut["gain"]) < 5e-3, (cut, cost)
    # The top is of one group.
    top = json.loads(fisc("toprate", path, "--above", "200000", "--json").stdout)
    assert abs(top["elasticity"] - 0.57) < 1e-12, top
    kink = [{"component": "brackets", "starts_usd_per_year": [0, 60000], "rates": [0.1, 0.3]}]
    heap = json.loads(fisc("bunching", path, "--json", "-s", f"government.tax_system={json.dumps(kink)}").stdout)
    assert abs(heap["truth"] - 0.11) < 1e-12, heap


@test
def the_bound_is_none_and_w_star_is(folder):
    path = config(folder, population={**POPULATION, "workers": 500}, utility=GROUPS,
                  planner={"bracket_starts_usd_per_year": [0, 50000]})
    found = json.loads(fisc("oracle", path, "--json", "-q").stdout)
    assert found["welfare_upper_bound"] is None and "elasticities differ" in found["certificate"]["no_upper_bound"]
    assert found["welfare"] > found["welfare_rational_final_schedule"] and found["planner_regret"] >= 0.0


@test
def what_cannot_be_is_refused(folder):
    small = {"population": {**POPULATION, "workers": 50}}

    def no(words, command="run", **settings):
        out = ["-o", os.path.join(folder, "no")] if command == "run" else []
        refused(words, command, config(folder, **{**small, **settings}), *out)

    no("an income for each of the 2", utility={"elasticities": [0.2, 0.4]})
    no("ascend from 0, got 100", utility={"elasticities": [0.2, 0.4], "elasticity_starts_usd_per_year": [100, 200]})
    no("ascend from 0, got 5", utility={"elasticities": [0.2, 0.3, 0.4], "elasticity_starts_usd_per_year": [0, 5, 5]})
    no("at most 8", utility={"elasticities": [0.2] * 9, "elasticity_starts_usd_per_year": list(range(9))})
    no("[0.05, 20]", utility={"elasticities": [-0.2]})
    no('"calibrated"', utility={"elasticities": [0.2], "disutility": "paper"})
    no('"calibrated"', utility={"reporting_share": 0.2, "disutility": "paper"})
    for rule in ("logit", "constant"):
        no('expected rule.kind = "rational"', utility={"reporting_share": 0.2}, rule={"kind": rule})
    no("expected one for all, for a closed form", "hsv", utility=GROUPS)


finish()
