# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 60 s: it builds the variant with toys
# test: not under sanitizers: another build runs
"""A kind is a whole: a toy kind of each family, one file each in tests/toys, registered in a build of its own, goes
through every planner, rule, prompt, table, run file, report, estimate, help and reference: right, or refused by name."""
import csv
import io
import json
import math
import os
import subprocess
import sys

import h5py

import support
from prompt_support import Recorder, nested
from support import ROOT, finish, fisc, test, write

# What is no toy's fault: planners that need more in their config.
FIXED = {"planner.tax_system": [{"component": "flat", "rate": 0.2}]}
SMALL = {"population.workers": 60, "steps": 3, "planner.bracket_starts_usd_per_year": [0, 20000, 60000],
         "output.panel": "last", "planner.optimum.starts": 2, "planner.optimum.rounds": 2}
RULES = {"rational": {}, "constant": {}, "logit": {}, "toy": {}, "llm": {"steps": 1},
         "mixed": {"rule.mix.toy": 0.5, "rule.mix.rational": 0.5}}
FAMILIES = {"planners": "planner.kind", "rules": "rule.kind", "welfare": "welfare.objective", "utilities": "utility.form",
            "populations": "population.source", "personas": "personas.source", "profiles": "llm.profile",
            "countries": "country"}
ENV = {"FISC_PYTHON": sys.executable, "PYTHONPATH": os.path.join(ROOT, "analysis")}
server = Recorder()


def build():
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "VARIANT")}
    done = subprocess.run(["make", f"-j{os.cpu_count()}", "--no-print-directory", "VARIANT=toys", "all"], cwd=ROOT,
                          capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    support.FISC = os.path.join(ROOT, "build", "toys", "fisc")


def names(family):
    return [line.split()[0] for line in fisc("list", family).stdout.splitlines()]


def config(folder, **settings):
    whole = {**SMALL, "llm.profile": "llamacpp", "llm.model": "mock",
             "llm.url": f"http://127.0.0.1:{server.server_address[1]}/v1",
             **{key.replace("__", "."): value for key, value in settings.items()}}
    return write(os.path.join(folder, "config.json"), json.dumps(nested(whole)))


def run(folder, settings, check=True, name="run"):
    """The finished process, and the folder of the run."""
    server.begin([])
    path = os.path.join(folder, name)
    return fisc("run", config(folder, **settings), "-o", path, "--force", "-q", check=check), path


def panel(path):
    """Columns of the last step as numbers, by name."""
    rows = list(csv.DictReader(io.StringIO(fisc("export", path, "-t", "panel").stdout)))
    last = [row for row in rows if row["step"] == rows[-1]["step"]]
    return {name: [float(row[name]) for row in last] for name in ("hours_per_week", "observed_hours_per_week",
                                                                  "utility_usd_per_year", "wage_usd_per_hour")}


def last_step(path):
    return json.loads(fisc("inspect", path, "--json").stdout)["last_step"]


def root_of_utilities(path):
    utilities = panel(path)["utility_usd_per_year"]
    return sum(math.sqrt(max(u, 0.0)) for u in utilities) / len(utilities)


def is_right_or_refused(done, name="toy"):
    """True if it ran; refused, it names the kind and writes no number."""
    if done.returncode == 0:
        return True
    said = done.stderr.replace('"', "'")
    assert done.returncode == 65 and f"'{name}'" in said and "expected one of" not in said, said
    return False


@test
def every_list_reference_schema_and_completion_has_the_toys(_):
    build()
    reference, schema = fisc("config", "reference").stdout, json.loads(fisc("config", "schema").stdout)
    for family, path in FAMILIES.items():
        assert "toy" in names(family), family
        part = schema
        for key in path.split("."):
            part = part["properties"][key]
        assert set(part["enum"]) == set(names(family)), (family, part["enum"])
        line = next(line for line in reference.splitlines() if line.startswith(f"| `{path}`"))
        assert "toy" in line.split("|")[2], line
    assert "toy" in names("components")
    for key, when in (("rule.toy_share", "rule.kind is toy or mixed"), ("planner.toy_step", "planner.kind is toy"),
                      ("rule.mix.toy", "rule.kind is mixed"), ("government.rebate", "utility.form is isoelastic or toy"),
                      ("government.tax_system[].toy_start_usd_per_year", "component is toy")):
        line = next(line for line in reference.splitlines() if line.startswith(f"| `{key}`"))
        assert line.rstrip(" |").endswith(when) or when in line, line


@test
def toy_welfare_is_right_or_refused_with_every_planner(folder):
    refused = set()
    write(os.path.join(folder, "objective_toy.txt"), "the mean root of all juggling.")
    for planner in names("planners"):
        more = FIXED if planner == "fixed" else {}
        done, path = run(folder, {"welfare.objective": "toy", "planner.kind": planner, "oracle": True, **more}, check=False)
        if not is_right_or_refused(done):
            refused.add(planner)
            continue
        assert abs(last_step(path)["welfare"] / root_of_utilities(path) - 1.0) < 1e-12, planner
        with h5py.File(os.path.join(path, "run.h5")) as file:
            assert file["welfare"].attrs["units"] == b"USD^(1/2)", planner
            assert file["oracle/welfare"].attrs["units"] == b"USD^(1/2)"
            bound = file["oracle/welfare_upper_bound"]
            assert math.isnan(bound[()]) and b"'toy' does not say what a bound needs" in bound.attrs["reason"]
            kinds = [name.decode() for name in file["welfare_kind"][:]]
            units = [unit.decode() for unit in file["welfare_unit"][:]]
            assert kinds == names("welfare") and units[kinds.index("toy")] == "USD^(1/2)"
            assert file["welfare_by_kind"][-1, kinds.index("toy")] == file["welfare"][-1]
            # The optimum is of this function, and no other: nothing tried is better.
            assert file["oracle/welfare"][()] >= file["oracle/welfare_baseline"][()]
    assert refused == {"saez", "saez_empirical", "llm"}, refused
    # With a sentence for it the model is told this objective and no other.
    done, path = run(folder, {"welfare.objective": "toy", "planner.kind": "llm", "steps": 1, "llm.prompts_folder": folder})
    assert server.bodies and all("the mean root of all juggling" in body and "equivalent" not in body for body in server.bodies)


@test
def toy_welfare_is_right_or_refused_with_every_rule(folder):
    for rule, more in RULES.items():
        done, path = run(folder, {"welfare.objective": "toy", "rule.kind": rule, **more})
        assert abs(last_step(path)["welfare"] / root_of_utilities(path) - 1.0) < 1e-12, rule
    done, _ = run(folder, {"welfare.objective": "toy", "rule.kind": "logit", "rule.altruistic_share": 0.5}, check=False)
    assert done.returncode == 65 and "'toy'" in done.stderr and "utilitarian" in done.stderr, done.stderr


@test
def toy_welfare_is_in_every_table_and_report(folder):
    _, path = run(folder, {"welfare.objective": "toy"})
    _, other = run(folder, {"welfare.objective": "toy", "planner.kind": "flat"}, name="other")
    assert "toy, USD^(1/2)" in fisc("inspect", path).stdout and "toy, USD^(1/2)" in fisc("compare", path, other).stdout
    differing = fisc("compare", path, run(folder, {}, name="third")[1]).stdout
    assert "objectives differ" in differing
    table = os.path.join(folder, "planners.csv")
    said = fisc("planners", config(folder, **{"welfare.objective": "toy", "steps": 2}), "-n", "2", "-q", "-o", table).stdout
    assert "Not in the table: Saez, fixed point: " in said and '"toy"' in said, said
    assert "welfare_toy" in open(table, encoding="utf-8").readline()
    page = os.path.join(folder, "page.html")
    fisc("report", other, "-o", page, "-q", env=ENV)
    assert "toy" in open(page, encoding="utf-8").read() and "USD^(1/2)" in open(page, encoding="utf-8").read()
    assert "180" in fisc("run", config(folder, **{"welfare.objective": "toy", "rule.kind": "llm"}), "--estimate").stdout
    fisc("validate", config(folder, **{"welfare.objective": "toy"}))


@test
def toy_utility_is_right_or_refused_everywhere(folder):
    # Calibrated: everybody works observed hours under the baseline tax system, with v(y) = Y0 (1 - exp(-y/Y0)).
    _, path = run(folder, {"utility.form": "toy"})
    columns = panel(path)
    assert max(abs(a - b) for a, b in zip(columns["hours_per_week"], columns["observed_hours_per_week"])) < 1e-3
    moved, path = run(folder, {"utility.form": "toy", "planner.kind": "flat", "planner.flat_rate": 0.7})
    assert last_step(path)["mean_hours_per_week"] < 0.95 * sum(columns["hours_per_week"]) / 60
    for rule, more in RULES.items():
        run(folder, {"utility.form": "toy", "rule.kind": rule, **more})
    for planner in ("saez", "optimum", "referendum", "elected", "evolution"):
        is_right_or_refused(run(folder, {"utility.form": "toy", "planner.kind": planner, "population.workers": 12,
                                         "planner.elected.candidates": 2, "steps": 1}, check=False)[0])
    lagged, path = run(folder, {"utility.form": "toy", "government.rebate": "lagged", "planner.kind": "flat"})
    assert last_step(path)["rebate_residual"] != 0.0 and lagged.stderr == ""
    assert not is_right_or_refused(fisc("weights", config(folder, **{"utility.form": "toy"}), check=False))


@test
def toy_workers_work_with_every_planner_and_among_others(folder):
    for planner in names("planners"):
        more = FIXED if planner == "fixed" else {}
        done, path = run(folder, {"rule.kind": "toy", "planner.kind": planner, "planner.elected.candidates": 2, **more})
        columns = panel(path)
        assert columns["hours_per_week"] == [0.5 * hours for hours in columns["observed_hours_per_week"]], planner
    _, path = run(folder, {"rule.kind": "mixed", "rule.mix.toy": 0.5, "rule.mix.constant": 0.5, "rule.toy_share": 0.25})
    columns = panel(path)
    shares = [a / b for a, b in zip(columns["hours_per_week"], columns["observed_hours_per_week"])]
    assert sorted(set(shares)) == [0.25, 1.0] and shares.count(0.25) == 30
    warned = fisc("validate", config(folder, **{"rule.toy_share": 0.3})).stderr
    assert "rule.toy_share has no effect: rule.kind is rational; toy and mixed read it" in warned, warned


@test
def the_toy_planner_sets_its_taxes_everywhere(folder):
    for rule, more in RULES.items():
        _, path = run(folder, {"planner.kind": "toy", "rule.kind": rule, **more})
        with h5py.File(os.path.join(path, "run.h5")) as file:
            steps = len(file["step"])
        rows = list(csv.DictReader(io.StringIO(fisc("export", path, "-t", "schedules").stdout)))
        assert abs(float(rows[-1]["marginal_rate"]) - 0.1234 * steps) < 1e-12, rows[-1]
        assert "planner 'toy'" in fisc("inspect", path).stdout
    said = fisc("planners", config(folder, **{"planner.kind": "toy", "steps": 2}), "-n", "2", "-q").stdout
    assert "toy" in said, said


@test
def toy_workers_personas_servers_components_and_countries(folder):
    _, path = run(folder, {"population.source": "toy"})
    assert set(panel(path)["wage_usd_per_hour"]) == {12.5}
    run(folder, {"rule.kind": "llm", "personas.source": "toy", "llm.profile": "toy", "population.workers": 3, "steps": 1})
    for body in server.bodies:
        assert "You juggle " in body and '"toy_field":7' in body and '"toy_limit":' in body and "max_tokens" not in body
    assert len(server.bodies) == 3
    tax = [{"component": "toy", "toy_start_usd_per_year": 10000}]
    _, path = run(folder, {"government.tax_system": tax})
    rows = list(csv.DictReader(io.StringIO(fisc("export", path, "-t", "schedules").stdout)))
    assert [float(row["marginal_rate"]) for row in rows[:2]] == [0.0, 1.0 / 7.0] and float(rows[1]["start_usd_per_year"]) == 10000
    _, path = run(folder, {"country": "toy", "population.source": "village", "rule.kind": "llm", "steps": 1,
                           "population.workers": 4, "rule.llm.wording": "reference_named"})
    assert any("baker" in body or "smith" in body for body in server.bodies)
    assert all("Toyland" in body for body in server.bodies)


finish()
