# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run under several tax systems: the same past to the bit, the same workers, and budgets that close."""
import json
import os
import shutil

import h5py
import numpy as np

from mock_support import Model
from support import ROOT, finish, fisc, run_hash, test, write

CONFIG = {"steps": 12, "warmup_steps": 2, "tax_year_length": 2, "population": {"workers": 500},
          "rule": {"kind": "logit"}, "planner": {"kind": "random_search"}}
FLAT = '[{"component":"flat","rate":0.4}]'


def start(folder, config=None):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), json.dumps(config or CONFIG)), "-o", run, "-q")
    return run


def column(folder, name):
    with h5py.File(os.path.join(folder, "run.h5")) as file:
        return file[name][:, 0] if name.startswith("tax_") else file[name][()]


@test
def the_past_is_the_same_to_the_bit_and_the_tax_system_is_another(folder):
    run, out = start(folder), os.path.join(folder, "out")
    fisc("branch", run, "--at", "7", "--tax-system", "karten_dip_deep", "--set", f"government.tax_system={FLAT}", "-o", out,
         cwd=ROOT)
    assert sorted(os.listdir(out)) == ["control", "karten_dip_deep", "tax_system_2"]
    for name in ("control", "karten_dip_deep", "tax_system_2"):
        branch = os.path.join(out, name)
        for figure in ("welfare", "mean_hours_per_week", "rebate", "gini_net_income"):
            mine, theirs = column(branch, figure), column(run, figure)
            assert np.array_equal(mine[:7], theirs[:7]) and (mine[7:] != theirs[7:]).any(), (name, figure)
    rates = column(os.path.join(out, "tax_system_2"), "tax_rate")[7:]
    assert np.all(rates[:, 0] == 0.4) and np.all(np.isnan(rates[:, 1:]))
    # The control keeps the tax system of the step before.
    control = column(os.path.join(out, "control"), "tax_rate")
    assert np.array_equal(control[7:], np.repeat(column(run, "tax_rate")[6:7], 5, axis=0), equal_nan=True)
    # Workers, their preferences and their luck are the same: what a branch that changes nothing shows.
    same = os.path.join(folder, "same")
    kept = json.dumps([{"component": "brackets", "starts_usd_per_year": [s for s in column(run, "tax_start")[6] if s == s],
                        "rates": [r for r in column(run, "tax_rate")[6] if r == r]}])
    fisc("branch", run, "--at", "7", "--tax-system", f"same={kept}", "-o", same, "-q")
    for figure in ("welfare", "mean_utility", "share_satisfied"):
        assert np.array_equal(column(os.path.join(same, "same"), figure), column(os.path.join(same, "control"), figure))


@test
def a_branch_without_a_planner_goes_on_as_the_run_did(folder):
    run, out = start(folder, dict(CONFIG, planner={"kind": "none"})), os.path.join(folder, "out")
    fisc("branch", run, "--at", "3", "--tax-system", FLAT, "-o", out, "-q")
    for figure in ("welfare", "sd_hours_per_week", "share_satisfied"):
        assert np.array_equal(column(os.path.join(out, "control"), figure), column(run, figure))


@test
def budgets_close_as_asked(folder):
    config = dict(CONFIG, rule={"kind": "rational"}, planner={"kind": "none"})
    run = start(folder, config)
    figures = {}
    for closure in ("rebate", "rates", "spending"):
        out = os.path.join(folder, closure)
        fisc("branch", run, "--at", "6", "--tax-system", f"flat={FLAT}", "--closure", closure, "-o", out, "-q")
        figures[closure] = {name: column(os.path.join(out, "flat"), name)[-1]
                            for name in ("revenue", "rebate", "public_spending", "mean_hours_per_week")}
    before = {name: column(run, name)[-1] for name in ("revenue", "rebate")}
    assert figures["rebate"]["rebate"] > before["rebate"] + 1000 and figures["rebate"]["public_spending"] == 0.0
    assert abs(figures["rates"]["revenue"] - before["revenue"]) < 1e-6
    assert figures["spending"]["rebate"] == before["rebate"]
    assert abs(figures["spending"]["public_spending"] + before["rebate"] - figures["spending"]["revenue"]) < 1e-9
    assert figures["spending"]["mean_hours_per_week"] == figures["rebate"]["mean_hours_per_week"]


@test
def an_interrupted_branch_goes_on_to_the_same_bits(folder):
    run, out = start(folder), os.path.join(folder, "out")
    command = ["branch", run, "--at", "4", "--tax-system", f"flat={FLAT}", "--closure", "spending", "-o", out, "-q"]
    fisc(*command)
    whole = run_hash(os.path.join(out, "flat"))
    journal = os.path.join(out, "flat", "run.jnl")
    for share in (0.5, 0.8):  # before and after the reform's first step
        os.remove(os.path.join(out, "flat", "run.h5"))
        os.truncate(journal, int(os.path.getsize(journal) * share))
        fisc(*command)
        assert run_hash(os.path.join(out, "flat")) == whole, share
    other = fisc(*command[:3], "5", *command[4:], check=False)
    assert other.returncode == 73 and "another run here" in other.stderr


@test
def a_model_is_not_asked_again_about_the_past(folder):
    with Model() as model:
        config = model.config(folder, steps=4, population={"workers": 10}, planner={"kind": "none"})
        run, out = os.path.join(folder, "run"), os.path.join(folder, "out")
        fisc("run", config, "-o", run, "-q")
        before = model.stats()["requests"]
        fisc("branch", run, "--at", "3", "--tax-system", f"flat={FLAT}", "-o", out, "-q")
        # The control asks nothing new; the branch asks its ten workers about one step.
        assert model.stats()["requests"] == before + 10, (before, model.stats()["requests"])
    shutil.rmtree(os.path.join(out, "control"))
    fisc("branch", run, "--at", "3", "--tax-system", f"flat={FLAT}", "-o", out, "-q")  # the server is gone
    assert np.array_equal(column(os.path.join(out, "control"), "welfare"), column(run, "welfare"))


@test
def wrong_branches_say_what_was_expected(folder):
    run, out = start(folder), os.path.join(folder, "out")
    for arguments, code, words in [
        (["--at", "13", "--tax-system", FLAT], 64, "from 1 to 12"), (["--at", "3"], 64, "at least one --tax-system"),
        (["--at", "3", "--tax-system", "karten_dipp"], 66, "did you mean 'karten_dip'"),
        (["--at", "3", "--tax-system", "optimum_rawlsian"], 64, "found by a planner"),
        (["--at", "3", "--tax-system", "../x=" + FLAT], 64, "letters, digits"),
        (["--at", "3", "--tax-system", '[{"component":"flat","rate":7}]'], 65, "rate"),
        (["--tax-system", FLAT], 64, "--at STEP"),
    ]:
        done = fisc("branch", run, *arguments, "-o", out, check=False, cwd=ROOT)
        assert done.returncode == code and words in done.stderr, (arguments, done.returncode, done.stderr)
    bad = write(os.path.join(folder, "bad.json"), json.dumps({"government": {"reform": {"step": 3}}}))
    late = fisc("branch", run, "--at", "12", "--tax-system", FLAT, "-o", out, check=False)
    assert late.returncode == 65 and "more steps" in late.stderr, late.stderr
    longer = fisc("branch", run, "--at", "12", "--tax-system", FLAT, "--set", "steps=14", "-o", out, "-q")
    assert longer.returncode == 0 and len(column(os.path.join(out, "control"), "welfare")) == 14
    done = fisc("validate", bad, check=False)
    run_it = fisc("run", bad, "-o", os.path.join(folder, "bad"), "-q", check=False)
    assert run_it.returncode == 65 and "a reform needs a tax system" in run_it.stderr, (done.stderr, run_it.stderr)


finish()
