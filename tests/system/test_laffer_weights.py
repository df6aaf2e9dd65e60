# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Laffer curve and the welfare weights that a tax system implies, against what theory says of them."""
import csv
import json
import os

import h5py
import numpy as np

from support import ROOT, finish, fisc, test, write


def config(folder, **more):
    base = {"population": {"source": "gb2", "workers": 20000, "draw": "quantiles"},
            "government": {"baseline": [{"component": "flat", "rate": 0.3}]}, **more}
    return write(os.path.join(folder, "config.json"), json.dumps(base))


def table(folder, *arguments):
    out = os.path.join(folder, "table.csv")
    fisc(*arguments, "-q", "-o", out, cwd=ROOT)
    with open(out, encoding="utf-8", newline="") as file:
        return [{key: float(value) if value else float("nan") for key, value in row.items()}
                for row in csv.DictReader(file)]


@test
def a_flat_tax_peaks_where_theory_says(folder):
    """tau = 1/(1 + e); with delta = 3.5, e = 0.4; with delta = 2, e = 1."""
    for exponent, peak in ((3.5, 1.0 / 1.4), (2.0, 0.5)):
        rows = table(folder, "laffer", config(folder, utility={"labor_exponent": exponent}), "-b", "0", "-n", "12")
        assert [row["is_peak"] for row in rows] == [0.0] * 12 + [1.0]
        assert abs(rows[-1]["rate"] - peak) < 1e-4, (exponent, rows[-1])
        assert rows[-1]["revenue"] >= max(row["revenue"] for row in rows)
        assert rows[0]["rate"] == rows[0]["revenue"] == 0.0 and abs(rows[11]["rate"] - 0.99) < 1e-12
        # Every point: revenue is the rate times income.
        for row in rows:
            assert abs(row["revenue"] - row["rate"] * row["mean_income"]) < 1e-6 * row["mean_income"]


@test
def the_peak_of_a_curve_of_many_humps_is_the_highest(folder):
    """Few workers, each at home in some bracket: revenue goes up and down; no grid is better than the peak."""
    path = config(folder, population={"workers": 300}, seed=3, government={})
    for bracket in ("1", "3", "4", "5"):
        fine = table(folder, "laffer", path, "-b", bracket, "-n", "1981")
        rough = table(folder, "laffer", path, "-b", bracket, "-n", "12")
        best = max(row["revenue"] for row in fine[:-1])
        assert rough[-1]["revenue"] >= best * (1 - 1e-6), (bracket, rough[-1], best)
    said = fisc("laffer", path, "-b", "1", cwd=ROOT).stdout
    peak = next(line for line in said.splitlines() if line.startswith("Peak: "))
    assert ("an end of the range" in peak) == (peak.startswith(("Peak: 99.00%", "Peak: 0.00%"))), peak


@test
def revenue_that_does_not_move_has_no_peak(folder):
    """Nobody is in the top bracket."""
    path = config(folder, population={"source": "uniform", "workers": 100})
    unreached = '[{"component": "brackets", "starts_usd_per_year": [0, 90000000], "rates": [0.2, 0.3]}]'
    said = fisc("laffer", path, "--set", f"government.tax_system={unreached}", "-b", "1", cwd=ROOT).stdout
    assert "No peak: revenue is" in said and "#" * 41 not in said, said


@test
def one_rate_and_all_rates(folder):
    path = config(folder)
    top = table(folder, "laffer", path, "--reform", "karten_rising_middle", "-b", "2", "-n", "30")
    everything = table(folder, "laffer", path, "--reform", "karten_rising_middle", "-n", "30")
    assert everything[0]["rate"] == -0.2 and abs(everything[29]["rate"] - 0.39) < 1e-12  # rates stay in [0, 0.99]
    assert max(row["revenue"] for row in everything) > max(row["revenue"] for row in top)
    at_tax_system = min(top, key=lambda row: abs(row["rate"] - 0.6))
    same = min(everything, key=lambda row: abs(row["rate"]))
    assert abs(at_tax_system["revenue"] / same["revenue"] - 1.0) < 0.02
    wrong = fisc("laffer", path, "--reform", "karten_dip", "-b", "3", check=False, cwd=ROOT)
    assert wrong.returncode == 64 and "brackets 0 to 2" in wrong.stderr


@test
def the_highest_of_many_humps_is_found_from_any_grid(folder):
    path = write(os.path.join(folder, "census.json"), '{"population": {"source": "census", "workers": 5000}}')
    for bracket, near, at_least in (("2", 0.7793, 17527.5), ("0", 0.982, 22156.5)):  # of 3,000 points
        for count in ("12", "34"):
            peak = table(folder, "laffer", path, "-b", bracket, "-n", count)[-1]
            assert abs(peak["rate"] - near) < 2e-3 and peak["revenue"] > at_least, (bracket, count, peak)
    said = fisc("laffer", path, "-b", "0", "-n", "12").stdout
    assert "end of the range" not in said, said
    nobody = '[{"component": "brackets", "starts_usd_per_year": [0, 1e12], "rates": [0.3, 0.4]}]'
    said = fisc("laffer", path, "-b", "1", "-n", "12", "--set", f"government.tax_system={nobody}").stdout
    assert "No peak: revenue is" in said, said


@test
def no_tax_is_the_tax_system_of_those_who_weigh_all_the_same(folder):
    rows = table(folder, "weights", config(folder), "--set", 'government.tax_system=[{"component":"flat","rate":0}]')
    assert len(rows) == 1 and rows[0]["weight"] == 1.0
    # At the peak of revenue workers count for nothing.
    peak = json.dumps([{"component": "flat", "rate": 1.0 / 1.4}])
    rows = table(folder, "weights", config(folder), "--set", f"government.tax_system={peak}")
    assert abs(rows[0]["weight"]) < 1e-9
    over = table(folder, "weights", config(folder), "--set", 'government.tax_system=[{"component":"flat","rate":0.8}]')
    assert over[0]["weight"] < 0.0


@test
def the_optimum_implies_the_weights_that_it_was_found_with(folder):
    """Log welfare: g_i = (1/u_i)/mean(1/u).  The implied weight of a bracket is a mean of these, nearly."""
    path = config(folder, steps=1, planner={"kind": "optimum",
                                            "bracket_starts_usd_per_year": [0, 20000, 50000, 120000]},
                  output={"panel": "last"})
    run = os.path.join(folder, "run")
    fisc("run", path, "-o", run, "-q")
    with h5py.File(os.path.join(run, "run.h5")) as file:
        rates, income = file["tax_rate"][-1, 0], file["panel/income_usd_per_year"][-1]
        utility = file["panel/utility_usd_per_year"][-1]
    starts = np.array([0.0, 20000.0, 50000.0, 120000.0])
    tax_system = json.dumps([{"component": "brackets", "starts_usd_per_year": list(starts), "rates": list(rates[:4])}])
    rows = table(folder, "weights", path, "--set", f"government.tax_system={tax_system}")
    implied = np.array([row["weight"] for row in rows])
    truth = (1.0 / utility) / np.mean(1.0 / utility)
    # The first condition of the top bracket is exact: the mean of g over it, weighted by income above its start.
    above = np.maximum(income - starts[3], 0.0)
    assert abs(implied[3] - np.average(truth, weights=above)) < 0.02, (implied, rates)
    assert np.all(np.diff(implied) < 0.0), implied  # who has less counts more
    assert abs(rows[0]["share_of_workers"] + sum(row["share_of_workers"] for row in rows[1:]) - 1.0) < 1e-12
    mean = [np.mean(truth[(income >= a) & (income < b)]) for a, b in zip(starts, [*starts[1:], np.inf])]
    assert np.all(np.abs(implied - mean) < 0.25), (implied, mean)


@test
def what_they_cannot_do_they_say(folder):
    for arguments, words in [
        (["weights", config(folder), "--set", "utility.form=isoelastic"], "quasilinear"),
        (["weights", config(folder), "--set", 'government.tax_system=[{"component":"flat","rate":1}]'], "rates below 1"),
    ]:
        done = fisc(*arguments, check=False)
        assert done.returncode == 65 and words in done.stderr, done.stderr
    said = fisc("laffer", config(folder)).stdout
    assert "Peak:" in said and "####" in said


finish()
