# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The elasticity card of a decision rule: how incomes and hours answer changes of net-of-tax rates.

It measures the rule or the model, never people.  Every arm is a run of the same population under the baseline law
with all net-of-tax rates multiplied by a factor: rates 1 - (1 - tau) f.  The change of the law is set from outside,
so it is its own instrument; groups are those of the baseline run."""
from typing import Dict, List, Optional

import numpy as np
import pandas

from fisc.distribution import deciles
from fisc.effects import _panel, law_of
from fisc.run import Run

MIN_WORKERS, MIN_MOVERS, AT_KINK_USD = 30, 0.05, 1.0


def scaled_law(law, factor: float) -> List[Dict]:
    """planner.law with every net-of-tax rate of a law multiplied by a factor."""
    return [{"part": "brackets", "starts_usd_per_year": [float(start) for start in law.start_usd_per_year],
             "rates": [float(1.0 - (1.0 - rate) * factor) for rate in law.marginal_rate]}]


def _groups(run: Run, by: str) -> tuple:
    panel = _panel(run)
    income = panel.decisions["income_usd_per_year"][-1]
    law = law_of(run, int(panel.step[-1]))
    if by == "all":
        return np.zeros(len(income), dtype=int), {0: "all"}
    if by == "bracket":
        start = law.start_usd_per_year
        return law._bracket(income), {j: f"from {start[j]:,.0f} USD" for j in range(len(start))}
    if by == "decile":
        return deciles(income, panel.facts["sample_weight"]), {k: str(k + 1) for k in range(10)}
    if by in panel.facts:
        codes = panel.facts[by].astype(int)
        return codes, {int(k): run.meanings(by).get(int(k), str(k)) for k in np.unique(codes)}
    raise ValueError(f"expected by='all', 'bracket', 'decile' or a fact of the panel; got '{by}'")


def _at_kink(run: Run) -> np.ndarray:
    panel = _panel(run)
    income = panel.decisions["income_usd_per_year"][-1]
    starts = law_of(run, int(panel.step[-1])).start_usd_per_year[1:]
    near = np.zeros(len(income), dtype=bool)
    for start in starts:
        near |= np.abs(income - start) <= AT_KINK_USD
    return near


def _factor(base: Run, arm: Run) -> float:
    before, after = law_of(base, -1), law_of(arm, -1)
    ratio = (1.0 - after.marginal_rate) / (1.0 - before.marginal_rate) \
        if len(before.marginal_rate) == len(after.marginal_rate) else np.array([np.nan])
    if not np.allclose(ratio, ratio[0], rtol=1e-9) or ratio[0] <= 0.0:
        raise ValueError(f"{arm.path}: expected the law of {base.path} with all net-of-tax rates times one factor")
    return float(ratio[0])


def _one(base: Run, arm: Run, factor: float, group: np.ndarray, count: int) -> Dict[str, np.ndarray]:
    first, second = _panel(base), _panel(arm)
    if not np.array_equal(first.facts["wage_usd_per_hour"], second.facts["wage_usd_per_hour"]):
        raise ValueError(f"{arm.path}: not the workers of {base.path}; run it with the same population and seed")
    weight, kink = first.facts["sample_weight"], _at_kink(base) | _at_kink(arm)
    made = {}

    def mean(name: str, panel, chosen) -> np.ndarray:
        values = panel.decisions[name][-1]
        return np.bincount(group[chosen], weights=(weight * values)[chosen], minlength=count)

    everyone = np.ones(len(group), dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        for name, figure in (("income", "income_usd_per_year"), ("hours", "hours_per_week")):
            for label, chosen in (("", everyone), ("_off_kinks", ~kink)):
                ratio = mean(figure, second, chosen) / mean(figure, first, chosen)
                made[name + label] = np.log(ratio) / np.log(factor)
    moved = np.abs(second.decisions["hours_per_week"][-1] - first.decisions["hours_per_week"][-1]) > 1e-9
    made["workers"] = np.bincount(group, minlength=count).astype(float)
    made["movers"] = np.bincount(group, weights=moved, minlength=count) / np.maximum(made["workers"], 1)
    made["at_kink"] = np.bincount(group, weights=kink, minlength=count) / np.maximum(made["workers"], 1)
    return made


def card(bases: List[Run], arms: List[List[Run]], by: str = "bracket",
         placebo: Optional[List[Run]] = None) -> pandas.DataFrame:
    """One row a group: elasticities of income and of hours with respect to the net-of-tax rate.

    `arms[s]` are changed runs with the seed of `bases[s]` (the unit of the interval is a pair of runs: seeds times
    factors); `placebo[s]` is a run under the baseline law with other draws of behaviour, divided by the same change
    as the first arm's.  Ratio of means, so idle workers count.  Fewer than 30 workers: blank; fewer than 5% movers:
    "not identified", never 0."""
    estimates, shams, names = [], [], {}
    for s, base in enumerate(bases):
        group, found = _groups(base, by)
        keys = sorted(found)
        place = np.searchsorted(keys, group)
        names = names or {k: found[key] for k, key in enumerate(keys)}
        if len(names) != len(keys):
            raise ValueError(f"{base.path}: other groups by '{by}' than in {bases[0].path}")
        estimates += [_one(base, arm, _factor(base, arm), place, len(keys)) for arm in arms[s]]
        if placebo:
            shams.append(_one(base, placebo[s], _factor(base, arms[s][0]), place, len(keys)))
    rows = []
    for k, name in names.items():
        row: Dict[str, object] = {by: name}
        facts = {fact: np.mean([one[fact][k] for one in estimates]) for fact in ("workers", "movers", "at_kink")}
        for figure in ("income", "income_off_kinks", "hours"):
            values = np.array([one[figure][k] for one in estimates])
            known = facts["workers"] >= MIN_WORKERS and facts["movers"] >= MIN_MOVERS
            half = _half_width(values)
            row[f"elasticity_of_{figure}"] = values.mean() if known else np.nan
            row[f"{figure}_low"], row[f"{figure}_high"] = \
                (values.mean() - half, values.mean() + half) if known else (np.nan, np.nan)
        if shams:
            row["placebo_of_income"] = np.mean([one["income"][k] for one in shams])
        row.update({"workers": facts["workers"], "share_moving": facts["movers"], "share_at_kinks": facts["at_kink"],
                    "verdict": "too few workers" if facts["workers"] < MIN_WORKERS else
                               "not identified" if facts["movers"] < MIN_MOVERS else ""})
        rows.append(row)
    return pandas.DataFrame(rows)


def _half_width(values: np.ndarray) -> float:
    """Half of the 95% interval of a mean (Student's t)."""
    if len(values) < 2:
        return np.nan
    from scipy import stats

    return float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
