# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elasticity card of a decision rule: how incomes and hours answer changes of net-of-tax rates.

It measures the rule or the model, never people.  Every arm is a run of the same population under the baseline tax system
with all net-of-tax rates multiplied by a factor: rates 1 - (1 - tau) f.  The change of the tax system is set from outside,
so it is its own instrument; groups are those of the baseline run."""
import glob
import os
from typing import Dict, List

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


def _groups(run: Run, by: str) -> tuple:
    panel = _panel(run)
    income = panel.decisions["income_usd_per_year"][-1]
    schedule = schedule_of(run, int(panel.step[-1]))
    if by == "all":
        return np.zeros(len(income), dtype=int), {0: "all"}
    if by == "bracket":
        start = schedule.start_usd_per_year
        return schedule._bracket(income), {j: f"from {start[j]:,.0f} USD" for j in range(len(start))}
    if by == "decile":
        return deciles(income, panel.facts["sample_weight"]), {k: str(k + 1) for k in range(10)}
    if by in panel.facts:
        codes = panel.facts[by].astype(int)
        meanings = run.meanings(by)
        return codes, {int(k): meanings.get(int(k), str(k)) for k in np.unique(codes)}
    raise ValueError(f"expected by='all', 'bracket', 'decile' or a fact of the panel; got '{by}'")


def _moves_inside(base: Run, arm: Run) -> np.ndarray:
    """Workers off the kinks and the cap of hours who stay in their bracket: only their rate changes."""
    inside, brackets = None, []
    for run in (base, arm):
        panel = _panel(run)
        income, schedule = panel.decisions["income_usd_per_year"][-1], schedule_of(run, int(panel.step[-1]))
        off = panel.decisions["hours_per_week"][-1] < MAX_HOURS
        for start in schedule.start_usd_per_year[1:]:
            off &= np.abs(income - start) > AT_KINK_USD
        inside = off if inside is None else inside & off
        brackets.append(schedule._bracket(income))
    return inside & (brackets[0] == brackets[1])


def _factor(base: Run, arm: Run) -> float:
    before, after = schedule_of(base, -1), schedule_of(arm, -1)
    ratio = (1.0 - after.marginal_rate) / (1.0 - before.marginal_rate) \
        if len(before.marginal_rate) == len(after.marginal_rate) else np.array([np.nan])
    if not np.allclose(ratio, ratio[0], rtol=1e-9) or ratio[0] <= 0.0:
        raise ValueError(f"{arm.path}: expected the tax system of {base.path} with all net-of-tax rates times one factor")
    return float(ratio[0])


def _one(base: Run, arm: Run, factor: float, group: np.ndarray, count: int) -> Dict[str, np.ndarray]:
    first, second = _panel(base), _panel(arm)
    if not np.array_equal(first.facts["wage_usd_per_hour"], second.facts["wage_usd_per_hour"]):
        raise ValueError(f"{arm.path}: not the workers of {base.path}; run it with the same population and seed")
    weight, inside = first.facts["sample_weight"], _moves_inside(base, arm)
    before, after, sham = _rows(first, -1), _rows(second, -1), _rows(first, -2)
    everyone = np.ones(len(group), dtype=bool)
    made: dict = {}

    def total(values, chosen) -> np.ndarray:
        return np.bincount(group[chosen], weights=(weight * values)[chosen], minlength=count)

    with np.errstate(invalid="ignore", divide="ignore"):
        for name in ("income", "hours"):
            for label, chosen in (("", everyone), ("_inside", inside)):
                made[name + label] = np.log(total(after[name], chosen) / total(before[name], chosen)) / np.log(factor)
            made["placebo_" + name] = \
                np.log(total(before[name], everyone) / total(sham[name], everyone)) / np.log(factor)
    workers = np.bincount(group, minlength=count).astype(float)
    made["workers"] = workers
    made["movers"] = np.bincount(group, weights=np.abs(after["hours"] - before["hours"]) > 1e-9,
                                 minlength=count) / np.maximum(workers, 1)
    made["inside"] = np.bincount(group, weights=inside, minlength=count) / np.maximum(workers, 1)
    return made


def _rows(panel, row: int) -> Dict[str, np.ndarray]:
    return {"income": panel.decisions["income_usd_per_year"][row], "hours": panel.decisions["hours_per_week"][row]}


def card(runs: List[Run], by: str = "bracket") -> pandas.DataFrame:
    """One row a group: elasticities of income and of hours with respect to the net-of-tax rate, 95% intervals.

    `by`: "all", "bracket", "decile" (of the baseline run) or a fact of the panel ("occupation").  The tax system of runs[0]
    is the baseline; the runs of each seed are that tax system's and changed ones.  The unit of the interval is a changed
    run.  Ratio of means, so idle workers count.  "_inside": workers off kinks and cap who stay in their bracket.
    The placebo puts the step before in the place of the change, with its fresh draws, and divides by the same
    change.  Fewer than 30 workers: blank; fewer than 5% movers: "not identified", never 0.  Every run needs its last
    two steps in the panel."""
    baseline = schedule_of(runs[0], -1)
    bases = [run for run in runs if np.array_equal(schedule_of(run, -1).marginal_rate, baseline.marginal_rate)]
    if any(len(_panel(run).step) < 2 for run in runs):
        raise ValueError("the card needs the last two steps in every panel (output.panel \"every\")")
    estimates: List[Dict[str, np.ndarray]] = []
    names: Dict[int, str] = {}
    for base in bases:
        group, found = _groups(base, by)
        names = {**names, **found}
        for arm in runs:
            if arm not in bases and arm.text("seed_text") == base.text("seed_text"):
                estimates.append(_one(base, arm, _factor(base, arm), group - min(found), max(found) - min(found) + 1))
    if not estimates:
        raise ValueError("expected runs under the tax system of the first and under changed ones, with the same seeds")
    offset = min(names)
    return pandas.DataFrame([{by: name, **_row([{k: v[code - offset] if code - offset < len(v) else np.nan
                                                 for k, v in one.items()} for one in estimates])}
                             for code, name in sorted(names.items())])


# Published estimates for people, to lay beside a rule's (calibration/tables/labor_elasticities.csv has more).
PUBLISHED = ("taxable income: 0.25, range 0.12 to 0.40 (Saez, Slemrod and Giertz 2012); 0.40 (Gruber and Saez 2002)",
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


def whole_card(folder: str) -> pandas.DataFrame:
    """The card of a folder of 'fisc elasticity': a row a group, with the income elasticity at a fixed rebate as
    income_fixed_rebate (compensated in the sense that no revenue comes back; equal to the free one without income effects)."""
    runs = runs_of_card(folder)
    tables = []
    for by in ("all", "bracket", "decile", "occupation"):
        if by not in ("all", "bracket", "decile") and not is_known(runs["rebate"][0], by):
            continue
        free, fixed = card(runs["rebate"], by), card(runs["spending"], by)
        for name in ("income", "hours"):
            for end in ("", "_low", "_high"):
                free[f"{name}_fixed_rebate{end}"] = fixed[f"{name}{end}"]
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
            f"{'inside':>7} {'hours':>7} {'placebo':>22}")
    for by, part in table.groupby("by", sort=False):
        said += [f"by {by}" if by != "all" else "all workers", head]
        for _, row in part.iterrows():
            said.append(f"{str(row['group'])[:34]:<34} {row['workers']:8,.0f} {row['share_moving']:6.1%} " + (
                row["note"] or f"{_interval(row, 'income'):>22} {row['income_fixed_rebate']:13.3f} "
                f"{row['share_inside']:9.1%} {row['income_inside']:7.3f} {row['hours']:7.3f} "
                f"{_interval(row, 'placebo_income'):>22}"))
        said.append("")
    return "\n".join(said + ["Published, for people:"] + [f"  {line}" for line in PUBLISHED])


def _interval(row: pandas.Series, name: str) -> str:
    return f"{row[name]:.3f} [{row[name + '_low']:.3f}, {row[name + '_high']:.3f}]"


def _row(estimates: List[Dict[str, float]]) -> Dict[str, object]:
    """Means over changed runs, with intervals, of one group."""
    facts = {name: float(np.nanmean([one[name] for one in estimates])) for name in ("workers", "movers", "inside")}
    note = "too few workers" if facts["workers"] < MIN_WORKERS else \
        "not identified" if facts["movers"] < MIN_MOVERS else ""
    row: Dict[str, object] = {}
    for figure in ("income", "income_inside", "hours", "placebo_income"):
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
