# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 40 s
"""kill -9 at any moment loses nothing that was recorded, and resume gives the same bits."""
import os
import random
import shutil
import signal
import time

from support import IS_SMALL, finish, fisc, fixed_seed, run_hash, run_with_kills, slow_test, start, test, wait_for_growth, write

CONFIG = """{"steps": 1000, "tax_year_length": 150, "population": {"workers": 2000},
    "rule": {"kind": "logit"}, "planner": {"kind": "flat", "flat_rate": 0.4},
    "output": {"panel": "every", "panel_every_steps": 50, "panel_workers": 200,
               "snapshot_interval_s": 0.05, "sync_interval_s": 0.01}}"""


def check_kills(folder, most):
    chance = random.Random(fixed_seed(20261123))
    path = write(os.path.join(folder, "config.json"), CONFIG)
    straight = os.path.join(folder, "straight")
    begun = time.monotonic()
    fisc("run", path, "-o", straight, "-q")
    whole = time.monotonic() - begun
    expected = run_hash(straight)

    kills, runs = 0, 0
    while kills < most:
        run = os.path.join(folder, f"killed-{runs}")
        runs += 1
        kills += run_with_kills(path, run, chance, whole / 6, most - kills)
        assert run_hash(run) == expected, f"run {runs} after {kills} kills"
    print(f"# {kills} kills over {runs} runs of {whole:.1f} s")


@test
def twenty_kills_and_resumes_give_the_bits_of_a_straight_run(folder):
    check_kills(folder, 5 if IS_SMALL else 20)


@slow_test
def two_hundred_kills_and_resumes_give_the_bits_of_a_straight_run(folder):
    check_kills(folder, 200)


@test
def a_signal_finishes_the_step_and_exits_75(folder):
    steps = '"steps": 200' if IS_SMALL else '"steps": 300'
    path = write(os.path.join(folder, "config.json"), CONFIG.replace('"steps": 1000', steps))
    straight, stopped = os.path.join(folder, "straight"), os.path.join(folder, "stopped")
    fisc("run", path, "-o", straight, "-q")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        process = start("run", path, "-o", stopped, "-q")
        wait_for_growth(process, os.path.join(stopped, "run.jnl"))
        process.send_signal(number)
        said = process.communicate()[1]
        assert process.returncode == 75, (number, process.returncode, said)
        assert os.path.exists(os.path.join(stopped, "run.h5"))
        fisc("resume", stopped, "-q")
        assert run_hash(stopped) == run_hash(straight)
        shutil.rmtree(stopped)


@test
def resuming_a_finished_run_changes_nothing(folder):
    path = write(os.path.join(folder, "config.json"), CONFIG)
    run = os.path.join(folder, "run")
    fisc("run", path, "-o", run, "-q", "--set", "steps=20")
    before = run_hash(run)
    fisc("resume", run, "-q")
    assert run_hash(run) == before


finish()
