# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run takes of memory and time is said before it starts."""
import json
import os
import re

from support import ROOT, finish, fisc, test, write

UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}


def config(folder, **changes):
    return write(os.path.join(folder, "config.json"), json.dumps({"rule": {"kind": "logit"}, **changes}))


def seconds_of(said):
    """Of a line that says about how long a run takes; 0 if less than a second."""
    found = re.search(r"at most [0-9.]+ [MG]B of memory and (?:less than 1 s|about ([0-9.]+) (s|min|h)\b)", said)
    assert found, said
    return float(found[1]) * UNITS[found[2]] if found[1] else 0.0


@test
def validate_says_the_time_of_what_it_has_not_run(folder):
    assert seconds_of(fisc("validate", config(folder, steps=2, population={"workers": 100})).stdout) < 10
    short, long = (seconds_of(fisc("validate", config(folder, steps=steps, population={"workers": 10000})).stdout)
                   for steps in (3000, 3000000))
    assert long > 30 * max(short, 1.0), (short, long)


@test
def a_large_run_says_it_before_it_starts_and_a_small_one_nothing(folder):
    large = config(folder, steps=100, population={"workers": 1100000})
    in_the_way = os.path.join(write(os.path.join(folder, "file"), ""), "run")  # ends it when the workers are drawn
    done = fisc("run", large, "-o", in_the_way, check=False)
    first = done.stderr.splitlines()[0]
    assert done.returncode == 73 and first.startswith("fisc: the run takes at most ") and seconds_of(first) > 0, done.stderr
    assert "the run takes" not in fisc("run", large, "-o", in_the_way, "-q", check=False).stderr
    small = config(folder, steps=2, population={"workers": 100})
    assert "the run takes" not in fisc("run", small, "-o", os.path.join(folder, "run")).stderr


@test
def a_sample_and_a_model_say_what_they_can(folder):
    write(os.path.join(folder, "people.csv"), "wage_usd_per_hour,hours_per_week\n20,40\n30,35\n")
    seconds_of(fisc("validate", config(folder, population={"source": "csv", "csv": {"path": "people.csv"}})).stdout)
    asks = os.path.join(ROOT, "experiments", "configs", "bounded_small.json")
    said = fisc("validate", asks).stdout
    assert "of memory; how long it takes is up to the language model" in said, said


finish()
