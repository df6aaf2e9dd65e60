# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 40 s
"""Sweeps: what is planned, that a table does not depend on who ran it or was killed, and what goes wrong."""
import csv
import ctypes
import glob
import json
import os
import random
import signal
import struct
import subprocess
import time

from mock_support import Model
from support import FISC, ROOT, finish, fisc, fixed_seed, run_hash, test, write
from sweep_support import BASE, plan, status, table

GRID = {"grid": {"planner.flat_rate": {"from": 0.1, "to": 0.8, "count": 8}, "seed": [1, 2, 3, 4, 5, 6, 7, 8]}}


@test
def points_are_the_grid_times_the_zipped_less_the_excluded(folder):
    sweep = plan(folder, {"grid": {"planner.flat_rate": [0.2, 0.5], "planner.kind": ["flat", "none"]},
                          "zip": [{"population.workers": [20, 40], "steps": [4, 2]}],
                          "exclude": [{"planner.flat_rate": 0.5, "steps": 2}]})
    found = [(row["planner.flat_rate"], row["planner.kind"], row["population.workers"], row["status"])
             for row in table(sweep)]
    # With planner none the rate has no effect: those of 0.5 are the same runs as those of 0.2.
    assert found == [("0.2", "flat", "20", "open"), ("0.2", "flat", "40", "open"), ("0.2", "none", "20", "open"),
                     ("0.2", "none", "40", "open"), ("0.5", "flat", "20", "open")]
    assert [row["planner.flat_rate"] for row in table(plan(folder, GRID, name="grid"))][::8] == [
        "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"]


@test
def ranges_are_said_by_their_step_too(folder):
    steps = {"from": 0.1, "to": 0.8, "step": 0.1}  # 0.7 / 0.1 is a little below 7
    assert table(plan(folder, {"grid": {**GRID["grid"], "planner.flat_rate": steps}}, name="step")) == table(
        plan(folder, GRID, name="count"))
    for values, expected in (({"from": 0, "to": 1, "step": 0.3}, "0 0.3 0.6 0.9"),
                             ({"from": 0.5, "to": 0.3, "step": -0.1}, "0.5 0.4 0.3"), ({"from": 1, "to": 1, "step": 2}, "1")):
        rows = table(plan(folder, {"grid": {"planner.flat_rate": values}}, name=f"range{expected}"))
        assert " ".join(row["planner.flat_rate"] for row in rows) == expected, rows
    for wrong in ({"from": 0, "to": 1, "step": 0}, {"from": 0, "to": 1, "step": -0.1}, {"from": 0, "to": 1, "step": 1e-9},
                  {"from": 0, "to": 1, "step": 0.5, "count": 3}, {"from": 0, "to": 1}, {"from": 0, "to": 1, "steps": 0.5}):
        path = write(os.path.join(folder, "wrong.json"), json.dumps({"base": "base.json", "grid": {"planner.flat_rate": wrong}}))
        done = fisc("sweep", "plan", path, "-o", os.path.join(folder, "wrong"), check=False)
        assert done.returncode == 65 and '"step": d' in done.stderr, (wrong, done.stderr)


@test
def a_base_may_stand_in_the_sweep(folder):
    os.mkdir(os.path.join(folder, "inner"))
    write(os.path.join(folder, "inner", "rates.json"), json.dumps([{"component": "flat", "rate": 0.25}]))
    write(os.path.join(folder, "inner", "below.json"), json.dumps({**BASE, "steps": 3}))
    text = """{
  // Its paths start at this file's folder, as those of a config do.
  "base": {"extends": "below.json", "planner": {"kind": "fixed", "tax_system": ["rates.json"]}},
  "grid": {"seed": [1, 2]},
}"""
    path = write(os.path.join(folder, "inner", "sweep.json"), text)
    fisc("sweep", "plan", path, "-o", os.path.join(folder, "inline"), "-q")
    apart = plan(folder, {"grid": {"seed": [1, 2]}}, {**BASE, "steps": 3, "planner": {
        "kind": "fixed", "flat_rate": 0.3, "tax_system": [{"component": "flat", "rate": 0.25, "name": "rates"}]}}, name="apart")
    assert table(os.path.join(folder, "inline")) == table(apart)
    with open(os.path.join(apart, "plan.jsonl"), "rb") as one, open(os.path.join(folder, "inline", "plan.jsonl"), "rb") as other:
        assert one.read() == other.read()
    wrong = write(os.path.join(folder, "wrong.json"), text.replace('"kind"', '"kinds"').replace('"extends": "below.json", ', ""))
    done = fisc("sweep", "plan", wrong, "-o", os.path.join(folder, "wrong"), check=False)
    assert done.returncode == 65 and "wrong.json:3:24: planner.kinds" in done.stderr, done.stderr


@test
def samples_fill_their_ranges_evenly(folder):
    ranges = {"planner.flat_rate": [0.1, 0.9], "welfare.inequality_aversion": [0, 4]}
    found = {}
    for method, seed in (("sobol", 1), ("latin_hypercube", 1), ("latin_hypercube", 2)):
        sample = {"method": method, "count": 64, "ranges": ranges, "seed": seed}
        rows = table(plan(folder, {"sample": sample, "grid": {"seed": [1, 2]}}, name=f"{method}{seed}"))
        assert len(rows) == 128
        points = {(float(row["planner.flat_rate"]), float(row["welfare.inequality_aversion"])) for row in rows}
        assert len(points) == 64
        for k, (low, high) in enumerate(ranges.values()):
            units = sorted((point[k] - low) / (high - low) for point in points)
            # One point in each of 64 parts of the range; Sobol's first point, 0, is left out by GSL.
            assert all(abs(unit - (i + 0.5) / 64) < (1.6 if method == "sobol" else 0.51) / 64
                       for i, unit in enumerate(units)), (method, units)
        quarters = [sum((x > 0.5) == a and (y > 2) == b for x, y in points) for a in (0, 1) for b in (0, 1)]
        assert all(8 <= count <= 24 for count in quarters), (method, quarters)
        found[method, seed] = points
    assert found["latin_hypercube", 1] != found["latin_hypercube", 2]


@test
def a_row_says_what_a_run_of_the_same_config_says(folder):
    import h5py
    import numpy

    sweep = plan(folder, {"grid": {"seed": [3, 4]}}, {**BASE, "warmup_steps": 5})
    fisc("sweep", "run", sweep, "-q")
    run = os.path.join(folder, "run")
    fisc("run", os.path.join(folder, "base.json"), "--set", "seed=4", "-o", run, "-q")
    row = table(sweep)[1]
    with h5py.File(os.path.join(run, "run.h5")) as file:
        hours, income = file["mean_hours_per_week"][()], file["mean_income"][()]
        assert file.attrs["config_hash"].decode() == row["config_hash"]
    assert float(row["mean_hours_per_week"]) == hours[-1] and row["steps"] == "30"
    numpy.testing.assert_allclose(float(row["mean_income_mean"]), income[5:].mean(), rtol=1e-12)
    batches = [part.mean() for part in numpy.split(hours[5:], numpy.arange(1, 10) * 25 // 10)]
    numpy.testing.assert_allclose(float(row["mean_hours_per_week_error"]),
                                  numpy.std(batches, ddof=1) / 10**0.5, rtol=1e-9)


@test
def workers_killed_at_random_change_nothing_and_nothing_is_run_twice(folder):
    serial = plan(folder, GRID, name="serial")
    fisc("sweep", "run", serial, "-j", "1", "-q")
    killed = plan(folder, GRID, {**BASE, "population": {"workers": 2000}}, name="killed")
    slow = plan(folder, GRID, {**BASE, "population": {"workers": 2000}}, name="slow")
    fisc("sweep", "run", slow, "-j", "2", "-q")
    process = subprocess.Popen([FISC, "sweep", "run", killed, "-j", "4", "-q"])
    chance = random.Random(fixed_seed(1))
    num_killed = 0
    while process.poll() is None:
        time.sleep(0.02)
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True,
                                  text=True, check=False).stdout.split()
        if children and num_killed < 20:
            os.kill(int(chance.choice(children)), signal.SIGKILL)
            num_killed += 1
    assert num_killed >= 10, num_killed
    # A point that three processes died of by chance is retried.
    fisc("sweep", "run", killed, "--retry", "-q")
    assert process.returncode in (0, 1) and table(killed) == table(slow)
    assert len(table(serial)) == 64 and {row["status"] for row in table(serial)} == {"done"}
    before = sorted(glob.glob(os.path.join(killed, "*.rows")))
    said = fisc("sweep", "run", killed).stdout
    assert "0 points run" in said and sorted(glob.glob(os.path.join(killed, "*.rows"))) == before


@test
def slices_and_processes_make_the_same_table(folder):
    whole = plan(folder, GRID, name="whole")
    sliced = plan(folder, GRID, name="sliced")
    fisc("sweep", "run", whole, "-j", "3", "-q")
    for k in range(5):
        assert status(sliced)["done"] == sum(len(range(j, 64, 5)) for j in range(k))
        fisc("sweep", "run", sliced, "--slice", f"{k}/5", "-q")
    assert table(whole) == table(sliced) and status(sliced)["open"] == 0
    bad = fisc("sweep", "run", sliced, "--slice", "5/5", check=False)
    assert bad.returncode == 64 and "K/N" in bad.stderr


@test
def a_stopped_sweep_goes_on(folder):
    base = {**BASE, "population": {"workers": 2000}}
    sweep = plan(folder, GRID, base, name="stopped")
    process = subprocess.Popen([FISC, "sweep", "run", sweep, "-j", "2", "-q"], stderr=subprocess.PIPE, text=True)
    while status(sweep)["done"] < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    said = process.communicate()[1]
    assert process.returncode == 75 and "goes on" in said, said
    done = status(sweep)["done"]
    assert 3 <= done < 64
    assert f"{64 - done} points run" in fisc("sweep", "run", sweep).stdout
    other = plan(folder, GRID, base, name="straight")
    fisc("sweep", "run", other, "-q")
    assert table(sweep) == table(other)


@test
def a_failed_point_keeps_its_reason_and_is_retried_alone(folder):
    sweep = plan(folder, {"grid": {"population.workers": [100, 4e9]}})
    failed = fisc("sweep", "run", sweep, check=False)
    assert failed.returncode == 1 and "1 of 2 points failed" in failed.stderr, failed.stderr
    rows = table(sweep)
    assert [row["status"] for row in rows] == ["done", "failed"] and "memory" in rows[1]["message"]
    assert "point 1: " in fisc("sweep", "status", sweep).stdout
    means = fisc("sweep", "collect", sweep, "--over", "population.workers")
    assert [(row["runs"], row["open"], row["failed"]) for row in csv.DictReader(means.stdout.splitlines())] == [("1", "0", "1")]
    assert "0 are open and 1 failed" in means.stderr, means.stderr
    refused = fisc("sweep", "collect", sweep, "--complete", check=False)
    assert refused.returncode == 66 and "sweep run --retry" in refused.stderr, refused.stderr
    assert "0 points run" in fisc("sweep", "run", sweep).stdout
    again = fisc("sweep", "run", sweep, "--retry", check=False)
    assert again.returncode == 1 and "1 point run" in again.stdout


@test
def a_plan_never_changes(folder):
    sweep = plan(folder, GRID)
    assert plan(folder, GRID) == sweep  # the same plan again is fine
    other = write(os.path.join(folder, "other.json"), json.dumps({"base": "base.json", "grid": {"seed": [1]}}))
    refused = fisc("sweep", "plan", other, "-o", sweep, check=False)
    assert refused.returncode == 73 and "never changes" in refused.stderr
    fisc("sweep", "run", sweep, "--slice", "0/8", "-q")
    for name in ("base.json", "plan.jsonl"):
        path = os.path.join(sweep, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        write(path, text.replace("0.3", "0.4", 1))
        refused = fisc("sweep", "status", sweep, check=False)
        assert refused.returncode == 78, (name, refused.stderr)
        write(path, text)
    assert status(sweep)["done"] == 8


@test
def kept_runs_are_whole_runs(folder):
    sweep = plan(folder, {"grid": {"seed": [1, 2]}})
    fisc("sweep", "run", sweep, "--keep-runs", "-q")
    runs = sorted(glob.glob(os.path.join(sweep, "runs", "*")))
    fisc("run", os.path.join(folder, "base.json"), "--set", "seed=2", "-o", os.path.join(folder, "run"), "-q")
    assert len(runs) == 2 and run_hash(runs[1]) == run_hash(os.path.join(folder, "run"))


@test
def points_that_a_model_plays_share_replies_and_keep_their_runs(folder):
    with Model() as model:
        path = model.config(folder, steps=2, population={"workers": 10}, planner={"kind": "none"},
                            llm={"store_folder": os.path.join(folder, "store")})
        with open(path, encoding="utf-8") as file:
            base = json.load(file)
        sweep = plan(folder, {"grid": {"welfare.inequality_aversion": [1, 2, 3, 4]}}, base)
        fisc("sweep", "run", sweep, "-j", "1", "-q")
        assert model.stats()["requests"] == 20  # equal questions are asked once among points
    rows = table(sweep)
    assert len({row["mean_hours_per_week"] for row in rows}) == 1
    assert len(glob.glob(os.path.join(sweep, "runs", "*", "replies.jnl"))) == 4


@test
def a_limit_on_requests_is_shared_by_all_processes(folder):
    most = {}
    for requests in ([], ["--requests", "2"]):
        with Model(0.02) as model:
            path = model.config(folder, steps=2, population={"workers": 20}, planner={"kind": "none"})
            with open(path, encoding="utf-8") as file:
                base = json.load(file)
            here = os.path.join(folder, "limit" + "".join(requests))
            os.mkdir(here)
            fisc("sweep", "run", plan(here, {"grid": {"seed": [1, 2]}}, base), "-j", "2", "-q", *requests)
            most[bool(requests)] = model.stats()["most_in_flight"]
    assert most[False] > 2 >= most[True] >= 1, most


@test
def processes_that_open_a_new_store_at_once_do_not_fail(folder):
    with Model() as model:
        for k in range(5):
            path = model.config(folder, steps=1, population={"workers": 4}, planner={"kind": "none"},
                                llm={"store_folder": os.path.join(folder, f"store{k}")})
            with open(path, encoding="utf-8") as file:
                sweep = plan(folder, {"grid": {"seed": [1, 2, 3, 4]}}, json.load(file), f"sweep{k}")
            fisc("sweep", "run", sweep, "-j", "4", "-q")
            assert status(sweep)["done"] == 4


@test
def wrong_sweep_files_say_what_was_expected(folder):
    write(os.path.join(folder, "base.json"), json.dumps(BASE))
    for sweep, words in [
        ({"grid": {"seed": []}}, "seed: expected a list of values"),
        ({"grid": {"seed": {"from": 1, "to": 2}}}, "seed: expected a list"),
        ({"gird": {"seed": [1]}}, "did you mean 'grid'"),
        ({"zip": [{"seed": [1, 2], "steps": [1]}]}, "'seed' has 2 values and 'steps' has 1"),
        ({"grid": {"seed": [1]}, "zip": [{"seed": [1]}]}, "each key once"),
        ({"grid": {"sede": [1]}}, "did you mean 'seed'"),
        ({"grid": {"planner.flat_rate": [0.1, 7]}}, "point 1: "),
        ({"grid": {"seed": {"from": 1, "to": 1e6, "count": 1000000}, "steps": [1, 2]}}, "at most 1000000"),
        ({"grid": {"seed": [1]}, "exclude": [{"seed": 1}]}, "some point to be left"),
        ({}, "grid"),
        ({"sample": {"method": "sobel", "count": 4, "ranges": {"seed": [1, 2]}}}, "sobol or latin_hypercube"),
        ({"sample": {"method": "sobol", "count": 0, "ranges": {"seed": [1, 2]}}}, "count: expected"),
        ({"sample": {"method": "sobol", "count": 4, "ranges": {"seed": [2, 1]}}}, "low < high"),
    ]:
        path = write(os.path.join(folder, "wrong.json"), json.dumps({"base": "base.json", **sweep}))
        done = fisc("sweep", "plan", path, "-o", os.path.join(folder, "wrong"), check=False)
        assert done.returncode == 65 and words in done.stderr, (sweep, done.stderr)
        assert not os.path.exists(os.path.join(folder, "wrong")), sweep
    done = fisc("sweep", "run", folder, check=False)
    assert done.returncode == 66 and "fisc sweep plan" in done.stderr, done.stderr


@test
def means_over_seeds_have_intervals(folder):
    import statistics

    sweep = plan(folder, {"grid": {"seed": [1, 2, 3, 4], "planner.flat_rate": [0.2, 0.6]}})
    fisc("sweep", "run", sweep, "-q")
    rows, means = table(sweep), list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed").stdout.splitlines()))
    assert [row["planner.flat_rate"] for row in means] == ["0.2", "0.6"] and "seed" not in means[0]
    for row in means:
        values = [float(one["mean_income"]) for one in rows if one["planner.flat_rate"] == row["planner.flat_rate"]]
        half = 3.182446305284263 * statistics.stdev(values) / 2  # Student's t, 3 degrees of freedom
        low, high = sum(values) / 4 - half, sum(values) / 4 + half
        assert row["runs"] == "4" and abs(float(row["mean_income"]) - sum(values) / 4) < 1e-9 * sum(values)
        assert abs(float(row["mean_income_low"]) - low) < 1e-6 and abs(float(row["mean_income_high"]) - high) < 1e-6
    pairs = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed", "--against", "1").stdout.splitlines()))
    changes = [float(a["mean_income"]) - float(b["mean_income"]) for a, b in zip(rows[::2], rows[1::2])]
    half = 3.182446305284263 * statistics.stdev(changes) / 2
    assert abs(float(pairs[0]["mean_income"]) - sum(changes) / 4) < 1e-6
    assert abs(float(pairs[0]["mean_income_high"]) - float(pairs[0]["mean_income"]) - half) < 1e-6
    assert float(pairs[1]["mean_income"]) == float(pairs[1]["mean_income_low"]) == 0.0
    for options in (["--over", "seed", "--against", "2"], ["--against", "0"]):
        assert fisc("sweep", "collect", sweep, *options, check=False).returncode == 64, options
    one = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "planner.flat_rate").stdout.splitlines()))
    assert [row["seed"] for row in one] == ["1", "2", "3", "4"]
    wrong = fisc("sweep", "collect", sweep, "--over", "sed", check=False)
    assert wrong.returncode == 64 and "did you mean 'seed'" in wrong.stderr


@test
def what_is_open_is_said_and_refused_on_request(folder):
    """Means over other seeds in each row name another winner than those of the whole sweep."""
    sweep = plan(folder, {"grid": {"planner.flat_rate": [0.2, 0.6], "seed": [1, 2, 3, 4]}})
    collect = ("sweep", "collect", sweep)
    fisc("sweep", "run", sweep, "--slice", "0/3", "-q")  # points 0, 3, 6: seeds 1, 4 at 0.2, seed 3 at 0.6
    done = fisc(*collect, "--over", "seed")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["runs"], row["open"], row["failed"]) for row in rows] == [("2", "2", "0"), ("1", "3", "0")], rows
    assert "of 8 points 5 are open and 0 failed" in done.stderr and "--complete" in done.stderr, done.stderr
    assert "5 are open" in fisc(*collect).stderr
    assert not fisc(*collect, "--over", "seed", "-q").stderr
    out = os.path.join(folder, "table")
    for options in ((), ("--over", "seed"), ("-o", out + ".h5"), ("--over", "seed", "-o", out + ".csv")):
        refused = fisc(*collect, "--complete", *options, check=False)
        assert refused.returncode == 66 and "5 are open" in refused.stderr and not refused.stdout, refused
    assert not os.path.exists(out + ".h5") and not os.path.exists(out + ".csv")
    assert fisc(*collect, "--complete", "--follow", check=False).returncode == 64
    fisc("sweep", "run", sweep, "-q")
    whole = fisc(*collect, "--over", "seed", "--complete")
    rows = list(csv.DictReader(whole.stdout.splitlines()))
    assert [(row["runs"], row["open"], row["failed"]) for row in rows] == [("4", "0", "0")] * 2 and not whole.stderr


@test
def the_shipped_tables_come_out_again_to_the_bit(folder):
    def label(tax_system):
        first = tax_system[0]
        return " ".join(f"{rate:g}" for rate in first["rates"]) if "rates" in first else str(first["year"])

    for name, key in (("fixed_schedules", "rates"), ("federal_law_years", "year")):
        sweep = os.path.join(folder, name)
        fisc("sweep", "plan", os.path.join(ROOT, "experiments", "sweeps", f"{name}.json"), "-o", sweep, "-q")
        fisc("sweep", "run", sweep, "-q")
        found = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed").stdout.splitlines()))
        with open(os.path.join(ROOT, "experiments", "golden", f"{name}.csv"), encoding="utf-8") as file:
            golden = list(csv.DictReader(line for line in file if not line.startswith("#")))
        assert [label(json.loads(row["planner.tax_system"])) for row in found] == [row[key] for row in golden]
        for row, expected in zip(found, golden):
            for figure in ("welfare", "mean_hours_per_week", "gini_net_income"):
                assert row[figure] == expected[figure], (expected[key], figure, row[figure], expected[figure])
            for figure in ("welfare_low", "welfare_high"):  # Student's t is GSL's: not promised to the bit
                assert abs(float(row[figure]) - float(expected[figure])) < 1e-6, (expected[key], figure)


class Opens:
    """How often a file is opened, by whomever.  Closings are watched too: equal events in a row become one."""
    OPEN, CLOSE = 0x20, 0x10

    def __init__(self, path):
        libc = ctypes.CDLL(None, use_errno=True)
        self.file = libc.inotify_init1(os.O_NONBLOCK)
        assert libc.inotify_add_watch(self.file, path.encode(), self.OPEN | self.CLOSE) >= 0, ctypes.get_errno()

    def count(self):
        try:
            events = os.read(self.file, 1 << 16)  # of 16 bytes: those of a watched file have no name
        except BlockingIOError:
            return 0
        return sum(mask & self.OPEN != 0 for _, mask, _, _ in struct.iter_unpack("iIII", events))


@test
def a_point_with_a_model_draws_its_population_once(folder):
    people = os.path.join(folder, "people.csv")
    write(people, "wage_usd_per_hour,hours_per_week\n" + "".join(f"{10 + k},40\n" for k in range(12)))
    with Model() as model:
        model.config(folder, steps=2, population={"source": "csv", "csv": {"path": people}})
        opens = Opens(people)
        fisc("run", os.path.join(folder, "config.json"), "-o", os.path.join(folder, "run"), "-q")
        of_a_run = opens.count()
        sweep = os.path.join(folder, "sweep")
        path = write(os.path.join(folder, "sweep.json"), json.dumps({"base": "config.json", "grid": {"seed": [1]}}))
        fisc("sweep", "plan", path, "-o", sweep, "-q")
        assert opens.count() == 0
        fisc("sweep", "run", sweep, "-j", "1", "-q")
        assert opens.count() == of_a_run > 0, of_a_run
        kept = glob.glob(os.path.join(sweep, "runs", "*"))
        assert run_hash(kept[0]) == run_hash(os.path.join(folder, "run"))


@test
def the_shipped_sweep_finds_the_best_flat_rate(folder):
    sweep = os.path.join(folder, "flat")
    fisc("sweep", "plan", os.path.join(ROOT, "experiments", "sweeps", "flat_rates.json"), "-o", sweep, "-q")
    fisc("sweep", "run", sweep, "-q")
    best = {}
    for row in table(sweep):
        place = best.setdefault(row["seed"], (float("-inf"), None))
        best[row["seed"]] = max(place, (float(row["welfare"]), row["planner.flat_rate"]))
    assert len(best) == 5 and all(0.2 <= float(rate) <= 0.7 for _, rate in best.values()), best


finish()
