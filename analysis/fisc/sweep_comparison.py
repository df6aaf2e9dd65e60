# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sweeps over the same axes: differences of one figure at the points that both have, paired by replication."""
from typing import Dict, List, Tuple

import numpy as np
import pandas

from fisc.sweep_points import Points, interval


def _named(points: Points) -> Dict[Tuple[str, ...], int]:
    """Points by the labels of their values, axes in the order of their names."""
    order = sorted(range(len(points.axes)), key=lambda a: points.axes[a].name)
    return {tuple(points.axes[a].labels[place[a]] for a in order): p for p, place in enumerate(points.place)}


def _same_replications(first: Points, second: Points) -> Tuple[List[int], List[int]]:
    shared = [each for each in first.replications if each in second.replications]
    return [first.replications.index(each) for each in shared], [second.replications.index(each) for each in shared]


def compare(first: Points, second: Points) -> pandas.DataFrame:
    """A row a point of both: point, first and second (means of paired replications), difference = second - first with _low
    and _high (95%, Student's t; NaN below two pairs), pairs.  ValueError where the axes are others or no point is in both."""
    axes = [sorted(axis.name for axis in points.axes) for points in (first, second)]
    if axes[0] != axes[1] or first.over != second.over:
        raise ValueError("the sweeps have other axes: "
                         + " and ".join(", ".join([*names, *([f"over {points.over}"] if points.over else [])]) or "none"
                                        for names, points in zip(axes, (first, second))))
    if first.unit != second.unit:
        raise ValueError(f"{first.figure} is in {first.unit} in one sweep and in {second.unit} in the other")
    of_first, of_second = _named(first), _named(second)
    shared = [name for name in of_first if name in of_second]
    columns = _same_replications(first, second)
    if not shared or not columns[0]:
        raise ValueError("the sweeps have no point in common")
    mine = first.value[np.ix_([of_first[name] for name in shared], columns[0])]
    other = second.value[np.ix_([of_second[name] for name in shared], columns[1])]
    apart = other - mine
    is_pair = np.isfinite(apart)
    mean, low, high = interval(apart)
    means = [interval(np.where(is_pair, values, np.nan))[0] for values in (mine, other)]
    return pandas.DataFrame({"point": [first.label(of_first[name]) for name in shared], "first": means[0], "second": means[1],
                             "difference": mean, "difference_low": low, "difference_high": high,
                             "pairs": is_pair.sum(axis=1)})


def write(table: pandas.DataFrame, first: Points, second: Points, names: Tuple[str, str]) -> str:
    """The table in words, and which points one of the sweeps has alone."""
    from fisc.sweep_figures import number

    width = min(60, max(5, *(len(point) for point in table["point"])))
    said = [f"{first.title()}: B - A, paired" + (f" by {first.over}" if first.over else "") + "; brackets: 95% intervals",
            f"A: {names[0]}", f"B: {names[1]}", "",
            f"{'point':<{width}} {'A':>12} {'B':>12} {'difference':>12}  {'interval':<26} pairs"]
    for row in table.to_dict("records"):
        low, high = row["difference_low"], row["difference_high"]
        said.append(f"{row['point'][:width]:<{width}} {number(row['first']):>12} {number(row['second']):>12} "
                    f"{number(row['difference']):>12}  "
                    f"{f'[{number(low)}, {number(high)}]' if low == low else '':<26} {row['pairs']:>5}")
    said += [f"{which}: {points.mark()}." for which, points in zip("AB", (first, second)) if points.mark()]
    left = [len(points.place) - len(table) for points in (first, second)]
    said += [f"{count} point{'s are' if count > 1 else ' is'} in {which} alone." for count, which in zip(left, "AB") if count]
    return "\n".join(said)
