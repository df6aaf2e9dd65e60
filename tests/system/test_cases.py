# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it preloads libraries of its own, and Python draws
"""Inputs of users that once came out wrong (tests/cases), each with what is right."""
import csv
import io
import json
import os
import re
import shutil
import sys

import h5py
import numpy

from shim_support import shim
from support import ROOT, finish, fisc, run_hash, test

CASES = os.path.join(ROOT, "tests", "cases")
ANALYSIS = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
checks = {}


def case(function):
    """Decorator: the check of the folder of this name, in a copy of it."""
    name = function.__name__.removeprefix("case_")
    checks[name] = function

    def check(folder):
        shutil.copytree(CASES, os.path.join(folder, "cases"))  # all: one has a file of another
        function(os.path.join(folder, "cases", name))

    check.__name__ = f"case_{name}"
    return test(check)


def run(folder, config="c.json", *options, name="run", **keywords):
    """Run a config of the case; the run's folder, and what was said on standard error."""
    path = os.path.join(folder, name)
    done = fisc("run", os.path.join(folder, config), "-o", path, *options, **keywords)
    return path, done.stderr


def last_step(path):
    """Figures of a run's last step; None where one is not a number."""
    return json.loads(fisc("inspect", "--json", path).stdout)["last_step"]


def panel(path, name):
    with h5py.File(os.path.join(path, "run.h5")) as file:
        return file["panel"][name][()]


def people(folder, name="people.csv"):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [{key: float(value) for key, value in row.items() if key} for row in csv.DictReader(file)]


def mean_income(rows):
    """At the hours of a file, 52 weeks a year, by its weights."""
    return numpy.average([row["wage_usd_per_hour"] * row["hours_per_week"] * 52 for row in rows],
                         weights=[row.get("weight", 1.0) for row in rows])


@case
def case_01_report_default(folder):
    page = os.path.join(folder, "page.html")
    path, _ = run(folder)
    fisc("report", path, "-o", page, env=ANALYSIS)
    with open(page, encoding="utf-8") as file:
        assert "<td>10,000 (census)</td>" in file.read()


@case
def case_02_curvature_near_one(folder):
    for config, key, figure, value in (("welfare.json", "welfare.inequality_aversion", "welfare", 48427.36),
                                       ("utility.json", "utility.income_curvature", "mean_hours_per_week", 38.82)):
        exact, _ = run(folder, config, "--set", f"{key}=1", name="exact")
        one = last_step(exact)
        assert abs(one[figure] - value) < 0.006, (config, one[figure])
        for k, near in enumerate(("0.9999999999999999", "1.0000000000000002", "0.9999999999999", "1.0000000001")):
            path, _ = run(folder, config, "--set", f"{key}={near}", name=f"{config}-{k}")
            found = last_step(path)
            for name in ("welfare", "mean_hours_per_week", "mean_income", "revenue", "gini_net_income"):
                assert abs(found[name] - one[name]) <= 1e-5 * abs(one[name]), (config, near, name, found[name], one[name])
        shutil.rmtree(exact)


@case
def case_03_csv_seed(folder):
    config, widths, estimates = os.path.join(folder, "c.json"), [], []
    for seeds in (2, 12):
        table = os.path.join(folder, f"card-{seeds}.csv")
        fisc("elasticity", config, "-o", os.path.join(folder, f"card-{seeds}"), "-n", seeds, "-t", table, "-q", env=ANALYSIS)
        with open(table, encoding="utf-8") as file:
            row = next(csv.DictReader(file))
        low, high = (float(row[f"income_{end}"] or "nan") for end in ("low", "high"))
        estimates.append(float(row["income"]))
        widths.append(high - low)
    # More copies of one population are no more knowledge.
    is_same = abs(estimates[0] - estimates[1]) < 1e-9
    assert not is_same or numpy.isnan(widths).all() or abs(widths[0] - widths[1]) < 1e-9, (estimates, widths)
    table = os.path.join(folder, "planners.csv")
    fisc("planners", config, "-n", 3, "-q", "-o", table, "--set", "planner.bracket_starts_usd_per_year=[0, 30000]", env=ANALYSIS)
    with open(table, encoding="utf-8") as file:
        scores = [row["welfare"] for row in csv.DictReader(file) if row["planner"] == "do nothing"]
    assert len(set(scores)) == len(scores) > 0, scores


@case
def case_04_first_rows(folder):
    whole = mean_income(people(folder, "people_sorted_by_wage.csv"))
    assert abs(whole - 51165) < 1
    found = []
    for seed in (1, 2, 3, 4):
        path, said = run(folder, "c.json", "--set", f"seed={seed}", name=f"run-{seed}")
        found.append(last_step(path)["mean_income"])
        assert re.search(r"sampl|drawn", said) and "100" in said, said
    assert all(abs(mean / whole - 1) < 0.2 for mean in found) and len(set(found)) > 1, (found, whole)


@case
def case_05_duplicate_seeds(folder):
    plan, sweep = os.path.join(folder, "sweep.json"), os.path.join(folder, "sweep")
    refused = fisc("sweep", "plan", plan, "-o", sweep, check=False)
    assert refused.returncode == 65 and "points 0 and 1" in refused.stderr and "same run" in refused.stderr, refused.stderr
    with open(plan, "w", encoding="utf-8") as file:
        file.write('{"base": "base.json", "grid": {"seed": [1, 2]}}')
    fisc("sweep", "plan", plan, "-o", sweep, "-q")
    fisc("sweep", "run", sweep, "-q")
    rows = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed", "--complete").stdout.splitlines()))
    assert [row["runs"] for row in rows] == ["2"], rows


@case
def case_06_zero_weight(folder):
    path, said = run(folder, "c.json", "--set", "rule.kind=constant")
    counted = [row for row in people(folder) if row["weight"] > 0]
    with h5py.File(os.path.join(path, "run.h5")) as file:
        assert file.attrs["workers"] == len(counted) == 7
    assert abs(last_step(path)["mean_income"] / mean_income(counted) - 1) < 1e-12
    assert re.search(r"\b(1|one)\b.*weight|weight.*\b(1|one)\b", said), said


@case
def case_07_unnamed_column(folder):
    path, _ = run(folder, "c.json", "--set", "rule.kind=constant")
    assert abs(last_step(path)["mean_income"] / mean_income(people(folder)) - 1) < 1e-12
    with open(os.path.join(folder, "people.csv"), "w", encoding="utf-8") as file:
        file.write("note,wage_usd_per_hour,note,hours_per_week\na,21.5,b,40\nc,17.25,d,38\ne,44,f,45\n")
    again, _ = run(folder, "c.json", "--set", "rule.kind=constant", name="again")
    assert run_hash(again) == run_hash(path)


@case
def case_08_age_without_occupation(folder):
    path, _ = run(folder)
    sex, age, occupation = (panel(path, name) for name in ("sex", "age_group", "occupation"))
    assert sex[0] != sex[1] == sex[2] and -1 not in sex, sex
    assert len({*age}) == 3 and -1 not in age and age[2] < age[0] < age[1], age
    assert set(occupation) == {-1}, occupation
    rows = list(csv.DictReader(io.StringIO(fisc("export", path, "-t", "panel").stdout)))
    assert len(rows) == 3 and all(row["sex"] != "-1" and row["age_group"] != "-1" for row in rows), rows


@case
def case_09_stacked_phaseout(folder):
    said = fisc("tax", "-c", os.path.join(folder, "c.json"), "25000").stdout
    assert "107.65%" in said, said
    path, _ = run(folder, "c.json", "--set", "output.panel=last")
    income = panel(path, "income_usd_per_year")[-1]
    inside = income[(income > 24001) & (income < 33999)]
    assert len(inside) == 0 and (income < 24001).any() and (income > 33999).any(), inside


@case
def case_10_no_locks(folder):
    straight, _ = run(folder, name="straight")
    path, said = run(folder, env=shim(folder, "no_locks"))
    assert "has no locks" in said, said
    assert run_hash(path) == run_hash(straight) and "run.h5 is whole" in fisc("inspect", path).stdout


@case
def case_11_negative_median(folder):
    done = fisc("run", os.path.join(folder, "c.json"), "-o", os.path.join(folder, "run"))
    with h5py.File(os.path.join(folder, "run", "run.h5")) as file:
        assert file["median_net_income"][-1] < -7000
        assert numpy.isnan(file["poverty_share"][-1]) and numpy.isnan(file["gini_net_income"][-1])
        assert 0 < file["gini_income"][-1] < 1
    assert "negative" in done.stdout + done.stderr, done.stdout + done.stderr
    assert re.search(r"^Below half the median, % .* -$", done.stdout, re.M), done.stdout


@case
def case_12_pareto_ties(folder):
    path, _ = run(folder)
    with h5py.File(os.path.join(path, "run.h5")) as file:
        assert numpy.isnan(file["pareto_index_top_1_percent"][()]).all(), file["pareto_index_top_1_percent"][()]
    row = next(csv.DictReader(io.StringIO(fisc("export", path).stdout)))
    assert row["pareto_index_top_1_percent"] == "", row["pareto_index_top_1_percent"]


@case
def case_13_blank_last_line(folder):
    path, _ = run(folder, "c.json", "--set", "rule.kind=constant")
    assert abs(last_step(path)["mean_income"] / mean_income(people(folder)) - 1) < 1e-12
    with h5py.File(os.path.join(path, "run.h5")) as file:
        assert file.attrs["workers"] == 2


@case
def case_14_negative_income(folder):
    said = fisc("tax", "-5000").stdout
    assert re.search(r"^ *-5,?000", said, re.M), said
    for words in (("-12", "c.json"), ("c.json", "-12")):
        done = fisc("laffer", *words, check=False, cwd=folder)
        assert done.returncode == 64 and "'-12'" in done.stderr, done.stderr


@test
def every_case_is_checked_and_says_what_it_is(_):
    folders = {name for name in os.listdir(CASES) if os.path.isdir(os.path.join(CASES, name))}
    assert folders == set(checks), folders ^ set(checks)
    for name in folders:
        with open(os.path.join(CASES, name, "README.md"), encoding="utf-8") as file:
            assert len(file.read()) > 80, name


finish()
