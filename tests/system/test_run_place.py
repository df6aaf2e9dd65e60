# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run's folder is one process's at a time, whoever forces it; the old run goes when the new one has a step."""
import json
import os
import signal

from mock_support import Model
from support import finish, fisc, run_hash, start, test, wait_for_growth, write

LONG = {"steps": 100000, "population": {"workers": 3000}, "rule": {"kind": "logit"},
        "output": {"snapshot_interval_s": 0.05, "sync_interval_s": 0.01}}


def config(folder, name="config", **changes):
    return write(os.path.join(folder, f"{name}.json"), json.dumps({**LONG, **changes}))


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    said = process.communicate(timeout=120)[1]
    return process.returncode, said


@test
def nothing_takes_the_folder_of_a_live_run(folder):
    path, run = config(folder), os.path.join(folder, "run")
    live = start("run", path, "-o", run, "-q")
    wait_for_growth(live, os.path.join(run, "run.jnl"))
    inode = os.stat(os.path.join(run, "run.jnl")).st_ino
    for command in (("run", path, "-o", run, "--force"), ("resume", run)):
        done = fisc(*command, "-q", "--set", "steps=3", check=False) if command[0] == "run" else \
            fisc(*command, "-q", check=False)
        assert done.returncode == 73 and "another fisc is writing this run" in done.stderr, done.stderr
    assert os.stat(os.path.join(run, "run.jnl")).st_ino == inode
    assert live.poll() is None
    os.remove(os.path.join(run, "run.lock"))  # an older fisc knows only the journal's lock
    done = fisc("run", path, "-o", run, "--force", "-q", check=False)
    assert done.returncode == 73, done.stderr
    code, said = end(live)
    assert code == 75, said


@test
def a_run_whose_journal_was_replaced_stops_and_writes_nothing_more(folder):
    path, run = config(folder), os.path.join(folder, "run")
    live = start("run", path, "-o", run, "-q")
    wait_for_growth(live, os.path.join(run, "run.jnl"))
    os.rename(run, os.path.join(folder, "elsewhere"))
    os.mkdir(run)
    write(os.path.join(run, "run.jnl"), "of another")
    said = live.communicate(timeout=120)[1]
    assert live.returncode == 74 and "was replaced or removed" in said, (live.returncode, said)
    assert os.listdir(run) == ["run.jnl"], os.listdir(run)


@test
def the_old_run_stays_until_the_new_one_has_a_step(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder, steps=5), "-o", run, "-q")
    before = run_hash(run)
    with Model(3.0) as model:
        slow = model.config(folder, steps=2)
        for number in (signal.SIGTERM, signal.SIGKILL):
            process = start("run", slow, "-o", run, "--force", "-q")
            wait_for_growth(process, os.path.join(run, "replacing", "run.jnl"))
            code, said = end(process, number)
            assert code == 75 if number == signal.SIGTERM else code < 0, (code, said)
            assert ("as it was" in said) == (code == 75), said
            assert os.path.exists(os.path.join(run, "replacing")) == (number == signal.SIGKILL)
            assert run_hash(run) == before
            assert "run.h5 is whole" in fisc("inspect", run).stdout
    fisc("run", config(folder, steps=5, seed=2), "-o", run, "--force", "-q")
    assert run_hash(run) != before
    assert sorted(os.listdir(run)) == ["config.json", "run.h5", "run.jnl", "run.lock"], os.listdir(run)


@test
def a_forced_run_that_fails_leaves_the_old_one(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder, steps=5), "-o", run, "-q")
    before = run_hash(run)
    bad = config(folder, "bad", steps=5, rule={"kind": "llm"},
                 llm={"profile": "llamacpp", "model": "nobody", "url": "http://127.0.0.1:9/v1",
                      "max_attempts": 1, "max_retry_after_s": 1})
    done = fisc("run", bad, "-o", run, "--force", "-q", "--set", "population.workers=5", check=False)
    assert done.returncode == 69, (done.returncode, done.stderr)
    assert run_hash(run) == before
    assert not os.path.exists(os.path.join(run, "replacing"))


finish()
