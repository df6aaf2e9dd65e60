# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the run files of fisc and draws them.  Never runs a model.

    import fisc
    run = fisc.Run("runs/demo")
    run["welfare"]                 # a figure of every step, numpy
    run.laws()                     # stretches of steps under one schedule
    run.panel()                    # what followed workers did
    fisc.open("runs/demo")         # xarray Dataset (where xarray is installed)
"""
from fisc.run import Law, Panel, Run, open

__all__ = ["Law", "Panel", "Run", "open"]
__version__ = "0.1.0"
