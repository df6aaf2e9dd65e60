# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 20 s
# test: not under sanitizers: Python computes
"""A curvature that a script got by adding 0.1 ten times gives what 1 gives: in runs, at the optimum, in the Python package."""
import json
import os
import sys

import numpy as np

from support import ROOT, finish, fisc as program, test, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc  # noqa: E402
from fisc import welfare  # noqa: E402

TENTHS = sum([0.1] * 10)
NEAR_ONE = [1.0 + sign * 10.0 ** -k for k in range(3, 17) for sign in (-1, 1)] + [TENTHS, np.nextafter(1.0, 2.0)]


def run(folder, name, **config):
    path = os.path.join(folder, name)
    program("run", write(path + ".json", json.dumps(config)), "-o", path, "-q")
    return fisc.Run(path)


def assert_same(first, second, columns, tolerance):
    for column in columns:
        assert np.allclose(first[column], second[column], rtol=tolerance, atol=0.0), \
            (column, first[column], second[column])


@test
def the_optimum_is_that_of_the_logarithm(folder):
    assert TENTHS != 1.0
    both = [run(folder, f"welfare-{k}", steps=2, warmup_steps=1, population={"workers": 2000}, oracle=True,
                welfare={"inequality_aversion": aversion}, planner={"kind": "optimum"})
            for k, aversion in enumerate((1.0, TENTHS, 1.0000000000000002))]
    for other in both[1:]:
        assert_same(both[0], other, ["welfare", "welfare_floor_tenth", "welfare_floor_tenfold"], 1e-8)
        assert_same(both[0], other, ["mean_income", "mean_hours_per_week"], 1e-3)


@test
def the_best_log_linear_tax_is_that_of_the_logarithm(folder):
    config = write(os.path.join(folder, "hsv.json"), json.dumps({"population": {"workers": 2000}}))

    def best(aversion):
        said = program("hsv", config, "--set", f"welfare.inequality_aversion={aversion!r}", "--json").stdout
        return json.loads(said)

    logarithm = best(1.0)
    for aversion in (TENTHS, 1.0000000000000002, 1.0 + 1e-11, 1.0 - 1e-9):
        other = best(aversion)
        assert np.isclose(other["welfare"], logarithm["welfare"], rtol=1e-8), (aversion, other, logarithm)
        assert abs(other["progressivity"] - logarithm["progressivity"]) < 1e-4, (aversion, other, logarithm)


@test
def hours_with_income_effects_are_those_of_the_logarithm(folder):
    tax_system = [{"component": "flat", "rate": 0.1},
                  {"component": "credit", "amount_usd_per_year": 9000, "phase_in_rate": 0.45,
                   "phase_out_start_usd_per_year": 24000, "phase_out_rate": 0.7}]
    both = [run(folder, f"utility-{k}", steps=1, population={"workers": 500}, planner={"kind": "none"},
                utility={"form": "isoelastic", "income_curvature": curvature}, government={"tax_system": tax_system})
            for k, curvature in enumerate((1.0, TENTHS))]
    assert_same(*both, ["welfare", "mean_income", "mean_hours_per_week", "rebate"], 1e-9)


@test
def logit_altruists_weigh_their_share_as_with_the_logarithm(folder):
    both = [run(folder, f"logit-{k}", steps=3, population={"workers": 500}, planner={"kind": "none"},
                welfare={"inequality_aversion": aversion}, rule={"kind": "logit", "altruistic_share": 1.0})
            for k, aversion in enumerate((1.0, TENTHS))]
    assert_same(*both, ["welfare", "mean_income", "mean_hours_per_week"], 1e-9)


@test
def the_package_is_continuous_and_measures_what_the_model_does(folder):
    chance = np.random.default_rng(5)
    utility = np.exp(chance.uniform(np.log(300.0), np.log(3e5), 500))
    tax, weight = 0.3 * utility, chance.uniform(0.5, 2.0, 500)
    arm = welfare.Arm(utility, utility, tax, utility - tax, utility, weight)
    at_one, influence_at_one = welfare.Welfare("isoelastic", 1.0).measure(arm)
    assert abs(at_one / np.exp(np.average(np.log(np.maximum(utility, 1000.0)), weights=weight)) - 1.0) < 1e-13
    for aversion in NEAR_ONE:
        value, influence = welfare.Welfare("isoelastic", aversion).measure(arm)
        tolerance = 1e-12 + 10.0 * abs(aversion - 1.0)
        assert abs(value / at_one - 1.0) < tolerance, (aversion, value, at_one)
        assert np.max(np.abs(influence - influence_at_one)) < tolerance * np.max(np.abs(influence_at_one)), aversion
    for aversion in (0.0, 0.5, 0.6, TENTHS, 1.001, 1.4, 1.5, 3.0):
        stored = run(folder, f"run-{aversion}", steps=1, population={"workers": 300}, planner={"kind": "none"},
                     welfare={"inequality_aversion": aversion}, output={"panel": "last"})
        value = welfare.Welfare("isoelastic", aversion).measure(welfare.arm_of(stored))[0]
        assert abs(value / stored["welfare_by_kind"][-1][0] - 1.0) < 1e-6, aversion


finish()
