# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 40 s
# test: not under sanitizers: Python computes
"""Dominance tests and paired comparisons: the same numbers as the model's, intervals that cover, and no claim too many."""
import csv
import json
import os
import sys

import matplotlib.image
import numpy as np

from support import ROOT, finish, fisc as program, fixed_seed, plausible_counts, slow_test, test, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc  # noqa: E402
from fisc import dominance, paired, tail, welfare  # noqa: E402

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
FLAT = '[{"component":"flat","rate":0.4}]'


def pair(folder, tax_system=FLAT, options=(), **config):
    run, out = os.path.join(folder, "run"), os.path.join(folder, "out")
    os.makedirs(folder, exist_ok=True)
    config = {"steps": 3, "population": {"workers": 2000}, **config}
    program("run", write(os.path.join(folder, "config.json"), json.dumps(config)), "-o", run, "-q")
    program("branch", run, "--at", "2", "--tax-system", f"new={tax_system}", "-o", out, "-q", *options, cwd=ROOT)
    return os.path.join(out, "control"), os.path.join(out, "new")


@test
def stored_workers_are_scored_as_the_model_scores_them(folder):
    for path in pair(folder, rule={"kind": "logit"}, welfare={"inequality_aversion": 2.5}):
        run = fisc.Run(path)
        arm = welfare.arm_of(run)
        stored = dict(zip(["isoelastic", "utilitarian", "rawlsian", "inverse_income_baseline", "inverse_income",
                           "equality_x_productivity"], run["welfare_by_kind"][-1]))
        for kind, function in [("isoelastic", welfare.Welfare("isoelastic", 2.5)),
                               ("utilitarian", welfare.Welfare("isoelastic", 0.0, 1e-9)),
                               ("inverse_income_baseline", welfare.Welfare("inverse_income_baseline")),
                               ("equality_x_productivity", welfare.Welfare("equality_x_productivity"))]:
            assert abs(function.measure(arm)[0] / stored[kind] - 1.0) < 1e-6, kind
        assert abs(welfare.Welfare("isoelastic", 2.5, 100.0).measure(arm)[0] - run["welfare_floor_tenth"][-1]) < 1e-5


@test
def influence_is_what_leaving_a_worker_out_changes(folder):
    arm = welfare.arm_of(fisc.Run(pair(folder)[1]))
    count, chance = len(arm.weight), np.random.default_rng(fixed_seed(3))
    for function in welfare.family():
        whole, influence = function.measure(arm)
        assert abs(np.average(influence, weights=arm.weight)) < 1e-6 * whole
        for i in chance.integers(0, count, 5):
            without = function.measure(arm.take(np.delete(np.arange(count), i)))[0]
            expected = -influence[i] / (count - 1)
            assert abs(without - whole - expected) < 0.01 * abs(expected) + 2e-7 * whole, (str(function), i)


def coverage(folder, source, size, redraws, tax_system=FLAT):
    """Share of redrawn populations of so many workers, who pay their own rebate, in which 95% intervals of A - B hold what
    400,000 workers say: welfare functions, points of the generalised Lorenz curve; then the bands for all of each at once."""
    first, second = (welfare.arm_of(fisc.Run(path)) for path in
                     pair(folder, tax_system, population={"source": source, "workers": 400000}, seed=5))
    functions = [welfare.Welfare("isoelastic", 0.0), welfare.Welfare("isoelastic", 0.5), welfare.Welfare("isoelastic", 1.0),
                 welfare.Welfare("isoelastic", 2.0), welfare.Welfare("equality_x_productivity")]
    shares = np.array([0.2, 0.5, 0.8, 0.9, 1.0])

    def measured(a, b):
        pairs = [(function.measure(a), function.measure(b)) for function in functions]
        (curve_a, by_a), (curve_b, by_b) = (welfare.generalised_lorenz(arm, shares) for arm in (a, b))
        return [(np.array([x[0] - y[0] for x, y in pairs]), np.array([x[1] - y[1] for x, y in pairs])),
                (curve_a - curve_b, by_a - by_b)]

    truth = [found for found, _ in measured(first, second)]
    chance, covered = np.random.default_rng(fixed_seed(11)), np.zeros(12)
    for _ in range(redraws):
        chosen = chance.integers(0, len(first.weight), size)
        a, b = first.take(chosen), second.take(chosen)
        held = []
        for known, (found, influence) in zip(truth, measured(a, b)):
            for one in range(5):
                each = tail.bands(found[[one]], influence[[one]], a.baseline_income, a.weight, draws=2000)
                held.append(each.low[0] <= known[one] <= each.high[0])
            band = tail.bands(found, influence, a.baseline_income, a.weight, draws=2000)
            held.append(np.all((band.low <= known) & (known <= band.high)))
        covered += held
    print(f"  coverage, {source}, {size}:", " ".join(f"{c:.3f}" for c in covered / redraws))
    return covered / redraws


def covers(share, redraws, lowest=0.93, highest=0.97):
    """Nothing outside of it but by chance."""
    least, most = plausible_counts(redraws, lowest, len(share))[0], plausible_counts(redraws, highest, len(share))[1]
    return np.all(redraws * share >= least) and np.all(redraws * share <= most)


US_AGAINST_45 = '[{"component":"flat","rate":0.45}]'


@test
def intervals_cover_where_a_few_of_the_rich_decide(folder):
    share = coverage(folder, "census", 1000, 120, US_AGAINST_45)
    assert covers(share, 120), share


@slow_test
def intervals_cover_in_redrawn_populations_of_the_census(folder):
    for size in (1000, 5000):
        share = coverage(os.path.join(folder, str(size)), "census", size, 500, US_AGAINST_45)
        assert covers(share, 500) and abs(np.mean(share) - 0.95) < 0.015, (size, share)


@slow_test
def intervals_cover_in_redrawn_populations_with_lighter_tails(folder):
    share = coverage(folder, "gb2", 1000, 1000)
    assert covers(share, 1000, highest=0.98), share


@test
def a_pareto_tail_is_found_again(_folder):
    chance = np.random.default_rng(fixed_seed(5))
    for index in (1.5, 2.0, 3.0):
        found = tail.tail_of(1e4 * (1.0 + chance.pareto(index, 100000)), np.ones(100000))
        assert abs(found.index / index - 1.0) < 4.0 / np.sqrt(found.count) and found.count == len(found.workers) == 316
        assert abs(found.mean() / (found.threshold * found.index / (found.index - 1.0)) - 1.0) < 1e-9
        assert found.mean(-2.0) < found.mean() < found.mean(2.0)
    # Weights: two halves are one.  And where there is no tail intervals are normal ones.
    income, weight = 1e4 * (1.0 + chance.pareto(2.0, 2000)), np.ones(2000)
    twice = tail.tail_of(np.repeat(income, 2), np.repeat(weight, 2))
    assert abs(twice.count / tail.tail_of(income, weight).count - 2.0 ** 0.5) < 0.1
    assert tail.tail_of(income[:100], weight[:100]) is None and tail.tail_of(np.full(5000, 3e4), np.ones(5000)) is None
    influence = chance.standard_normal((3, 100))
    plain = tail.bands(np.zeros(3), influence, income[:100], weight[:100])
    half = welfare.simultaneous_quantile(influence, weight[:100]) * welfare.standard_errors(influence, weight[:100])
    assert np.allclose(plain.high, half) and np.allclose(plain.low, -half)


@test
def dominance_is_said_only_where_it_holds(folder):
    control, new = pair(folder)
    same = dominance.judge(fisc.Run(control), fisc.Run(control))
    assert same.dominance() == "" and {line.winner() for line in same.lines} == {""}
    there, back = dominance.judge(fisc.Run(new), fisc.Run(control)), dominance.judge(fisc.Run(control), fisc.Run(new))
    assert there.winner("isoelastic", 2.0) == "A" and back.winner("isoelastic", 2.0) == "B"
    assert there.winner("isoelastic", 0.0) == "B"  # who dislikes no inequality wants no tax
    for one, other in zip(there.lines, back.lines):
        assert abs(one.difference + other.difference) < 1e-9 and abs(one.low + other.high) < 1e-6
    # Wasted revenue: everybody has less, at every welfare function, and curves say so at once.
    arm = welfare.arm_of(fisc.Run(new))
    poorer = welfare.replace(arm, utility=arm.utility - 500.0 - 0.01 * arm.utility, net_income=arm.net_income * 0.98)
    waste = dominance.judge_arms([(arm, poorer)])
    assert waste.dominance() == "A" and waste.winner("isoelastic", 20.0) == "A"
    # One worker of two thousand who makes the whole difference makes no run dominant.
    lucky = arm.utility - 10.0
    lucky[7] += 5e5
    lone = dominance.judge_arms([(welfare.replace(arm, utility=lucky), arm)])
    assert lone.lines[0].difference > 0.0 and lone.winner("isoelastic", 0.0) == ""
    # In words, and as a picture.
    picture = os.path.join(folder, "dominance.png")
    said = program("dominance", new, control, "-o", picture, env=ENV).stdout
    assert "A beats B by isoelastic, aversion 2 at every floor." in said and "Generalised Lorenz" in said
    image = matplotlib.image.imread(picture)
    assert image.shape[1] > 1000 and 0.01 < (image[..., :3].min(axis=2) < 0.9).mean() < 0.5


@test
def accounts_of_a_pair_are_those_of_the_reform(folder):
    control, new = pair(folder, rule={"kind": "rational"}, seed=1)
    found = paired.compare(fisc.Run(control), fisc.Run(new))
    table = os.path.join(folder, "reform.csv")
    program("reform", "run", "karten_flat_30", "-q", "-o", table, "--set", f"planner.tax_system={FLAT}", "--set",
            "population.workers=2000", cwd=ROOT)
    with open(table, encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    for name in ("mechanical_revenue", "behavioural_revenue", "equivalent_variation", "excess_burden"):
        mine = getattr(found.accounts, name)
        assert abs(mine.estimate - float(row[name])) < 1e-3 and mine.low < mine.estimate < mine.high, name
    assert abs(found.accounts.marginal_value_of_public_funds - float(row["marginal_value_of_public_funds"])) < 1e-6
    groups = found.groups["decile"]
    mean = np.average(groups["mean_change_of_utility_usd_per_year"], weights=groups["share_of_workers"])
    assert abs(mean - found.figures["mean utility_usd_per_year"][2].estimate) < 0.05
    assert set(found.groups) == {"decile", "occupation", "sex", "age_group"}
    said = program("compare", "--paired", control, new, env=ENV).stdout
    assert "excess burden" in said and "female" in said and "production" in said


@test
def spent_revenue_does_not_come_back(folder):
    control, new = pair(folder, options=("--closure", "spending"))
    arm = welfare.arm_of(fisc.Run(new))
    assert not arm.is_balanced and np.all(arm.rebate_influence() == 0.0)
    found = paired.compare(fisc.Run(control), fisc.Run(new))
    gain, change = found.accounts.equivalent_variation, found.figures["mean utility_usd_per_year"][2]
    assert abs(gain.estimate - change.estimate) < 1e-3 and change.estimate < 0.0


@test
def runs_that_do_not_pair_are_refused(folder):
    control, _ = pair(folder)
    other = os.path.join(folder, "other")
    program("run", os.path.join(folder, "config.json"), "-o", other, "-q", "--set", "seed=9", "--set",
            "output.panel=last")
    bare = os.path.join(folder, "bare")
    program("run", os.path.join(folder, "config.json"), "-o", bare, "-q")
    for run, words in ((other, "do not follow the same workers"), (bare, "needs a panel")):
        for command in (["dominance"], ["compare", "--paired"]):
            done = program(*command, control, run, env=ENV, check=False)
            assert done.returncode == 65 and words in done.stderr, done.stderr


finish()
