# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python reads and draws
"""The analysis package in a notebook's hands: Datasets, helpers, tables; checked against other ways to the same
numbers."""
import glob
import json
import os
import subprocess
import sys

import h5py
import numpy as np
import pandas

from support import ROOT, finish, fisc as program, fixed_seed, has_grown, plausible_counts, test, wait_until, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc  # noqa: E402
from fisc import dataset, effects, elasticity, tables  # noqa: E402
from fisc.distribution import deciles, mean_by  # noqa: E402

CONFIG = {"steps": 8, "warmup_steps": 2, "tax_year_length": 3, "population": {"source": "census", "workers": 1500},
          "planner": {"kind": "optimum"}, "oracle": True, "output": {"panel": "every"}, "name": "50% & more"}


def make(folder, name="run", **more):
    run = os.path.join(folder, name)
    config = {**CONFIG, **more}
    program("run", write(os.path.join(folder, name + ".json"), json.dumps(config)), "-o", run, "-q")
    return run


@test
def a_run_is_one_lazy_dataset(folder):
    run = make(folder)
    data = fisc.open(run)
    assert {"step": 8, "tax_year": 3, "decile": 10, "worker": 1500, "panel_step": 8}.items() <= dict(data.sizes).items()
    assert "bracket" in data.sizes and list(data["tax_year"].values) == [-1, 0, 1]
    for name in ("hours_per_week", "decile_mean_income_usd_per_year", "tax_rate"):
        assert not data[name].variable._in_memory, name
    # The tax system of a tax year is that of its steps.
    years = data["step_tax_year"].values
    for step in range(8):
        schedule = data["schedule_tax_rate"].sel(tax_year=years[step])
        np.testing.assert_array_equal(schedule, data["tax_rate"][step])
    # Deciles, by hand.
    panel = fisc.Run(run).panel()
    weight = panel.facts["sample_weight"]
    decile = deciles(panel.decisions["income_usd_per_year"][0], weight)
    for row in (0, 5, -1):
        by_hand = mean_by(decile, panel.decisions["hours_per_week"][row], weight)
        np.testing.assert_array_equal(data["decile_mean_hours_per_week"][row], by_hand)
    np.testing.assert_array_equal(data["decile_mean_hours_per_week"][1:6:2, 3:5].shape, (3, 2))
    assert fisc.open(run, group="oracle")["welfare"].ndim == 0
    assert data["decile_mean_hours_per_week"].attrs["units"] == "hour/week"


@test
def deciles_unpack_every_chunk_once(folder):
    """A row at a time took 64 times the chunks: 20 to 40 times as long as a mean."""
    run = make(folder, steps=130, warmup_steps=0, tax_year_length=130, oracle=False, planner={"kind": "none"},
               rule={"kind": "logit"}, population={"source": "census", "workers": 9000})
    reads = []
    original = h5py.Dataset.__getitem__
    h5py.Dataset.__getitem__ = lambda stored, key, **more: reads.append(stored.name) or original(stored, key, **more)
    try:
        whole = fisc.open(run)["decile_mean_hours_per_week"].values
        assert reads.count("/panel/hours_per_week") == 3, reads  # chunks have 64 rows
        dataset.BLOCK_BYTES, usual = 8 * 64 * 4096, dataset.BLOCK_BYTES  # memory for one chunk
        reads.clear()
        pieces = fisc.open(run)["decile_mean_hours_per_week"].values
        dataset.BLOCK_BYTES = usual
        assert reads.count("/panel/hours_per_week") == 9, reads
    finally:
        h5py.Dataset.__getitem__ = original
    np.testing.assert_allclose(pieces, whole, rtol=1e-13)
    panel = fisc.Run(run).panel()
    decile = deciles(panel.decisions["income_usd_per_year"][0], panel.facts["sample_weight"])
    for row in (0, 63, 64, 129):
        by_hand = mean_by(decile, panel.decisions["hours_per_week"][row], panel.facts["sample_weight"])
        np.testing.assert_array_equal(whole[row], by_hand)
    some = fisc.open(run)["decile_mean_hours_per_week"]
    np.testing.assert_array_equal(some[60:120:3, 2], whole[60:120:3, 2])


@test
def a_run_that_is_still_going_opens_as_one_too(folder):
    config = write(os.path.join(folder, "config.json"), json.dumps({
        **CONFIG, "steps": 100000, "rule": {"kind": "logit"}, "oracle": False, "planner": {"kind": "none"},
        "output": {"panel": "every", "panel_every_steps": 1000, "snapshot_interval_s": 0.05}}))
    run = os.path.join(folder, "run")
    going = subprocess.Popen([program.__globals__["FISC"], "run", config, "-o", run, "-q"])
    try:
        wait_until(has_grown(os.path.join(run, "run.h5")), "the run file")
        opens = [fisc.open(run).sizes["step"] for _ in range(20)]
        assert opens == sorted(opens) and 0 < opens[-1] < 100000
        assert not fisc.Run(run).is_complete
    finally:
        going.kill()
        going.wait()


@test
def winners_and_losers_add_up(folder):
    before = fisc.Run(make(folder, "before", planner={"kind": "reference"}))
    after = fisc.Run(make(folder, "after", planner={"kind": "flat", "flat_rate": 0.5}))
    for by in ("decile", "occupation", "sex"):
        table = effects.winners_and_losers(before, after, by)
        assert abs(table["share_of_workers"].sum() - 1.0) < 1e-12
        mean = (table["share_of_workers"] * table["mean_change_of_utility_usd_per_year"]).sum()
        assert abs(mean - (after["mean_utility"][-1] - before["mean_utility"][-1])) < 1e-6, by
    assert list(effects.winners_and_losers(before, after)["decile"]) == [str(k) for k in range(1, 11)]
    other = fisc.Run(make(folder, "other", seed=2))
    for bad in (lambda: effects.winners_and_losers(before, other),
                lambda: effects.winners_and_losers(before, after, "shoe size")):
        try:
            bad()
            raise AssertionError("taken")
        except ValueError as error:
            assert "same" in str(error) or "shoe size" in str(error)


@test
def rates_and_paths_are_those_of_the_tax_system(folder):
    run = fisc.Run(make(folder))
    rates = effects.effective_marginal_rates(run)
    assert abs(rates["effective_marginal_rate"].mean() - run["mean_effective_marginal_rate"][-1]) < 2e-3
    path = effects.event_study(run, "mean_hours_per_week", 2, 2)
    hours = run["mean_hours_per_week"]
    assert list(path["relative_step"]) == [-2, -1, 0, 1, 2] and path["mean_change"][1] == 0.0
    starts = [schedule.first_step for schedule in run.schedules()[1:]]
    assert abs(path["mean_change"][2] - np.mean([hours[k] - hours[k - 1] for k in starts])) < 1e-12, path
    assert 2 in starts and path["changes"][2] == len(starts), path
    assert effects.schedule_of(run, -1).last_step == 7


@test
def bootstrap_intervals_cover(folder):
    random = np.random.default_rng(fixed_seed(3))
    held = 0
    for k in range(1000):
        first = random.lognormal(0.0, 1.0, 60)
        gap = effects.paired_difference(first, first + random.normal(0.3, 1.0, 60), draws=400, seed=k)
        held += gap.low <= 0.3 <= gap.high
    # Of 60 skewed differences a bootstrap holds the truth in 93 to 96 of 100 samples.
    assert plausible_counts(1000, 0.93)[0] <= held <= plausible_counts(1000, 0.96)[1], held
    print(f"# held {held} of 1000")
    same = effects.paired_difference(np.arange(9.0), np.arange(9.0))
    assert (same.low, same.estimate, same.high) == (0.0, 0.0, 0.0)


@test
def the_card_finds_the_elasticity_that_was_put_in(folder):
    sweep = os.path.join(folder, "sweep")
    program("sweep", "plan", os.path.join(ROOT, "experiments", "sweeps", "elasticity_card.json"), "-o", sweep, "-q")
    program("sweep", "run", sweep, "--keep-runs", "-q")
    runs = [fisc.Run(path) for path in sorted(glob.glob(os.path.join(sweep, "runs", "*")))]
    rational, logit = ([run for run in runs if run.config["rule"]["kind"] == kind] for kind in ("rational", "logit"))
    whole = elasticity.card(rational, "all").iloc[0]
    assert abs(whole["income_inside"] - 0.4) < 1e-6 and 0.38 < whole["income"] < 0.4 and whole["placebo_income"] == 0.0
    card = elasticity.card(logit, "bracket")
    assert (card["note"] == "too few workers").any()
    assert card.loc[card["workers"] < 30, "income"].isna().all()
    one = elasticity.card(logit, "all").iloc[0]
    assert 0.39 < one["income"] < 0.43 and one["placebo_income_low"] < 0.0 < one["placebo_income_high"]
    occupations = elasticity.card(logit, "occupation")
    assert len(occupations) >= 20 and "sales" in " ".join(map(str, occupations["occupation"]))


@test
def a_rule_that_does_not_move_is_not_identified(folder):
    tax_systems = [{"component": "brackets", "starts_usd_per_year": [0], "rates": [rate]} for rate in (0.3, 0.37)]
    runs = [fisc.Run(make(folder, f"run{k}", planner={"kind": "fixed", "tax_system": [schedule]}, steps=3,
                          rule={"kind": "constant"}))
            for k, schedule in enumerate(tax_systems)]
    row = elasticity.card(runs, "all").iloc[0]
    assert row["note"] == "not identified" and np.isnan(row["income"])


@test
def tables_for_papers_and_stata_read_back(folder):
    run = make(folder)
    tex, dta, panel = (os.path.join(folder, name) for name in ("t.tex", "t.dta", "p.dta"))
    for arguments in ((run, "-o", tex), (run, "-o", dta), (run, "-o", panel, "--panel")):
        done = subprocess.run([sys.executable, "-m", "fisc", "table", *arguments], capture_output=True, text=True,
                              env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, "analysis")), check=False)
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    text = open(tex, encoding="utf-8").read()
    assert r"50\% \& more" in text and text.count(r"\\") == len(tables.FIGURES) + 1 and r"mean\_income" in text
    frame = pandas.read_stata(dta)
    np.testing.assert_array_equal(frame["welfare"], fisc.Run(run)["welfare"])
    assert len(pandas.read_stata(panel)) == 8 * 1500 and max(map(len, frame.columns)) <= 32
    # A reader that is not pandas.
    code = 'library(haven); x <- read_dta(commandArgs(TRUE)[1]); cat(nrow(x), sprintf("%.6f", x$welfare[8]))'
    done = subprocess.run(["Rscript", "-e", code, dta], capture_output=True, text=True, check=False)
    assert done.stdout == f"8 {frame['welfare'].iloc[-1]:.6f}", done.stdout + done.stderr
    wrong = subprocess.run([sys.executable, "-m", "fisc", "table", run, "-o", "t.xls"], capture_output=True, text=True,
                           env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, "analysis")), check=False)
    assert wrong.returncode == 65 and ".tex" in wrong.stderr


@test
def a_report_of_a_long_panel_reads_only_what_it_shows(folder):
    run = make(folder, steps=400, tax_year_length=100, population={"source": "census", "workers": 20000})
    size = 400 * 20000 * 5 * 8
    code = ("import resource, sys; from fisc import report, Run; before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
            "report.write([Run(sys.argv[1])], sys.argv[2]); "
            "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)")
    done = subprocess.run([sys.executable, "-c", code, run, os.path.join(folder, "report.html")], capture_output=True,
                          text=True, env=dict(os.environ, PYTHONPATH=os.path.join(ROOT, "analysis")), check=True)
    assert int(done.stdout) < size / 2, (int(done.stdout), size)


finish()
