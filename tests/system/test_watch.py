# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run seen from a terminal: once, live in a real pseudo-terminal, and stopped by hand."""
import csv
import json
import os
import pty
import re
import select
import signal
import subprocess
import time

from support import FISC, PATIENCE_S, finish, fisc, has_grown, test, wait_until, write

CONFIG = {"steps": 30, "warmup_steps": 5, "tax_year_length": 5, "population": {"workers": 500},
          "planner": {"kind": "random_search"}, "name": "Watched"}


def make(folder, **more):
    run = os.path.join(folder, "run")
    return run, write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, **more}))


def in_terminal(*arguments, signal_after=None):
    """Run fisc in a pseudo-terminal of its own; what it wrote, and its exit code.  With signal_after, control-C comes
    when those bytes were written."""
    main, other = pty.openpty()
    process = subprocess.Popen([FISC, *arguments], stdout=other, stderr=other, stdin=other,
                               env=dict(os.environ, LC_ALL="C.UTF-8"))
    os.close(other)
    wrote, end = b"", time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if select.select([main], [], [], 0.05)[0]:
            try:
                wrote += os.read(main, 65536)
            except OSError:
                break
        if signal_after and signal_after in wrote:
            process.send_signal(signal.SIGINT)
            signal_after = None
        if process.poll() is not None and not select.select([main], [], [], 0)[0]:
            break
    os.close(main)
    process.wait(timeout=PATIENCE_S)
    return wrote.decode(), process.returncode


@test
def a_finished_run_is_one_look(folder):
    run, config = make(folder)
    fisc("run", config, "-o", run, "-q")
    text = fisc("watch", run, env={"LC_ALL": "C.UTF-8"}).stdout
    assert text.startswith("Watched: step 30 of 30, complete\n") and "\033" not in text, text
    for label in ("welfare", "mean hours", "mean income", "rebate", "Gini after tax", "marginal rates"):
        assert label in text, label
    assert "requests" not in text
    table = list(csv.DictReader(fisc("export", run, "--table", "summary").stdout.splitlines()))
    hours = re.search(r"mean hours.*?([\d.]+) h/week", text).group(1)
    assert f"{float(table[-1]['mean_hours_per_week']):.2f}" == hours
    line = next(line for line in text.splitlines() if line.startswith("welfare "))
    blocks = [c for c in line if "▁" <= c <= "█"]
    assert len(blocks) == 30 and "▁" in blocks and "█" in blocks, line
    assert max(map(len, text.splitlines())) <= 80, text


@test
def ascii_and_width_are_kept(folder):
    run, config = make(folder)
    fisc("run", config, "-o", run, "-q")
    narrow = fisc("watch", run, "--ascii", "--width", "60", env={"LC_ALL": "C.UTF-8"}).stdout
    assert narrow.isascii() and max(map(len, narrow.splitlines())) <= 60
    assert fisc("watch", run, env={"LC_ALL": "C"}).stdout.isascii()


@test
def a_terminal_is_drawn_anew_until_the_run_ends(folder):
    run, config = make(folder, steps=1500, population={"workers": 2000}, rule={"kind": "logit"})
    running = subprocess.Popen([FISC, "run", config, "-o", run, "-q"])
    wait_until(has_grown(os.path.join(run, "run.jnl")), "the first steps")
    text, code = in_terminal("watch", run, "--interval", "0.1")
    running.wait(timeout=PATIENCE_S)
    assert code == 0, text
    steps = [int(k) for k in re.findall(r"step (\d+) of 1500", text)]
    assert len(steps) >= 3 and steps == sorted(steps) and steps[-1] == 1500, steps
    assert re.search(r"\033\[\d+A", text) and text.count(", complete") == 1


@test
def control_c_ends_the_view_and_not_the_run(folder):
    run, config = make(folder)
    fisc("run", config, "-o", run, "-q")
    # As if it were still going on: without its end the journal is that of a run cut short.
    journal = os.path.join(run, "run.jnl")
    with open(journal, "rb+") as file:
        file.truncate(os.path.getsize(journal) - 200)
    before = open(journal, "rb").read()
    text, code = in_terminal("watch", run, "--interval", "3600", signal_after=b"welfare")
    assert code == 0 and ", complete" not in text, (code, text)
    assert open(journal, "rb").read() == before


@test
def what_cannot_be_watched_says_why(folder):
    run, config = make(folder)
    fisc("run", config, "-o", run, "-q")
    missing = fisc("watch", os.path.join(folder, "nowhere"), check=False)
    assert missing.returncode == 66 and "nowhere" in missing.stderr
    for arguments in (("--interval", "0"), ("--interval", "soon"), ("--width", "3")):
        bad = fisc("watch", run, *arguments, check=False)
        assert bad.returncode == 64 and arguments[1] in bad.stderr, bad.stderr


finish()
