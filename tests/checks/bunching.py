# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc bunching --counts`: two cases that public code and files print."""
from checks import Row

VIGNETTE = """385 370 385 355 335 375 380 355 330 345 370 325 365 345 355 305 330 355 290 975 335 325 325 305 295 315 320 265
270 270 255 255 255 275 250 235 240 265 235"""
SIMULATED = """44 449 839 1209 1498 1765 2135 2291 2570 2642 2776 2888 2885 2940 2942 3052 3039 3162 3088 2940 7122 3037 2979
2878 2778 2554 2514 2323 2333 2189 2100 1952 1789 1704 1603 1483 1371 1376 1202 1105 1015 876 804 721 697 602 524 478 443 386
349 263 280 215 151 143 108 87 72 61 48 26 27 24 16 14 11 8 2 2 1"""


def estimate(lab, counts, first, kink, *options):
    rows = [(first + 50 * i, count) for i, count in enumerate(counts.split())]
    path = lab.write_table(["income_usd_per_year", "workers"], rows)
    return lab.json("bunching", "--counts", path, "--kink", kink, "--rate-before", "0", "--rate-after", "0.2", "--json",
                    "--draws", "0", *options)


def marginal_buncher(lab):
    """How far above the kink the last who bunches would earn: workers for every dollar, near him for a ten thousandth."""
    people = [(999.91 + k / 1e3, 1.0) for k in range(80)] + [(1000.5 + k, 1e4) for k in range(21)] + \
        [(1021 + (k + 0.5) / 1e4, 1.0) for k in range(10000)]
    path = lab.write_table(["wage_usd_per_hour", "hours_per_week", "weight"],
                           [(repr(income / 2080.0), 40, weight) for income, weight in people])
    config = lab.config(population={"source": "csv", "csv": {"path": path, "weight_column": "weight"}},
                        utility={"labor_exponent": 6},
                        government={"baseline": [{"component": "flat", "rate": 0}],
                                    "tax_system": [{"component": "brackets", "starts_usd_per_year": [0, 1000],
                                                    "rates": [0, 0.1]}]})
    bins = lab.table("bunching", config, "--width", "1e-4", "--bins", "900", "-d", "1", "--draws", "0", "--uncorrected")
    mean = sum(weight for _, weight in people) / len(people)
    at_kink = max(float(row["workers"]) for row in bins) * mean / 1e4
    yield Row("bunching: dz* of elasticity 0.2, from 0 to 10% at 1,000 USD", "derived: z* ((1 - t)^-e - 1)", "21.2957",
              at_kink, 1.1e-4)


def rows(lab):
    source = "R package bunching, vignette"
    options = ["-d", "4", "--below", "0", "--above", "0"]
    raw = estimate(lab, VIGNETTE, 9050, 10000, "--uncorrected", *options)
    yield Row("bunching A: b without correction", source, "1.9885156", raw["excess"], 5.1e-8)
    yield Row("bunching A: B without correction", "derived: the same", "648.7511", raw["excess_workers"], 5.1e-5)
    found = estimate(lab, VIGNETTE, 9050, 10000, "--stop", "1", *options)
    yield Row("bunching A: b with the integration constraint", source, "1.8220879", found["excess"], 5.1e-8)
    yield Row("bunching A: B of it", "derived: the same", "629.511115", found["excess_workers"], 5.1e-7)
    yield Row("bunching A: elasticity, small kink", "derived: the same", "0.0455522", found["elasticity_small_kink"], 5.1e-8)
    yield Row("bunching A: elasticity", "derived: the same", "0.0406429", found["elasticity"], 5.1e-8)
    yield Row("bunching A: b at the fixed point", "derived: the same", "1.8219407",
              estimate(lab, VIGNETTE, 9050, 10000, *options)["excess"], 5.1e-8)
    found = estimate(lab, SIMULATED, 0, 1000, "--from", "500", "--to", "1500", "--stop", "1%")
    source = "R package bunchr, simulated data, true e 0.3"
    yield Row("bunching B: counterfactual at the kink", source, "3242.982554", found["counterfactual_at_kink"], 5.1e-7)
    yield Row("bunching B: B", "derived: the same", "3405.4499", found["excess_workers"], 5.1e-5)
    yield Row("bunching B: b", "derived: the same", "1.053933", found["excess"], 5.1e-7)
    yield Row("bunching B: elasticity by logs (truth 0.3)", "derived: the same", "0.236156", found["elasticity_by_logs"], 5.1e-7)
    yield from marginal_buncher(lab)
