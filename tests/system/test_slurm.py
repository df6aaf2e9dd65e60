# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for limits and for its turn; its points wait for replies
# test: takes 220 s
# test: not under sanitizers: it waits for Slurm
"""Sweeps on a real Slurm of one node: a job array, the time limit, preemption; the table is that of a sweep run here.

The points ask a server that answers late while a test needs them to take long: that takes no computing, and the same
time on every machine."""
import os
import re
import subprocess

from mock_support import Model
from slurm_support import Slurm
import sweep_support
from support import FISC, finish, fisc, slow_test, test, write
from sweep_support import status, table

MODEL = Model()
SMALL = {"steps": 2, "population": {"workers": 4}, "rule": {"kind": "llm"}, "planner": {"kind": "flat", "flat_rate": 0.3},
         "llm": {"profile": "llamacpp", "model": "mock", "url": f"http://127.0.0.1:{MODEL.port}/v1"}}
SEEDS = {"grid": {"seed": {"from": 1, "to": 32, "count": 32}}}
LATE_S = 3.0  # at most: a task of 32 points of two steps takes more than two minutes


def plan(folder, name):
    return sweep_support.plan(folder, SEEDS, SMALL, name)


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
    fisc("sweep", "run", sweep, "-q")
    HERE["table"] = table(sweep)
    assert {row["status"] for row in HERE["table"]} == {"done"}


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
def options_of_sbatch_and_a_prologue_stand_in_the_script(folder):
    sweep = plan(folder, "dry")
    prologue = write(os.path.join(folder, "modules.sh"), "module load gsl\nexport A=1")
    fisc("sweep", "submit", sweep, "--dry-run", "--sbatch", "--account=x", "--sbatch", "--qos=long", "--mem", "4G",
         "--prologue", prologue)
    with open(os.path.join(sweep, "slurm.sh"), encoding="utf-8") as file:
        script = file.read()
    for line in ("--account=x", "--qos=long", "--mem=4G"):
        assert script.index(f"#SBATCH {line}\n") < script.index("module load gsl\nexport A=1\nprogram='"), script
    subprocess.run(["bash", "-n", os.path.join(sweep, "slurm.sh")], check=True)
    for option, words in (("--array=0-3", "sets --array itself"), ("-A", "long form"), ("--comment=a b", "cannot hold"),
                          ("--signal=B:TERM", "sets --signal itself"), ("--x=$(id)#", "cannot hold")):
        bad = fisc("sweep", "submit", sweep, "--dry-run", "--sbatch=" + option, check=False)
        assert bad.returncode == 65 and words in bad.stderr, (option, bad.stderr)
    dead = write(os.path.join(folder, "dead.sh"), "#SBATCH --account=x\n")
    bad = fisc("sweep", "submit", sweep, "--dry-run", "--prologue", dead, check=False)
    assert bad.returncode == 65 and "say it with --sbatch" in bad.stderr, bad.stderr
    gone = fisc("sweep", "submit", sweep, "--dry-run", "--prologue", dead + "x", check=False)
    assert gone.returncode == 66 and "dead.shx" in gone.stderr
    with open(os.path.join(sweep, "slurm.sh"), encoding="utf-8") as file:
        assert file.read() == script  # what failed has changed nothing


@test
def a_script_that_was_changed_by_hand_is_not_overwritten(folder):
    sweep = plan(folder, "dry")
    path = os.path.join(sweep, "slurm.sh")
    fisc("sweep", "submit", sweep, "--dry-run")
    fisc("sweep", "submit", sweep, "--dry-run", "--tasks", "2")  # of our own it is
    with open(path, encoding="utf-8") as file:
        script = file.read()
    account = script.replace("#SBATCH --requeue", "#SBATCH --account=x\n#SBATCH --requeue")
    for edited in (account, script + "\n", "#!/bin/sh\n", ""):
        write(path, edited)
        bad = fisc("sweep", "submit", sweep, "--dry-run", check=False)
        assert bad.returncode == 73 and "changed by hand" in bad.stderr, (edited[-80:], bad.stderr)
        with open(path, encoding="utf-8") as file:
            assert file.read() == edited
    os.remove(path)
    fisc("sweep", "submit", sweep, "--dry-run")


@test
def a_second_submit_and_too_large_an_array_are_refused(folder):
    """With doubles that say what Slurm's own commands say."""
    sweep, tools = plan(folder, "dry"), os.path.join(folder, "tools")
    os.mkdir(tools)
    for name, line in (("squeue", '[ -z "$QUEUED" ] || echo 7_1 R'), ("scontrol", "echo 'MaxArraySize           = 8'"),
                       ("sbatch", 'echo "Submitted batch job 7 $*"')):
        os.chmod(write(os.path.join(tools, name), f"#!/bin/sh\n{line}\n"), 0o755)
    env = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}")
    assert "Submitted batch job 7 --wait" in fisc("sweep", "submit", sweep, "--tasks", "8", "--wait", env=env).stdout
    queued = fisc("sweep", "submit", sweep, "--tasks", "8", check=False, env={**env, "QUEUED": "1"})
    assert queued.returncode == 73 and "queued or running" in queued.stderr, queued.stderr
    large = fisc("sweep", "submit", sweep, "--tasks", "9", check=False, env=env)
    assert large.returncode == 65 and "MaxArraySize" in large.stderr, large.stderr


@test
def time_and_memory_are_asked_for_as_measured(folder):
    base = {"steps": 3, "population": {"workers": 100}, "planner": {"kind": "flat", "flat_rate": 0.3}}
    sweep = sweep_support.plan(folder, {"grid": {"population.workers": [100, 40000, 200], "seed": [1, 2]}}, base, "sizes")

    def submitted(*options):
        said = fisc("sweep", "submit", sweep, "--dry-run", "--tasks", "2", *options).stdout
        with open(os.path.join(sweep, "slurm.sh"), encoding="utf-8") as file:
            return said, dict(re.findall(r"^#SBATCH --(time|mem)=(.*)$", file.read(), re.MULTILINE))

    said, limits = submitted()
    assert not limits and "took" not in said, said  # nothing is known
    fisc("sweep", "run", sweep, "--slice", "0/6", "-q")
    said, limits = submitted()
    assert not limits and "Point 0 took" in said and "others have more workers" in said, said
    small = int(re.search(r"--mem (\d+)M \(--measure asks for it\)", said)[1])
    fisc("sweep", "run", sweep, "--slice", "2/6", "-q")
    said, limits = submitted("--measure", "--threads", "3")
    assert "Point 2 took" in said and "others" not in said, said
    peak, seconds = float(re.search(r"and (\d+) MB: a task", said)[1]), re.search(r"--time (\S+) --mem (\S+)", said)
    assert limits == {"time": seconds[1], "mem": seconds[2]}, (said, limits)
    assert 3 * peak < int(limits["mem"][:-1]) < 3 * 1.25 * (peak + 1) + 200 and small > 40 * 1.25 * 5, (small, said)
    assert submitted("--measure", "--time", "01:00:00")[1]["time"] == "01:00:00"
    # Nobody ran a point: the largest is run here, and counts.
    other = sweep_support.plan(folder, {"grid": {"population.workers": [100, 3000, 200]}}, base, "other")
    said = fisc("sweep", "submit", other, "--dry-run", "--measure").stdout
    assert "Point 1 is run here" in said and "Point 1 took" in said and num_done(other) == 1, said


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
        sweep = plan(folder, "limit")
        MODEL.delay(LATE_S)
        # The limit is a minute, and the warning is due five seconds after the start; Slurm looks every half a minute.
        job = submit(SLURM, sweep, "--tasks", "1", "--time", "00:01:00", "--warning", "55")
        SLURM.wait_until(lambda: SLURM.restarts(job) >= 1, "the time limit")
        assert num_done(sweep) < 32
        MODEL.delay(0.0)
        SLURM.call("scontrol", "update", f"jobid={job}", "timelimit=10", check=False)
        SLURM.wait_until(SLURM.is_done, "the task that was queued again")
        assert table(sweep) == HERE["table"]

    @slow_test
    def a_cancelled_sweep_keeps_what_is_done_and_goes_on(folder):
        sweep, other = plan(folder, "cancelled"), plan(folder, "other")
        MODEL.delay(LATE_S)
        submit(SLURM, sweep, "--tasks", "2")
        SLURM.wait_until(lambda: num_done(sweep) >= 2, "the first points")
        fisc("sweep", "cancel", other, env=SLURM.env)  # another sweep's jobs are not touched
        assert not SLURM.is_done()
        fisc("sweep", "cancel", sweep, env=SLURM.env)
        SLURM.wait_until(SLURM.is_done, "the end of the cancelled tasks")
        done = num_done(sweep)
        assert 2 <= done < 32, done
        MODEL.delay(0.0)
        fisc("sweep", "run", sweep, "-q")
        assert table(sweep) == HERE["table"]

    @test
    def preempted_tasks_are_queued_again(folder):
        for partition in ("main", "graceful"):
            sweep = plan(folder, partition)
            MODEL.delay(LATE_S)
            job = submit(SLURM, sweep, "--tasks", "2", "--partition", partition)
            SLURM.wait_until(lambda s=sweep: num_done(s) >= 2, "the first points")
            SLURM.call("sbatch", "--partition=urgent", "--ntasks=2", "--output=/dev/null", "--wrap=sleep 2")
            # Without grace they are killed at once; with grace they are told, and end behind a step.
            SLURM.wait_until(lambda j=job: SLURM.restarts(j) >= 1, f"the preemption, {partition}")
            assert num_done(sweep) < 32
            MODEL.delay(0.0)
            SLURM.wait_until(SLURM.is_done, "the preempted tasks")
            assert table(sweep) == HERE["table"], partition


MODEL.__exit__()
finish()
