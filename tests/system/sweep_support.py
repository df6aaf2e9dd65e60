# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of sweeps share: a small base, planning, the table, the counts."""
import csv
import json
import os

from support import fisc, write

BASE = {"steps": 30, "population": {"workers": 300}, "rule": {"kind": "logit"},
        "planner": {"kind": "flat", "flat_rate": 0.3}}


def plan(folder, sweep, base=None, name="sweep"):
    """A planned sweep's folder."""
    write(os.path.join(folder, "base.json"), json.dumps(base or BASE))
    path = write(os.path.join(folder, f"{name}.json"), json.dumps({"base": "base.json", **sweep}))
    fisc("sweep", "plan", path, "-o", os.path.join(folder, name), "-q")
    return os.path.join(folder, name)


def table(sweep):
    """Rows by index without what may differ, the seconds."""
    rows = list(csv.DictReader(fisc("sweep", "collect", sweep).stdout.splitlines()))
    for row in rows:
        del row["seconds"]
    return rows


def status(sweep):
    return json.loads(fisc("sweep", "status", sweep, "--json").stdout)
