# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run folder or run file, read with h5py (docs/file_formats.md has the layout)."""
import json
import os
from dataclasses import dataclass
from typing import Dict, List, Optional

import h5py
import numpy as np


def _path(run: str) -> str:
    return os.path.join(run, "run.h5") if os.path.isdir(run) else run


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@dataclass
class Law:
    """A schedule, and the steps in a row that it was in force."""

    first_step: int
    last_step: int
    start_usd_per_year: np.ndarray
    marginal_rate: np.ndarray
    tax_at_start_usd_per_year: np.ndarray

    def tax(self, income_usd_per_year: np.ndarray) -> np.ndarray:
        """Tax owed on incomes, USD per year."""
        bracket = self._bracket(income_usd_per_year)
        above = np.asarray(income_usd_per_year) - self.start_usd_per_year[bracket]
        return self.tax_at_start_usd_per_year[bracket] + self.marginal_rate[bracket] * above

    def rate(self, income_usd_per_year: np.ndarray) -> np.ndarray:
        """Marginal rate at incomes, a fraction; at a kink the upper one."""
        return self.marginal_rate[self._bracket(income_usd_per_year)]

    def _bracket(self, income_usd_per_year: np.ndarray) -> np.ndarray:
        found = np.searchsorted(self.start_usd_per_year, income_usd_per_year, side="right") - 1
        return np.maximum(found, 0)


@dataclass
class Panel:
    """What followed workers did: arrays [panel_step, worker], facts [worker]."""

    step: np.ndarray
    worker: np.ndarray
    facts: Dict[str, np.ndarray]
    decisions: Dict[str, np.ndarray]

    def row_of(self, step: int) -> int:
        """Index of the last snapshot up to a step."""
        return int(np.searchsorted(self.step, step, side="right")) - 1


class Run:
    """A run, complete or still going on."""

    def __init__(self, run: str):
        self.path = _path(run)
        with self._open() as file:
            self.attributes = {key: file.attrs[key] for key in file.attrs}
            self._names = [key for key in file if isinstance(file[key], h5py.Dataset)]
            self._oracle = {key: file["oracle"][key][()] for key in file.get("oracle", {})}
        self.config = json.loads(_text(self.attributes["config_json"]))
        self.name = _text(self.attributes["title"])
        self.is_complete = _text(self.attributes["status"]) == "complete"

    def _open(self) -> h5py.File:
        try:
            return h5py.File(self.path, "r")
        except FileNotFoundError:
            raise
        except OSError as error:
            raise OSError(f"{self.path}: not a readable run file ({error}); "
                          "'fisc resume' makes it again from the journal") from error

    def __getitem__(self, figure: str) -> np.ndarray:
        with self._open() as file:
            return file[figure][()]

    def unit(self, figure: str) -> str:
        """Unit of a figure, as stored."""
        with self._open() as file:
            return _text(file[figure].attrs["units"])

    def figures(self) -> List[str]:
        """Names of all figures of a step."""
        return list(self._names)

    def text(self, attribute: str) -> str:
        """An attribute of the file as text."""
        return _text(self.attributes[attribute])

    def notes(self) -> List[str]:
        """What the planner had to say of each proposal, JSON or ""."""
        with self._open() as file:
            return [_text(note) for note in file["planner/note"][()]] if "planner/note" in file else []

    def model_use(self) -> Dict[str, np.ndarray]:
        """What was asked of a language model, by figure and step; empty if none was."""
        with self._open() as file:
            group = file.get("llm", {})
            return {key: group[key][()] for key in group if isinstance(group[key], h5py.Dataset)}

    def meanings(self, fact: str) -> Dict[int, str]:
        """Names of the codes 0, 1, ... of a fact of the panel ("occupation"); empty if it has none."""
        with self._open() as file:
            if f"panel/{fact}" not in file or "flag_meanings" not in file[f"panel/{fact}"].attrs:
                return {}
            return dict(enumerate(_text(file[f"panel/{fact}"].attrs["flag_meanings"]).split()))

    @property
    def oracle(self) -> Optional[dict]:
        """The optimum of the same population, if the run asked for it."""
        return self._oracle or None

    def laws(self) -> List[Law]:
        """Every stretch of steps under one schedule, in order."""
        starts, rates, taxes = self["tax_start"], self["tax_rate"], self["tax_at_start"]
        laws: List[Law] = []
        for step in range(len(starts)):
            valid = ~np.isnan(starts[step])
            law = Law(step, step, starts[step][valid], rates[step][valid], taxes[step][valid])
            if laws and np.array_equal(laws[-1].marginal_rate, law.marginal_rate) \
                    and np.array_equal(laws[-1].start_usd_per_year, law.start_usd_per_year) \
                    and np.array_equal(laws[-1].tax_at_start_usd_per_year,
                                       law.tax_at_start_usd_per_year):
                laws[-1].last_step = step
            else:
                laws.append(law)
        return laws

    def panel(self) -> Optional[Panel]:
        """Decisions of followed workers, or None if the run kept none."""
        with self._open() as file:
            if "panel" not in file:
                return None
            group = file["panel"]
            values = {key: group[key][()] for key in group}
        step, worker = values.pop("panel_step"), values.pop("worker")
        facts = {key: value for key, value in values.items() if value.ndim == 1}
        decisions = {key: value for key, value in values.items() if value.ndim == 2}
        return Panel(step, worker, facts, decisions)


def open(run: str, group: Optional[str] = None):
    """The run file as an xarray Dataset; group "panel", "planner" or "oracle" for its parts."""
    import xarray

    return xarray.open_dataset(_path(run), engine="h5netcdf", group=group)


def open_sweep(table: str):
    """The table of 'fisc sweep collect' as an xarray Dataset over the sweep's keys, which are its dimensions.

    `table` is a CSV file.  Points that are not done are NaN; a design that is not a full grid has NaN where
    it has no point.  Figures keep their names (NAME, NAME_mean, NAME_error)."""
    import pandas

    frame = pandas.read_csv(table)
    if "config_hash" not in frame.columns:
        raise ValueError(f"{table}: expected a table of 'fisc sweep collect' (without --over)")
    keys = list(frame.columns[1:frame.columns.get_loc("config_hash")])
    figures = frame.columns[frame.columns.get_loc("steps") + 1:]
    return frame.set_index(keys)[list(figures)].to_xarray()
