# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of planners: scored on fresh populations, never above the optimum, the same on any number of
threads."""
import csv
import json
import os

import h5py
import numpy

from mock_support import Model
from support import ROOT, finish, fisc, test, test_of_results, write

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis")}

CONFIG = {"steps": 30, "population": {"source": "census", "workers": 300}, "rule": {"kind": "rational"},
          "planner": {"bracket_starts_usd_per_year": [0, 20000, 60000]}}  # with seven W* takes fifteen times as long


def is_picture(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x89PNG"


def scores(folder, name, config, *options, **keywords):
    path = write(os.path.join(folder, f"{name}.json"), json.dumps(config))
    output = os.path.join(folder, f"{name}.csv")
    said = fisc("planners", path, "-q", "-o", output, *options, **keywords).stdout
    with open(output, encoding="utf-8", newline="") as file:
        return said, list(csv.DictReader(file))


@test
def no_planner_beats_the_optimum_and_learning_beats_nothing(folder):
    picture = os.path.join(folder, "league.png")
    said, rows = scores(folder, "rational", CONFIG, "--seeds", "3", "-p", picture, env=ENV)
    assert is_picture(picture)
    by_planner = {}
    for row in rows:
        assert float(row["regret"]) >= -1e-6 * float(row["welfare"]), row
        assert abs(float(row["workers_regret"])) < 1e-6 * float(row["welfare"]), row
        numpy.testing.assert_allclose(float(row["regret"]),
                                      float(row["planner_regret"]) + float(row["workers_regret"]), atol=1e-6)
        assert float(row["learned_regret_share"]) > -1e-9, row
        assert float(row["baseline"]) < float(row["optimum"]) <= float(row["upper_bound"]), row
        by_planner.setdefault(row["planner"], []).append(float(row["regret"]))
    assert "W* " in said and "above" in said  # the yardsticks
    assert max(float(row["learned_regret_share"]) for row in rows if row["planner"] == "optimum") < 1e-6
    assert min(float(row["learned_regret_share"]) for row in rows if row["planner"] == "best flat") > 0.01
    assert len(by_planner) == 19 and all(len(found) == 3 for found in by_planner.values())
    mean = {name: numpy.mean(found) for name, found in by_planner.items()}
    assert mean["optimum"] < mean["random search"] < mean["do nothing"], mean
    assert mean["best flat"] < mean["do nothing"] and "95% interval" in said and "do nothing" in said


@test_of_results
def the_score_is_that_of_a_run_on_the_fresh_population(folder):
    picture = os.path.join(folder, "one.png")  # of one seed, without intervals
    _, rows = scores(folder, "flat", CONFIG, "--seeds", "1", "-p", picture, env=ENV)
    assert is_picture(picture)
    row = next(row for row in rows if row["planner"] == "flat 50%")
    run = os.path.join(folder, "run")
    config = {**CONFIG, "steps": 5, "seed": 1000001, "oracle": True,
              "planner": {**CONFIG["planner"], "kind": "flat", "flat_rate": 0.5}}
    fisc("run", write(os.path.join(folder, "run.json"), json.dumps(config)), "-o", run, "-q")
    with h5py.File(os.path.join(run, "run.h5")) as file:
        numpy.testing.assert_allclose(float(row["welfare"]), file["welfare"][()].mean(), rtol=1e-12)
        numpy.testing.assert_allclose(float(row["regret"]), file["oracle/regret"][()], rtol=1e-9)
        numpy.testing.assert_allclose(float(row["regret_share"]), file["oracle/regret_share"][()], rtol=1e-9)


@test_of_results
def threads_change_nothing_and_random_workers_have_regret_of_their_own(folder):
    config = {**CONFIG, "rule": {"kind": "logit"}, "steps": 12}
    one = scores(folder, "one", config, "--seeds", "2", threads=1)[1]
    assert one == scores(folder, "seven", config, "--seeds", "2", threads=7)[1]
    assert all(abs(float(row["workers_regret"])) > 1.0 for row in one)


@test_of_results
def what_was_learned_under_one_rule_is_judged_under_others(folder):
    config = {**CONFIG, "steps": 8, "planner": {"bracket_starts_usd_per_year": [0, 40000],
                                                "optimum": {"starts": 2, "rounds": 2}}}
    picture = os.path.join(folder, "transfer.png")
    said, rows = scores(folder, "transfer", config, "--seeds", "2", "--transfer", "logit", "--transfer", "rational",
                        "-p", picture, env=ENV)
    assert is_picture(picture)
    assert "lost" in said and "GP-BO" in said
    found = {(row["planner"], row["seed"], row["learned_rule"], row["judged_rule"]): float(row["welfare"]) for row in rows}
    assert len(found) == len(rows) == 19 * 2 * 2 * 2
    for row in rows:
        own = found[(row["planner"], row["seed"], row["judged_rule"], row["judged_rule"])]
        numpy.testing.assert_allclose(float(row["transfer_loss"]), own - float(row["welfare"]), atol=1e-9)
    # Among rational workers nobody who learned elsewhere beats the optimum of these by more than other workers explain,
    # and the rows of the config's own rule are those of the table without --transfer.
    plain = {(row["planner"], row["seed"]): row for row in scores(folder, "plain", config, "--seeds", "2")[1]}
    for (planner, seed, learned, judged), welfare in found.items():
        row = plain[(planner, seed)]
        if judged == "rational":
            assert welfare <= float(row["upper_bound"]), (planner, seed, learned)
        if learned == judged == "rational":
            numpy.testing.assert_allclose(welfare, float(row["welfare"]), rtol=1e-12)
    moved = [row for row in rows if row["planner"] == "GP-BO" and row["learned_rule"] != row["judged_rule"]]
    assert any(float(row["transfer_loss"]) != 0.0 for row in moved)


@test_of_results
def every_welfare_function_and_what_it_cost_are_in_the_table(folder):
    said, rows = scores(folder, "kinds", CONFIG, "--seeds", "1")
    assert "equality_x_productivity" in said and "decisions" in said
    by_planner = {row["planner"]: row for row in rows}
    for name, row in by_planner.items():
        numpy.testing.assert_allclose(float(row["welfare"]), float(row["welfare_isoelastic"]), rtol=1e-9)
        assert float(row["decisions"]) == (0 if name == "do nothing" else 30) and float(row["tokens"]) == 0
    # No tax is best for mean utility: nobody does worse there than who taxes at 50%.
    assert float(by_planner["do nothing"]["welfare_utilitarian"]) > float(by_planner["flat 50%"]["welfare_utilitarian"])


@test
def a_language_model_plays_too_and_is_not_asked_twice(folder):
    with Model() as model:
        config = {**CONFIG, "steps": 4, "llm": {"profile": "llamacpp", "model": "mock", "store_folder":
                  os.path.join(folder, "store"), "url": f"http://127.0.0.1:{model.port}/v1"}}
        _, rows = scores(folder, "played", config, "--seeds", "2", "--llm")
        asked = model.stats()["requests"]
        again = scores(folder, "again", config, "--seeds", "2", "--llm")[1]
        assert again == rows and model.stats()["requests"] == asked > 0
        users = model.stats()["users"]
    played = [row for row in rows if row["planner"].startswith(("language", "LM"))]
    assert [row["planner"] for row in played[::2]] == ["language model", "LM, no history", "LM, no exploring",
                                                       "LM, no exploiting"]
    for row in played:
        assert float(row["tokens"]) > 100 and float(row["decisions"]) == 4
        assert float(row["regret"]) > -1e-6 * float(row["welfare"])
    assert len(set(users)) > 8  # what is left out changes what is asked


@test
def what_cannot_be_scored_says_why(folder):
    config = write(os.path.join(folder, "llm.json"), json.dumps({**CONFIG, "rule": {"kind": "llm"}}))
    done = fisc("planners", config, "--seeds", "1", check=False)
    assert done.returncode == 65 and "language model" in done.stderr, done.stderr
    unknown = fisc("planners", config, "--transfer", "nobody", check=False)
    assert unknown.returncode == 64 and "fisc list rules" in unknown.stderr, unknown.stderr
    wrong = fisc("planners", config, "--seeds", "0", check=False)
    assert wrong.returncode == 64, wrong.stderr


finish()
