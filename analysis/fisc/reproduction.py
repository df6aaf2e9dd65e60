# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reproduced experiment, in words and as a picture, from the folder of 'fisc reproduce'."""
import json
import os
from typing import Dict, List, Tuple

import numpy as np
import pandas
from scipy.stats import t as student
from matplotlib.ticker import PercentFormatter

from fisc import csv_files
from fisc.stored_run import ENOUGH_ANSWERS
from fisc.style import BLUE, GREY, ORANGE, plt

SHOWN = (("welfare", "Welfare"), ("mean_hours_per_week", "Mean hours a week"), ("gini_net_income", "Gini after tax and rebate"))
UNITS = ("USD/year, or the objective's unit", "hours a week", "0: equal, 1: one has all")
MAX_ROWS = 60
NONE_PUBLISHED = "no number was published"


def varying_keys(rows: List[Dict[str, str]]) -> List[str]:
    """Keys of the sweep (the columns before `runs`) that take more than one value."""
    names = list(rows[0])
    return [key for key in names[:names.index("runs")] if len({row[key] for row in rows}) > 1]


def _tax_system(text: str) -> str:
    """A tax system in short: its rates in percent."""
    try:
        components = json.loads(text)
        return " + ".join("/".join(f"{100 * rate:.3g}" for rate in component.get("rates", [component.get("rate", 0.0)])) + "%"
                          for component in components)
    except (ValueError, TypeError, AttributeError):
        return text


def _label(row: Dict[str, str], keys: List[str]) -> str:
    def say(key: str) -> str:
        value = row[key]
        if key.endswith("tax_system"):
            return _tax_system(value)
        return value if key.endswith(("kind", "variant")) else f"{key.split('.')[-1].replace('_', ' ')} {value}"

    return ", ".join(say(key) for key in keys) + (" (MARKED)" if _is_poor(row) else "")


def _is_poor(row: Dict[str, str]) -> bool:
    """Is it in part what was done for want of an answer of a language model?"""
    return bool(_number(row.get("answered_share", "")) < ENOUGH_ANSWERS)


def _mark(rows: List[Dict[str, str]]) -> str:
    poor = [row for row in rows if _is_poor(row)]
    return "" if not poor else (
        f"MARKED: the model made {100.0 * min(_number(row['answered_share']) for row in poor):.1f}% of the decisions or more, "
        "in rows that are marked; the rest is what was done for want of an answer.")


def _number(text: str) -> float:
    return float(text) if text else np.nan


def differences(folder: str, keys: List[str], against: int) -> List[Tuple[float, float, float]]:
    """Welfare of each row of means.csv less that of row `against`, paired by seed: mean and 95% interval (Student's t)."""
    rows = csv_files.read_rows(os.path.join(folder, "means.csv"))
    by_row: Dict[Tuple[str, ...], Dict[str, float]] = {}
    for point in csv_files.read_rows(os.path.join(folder, "table.csv")):
        by_row.setdefault(tuple(point[key] for key in keys), {})[point.get("seed", "")] = _number(point["welfare"])

    def by_seed(row: Dict[str, str]) -> pandas.Series:
        return pandas.Series(by_row[tuple(row[key] for key in keys)])

    reference = by_seed(rows[against])
    found = []
    for row in rows:
        apart = (by_seed(row) - reference).dropna()
        apart[apart.abs() < 1e-12 * reference.abs().max()] = 0.0  # rounding of equal figures
        half = student.ppf(0.975, len(apart) - 1) * apart.std(ddof=1) / len(apart) ** 0.5 if len(apart) > 1 else np.nan
        found.append((apart.mean(), apart.mean() - half, apart.mean() + half))
    return found


def _published(folder: str, rows: List[Dict[str, str]]) -> List[Dict[str, str]]:
    """Published rows whose settings no row here has."""
    path = os.path.join(folder, "published.csv")
    all_rows = csv_files.read_rows(path) if os.path.exists(path) else []
    return [found for found in all_rows if not any(row.get(found["row"].split("=", 1)[0]) == found["row"].split("=", 1)[1]
                                                   for row in rows)]


def words(folder: str, against: int = 0) -> str:
    """The table: differences from a named row first, then welfare, then what was published.  Only that rows are
    marked where they are too many."""
    rows = csv_files.read_rows(os.path.join(folder, "means.csv"))
    keys = varying_keys(rows)
    if len(rows) > MAX_ROWS:
        return _mark(rows)
    if not 0 <= against < len(rows):
        raise ValueError(f"no row {against}: expected one of 0 to {len(rows) - 1}")
    labels = [_label(row, keys) for row in rows]
    alone = [(row["row"].split("=", 1)[1], row) for row in _published(folder, rows)]
    width = min(60, max(12, *map(len, labels), *(len(name) for name, _ in alone)))

    def amount(value: float) -> str:
        return "" if np.isnan(value) else f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"

    def interval(mean: float, low: float, high: float) -> str:
        return f"{amount(mean):>8} " + (f"[{amount(low)}, {amount(high)}]" if np.isfinite(low) else "")

    said = [f"Differences are from '{labels[against]}', of the same seeds; brackets are 95% intervals over seeds.", "",
            f"{'row':<{width}}  {'difference in welfare':<34}{'welfare':<36}published"]
    for label, row, apart in zip(labels, rows, differences(folder, keys, against)):
        of_paper = (f"{amount(_number(row['published']))} \u00b1 {amount(_number(row['published_error']))}"
                    if row.get("published") else NONE_PUBLISHED)
        mean = interval(*(_number(row["welfare" + end]) for end in ("", "_low", "_high")))
        said.append(f"{label[:width]:<{width}}  {interval(*apart):<34}{mean:<36}{of_paper}")
    for name, row in alone:
        said.append(f"{name[:width]:<{width}}  {'':<34}{'not among these rows':<36}"
                    f"{amount(float(row['value']))} \u00b1 {amount(float(row['error']))}")
    if _mark(rows):
        said += ["", _mark(rows)]
    return "\n".join(said)


def _draw_rows(folder: str, rows: List[Dict[str, str]], keys: List[str], against: int, path: str) -> None:
    """Differences first; what was published as hollow marks, under the rows where no row here has its settings."""
    alone = _published(folder, rows)
    labels = [_label(row, keys) for row in rows] + [f"published: {row['row'].split('=', 1)[1]}" for row in alone]
    figure, axes = plt.subplots(1, 1 + len(SHOWN), figsize=(14.5, 1.6 + 0.24 * len(labels)), sharey=True)
    mean, low, high = (np.array(part) for part in zip(*differences(folder, keys, against)))
    axes[0].hlines(range(len(rows)), low, high, color=GREY, lw=2)
    axes[0].axvline(0.0, color=GREY, lw=0.8)
    axes[0].plot(mean, range(len(rows)), "o", color=ORANGE, ms=4)
    axes[0].set_title("Welfare, difference")
    axes[0].set_xlabel(UNITS[0], fontsize=9)
    for place, (name, title), unit in zip(axes[1:], SHOWN, UNITS):
        mean, low, high = (np.array([_number(row[name + end]) for row in rows]) for end in ("", "_low", "_high"))
        place.hlines(range(len(rows)), low, high, color=GREY, lw=2)
        place.plot(mean, range(len(rows)), "o", color=BLUE, ms=4)
        place.set_title(title)
        place.set_xlabel(unit, fontsize=9)
    met = [(r, _number(row["published"]), _number(row["published_error"])) for r, row in enumerate(rows) if row.get("published")]
    met += [(len(rows) + r, float(row["value"]), float(row["error"])) for r, row in enumerate(alone)]
    for r, value, error in met:
        axes[1].hlines(r, value - error, value + error, color="black", lw=1)
        axes[1].plot(value, r, "o", mfc="white", mec="black", ms=6)
    if met and max(_number(row["welfare"]) for row in rows) > 100 * max(value for _, value, _ in met):
        for place in axes[:2]:
            place.set_xscale("symlog", linthresh=100)
            place.tick_params(axis="x", labelsize=8)
    axes[0].set_yticks(range(len(labels)), labels, fontsize=8)
    axes[0].invert_yaxis()
    figure.text(0.01, 0.005, f"Last step of each run; mean over seeds and its 95% interval. Differences are from "
                f"'{labels[against]}', of the same seeds. "
                + ("Hollow: as published." if met else "No number was published.") + "  " + _mark(rows),
                color=GREY, fontsize=8)
    figure.tight_layout(rect=(0, 0.02, 1, 1))
    figure.savefig(path)
    plt.close(figure)


def _draw_landscape(rows: List[Dict[str, str]], key: str, path: str) -> None:
    rates = np.array([json.loads(row[key])[0]["rates"] for row in rows])
    low, high = np.unique(rates[:, 0]), np.unique(rates[:, 1])
    welfare = np.full((len(high), len(low)), np.nan)
    welfare[np.searchsorted(high, rates[:, 1]), np.searchsorted(low, rates[:, 0])] = [_number(row["welfare"]) for row in rows]
    best = np.nanargmax([_number(row["welfare"]) for row in rows])
    figure, place = plt.subplots(figsize=(7.4, 6))
    mesh = place.pcolormesh(low, high, welfare, cmap="cividis", shading="nearest", rasterized=True)
    place.contour(low, high, welfare, levels=10, colors="white", linewidths=0.6)
    place.plot(*rates[best], "o", color=ORANGE, ms=9, mec="white")
    place.annotate(f"best: {100 * rates[best, 0]:.0f}%, {100 * rates[best, 1]:.0f}%", rates[best], xytext=(8, 8),
                   textcoords="offset points", color="black", fontweight="bold")
    place.grid(False)
    place.xaxis.set_major_formatter(PercentFormatter(1.0))
    place.yaxis.set_major_formatter(PercentFormatter(1.0))
    place.set(xlabel="rate of the lower bracket", ylabel="rate of the upper bracket", title="Welfare")
    figure.colorbar(mesh)
    figure.text(0.01, 0.005, _mark(rows), color=GREY, fontsize=8)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def draw(folder: str, path: str, against: int = 0) -> None:
    """A row for each setting with intervals; a map where the tax systems have two rates each."""
    rows = csv_files.read_rows(os.path.join(folder, "means.csv"))
    keys = varying_keys(rows)
    if len(keys) == 1 and keys[0].endswith("tax_system") and len(rows) > MAX_ROWS:
        _draw_landscape(rows, keys[0], path)
    elif len(rows) > MAX_ROWS:
        raise ValueError(f"{folder}: {len(rows)} settings are too many for a picture; expected at most {MAX_ROWS}")
    else:
        _draw_rows(folder, rows, keys, against, path)
