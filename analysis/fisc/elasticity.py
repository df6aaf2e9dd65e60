# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elasticity card of a decision rule: how incomes and hours answer changes of net-of-tax rates.

It measures the rule or the model, never people.  Every arm is a run of the same population under the baseline tax system
with all net-of-tax rates multiplied by a factor: rates 1 - (1 - tau) f.  The change of the tax system is set from outside,
so it is its own instrument; groups are those of the baseline run."""
import glob
import os
from typing import Callable, Dict, List

import numpy as np
import pandas

from fisc.distribution import deciles
from fisc.effects import _panel, is_known, schedule_of
from fisc.stored_run import Run

MIN_WORKERS, MIN_MOVERS, AT_KINK_USD, MAX_HOURS = 30, 0.05, 1.0, 99.99


def scaled_schedule(schedule, factor: float) -> List[Dict]:
    """planner.tax_system with every net-of-tax rate of a tax system multiplied by a factor."""
    return [{"component": "brackets", "starts_usd_per_year": [float(start) for start in schedule.start_usd_per_year],
             "rates": [float(1.0 - (1.0 - rate) * factor) for rate in schedule.marginal_rate]}]


class _Arm:
    """What a card needs of a run, read once."""

    def __init__(self, run: Run):
        panel = _panel(run)
        if len(panel.step) < 2:
            raise ValueError("the card needs the last two steps in every panel (output.panel \"every\")")
        self.run, self.facts = run, panel.facts
        self.weight = panel.facts["sample_weight"]
        self.before, self.last = ({"income": panel.decisions["income_usd_per_year"][row],
                                   "hours": panel.decisions["hours_per_week"][row]} for row in (-2, -1))
        self.schedule = schedule_of(run, int(panel.step[-1]))
        self.seed = run.text("seed_text")
        off = self.last["hours"] < MAX_HOURS
        for start in self.schedule.start_usd_per_year[1:]:
            off &= np.abs(self.last["income"] - start) > AT_KINK_USD
        self.is_off_kinks, self.bracket = off, self.schedule._bracket(self.last["income"])


def _groups(base: _Arm, by: str) -> tuple:
    if by == "all":
        return np.zeros(len(base.weight), dtype=int), {0: "all"}
    if by == "bracket":
        start = base.schedule.start_usd_per_year
        return base.bracket, {j: f"from {start[j]:,.0f} USD" for j in range(len(start))}
    if by == "decile":
        return deciles(base.last["income"], base.weight), {k: str(k + 1) for k in range(10)}
    if by in base.facts:
        codes = base.facts[by].astype(int)
        meanings = base.run.meanings(by)
        return codes, {int(k): meanings.get(int(k), str(k)) for k in np.unique(codes)}
    raise ValueError(f"expected by='all', 'bracket', 'decile' or a fact of the panel; got '{by}'")


def _moves_inside(base: _Arm, arm: _Arm) -> np.ndarray:
    """Workers off the kinks and the cap of hours who stay in their bracket: only their rate changes."""
    return base.is_off_kinks & arm.is_off_kinks & (base.bracket == arm.bracket)


def _factor(base: _Arm, arm: _Arm) -> float:
    before, after = base.schedule, arm.schedule
    ratio = (1.0 - after.marginal_rate) / (1.0 - before.marginal_rate) \
        if len(before.marginal_rate) == len(after.marginal_rate) else np.array([np.nan])
    if not np.allclose(ratio, ratio[0], rtol=1e-9) or ratio[0] <= 0.0:
        raise ValueError(f"{arm.run.path}: expected the tax system of {base.run.path} with all net-of-tax rates times one "
                         "factor")
    return float(ratio[0])


def _one(base: _Arm, arm: _Arm, group: np.ndarray, count: int) -> Dict[str, np.ndarray]:
    factor = _factor(base, arm)
    if not np.array_equal(base.facts["wage_usd_per_hour"], arm.facts["wage_usd_per_hour"]):
        raise ValueError(f"{arm.run.path}: not the workers of {base.run.path}; run it with the same population and seed")
    inside = _moves_inside(base, arm)
    before, after, sham = base.last, arm.last, base.before
    everyone = np.ones(len(group), dtype=bool)
    made: dict = {}

    def total(values, chosen) -> np.ndarray:
        return np.bincount(group[chosen], weights=(base.weight * values)[chosen], minlength=count)

    with np.errstate(invalid="ignore", divide="ignore"):
        for name in ("income", "hours"):
            for label, chosen in (("", everyone), ("_inside", inside)):
                made[name + label] = np.log(total(after[name], chosen) / total(before[name], chosen)) / np.log(factor)
            made["placebo_" + name] = \
                np.log(total(before[name], everyone) / total(sham[name], everyone)) / np.log(factor)
    workers = np.bincount(group, minlength=count).astype(float)
    made["workers"] = workers
    moves = (np.abs(after["hours"] - before["hours"]) > 1e-9) | \
        (np.abs(after["income"] - before["income"]) > 1e-6)  # reports move where hours stay
    made["movers"] = np.bincount(group, weights=moves, minlength=count) / np.maximum(workers, 1)
    made["inside"] = np.bincount(group, weights=inside, minlength=count) / np.maximum(workers, 1)
    return made


def card(runs: List[Run], by: str = "bracket") -> pandas.DataFrame:
    """One row a group: elasticities of income and of hours with respect to the net-of-tax rate, 95% intervals.

    `by`: "all", "bracket", "decile" (of the baseline run) or a fact of the panel ("occupation").  The tax system of runs[0]
    is the baseline; the runs of each seed are that tax system's and changed ones.  The unit of the interval is a changed
    run.  Ratio of means, so idle workers count.  "_inside": workers off kinks and cap who stay in their bracket.
    The placebo puts the step before in the place of the change, with its fresh draws, and divides by the same
    change.  Fewer than 30 workers: blank; fewer than 5% movers: "not identified", never 0.  Every run needs its last
    two steps in the panel."""
    return _card([_Arm(run) for run in runs], by)


def _card(arms: List[_Arm], by: str) -> pandas.DataFrame:
    found = _by_group([arm for arm in arms if _unearned(arms[0], arm) == 0.0],
                      [arm for arm in arms if np.isnan(_unearned(arms[0], arm))], by, _one)
    if not found:
        raise ValueError("expected runs under the tax system of the first and under changed ones, with the same seeds")
    return pandas.DataFrame([{by: name, **_row(estimates)} for name, estimates in found])


def _unearned(base: _Arm, arm: _Arm) -> float:
    """USD a year that everybody has more under the tax system of `arm`, if its rates are those of `base`; else NaN."""
    before, after = base.schedule, arm.schedule
    if not np.array_equal(before.marginal_rate, after.marginal_rate):
        return float("nan")
    return float(before.tax_at_start_usd_per_year[0] - after.tax_at_start_usd_per_year[0])


def _by_group(bases: List[_Arm], arms: List[_Arm], by: str, estimate: Callable) -> List[tuple]:
    """Name and estimates (one for each arm and the base of its seed) of every group; [] without arms."""
    estimates: List[Dict[str, np.ndarray]] = []
    names: Dict[int, str] = {}
    for base in bases:
        group, found = _groups(base, by)
        names = {**names, **found}
        estimates += [estimate(base, arm, group - min(found), max(found) - min(found) + 1)
                      for arm in arms if arm.seed == base.seed]
    offset = min(names)
    return [(name, [{k: v[code - offset] if code - offset < len(v) else np.nan for k, v in one.items()}
                    for one in estimates]) for code, name in sorted(names.items())] if estimates else []


def _earned(base: _Arm, arm: _Arm, group: np.ndarray, count: int) -> Dict[str, np.ndarray]:
    """Change of income by USD of unearned income, of all and of those off kinks and cap who stay in their bracket."""
    change = base.weight * (arm.last["income"] - base.last["income"]) / _unearned(base, arm)
    made = {}
    for name, chosen in (("mpe", np.ones(len(group), dtype=bool)), ("mpe_inside", _moves_inside(base, arm))):
        weights = np.bincount(group[chosen], weights=base.weight[chosen], minlength=count)
        with np.errstate(invalid="ignore"):
            made[name] = np.bincount(group[chosen], weights=change[chosen], minlength=count) / weights
    return {**made, "workers": np.bincount(group, minlength=count).astype(float)}


def propensity_to_earn(runs: List[Run], by: str = "bracket") -> pandas.DataFrame:
    """One row a group: what workers earn less (below 0) a year for a dollar a year that they have without work (mpe), from
    the arm in which everybody has 1,000 USD more; runs whose rebate is fixed, or it takes them back.  Blank where fewer
    than 30 workers are."""
    return _propensity([_Arm(run) for run in runs], by)


def _propensity(arms: List[_Arm], by: str) -> pandas.DataFrame:
    rows = []
    for name, estimates in _by_group([arm for arm in arms if _unearned(arms[0], arm) == 0.0],
                                     [arm for arm in arms if _unearned(arms[0], arm) > 0.0], by, _earned):
        row: Dict[str, object] = {by: name}
        for figure in ("mpe", "mpe_inside"):
            values = np.array([one[figure] for one in estimates if one["workers"] >= MIN_WORKERS], dtype=float)
            mean, half = values.mean() if len(values) else np.nan, _half_width(values)
            row.update({figure: mean, f"{figure}_low": mean - half, f"{figure}_high": mean + half})
        rows.append(row)
    return pandas.DataFrame(rows)


# Published estimates for people, to lay beside a rule's (calibration/tables/labor_elasticities.csv has more).
PUBLISHED = ("taxable income: 0.25, range 0.12 to 0.40 (Saez, Slemrod and Giertz 2012); 0.40 (Gruber and Saez 2002), and by "
             "income 0.18 up to 50,000, 0.11 to 100,000, 0.57 (s.e. 0.30) above",
             "income earned by dollar of unearned income a year: households -0.50 (Golosov et al. 2024); -0.17 at 20 to -0.04 at "
             "60, mean -0.11 (Cesarini et al. 2017)",
             "hours, intensive, compensated: 0.33 (Chetty 2012); 0.30 (Chetty et al. 2011); men 0.31 (Keane 2011)")


def runs_of_card(folder: str) -> Dict[str, List[Run]]:
    """Runs of 'fisc elasticity' by closure: "rebate" (free) and "spending" (the rebate is fixed); the baseline first."""
    found: Dict[str, List[Run]] = {"rebate": [], "spending": []}
    for path in sorted(glob.glob(os.path.join(folder, "runs", "*"))):
        run = Run(path)
        found[run.config["government"]["reform"]["closure"]].append(run)
    if not found["rebate"] or not found["spending"]:
        raise ValueError(f"{folder}: expected a folder of 'fisc elasticity'")
    return found


def whole_card(runs: Dict[str, List[Run]]) -> pandas.DataFrame:
    """The card of what runs_of_card() found: a row a group, with the income elasticity at a fixed rebate as
    income_fixed_rebate (compensated in the sense that no revenue comes back; equal to the free one without income effects)."""
    rebate, spending = ([_Arm(run) for run in runs[closure]] for closure in ("rebate", "spending"))
    tables = []
    for by in ("all", "bracket", "decile", "occupation"):
        if by not in ("all", "bracket", "decile") and not is_known(runs["rebate"][0], by):
            continue
        free, fixed = _card(rebate, by), _card(spending, by)
        for name in ("income", "hours"):
            for end in ("", "_low", "_high"):
                free[f"{name}_fixed_rebate{end}"] = fixed[f"{name}{end}"]
        earned = _propensity(spending, by)
        for column in earned.columns[1:]:
            free[column] = earned[column]
        tables.append(free.rename(columns={by: "group"}).assign(by=by))
    return pandas.concat(tables, ignore_index=True)


def write(table: pandas.DataFrame, config: dict) -> str:
    """The card in words and numbers."""
    rule = config["rule"]
    noise = (f", hours in steps of {rule['hours_grid_step']:g}, kappa {rule['noise_share']:g}"  # where the rule reads them
             if "noise_share" in rule else "")
    said = [f"Elasticities with respect to the net-of-tax rate: rule '{rule['kind']}'{noise}.  Of the rule, never of "
            "people.", ""]
    head = (f"{'':<34} {'workers':>8} {'move':>6} {'income':>22} {'fixed rebate':>13} {'off kinks':>9} "
            f"{'inside':>7} {'hours':>7} {'placebo':>22} {'mpe':>7}")
    for by, part in table.groupby("by", sort=False):
        said += [f"by {by}" if by != "all" else "all workers", head]
        for _, row in part.iterrows():
            said.append(f"{str(row['group'])[:34]:<34} {row['workers']:8,.0f} {row['share_moving']:6.1%} " + (
                row["note"] or f"{_interval(row, 'income'):>22} {row['income_fixed_rebate']:13.3f} "
                f"{row['share_inside']:9.1%} {row['income_inside']:7.3f} {row['hours']:7.3f} "
                f"{_interval(row, 'placebo_income'):>22} {row.get('mpe', np.nan):7.3f}"))
        said.append("")
    said += ["mpe: USD earned by USD of unearned income, where everybody has 1,000 USD a year more and the rebate is fixed.", ""]
    return "\n".join(said + ["Published, for people:"] + [f"  {line}" for line in PUBLISHED])


def _interval(row: pandas.Series, name: str) -> str:
    return f"{row[name]:.3f} [{row[name + '_low']:.3f}, {row[name + '_high']:.3f}]"


def _row(estimates: List[Dict[str, float]]) -> Dict[str, object]:
    """Means over changed runs, with intervals, of one group."""
    facts = {name: float(np.nanmean([one[name] for one in estimates])) for name in ("workers", "movers", "inside")}
    note = "too few workers" if facts["workers"] < MIN_WORKERS else \
        "not identified" if facts["movers"] < MIN_MOVERS else ""
    row: Dict[str, object] = {}
    for figure in ("income", "income_inside", "hours", "hours_inside", "placebo_income"):
        values = np.array([one[figure] for one in estimates])
        values = values[np.isfinite(values)]
        half = _half_width(values)
        mean = values.mean() if len(values) and not note else np.nan
        row.update({figure: mean, f"{figure}_low": mean - half, f"{figure}_high": mean + half})
    return {**row, "workers": facts["workers"], "share_moving": facts["movers"], "share_inside": facts["inside"],
            "note": note}


def _half_width(values: np.ndarray) -> float:
    """Half of the 95% interval of a mean (Student's t)."""
    if len(values) < 2:
        return np.nan
    from scipy import stats

    return float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
