# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a reproduced experiment, from the folder of 'fisc reproduce'."""
import json
import os
from typing import Dict, List

import numpy as np
from matplotlib.ticker import PercentFormatter

from fisc import csv_files
from fisc.style import BLUE, GREY, ORANGE, plt

SHOWN = (("welfare", "Welfare"), ("mean_hours_per_week", "Mean hours a week"), ("gini_net_income", "Gini after tax and rebate"))
MAX_ROWS = 60


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

    return ", ".join(say(key) for key in keys)


def _number(text: str) -> float:
    return float(text) if text else np.nan


def _draw_rows(rows: List[Dict[str, str]], keys: List[str], path: str) -> None:
    labels = [_label(row, keys) for row in rows]
    figure, axes = plt.subplots(1, len(SHOWN), figsize=(12.5, 1.4 + 0.24 * len(rows)), sharey=True)
    for place, (name, title) in zip(axes, SHOWN):
        mean, low, high = ([_number(row[name + end]) for row in rows] for end in ("", "_low", "_high"))
        place.hlines(range(len(rows)), low, high, color=GREY, lw=2)
        place.plot(mean, range(len(rows)), "o", color=BLUE, ms=4)
        place.set(title=title)
    axes[0].set_yticks(range(len(rows)), labels, fontsize=8)
    axes[0].invert_yaxis()
    figure.text(0.01, 0.005, "Last step of each run; mean over seeds and its 95% interval.", color=GREY, fontsize=8)
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
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def draw(folder: str, path: str) -> None:
    """A row for each setting with intervals; a map where the tax systems have two rates each."""
    rows = csv_files.read_rows(os.path.join(folder, "means.csv"))
    keys = varying_keys(rows)
    if len(keys) == 1 and keys[0].endswith("tax_system") and len(rows) > MAX_ROWS:
        _draw_landscape(rows, keys[0], path)
    elif len(rows) > MAX_ROWS:
        raise ValueError(f"{folder}: {len(rows)} settings are too many for a picture; expected at most {MAX_ROWS}")
    else:
        _draw_rows(rows, keys, path)
