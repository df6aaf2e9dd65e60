# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One figure of a sweep at its points: axes, replications, which point is best and how sure that is.

Means and differences have 95% intervals by Student's t over replications (seeds), differences paired by replication.  That
a point is best has the share of draws from the joint t distribution of all means in which it is: the same workers
are behind all points, so what all share does not count."""
import difflib
import json
import math
import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import pandas
from scipy import stats

from fisc.labelled import Table
from fisc.stored_run import ENOUGH_ANSWERS

DRAWS, CERTAIN = 20000, 0.95


@dataclass
class Axis:
    """Values that points differ in, in the order of the plan; keys that move together are one axis."""

    keys: List[str]
    unit: str
    values: List[Any]
    labels: List[str]
    is_numeric: bool

    @property
    def name(self) -> str:
        return " / ".join(self.keys)

    @property
    def short(self) -> str:
        return self.keys[0].rsplit(".", 1)[-1]

    def title(self) -> str:
        return self.name + (f" ({self.unit})" if self.unit not in ("", "1") else "")


@dataclass
class Points:
    """value[point, replication]: the figure, NaN where it is not there; place[point, axis]: which of its values."""

    name: str
    figure: str
    unit: str
    meaning: str
    axes: List[Axis]
    place: np.ndarray
    value: np.ndarray
    over: Optional[str]
    replications: List[Any]
    is_lowest_best: bool = False
    counts: Dict[str, int] = field(default_factory=dict)
    indices: Optional[pandas.DataFrame] = None  # of a sample by 'saltelli'
    answered: Optional[np.ndarray] = None  # [point] least share of its decisions that a model made; NaN: none was asked

    @property
    def is_grid(self) -> bool:
        return len(self.place) == math.prod(len(axis.values) for axis in self.axes)

    def title(self) -> str:
        return self.figure + (f" ({self.unit})" if self.unit not in ("", "1") else "")

    def label(self, point: int) -> str:
        """A point in words: names of its values; numbers with their key."""
        words = ", ".join(f"{axis.short}={axis.labels[at]}" if axis.is_numeric else axis.labels[at]
                          for axis, at in zip(self.axes, self.place[point])) or "the point"
        return words + " (MARKED)" if self.is_poor()[point] else words

    def is_poor(self) -> np.ndarray:
        """[point] Is it in part what was done for want of an answer?  Such points are ranked with no others."""
        return np.zeros(len(self.place), bool) if self.answered is None else self.answered < ENOUGH_ANSWERS

    def mark(self) -> str:
        """What has to stand beside all figures; "" where models answered enough."""
        poor = np.flatnonzero(self.is_poor())
        if self.answered is None or len(poor) == 0:
            return ""
        told = "; ".join(f"{self.label(int(p))}: {100.0 * self.answered[p]:.1f}%" for p in poor[:3])
        return (f"MARKED: of {len(poor)} of {len(self.place)} points the model made less than {100.0 * ENOUGH_ANSWERS:.0f}% "
                f"of the decisions ({told}{'; ...' if len(poor) > 3 else ''}); the rest is what was done for want of an answer")

    def mean(self) -> np.ndarray:
        return interval(self.value)[0]

    def intervals(self) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        return interval(self.value)


def interval(values: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, low, high of each row; NaN without values, and without two of them."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    filled = np.where(known, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = filled.sum(axis=1) / count
        squares = np.where(known, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
        half = stats.t.ppf(0.975, np.maximum(count - 1, 1)) * np.sqrt(squares / (count - 1) / count)
    return mean, mean - half, mean + half


# ---- axes ----------------------------------------------------------------------------------------------------------------

def _of_component(component: Any) -> str:
    """A component of a tax system in few words."""
    if not isinstance(component, dict):
        return str(component)
    kind = str(component.get("component", "?"))
    rates = component.get("rates", component.get("rate"))
    if isinstance(rates, list) and all(isinstance(rate, (int, float)) for rate in rates):
        return ", ".join(f"{100 * rate:.4g}%" for rate in rates)
    rest = [f"{value:.6g}" if isinstance(value, float) else str(value) for key, value in component.items()
            if key != "component" and isinstance(value, (int, float, str))]
    return " ".join([kind.replace("_", " "), *rest])


def label_of(value: Any, letters: int = 48) -> str:
    """A value of a sweep as figures show it: numbers short, tax systems without a name by their rates."""
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else f"{number:.6g}"
    words = str(value)
    if words[:1] == "[":
        try:
            components = json.loads(words)
            words = " + ".join(map(_of_component, components)) or "no taxes"
        except ValueError:
            pass
    return words if len(words) <= letters else words[:letters - 2] + ".."


def _kept_apart(labels: List[str]) -> List[str]:
    """Two that were cut to the same have numbers."""
    return [f"{label} #{k + 1}" if labels.count(label) > 1 else label for k, label in enumerate(labels)]


def _axis(keys: List[str], column: pandas.Series, unit: str) -> Axis:
    values: List[Any] = list(dict.fromkeys(column.tolist()))
    is_numeric = column.dtype.kind in "iuf"
    if is_numeric and len(values) > 1:
        values = sorted(values)
    return Axis(keys, unit, values, _kept_apart([label_of(value) for value in values]), is_numeric)


def _move_together(first: pandas.Series, second: pandas.Series) -> bool:
    """One says the other.  Numbers of a sample do by chance, as no value comes twice: there only if one rises with the other."""
    pairs = len(set(zip(first, second)))
    if not pairs == first.nunique() == second.nunique():
        return False
    is_sample = pairs == len(first) and first.dtype.kind in "iuf" and second.dtype.kind in "iuf"
    return not is_sample or bool(abs(first.rank().corr(second.rank())) > 1 - 1e-9)


def _axes(frame: pandas.DataFrame, keys: List[str], unit: Dict[str, str]) -> List[Axis]:
    groups: List[List[str]] = []
    for key in keys:
        if frame[key].nunique() < 2:
            continue
        group = next((each for each in groups if _move_together(frame[each[0]], frame[key])), None)
        if group is None:
            groups.append([key])
        else:
            group.append(key)
    return [_axis(group, frame[group[0]], unit.get(group[0], "1")) for group in groups]


# ---- reading -------------------------------------------------------------------------------------------------------------

def plan_of(folder: str) -> Dict[str, Any]:
    """The first line of a sweep's plan."""
    with open(os.path.join(folder, "plan.jsonl"), encoding="utf-8") as file:
        head = json.loads(file.readline())
    if not isinstance(head, dict) or "fisc_sweep" not in head:
        raise ValueError(f"{folder}: no plan of 'fisc sweep plan'")
    return head


def nearest(words: str, among: List[str]) -> str:
    near = difflib.get_close_matches(words, among, 1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _key_of_replications(frame: pandas.DataFrame, keys: List[str], head: Dict[str, Any], over: Optional[str]) -> Optional[str]:
    if over is not None:
        if over not in keys:
            raise ValueError(f"--over {over}: no key of the sweep: expected one of {', '.join(keys)}{nearest(over, keys)}")
        return over
    key = head.get("replicate", {}).get("key", "seed")
    return key if key in keys and frame[key].nunique() > 1 else None


def of_table(table: Table, head: Dict[str, Any], figure: str = "welfare", over: Optional[str] = None,
             is_lowest_best: bool = False) -> Points:
    """Points of a table of 'fisc sweep collect' and the head of its plan.  ValueError says what is missing."""
    from fisc import sensitivity

    frame = table.frame
    names = list(frame.columns)
    keys = names[1:names.index("config_hash")]
    figures = names[names.index("steps") + 1:]
    if figure not in figures:
        raise ValueError(f"no figure '{figure}' in the sweep: expected one of its table's columns, as welfare or "
                         f"gini_net_income{nearest(figure, figures)}")
    counts = frame["status"].value_counts().to_dict()
    over = _key_of_replications(frame, keys, head, over)
    axes = _axes(frame, [key for key in keys if key != over], table.unit)
    at = np.array([[axis.values.index(value) for value in frame[axis.keys[0]]] for axis in axes], dtype=int).reshape(
        len(axes), len(frame)).T
    place, point = np.unique(at, axis=0, return_inverse=True)
    # In the order of the plan, as 'collect --over' counts rows.
    first = [int(np.flatnonzero(point.ravel() == p)[0]) for p in range(len(place))]
    rank = np.argsort(np.argsort(first))
    replications = list(dict.fromkeys(frame[over])) if over else [None]
    value = np.full((len(place), len(replications)), np.nan)
    where = [replications.index(each) for each in frame[over]] if over else np.zeros(len(frame), int)
    value[rank[point.ravel()], where] = frame[figure].to_numpy(dtype=float)
    if not np.isfinite(value).any():
        raise ValueError(f"{figure} is known of no point: 'fisc sweep status' says what is done")
    made = Points(str(head.get("name", "sweep")), figure, table.unit.get(figure, "1"), table.meaning.get(figure, figure), axes,
                  place[np.argsort(rank)], value, over, replications, is_lowest_best,
                  {state: int(counts.get(state, 0)) for state in ("done", "failed", "open", "spared")})
    if "answered_share" in frame and frame["answered_share"].notna().any():
        answered = np.full(len(place), np.nan)
        np.fmin.at(answered, rank[point.ravel()], frame["answered_share"].to_numpy(dtype=float))
        made.answered = answered
    if "saltelli" in head and made.counts["open"] + made.counts["failed"] == 0:
        made.indices = sensitivity.of_table(frame, head, figure)
    return made


# ---- which is best -------------------------------------------------------------------------------------------------------

@dataclass
class Best:
    """The point whose mean is best of those that are ranked; chance[point] of being it, None where nothing says anything:
    no replications, or models that answered too little at every point."""

    point: int
    chance: Optional[np.ndarray]
    num_common: int  # replications that all points have

    def could_be(self, axis: Axis, place: np.ndarray) -> List[int]:
        """Values of the axis that hold the best point with 95%: of numbers an interval, else the likeliest ones."""
        if self.chance is None:
            return [int(place[self.point])]
        share = np.bincount(place, weights=self.chance, minlength=len(axis.values))
        if axis.is_numeric:
            up = np.cumsum(share)
            low, high = np.searchsorted(up, [(1 - CERTAIN) / 2 + 1e-9, (1 + CERTAIN) / 2 - 1e-9])
            return list(range(int(low), min(int(high), len(share) - 1) + 1))
        order = np.argsort(-share, kind="stable")
        count = int(np.searchsorted(np.cumsum(share[order]), CERTAIN - 1e-9)) + 1
        return sorted(int(k) for k in order[:count])


def best_of(points: Points, seed: int = 1) -> Best:
    sign = -1.0 if points.is_lowest_best else 1.0
    mean = sign * points.mean()
    known, ranked = np.isfinite(mean), ~points.is_poor()
    if not (known & ranked).any():
        return Best(int(np.nanargmax(mean)), None, 0)
    known = np.flatnonzero(known & ranked)
    values = sign * points.value[known]
    common = values[:, np.isfinite(values).all(axis=0)]
    num_common = common.shape[1]
    best = int(known[np.argmax(mean[known])])
    if num_common < 2:
        return Best(best, None, num_common)
    deviation = (common - common.mean(axis=1, keepdims=True)) / math.sqrt(num_common * (num_common - 1))
    random = np.random.default_rng(seed)
    normal = random.standard_normal((num_common, DRAWS))
    scale = np.sqrt((num_common - 1) / random.chisquare(num_common - 1, DRAWS))
    chance = np.zeros(len(points.value))
    for block in np.array_split(np.arange(DRAWS), max(1, DRAWS * len(known) // 10**7)):
        drawn = common.mean(axis=1, keepdims=True) + deviation @ normal[:, block] * scale[block]
        np.add.at(chance, known[np.argmax(drawn, axis=0)], 1.0 / DRAWS)
    return Best(best, chance, num_common)


# ---- differences from a named row ----------------------------------------------------------------------------------------

def _rows_like(points: Points, chosen: Dict[int, int]) -> np.ndarray:
    """For each point the one that has these values and else its own; -1 where there is none."""
    where = {tuple(place): point for point, place in enumerate(points.place)}
    wanted = points.place.copy()
    for axis, at in chosen.items():
        wanted[:, axis] = at
    return np.array([where.get(tuple(place), -1) for place in wanted])


def _value_of(points: Points, words: str) -> Tuple[int, int]:
    """Axis and place of KEY=VALUE, or of a label that one axis alone has."""
    key, equals, value = words.partition("=")
    key, value = key.strip(), value.strip()
    if equals:
        for a, axis in enumerate(points.axes):
            if key in (*axis.keys, axis.short):
                is_same = [_is_same(each, value) or label == value for each, label in zip(axis.values, axis.labels)]
                if any(is_same):
                    return a, is_same.index(True)
                raise ValueError(f"--against {words}: {axis.name} has no such value: expected one of "
                                 f"{', '.join(axis.labels[:12])}{nearest(value, axis.labels)}")
    found = [(a, k) for a, axis in enumerate(points.axes) for k, label in enumerate(axis.labels) if label == words.strip()]
    if len(found) == 1:
        return found[0]
    every = [label for axis in points.axes for label in axis.labels] + [key for axis in points.axes for key in axis.keys]
    raise ValueError(f"--against {words}: expected a row's number, KEY=VALUE (several with commas) or the name of a value"
                     f"{nearest(words, every)}")


def _is_same(value: Any, words: str) -> bool:
    try:
        return float(value) == float(words)
    except (TypeError, ValueError):
        return str(value) == words


def reference_of(points: Points, words: str) -> np.ndarray:
    """The row that each point is compared with.  A number counts rows from 0, as 'collect --over'; values of some axes
    choose, for each point, the row that has them and the point's own values of the others."""
    if words.strip().isdigit():
        row = int(words)
        if row >= len(points.place):
            raise ValueError(f"--against {words}: expected a row from 0 to {len(points.place) - 1}")
        return np.full(len(points.place), row)
    try:
        chosen = dict([_value_of(points, words)])
    except ValueError:
        if "," not in words:
            raise
        chosen = dict(_value_of(points, part) for part in words.split(","))
    found = _rows_like(points, chosen)
    if np.all(found < 0):
        raise ValueError(f"--against {words}: the sweep has no such point")
    return found


def differences(points: Points, reference: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, low and high of each point's difference from its row, paired by replication; NaN of the row itself."""
    other = np.where((reference >= 0)[:, None], points.value[reference], np.nan)
    itself = reference == np.arange(len(reference))
    mean, low, high = interval(points.value - other)
    return tuple(np.where(itself, np.nan, each) for each in (mean, low, high))  # type: ignore[return-value]


# ---- which axis matters --------------------------------------------------------------------------------------------------

def shares_of_grid(points: Points) -> Optional[pandas.DataFrame]:
    """Sobol's indices of the axes over a full grid whose points are equally likely; None where that says nothing."""
    if len(points.axes) < 2 or not points.is_grid or not np.isfinite(points.mean()).all():
        return None
    cube = np.empty([len(axis.values) for axis in points.axes])
    cube[tuple(points.place.T)] = points.mean()
    variance = cube.var()
    if variance <= 0.0:
        return None
    rows = []
    for a, axis in enumerate(points.axes):
        others = tuple(k for k in range(cube.ndim) if k != a)
        rows.append({"setting": axis.name, "first_order": cube.mean(axis=others).var() / variance,
                     "total": cube.var(axis=a).mean() / variance})
    return pandas.DataFrame(rows)
