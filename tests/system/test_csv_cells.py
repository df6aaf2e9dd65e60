# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python reads what fisc writes
"""Texts in tables are no formulas to a spreadsheet, and come back as they were."""
import csv
import io
import json
import os
import sys

from support import ROOT, finish, fisc, test, write
import sweep_support

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import numpy  # noqa: E402
import pandas  # noqa: E402

import fisc as package  # noqa: E402
from fisc import csv_files  # noqa: E402

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-2+3,\"x\"", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20a"]
OTHERS = ["plain", "'quoted'", "'=1", "''", "a=b", "Zürich", "with \"quotes\", and commas"]
NUMBERS = [-0.25, 1.5]


def is_safe(cell):
    return cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def sweep_of(folder, words):
    """A sweep over names, which no result hangs on."""
    base = {**sweep_support.BASE, "steps": 1, "population": {"workers": 10}}
    write(os.path.join(folder, "base.json"), json.dumps(base))
    path = write(os.path.join(folder, "sweep.json"), json.dumps({"base": "base.json", "grid": {
        "name": words, "government.public_spending_usd_per_worker": [-100, 100]}}))
    fisc("sweep", "plan", path, "-o", os.path.join(folder, "sweep"), "-q", "--allow-unused")
    return os.path.join(folder, "sweep")


@test
def cells_of_a_sweep_s_table_are_guarded_and_numbers_are_not(folder):
    words = FORMULAS + OTHERS
    sweep = sweep_of(folder, words)
    for over in ((), ("--over", "government.public_spending_usd_per_worker")):
        rows = list(csv.DictReader(io.StringIO(fisc("sweep", "collect", sweep, *over).stdout)))
        assert rows and all(is_safe(row["name"]) for row in rows), [row["name"] for row in rows]
        assert {csv_files.unguarded(row["name"]) for row in rows} <= set(words)
        assert all(row["name"] == csv_files.guarded(csv_files.unguarded(row["name"])) for row in rows)
        if not over:
            assert {row["government.public_spending_usd_per_worker"] for row in rows} == {"-100", "100"}


@test
def the_package_takes_the_guards_off(folder):
    words = FORMULAS[:4]
    sweep = sweep_of(folder, words)
    fisc("sweep", "run", sweep, "-q")
    fisc("sweep", "collect", sweep, "-o", os.path.join(sweep, "table.csv"))
    found = package.open_sweep(sweep)
    assert set(map(str, found["name"].values)) <= set(words), found["name"].values


@test
def the_package_writes_the_same_notation(folder):
    path = os.path.join(folder, "table.csv")
    words = FORMULAS + OTHERS + ["\tx", "\rx", "\nx", ""]
    frame = pandas.DataFrame({"=name": words, "value": numpy.resize(NUMBERS, len(words))})
    csv_files.write(frame, path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert all(is_safe(row[0]) for row in rows), rows
    assert [float(row[1]) for row in rows[1:]] == list(frame["value"]), rows
    assert [row["=name"] for row in csv_files.read_rows(path)] == words
    back = csv_files.read(path)
    assert list(back["=name"].fillna("")) == words and list(back["value"]) == list(frame["value"]), back


finish()
