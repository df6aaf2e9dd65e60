# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 60 s: it builds a copy of the source
# test: not under sanitizers: another build runs
"""docs/extending.md is true: its examples are applied to a copy of the source, as a newcomer would, and built with every
warning an error; what was added is then looked for in runs, prompts, files, pages and help."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys

import h5py

import support
from prompt_support import Recorder, nested
from support import ROOT, finish, fisc, test, write

PAGE = os.path.join(ROOT, "docs", "extending.md")
FENCE = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.M | re.S)
ENV = {"FISC_PYTHON": sys.executable, "PYTHONPATH": os.path.join(ROOT, "analysis")}
server = Recorder()


def insert(path, hunk):
    """The lines of a hunk that begin with '+', where its other lines stand, once."""
    lines = hunk.rstrip("\n").split("\n")
    old = "".join(line[1:] + "\n" for line in lines if not line.startswith("+"))
    new = "".join(line[1:] + "\n" for line in lines)
    text = open(path, encoding="utf-8").read()
    assert text.count(old) == 1, f"{path}: {text.count(old)} times:\n{old}"
    write(path, text.replace(old, new))


def apply_page(source):
    """Files and lines of the page; what was added."""
    added = []
    for language, file, body in FENCE.findall(open(PAGE, encoding="utf-8").read()):
        if file:
            write(os.path.join(source, file), body)
            added.append(file)
        elif language == "diff":
            for change in re.split(r"^--- a/.*\n", body, flags=re.M)[1:]:
                path, *hunks = re.split(r"^@@\n", change, flags=re.M)
                for hunk in hunks:
                    insert(os.path.join(source, path.split(" b/")[1].strip()), hunk)
    return added


def build(folder):
    source = os.path.join(folder, "source")
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True,
                           text=True, check=False).stdout.split("\n")
    for file in filter(None, files):
        if os.path.exists(os.path.join(ROOT, file)):
            os.makedirs(os.path.dirname(os.path.join(source, file)), exist_ok=True)
            shutil.copy(os.path.join(ROOT, file), os.path.join(source, file))
    added = apply_page(source)
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "VARIANT")}
    done = subprocess.run(["make", f"-j{os.cpu_count()}", "--no-print-directory", "VARIANT=debug", "all"], cwd=source,
                          capture_output=True, text=True, check=False, env=dict(environment, CI="1"))
    assert done.returncode == 0, done.stdout + done.stderr
    support.FISC = os.path.join(source, "build", "debug", "fisc")
    return added


def run(folder, settings):
    server.begin([])
    path = os.path.join(folder, "run")
    whole = {"population.workers": 60, "steps": 2, "output.panel": "last", "llm.profile": "llamacpp", "llm.model": "mock",
             "planner.bracket_starts_usd_per_year": [0, 40000],
             "llm.url": f"http://127.0.0.1:{server.server_address[1]}/v1", **settings}
    fisc("run", write(os.path.join(folder, "config.json"), json.dumps(nested(whole))), "-o", path, "--force", "-q")
    return path


def column(path, name):
    rows = list(csv.DictReader(io.StringIO(fisc("export", path, "-t", "panel").stdout)))
    return [float(row[name]) for row in rows]


def last_step(path):
    return json.loads(fisc("inspect", path, "--json").stdout)["last_step"]


@test
def six_additions_from_the_page_are_right_everywhere(folder):
    added = build(folder)
    assert len(added) == 6, added
    reference, listed = fisc("config", "reference").stdout, {}
    for family in ("planners", "rules", "welfare", "profiles"):
        listed[family] = [line.split()[0] for line in fisc("list", family).stdout.splitlines()]

    # A planner.
    assert "gini_rate" in listed["planners"] and "planner.kind is gini_rate" in reference
    path = run(folder, {"planner.kind": "gini_rate", "planner.gini_rate.first_rate": 0.25})
    rates = [float(row["marginal_rate"]) for row in csv.DictReader(io.StringIO(fisc("export", path, "-t", "schedules").stdout))]
    with h5py.File(os.path.join(path, "run.h5")) as file:
        assert rates == [0.25, file["gini_income"][0]], rates

    # A decision rule, alone and in a mixture.
    assert "no_overtime" in listed["rules"] and "`rule.mix.no_overtime`" in reference
    path = run(folder, {"rule.kind": "no_overtime", "rule.most_hours_per_week": 35})
    assert column(path, "hours_per_week") == [min(35.0, hours) for hours in column(path, "observed_hours_per_week")]
    run(folder, {"rule.kind": "mixed", "rule.mix.no_overtime": 0.5, "rule.mix.rational": 0.5})

    # A welfare function: value, unit, the Saez formula, the model's words, the report.
    assert "poverty_gap" in listed["welfare"]
    path = run(folder, {"welfare.objective": "poverty_gap", "planner.kind": "saez"})
    gaps = [min(u - 20000.0, 0.0) for u in column(path, "utility_usd_per_year")]
    assert abs(last_step(path)["welfare"] - sum(gaps) / len(gaps)) < 1e-6
    with h5py.File(os.path.join(path, "run.h5")) as file:
        assert file["welfare"].attrs["units"] == b"USD/year"
    page = os.path.join(folder, "page.html")
    fisc("report", path, "-o", page, "-q", env=ENV)
    assert "poverty_gap" in open(page, encoding="utf-8").read()
    run(folder, {"welfare.objective": "poverty_gap", "planner.kind": "llm"})
    assert server.bodies and all("only what people lack" in body for body in server.bodies)

    # A figure of a step.
    last = last_step(path)
    assert abs(last["mean_to_median_income"] - last["mean_income"] / last["median_income"]) < 1e-12

    # A provider.
    assert "harbour" in listed["profiles"]
    run(folder, {"rule.kind": "llm", "llm.profile": "harbour", "population.workers": 2, "steps": 1})
    assert server.bodies and all('"berth":3' in body and '"max_new_tokens":' in body for body in server.bodies)

    # A command.
    assert fisc("count", os.path.join(folder, "config.json")).stdout == "2 workers\n"
    assert "Say how many workers" in fisc("help").stdout and "count" in fisc("man").stdout
    assert "count" in fisc("completion", "bash").stdout


finish()
