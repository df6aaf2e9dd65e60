# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python reads and draws
"""Nothing is written through a link that somebody put where a temporary file was once made: beside the output, NAME.tmp."""
import json
import os
import subprocess
import sys

import h5py

from mock_support import Model
from support import ROOT, finish, fisc, test, write
import sweep_support

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable, "MPLBACKEND": "agg"}
PRECIOUS = "mine\n"


def plant(folder, *outputs):
    """A link NAME.tmp to a file of the user's beside each output."""
    precious = write(os.path.join(folder, "precious"), PRECIOUS)
    for output in outputs:
        os.symlink(precious, output + ".tmp")

    def check():
        with open(precious, encoding="utf-8") as file:
            assert file.read() == PRECIOUS
        for output in outputs:
            assert os.path.islink(output + ".tmp") and os.path.getsize(output) > 0 and not os.path.islink(output), output
    return check


@test
def of_a_run_its_tables_and_its_pages(folder):
    config = write(os.path.join(folder, "config.json"), json.dumps({"steps": 2, "population": {"workers": 50}}))
    run = os.path.join(folder, "run")
    os.mkdir(run)
    check = plant(folder, *(os.path.join(run, name) for name in ("run.h5", "config.json", "run.jnl")))
    fisc("run", config, "-o", run, "-q")
    check()
    with h5py.File(os.path.join(run, "run.h5")) as file:
        assert file["welfare"].shape == (2,)
    table, page, tex = (os.path.join(folder, name) for name in ("table.csv", "page.html", "table.tex"))
    os.remove(os.path.join(folder, "precious"))
    check = plant(folder, table, page, tex)
    fisc("export", run, "-t", "summary", "-o", table)
    fisc("report", run, "-o", page, "-q", env=ENV)
    subprocess.run([sys.executable, "-m", "fisc", "table", run, "-o", tex], env={**os.environ, **ENV}, check=True)
    check()


@test
def of_a_sweep_and_a_transcript(folder):
    sweep = sweep_support.plan(folder, {"grid": {"planner.flat_rate": [0.1, 0.2]}},
                               {"steps": 1, "population": {"workers": 20}, "planner": {"kind": "flat"}}, "sweep")
    fisc("sweep", "run", sweep, "-q")
    outputs = [os.path.join(folder, name) for name in ("rows.csv", "rows.h5", "replies.gz")]
    with Model() as model:
        fisc("run", model.config(folder, steps=1, population={"workers": 3}), "-o", os.path.join(folder, "run"), "-q")
    check = plant(folder, *outputs)
    for output in outputs[:2]:
        fisc("sweep", "collect", sweep, "-o", output, "-q")
    fisc("transcript", "export", os.path.join(folder, "run"), "-o", outputs[2])
    check()


finish()
