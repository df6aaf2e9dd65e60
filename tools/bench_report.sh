#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A report about 100,000 workers and 1,000 steps, all of them in the panel (4 GB of numbers):
#   sh tools/bench_report.sh BUILD PYTHON
set -eu
build=$1
python=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/config.json" <<'JSON'
{"steps": 1000, "warmup_steps": 10, "tax_year_length": 50, "oracle": true,
 "population": {"source": "census", "workers": 100000}, "planner": {"kind": "random_search"},
 "output": {"panel": "every"}}
JSON
"$build/fisc" run "$folder/config.json" -o "$folder/run" -q
PYTHONPATH=analysis "$python" - "$folder" <<'PYTHON'
import resource
import subprocess
import sys
import time

folder = sys.argv[1]
start = time.monotonic()
subprocess.run([sys.executable, "-m", "fisc", "report", folder + "/run", "-o", folder + "/report.html"], check=True,
               stdout=subprocess.DEVNULL)
seconds = time.monotonic() - start
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
print(f"report of 100,000 workers x 1,000 steps: {seconds:.1f} s (20 asked), {memory:.2f} GB (2 asked)")

import fisc

data = fisc.open(folder + "/run")


def seconds_of(name, reduce):
    start = time.monotonic()
    reduce(data[name]).values
    return time.monotonic() - start


mean = seconds_of("hours_per_week", lambda figure: figure.mean("worker"))
deciles = seconds_of("decile_mean_hours_per_week", lambda figure: figure)
print(f"deciles of this panel: {deciles:.1f} s, its mean: {mean:.1f} s, {deciles / mean:.1f} times (4 asked)")
PYTHON
