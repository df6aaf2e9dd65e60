# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a figure's variance each setting accounts for, from a sweep whose sample is by 'saltelli'.

First-order indices by Saltelli et al. (2010, Comput. Phys. Commun. 181(2), eq. b of table 2), total ones by Jansen (1999),
with 95% intervals that redraw the design's rows (percentile bootstrap)."""
import json
import os
from typing import Any, Dict, List

import numpy as np
import pandas

from fisc import csv_files


def indices(values: np.ndarray, keys: List[str], draws: int = 1000, seed: int = 1) -> pandas.DataFrame:
    """Indices from a figure in the order of the design, [block (A, B, A with key k from B), row].

    One row a key: first_order and total with _low and _high.  ValueError if there is no variance."""
    f_a, f_b, f_ab = values[0], values[1], values[2:]
    if not np.all(np.isfinite(values)):
        raise ValueError("some points of the design are missing or failed")

    def estimate(chosen: np.ndarray) -> np.ndarray:
        a, b, ab = f_a[chosen], f_b[chosen], f_ab[:, chosen]
        variance = np.var(np.concatenate([a, b], axis=-1), axis=-1)
        first = np.mean(b * (ab - a), axis=-1) / variance
        total = 0.5 * np.mean((a - ab) ** 2, axis=-1) / variance
        return np.array([first, total])

    if np.ptp(np.concatenate([f_a, f_b])) == 0.0:
        raise ValueError("the figure is the same at all points: nothing to account for")
    centre = np.mean(np.concatenate([f_a, f_b]))  # the first-order estimator is steadier around 0
    f_a, f_b, f_ab = f_a - centre, f_b - centre, f_ab - centre
    rows = len(f_a)
    whole = estimate(np.arange(rows))
    chance = np.random.default_rng(seed)
    redrawn = np.array([estimate(chance.integers(0, rows, rows)) for _ in range(draws)])
    low, high = np.quantile(redrawn, [0.025, 0.975], axis=0)
    return pandas.DataFrame({"setting": keys, "first_order": whole[0], "first_order_low": low[0],
                             "first_order_high": high[0], "total": whole[1], "total_low": low[1], "total_high": high[1]})


def of_sweep(folder: str, figure: str = "welfare") -> pandas.DataFrame:
    """Indices of a sweep's folder with table.csv; the figure is averaged over the axes that are not of the sample (seeds)."""
    with open(os.path.join(folder, "plan.jsonl"), encoding="utf-8") as file:
        head = json.loads(file.readline())
    if "saltelli" not in head:
        raise ValueError(f"{folder}: expected a sweep with a sample by 'saltelli'")
    table = csv_files.read(os.path.join(folder, "table.csv"))
    unfinished = int(table["status"].isin(["open", "failed"]).sum())
    if unfinished:
        raise ValueError(f"{folder}: {unfinished} of {len(table)} points are open or failed: means over what is there are of "
                         f"other seeds at each; 'fisc sweep run {folder}' runs them ('--retry' failed ones)")
    if figure not in table.columns:
        raise ValueError(f"no figure '{figure}': expected one of the table's columns, as welfare or gini_net_income")
    return of_table(table, head, figure)


def of_table(table: pandas.DataFrame, head: Dict[str, Any], figure: str) -> pandas.DataFrame:
    """The same of a whole table and the head of its plan."""
    keys, count = head["saltelli"]["keys"], head["saltelli"]["count"]
    blocks = len(keys) + 2
    # The sample changes faster than the grid, and slower than replications.
    inner, size = head["replicate"]["most"] if "replicate" in head else 1, count * blocks
    if len(table) % (size * inner) != 0:
        raise ValueError("points of the design were excluded")
    place = (np.arange(len(table)) // inner) % size
    values = table[figure].groupby(place).mean().to_numpy(dtype=float)
    return indices(values.reshape(blocks, count), keys)


def write(table: pandas.DataFrame, figure: str) -> str:
    """The indices in words and numbers, the strongest first."""
    said = [f"Shares of the variance of {figure} (95% intervals)", "",
            f"{'setting':<44} {'alone':>8} {'':>18} {'with all':>9}"]
    for row in table.sort_values("total", ascending=False).to_dict("records"):
        said.append(f"{row['setting']:<44} {row['first_order']:8.3f} [{row['first_order_low']:6.3f}, "
                    f"{row['first_order_high']:6.3f}]  {row['total']:8.3f} [{row['total_low']:6.3f}, "
                    f"{row['total_high']:6.3f}]")
    said += ["", f"Alone they account for {table['first_order'].sum():.1%}; the rest is what settings do together."]
    return "\n".join(said)
