# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the run files of fisc and draws them.  Never runs a model.

    import fisc
    run = fisc.Run("runs/demo")
    run["welfare"]                 # a figure of every step, numpy
    run.laws()                     # stretches of steps under one schedule
    run.panel()                    # what followed workers did
    fisc.open("runs/demo")         # xarray Dataset (where xarray is installed)
    fisc.open_sweep("table.csv")   # a sweep as one Dataset over its keys
"""
from fisc.run import Law, Panel, Run, open, open_sweep

__all__ = ["Law", "Panel", "Run", "open", "open_sweep"]
__version__ = "0.1.0"
