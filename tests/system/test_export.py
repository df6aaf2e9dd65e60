# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of `fisc export` say what the run file says; what a run does not have is told."""
import csv
import json
import os

import h5py
import numpy

from mock_support import Model
from support import finish, fisc, test, write

CONFIG = {"steps": 6, "warmup_steps": 2, "tax_year_length": 2, "population": {"workers": 50}, "rule": {"kind": "logit"},
          "planner": {"kind": "saez"}, "output": {"panel": "every", "panel_every_steps": 2}}


def table(run, name):
    return list(csv.DictReader(fisc("export", run, "--table", name).stdout.splitlines()))


def numbers(rows, name):
    return numpy.array([float(row[name] or "nan") for row in rows])


@test
def csv_tables_have_the_numbers_of_the_run_file_to_the_bit(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), json.dumps(CONFIG)), "-o", run, "-q")
    with h5py.File(os.path.join(run, "run.h5")) as file:
        summary, panel, schedules = table(run, "summary"), table(run, "panel"), table(run, "schedules")
        for name in ("welfare", "mean_hours_per_week", "gini_income", "revenue"):
            numpy.testing.assert_array_equal(numbers(summary, name), file[name][()])
        for k in range(5):
            numpy.testing.assert_array_equal(numbers(summary, f"quintile_mean_tax_{k + 1}"),
                                             file["quintile_mean_tax"][:, k])
        assert len(panel) == 3 * 50
        numpy.testing.assert_array_equal(numbers(panel, "step"), numpy.repeat(file["panel/panel_step"][()], 50))
        for name in ("hours_per_week", "utility_usd_per_year"):
            numpy.testing.assert_array_equal(numbers(panel, name), file["panel"][name][()].ravel())
        numpy.testing.assert_array_equal(numbers(panel, "wage_usd_per_hour"),
                                         numpy.tile(file["panel/wage_usd_per_hour"][()], 3))
        for row in schedules:
            place = int(row["first_step"]), int(row["tax_class"]), int(row["bracket"])
            assert float(row["marginal_rate"]) == file["tax_rate"][place]
            assert float(row["start_usd_per_year"]) == file["tax_start"][place]
        rates = numpy.nan_to_num(file["tax_rate"][()], nan=-9.0)
        changes = {0} | {s for s in range(1, 6) if (rates[s] != rates[s - 1]).any()}
        assert {int(row["first_step"]) for row in schedules} == changes and len(changes) > 1


@test
def what_a_model_said_comes_as_lines_of_json(folder):
    run = os.path.join(folder, "run")
    with Model() as model:
        rule = {"kind": "llm", "llm": {"form": "letters", "keep_decisions": "all"}}
        config = model.config(folder, steps=2, population={"workers": 12}, rule=rule,
                              planner={"kind": "elected", "elected": {"candidates": 3}})
        fisc("run", config, "-o", run, "-q")
        asked = model.stats()["requests"]
    replies = [json.loads(line) for line in fisc("export", run, "-t", "replies").stdout.splitlines()]
    assert len(replies) == asked and all(len(line["key"]) == 64 and line["reply"]["usable"] for line in replies)
    votes = [json.loads(line) for line in fisc("export", run, "-t", "votes").stdout.splitlines()]
    notes = [json.loads(line) for line in fisc("export", run, "-t", "notes").stdout.splitlines()]
    assert votes == notes and len(votes[0]["note"]["candidates"]) == 3 and votes[0]["accepted"]
    decisions = table(run, "decisions")
    assert len(decisions) == 2 * 12
    chances = numpy.array([[float(row[name]) for name in row if name.startswith("probability_of_")]
                           for row in decisions])
    numpy.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-12)


@test
def what_a_run_does_not_have_is_told_and_files_come_whole(folder):
    run, output = os.path.join(folder, "run"), os.path.join(folder, "table.csv")
    config = {**CONFIG, "output": {"panel": "off"}, "planner": {"kind": "none"}}
    fisc("run", write(os.path.join(folder, "config.json"), json.dumps(config)), "-o", run, "-q")
    for name, words in [("panel", "output.panel"), ("replies", "no language model"),
                        ("decisions", "keep_decisions")]:
        done = fisc("export", run, "-t", name, "-o", output, check=False)
        assert done.returncode == 65 and words in done.stderr, (name, done.stderr)
        assert not os.path.exists(output) and not os.path.exists(output + ".tmp")
    assert fisc("export", run, "-t", "notes").stdout == ""
    fisc("export", os.path.join(run, "run.h5"), "-o", output)
    with open(output, encoding="utf-8") as file:
        assert file.read() == fisc("export", run).stdout
    wrong = fisc("export", run, "-t", "sumary", check=False)
    assert wrong.returncode == 64 and "did you mean 'summary'" in wrong.stderr
    away = fisc("export", run, "-o", "/nowhere/table.csv", check=False)
    assert away.returncode == 73, away.stderr


finish()
