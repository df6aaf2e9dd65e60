# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the run files of fisc, compares them and draws them; calls the program fisc for those who work in a notebook.

    import fisc
    run = fisc.Run("results/demo")
    run["welfare"]                 # a figure of every step, numpy
    run.schedules()                # stretches of steps under one schedule
    run.panel()                    # what followed workers did, read by row
    fisc.open("results/demo")         # xarray Dataset: step, tax_year, tax_class, bracket, worker, decile
    fisc.open_sweep("table.csv")   # a sweep as one Dataset over its keys
    fisc.run({"planner": {"kind": "optimum"}})   # a config, run (once) and opened
    fisc.sweep({}, {"planner.flat_rate": [0.2, 0.4], "seed": [1, 2]})
    fisc.tax, fisc.optimum, fisc.reform, fisc.prompts; fisc.FiscError
Helpers: fisc.distribution, fisc.dominance, fisc.effects, fisc.elasticity, fisc.paired, fisc.sensitivity, fisc.tables,
fisc.welfare.
"""
from fisc.files import open_file  # noqa: F401 (first: before HDF5 is loaded)
from fisc.stored_run import Panel, Rows, Run, Schedule

__all__ = ["FiscError", "Panel", "Rows", "Run", "Schedule", "cache_folder", "open", "open_sweep", "optimum", "prompts", "reform",
           "run", "sweep", "tax"]
__version__ = "0.1.0"


def __getattr__(name: str):
    """xarray is loaded by those who use it: pictures do without."""
    if name in ("open", "open_sweep"):
        from fisc import dataset

        return getattr(dataset, name)
    if name in __all__:
        from fisc import calls

        return getattr(calls, name)
    raise AttributeError(f"module 'fisc' has no attribute '{name}'")
