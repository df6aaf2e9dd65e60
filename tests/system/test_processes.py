# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 20 s
"""Commands that start processes end, with one process too; and signals end them all."""
import json
import os
import signal
import subprocess
import sys
import time

from support import FISC, ROOT, finish, run_hash, test, wait_for_growth, wait_until, write
from sweep_support import plan, status

# Two threads and enough workers that the parent has had a parallel region before it starts processes.
ENV = {**os.environ, "OMP_NUM_THREADS": "2", "FISC_PYTHON": sys.executable,
       "PYTHONPATH": os.path.join(ROOT, "analysis")}
LONG = {"steps": 100000, "population": {"workers": 20000}, "rule": {"kind": "logit"}}


def config(folder, **changes):
    return write(os.path.join(folder, "config.json"),
                 json.dumps({"steps": 2, "population": {"workers": 20000}, "rule": {"kind": "logit"}, **changes}))


def start(*arguments, **keywords):
    return subprocess.Popen([FISC, *arguments], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True, **keywords)


def children(process):
    """Ids of the processes that it started."""
    try:
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@test
def every_command_that_starts_processes_ends_with_one_process(folder):
    path = config(folder)
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 3, "count": 3}}})
    for command in (("sweep", "run", sweep), ("elasticity", path, "-n", "1", "-o", os.path.join(folder, "card")),
                    ("reproduce", "f5_schedules", "-o", os.path.join(folder, "reproduced"))):
        process = start(*command, "-j", "1", "-q")
        try:
            said = process.communicate(timeout=300)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError(f"{command} hangs") from None
        assert process.returncode == 0, (command, process.returncode, said)
    assert status(sweep)["done"] == 3


def long_sweep(folder, name="sweep"):
    """A sweep whose points take minutes, at work."""
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 4, "count": 4}}}, base=LONG, name=name)
    process = start("sweep", "run", sweep, "-j", "2", "-q")
    started = wait_until(lambda: len(children(process)) == 2 and children(process), "two processes", 60)
    wait_until(lambda: len([name for name in os.listdir(sweep) if name.endswith(".rows")]) == 2, "rows", 60)
    return process, started


@test
def a_signal_stops_the_pool_and_all_its_processes(folder):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU):
        process, started = long_sweep(folder, number.name)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 75, (number, process.returncode, said)
        assert not any(is_alive(pid) for pid in started)


@test
def a_second_signal_or_a_kill_ends_the_processes_too(folder):
    for signals in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGINT), (signal.SIGKILL,)):
        process, started = long_sweep(folder, "-".join(number.name for number in signals))
        for pid in started:  # they do not see the first one
            os.kill(pid, signal.SIGSTOP)
        for number in signals:
            process.send_signal(number)
            time.sleep(0.7)
        process.communicate(timeout=20)
        assert process.returncode == -signals[-1], (signals, process.returncode)
        wait_until(lambda started=started: not any(is_alive(pid) for pid in started), f"their end after {signals}", 20)


@test
def sighup_and_sigxcpu_finish_the_step_like_sigterm(folder):
    path, run = config(folder, **{**LONG, "population": {"workers": 2000}}), os.path.join(folder, "run")
    command = ("run", path, "-o", run, "-q")
    for number in (signal.SIGHUP, signal.SIGXCPU):
        process = start(*command)
        wait_for_growth(process, os.path.join(run, "run.jnl"))
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 75 and "fisc resume" in said, (number, process.returncode, said)
        assert os.path.exists(os.path.join(run, "run.h5")) and run_hash(run)
        command = ("resume", run, "-q")


@test
def a_search_that_lasts_reads_the_stop_flag(folder):
    """The search of the planner, and that of the oracle after the last step."""
    starts = [1000 * k for k in range(30)]
    search = {"bracket_starts_usd_per_year": starts, "optimum": {"rounds": 1000, "starts": 64, "tolerance": 1e-15}}
    for kind, oracle, objective in (("optimum", False, "isoelastic"), ("none", True, "isoelastic"),
                                    ("none", True, "equality_x_productivity")):
        path = config(folder, steps=2, population={"workers": 12}, rule={"kind": "rational"}, oracle=oracle,
                      welfare={"objective": objective}, planner={"kind": kind, **search})
        run = os.path.join(folder, f"{kind}-{objective}")
        process = start("run", path, "-o", run, "-q")
        wait_until(lambda run=run: os.path.exists(os.path.join(run, "run.jnl")), "the run's journal", 60)
        time.sleep(1.0)
        assert process.poll() is None, ("the search is too short for this test", process.returncode, process.stderr.read())
        begun = time.monotonic()
        process.terminate()
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 75 and "while planner 'optimum' searched" in said, (process.returncode, said)
        assert time.monotonic() - begun < 1, (kind, objective, time.monotonic() - begun)


@test
def what_nohup_ignores_stays_ignored(folder):
    path, run = config(folder, **{**LONG, "population": {"workers": 2000}}), os.path.join(folder, "run")
    process = start("run", path, "-o", run, "-q", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for_growth(process, os.path.join(run, "run.jnl"))
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert process.poll() is None
    process.terminate()
    assert process.communicate(timeout=60) and process.returncode == 75


@test
def who_ignores_children_gets_a_sweep_that_ends(folder):
    sweep = plan(folder, {"grid": {"seed": [1, 2, 3]}})
    process = start("sweep", "run", sweep, "-j", "2", "-q", preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    try:
        said = process.communicate(timeout=120)[1]
    finally:
        process.kill()
    assert process.returncode == 0 and status(sweep)["done"] == 3, said


finish()
