# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replications until an interval is narrow, sensitivity indices, and the table as HDF5 with tokens and costs."""
import contextlib
import csv
import json
import math
import os
import signal
import subprocess
import sys
import time

import h5py
import numpy as np
import xarray

from mock_support import Model
from support import FISC, PATIENCE_S, ROOT, finish, fisc, test, test_of_results
from sweep_support import plan, status, table

sys.path.insert(0, os.path.join(ROOT, "analysis"))
from fisc import sensitivity  # noqa: E402

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
SMALL = {"steps": 2, "population": {"source": "gb2", "workers": 300}, "planner": {"kind": "flat"}}
REPLICATE = {"grid": {"population.workers": [300, 1200], "planner.flat_rate": [0.3, 0.5]},
             "replicate": {"key": "seed", "figure": "welfare", "half_width": 600, "least": 6, "most": 80}}


def needed_by_the_rule(values, rule):
    """The stopping rule once more, from the values of all runs of a point."""
    from scipy import stats

    count = rule["least"]
    while True:
        first = values[:count]
        spread = stats.t.ppf(0.975, count - 1) * np.std(first, ddof=1)
        if spread / math.sqrt(count) <= rule["half_width"] or count == rule["most"]:
            return count
        wanted = min(max(math.ceil((spread / rule["half_width"]) ** 2), count + 1), rule["most"])
        count = min(wanted, 2 * count)


@test
def points_are_repeated_until_they_are_known_well_enough(folder):
    sweep = plan(folder, REPLICATE, SMALL)
    said = fisc("sweep", "run", sweep).stdout
    rows = table(sweep)
    every = plan(folder, {"grid": {**REPLICATE["grid"], "seed": {"from": 1, "to": 80, "count": 80}}}, SMALL, "every")
    fisc("sweep", "run", every, "-q")
    truth = [float(row["welfare"]) for row in table(every)]
    assert len(rows) == len(truth) == 320
    counts = []
    for k in range(4):
        states = [row["status"] for row in rows[80 * k:80 * k + 80]]
        counts.append(states.count("done"))
        assert states == ["done"] * counts[k] + ["spared"] * (80 - counts[k])
        assert counts[k] == needed_by_the_rule(truth[80 * k:80 * k + 80], REPLICATE["replicate"]), k
    assert min(counts[:2]) > max(counts[2:]) and max(counts) > 6  # small populations need more runs
    assert f"{sum(counts)} runs so far, {sum(counts)} expected in all, at most {sum(counts)}" in said, said
    means = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed").stdout.splitlines()))
    for row, count in zip(means, counts):
        assert int(row["runs"]) == count
        assert (float(row["welfare_high"]) - float(row["welfare_low"])) / 2 <= 600 or count == 80
    assert status(sweep) == {"points": sum(counts), "done": sum(counts), "failed": 0, "open": 0}
    assert "0 points run" in fisc("sweep", "run", sweep).stdout  # nothing is done again


@test
def how_many_runs_does_not_hang_on_who_was_killed(folder):
    whole = plan(folder, REPLICATE, dict(SMALL, steps=40), "whole")
    fisc("sweep", "run", whole, "-j", "1", "-q")
    broken = plan(folder, REPLICATE, dict(SMALL, steps=40), "broken")
    for delay in (0.05, 0.1, 0.15):
        process = subprocess.Popen([FISC, "sweep", "run", broken, "-j", "2", "-q"], start_new_session=True)
        time.sleep(delay)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for part in range(3):
        fisc("sweep", "run", broken, "--slice", f"{part}/3", "-q")
    assert table(broken) == table(whole)


@test
def what_it_may_take_is_said_beforehand(folder):
    with open(os.path.join(folder, "base.json"), "w", encoding="utf-8") as file:
        json.dump(SMALL, file)
    path = os.path.join(folder, "sweep.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"base": "base.json", **REPLICATE}, file)
    said = fisc("sweep", "plan", path, "-o", os.path.join(folder, "sweep")).stdout
    assert "4 points, each with 6 to 80 runs" in said and "24 to 320 runs" in said, said
    assert "at most 320" in fisc("sweep", "status", os.path.join(folder, "sweep")).stdout
    for change, words in [({"least": 1}, "2 <= least"), ({"half_width": 0}, "half_width > 0"), ({"most": 5}, "least <= most"),
                          ({"more": 1}, "key, figure, half_width"), ({"key": "planner.flat_rate"}, "each key once")]:
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"base": "base.json", **REPLICATE, "replicate": {**REPLICATE["replicate"], **change}}, file)
        done = fisc("sweep", "plan", path, "-o", os.path.join(folder, "wrong"), check=False)
        assert done.returncode == 65 and words in done.stderr, (change, done.stderr)
    wrong = plan(folder, {**REPLICATE, "replicate": {**REPLICATE["replicate"], "figure": "happiness"}}, SMALL, "figure")
    done = fisc("sweep", "run", wrong, check=False)
    assert done.returncode == 65 and "expected a scalar figure" in done.stderr


@test
def indices_of_a_known_function(folder):
    """Ishigami and Homma (1990), a = 7, b = 0.1: 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""
    from scipy.stats import qmc

    unit = qmc.Sobol(6, seed=4).random(8192)
    a, b = -np.pi + 2 * np.pi * unit[:, :3], -np.pi + 2 * np.pi * unit[:, 3:]
    blocks = [a, b]
    for k in range(3):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        blocks.append(mixed)
    values = np.array([np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]) for x in blocks])
    found = sensitivity.indices(values, ["x1", "x2", "x3"], draws=200)
    assert np.all(np.abs(found["first_order"] - [0.3139, 0.4424, 0.0]) < 0.02), found
    assert np.all(np.abs(found["total"] - [0.5576, 0.4424, 0.2437]) < 0.02), found
    assert np.all(found["total_low"] < found["total"]) and np.all(found["total"] < found["total_high"])


@test_of_results
def indices_of_a_sweep(folder):
    ranges = {"planner.flat_rate": [0.1, 0.8], "utility.labor_exponent": [2.5, 5], "welfare.inequality_aversion": [0.5, 3]}
    sweep = plan(folder, {"grid": {"seed": [1, 2]}, "sample": {"method": "saltelli", "count": 128, "ranges": ranges}}, SMALL)
    rows = table(sweep)
    assert len(rows) == 2 * 5 * 128
    point = [[float(row[key]) for key in ranges] for row in rows[:640]]
    block = np.array(point).reshape(5, 128, 3)
    for k in range(3):  # A with column k of B
        expected = block[0].copy()
        expected[:, k] = block[1][:, k]
        assert np.array_equal(block[2 + k], expected)
    early = fisc("sweep", "sensitivity", sweep, env=ENV, check=False)
    assert early.returncode == 65 and "1280 of 1280 points are open" in early.stderr, early.stderr
    for part in ("0/3", "1/3"):  # every point of the design under one of its seeds at least
        fisc("sweep", "run", sweep, "--slice", part, "-q")
    early = fisc("sweep", "sensitivity", sweep, env=ENV, check=False)
    assert early.returncode == 65 and "426 of 1280 points are open" in early.stderr, early.stderr
    fisc("sweep", "run", sweep, "-q")
    out = os.path.join(folder, "indices.csv")
    said = fisc("sweep", "sensitivity", sweep, "--figure", "mean_hours_per_week", "-o", out, env=ENV).stdout
    with open(out, encoding="utf-8", newline="") as file:
        found = {row["setting"]: row for row in csv.DictReader(file)}
    # Hours know nothing of the planner's taste; the rate moves them most.
    assert abs(float(found["welfare.inequality_aversion"]["total"])) < 1e-12
    assert float(found["planner.flat_rate"]["first_order"]) > 0.5 and "planner.flat_rate" in said.splitlines()[3]
    plain = plan(folder, {"grid": {"seed": [1]}}, SMALL, "plain")
    refused = fisc("sweep", "sensitivity", plain, env=ENV, check=False)
    assert refused.returncode == 65 and "saltelli" in refused.stderr


@test
def the_table_is_the_same_in_hdf5(folder):
    sweep = plan(folder, {"grid": {"planner.kind": ["flat", "none"], "seed": [1, 2, 3]},
                          "exclude": [{"planner.kind": "none", "seed": 3}]}, SMALL)
    fisc("sweep", "run", sweep, "--slice", "0/2", "-q")  # a part: collecting goes while a sweep runs
    out = os.path.join(folder, "table.h5")
    fisc("sweep", "collect", sweep, "-o", out)
    rows = table(sweep)
    with xarray.open_dataset(out) as data:
        assert list(data["status"].values) == [row["status"] for row in rows]
        assert set(data["status"].values) == {"done", "open"}
        assert list(data["planner.kind"].values) == [row["planner.kind"] for row in rows]
        for name in rows[0]:
            if name in ("index", "status", "message", "config_hash", "planner.kind"):
                continue
            expected = [float(row[name]) if row[name] else math.nan for row in rows]
            assert np.array_equal(data[name].values, expected, equal_nan=True), name
        assert data["mean_hours_per_week_mean"].attrs["units"] == "hour/week"
    with h5py.File(out) as file:
        assert file.attrs["plan_hash"]
    wrong = fisc("sweep", "collect", sweep, "--over", "seed", "-o", out, check=False)
    assert wrong.returncode == 64 and "CSV" in wrong.stderr


@test
def rows_stream_while_the_sweep_runs(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 12, "count": 12}}}, dict(SMALL, steps=20))
    with subprocess.Popen([FISC, "sweep", "collect", sweep, "--follow"], stdout=subprocess.PIPE, text=True) as following:
        head = following.stdout.readline()
        fisc("sweep", "run", sweep, "--slice", "0/2", "-q")
        half = [following.stdout.readline() for _ in range(6)]  # while six points are open
        assert following.poll() is None
        fisc("sweep", "run", sweep, "-q")
        rest = following.stdout.read().splitlines()
        assert following.wait(timeout=PATIENCE_S) == 0
    found = list(csv.DictReader([head, *half, *(line + "\n" for line in rest)]))
    for row in found:
        del row["seconds"]
    assert [int(row["index"]) % 2 for row in found[:6]] == [0] * 6
    assert sorted(found, key=lambda row: int(row["index"])) == table(sweep)


@test
def a_sweep_that_others_run_can_be_watched(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 600, "count": 600}}}, dict(SMALL, steps=300))
    fisc("sweep", "run", sweep, "--slice", "0/6", "-q")  # 100 are done before anybody looks
    with subprocess.Popen([FISC, "sweep", "run", sweep, "-q"]) as running:
        seen = subprocess.run(["script", "-qec", f"{FISC} sweep status {sweep} --follow", "/dev/null"], capture_output=True,
                              text=True, check=True, timeout=PATIENCE_S)
        assert running.wait(timeout=PATIENCE_S) == 0
    lines = [line for line in seen.stdout.split("\r") if "of 600 points" in line]
    assert lines and all("running" in line and "points/s" in line and "left" in line for line in lines), seen.stdout
    assert "600 done, 0 failed, 0 open" in seen.stdout


@test
def tokens_and_costs_are_in_the_table(folder):
    with Model() as model:
        path = model.config(folder, steps=2, population={"workers": 10}, planner={"kind": "none"}, llm={
            "usd_per_million_prompt_tokens": 2.0, "usd_per_million_completion_tokens": 10.0})
        with open(path, encoding="utf-8") as file:
            sweep = plan(folder, {"grid": {"seed": [1, 2]}}, json.load(file))
        fisc("sweep", "run", sweep, "-j", "1", "-q")
    for row in table(sweep):
        assert float(row["requests"]) == 20 and float(row["completion_tokens"]) == 160
        cost = 2e-6 * float(row["prompt_tokens"]) + 1e-5 * float(row["completion_tokens"])
        assert float(row["prompt_tokens"]) > 1000 and abs(float(row["usd"]) / cost - 1.0) < 1e-6


@test
def progress_says_how_much_is_left(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 400, "count": 400}}}, dict(SMALL, steps=300))
    done = subprocess.run(["script", "-qec", f"{FISC} sweep run {sweep}", "/dev/null"], capture_output=True, text=True,
                          check=True, timeout=PATIENCE_S)
    last = done.stdout.split("\r")[-3:]
    assert any("#" in line and "of 400 points" in line and "running" in line and "points/s" in line and "s left" in line
               for line in done.stdout.split("\r")), last


finish()
