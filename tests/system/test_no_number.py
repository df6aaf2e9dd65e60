# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python computes
"""What has no value in a population is not a number: the poverty line below 0, the Pareto index of equal incomes."""
import json
import os
import sys

import numpy as np

from support import ROOT, finish, fisc as program, test, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc  # noqa: E402
from fisc import tail  # noqa: E402

GOVERNMENT = {"tax_system": [{"component": "flat", "rate": 0.3}], "public_spending_usd_per_worker": 0}


def run(folder, rows, **government):
    write(os.path.join(folder, "people.csv"), "wage_usd_per_hour,hours_per_week\n" + "".join(f"{w},{h}\n" for w, h in rows))
    config = {"steps": 1, "population": {"source": "csv", "csv": {"path": "people.csv"}}, "planner": {"kind": "none"},
              "government": {**GOVERNMENT, **government}}
    program("run", write(os.path.join(folder, "c.json"), json.dumps(config)), "-o", os.path.join(folder, "run"), "-q",
            cwd=folder)
    return fisc.Run(os.path.join(folder, "run"))


@test
def poverty_has_no_line_below_a_negative_median(folder):
    rows = [(10.0, 40)] * 60 + [(90.0, 40)] * 40
    assert np.isnan(run(folder, rows, public_spending_usd_per_worker=60000)["poverty_share"][-1])


@test
def equal_incomes_at_the_top_have_no_pareto_index(folder):
    rows = [(7.0 + 0.01 * i, 40) for i in range(1000)] + [(90.1, 40)] * 100
    assert np.isnan(run(folder, rows)["pareto_index_top_1_percent"][-1])
    income = np.array([w * h * 52.0 for w, h in rows])
    assert tail.tail_of(income, np.ones(len(income))) is None
    assert tail.tail_of(np.random.default_rng(1).pareto(2.0, 20000) + 1.0, np.ones(20000)).index < 3.0


finish()
