# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A damaged journal is an error that changes nothing, and is salvaged; one that holds nothing is begun again."""
import json
import os
import re
import shutil

from mock_support import Model
from support import finish, fisc, put, read, run_hash, test, write
from sweep_support import plan, status, table

CONFIG = {"steps": 60, "population": {"workers": 300}, "rule": {"kind": "logit"}}


def flip(path, share):
    """One bit, so far into the file; what it was."""
    content = read(path)
    broken = bytearray(content)
    broken[int(share * len(broken))] ^= 0x10
    put(path, broken)
    return content


def refused(*arguments, words=(), code=65):
    done = fisc(*arguments, check=False)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    for word in words:
        assert re.search(word, done.stderr), (word, done.stderr)
    return done


def start_run(folder, **changes):
    path = write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, **changes}))
    run = os.path.join(folder, "run")
    fisc("run", path, "-o", run, "-q")
    return run


@test
def a_flipped_bit_in_a_complete_run_is_reported_changes_nothing_and_is_salvaged(folder):
    run = start_run(folder)
    expected, journal = run_hash(run), os.path.join(run, "run.jnl")
    for share in (0.001, 0.2, 0.999):
        whole = flip(journal, share)
        broken = read(journal)
        where = [r"run\.jnl: .*damaged.* at byte \d+ of " + str(len(whole))]
        for command in ("inspect", "resume"):
            refused(command, run, words=where)
        refused("inspect", "--hash", run, words=where)
        assert read(journal) == broken
        saved = os.path.join(folder, f"saved-{share}")
        done = fisc("salvage", run, "-o", saved, check=False)
        assert read(journal) == broken
        if share == 0.001:  # in the header
            assert done.returncode == 1 and "header" in done.stdout, (done.stdout, done.stderr)
            fisc("run", os.path.join(saved, "config.json"), "-o", saved, "-q")
        else:
            assert done.returncode == 0 and "are kept" in done.stdout, (done.stdout, done.stderr)
            fisc("resume", saved, "-q")
        assert run_hash(saved) == expected
        put(journal, whole)


@test
def a_journal_cut_anywhere_is_gone_on_with(folder):
    run = start_run(folder)
    expected, journal = run_hash(run), os.path.join(run, "run.jnl")
    whole = read(journal)
    for length in (len(whole) - 1, len(whole) // 3, 40, 9, 1, 0):
        for zeros in (0, 4096):
            put(journal, whole[:length] + bytes(zeros))
            done = fisc("resume", run)
            assert "dropped" in done.stderr or "holds nothing" in done.stderr, (length, done.stderr)
            assert run_hash(run) == expected, length


@test
def a_run_whose_journal_holds_nothing_begins(folder):
    run = start_run(folder)
    expected, config = run_hash(run), os.path.join(folder, "config.json")
    header = read(os.path.join(run, "run.jnl"))
    for command in (("run", config, "-o", run), ("resume", run)):
        for begin in (b"", header[:7], header[:60]):
            put(os.path.join(run, "run.jnl"), begin)
            refused("inspect", run, words=["holds nothing.*fisc resume"], code=66)
            done = fisc(*command)
            assert "holds nothing" in done.stderr, done.stderr
            assert run_hash(run) == expected


@test
def replies_that_were_paid_for_survive_a_flipped_bit(folder):
    run = os.path.join(folder, "run")
    with Model() as model:
        fisc("run", model.config(folder), "-o", run, "-q")
        expected, asked = run_hash(run), model.stats()["requests"]
        for name in ("run.jnl", "replies.jnl"):
            flip(os.path.join(run, name), 0.4)
        broken = read(os.path.join(run, "replies.jnl"))
        refused("transcript", "stat", run, words=[r"replies\.jnl: damaged at byte \d+"])
        refused("transcript", "stat", os.path.join(run, "replies.jnl"), words=[r"damaged at byte \d+"])
        assert read(os.path.join(run, "replies.jnl")) == broken
        saved = os.path.join(folder, "saved")
        said = fisc("salvage", run, "-o", saved).stdout
        assert "damaged in 1 places" in said, said
        fisc("resume", saved, "-q")
        assert run_hash(saved) == expected
        assert model.stats()["requests"] - asked <= 1, "asked again for what was kept"


@test
def torn_replies_are_said_and_an_empty_log_is_begun_anew(folder):
    run = os.path.join(folder, "run")
    with Model() as model:
        fisc("run", model.config(folder), "-o", run, "-q")
        expected = run_hash(run)
        for name, length in (("run.jnl", -30), ("replies.jnl", -5)):
            path = os.path.join(run, name)
            put(path, read(path)[:length])
        assert "5 bytes" not in fisc("transcript", "stat", run).stdout
        assert "its end is torn" in fisc("transcript", "stat", run).stdout
        done = fisc("resume", run)
        assert re.search(r"replies\.jnl has \d+ bytes after its last whole reply", done.stderr), done.stderr
        assert run_hash(run) == expected
        for content in (b"", b"fiscjnl\n\x01"):
            put(os.path.join(run, "run.jnl"), b"")
            put(os.path.join(run, "replies.jnl"), content)
            assert "0 replies" in fisc("transcript", "stat", run).stdout
            fisc("resume", run, "-q")
            assert run_hash(run) == expected


def rows_of(sweep):
    return sorted(os.path.join(sweep, name) for name in os.listdir(sweep) if name.endswith(".rows"))


@test
def a_sweep_says_which_rows_are_damaged_and_is_salvaged(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 8, "count": 8}}})
    fisc("sweep", "run", sweep, "-j", "1", "-q")
    expected, rows = table(sweep), rows_of(sweep)[0]
    for share in (0.003, 0.5):
        whole = flip(rows, share)
        broken = read(rows)
        for command in ("status", "run", "collect"):
            refused("sweep", command, sweep, words=[r"\.rows: .*damaged,? .*byte \d+"])
        assert read(rows) == broken
        saved = os.path.join(folder, f"saved-{share}")
        fisc("salvage", sweep, "-o", saved)
        assert status(saved)["done"] == (8 if share < 0.1 else 7), status(saved)
        fisc("sweep", "run", saved, "-j", "1", "-q")
        assert table(saved) == expected
        put(rows, whole)


@test
def rows_of_nothing_block_no_sweep(folder):
    sweep = plan(folder, {"grid": {"seed": {"from": 1, "to": 4, "count": 4}}})
    fisc("sweep", "run", sweep, "-j", "1", "-q")
    expected, rows = table(sweep), rows_of(sweep)[0]
    whole = read(rows)
    put(os.path.join(sweep, "full-disk-1.rows"), b"")
    put(os.path.join(sweep, "full-disk-2.rows"), whole[:30])
    put(rows, whole[:-3])
    said = fisc("sweep", "status", sweep)
    for words in ("full-disk-1.rows holds nothing", "full-disk-2.rows holds nothing", "its end is torn"):
        assert words in said.stderr, said.stderr
    assert "3 done, 0 failed, 1 open" in said.stdout, said.stdout
    assert "holds nothing" in fisc("sweep", "run", sweep, "-j", "1").stderr
    assert table(sweep) == expected


@test
def salvage_makes_new_files_and_never_into_what_it_reads(folder):
    run = start_run(folder)
    for target, words in ((run, "exists"), (os.path.join(run, "inside"), "is within")):
        refused("salvage", run, "-o", target, words=[words], code=73)
    refused("salvage", run, words=["-o TARGET"], code=64)
    refused("salvage", os.path.join(folder, "nowhere"), "-o", os.path.join(folder, "new"), code=66)
    saved = os.path.join(folder, "saved.jnl")
    assert "whole" in fisc("salvage", os.path.join(run, "run.jnl"), "-o", saved).stdout
    assert read(saved) == read(os.path.join(run, "run.jnl"))
    shutil.rmtree(run)


finish()
