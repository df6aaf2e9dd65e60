# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it preloads libraries of its own, and Python draws
"""Inputs of users that once came out wrong (tests/cases), each with what is right."""
import csv
import os
import shutil
import sys

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


@case
def case_01_report_default(folder):
    page = os.path.join(folder, "page.html")
    path, _ = run(folder)
    fisc("report", path, "-o", page, env=ANALYSIS)
    with open(page, encoding="utf-8") as file:
        assert "<td>10,000 (census)</td>" in file.read()


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
def case_10_no_locks(folder):
    straight, _ = run(folder, name="straight")
    path, said = run(folder, env=shim(folder, "no_locks"))
    assert "has no locks" in said, said
    assert run_hash(path) == run_hash(straight) and "run.h5 is whole" in fisc("inspect", path).stdout


@test
def every_case_is_checked_and_says_what_it_is(_):
    folders = {name for name in os.listdir(CASES) if os.path.isdir(os.path.join(CASES, name))}
    assert folders == set(checks), folders ^ set(checks)
    for name in folders:
        with open(os.path.join(CASES, name, "README.md"), encoding="utf-8") as file:
            assert len(file.read()) > 80, name


finish()
