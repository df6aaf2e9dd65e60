# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intervals where a few of the rich decide: the top of incomes as a Pareto tail, with its own uncertainty.

Of N workers the top sqrt(N) by baseline income (Davidson and Flachaire 2007, J. Econometrics 141(1): a share of the order
of N^(-1/2)) count as drawn from x0 u^(-xi), xi from Hill (1975), mean x0/(1 - xi).  What a figure's influence is linear in
there comes from that mean and not from the few incomes that were drawn; the rest, which is light, stays as it is (after
Cowell and Flachaire 2007, J. Econometrics 141(2)).  The interval puts both together by their own ends (Zou and Donner 2008,
Stat. Med. 27(10)), since that of the tail's mean is skewed: xi exp(+-q/sqrt(k)); q is Student's, with k degrees of freedom."""
from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from fisc.welfare import simultaneous_quantile, standard_errors

FEWEST_WORKERS = 10  # of a tail
LARGEST_SHARE = 0.05
LARGEST_XI = 0.95  # above it the mean is what cannot be known


@dataclass
class Tail:
    """The Pareto tail of a population: who is in it, from where on, xi = 1/index."""

    workers: np.ndarray  # places in the population
    threshold: float
    xi: float
    count: float  # of equally weighted workers that say as much

    @property
    def index(self) -> float:
        return 1.0 / self.xi

    def mean(self, deviations: float = 0.0) -> float:
        """Of incomes in the tail, as many standard errors of ln xi off."""
        xi = min(self.xi * np.exp(deviations / np.sqrt(self.count)), LARGEST_XI)
        return float(self.threshold / (1.0 - xi))


def tail_of(income: np.ndarray, weight: np.ndarray) -> Optional[Tail]:
    """The tail of incomes; None where fewer than 10 workers would be in it, or where all of them earn the same (top-coded)."""
    share = weight / weight.sum()
    order = np.argsort(income, kind="stable")[::-1]
    count = int(np.sum(np.cumsum(share[order]) <= min(LARGEST_SHARE, len(income) ** -0.5)))
    if count < FEWEST_WORKERS:
        return None
    workers, threshold = order[:count], float(income[order[count]])
    if not threshold > 0.0:
        return None
    xi = float(np.average(np.log(income[workers] / threshold), weights=share[workers]))
    if xi < 1e-6:
        return None
    chosen = share[workers]
    return Tail(workers, threshold, min(xi, LARGEST_XI), float(chosen.sum() ** 2 / np.sum(chosen ** 2)))


@dataclass
class Bands:
    """Figures with the ends of intervals that hold for all of them at once, [figure]."""

    found: np.ndarray
    low: np.ndarray
    high: np.ndarray


def _split(influence: np.ndarray, income: np.ndarray, weight: np.ndarray, tail: Tail) -> Tuple[np.ndarray, ...]:
    """By figure what a dollar of the tail's mean adds, and what the tail adds to it; the light influence, [figure, worker],
    and the whole one."""
    share = weight / weight.sum()
    top, chosen = tail.workers, share[tail.workers]
    off = income[top] - np.average(income[top], weights=chosen)
    slope = (influence[:, top] * chosen * off).sum(axis=1) / (chosen * off * off).sum()
    light = influence.copy()
    light[:, top] += slope[:, None] * (tail.mean() - income[top])[None, :]
    light -= (light * share).sum(axis=1)[:, None]
    whole = light.copy()
    whole[:, top] += slope[:, None] * (tail.threshold / (1.0 - tail.xi) ** 2
                                       * (np.log(income[top] / tail.threshold) - tail.xi))[None, :]
    of_mean = chosen.sum() * slope
    return of_mean, of_mean * (tail.mean() - np.average(income[top], weights=chosen)), light, whole


def bands(found: np.ndarray, influence: np.ndarray, income: np.ndarray, weight: np.ndarray, level: float = 0.95,
          draws: int = 20000) -> Bands:
    """Intervals of figures, [figure], from the influence of workers on them, [figure, worker], and their baseline incomes."""
    tail = tail_of(income, weight)
    if tail is None:
        half = simultaneous_quantile(influence, weight, level, draws) * standard_errors(influence, weight)
        return Bands(found, found - half, found + half)
    of_mean, shift, light, whole = _split(influence, income, weight, tail)
    quantile = simultaneous_quantile(whole, weight, level, draws, degrees=tail.count)
    up, down = tail.mean(quantile) - tail.mean(), tail.mean() - tail.mean(-quantile)
    error = quantile * standard_errors(light, weight)
    centre = found + shift
    return Bands(centre, centre - np.hypot(error, of_mean * np.where(of_mean > 0.0, down, up)),
                 centre + np.hypot(error, of_mean * np.where(of_mean > 0.0, up, down)))
