# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 40 s
# test: not under sanitizers: Python reads and draws
"""Every notebook runs from its first cell to its last on runs made here, and draws."""
import glob
import json
import os

import nbclient
import nbformat

from support import FISC, PATIENCE_S, ROOT, finish, fisc, slow_test, test, write

NOTEBOOKS = os.path.join(ROOT, "analysis", "notebooks")
SWEEPS = os.path.join(ROOT, "experiments", "sweeps")
EXECUTED = set()
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the kernel's debugger has nothing to say here


def execute(folder, name, **environment):
    """The executed notebook; its errors are exceptions here."""
    notebook = nbformat.read(os.path.join(NOTEBOOKS, name + ".ipynb"), as_version=4)
    os.environ.update(environment, PYTHONPATH=os.path.join(ROOT, "analysis"))
    nbclient.NotebookClient(notebook, timeout=PATIENCE_S, kernel_name="python3",
                            resources={"metadata": {"path": folder}}).execute()
    EXECUTED.add(name)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    warned = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"
              and "Warning" in output.text]
    assert not warned, warned
    return notebook, [output.data for output in outputs if "data" in output]


def pictures(outputs):
    return sum("image/png" in data for data in outputs)


def words(outputs):
    return "\n".join(data.get("text/plain", "") for data in outputs)


def run_sweep(folder, name, sweeps=SWEEPS):
    sweep = os.path.join(folder, name)
    fisc("sweep", "plan", os.path.join(sweeps, name + ".json"), "-o", sweep, "-q")
    fisc("sweep", "run", sweep, "--keep-runs", "-q")
    fisc("sweep", "collect", sweep, "-o", os.path.join(sweep, "table.csv"))
    return sweep


@test
def first_look(folder):
    run = os.path.join(folder, "run")
    fisc("run", os.path.join(ROOT, "experiments", "configs", "demo.json"), "-o", run, "-q",
         "--set", "population.workers=3000")
    _, outputs = execute(folder, "first_look", FISC_RUN=run)
    assert pictures(outputs) == 3 and "tax_year" in words(outputs)


@test
def planner_comparison(folder):
    table = os.path.join(folder, "planners.csv")
    config = write(os.path.join(folder, "config.json"),
                   json.dumps({"steps": 8, "population": {"source": "census", "workers": 1000}}))
    fisc("planners", config, "--seeds", "4", "-o", table, "-q")
    _, outputs = execute(folder, "planner_comparison", FISC_PLANNERS=table)
    assert pictures(outputs) == 1 and "random search" in words(outputs)


@test
def elasticity_card(folder):
    sweep = run_sweep(folder, "elasticity_card")
    _, outputs = execute(folder, "elasticity_card", FISC_SWEEP=sweep)
    assert pictures(outputs) == 1 and "too few workers" in words(outputs)


def check_inequality_aversion(folder, sweeps=SWEEPS):
    sweep = run_sweep(folder, "inequality_aversion", sweeps)
    _, outputs = execute(folder, "inequality_aversion", FISC_SWEEP=sweep)
    assert pictures(outputs) == 2


@test
def inequality_aversion(folder):
    small = os.path.join(folder, "small")
    os.mkdir(small)
    for name in ("inequality_aversion", "aversion_base"):
        with open(os.path.join(SWEEPS, name + ".json"), encoding="utf-8") as file:
            write(os.path.join(small, name + ".json"), file.read().replace('"workers": 5000', '"workers": 500'))
    check_inequality_aversion(folder, small)


@slow_test
def inequality_aversion_at_its_size(folder):
    check_inequality_aversion(folder)


@test
def from_python(folder):
    _, outputs = execute(folder, "from_python", FISC=FISC, XDG_CACHE_HOME=os.path.join(folder, "cache"))
    assert pictures(outputs) == 1 and "flat_25_basic_income_6000" in words(outputs)
    kept = os.path.join(folder, "cache", "fisc")
    assert len(os.listdir(os.path.join(kept, "runs"))) == 1 and len(os.listdir(os.path.join(kept, "sweeps"))) == 1


@test
def no_notebook_is_left_out_and_none_carries_its_outputs(folder):
    paths = glob.glob(os.path.join(NOTEBOOKS, "*.ipynb"))
    assert {os.path.basename(path)[:-6] for path in paths} == EXECUTED and len(paths) >= 5
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs") and cell.get("execution_count") is None, path


finish()
