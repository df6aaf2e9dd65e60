# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Welfare of stored workers under any welfare function, with the influence of every worker on it.

The rebate links workers: who is drawn changes what all get back.  The influence of worker i on a mean of phi(u) is
phi(u_i) + mean(phi'(u)) (T_i - mean T), less its mean: the interval that follows is that of a redrawn population, not of
redrawn utilities.  It is conditional on the tax systems."""
from dataclasses import dataclass, replace
from typing import List, Tuple

import numpy as np

from fisc.effects import _panel
from fisc.stored_run import Run


@dataclass(frozen=True)
class Arm:
    """Workers of a run in one step, all [worker], USD a year."""

    utility: np.ndarray
    income: np.ndarray
    tax: np.ndarray
    net_income: np.ndarray
    baseline_income: np.ndarray
    weight: np.ndarray
    is_balanced: bool = True  # revenue comes back in the rebate (not spent)

    def take(self, chosen: np.ndarray) -> "Arm":
        """A population of these workers alone (repeats are fine): their own taxes pay their rebate."""
        weight = self.weight[chosen]
        change = np.average(self.tax[chosen], weights=weight) - np.average(self.tax, weights=self.weight)
        change = change if self.is_balanced else 0.0
        return replace(self, utility=self.utility[chosen] + change, income=self.income[chosen], tax=self.tax[chosen],
                       net_income=self.net_income[chosen] + change, baseline_income=self.baseline_income[chosen],
                       weight=weight)

    def mean(self, values: np.ndarray) -> float:
        """Weighted mean over workers."""
        return float(np.average(values, weights=self.weight))

    def rebate_influence(self) -> np.ndarray:
        """What worker i adds to the rebate of all, USD: T_i - mean T; nothing if revenue is spent."""
        return self.tax - self.mean(self.tax) if self.is_balanced else np.zeros(len(self.tax))


def arm_of(run: Run, row: int = -1) -> Arm:
    """Workers of a panel row.  ValueError without a panel."""
    panel = _panel(run)
    reform = run.config["government"].get("reform", {})
    is_spent = reform.get("closure") == "spending" and reform.get("step") is not None \
        and panel.step[row] >= reform["step"]
    facts = panel.facts
    return Arm(utility=panel.decisions["utility_usd_per_year"][row], income=panel.decisions["income_usd_per_year"][row],
               tax=panel.decisions["tax_usd_per_year"][row], net_income=panel.decisions["net_income_usd_per_year"][row],
               baseline_income=facts["weeks_per_year"].astype(float) * facts["wage_usd_per_hour"]
               * facts["observed_hours_per_week"],
               weight=facts["sample_weight"].astype(float), is_balanced=not is_spent)


def _box_cox(x: np.ndarray, power: float) -> np.ndarray:
    """(x^a - 1)/a, continuous in a to rounding; ln x where a is 0 (base/box_cox.h)."""
    return np.expm1(power * np.log(x)) / power if power != 0.0 else np.log(x)


@dataclass(frozen=True)
class Welfare:
    """A welfare function: isoelastic (inequality aversion, floor), inverse_income_baseline, equality_x_productivity."""

    kind: str
    aversion: float = 1.0
    floor: float = 1000.0

    def __str__(self) -> str:
        if self.kind == "isoelastic":
            return f"isoelastic {self.aversion:g}, floor {self.floor:,.0f}"
        return self.kind

    def measure(self, arm: Arm) -> Tuple[float, np.ndarray]:
        """W and the influence of every worker on it, [worker] with weighted mean 0, both in units of W."""
        return {"isoelastic": self._isoelastic, "inverse_income_baseline": self._baseline_weights,
                "equality_x_productivity": self._equality}[self.kind](arm)

    def _isoelastic(self, arm: Arm) -> Tuple[float, np.ndarray]:
        value = np.maximum(arm.utility, self.floor)
        lives = arm.utility >= self.floor
        lowest, power = value.min(), 1.0 - self.aversion
        slope = lives / lowest * (value / lowest) ** -self.aversion  # of phi
        if abs(power) < 0.5:  # as in C: near the logarithm x^a keeps no digits, far from it x^a - 1 does not
            phi = _box_cox(value / lowest, power)
            mean = arm.mean(phi)
            welfare = lowest * np.exp(np.log1p(power * mean) / power if power != 0.0 else mean)
            scale = welfare / (1.0 + power * mean)
        else:
            phi = (value / lowest) ** power / power
            mean = arm.mean(phi)
            welfare = lowest * (power * mean) ** (1.0 / power)
            scale = welfare / (power * mean)
        return welfare, scale * (phi - mean + arm.mean(slope) * arm.rebate_influence())

    def _baseline_weights(self, arm: Arm) -> Tuple[float, np.ndarray]:
        omega = 1.0 / np.maximum(arm.baseline_income, 1000.0)
        share = omega / arm.mean(omega)
        welfare = arm.mean(share * arm.utility)
        return welfare, share * (arm.utility - welfare) + arm.rebate_influence()

    def _equality(self, arm: Arm) -> Tuple[float, np.ndarray]:
        """(1 - gini(y)) mean z = E[min(y, y')] mean z / mean y; the influence of a mean over pairs doubles."""
        order = np.argsort(arm.net_income, kind="stable")
        y, w = arm.net_income[order], arm.weight[order] / arm.weight.sum()
        below, money = np.cumsum(w) - 0.5 * w, np.cumsum(w * y) - 0.5 * w * y
        lower = np.empty(len(y))
        lower[order] = money + y * (1.0 - below)  # E[min(y_i, Y)]
        mean_y, mean_z, sen = arm.mean(arm.net_income), arm.mean(arm.income), arm.mean(lower)
        rebate = arm.rebate_influence()
        d_sen = 2.0 * (lower - sen) + rebate
        d_y = arm.net_income - mean_y + rebate
        welfare = sen * mean_z / mean_y
        influence = d_sen * mean_z / mean_y + sen / mean_y * (arm.income - mean_z) - welfare / mean_y * d_y
        count = len(y)
        correction = (1.0 - (1.0 - sen / mean_y) * count / (count - 1.0)) * mean_z - welfare if count > 1 else 0.0
        return welfare + correction, influence


def family(floor: float = 1000.0) -> List[Welfare]:
    """Every welfare function that a dominance test looks at: aversions 0 (utilitarian) to 20, each at a tenth of the floor, the
    floor and tenfold; weights by baseline income; equality times productivity."""
    made = [Welfare("isoelastic", aversion, at) for aversion in (0.0, 0.5, 1.0, 2.0, 5.0, 20.0)
            for at in (0.1 * floor, floor, 10.0 * floor)]
    return made + [Welfare("inverse_income_baseline"), Welfare("equality_x_productivity")]


def generalised_lorenz(arm: Arm, shares: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Mean utility held by the poorest p of all, [share], and each worker's influence on it, [share, worker]
    (Shorrocks 1983; the influence as in Cowell and Victoria-Feser 2002, with the rebate's part)."""
    order = np.argsort(arm.utility, kind="stable")
    u, w = arm.utility[order], arm.weight[order] / arm.weight.sum()
    people = np.concatenate([[0.0], np.cumsum(w)])
    people /= people[-1]
    money = np.concatenate([[0.0], np.cumsum(w * u)])
    curve = np.interp(shares, people, money)
    quantile = u[np.minimum(np.searchsorted(people[1:], shares - 1e-12), len(u) - 1)]
    below = np.minimum(arm.utility[None, :] - quantile[:, None], 0.0)
    influence = below + shares[:, None] * quantile[:, None] - curve[:, None]
    return curve, influence + shares[:, None] * arm.rebate_influence()[None, :]


def standard_errors(influence: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Of figures, [figure], from the influence of workers, [figure, worker]."""
    share = weight / weight.sum()
    return np.sqrt(np.sum((share * influence) ** 2, axis=-1))


def normal_quantile(level: float = 0.95) -> float:
    """Standard errors on each side of a figure, for an interval of its own."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + 0.5 * level)


def simultaneous_quantile(influence: np.ndarray, weight: np.ndarray, level: float = 0.95, draws: int = 20000,
                          seed: int = 1, degrees: float = np.inf) -> float:
    """The quantile of the largest standardised error of a family of figures (max-t), normal (or Student's, with as many
    degrees of freedom) with the correlation that the influence of workers, [figure, worker], implies: standard errors on
    each side of all figures at once."""
    scaled = weight / weight.sum() * influence
    size = np.sqrt(np.sum(scaled ** 2, axis=1))
    scaled = scaled[size > 0.0] / size[size > 0.0, None]
    if len(scaled) == 0:
        return 0.0
    value, vector = np.linalg.eigh(scaled @ scaled.T)
    root = vector * np.sqrt(np.maximum(value, 0.0))
    chance = np.random.default_rng(seed)
    largest = np.max(np.abs(chance.standard_normal((draws, len(root))) @ root.T), axis=1)
    if np.isfinite(degrees):
        largest /= np.sqrt(chance.chisquare(degrees, draws) / degrees)
    return float(np.quantile(largest, level))
