# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a sweep's report.  Each takes a Study (points, the best of them, the row that others are compared with)
and gives a figure with the table behind it, or None where the sweep has nothing to show."""
import itertools
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from fisc import sweep_points
from fisc.report_figures import COLOURS, ReportFigure
from fisc.style import BLUE, GREEN, GREY, ORANGE, plt
from fisc.sweep_points import Axis, Best, Points

MOST_LINES, MOST_ROWS, MOST_MAPS, MOST_CELLS_WITH_NUMBERS = 6, 40, 3, 120


@dataclass
class Study:
    """What a report is about; `against` is how the row was named, None for the best point."""

    points: Points
    best: Best
    reference: np.ndarray
    against: Optional[str]

    def reference_name(self) -> str:
        if self.against is None:
            label = self.points.label(self.best.point)
            return f"the point {label}" if self.points.is_poor()[self.best.point] else f"the best point, {label}"
        rows = np.unique(self.reference[self.reference >= 0])
        return self.points.label(int(rows[0])) if len(rows) == 1 else self.against


def study_of(points: Points, against: Optional[str] = None) -> Study:
    best = sweep_points.best_of(points)
    reference = np.full(len(points.place), best.point) if against is None else sweep_points.reference_of(points, against)
    return Study(points, best, reference, against)


def number(value: float) -> str:
    """As many digits as a reader wants: 41,814 or 0.3218."""
    if not np.isfinite(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _plain(value: float, _: object = None) -> str:
    return f"{value:,.10g}"


def _cells(points: Points, rows: np.ndarray) -> Dict[str, np.ndarray]:
    """Columns of a table that say which points these are."""
    columns = {"row": np.asarray(rows)}
    if points.answered is not None:
        columns["answered_share"] = points.answered[rows]
    for a, axis in enumerate(points.axes):
        for key in axis.keys[:1]:
            columns[key] = np.array([axis.values[k] for k in points.place[rows, a]])
    return columns


def _doubt(points: Points) -> str:
    if points.over is None:
        return "Each point was run once: nothing is known of how much hangs on who was drawn."
    return f"Bands and bars: 95% intervals over {len(points.replications)} values of {points.over} (Student's t)"


# ---- which is best -------------------------------------------------------------------------------------------------------

def _rows_of_best(study: Study, most: int) -> np.ndarray:
    mean = study.points.mean()
    order = np.argsort(mean if study.points.is_lowest_best else -mean, kind="stable")
    order = order[np.isfinite(mean[order]) & ~study.points.is_poor()[order]]
    if study.best.chance is not None:  # what could be best comes before what only looks good
        chance = np.round(study.best.chance, 3)
        order = np.concatenate([order[:1], order[1:][np.argsort(-chance[order[1:]], kind="stable")]])
    return order[:most]


def best(study: Study) -> Optional[ReportFigure]:
    """The points that could be best: the chance of each, and how far behind the best it is."""
    points, chance = study.points, study.best.chance
    if len(points.place) < 2 or chance is None:
        return None
    rows = _rows_of_best(study, 10)
    change, low, high = sweep_points.differences(points, np.full(len(points.place), study.best.point))
    canvas, (left, right) = plt.subplots(1, 2, figsize=(9.0, 1.2 + 0.32 * len(rows)), sharey=True)
    at = np.arange(len(rows))
    left.barh(at, chance[rows], color=BLUE, height=0.6)
    left.set(title="Chance of being best", yticks=at, xlim=(0, 1), ylim=(len(rows) - 0.4, -0.6))
    left.set_yticklabels([points.label(int(row)) for row in rows])
    left.xaxis.set_major_formatter(PercentFormatter(1.0))
    right.axvline(0.0, color=GREY, lw=1, ls=":")
    right.errorbar(change[rows], at, xerr=[change[rows] - low[rows], high[rows] - change[rows]], fmt="o", color=ORANGE, capsize=3)
    right.plot(0.0, 0, "*", color=ORANGE, ms=11)
    right.set(title="Behind the best", xlabel=f"difference of {points.title()}")
    right.xaxis.set_major_formatter(FuncFormatter(_plain))
    right.xaxis.set_major_locator(MaxNLocator(5))  # numbers of five digits do not run into each other
    canvas.tight_layout()
    mean, mean_low, mean_high = points.intervals()
    table = {**_cells(points, rows), "chance_of_being_best": chance[rows], points.figure: mean[rows],
             f"{points.figure}_low": mean_low[rows], f"{points.figure}_high": mean_high[rows],
             "behind": change[rows], "behind_low": low[rows], "behind_high": high[rows]}
    return ReportFigure(
        "best", "Which point is best", f"Chance: share of draws from the joint t distribution of all means, "
        f"{study.best.num_common} values of {points.over} that all points have. Behind: 95% intervals, paired by {points.over}.",
        canvas, table)


# ---- lines over an axis --------------------------------------------------------------------------------------------------

def _series(points: Points, x: int) -> Optional[int]:
    """The axis whose values become lines: the first with few values."""
    others = [a for a in range(len(points.axes)) if a != x]
    few = [a for a in others if len(points.axes[a].values) <= MOST_LINES]
    return next(iter(few or others), None)


def _chosen(axis: Axis, at: int) -> List[int]:
    """Values that become lines: all, or some across the axis and the one of the best point."""
    count = len(axis.values)
    if count <= MOST_LINES:
        return list(range(count))
    spread = np.linspace(0, count - 1, MOST_LINES - 1).round().astype(int)
    return sorted({*map(int, spread), at})


def _fixed(study: Study, free: List[Optional[int]]) -> Tuple[np.ndarray, str]:
    """Points whose other axes are at the best point's values, and that in words."""
    points = study.points
    held = [a for a in range(len(points.axes)) if a not in free]
    at_best = points.place[study.best.point]
    mask = np.all([points.place[:, a] == at_best[a] for a in held], axis=0) if held else np.ones(len(points.place), bool)
    words = ", ".join(f"{points.axes[a].name} = {points.axes[a].labels[at_best[a]]}" for a in held)
    return mask, f" Other axes at the best point's values: {words}." if words else ""


def _draw_series(place, x, middle, low, high, colour: str, label: Optional[str]) -> None:
    place.plot(x, middle, "o-", color=colour, lw=1.8, ms=3.5, label=label)
    if np.isfinite(low).any():
        place.fill_between(x, low, high, color=colour, alpha=0.18, lw=0)


def _lines(study: Study, x: int) -> ReportFigure:
    points = study.points
    axis, series = points.axes[x], _series(points, x)
    mask, held = _fixed(study, [x, series])
    canvas, places = plt.subplots(1, 2, figsize=(9.0, 3.8))
    itself = study.reference == np.arange(len(points.place))
    change, change_low, change_high = (np.where(itself, 0.0, part)
                                       for part in sweep_points.differences(points, study.reference))
    parts = [points.intervals(), (change, change_low, change_high)]
    kept: List[np.ndarray] = []
    for k in (_chosen(points.axes[series], points.place[study.best.point, series]) if series is not None else [0]):
        rows = np.flatnonzero(mask if series is None else mask & (points.place[:, series] == k))
        rows = rows[np.argsort(points.place[rows, x])]
        label = None if series is None else f"{points.axes[series].short} = {points.axes[series].labels[k]}"
        for place, (middle, low, high) in zip(places, parts):
            _draw_series(place, np.array(axis.values, dtype=float)[points.place[rows, x]], middle[rows], low[rows], high[rows],
                         COLOURS[len(kept) % len(COLOURS)], label)
        kept.append(rows)
    sign = -1.0 if points.is_lowest_best else 1.0
    ranked = np.where(points.is_poor(), np.nan, sign * parts[0][0])
    tops = [rows[np.nanargmax(ranked[rows])] for rows in kept if np.isfinite(ranked[rows]).any()]
    for place, (middle, _, _), title in zip(places, parts, (points.title(), "Difference, paired" if points.over else
                                                            "Difference")):
        place.plot(np.array(axis.values, dtype=float)[points.place[tops, x]], middle[tops], "*", color="#010203", ms=10, zorder=5)
        place.set(title=title, xlabel=axis.title())
        place.yaxis.set_major_formatter(FuncFormatter(_plain))
    places[1].axhline(0.0, color=GREY, lw=1, ls=":")
    if series is not None:
        places[1].legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    canvas.tight_layout()
    rows = np.concatenate(kept)
    mean, low, high = parts[0]
    return ReportFigure(
        f"over_{axis.keys[0]}", f"Over {axis.name}",
        f"Left: means. Right: differences from {study.reference_name()}. Stars: the best of each line. "
        f"{_doubt(points)}{'.' if points.over else ''}{held}", canvas,
        {**_cells(points, rows), points.figure: mean[rows], f"{points.figure}_low": low[rows],
         f"{points.figure}_high": high[rows], "difference": change[rows], "difference_low": change_low[rows],
         "difference_high": change_high[rows]})


def lines(study: Study) -> List[ReportFigure]:
    """Lines with bands over every axis of numbers."""
    if not study.points.is_grid:
        return []
    return [_lines(study, a) for a, axis in enumerate(study.points.axes) if axis.is_numeric]


# ---- a heat map of two axes ----------------------------------------------------------------------------------------------

def _map(study: Study, x: int, y: int) -> ReportFigure:
    points = study.points
    mask, held = _fixed(study, [x, y])
    rows = np.flatnonzero(mask)
    shape = (len(points.axes[y].values), len(points.axes[x].values))
    mean, _, _ = points.intervals()
    change, low, high = sweep_points.differences(points, np.full(len(mean), study.best.point))
    cells = np.full(shape, np.nan)
    cells[points.place[rows, y], points.place[rows, x]] = mean[rows]
    canvas, place = plt.subplots(figsize=(9.0, min(2.2 + 0.42 * shape[0], 7.0)))
    place.grid(False)
    drawn = place.pcolormesh(np.arange(shape[1]), np.arange(shape[0]), np.ma.masked_invalid(cells), cmap="cividis",
                             shading="nearest", edgecolors="face", linewidth=0.2)
    bar = canvas.colorbar(drawn, ax=place, label=points.title(), format=FuncFormatter(_plain))
    bar.outline.set_visible(False)
    _mark(study, place, rows, (x, y), low if not points.is_lowest_best else -high, high if not points.is_lowest_best else -low,
          drawn, cells)
    for axis, set_ticks, count in ((points.axes[x], place.set_xticks, shape[1]), (points.axes[y], place.set_yticks, shape[0])):
        step = max(1, -(-count // 20))
        set_ticks(np.arange(0, count, step), axis.labels[::step])
    if not points.axes[x].is_numeric:
        plt.setp(place.get_xticklabels(), rotation=30, ha="right")
    place.set(xlabel=points.axes[x].title(), ylabel=points.axes[y].title())
    canvas.tight_layout()
    told = " Dots: points that are not worse than it, as far as 95% of a paired interval says." if points.over else ""
    return ReportFigure(f"map_{points.axes[x].keys[0]}_{points.axes[y].keys[0]}",
                        f"{points.axes[y].name} and {points.axes[x].name}", f"Star: the best point.{told}{held}", canvas,
                        {**_cells(points, rows), points.figure: mean[rows], "behind": change[rows], "behind_low": low[rows],
                         "behind_high": high[rows]})


def _mark(study: Study, place, rows, xy: Tuple[int, int], low, high, drawn, cells) -> None:
    """Numbers where there is room; a star at the best cell, dots at those that could be as good."""
    points = study.points
    writes = cells.size <= MOST_CELLS_WITH_NUMBERS and cells.shape[1] <= 12
    for row in rows:
        x, y = points.place[row, xy[0]], points.place[row, xy[1]]
        value = cells[y, x]
        if not np.isfinite(value):
            continue
        is_ranked = not points.is_poor()[row]
        red, green, blue, _ = drawn.cmap(drawn.norm(value))
        ink = "#ffffff" if 0.3 * red + 0.6 * green + 0.1 * blue < 0.5 else "#000000"
        up = 0.18 if writes else 0.0
        if is_ranked and row == study.best.point:
            place.plot(x, y + up, "*", color=ink, ms=11)
        elif is_ranked and points.over and low[row] <= 0.0 <= high[row]:
            place.plot(x, y + up, "o", color=ink, ms=4)
        if writes:
            place.text(x, y - up, number(value), color=ink, ha="center", va="center", fontsize=8)


def maps(study: Study) -> List[ReportFigure]:
    """Of pairs of axes, those with the most values first."""
    points = study.points
    if not points.is_grid:
        return []
    long = [a for a, axis in enumerate(points.axes) if len(axis.values) > 1]
    pairs = sorted(itertools.combinations(long, 2),
                   key=lambda pair: -len(points.axes[pair[0]].values) * len(points.axes[pair[1]].values))
    made = []
    for pair in pairs[:MOST_MAPS]:
        x, y = sorted(pair, key=lambda a: (not points.axes[a].is_numeric, -len(points.axes[a].values)))
        made.append(_map(study, x, y))
    return made


# ---- differences, scattered points, sensitivity --------------------------------------------------------------------------

def paired(study: Study) -> Optional[ReportFigure]:
    """Every point's difference from the named row."""
    points = study.points
    change, low, high = sweep_points.differences(points, study.reference)
    rows = np.flatnonzero(np.isfinite(change))
    if len(rows) == 0 or (points.over is None and study.against is None):
        return None
    shown = rows[np.argsort(change[rows] if points.is_lowest_best else -change[rows], kind="stable")[:MOST_ROWS]]
    canvas, place = plt.subplots(figsize=(9.0, 1.2 + 0.27 * len(shown)))
    at = np.arange(len(shown))
    place.axvline(0.0, color=GREY, lw=1, ls=":")
    sure = (low[shown] > 0) | (high[shown] < 0)
    error = np.nan_to_num(np.array([change[shown] - low[shown], high[shown] - change[shown]]))
    for mask, colour, label in ((sure, BLUE, "differs"), (~sure, GREY, "the interval holds 0")):
        if mask.any():
            place.errorbar(change[shown][mask], at[mask], xerr=error[:, mask] if points.over else None, fmt="o", color=colour,
                           capsize=3, label=label)
    place.set(yticks=at, ylim=(len(shown) - 0.4, -0.6), xlabel=f"difference of {points.title()}")
    place.set_yticklabels([points.label(int(row)) for row in shown])
    place.xaxis.set_major_formatter(FuncFormatter(_plain))
    if points.over and sure.any() and (~sure).any():
        place.legend(loc="best")
    canvas.tight_layout()
    left_out = f" The {len(shown)} best of {len(rows)} are drawn; the numbers have all." if len(shown) < len(rows) else ""
    how = f" 95% intervals, paired by {points.over}." if points.over else f" {_doubt(points)}"
    return ReportFigure("differences", f"Differences from {study.reference_name()}", f"{points.title()}.{how}{left_out}", canvas,
                        {**_cells(points, rows), "difference": change[rows], "low": low[rows], "high": high[rows]})


def scattered(study: Study) -> Optional[ReportFigure]:
    """Points of a sample over each of its settings."""
    points = study.points
    numeric = [a for a, axis in enumerate(points.axes) if axis.is_numeric]
    if points.is_grid or not numeric:
        return None
    count = min(len(numeric), 6)
    canvas, places = plt.subplots(-(-count // 2), 2 if count > 1 else 1, figsize=(9.0, 3.0 * -(-count // 2)), squeeze=False)
    mean = points.mean()
    for place in places.flat[count:]:
        place.set_visible(False)
    for place, a in zip(places.flat, numeric):
        x = np.array(points.axes[a].values, dtype=float)[points.place[:, a]]
        place.plot(x, mean, ".", color=BLUE, ms=4, alpha=0.7)
        if not points.is_poor()[study.best.point]:
            place.plot(x[study.best.point], mean[study.best.point], "*", color="#010203", ms=11)
        place.set(xlabel=points.axes[a].title(), ylabel=points.title())
        place.yaxis.set_major_formatter(FuncFormatter(_plain))
    canvas.tight_layout()
    rows = np.arange(len(mean))
    return ReportFigure("points", "All points", "The points are no full grid: each over the settings in turn. Star: the best.",
                        canvas, {**_cells(points, rows), points.figure: mean})


def sensitivity(study: Study) -> Optional[ReportFigure]:
    """How much of the variance each setting accounts for."""
    indices = study.points.indices
    if indices is None:
        indices = sweep_points.shares_of_grid(study.points)
    if indices is None:
        return None
    indices = indices.sort_values("total")
    canvas, place = plt.subplots(figsize=(9.0, 1.2 + 0.5 * len(indices)))
    at = np.arange(len(indices))
    for name, shift, colour, label in (("first_order", 0.17, BLUE, "alone"), ("total", -0.17, GREEN, "with all others")):
        error = None
        if f"{name}_low" in indices:
            error = np.maximum(0.0, [indices[name] - indices[f"{name}_low"], indices[f"{name}_high"] - indices[name]])
        place.barh(at + shift, indices[name], height=0.32, color=colour, label=label, xerr=error,
                   error_kw={"ecolor": GREY, "capsize": 3})
    place.set(yticks=at, xlim=(min(0.0, place.get_xlim()[0]), None), xlabel=f"share of the variance of {study.points.figure}")
    place.set_yticklabels(list(indices["setting"]))
    place.xaxis.set_major_formatter(PercentFormatter(1.0))
    place.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    canvas.tight_layout()
    told = ("First-order (Saltelli et al. 2010) and total indices (Jansen 1999) of the sample, 95% bootstrap intervals."
            if study.points.indices is not None else
            "Over the points of the grid, as if all were as likely: shares of the variance of means (Sobol's decomposition); "
            "what hangs on who was drawn counts as settings acting together.")
    return ReportFigure("sensitivity", "Which settings matter", told, canvas,
                        {name: indices[name].to_numpy() for name in indices.columns})


FIGURES: List[Callable[[Study], object]] = [best, lines, maps, paired, scattered, sensitivity]


def all_of(study: Study) -> List[ReportFigure]:
    """Those that the sweep has, in the order of the page."""
    made: List[ReportFigure] = []
    for draw in FIGURES:
        found = draw(study)
        made += found if isinstance(found, list) else [found] if isinstance(found, ReportFigure) else []
    return made
