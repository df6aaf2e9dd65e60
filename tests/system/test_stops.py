# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages, curves and fits end with 75 when they are asked to, and leave nothing; what a kill leaves the next one removes."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from support import FISC, ROOT, PATIENCE_S, finish, fisc, test, wait_until, write
from sweep_support import plan

LONG = {"steps": 150, "population": {"workers": 10000}, "rule": {"kind": "logit"}}
SMALL = {"steps": 2, "population": {"workers": 50}}
CAUGHT_S = 60  # until a command listens to signals
SOON_S = 30    # far less than what it would take


def run_of(folder, config, name="run"):
    run = os.path.join(folder, name)
    fisc("run", write(os.path.join(folder, f"{name}.json"), json.dumps(config)), "-o", run, "-q")
    return run


def slow(folder, program):
    """A folder for the path in which that program says that it is there, and then takes very long."""
    shims = os.path.join(folder, "shims-" + program)
    os.makedirs(shims)
    here = os.path.join(shims, "here")
    path = write(os.path.join(shims, program),
                 f"#!/bin/sh\necho $$ >{here}.new && mv {here}.new {here}\nsleep 300\nexec {shutil.which(program)} \"$@\"\n")
    os.chmod(path, 0o755)
    return shims, here


class Going:
    """fisc at work, with a TMPDIR of its own."""

    def __init__(self, folder, *arguments, shims=None, **env):
        self.room = os.path.join(folder, "tmpdir")
        os.makedirs(self.room, exist_ok=True)
        path = f"{shims}:{os.environ['PATH']}" if shims else os.environ["PATH"]
        self.said = tempfile.TemporaryFile("w+", encoding="utf-8")  # no pipe: what is left behind would hold it open
        self.process = subprocess.Popen([FISC, *arguments], env={**os.environ, "TMPDIR": self.room, "PATH": path, **env},
                                        stdout=subprocess.DEVNULL, stderr=self.said)

    def listens(self):
        """Does it catch SIGTERM, so that it decides itself how it ends?"""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            caught = next(line for line in file if line.startswith("SigCgt"))
        return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1

    def stop(self, number):
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        self.said.seek(0)
        said = self.said.read()
        assert self.process.returncode == 75, (self.process.returncode, said)
        assert time.monotonic() - begun < SOON_S, time.monotonic() - begun
        assert said == "fisc: stopped\n" or "resume" in said, said
        return said

    def kill(self):
        self.process.kill()
        self.process.wait()


def is_gone(pid):
    """A process, or one that nobody has buried yet."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def pid_of(here):
    wait_until(lambda: os.path.exists(here), here, CAUGHT_S)
    with open(here, encoding="utf-8") as file:
        return int(file.read())


def stop_in(folder, program, number, *arguments):
    """Ask it to end while that program is at work."""
    with contextlib.ExitStack() as after:
        shims, here = slow(folder, program)
        going = Going(folder, *arguments, shims=shims)
        after.callback(going.kill)
        pid = pid_of(here)
        going.stop(number)
        assert os.listdir(going.room) == [], (program, os.listdir(going.room))
        wait_until(lambda: is_gone(pid), f"the end of {program}", SOON_S)
    shutil.rmtree(shims)


@test
def a_package_that_is_stopped_leaves_nothing(folder):
    run = run_of(folder, SMALL)
    archive = os.path.join(folder, "paper.tar.gz")
    before = sorted(os.listdir(folder))
    for program in ("sha256sum", "tar", "gzip"):
        for number in (signal.SIGINT, signal.SIGTERM):
            stop_in(folder, program, number, "package", run, "-o", archive)
            assert sorted(os.listdir(folder)) in (before, sorted([*before, "tmpdir"])), os.listdir(folder)
    write(archive, "an older one")
    stop_in(folder, "tar", signal.SIGTERM, "package", run, "-o", archive)
    with open(archive, encoding="utf-8") as file:
        assert file.read() == "an older one"


@test
def a_package_of_many_replies_is_stopped_between_them(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 4, "count": 4}}}, SMALL)
    fisc("sweep", "run", sweep, "-q")
    for point in range(4):
        os.makedirs(os.path.join(sweep, "runs", str(point)))
        write(os.path.join(sweep, "runs", str(point), "replies.jnl"), "replies")
    for number in (signal.SIGINT, signal.SIGTERM):
        stop_in(folder, "cp", number, "package", sweep, "-o", os.path.join(folder, "paper.tar.gz"))
    assert not [name for name in os.listdir(folder) if name.startswith("paper")], os.listdir(folder)


@test
def a_verification_that_is_stopped_leaves_nothing(folder):
    archive = os.path.join(folder, "paper.tar.gz")
    fisc("package", run_of(folder, SMALL), "-o", archive, "-q")
    for program in ("tar", "sha256sum"):
        for number in (signal.SIGINT, signal.SIGTERM):
            stop_in(folder, program, number, "package", "verify", archive)


@test
def a_run_that_is_repeated_is_stopped_too(folder):
    archive = os.path.join(folder, "paper.tar.gz")
    fisc("package", run_of(folder, LONG), "-o", archive, "-q")
    for number in (signal.SIGINT, signal.SIGTERM):
        going = Going(folder, "package", "verify", archive)

        def has_begun(room=going.room):
            return [1 for name in os.listdir(room) if os.path.exists(os.path.join(room, name, "again", "run.jnl"))]

        wait_until(has_begun, "a run", CAUGHT_S)
        going.stop(number)
        assert os.listdir(going.room) == [], os.listdir(going.room)


@test
def what_a_kill_left_the_next_one_removes(folder):
    archive = os.path.join(folder, "paper.tar.gz")
    fisc("package", run_of(folder, SMALL), "-o", archive, "-q")
    shims, here = slow(folder, "tar")
    killed = Going(folder, "package", "verify", archive, shims=shims)
    pid_of(here)
    left = os.listdir(killed.room)
    killed.kill()
    assert os.listdir(killed.room) == left and len(left) == 1, left
    os.remove(here)
    others = ["fisc-package-abcdef", "fisc-package-locked-abc", "another"]  # not of ours, or of a version without locks
    for name in others:
        os.makedirs(os.path.join(killed.room, name))
    os.symlink(ROOT, os.path.join(killed.room, "fisc-package-locked-zzzzzz"))
    living = Going(folder, "package", "verify", archive, shims=shims)
    pid_of(here)
    living_folder = set(os.listdir(killed.room)) - set(left) - {*others, "fisc-package-locked-zzzzzz"}
    assert len(living_folder) == 1 and left[0] not in os.listdir(killed.room), os.listdir(killed.room)
    fisc("package", "verify", archive, env={"TMPDIR": killed.room})
    assert set(os.listdir(killed.room)) == {*others, "fisc-package-locked-zzzzzz", *living_folder}, os.listdir(killed.room)
    living.stop(signal.SIGTERM)
    assert set(os.listdir(killed.room)) == {*others, "fisc-package-locked-zzzzzz"}, os.listdir(killed.room)


def stop_when_it_listens(folder, number, *arguments, **env):
    going = Going(folder, *arguments, **env)
    try:
        wait_until(going.listens, f"fisc {arguments[0]} to listen to signals", CAUGHT_S)
        time.sleep(0.3)
        return going.stop(number)
    finally:
        going.kill()


@test
def a_curve_is_stopped(folder):
    config = write(os.path.join(folder, "c.json"), json.dumps({"population": {"workers": 20000}}))
    table = os.path.join(folder, "curve.csv")
    for number in (signal.SIGINT, signal.SIGTERM):
        stop_when_it_listens(folder, number, "laffer", config, "-n", "100000", "-o", table)
        assert sorted(os.listdir(folder)) == ["c.json", "tmpdir"], os.listdir(folder)


@test
def who_draws_workers_is_stopped_at_once(folder):
    """Nothing is begun by then, and nothing left."""
    config = write(os.path.join(folder, "c.json"), json.dumps({"steps": 20, "population": {"workers": 2000000}}))
    out = os.path.join(folder, "run")
    for words in (("run", config, "-o", out, "-q"), ("toprate", config), ("laffer", config)):
        said = stop_when_it_listens(folder, signal.SIGTERM, *words)
        assert "stopped" in said and not os.path.exists(out), said
    run = run_of(folder, {**SMALL, "steps": 3}, "small")
    before = open(os.path.join(run, "run.jnl"), "rb").read()
    stop_when_it_listens(folder, signal.SIGHUP, "run", config, "-o", run, "-q", "--force")
    assert open(os.path.join(run, "run.jnl"), "rb").read() == before and "whole" in fisc("inspect", run).stdout


@test
def a_fit_is_stopped(folder):
    fit = os.path.join(folder, "fit")
    for number in (signal.SIGINT, signal.SIGTERM):
        stop_when_it_listens(folder, number, "calibrate", "-o", fit)
        assert os.listdir(fit) == [], os.listdir(fit)


@test
def an_elasticity_card_is_stopped_while_the_package_computes_it(folder):
    here = os.path.join(folder, "here")
    python = write(os.path.join(folder, "python"), "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\n"
                   f"echo $$ >{here}.new && mv {here}.new {here}\nsleep 300\n")
    os.chmod(python, 0o755)
    config = write(os.path.join(folder, "c.json"), json.dumps(SMALL))
    going = Going(folder, "elasticity", config, "-o", os.path.join(folder, "card"), "-n", "1", "-q", FISC_PYTHON=python)
    try:
        pid = pid_of(here)
        going.stop(signal.SIGTERM)
        wait_until(lambda: is_gone(pid), "the end of the package", SOON_S)
    finally:
        going.kill()


@test
def the_package_leaves_no_half_picture(folder):
    """SIGTERM while it writes: its temporary file goes away."""
    code = ("import os, signal, sys, time\nsys.argv[1:] = ['fit', '.', '-o', 'x.png']\n"
            "from fisc import fit, whole_file\n"
            "def write(path):\n    os.kill(os.getpid(), signal.SIGTERM)\n    time.sleep(60)\n"
            "fit.draw = lambda source, output: whole_file.write_whole(output, write)\n"
            "import runpy\nrunpy.run_module('fisc', run_name='__main__')\n")
    env = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "analysis")}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True,
                          check=False, timeout=PATIENCE_S)
    assert done.returncode == 75 and os.listdir(folder) == [], (done.returncode, os.listdir(folder), done.stderr)


finish()
