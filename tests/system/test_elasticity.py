# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 25 s
# test: not under sanitizers: the same runs as elsewhere, at size
"""The elasticity card of every decision rule, from one command: known answers, placebos, and no number where there
is none."""
import csv
import json
import os
import sys

from mock_support import Model
from support import ROOT, finish, fisc, test, write

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}


def card(folder, config, *options, name="card"):
    """The card's rows by (by, group), and what was said."""
    path = config if isinstance(config, str) else write(os.path.join(folder, f"{name}.json"), json.dumps(config))
    out = os.path.join(folder, f"{name}.csv")
    said = fisc("elasticity", path, "-o", os.path.join(folder, name), "-t", out, "-q", *options, env=ENV).stdout
    with open(out, encoding="utf-8", newline="") as file:
        return {(row["by"], row["group"]): row for row in csv.DictReader(file)}, said


SMALL = {"population": {"workers": 1500}}


@test
def rational_workers_have_two_fifths(folder):
    rows, said = card(folder, SMALL, "-n", "2")
    whole = rows["all", "all"]
    assert abs(float(whole["mpe"])) < 1e-9  # no income effects
    assert abs(float(whole["income_inside"]) - 0.4) < 1e-6 and 0.37 < float(whole["income"]) < 0.4
    assert float(whole["placebo_income"]) == 0.0 and abs(float(whole["income"]) - float(whole["income_fixed_rebate"])) < 1e-9
    assert {by for by, _ in rows} == {"all", "bracket", "decile", "occupation"}
    for row in rows.values():
        few = float(row["workers"]) < 30
        assert (row["note"] == "too few workers") == few and (row["income"] == "") == few
        assert few or abs(float(row["income_inside"]) - 0.4) < 1e-6
    assert "Saez, Slemrod and Giertz 2012" in said and "never of people" in said
    assert "hours in steps" not in said  # rational workers choose among all hours
    # Nothing is left to do: the same card again, from the same runs; and its picture.
    picture = os.path.join(folder, "card.png")
    assert card(folder, SMALL, "-n", "2", "-p", picture)[0] == rows
    with open(picture, "rb") as file:
        assert file.read(4) == b"\x89PNG"
    done = fisc("elasticity", os.path.join(folder, "card.json"), "-o", os.path.join(folder, "card"), "-p", picture, check=False)
    assert done.returncode == 64 and "expected -t FILE.csv" in done.stderr, done.stderr


@test
def noisy_workers_have_a_placebo_around_nothing(folder):
    rows, said = card(folder, {**SMALL, "population": {"workers": 4000}, "rule": {"kind": "logit"}}, "-n", "2")
    whole = rows["all", "all"]
    assert "hours in steps of 1, kappa 0.05" in said
    assert 0.37 < float(whole["income"]) < 0.45 and float(whole["income_low"]) < float(whole["income"])
    assert float(whole["placebo_income_low"]) < 0.0 < float(whole["placebo_income_high"])


@test
def with_income_effects_the_rebate_matters(folder):
    rows, _ = card(folder, {**SMALL, "utility": {"form": "isoelastic"}}, "-n", "2")
    free, fixed = (float(rows["all", "all"][name]) for name in ("income", "income_fixed_rebate"))
    # Lower taxes bring a lower rebate: workers who feel that work more than workers whose rebate stays.
    assert free > fixed + 0.01, (free, fixed)
    # Who has 1,000 USD more earns less: -eta z/((delta - 1) y + eta (1 - tau) z), from -0.4 to 0 for eta = 1.
    assert all(-0.5 < float(row["mpe"]) < 0.0 for row in rows.values() if not row["note"]), rows
    assert float(rows["decile", "10"]["mpe"]) < float(rows["decile", "1"]["mpe"])


@test
def who_does_not_move_has_no_elasticity(folder):
    rows, said = card(folder, {**SMALL, "rule": {"kind": "constant"}}, "-n", "2")
    assert rows["all", "all"]["note"] == "not identified" and rows["all", "all"]["income"] == ""
    assert float(rows["all", "all"]["mpe"]) == 0.0
    assert "not identified" in said


@test
def a_language_model_has_a_card_too(folder):
    with Model() as model:
        config = model.config(folder, population={"workers": 60}, planner={"kind": "none"},
                              llm={"store_folder": os.path.join(folder, "store")})
        rows, said = card(folder, config, "-n", "1", "--requests", "8", name="played")
        assert "rule 'llm'" in said and model.stats()["requests"] > 300
    whole = rows["all", "all"]
    assert float(whole["share_moving"]) > 0.5 and whole["income"] and float(whole["workers"]) == 60


finish()
