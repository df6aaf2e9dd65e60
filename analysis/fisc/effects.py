# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tax system did to workers: effective rates, winners and losers, paths around a change, paired differences."""
from dataclasses import dataclass
from typing import Optional

import numpy as np
import pandas

from fisc.distribution import deciles, mean_by
from fisc.stored_run import Run, Schedule


def schedule_of(run: Run, step: int) -> Schedule:
    """The tax system in force in a step; a negative step counts from the end."""
    schedules = run.schedules()
    step = step if step >= 0 else schedules[-1].last_step + 1 + step
    for schedule in schedules:
        if schedule.first_step <= step <= schedule.last_step:
            return schedule
    raise ValueError(f"{run.path}: step {step} is not among 0 to {schedules[-1].last_step}")


def is_known(run: Run, fact: str) -> bool:
    """Is it known of anybody that the panel follows?  A code of -1 says that it is not."""
    values = _panel(run).facts.get(fact)
    return values is not None and bool(np.any(np.asarray(values) >= 0))


def effective_marginal_rates(run: Run, row: int = -1) -> pandas.DataFrame:
    """Mean marginal rate, by decile of income, of followed workers in a panel row, a fraction.

    All components of the tax system count (payroll tax, credits that are phased out); the rebate is equal for all and adds
    nothing.  At a kink the upper rate counts."""
    panel = _panel(run)
    income, weight = panel.decisions["income_usd_per_year"][row], panel.facts["sample_weight"]
    schedule = schedule_of(run, int(panel.step[row]))
    decile = deciles(income, weight)
    return pandas.DataFrame({"decile": np.arange(1, 11),
                             "mean_income_usd_per_year": mean_by(decile, income, weight),
                             "effective_marginal_rate": mean_by(decile, schedule.rate(income), weight)})


def winners_and_losers(before: Run, after: Run, by: str = "decile", row: int = -1) -> pandas.DataFrame:
    """Changes of utility, income and hours from one run to another that follows the same workers, by group.

    `by` is "decile" (of income in the first run) or a fact of the panel ("occupation", "sex", "age", ...).  One row a
    group: its share of workers, mean changes, share that gains.  ValueError if the workers are not the same."""
    first, second = _panel(before), _panel(after)
    if not np.array_equal(first.worker, second.worker) \
            or not np.array_equal(first.facts["wage_usd_per_hour"], second.facts["wage_usd_per_hour"]):
        raise ValueError(f"{before.path} and {after.path} do not follow the same workers: run them with the same "
                         "seed and population")
    weight = first.facts["sample_weight"]
    if by == "decile":
        group = deciles(first.decisions["income_usd_per_year"][row], weight) + 1
        names = {int(k): str(k) for k in range(1, 11)}
    elif by in first.facts:
        group, names = first.facts[by], before.meanings(by)
    else:
        raise ValueError(f"expected by='decile' or one of {', '.join(sorted(first.facts))}; got '{by}'")
    table = pandas.DataFrame({"group": group, "weight": weight})
    for name in ("utility_usd_per_year", "net_income_usd_per_year", "income_usd_per_year", "hours_per_week"):
        table[name] = second.decisions[name][row] - first.decisions[name][row]
    rows = []
    for code, part in table.groupby("group"):
        change = part["utility_usd_per_year"]
        rows.append({by: names.get(int(str(code)), str(code)), "share_of_workers": part["weight"].sum() / weight.sum(),
                     **{f"mean_change_of_{name}": np.average(part[name], weights=part["weight"])
                        for name in table.columns[2:]},
                     "share_gaining": np.average(change > 0, weights=part["weight"]),
                     "share_losing": np.average(change < 0, weights=part["weight"])})
    return pandas.DataFrame(rows)


def event_study(run: Run, figure: str, before: int = 3, after: int = 5) -> pandas.DataFrame:
    """Mean path of a figure around changes of the tax system, less its value in the last step before each.

    One row a step relative to the change (0: the first under the new tax system) with the number of changes behind it and
    the standard error over them (NaN for fewer than two).  Changes whose window holds another change are left out of
    the steps beyond that one."""
    values, schedules = np.asarray(run[figure], dtype=float), run.schedules()
    starts = [schedule.first_step for schedule in schedules]
    paths = np.full((max(len(schedules) - 1, 0), before + after + 1), np.nan)
    for k in range(1, len(schedules)):
        at = starts[k]
        for offset in range(-before, after + 1):
            step = at + offset
            if starts[k - 1] <= step <= schedules[k].last_step:
                paths[k - 1, offset + before] = values[step] - values[at - 1]
    count = np.sum(~np.isnan(paths), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(paths, axis=0) / count
        spread = np.sqrt(np.nansum((paths - mean) ** 2, axis=0) / (count - 1))
        error = np.where(count > 1, spread / np.sqrt(count), np.nan)
    return pandas.DataFrame({"relative_step": np.arange(-before, after + 1), "mean_change": mean,
                             "standard_error": error, "changes": count})


@dataclass
class Interval:
    """An estimate with its interval."""

    estimate: float
    low: float
    high: float


def paired_difference(first: np.ndarray, second: np.ndarray, weight: Optional[np.ndarray] = None,
                      level: float = 0.95, draws: int = 2000, seed: int = 1) -> Interval:
    """Weighted mean of second - first over pairs (workers, or runs by seed), with a BCa bootstrap interval
    (Efron 1987; scipy.stats.bootstrap).

    Pairs are the unit: of a worker give one number, not one a step.  Right for what does not hang on the other
    workers (hours, income before tax) and for runs; utility holds the rebate, which a redrawn population changes:
    for welfare use 'fisc planners' or runs by seed."""
    from scipy import stats

    change = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    share = np.ones(len(change)) if weight is None else np.asarray(weight, dtype=float)

    def mean(values, shares, axis=-1):
        return np.sum(values * shares, axis=axis) / np.sum(shares, axis=axis)

    estimate = float(mean(change, share))
    if np.ptp(change) == 0.0:
        return Interval(estimate, estimate, estimate)
    found = stats.bootstrap((change, share), mean, paired=True, vectorized=True, n_resamples=draws, batch=100,
                            confidence_level=level, random_state=seed).confidence_interval
    return Interval(estimate, float(found.low), float(found.high))


def _panel(run: Run):
    panel = run.panel()
    if panel is None or len(panel.step) == 0:
        raise ValueError(f"{run.path}: this needs a panel (output.panel)")
    return panel
