# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run folder or run file, read with h5py (docs/file_formats.md has the layout)."""
import json
import os
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import h5py
import numpy as np

from fisc.files import open_file, read_all


def _path(run: str) -> str:
    return os.path.join(run, "run.h5") if os.path.isdir(run) else run


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


SCHEMA_VERSION = 2  # of run files (docs/file_formats.md)
ENOUGH_ANSWERS = 0.95  # below, what a language model decided is marked (docs/language_models.md)


@dataclass
class Schedule:
    """What units of one tax class with one adult owe, and the steps in a row that it was in force."""

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


def _sum(schedule: Schedule, other: Schedule) -> Schedule:
    """The taxes of both."""
    start = np.union1d(schedule.start_usd_per_year, other.start_usd_per_year)
    return Schedule(schedule.first_step, schedule.last_step, start, schedule.rate(start) + other.rate(start),
               schedule.tax(start) + other.tax(start))


class Rows:
    """A figure of the panel, [panel_step, worker], read when a row is asked for: rows[-1], rows[2:4], rows[:, 7]."""

    def __init__(self, path: str, name: str, shape: Tuple[int, ...]):
        self._path, self._name, self.shape = path, name, shape

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key) -> np.ndarray:
        if isinstance(key, (int, np.integer)) and key < 0:
            key = key + self.shape[0]
        with open_file(self._path) as file:
            return file["panel"][self._name][key]

    def __array__(self, dtype=None) -> np.ndarray:
        return np.asarray(self[:], dtype=dtype)


@dataclass
class Panel:
    """What followed workers did: decisions [panel_step, worker], read by row; facts [worker]."""

    step: np.ndarray
    worker: np.ndarray
    facts: Dict[str, np.ndarray]
    decisions: Dict[str, Rows]

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
            self.has_panel = "panel" in file
            self._oracle = {key: read_all(file["oracle"][key]) for key in file.get("oracle", {})}
        version = int(self.attributes.get("schema_version", 1))
        if version != SCHEMA_VERSION:
            raise ValueError(f"{self.path}: a run file of schema {version}, and this package reads {SCHEMA_VERSION}: "
                             + ("use the one of fisc 0.1.0" if version < SCHEMA_VERSION else "use a newer one"))
        self.config = json.loads(_text(self.attributes["config_json"]))
        self.name = _text(self.attributes["title"])
        self.is_complete = _text(self.attributes["status"]) == "complete"

    def _open(self) -> h5py.File:
        return open_file(self.path)

    def __getitem__(self, figure: str) -> np.ndarray:
        with self._open() as file:
            return read_all(file[figure])

    def unit(self, figure: str) -> str:
        """Unit of a figure, as stored."""
        with self._open() as file:
            return _text(file[figure].attrs.get("units", "1"))

    def meaning(self, figure: str) -> str:
        """What a figure is, in words."""
        with self._open() as file:
            return _text(file[figure].attrs.get("long_name", figure))

    def elements(self, figure: str) -> Optional[List[str]]:
        """Names of a vector's elements by its last dimension, [] of a figure that is none; None if they have no names."""
        with self._open() as file:
            stored = file[figure]
            if stored.ndim < 2:
                return []
            scale = stored.dims[stored.ndim - 1]
            return [_text(name) for name in scale[0][()]] if len(scale) else None

    def figures(self) -> List[str]:
        """Names of all figures of a step."""
        return list(self._names)

    def text(self, attribute: str) -> str:
        """An attribute of the file as text."""
        return _text(self.attributes[attribute])

    @property
    def num_workers(self) -> int:
        """How many workers were simulated, also where the config leaves it open (`population.workers` null)."""
        return int(self.attributes["workers"])

    def notes(self) -> List[str]:
        """What the planner had to say of each proposal, JSON or ""."""
        with self._open() as file:
            return [_text(note) for note in read_all(file["planner/note"])] if "planner/note" in file else []

    def model_use(self) -> Dict[str, np.ndarray]:
        """What was asked of a language model, by figure and step; empty if none was."""
        with self._open() as file:
            group = file.get("llm", {})
            return {key: read_all(group[key]) for key in group if isinstance(group[key], h5py.Dataset)}

    def answered_share(self) -> float:
        """The share of its decisions that a language model really made; 1 where none was asked for."""
        used = self.model_use()
        asked, lost = (sum(values.sum() for key, values in used.items() if key.endswith(ends))
                       for ends in ("_asked", ("_invalid", "_refused")))
        return 1.0 - lost / asked if asked else 1.0

    def mark(self) -> str:
        """What has to stand beside every statistic of the run; "" where the model answered enough."""
        share = self.answered_share()
        if share >= ENOUGH_ANSWERS:
            return ""
        return f"MARKED: the model made {100.0 * share:.1f}% of its decisions; the rest is what was done for want of an answer"

    def meanings(self, fact: str) -> Dict[int, str]:
        """What the numbers (flag_values) of a fact of the panel ("occupation") mean, in the words of the run's country;
        its codes where the file has no words; empty if it has neither."""
        with self._open() as file:
            if f"panel/{fact}" not in file or "flag_meanings" not in file[f"panel/{fact}"].attrs:
                return {}
            attributes = file[f"panel/{fact}"].attrs
            words = _text(attributes["flag_names"]).split("; ") if "flag_names" in attributes \
                else _text(attributes["flag_meanings"]).split()
            return dict(zip(map(int, attributes["flag_values"]), words))

    @property
    def oracle(self) -> Optional[dict]:
        """The optimum of the same population, if the run asked for it."""
        return self._oracle or None

    @property
    def num_tax_classes(self) -> int:
        """Classes of tax units that the tax systems tell apart."""
        return self["tax_start"].shape[1]

    def tax_arrays(self) -> List[np.ndarray]:
        """What makes two steps' tax systems the same or not: every dataset of schedules, by step."""
        return [self[name] for name in self._names if name.endswith(("tax_start", "tax_rate", "tax_at_start"))]

    def schedules(self, tax_class: int = 0) -> List[Schedule]:
        """Every stretch of steps under one schedule, in order: of units of a tax class with one adult, so the tax on own
        earnings is in it."""
        starts, rates, taxes = (self[name][:, tax_class] for name in ("tax_start", "tax_rate", "tax_at_start"))
        own = [self[name] for name in ("own_earnings_tax_start", "own_earnings_tax_rate", "own_earnings_tax_at_start")
               if name in self._names]
        schedules: List[Schedule] = []
        for step in range(len(starts)):
            valid = ~np.isnan(starts[step])
            schedule = Schedule(step, step, starts[step][valid], rates[step][valid], taxes[step][valid])
            if own and not np.isnan(own[0][step]).all():
                there = ~np.isnan(own[0][step])
                schedule = _sum(schedule, Schedule(step, step, *(array[step][there] for array in own)))
            if schedules and np.array_equal(schedules[-1].marginal_rate, schedule.marginal_rate) \
                    and np.array_equal(schedules[-1].start_usd_per_year, schedule.start_usd_per_year) \
                    and np.array_equal(schedules[-1].tax_at_start_usd_per_year,
                                       schedule.tax_at_start_usd_per_year):
                schedules[-1].last_step = step
            else:
                schedules.append(schedule)
        return schedules

    def panel(self) -> Optional[Panel]:
        """Decisions of followed workers, or None if the run kept none."""
        with self._open() as file:
            if "panel" not in file:
                return None
            group = file["panel"]
            facts = {key: read_all(group[key]) for key in group if group[key].ndim == 1}
            decisions = {key: Rows(self.path, key, group[key].shape) for key in group if group[key].ndim == 2}
        return Panel(facts.pop("panel_step"), facts.pop("worker"), facts, decisions)
