# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 20 s
# test: not under sanitizers: Python reads and writes
"""Tables as CSV, HDF5, Excel and Stata: the same numbers with units and words in each, whole or not there at all."""
import json
import os
import subprocess
import sys

import numpy as np
import openpyxl
import pandas

from support import ROOT, finish, fisc as program, slow_test, test, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc  # noqa: E402
from fisc import csv_files, labelled  # noqa: E402

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
CONFIG = {"steps": 3, "population": {"workers": 150}, "planner": {"kind": "flat"}, "output": {"panel": "every"}, "name": "=1+1"}


def make(folder):
    run = os.path.join(folder, "run")
    program("run", write(os.path.join(folder, "config.json"), json.dumps(CONFIG)), "-o", run, "-q")
    return run


def package(*arguments, check=True):
    return subprocess.run([sys.executable, "-m", "fisc", *arguments], capture_output=True, text=True, check=check,
                          env=dict(os.environ, **ENV))


def tables_in(folder):
    return sorted(name for name in os.listdir(folder) if name.endswith((".xlsx", ".dta", ".tmp")) or ".tmp" in name)


@test
def a_sweep_is_the_same_in_every_file(folder):
    write(os.path.join(folder, "config.json"), json.dumps(CONFIG))
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps({
        "base": "config.json", "grid": {"planner.kind": ["flat", "reference"], "seed": [1, 2]},
        "zip": [{"planner.flat_rate": [0.1, 0.3], "tax_year_length": [1, 2]}]}))
    plan = os.path.join(folder, "plan")
    program("sweep", "plan", sweep, "-o", plan, "-q", "--allow-unused")
    program("sweep", "run", plan, "-q")
    found = {}
    for ending in ("csv", "h5", "xlsx", "dta"):
        path = os.path.join(folder, "t." + ending)
        program("sweep", "collect", plan, "-o", path, "-q", env=ENV)
        found[ending] = fisc.open_sweep(path)
    assert len(found["csv"].sizes) == 4 and found["csv"]["seed"].dtype == np.int64
    for ending in ("h5", "dta"):
        assert found[ending].equals(found["csv"]), ending  # to the bit
    for name, values in found["csv"].items():
        np.testing.assert_allclose(found["xlsx"][name], values, rtol=1e-15)  # what openpyxl writes
        assert found["h5"][name].attrs["units"] == found["xlsx"][name].attrs["units"] == found["dta"][name].attrs["units"], name
    assert found["dta"]["planner.flat_rate"].attrs["units"] == "fraction"
    assert found["h5"]["mean_hours_per_week"].attrs == {"units": "hour/week", "long_name": "mean hours: in the last step"}
    assert fisc.open_sweep(plan).equals(found["csv"])  # collected when it is opened
    over = os.path.join(folder, "over.xlsx")
    program("sweep", "collect", plan, "-o", over, "--over", "seed", "-q", env=ENV)
    assert "welfare_low" in labelled.read(over).frame.columns
    for bad, said in ((folder, "no folder of a sweep"), (over, "without --over")):
        try:
            fisc.open_sweep(bad)
            raise AssertionError("taken")
        except ValueError as error:
            assert said in str(error) and "\n" not in str(error), error


@test
def a_run_has_units_words_and_names_of_elements(folder):
    run = make(folder)
    stored = fisc.Run(run)
    for ending in ("xlsx", "dta"):
        path = os.path.join(folder, "t." + ending)
        package("table", run, "-o", path)
        table = labelled.read(path)
        np.testing.assert_allclose(table.frame["welfare_by_kind_rawlsian"], stored["welfare_by_kind"][:, 2], rtol=1e-15)
        np.testing.assert_allclose(table.frame["quintile_mean_tax_5"], stored["quintile_mean_tax"][:, 4], rtol=1e-15)
        assert table.unit["mean_hours_per_week"] == "hour/week" and table.meaning["mean_hours_per_week"] == "mean hours"
        assert table.unit["welfare_by_kind_rawlsian"] == "USD/year", table.unit["welfare_by_kind_rawlsian"]
    panel = os.path.join(folder, "p.dta")
    package("table", run, "-o", panel, "--panel")
    assert set(pandas.read_stata(panel)["occupation"]) <= set(stored.meanings("occupation").values())
    code = ('library(haven); x <- read_dta(commandArgs(TRUE)[1]); '
            'cat(attr(x$hours_per_week, "label"), names(attr(x$sex, "labels"))[1], sep="|")')
    said = subprocess.run(["Rscript", "-e", code, panel], capture_output=True, text=True, check=False)
    assert said.stdout == "labour supplied (hour/week)|" + stored.meanings("sex")[0], said.stdout + said.stderr
    # The program's own tables name elements of vectors, too.
    head = program("export", run).stdout.split("\n")[0].split(",")
    assert "welfare_by_kind_rawlsian" in head and "quintile_mean_tax_5" in head and "welfare_by_kind_1" not in head


def check_endings(folder, *command):
    frames = []
    for ending in ("csv", "xlsx", "dta"):
        path = os.path.join(folder, "t." + ending)
        program(*command, "-o", path, env=ENV)
        frames.append(labelled.read(path).frame)
    for frame in frames[1:]:
        assert frame.shape == frames[0].shape, command
        for name in frames[0].select_dtypes("number"):
            np.testing.assert_allclose(np.asarray(frame[name], dtype=float), frames[0][name], rtol=1e-15, err_msg=name)


@test
def tables_of_the_program_have_these_endings(folder):
    check_endings(folder, "export", make(folder))


@slow_test
def all_of_them(folder):
    run, config = make(folder), os.path.join(folder, "config.json")
    for command in (("export", run, "-t", "panel"), ("laffer", config, "-n", "3"), ("weights", config),
                    ("reform", "run", "flat_25_basic_income_6000", "-c", config), ("planners", config, "-n", "1")):
        check_endings(folder, *command)


@test
def a_text_is_never_a_formula(folder):
    frame = pandas.DataFrame({"=A1": ["=1+1", "@x", "plain\x1b[2J", None], "n": [1.5, np.nan, np.inf, -2.0]})
    path = os.path.join(folder, "t.xlsx")
    labelled.write(labelled.Table(frame), path)
    rows = list(openpyxl.load_workbook(path)["table"].iter_rows())
    assert [cell.data_type for cell in rows[1]] == ["s", "n"] and rows[1][0].value == "=1+1" and rows[0][0].data_type == "s"
    assert "\x1b" not in rows[3][0].value and rows[4][0].value is None and rows[2][1].value is None and rows[3][1].value is None
    table = write(os.path.join(folder, "t.csv"), csv_files.rows(["x"], [[0.1 + 0.2], [1 / 3], [7268.618749513051]]))
    assert list(csv_files.read(table)["x"]) == [0.1 + 0.2, 1 / 3, 7268.618749513051]


@test
def nothing_is_half_written_where_something_is_missing(folder):
    run, config = make(folder), os.path.join(folder, "config.json")
    without = os.path.join(folder, "without")
    os.makedirs(os.path.join(without, "openpyxl"))
    write(os.path.join(without, "openpyxl", "__init__.py"), "raise ImportError('none here')")
    env = {"PYTHONPATH": without + ":" + ENV["PYTHONPATH"], "FISC_PYTHON": sys.executable}
    path = os.path.join(folder, "t.xlsx")
    for command in (("export", run), ("laffer", config), ("planners", config), ("weights", config),
                    ("reform", "run", "all", "-c", config)):
        done = program(*command, "-o", path, env=env, check=False)
        assert done.returncode == 66 and done.stdout == "", done
        assert "pip install openpyxl" in done.stderr and done.stderr.count("\n") == 1, done.stderr
    done = subprocess.run([sys.executable, "-m", "fisc", "table", run, "-o", path], capture_output=True, text=True, check=False,
                          env=dict(os.environ, **env))
    assert done.returncode == 65 and "pip install openpyxl" in done.stderr and done.stderr.count("\n") == 1, done.stderr
    done = program("export", run, "-t", "notes", "-o", path, env=ENV, check=False)
    assert done.returncode == 64 and "no table" in done.stderr
    done = program("export", run, "-o", path, env={"FISC_PYTHON": "/bin/false"}, check=False)
    assert done.returncode == 66 and "/bin/false" in done.stderr
    assert not tables_in(folder), tables_in(folder)
    labelled.EXCEL_ROWS, usual = 10, labelled.EXCEL_ROWS
    try:
        labelled.write(labelled.Table(pandas.DataFrame({"x": range(10)})), path)
        raise AssertionError("taken")
    except ValueError as error:
        assert "use CSV or Stata" in str(error)
    finally:
        labelled.EXCEL_ROWS = usual
    assert not tables_in(folder), tables_in(folder)


finish()
