# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: most of its time for limits and for its turn
# test: takes 280 s
# test: not under sanitizers: it waits for Slurm
"""Sweeps on a real Slurm of one node: a job array, the time limit, preemption; the table is that of a
sweep run here."""
import os
import re
import resource
import subprocess

from slurm_support import Slurm
import sweep_support
from support import FISC, finish, fisc, slow_test, test
from sweep_support import status, table

SMALL = {"steps": 100, "population": {"workers": 6000}, "rule": {"kind": "logit"},
        "planner": {"kind": "flat", "flat_rate": 0.3}}
SEEDS = {"grid": {"seed": {"from": 1, "to": 32, "count": 32}}}


def plan(folder, name, **changes):
    return sweep_support.plan(folder, SEEDS, {**SMALL, **changes}, name)


def num_done(sweep):
    return status(sweep)["done"]


def submit(slurm, sweep, *options):
    done = subprocess.run([FISC, "sweep", "submit", sweep, *options], env=slurm.env, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    return re.search(r"Submitted batch job ([0-9]+)", done.stdout)[1]


HERE = {}


@test
def a_sweep_here_is_the_yardstick(folder):
    sweep = plan(folder, "here")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    fisc("sweep", "run", sweep, "-q")
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    HERE["table"] = table(sweep)
    assert {row["status"] for row in HERE["table"]} == {"done"}
    # Slurm looks at time limits every half a minute: one task has to take longer than that, on any machine, whatever
    # else computes: seconds of computing.
    HERE["slow_steps"] = int(SMALL["steps"] * 70 / seconds) + 1


@test
def a_script_is_written_without_slurm(folder):
    sweep = plan(folder, "dry")
    said = fisc("sweep", "submit", sweep, "--dry-run", "--tasks", "4", "--throttle", "2", "--threads", "3",
                "--time", "01:00:00", "--partition", "main").stdout
    with open(os.path.join(sweep, "slurm.sh"), encoding="utf-8") as file:
        script = file.read()
    assert "4 tasks of 32 points" in said
    for line in ("--array=0-3%2", "--cpus-per-task=3", "--time=01:00:00", "--partition=main", "--requeue"):
        assert f"#SBATCH {line}\n" in script, line
    subprocess.run(["bash", "-n", os.path.join(sweep, "slurm.sh")], check=True)
    assert "requests=''" in script
    fisc("sweep", "submit", sweep, "--dry-run", "--tasks", "4", "--throttle", "2", "--requests", "9")
    with open(os.path.join(sweep, "slurm.sh"), encoding="utf-8") as file:
        assert "requests='--requests 4'" in file.read()
    away = dict(os.environ, PATH=folder)
    gone = fisc("sweep", "cancel", sweep, check=False, env=away)
    assert gone.returncode == 74 and "scancel" in gone.stderr, gone.stderr
    done = fisc("sweep", "submit", sweep, check=False, env=away)
    assert done.returncode == 74 and "not on the path" in done.stderr, done.stderr


@test
def values_with_white_space_or_control_characters_are_refused(folder):
    """In an #SBATCH line they end the value, or the line."""
    sweep = plan(folder, "dry")
    for option in ("--partition", "--time"):
        for blank, shown in ((" ", " "), ("\t", "\\t"), ("\n#SBATCH --wrap=id", "\\n"), ("\r", "\\r"), ("\v", "\\x0b"),
                             ("\f", "\\x0c"), ("\x1b", "\\x1b"), ("\x7f", "\\x7f"), ("\u0085", "\\u0085"),
                             ("\u00a0", "\u00a0"), ("\u2003", "\u2003"), ("\u2028", "\\u2028"), ("\u3000", "\u3000")):
            bad = fisc("sweep", "submit", sweep, "--dry-run", option, f"a{blank}b", check=False)
            assert bad.returncode == 65 and f"'a{shown}" in bad.stderr, (option, blank, bad.stderr)
            assert not os.path.exists(os.path.join(sweep, "slurm.sh")), (option, blank)
    for blank in ("\t", "\n", "\r", " "):
        named = os.path.join(folder, f"a{blank}b")
        os.rename(sweep, named)
        bad = fisc("sweep", "submit", named, "--dry-run", check=False)
        assert bad.returncode == 65 and not os.path.exists(os.path.join(named, "slurm.sh")), bad.stderr
        os.rename(named, sweep)


with Slurm() as SLURM:

    @test
    def a_job_array_gives_the_same_table(folder):
        sweep = plan(folder, "array")
        submit(SLURM, sweep, "--tasks", "4", "--throttle", "2")
        SLURM.wait_until(SLURM.is_done, "the array")
        assert table(sweep) == HERE["table"]

    @test
    def a_task_that_meets_its_time_limit_stops_and_is_queued_again(folder):
        sweep, here = plan(folder, "limit", steps=HERE["slow_steps"]), plan(folder, "here", steps=HERE["slow_steps"])
        # The limit is a minute, and the warning is due five seconds after the start.
        job = submit(SLURM, sweep, "--tasks", "1", "--time", "00:01:00", "--warning", "55")
        SLURM.wait_until(lambda: SLURM.restarts(job) >= 1, "the time limit")
        assert num_done(sweep) < 32
        SLURM.call("scontrol", "update", f"jobid={job}", "timelimit=10", check=False)
        SLURM.wait_until(SLURM.is_done, "the task that was queued again")
        fisc("sweep", "run", here, "-q")
        assert table(sweep) == table(here)

    @slow_test
    def a_cancelled_sweep_keeps_what_is_done_and_goes_on(folder):
        sweep, other = plan(folder, "cancelled", steps=HERE["slow_steps"]), plan(folder, "other")
        submit(SLURM, sweep, "--tasks", "2")
        SLURM.wait_until(lambda: num_done(sweep) >= 2, "the first points")
        fisc("sweep", "cancel", other, env=SLURM.env)  # another sweep's jobs are not touched
        assert not SLURM.is_done()
        fisc("sweep", "cancel", sweep, env=SLURM.env)
        SLURM.wait_until(SLURM.is_done, "the end of the cancelled tasks")
        done = num_done(sweep)
        assert 2 <= done < 32, done
        fisc("sweep", "run", sweep, "-q")
        assert num_done(sweep) == 32

    @test
    def preempted_tasks_are_queued_again_or_end_within_their_grace(folder):
        for partition in ("main", "graceful"):
            sweep = plan(folder, partition)
            job = submit(SLURM, sweep, "--tasks", "2", "--partition", partition)
            SLURM.wait_until(lambda s=sweep: num_done(s) >= 2, "the first points")
            SLURM.call("sbatch", "--partition=urgent", "--ntasks=2", "--output=/dev/null", "--wrap=sleep 2")
            if partition == "main":  # no grace: killed at once
                SLURM.wait_until(lambda j=job: SLURM.restarts(j) >= 1, "the preemption")
                assert num_done(sweep) < 32
            SLURM.wait_until(SLURM.is_done, "the preempted tasks")
            assert table(sweep) == HERE["table"], partition


finish()
