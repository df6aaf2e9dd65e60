# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 60 s
# test: not under sanitizers: Python draws
"""Every command that takes a run, or the config of one, on a run of each source of workers whose config leaves open
all that may be left open: what was found for a null is stored with the run and read from there."""
import csv
import io
import json
import os
import re
import subprocess
import sys

import h5py

from support import ROOT, finish, fisc, slow_test, test, write

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
WORKERS = {"census": 10000, "gb2": 10000, "uniform": 10000, "csv": 40}
# What a source cannot do without.
NEEDED = {"csv": {"population.csv.path": "people.csv"}}
PEOPLE = "wage_usd_per_hour,hours_per_week\n" + "".join(f"{8 + k * 3.25:.2f},{20 + k % 30}\n" for k in range(40))

# What each command that takes a RUN, a SOURCE or a CONFIG is called with (RUN, OTHER, CONFIG and NEW are filled in),
# and the exit code where it is not 0.  A command that is not here fails the test.
CALLS = {
    "run": [(["CONFIG", "-o", "NEW"], 0)],
    "resume": [(["RUN"], 0)],
    "validate": [(["CONFIG"], 0)],
    "config show": [(["CONFIG"], 0)],
    "watch": [(["RUN", "--once"], 0)],
    "inspect": [(["RUN"], 0), (["RUN", "--json"], 0), (["RUN", "--hash"], 0)],
    "salvage": [(["RUN", "-o", "NEW"], 0)],
    "compare": [(["RUN", "OTHER"], 0), (["RUN", "OTHER", "--paired"], 0), (["RUN", "RUN", "--exact"], 0)],
    "planners": [(["CONFIG", "-n", "1", "--set", "steps=2", "--set", "planner.bracket_starts_usd_per_year=[0]", "-o", "NEW"], 0)],
    "branch": [(["RUN", "--at", "2", "-t", "a=[{\"component\":\"flat\",\"rate\":0.4}]", "-o", "NEW"], 0)],
    "dominance": [(["RUN", "OTHER"], 0)],
    "laffer": [(["CONFIG", "-o", "NEW"], 0)],
    "oracle": [(["CONFIG", "--set", "planner.bracket_starts_usd_per_year=[0]", *more], 0) for more in ([], ["--json"])],
    "weights": [(["CONFIG"], 0)],
    "rates": [(["CONFIG"], 0)],
    "toprate": [(["CONFIG"], (0, 65))],  # 65: too few for a tail index
    "mvpf": [(["CONFIG"], 0)],
    "bunching": [(["CONFIG"], (0, 65))],  # 65: a kink where nobody is
    "hsv": [(["CONFIG"], 0)],
    "prompts": [(["CONFIG"], 65), (["RUN"], 65)],
    "elasticity": [(["CONFIG", "-n", "2", "-o", "NEW"], 0)],
    "export": [(["RUN", "-t", table], 0) for table in ("summary", "schedules", "panel", "notes", "votes")]
    + [(["RUN", "-t", table], 65) for table in ("decisions", "replies")],
    "report": [(["RUN", "-o", "NEW.html"], 0)],
    "package": [(["RUN", "-o", "NEW.tar.gz"], 0)],
    "doctor": [(["CONFIG"], 65)],
    "transcript export": [(["RUN", "-o", "NEW"], 66)],
    "transcript import": [(["RUN", "-o", "NEW"], 66)],
    "transcript stat": [(["RUN"], 66)],
}


def commands_that_take_a_run():
    """From the program's own table: `fisc --help`, and the usage of each command."""
    found = []
    for name in re.findall(r"^  (\w+) {2,}", fisc("--help").stdout, re.M):
        said = fisc(name, "--help").stdout
        parts = re.search(r"^Subcommands:\n((?:  .*\n)+)", said, re.M)
        for part in re.findall(r"^  (\w+) ", parts[1], re.M) if parts else []:
            found.append((f"{name} {part}", fisc(name, part, "--help").stdout))
        found.append((name, said))
    return {name for name, said in found
            if re.search(r"\b(RUN|SOURCE|CONFIG)\b", re.search(r"^Usage: (.*)", said)[1])}


def nullable_keys(node, path=""):
    """Every key of the schema that may be null."""
    found = []
    for key, entry in node.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        found += nullable_keys(entry, here)
        if "null" in entry.get("type", []):
            found.append(here)
    return found


def set_key(config, path, value):
    *groups, last = path.split(".")
    for group in groups:
        config = config.setdefault(group, {})
    config[last] = value


def config_of(folder, source, **changes):
    config = {"steps": 4, "warmup_steps": 2, "planner": {"kind": "flat", "flat_rate": 0.3},
              "population": {"source": source}, "output": {"panel": "every"}, **changes}
    keys = nullable_keys(json.loads(fisc("config", "schema").stdout))
    assert {"population.workers", "output.panel_workers", "government.reform.step"} <= set(keys), keys
    for key in keys:
        set_key(config, key, NEEDED.get(source, {}).get(key))
    write(os.path.join(folder, "people.csv"), PEOPLE)
    return write(os.path.join(folder, f"{source}-{len(changes)}.json"), json.dumps(config))


def check(source, command, arguments, code, places):
    filled = [re.sub(r"^(RUN|OTHER|CONFIG|NEW)\b", lambda found: places[found[1]], word) for word in arguments]
    done = fisc(*command.split(), *filled, env=ENV, check=False)
    where = (source, command, arguments, done.returncode, done.stdout[-500:], done.stderr[-1500:])
    assert done.returncode in (code if isinstance(code, tuple) else (code,)), where
    assert "Traceback" not in done.stderr and "(null)" not in done.stdout + done.stderr, where
    assert done.returncode == 0 or done.stderr.startswith("fisc: "), where
    return done.stdout


def check_source(folder, source):
    run, other = os.path.join(folder, "run"), os.path.join(folder, "other")
    fisc("run", config_of(folder, source), "-o", run, "-q")
    fisc("run", config_of(folder, source, seed=1, welfare={"inequality_aversion": 2}), "-o", other, "-q")
    for command, calls in sorted(CALLS.items()):
        for number, (arguments, code) in enumerate(calls):
            new = os.path.join(folder, f"{command.replace(' ', '-')}-{number}")
            said = check(source, command, arguments, code, {
                "RUN": run, "OTHER": other, "CONFIG": os.path.join(run, "config.json"), "NEW": new})
            if command == "inspect" and number == 0:
                assert f"{WORKERS[source]} workers of the source '{source}'" in said, said
            if command == "report":
                with open(new + ".html", encoding="utf-8") as page:
                    assert f"<td>{WORKERS[source]:,} ({source})</td>" in page.read()
    return run


@test
def the_table_of_calls_has_every_command_that_takes_a_run(_):
    found = commands_that_take_a_run()
    assert found == set(CALLS), found ^ set(CALLS)


@test
def the_sources_are_those_that_fisc_lists(_):
    listed = {line.split()[0] for line in fisc("list", "populations").stdout.splitlines()}
    assert listed == set(WORKERS), listed ^ set(WORKERS)


@test
def a_run_of_census_workers_is_opened_by_every_command(folder):
    check_source(folder, "census")


@slow_test
def a_run_of_gb2_workers_is_opened_by_every_command(folder):
    check_source(folder, "gb2")


@slow_test
def a_run_of_uniform_workers_is_opened_by_every_command(folder):
    check_source(folder, "uniform")


@test
def a_run_of_a_csv_file_is_opened_by_every_command(folder):
    run = check_source(folder, "csv")
    rows = list(csv.DictReader(io.StringIO(fisc("export", run, "-t", "panel").stdout)))
    assert len(rows) == 4 * WORKERS["csv"]


@test
def what_was_found_for_a_null_is_in_the_run_file_and_survives_its_loss(folder):
    run = os.path.join(folder, "run")
    fisc("run", config_of(folder, "csv"), "-o", run, "-q")
    h5 = os.path.join(run, "run.h5")
    for picture in ("comparison", "table"):
        made = os.path.join(folder, picture + (".png" if picture == "comparison" else ".tex"))
        done = subprocess.run([sys.executable, "-m", "fisc", picture, run, "-o", made], capture_output=True, text=True,
                              env={**os.environ, **ENV}, check=False)
        assert done.returncode == 0 and os.path.exists(made), done.stderr
    for _ in range(2):
        with h5py.File(h5) as file:
            assert file.attrs["workers"] == WORKERS["csv"]
            assert json.loads(file.attrs["config_json"])["population"]["workers"] is None
        os.remove(h5)
        fisc("resume", run, "-q")


finish()
