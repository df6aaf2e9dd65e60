# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed from one run to another that follows the same workers: differences with intervals, the government's
accounts, and who gains.  A worker's whole history is the unit; intervals are those of redrawn populations, rebate
included (fisc.welfare), and conditional on the tax systems."""
from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np
import pandas

from fisc.dominance import paired_rows
from fisc.effects import Interval, _panel, is_known, schedule_of, winners_and_losers
from fisc.stored_run import Run
from fisc.welfare import Arm, Welfare, arm_of, normal_quantile, standard_errors

GROUPS = ("decile", "occupation", "sex", "age_group")


@dataclass
class Accounts:
    """USD a worker and year; equivalent variation and what follows from it need quasilinear utility (else NaN)."""

    mechanical_revenue: Interval   # T1(z0) - T0(z0): if nobody changed hours
    behavioural_revenue: Interval  # T1(z1) - T1(z0)
    equivalent_variation: Interval  # of utility without the rebate
    excess_burden: Interval        # - (equivalent variation + revenue)
    marginal_value_of_public_funds: float  # equivalent variation per USD that it costs (Hendren and Sprung-Keyser 2020)


@dataclass
class Paired:
    """`figures`: mean, USD or hours, before and after, with the interval of the difference."""

    figures: Dict[str, Tuple[float, float, Interval]]
    accounts: Accounts
    groups: Dict[str, pandas.DataFrame]
    num_workers: int
    num_rows: int


def _interval(estimate: float, influence: np.ndarray, weight: np.ndarray) -> Interval:
    half = normal_quantile() * float(standard_errors(influence, weight))
    return Interval(float(estimate), float(estimate) - half, float(estimate) + half)


def _mean_interval(arms: List[Tuple[Arm, Arm]], values: List[np.ndarray], rebate: List[np.ndarray]) -> Interval:
    """Mean over rows of the weighted mean of `values` by worker, whose influence `rebate` adds to."""
    weight = arms[0][0].weight
    by_worker, shift = np.mean(values, axis=0), np.mean(rebate, axis=0)
    estimate = np.average(by_worker, weights=weight)
    return _interval(estimate, by_worker - estimate + shift, weight)


def _accounts(before: Run, after: Run, rows: List[Tuple[int, int]], arms: List[Tuple[Arm, Arm]],
              rebates: List[float]) -> Accounts:
    steps = _panel(after).step
    unchanged = [schedule_of(after, int(steps[b])).tax(first.income) for (_, b), (first, _) in zip(rows, arms)]
    none = [np.zeros(len(arms[0][0].weight))] * len(arms)
    mechanical = [tax - first.tax for tax, (first, _) in zip(unchanged, arms)]
    behavioural = [second.tax - tax for tax, (_, second) in zip(unchanged, arms)]
    # u - R of a worker hangs on nobody else: with quasilinear utility the rebate only adds to u.
    gain = [second.utility - first.utility - change for (first, second), change in zip(arms, rebates)]
    burden = [-(g + m + b) for g, m, b in zip(gain, mechanical, behavioural)]
    is_money = before.config["utility"]["form"] == "quasilinear"
    unknown = Interval(np.nan, np.nan, np.nan)
    made = Accounts(_mean_interval(arms, mechanical, none), _mean_interval(arms, behavioural, none),
                    _mean_interval(arms, gain, none) if is_money else unknown,
                    _mean_interval(arms, burden, none) if is_money else unknown, np.nan)
    revenue = made.mechanical_revenue.estimate + made.behavioural_revenue.estimate
    if abs(revenue) > 0.01:
        made.marginal_value_of_public_funds = -made.equivalent_variation.estimate / revenue
    return made


def compare(before: Run, after: Run) -> Paired:
    """Two runs that keep a panel of the same workers, over the steps in which their tax systems differ.

    ValueError if there is no panel or the workers are not the same."""
    rows = paired_rows(before, after)
    arms = [(arm_of(before, a), arm_of(after, b)) for a, b in rows]
    panel_a, panel_b = _panel(before), _panel(after)
    rebate_a, rebate_b = before["rebate"], after["rebate"]
    rebates = [float(rebate_b[panel_b.step[b]] - rebate_a[panel_a.step[a]]) for a, b in rows]
    weight = arms[0][0].weight
    none = [np.zeros(len(weight))] * len(rows)
    shift = [second.rebate_influence() - first.rebate_influence() for first, second in arms]
    figures: Dict[str, Tuple[float, float, Interval]] = {}
    for name, links in (("hours_per_week", none), ("income_usd_per_year", none), ("tax_usd_per_year", none),
                        ("net_income_usd_per_year", shift), ("utility_usd_per_year", shift)):
        first = [panel_a.decisions[name][a] for a, _ in rows]
        second = [panel_b.decisions[name][b] for _, b in rows]
        change = _mean_interval(arms, [y - x for x, y in zip(first, second)], links)
        figures[f"mean {name}"] = (float(np.mean([arms[0][0].mean(x) for x in first])),
                                   float(np.mean([arms[0][0].mean(y) for y in second])), change)
    welfare = Welfare("isoelastic", float(before.config["welfare"]["inequality_aversion"]),
                      float(before.config["welfare"]["floor_usd_per_year"]))
    measured = [(welfare.measure(first), welfare.measure(second)) for first, second in arms]
    value_a, value_b = (float(np.mean([m[k][0] for m in measured])) for k in (0, 1))
    figures[f"welfare, {welfare}"] = (value_a, value_b, _interval(
        value_b - value_a, np.mean([m[1][1] - m[0][1] for m in measured], axis=0), weight))
    groups = {by: winners_and_losers(before, after, by, rows[-1][0]) for by in GROUPS
              if by == "decile" or is_known(before, by)}
    return Paired(figures, _accounts(before, after, rows, arms, rebates), groups, len(weight), len(rows))


def table(paired: Paired) -> pandas.DataFrame:
    """A row a figure: before, after, and the difference with its interval; then the accounts, differences alone."""
    rows = [{"figure": name, "before": first, "after": second, "difference": change.estimate, "low": change.low,
             "high": change.high} for name, (first, second, change) in paired.figures.items()]
    accounts = vars(paired.accounts)
    rows += [{"figure": name, "difference": value.estimate, "low": value.low, "high": value.high}
             for name, value in accounts.items() if isinstance(value, Interval)]
    rows.append({"figure": "marginal_value_of_public_funds", "difference": accounts["marginal_value_of_public_funds"]})
    return pandas.DataFrame(rows)


def write(paired: Paired, names: Tuple[str, str]) -> str:
    """The comparison in words and numbers."""
    def say(interval: Interval) -> str:
        return f"{interval.estimate:12,.2f} [{interval.low:,.2f}, {interval.high:,.2f}]"

    said = [f"before: {names[0]}", f"after:  {names[1]}",
            f"{paired.num_workers:,} workers in {paired.num_rows} step{'s' if paired.num_rows > 1 else ''}, paired; 95% "
            "intervals about who was drawn, given the tax systems.", "",
            f"{'':<32} {'before':>12} {'after':>12} {'difference':>12}"]
    said += [f"{name:<32} {first:12,.2f} {second:12,.2f} {say(change)}"
             for name, (first, second, change) in paired.figures.items()]
    accounts = paired.accounts
    said += ["", "USD a worker and year:",
             f"revenue if nobody changed hours  {say(accounts.mechanical_revenue)}",
             f"revenue because they do          {say(accounts.behavioural_revenue)}"]
    if np.isfinite(accounts.equivalent_variation.estimate):
        said += [f"worth to workers, without rebate {say(accounts.equivalent_variation)}",
                 f"excess burden                    {say(accounts.excess_burden)}"]
    if np.isfinite(accounts.marginal_value_of_public_funds):
        said.append(f"marginal value of public funds   {accounts.marginal_value_of_public_funds:12.3f} USD to workers per USD "
                    "of revenue")
    for by, table in paired.groups.items():
        said += ["", f"{by:<46} {'workers':>8} {'utility':>12} {'income':>12} {'hours':>8} {'gain':>7} {'lose':>7}"]
        for row in table.to_dict("records"):
            said.append(f"{str(row[by])[:46]:<46} {row['share_of_workers']:8.1%} "
                        f"{row['mean_change_of_utility_usd_per_year']:12,.0f} "
                        f"{row['mean_change_of_income_usd_per_year']:12,.0f} {row['mean_change_of_hours_per_week']:8.2f} "
                        f"{row['share_gaining']:7.1%} {row['share_losing']:7.1%}")
    return "\n".join(said)
