# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weighted workers in order: deciles, means by decile, Lorenz curves.  Every worker counts by sample weight."""
from typing import Tuple

import numpy as np


def deciles(order: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Decile 0..9 of each worker by `order` (ties in the order of the array)."""
    rank = np.argsort(order, kind="stable")
    cumulative = np.cumsum(weight[rank]) - 0.5 * weight[rank]
    decile = np.empty(len(order), dtype=int)
    decile[rank] = np.minimum((10 * cumulative / weight.sum()).astype(int), 9)
    return decile


def mean_by(group: np.ndarray, values: np.ndarray, weight: np.ndarray, count: int = 10) -> np.ndarray:
    """Weighted mean of `values` in groups 0..count - 1; NaN where nobody is."""
    total = np.bincount(group, weights=weight, minlength=count)[:count]
    summed = np.bincount(group, weights=weight * values, minlength=count)[:count]
    with np.errstate(invalid="ignore", divide="ignore"):
        return summed / total


def lorenz(income: np.ndarray, weight: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Shares of workers and of their income, both from 0 to 1, poorest first."""
    rank = np.argsort(income, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(weight[rank])])
    money = np.concatenate([[0.0], np.cumsum((weight * income)[rank])])
    return people / people[-1], money / money[-1]


def gini(income: np.ndarray, weight: np.ndarray) -> float:
    """Gini coefficient: twice the area between the diagonal and the Lorenz curve; not a number of negative incomes."""
    if np.any(income < 0.0):
        return float("nan")
    people, money = lorenz(income, weight)
    return float(1.0 - np.sum(np.diff(people) * (money[1:] + money[:-1])))
