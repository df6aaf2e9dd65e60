# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planners that learn by trying out: none beats the optimum, all end with the best they saw, and nothing
hangs on threads or on being killed."""
import json
import os
import random
import subprocess

import h5py
import numpy

from support import ROOT, finish, fisc, fixed_seed, run_hash, run_with_kills, test, test_of_results, write

KINDS = [{"kind": "random_search"}, {"kind": "coordinate"}, {"kind": "evolution"}, {"kind": "bandit"},
         {"kind": "bandit", "search": {"bandit": "thompson"}}, {"kind": "gp_bo"},
         {"kind": "cma_es"}, *({"kind": "nlopt", "nlopt": {"method": method}} for method in ("direct", "crs2", "mlsl"))]


SAME = {"workers": 500, "source": "gb2", "draw": "quantiles"}  # the same workers whatever the seed


def play(folder, name, planner, threads=None, **changes):
    config = {"steps": 60, "population": {"workers": 500}, "rule": {"kind": "rational"}, "planner": planner}
    run = os.path.join(folder, name)
    path = write(os.path.join(folder, f"{name}.json"), json.dumps({**config, **changes}))
    fisc("run", path, "-o", run, "-q", threads=threads)
    return run


def outcome_of(run):
    with h5py.File(os.path.join(run, "run.h5")) as file:
        return file["welfare"][()], file["tax_rate"][:, 0], file["tax_start"][:, 0]


def check_kill_and_resume(folder, config):
    """A run that is killed and resumed has the bits of a straight one."""
    straight, killed = os.path.join(folder, "straight"), os.path.join(folder, "killed")
    fisc("run", config, "-o", straight, "-q")
    run_with_kills(config, killed, random.Random(fixed_seed(6)), 0.2, 3)
    assert run_hash(straight) == run_hash(killed)


@test
def they_improve_on_the_baseline_and_never_beat_the_optimum(folder):
    best = outcome_of(play(folder, "optimum", {"kind": "optimum"}))[0].max()
    nothing = outcome_of(play(folder, "none", {"kind": "none"}))[0][-1]
    for k, planner in enumerate(KINDS):
        welfare, rates, _ = outcome_of(play(folder, f"{k}", planner))
        assert nothing < welfare[-1] <= best * (1 + 1e-9), (planner, nothing, welfare[-1], best)
        # It begins with the baseline tax system and ends with the best tax system that it saw, for a tenth of the years.
        assert abs(welfare[0] - nothing) < 0.25 * (best - nothing), planner
        assert welfare[-1] == welfare.max() == welfare[54], planner
        assert len({tuple(row[~numpy.isnan(row)]) for row in rates}) > 20, planner


@test
def bayesian_optimisation_gets_within_one_percent_in_fifty_tax_years(folder):
    """Of what there is to win among the workers of the demo, fewer of them: with as many it is nearer."""
    with open(os.path.join(ROOT, "experiments", "configs", "demo.json"), encoding="utf-8") as file:
        assert '"source": "census"' in file.read()
    for seed in (1, 2):
        run = play(folder, f"{seed}", {"kind": "gp_bo"}, seed=seed, steps=50, oracle=True,
                   population={"source": "census", "workers": 10000})
        with h5py.File(os.path.join(run, "run.h5")) as file:
            best, nothing = file["oracle/welfare"][()], file["oracle/welfare_baseline"][()]
            assert 0.0 <= best - file["welfare"][-1] < 0.01 * (best - nothing), (seed, best, file["welfare"][-1], nothing)


@test_of_results
def rates_keep_their_bounds(folder):
    for k, planner in enumerate(KINDS):
        _, rates, _ = outcome_of(play(folder, f"{k}", {**planner, "min_rate": 0.1, "max_rate": 0.3}))
        assert numpy.nanmin(rates[1:54]) >= 0.1 and numpy.nanmax(rates[1:54]) <= 0.3, planner


@test
def coordinate_changes_one_rate_by_the_step(folder):
    welfare, rates, _ = outcome_of(play(folder, "run", {"kind": "coordinate", "search": {"step": 0.04}}))
    for year in range(1, 54):
        base = rates[numpy.argmax(welfare[:year])]
        change = numpy.abs(rates[year] - base)[~numpy.isnan(base)]
        expected = 0.04 / 2 ** ((year - 1) // 14)
        assert (change > 1e-12).sum() <= 1 and change.max() <= expected + 1e-12, (year, change)


@test
def without_its_library_a_planner_still_compiles(_folder):
    """What `make` does where there is no NLopt; it refuses then (STATUS_INVALID_INPUT)."""
    done = subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-I.", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                           "planner/nlopt.c"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@test
def seeds_matter_and_threads_and_kills_do_not(folder):
    for k, planner in enumerate(KINDS):
        one = run_hash(play(folder, f"{k}-1", planner, threads=1))
        assert one == run_hash(play(folder, f"{k}-7", planner, threads=7)), planner
        rates = [outcome_of(play(folder, f"{k}-{seed}", planner, seed=seed, population=SAME))[1] for seed in (2, 3)]
        is_random = (planner["kind"] in ("random_search", "evolution", "gp_bo", "cma_es") or "search" in planner
                     or planner.get("nlopt") == {"method": "crs2"})
        assert numpy.array_equal(*rates, equal_nan=True) != is_random, planner
    config = write(os.path.join(folder, "long.json"), json.dumps(
        {"steps": 300, "population": {"workers": 3000}, "rule": {"kind": "logit"}, "planner": KINDS[3]}))
    check_kill_and_resume(folder, config)


@test_of_results
def empirical_saez_finds_the_elasticity_and_nearly_the_optimum(folder):
    three = [0, 26200, 115125]
    planner = {"kind": "saez_empirical", "search": {"step": 0.05}, "bracket_starts_usd_per_year": three}
    config = {"steps": 40, "population": {"source": "census", "workers": 20000}}
    run = play(folder, "run", planner, **config)
    welfare, rates, _ = outcome_of(run)
    with h5py.File(os.path.join(run, "run.h5")) as file:
        notes = [json.loads(note) if note else {} for note in file["planner/note"].asstr()[()]]
    found = notes[-1]["elasticities"]
    assert len(found) == 3 and all(0.3 < e < 0.5 for e in found), found
    assert notes[7]["elasticities"] == found  # estimated once
    # Years 1 to 6 move one rate at a time by the step.
    for year in range(1, 7):
        moved = rates[year][:3] - rates[0][:3]
        expected = 0.05 if year % 2 == 1 else -min(0.05, rates[0][(year - 1) // 2])
        assert numpy.count_nonzero(numpy.abs(moved) > 1e-12) == 1, (year, moved)
        assert abs(moved[(year - 1) // 2] - expected) < 1e-12, (year, moved)
    best = outcome_of(play(folder, "best", {"kind": "optimum", "bracket_starts_usd_per_year": three}, **config))[0].max()
    nothing = outcome_of(play(folder, "none", {"kind": "none"}, **config))[0][-1]
    assert nothing < welfare[-1] <= best * (1 + 1e-9) and best - welfare[-1] < 0.02 * (best - nothing), \
        (nothing, welfare[-1], best)
    # Nobody earns what the last bracket asks for: the elasticity is assumed.
    empty = {**planner, "bracket_starts_usd_per_year": [0, 1e11]}
    with h5py.File(os.path.join(play(folder, "empty", empty, **config), "run.h5")) as file:
        assert json.loads(file["planner/note"].asstr()[-1])["elasticities"][1] == 0.4
    wrong = write(os.path.join(folder, "wrong.json"),
                  json.dumps({"planner": planner, "welfare": {"objective": "inverse_income"}}))
    refused = fisc("run", wrong, "-o", os.path.join(folder, "wrong"), check=False)
    assert refused.returncode == 65 and "Saez" in refused.stderr, refused.stderr


@test
def empirical_saez_goes_on_where_it_was_killed(folder):
    config = write(os.path.join(folder, "long.json"), json.dumps(
        {"steps": 300, "population": {"workers": 3000}, "rule": {"kind": "logit"}, "planner": {"kind": "saez_empirical"}}))
    check_kill_and_resume(folder, config)


finish()
