# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of two runs is better, and by which welfare functions?  The same workers under two tax systems, paired by worker.

First generalised Lorenz dominance of utility, which settles every welfare function that likes more and dislikes
inequality (Shorrocks 1983); then welfare functions, inequality aversions and floors, with bands that hold for all at
once (max-t).  Intervals are about who was drawn; they are conditional on the tax systems of the two runs."""
from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np
import pandas

from fisc.effects import _panel
from fisc.stored_run import Run
from fisc.tail import Tail, bands, tail_of
from fisc.welfare import Arm, Welfare, arm_of, family, generalised_lorenz

SHARES = np.arange(1, 51) / 50.0
CANDIDATES = 20  # workers whose leaving is computed exactly


@dataclass
class Line:
    """One welfare function: W of both, the difference A - B with its band, and without the worker who matters most."""

    welfare: Welfare
    first: float
    second: float
    low: float
    high: float
    without_one: float

    @property
    def difference(self) -> float:
        return self.first - self.second

    def winner(self) -> str:
        """"A", "B" or "": only if the band and the leave-one-out difference agree."""
        if self.low > 0.0 and self.without_one > 0.0:
            return "A"
        return "B" if self.high < 0.0 and self.without_one < 0.0 else ""


@dataclass
class DominanceTest:
    """What can be said of two runs.  `curve`: difference A - B of generalised Lorenz curves at SHARES, with its band."""

    lines: List[Line]
    curve: np.ndarray
    curve_low: np.ndarray
    curve_high: np.ndarray
    num_workers: int
    num_rows: int
    tail: Optional[Tail]  # of baseline incomes; None: too few workers for one

    def dominance(self) -> str:
        """"A" or "B" if its curve is above everywhere by more than the band; else ""."""
        if np.all(self.curve_low > 0.0):
            return "A"
        return "B" if np.all(self.curve_high < 0.0) else ""

    def winner(self, kind: str, aversion: float = 1.0) -> str:
        """Who is better by a welfare function at every floor; "" if that cannot be said."""
        found = {line.winner() for line in self.lines if line.welfare.kind == kind
                 and (kind != "isoelastic" or line.welfare.aversion == aversion)}
        return found.pop() if len(found) == 1 else ""


def _difference(arms: List[Tuple[Arm, Arm]], welfare: Welfare) -> Tuple[float, float, np.ndarray]:
    first, second, influence = 0.0, 0.0, np.zeros(len(arms[0][0].weight))
    for a, b in arms:
        (value_a, by_a), (value_b, by_b) = welfare.measure(a), welfare.measure(b)
        first, second = first + value_a / len(arms), second + value_b / len(arms)
        influence += (by_a - by_b) / len(arms)
    return first, second, influence


def _without_one(arms: List[Tuple[Arm, Arm]], welfare: Welfare, influence: np.ndarray, difference: float) -> float:
    """The difference nearest to 0, or furthest beyond, that leaving out one worker gives."""
    weight = arms[0][0].weight
    suspects = np.argsort(-np.sign(difference) * weight * influence)[:CANDIDATES]
    found = []
    for suspect in suspects:
        others = np.delete(np.arange(len(weight)), suspect)
        found.append(np.mean([welfare.measure(a.take(others))[0] - welfare.measure(b.take(others))[0]
                              for a, b in arms]))
    return float(min(found) if difference > 0.0 else max(found))


def judge_arms(arms: List[Tuple[Arm, Arm]], floor: float = 1000.0, level: float = 0.95) -> DominanceTest:
    """The dominance test on pairs of steps of the same workers; a worker's whole history is the unit."""
    weight = arms[0][0].weight
    functions = family(floor)
    found = [_difference(arms, welfare) for welfare in functions]
    influence = np.array([by for _, _, by in found])
    income = arms[0][0].baseline_income
    band = bands(np.array([first - second for first, second, _ in found]), influence, income, weight, level)
    lines = [Line(welfare, first, second, low, high, _without_one(arms, welfare, by, first - second))
             for welfare, (first, second, by), low, high in zip(functions, found, band.low, band.high)]
    curve, by_worker = np.zeros(len(SHARES)), np.zeros((len(SHARES), len(weight)))
    for a, b in arms:
        (curve_a, by_a), (curve_b, by_b) = generalised_lorenz(a, SHARES), generalised_lorenz(b, SHARES)
        curve += (curve_a - curve_b) / len(arms)
        by_worker += (by_a - by_b) / len(arms)
    of_curve = bands(curve, by_worker, income, weight, level)
    return DominanceTest(lines, of_curve.found, of_curve.low, of_curve.high, len(weight), len(arms), tail_of(income, weight))


def paired_rows(first: Run, second: Run) -> List[Tuple[int, int]]:
    """Panel rows of both runs for the same steps, from the first step on in which their tax systems differ (else the last).

    ValueError if the workers are not the same."""
    a, b = _panel(first), _panel(second)
    if not np.array_equal(a.worker, b.worker) \
            or not np.array_equal(a.facts["wage_usd_per_hour"], b.facts["wage_usd_per_hour"]):
        raise ValueError(f"{first.path} and {second.path} do not follow the same workers: run them with the same seed "
                         "and population, or with 'fisc branch'")
    steps = np.intersect1d(a.step, b.step)
    laws_a, laws_b = first.tax_arrays(), second.tax_arrays()
    count = min(len(laws_a[0]), len(laws_b[0]))
    same = [len(laws_a) == len(laws_b) and all(np.array_equal(x[s], y[s], equal_nan=True)
                                               for x, y in zip(laws_a, laws_b)) for s in range(count)]
    begin = same.index(False) if False in same else count - 1
    chosen = [step for step in steps if step >= begin] or list(steps[-1:])
    if not chosen:
        return [(-1, -1)]
    return [(int(np.flatnonzero(a.step == s)[0]), int(np.flatnonzero(b.step == s)[0])) for s in chosen]


def judge(first: Run, second: Run, level: float = 0.95) -> DominanceTest:
    """The dominance test on two runs that keep a panel of the same workers."""
    arms = [(arm_of(first, a), arm_of(second, b)) for a, b in paired_rows(first, second)]
    return judge_arms(arms, float(first.config["welfare"]["floor_usd_per_year"]), level)


def shown_lines(lines: List[Line]) -> List[Tuple[str, Line]]:
    """Lines with their names; floors that make no difference as one."""
    shown: List[Tuple[str, Line]] = []
    for line in lines:
        same = [other for other in lines if other.welfare.kind == line.welfare.kind == "isoelastic"
                and other.welfare.aversion == line.welfare.aversion
                and (other.first, other.second) == (line.first, line.second)]
        if len(same) < 3:
            shown.append((str(line.welfare), line))
        elif line is same[0]:
            shown.append((f"isoelastic {line.welfare.aversion:g}, any floor", line))
    return shown


def table(result: DominanceTest) -> pandas.DataFrame:
    """A row a welfare function, with who is better by it."""
    return pandas.DataFrame([{"welfare": name, "A": line.first, "B": line.second, "difference": line.difference,
                              "low": line.low, "high": line.high, "without_one": line.without_one,
                              "better": line.winner() or None} for name, line in shown_lines(result.lines)])


def write(result: DominanceTest, names: Tuple[str, str]) -> str:
    """The dominance test in words and numbers."""
    said = [f"A: {names[0]}", f"B: {names[1]}",
            f"{result.num_workers:,} workers in {result.num_rows} step{'s' if result.num_rows > 1 else ''}; bands of 95% "
            "that hold for all lines at once, about who was drawn, given the two tax systems.", ""]
    if result.tail:
        said += [f"The top {len(result.tail.workers):,} incomes count as a Pareto tail of index {result.tail.index:.2f}, and "
                 "bands know how little so many say of it (docs/reforms.md).", ""]
    dominant = result.dominance()
    if dominant:
        said.append(f"{dominant} dominates by generalised Lorenz curves: it is better by every welfare function that likes "
                    "more and dislikes inequality.")
    elif np.all(result.curve > 0.0) or np.all(result.curve < 0.0):
        said.append(f"{'A' if result.curve[0] > 0.0 else 'B'} is above by generalised Lorenz curves at every share, but not "
                    "by more than chance: nothing follows for all welfare functions.")
    else:
        said.append("Generalised Lorenz curves cross: who is better depends on the dislike of inequality.")
    said += ["", f"{'welfare function':<34} {'A':>12} {'B':>12} {'A - B':>11} {'95% band':>25} {'less one':>11}  better"]
    for name, line in shown_lines(result.lines):
        band = f"[{line.low:,.2f}, {line.high:,.2f}]"
        said.append(f"{name:<34} {line.first:12,.2f} {line.second:12,.2f} {line.difference:11,.2f} {band:>25} "
                    f"{line.without_one:11,.2f}  {line.winner() or '-'}")
    said.append("")
    for kind, aversion in [("isoelastic", g) for g in (0.0, 0.5, 1.0, 2.0, 5.0, 20.0)] + \
            [("inverse_income_baseline", 1.0), ("equality_x_productivity", 1.0)]:
        name = f"isoelastic, aversion {aversion:g}" if kind == "isoelastic" else kind
        better = result.winner(kind, aversion)
        other = {"A": "B", "B": "A", "": ""}[better]
        said.append(f"{better} beats {other} by {name}" + (" at every floor." if kind == "isoelastic" else ".")
                    if better else f"Nothing follows by {name}.")
    return "\n".join(said)


def draw(result: DominanceTest, names: Tuple[str, str], path: str) -> None:
    """Both pictures: the difference of generalised Lorenz curves, and welfare functions, with their bands."""
    from fisc.style import BLUE, GREY, ORANGE, plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5), width_ratios=(1, 1.1), layout="constrained")
    left.fill_between(100 * SHARES, result.curve_low, result.curve_high, color=BLUE, alpha=0.2, lw=0)
    left.plot(100 * SHARES, result.curve, color=BLUE, lw=2)
    left.axhline(0.0, color=GREY, lw=1)
    left.set(xlabel="poorest workers by utility, %", ylabel="A - B, USD a year per worker of all",
             title="Generalised Lorenz curves")
    shown = shown_lines(result.lines)
    y = np.arange(len(shown))[::-1]
    for (_, line), at in zip(shown, y):
        colour = {"A": BLUE, "B": ORANGE, "": GREY}[line.winner()]
        right.plot([line.low, line.high], [at, at], color=colour, lw=2)
        right.plot(line.difference, at, "o", color=colour)
    right.set_yticks(y, [name for name, _ in shown], fontsize=8)
    right.axvline(0.0, color=GREY, lw=1)
    right.set(xlabel="A - B, USD a year", title="Welfare functions (95% bands for all at once)")
    figure.suptitle(f"A: {names[0]}    B: {names[1]}", x=0.01, ha="left", fontsize=9)
    figure.savefig(path)
    plt.close(figure)
