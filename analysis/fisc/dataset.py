# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs and sweeps as xarray Datasets.  Nothing of a panel is read before it is used."""
import os
import tempfile
from typing import Optional

import h5py
import numpy as np
import pandas
import xarray
from xarray.backends import BackendArray
from xarray.core import indexing

from fisc import labelled, program
from fisc.distribution import deciles
from fisc.files import open_dataset, open_file
from fisc.stored_run import Run, _path

# Figures of a worker that deciles have a mean of.
DECILE_FIGURES = ("hours_per_week", "income_usd_per_year", "tax_usd_per_year", "net_income_usd_per_year",
                  "utility_usd_per_year")
BLOCK_BYTES = 256 << 20  # of a panel in memory at a time


def _sums_by(decile: np.ndarray, stored: h5py.Dataset, rows: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weighted sums by decile of these rows, [row, decile].  Every chunk of the file is unpacked once."""
    height, width = stored.chunks or (1, 1)
    piece = max(BLOCK_BYTES // (8 * height) // width, 1) * width
    sums = np.zeros((len(rows), 10))
    for band in np.unique(rows // height):
        within = np.flatnonzero(rows // height == band)
        first, last = rows[within].min(), rows[within].max()
        for start in range(0, stored.shape[1], piece):
            columns = slice(start, start + piece)
            block = stored[first:last + 1, columns]
            for k in within:
                sums[k] += np.bincount(decile[columns], weights=weight[columns] * block[rows[k] - first], minlength=10)
    return sums


class _DecileMeans(BackendArray):
    """Means by decile of income in the first panel row, [panel_step, decile]; what is asked for is read."""

    def __init__(self, path: str, figure: str, num_rows: int):
        self.path, self.figure = path, figure
        self.shape, self.dtype = (num_rows, 10), np.dtype(float)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.BASIC, self._read)

    def _read(self, key) -> np.ndarray:
        rows, chosen_deciles = key
        with open_file(self.path) as file:
            panel = file["panel"]
            weight = panel["sample_weight"][()]
            decile = deciles(panel["income_usd_per_year"][0], weight)
            chosen = np.arange(self.shape[0])[rows]
            sums = _sums_by(decile, panel[self.figure], np.atleast_1d(chosen), weight)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = (sums / np.bincount(decile, weights=weight, minlength=10))[:, chosen_deciles]
        return means[0] if np.ndim(chosen) == 0 else means


def _decile_means(path: str, panel: xarray.Dataset) -> dict:
    made: dict = {}
    for figure in DECILE_FIGURES:
        lazy = indexing.LazilyIndexedArray(_DecileMeans(path, figure, panel.sizes["panel_step"]))
        made[f"decile_mean_{figure}"] = xarray.Variable(("panel_step", "decile"), lazy, {
            "units": panel[figure].attrs.get("units", ""),
            "long_name": f"mean {figure} by decile of followed workers' income in the first panel row"})
    return made


def _schedules(run: Run, dataset: xarray.Dataset) -> dict:
    """The tax system of every tax year, as its last step has it."""
    year = dataset["tax_year"].values
    years, last = np.unique(year[::-1], return_index=True)
    steps = len(year) - 1 - last
    made: dict = {"tax_year": ("tax_year", years, {"long_name": "tax year; -1 is the warm-up"})}
    for name in dataset.data_vars:
        if str(name).endswith(("tax_start", "tax_rate", "tax_at_start")):
            made[f"schedule_{name}"] = (("tax_year", *dataset[name].dims[1:]), run[str(name)][steps],
                                   dict(dataset[name].attrs))
    made["tax_year_welfare"] = ("tax_year", run["welfare"][steps], dict(dataset["welfare"].attrs))
    return made


def open(run: str, group: Optional[str] = None) -> xarray.Dataset:  # noqa: A001 (as xarray has it)
    """A run, complete or still going on, as one lazy Dataset.

    Dimensions: step; tax_class; bracket; quintile; tax_year (schedule_tax_rate and the like: the tax system
    of each tax year, as its last step has it); with a panel panel_step and worker (decisions of followed
    workers) and decile (decile_mean_...).
    The tax year of a step is `step_tax_year`.  Of a run with a language model `attrs` say the share of its decisions that
    the model made (`answered_share`), and `mark` where that is little.  `group` opens a part of the file as it is stored:
    "panel", "planner", "oracle", "llm", "llm/decisions".  OSError if there is no readable run."""
    path = _path(run)
    if group is not None:
        return open_dataset(path, group)
    whole = Run(run)
    dataset = open_dataset(path)
    schedules = _schedules(whole, dataset)
    if whole.model_use():
        dataset.attrs["answered_share"] = whole.answered_share()
        dataset.attrs.update({"mark": whole.mark()} if whole.mark() else {})
    dataset = dataset.rename({"tax_year": "step_tax_year"}).assign_coords(tax_year=schedules.pop("tax_year")).assign(schedules)
    if whole.has_panel:
        panel = open_dataset(path, "panel")
        dataset = dataset.merge(panel).assign_coords(decile=("decile", np.arange(1, 11)))
        dataset = dataset.assign(_decile_means(path, panel))
    return dataset


def _whole_numbers(values: pandas.Series) -> pandas.Series:
    """Seeds are none that HDF5 or Stata has rounded."""
    is_whole = values.dtype.kind == "f" and np.isfinite(values).all() and (values == np.rint(values)).all()
    return values.astype(np.int64) if is_whole else values


def _table_of_folder(folder: str) -> labelled.Table:
    """What was collected there, or else is now."""
    for name in ("table.h5", "table.csv"):
        if os.path.exists(os.path.join(folder, name)):
            return labelled.read(os.path.join(folder, name))
    if not os.path.exists(os.path.join(folder, "plan.jsonl")):
        raise ValueError(f"{folder}: no folder of a sweep: expected the one that 'fisc sweep plan' or fisc.sweep made, or the "
                         "table of 'fisc sweep collect'")
    with tempfile.TemporaryDirectory() as room:
        path = os.path.join(room, "table.h5")
        program.call("sweep", "collect", folder, "-o", path)
        return labelled.read(path)


def open_sweep(table: "str | os.PathLike[str]") -> xarray.Dataset:
    """The table of 'fisc sweep collect' as a Dataset over the sweep's keys, which are its dimensions.

    `table` is a file (.h5, which has units, .csv, .xlsx or .dta), or a sweep's folder.  Points that are not done are NaN; a
    design that is not a full grid has NaN where it has no point.  Figures keep their names (NAME, NAME_mean, NAME_error)."""
    table = os.fspath(table)
    read = _table_of_folder(table) if os.path.isdir(table) else labelled.read(table)
    frame = read.frame
    if "config_hash" not in frame.columns:
        raise ValueError(f"{table}: expected a table of 'fisc sweep collect' (without --over)")
    names = list(frame.columns)
    keys = names[1:names.index("config_hash")]
    figures = names[names.index("steps") + 1:]
    frame = frame.assign(**{key: _whole_numbers(frame[key]) for key in keys})
    data = frame.set_index(keys)[figures].to_xarray()
    for name in (*keys, *figures):
        if name in read.unit:
            data[name].attrs.update(units=read.unit[name], long_name=read.meaning[name])
    return data
