# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's welfare weights: what they do to W, to the optimum and to what a tax system implies; and what is refused."""
import json
import os

import h5py
import numpy as np

from study_support import POPULATION, config, refused
from support import ROOT, finish, fisc, test, write

SMALL = {**POPULATION, "workers": 3000}
TABLE = {"objective": "utilitarian", "weights": [1.2, 1.2, 0.5, 0.1],
         "weights_income_usd_per_year": [10000, 50000, 100000, 250000]}
STARTS = [0, 20000, 50000, 120000]
SEARCH = {"kind": "optimum", "bracket_starts_usd_per_year": STARTS}


def last_step(folder, name, *more, **settings):
    run = os.path.join(folder, name)
    fisc("run", config(folder, steps=1, output={"panel": "last"}, **settings), "-o", run, "-q", *more, cwd=ROOT)
    with h5py.File(os.path.join(run, "run.h5")) as file:
        panel = {key: file["panel"][key][...] for key in ("wage_usd_per_hour", "weeks_per_year", "observed_hours_per_week")}
        return (file["welfare"][-1], file["tax_rate"][-1, 0], file["panel/income_usd_per_year"][-1],
                file["panel/utility_usd_per_year"][-1], panel["wage_usd_per_hour"] * panel["weeks_per_year"].astype(float)
                * panel["observed_hours_per_week"])


def weights_of(observed):
    return np.interp(observed, TABLE["weights_income_usd_per_year"], TABLE["weights"])


@test
def welfare_is_the_mean_with_these_weights(folder):
    tax = {"kind": "flat", "flat_rate": 0.3}
    found, _, _, utility, observed = last_step(folder, "table", population=SMALL, welfare=TABLE, planner=tax)
    assert abs(found / np.average(utility, weights=weights_of(observed)) - 1.0) < 1e-9
    power, *_ = last_step(folder, "power", population=SMALL, planner=tax,
                          welfare={"objective": "utilitarian", "weights_exponent": 1})
    known, *_ = last_step(folder, "known", population=SMALL, planner=tax, welfare={"objective": "inverse_income_baseline"})
    assert abs(power / known - 1.0) < 1e-12
    plain, *_ = last_step(folder, "plain", population=SMALL, planner=tax, welfare={"objective": "utilitarian"})
    same, *_ = last_step(folder, "same", population=SMALL, planner=tax,
                         welfare={"objective": "utilitarian", "weights": [7], "weights_income_usd_per_year": [0]})
    assert abs(same / plain - 1.0) < 1e-12


@test
def workers_bring_weights_of_their_own(folder):
    """A column of the file times the weight of a group, in W of every utility and rule, in the search and in its bound."""
    people = [(8.0 * 1.012**k, round(2.0 - k / 400 + k % 3 / 10, 2), "female" if k % 5 == 0 else "male") for k in range(400)]
    write(os.path.join(folder, "people.csv"), "wage_usd_per_hour,hours_per_week,a,sex\n" +
          "".join(f"{wage!r},40,{own},{sex}\n" for wage, own, sex in people))
    weights = np.array([own * (1.25 if sex == "female" else 1.0) for _, own, sex in people])
    source = {"source": "csv", "csv": {"path": "people.csv", "sex_column": "sex", "welfare_weight_column": "a"}}
    for name, more in (("plain", {}), ("logit", {"rule": {"kind": "logit"}})):
        found, _, _, utility, _ = last_step(folder, name, population=source, **more, planner={"kind": "flat", "flat_rate": 0.3},
                                            welfare={"objective": "utilitarian",
                                                     "group_weights": [{"group": "female", "weight": 1.25}]})
        assert abs(found / np.average(utility, weights=weights) - 1.0) < 1e-9, name
    # Where weights fall with income the nonlinear optimum bounds the search; here they do but for the noise.
    path = config(folder, population=source, welfare={"objective": "utilitarian"},
                  planner={"bracket_starts_usd_per_year": [0, 40000]})
    found = json.loads(fisc("oracle", path, "--json", "-q").stdout)
    assert found["welfare_rational_final_schedule"] < found["welfare"] < found["welfare_upper_bound"], found


@test
def the_optimum_for_weights_implies_them(folder):
    """Its rates rise, so that nobody jumps: the formula is exact."""
    settings = {"population": SMALL, "welfare": TABLE, "government": {"baseline": [{"component": "flat", "rate": 0.3}]}}
    _, rates, income, _, observed = last_step(folder, "best", planner=SEARCH, **settings)
    law = json.dumps([{"component": "brackets", "starts_usd_per_year": STARTS, "rates": list(rates[:4])}])
    out = json.loads(fisc("weights", config(folder, **settings), "--set", f"government.tax_system={law}", "--json").stdout)
    truth = weights_of(observed) / np.mean(weights_of(observed))
    ends = [*STARTS[1:], np.inf]
    for j in reversed(range(4)):  # what these weights lose on bracket j, those that are equal within brackets lose, too
        held = np.clip(income, STARTS[j], ends[j]) - STARTS[j]
        own = (income >= STARTS[j]) & (income < ends[j])
        implied = np.select([(income >= a) & (income < b) for a, b in zip(STARTS, ends)], [row["weight"] for row in out])
        lost = np.mean((implied - truth) * held) / np.mean(held * own)
        assert abs(lost) < 0.002, (j, lost, out)
    # The Saez formula with the same weights is a first condition of the same optimum.
    _, by_formula, *_ = last_step(folder, "saez", planner={**SEARCH, "kind": "saez"}, **settings)
    assert np.allclose(rates[:4], by_formula[:4], atol=0.02), (rates[:4], by_formula[:4])


@test
def what_no_weights_are_is_refused(folder):
    path = config(folder, population=SMALL, welfare={"objective": "utilitarian"})
    for weights, incomes, words in (
            ("[1,-0.5]", "[0,1e5]", "-0.5"), ("[0,0]", "[0,1e5]", "all are 0"), ("[1,2]", "[0]", "an income for each"),
            ("[1]", "[0,1]", "an income for each"), ("[]", "[0]", "at least one"), ("[0]", "[0]", "all are 0"),
            ("[1,2]", "[1e5,1e5]", "incomes that ascend"),
            ("[0,1]", "[9e10,1e11]", "a weight of 0 for every worker"),
            (json.dumps([1] * 65), json.dumps(list(range(65))), "at most 64 weights")):
        change = ("--set", f"welfare.weights={weights}", "--set", f"welfare.weights_income_usd_per_year={incomes}")
        for command in (("validate", path), ("oracle", path)):
            refused(words, *command, *change)
    for groups, words in (('[{"group":"mars","weight":1}]', 'not "mars"'), ('[{"group":"male","weight":-1}]', "-1"),
                          ('[{"group":"male","weight":0},{"group":"female","weight":0}]', "a weight of 0 for every worker")):
        refused(words, "validate" if "-1" in words else "oracle", path, "--set", "population.source=census", "--set",
                "population.draw=random", "--set", f"welfare.group_weights={groups}")
    refused("no occupation, sex or age", "oracle", path, "--set", 'welfare.group_weights=[{"group":"male","weight":1}]')
    model = ("--set", "planner.kind=llm", "--set", "llm.url=http://127.0.0.1:9/v1", "--set", "llm.model=m")
    refused("objective_utilitarian_weighted.txt", "validate", path, *model, "--set", "welfare.weights_exponent=1")


finish()
