# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user's file of workers: which rows count, how they are sampled and drawn anew, and what complaints say."""
import csv
import io
import json
import os
import sys

import h5py

from support import ROOT, finish, fisc, run_hash, test, write

ENV = {"FISC_PYTHON": sys.executable, "PYTHONPATH": os.path.join(ROOT, "analysis")}
HEAD = "wage_usd_per_hour,hours_per_week,w\n"
ROWS = [f"{10 + 0.2 * i:.2f},{20 + i % 30},{1 + i % 3}\n" for i in range(300)]  # sorted by wage


def config(folder, rows, head=HEAD, more=None, **csv_settings):
    write(os.path.join(folder, "people.csv"), head + "".join(rows))
    settings = {"steps": 4, "planner": {"kind": "flat"},
                "population": {"source": "csv", "csv": {"path": "people.csv", "weight_column": "w", **csv_settings}}}
    settings["population"].update(more or {})
    return write(os.path.join(folder, "c.json"), json.dumps(settings))


def run(folder, path, *options):
    out = os.path.join(folder, "run")
    done = fisc("run", path, "-o", out, "--force", *options)
    with h5py.File(os.path.join(out, "run.h5")) as file:
        return out, done.stderr, float(file["mean_income"][0]), int(file.attrs["workers"])


@test
def samples_are_of_the_whole_file_by_weight(folder):
    path = config(folder, ROWS)
    _, said, whole, workers = run(folder, path)
    assert workers == 300 and "sample" not in said, said
    for sample in ("systematic", "random"):
        _, said, mean, workers = run(folder, path, "--set", "population.workers=60", "--set", f"population.csv.sample={sample}")
        assert workers == 60 and f"60 workers are a {sample} sample of 300 rows, by weight" in said, said
        assert abs(mean / whole - 1) < (0.05 if sample == "systematic" else 0.35), (sample, mean, whole)
    _, _, mean, workers = run(folder, path, "--set", "population.workers=3000")
    assert workers == 3000 and abs(mean / whole - 1) < 0.01, (mean, whole)


@test
def quantiles_of_rows_are_refused(folder):
    done = fisc("run", config(folder, ROWS, more={"draw": "quantiles"}), "-o", os.path.join(folder, "no"), check=False)
    assert done.returncode == 65 and "population.csv.sample says how" in done.stderr, done.stderr
    assert not os.path.exists(os.path.join(folder, "no", "run.jnl"))


@test
def paired_runs_have_no_table_of_what_nobody_said(folder):
    path, runs = config(folder, ROWS), []
    for rate in ("0.2", "0.4"):
        runs.append(os.path.join(folder, rate))
        fisc("run", path, "-o", runs[-1], "-q", "--set", "output.panel=last", "--set", f"planner.flat_rate={rate}")
    said = fisc("compare", "--paired", *runs, env=ENV).stdout
    assert "decile" in said and "occupation" not in said and "\n-1 " not in said, said


@test
def a_file_hangs_on_the_seed_only_where_rows_are_drawn(folder):
    path = config(folder, ROWS)
    hashes = {}
    for what in ((), ("--set", "population.workers=50"), ("--set", "population.csv.bootstrap=true")):
        hashes[what] = set()
        for seed in (1, 2, 3, 4, 5):
            out, said, _, _ = run(folder, path, "--set", f"seed={seed}", *what)
            hashes[what].add(run_hash(out))
            with open(os.path.join(out, "config.json"), encoding="utf-8") as file:
                assert ("seed" in json.load(file)) == bool(what)
            assert ("seed has no effect" in said) == (not what), said
    all_rows, sampled, drawn = (len(found) for found in hashes.values())
    assert all_rows == 1 and sampled >= 3 and drawn == 5, hashes  # few rows have few systematic samples


@test
def rows_that_do_not_count_are_counted(folder):
    rows = ROWS[:5] + ["0,40,1\n", "20,,1\n", "21,40,0\n", "22,40,1e14\n", "\n\n"]
    path = config(folder, rows, skip_without_work=True)
    _, said, _, workers = run(folder, path)
    assert workers == 6 and "1 rows of weight 0 are left out; 2 rows without work are left out" in said, said
    refused = fisc("run", config(folder, rows), "-o", os.path.join(folder, "no"), check=False)
    assert refused.returncode == 65 and "0 is not above 0" in refused.stderr and "row 7" in refused.stderr, refused.stderr


@test
def all_bad_rows_are_counted_and_five_shown(folder):
    rows = ROWS[:20] + ["x,40,1\n"] * 12 + ["9,40,1\n", "9,40\n"]
    done = fisc("run", config(folder, rows), "-o", os.path.join(folder, "no"), check=False)
    assert done.returncode == 65 and done.stderr.count("'x' is not a number") == 5, done.stderr
    assert done.stderr.rstrip().endswith("... and 8 more"), done.stderr
    nobody = fisc("run", config(folder, ["20,40,0\n"]), "-o", os.path.join(folder, "no"), check=False)
    assert nobody.returncode == 65 and "1 rows, of which 1 have a weight of 0" in nobody.stderr, nobody.stderr


@test
def files_of_other_notations_get_a_hint(folder):
    for part, end, hint in ((";", "\n", "semicolon"), ("\t", "\n", "tab"), (",", "\r", "CR")):
        head, rows = HEAD.replace(",", part).replace("\n", end), [row.replace(",", part).replace("\n", end) for row in ROWS[:4]]
        path = config(folder, [])
        with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8", newline="") as file:
            file.write(head + "".join(rows))
        done = fisc("run", path, "-o", os.path.join(folder, "no"), check=False)
        assert done.returncode == 65 and hint in done.stderr, (hint, done.stderr)
    with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8", newline="") as file:
        file.write("wage_usd_per_hour,hours_per_week,other\r20,40,1\r30,40,1\r")  # the columns are there, and no row
    done = fisc("run", path, "-o", os.path.join(folder, "no"), check=False)
    assert done.returncode == 65 and "CR alone" in done.stderr, done.stderr


@test
def planners_count_a_run_once_that_seeds_do_not_change(folder):
    path = config(folder, ROWS)
    out = os.path.join(folder, "table.csv")
    few = ("-n", "3", "-q", "-o", out, "--set", "planner.bracket_starts_usd_per_year=[0, 30000]")
    said = fisc("planners", path, *few, "--set", "population.csv.replicate=none").stdout
    assert "there is one run and no interval" in said and "No population is fresh" in said, said
    with open(out, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len([row for row in rows if row["planner"] == "optimum"]) == 1
    assert len([row for row in rows if row["planner"] == "random search"]) == 3
    said = fisc("planners", path, *few).stdout
    assert "one run" not in said and "No population is fresh" not in said, said
    with open(out, encoding="utf-8", newline="") as file:
        regrets = [row["regret"] for row in csv.DictReader(file) if row["planner"] == "flat 50%"]
    assert len(set(regrets)) == 3, regrets


@test
def sweeps_over_seeds_draw_rows_anew(folder):
    path = config(folder, ROWS)
    for replicate, runs in (("bootstrap", "3"), ("none", None)):
        sweep = os.path.join(folder, "sweep.json")
        out = os.path.join(folder, replicate)
        with open(path, encoding="utf-8") as file:
            base = json.load(file)
        base["population"]["csv"]["replicate"] = replicate
        write(path, json.dumps(base))
        write(sweep, json.dumps({"base": os.path.basename(path), "grid": {"seed": [1, 2, 3]}}))
        planned = fisc("sweep", "plan", sweep, "-o", out, "-q", check=False)
        if runs is None:
            assert planned.returncode == 65 and "seed has no effect in any point" in planned.stderr, planned.stderr
            continue
        fisc("sweep", "run", out, "-q")
        row = next(csv.DictReader(io.StringIO(fisc("sweep", "collect", out, "--over", "seed").stdout)))
        assert row["runs"] == runs and float(row["welfare_low"]) < float(row["welfare"]) < float(row["welfare_high"]), row


@test
def one_population_has_no_interval_over_seeds(folder):
    path = config(folder, ROWS, replicate="none")
    done = fisc("elasticity", path, "-o", os.path.join(folder, "card"), "-n", "4", env=ENV)
    assert "nothing hangs on the seed" in done.stderr, done.stderr
    assert "by occupation" not in done.stdout and "\n-1 " not in done.stdout, done.stdout


finish()
