# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for retries of a server that fails two times in five
"""Faults of the wire leave every bit alone: what is no chat completion is no answer of the model's."""
import os
from concurrent.futures import ThreadPoolExecutor

from mock_support import Model
from support import finish, fisc, run_hash, test

ASKING = {
    "sample": {"form": "sample"}, "number": {"form": "number"}, "letters": {"form": "letters"},
    "utilities": {"form": "utilities"},
    "everybody": {"form": "sample", "planner": {"kind": "llm"}, "personas": {"source": "llm"},
                  "rule": {"kind": "llm", "satisfaction": True, "satisfaction_by": "model"}},
}


def run_through(folder, behaviour, name):
    """The content hash, and how often the server was asked."""
    place = os.path.join(folder, behaviour, name)
    os.makedirs(place)
    with Model(behaviour=behaviour) as model:
        config = model.config(place, steps=2, tax_year_length=1, population={"workers": 10},
                              llm={"max_attempts": 100}, **dict(ASKING[name]))
        fisc("run", config, "-o", os.path.join(place, "run"), "-q")
        return run_hash(os.path.join(place, "run")), model.stats()["requests"]


@test
def a_run_through_chaos_has_the_bits_of_a_quiet_one_in_every_form(folder):
    jobs = [(folder, behaviour, name) for name in ASKING for behaviour in ("chaos", "slips")]
    with ThreadPoolExecutor(len(jobs)) as pool:
        found = list(pool.map(lambda job: run_through(*job), jobs))
    for k, name in enumerate(ASKING):
        (chaos, asked), (quiet, needed) = found[2 * k], found[2 * k + 1]
        assert chaos == quiet, name
        assert asked > needed > 10, (name, asked, needed)


finish()
