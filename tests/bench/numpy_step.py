# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rational step in plain numpy, as an analyst would write it: the yardstick of `make bench`.

    numpy_step.py [WORKERS ...]     default 1000000"""
import sys
import time

import numpy as np

STARTS = np.array([0, 11600, 47150, 100525, 191950, 243725, 609350.0])
RISING = np.array([.10, .12, .22, .24, .32, .35, .37])
DELTA = 3.5


def step(potential_earnings, pay, starts, rates):
    """Hours, income, tax, net income and utility under rates that never fall."""
    widths = np.append(np.diff(starts), np.inf)
    scale = (1 - rates) ** (1 / (DELTA - 1))
    income = np.zeros_like(potential_earnings)
    tax = np.zeros_like(potential_earnings)
    for start, width, rate, s in zip(starts, widths, rates, scale):
        inside = np.clip(s * potential_earnings - start, 0, width)
        income += inside
        tax += rate * inside
    rebate = tax.mean()
    net_income = income - tax + rebate
    effort = income ** DELTA * potential_earnings ** (1 - DELTA) / DELTA
    return income / pay, income, tax, net_income, net_income - effort


def main():
    for workers in [int(word) for word in sys.argv[1:]] or [1_000_000]:
        chance = np.random.default_rng(1)
        income = np.exp(10.5 + 0.9 * chance.standard_normal(workers))
        pay = income / 40
        kept = 1 - RISING[np.searchsorted(STARTS, income, side="right") - 1]
        potential_earnings = income / kept ** (1 / (DELTA - 1))
        best = np.inf
        for _ in range(5):
            start = time.perf_counter()
            step(potential_earnings, pay, STARTS, RISING)
            best = min(best, time.perf_counter() - start)
        print(f"{workers:10d} {1:7d}  {'numpy':8s} {1e3 * best:9.3f} {workers / best / 1e6:9.1f} "
              f"{72 * workers / best / 1e9:9.1f}")


main()
