# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the torture shares: how long, which seed, what exit codes there are, mutations of bytes, records of journals,
and a set of commands whose results are known beforehand."""
import atexit
import functools
import json
import os
import random
import re
import shutil
import struct
import subprocess
import tempfile
import time

from support import FISC, ROOT, fisc, read, run_hash, write

IS_LONG = "FISC_TORTURE_SECONDS" in os.environ  # `make torture`; a small part of it is in `make test`
SECONDS = float(os.environ.get("FISC_TORTURE_SECONDS", "30"))
SEED = os.environ.get("FISC_TORTURE_SEED") or (str(random.SystemRandom().randrange(10**9)) if IS_LONG else "20261126")
HANG_S = 300
FAULT = 70  # only where memory or stack are short

CONFIG = {"steps": 40, "tax_year_length": 8, "population": {"workers": 80}, "rule": {"kind": "logit"},
          "planner": {"kind": "flat", "flat_rate": 0.3},
          "output": {"panel": "every", "panel_every_steps": 7, "panel_workers": 20, "sync_interval_s": 0.001,
                     "snapshot_interval_s": 0.05}}
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin take the time of the processes beside them


def codes_of_the_table():
    with open(os.path.join(ROOT, "docs", "file_formats.md"), encoding="utf-8") as file:
        page = file.read()
    return {int(code) for code in re.findall(r"\| (\d+) \|", page[page.index("## Exit codes"):])}


CODES = codes_of_the_table()


def cases(kind, share, least=1):
    """Chances of cases 0, 1, ... until the share of the time is over; each is drawn from the seed and its number alone.
    `make torture` does `least` of them however long they take."""
    end, number = time.monotonic() + share * SECONDS, 0
    while time.monotonic() < end or number < (least if IS_LONG else 1):
        yield number, random.Random(f"{SEED} {kind} {number}")
        number += 1


def ended_well(done, where, codes=frozenset(CODES - {FAULT})):
    """It ended with a code of the table and a word, without a traceback."""
    said = (where, done.returncode, done.stdout[-300:], done.stderr[-600:])
    assert done.returncode in codes, said
    assert done.returncode in (0, 1) or "fisc: " in done.stderr, said
    assert "Traceback" not in done.stderr and "Sanitizer" not in done.stderr, said


def attempt(*arguments, **keywords):
    """Run fisc, whatever comes of it; bytes that are no text are shown."""
    return fisc(*arguments, check=False, timeout=HANG_S, errors="replace", **keywords)


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.remove(path)


# ---- bytes ----------------------------------------------------------------------------------------

WORDS = [b"0", b"-1", b"1e308", b"-1e308", b"1e-320", b"NaN", b"null", b"true", b"[]", b"{}", b'""', b'"\\u0000"', b"//", b"/*",
         b"99999999999999999999", b"\xff\xfe", b"\xed\xa0\x80", b"\x00", b"\r", b"\n\n", b",", b",,", b'"', b"\\", b"%n%s",
         b"=1+1"]


def mutate(chance, content):
    """The bytes after one to six changes of any kind."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at, many = chance.randrange(len(made) + 1), chance.choice((1, 1, 2, 7, 60, 1000))
        kind = chance.randrange(8)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del made[at:at + many]
        elif kind == 2:
            made[at:at] = chance.choice(WORDS)
        elif kind == 3:
            made[at:at] = made[at:at + many]
        elif kind == 4:
            made[at:at + many] = bytes(chance.randrange(256) for _ in range(min(many, len(made) - at)))
        elif kind == 5:
            del made[at:]
        elif kind == 6:  # a number, or a word, becomes another
            found = list(re.finditer(rb"[-+0-9.eE]+|\w+", bytes(made[at:at + 4000])))
            if found:
                one = chance.choice(found)
                made[at + one.start():at + one.end()] = chance.choice(WORDS)
        else:
            made[at:at] = bytes([chance.randrange(256)]) * many
    return bytes(made)


# ---- journals -------------------------------------------------------------------------------------

def records(content):
    """Where the records of a journal begin, and where the last of them ends."""
    at = 16 + struct.unpack_from("<I", content, 12)[0] + 8
    found = [at]
    while at < len(content):
        at += 8 + struct.unpack_from("<I", content, at)[0] + 8
        found.append(at)
    assert found[-1] == len(content), found[-3:]
    return found


def places(content):
    """Every boundary of records, and places inside of each: lengths at which a journal may have been cut."""
    ends = records(content)
    found = {0, 1, 7, 8, 12, 15, ends[0] - 1}
    for first, last in zip(ends, ends[1:]):
        found |= {first, first + 1, first + 4, first + 8, (first + last) // 2, last - 8, last - 1}
    return sorted(found)


# ---- work whose result is known ---------------------------------------------------------------------

class Work:
    """Commands that make a thing, each with what it makes when nothing goes wrong."""

    def __init__(self, folder):
        self.folder = folder
        self.config = write(os.path.join(folder, "config.json"), json.dumps(CONFIG))
        self.other = write(os.path.join(folder, "other.json"), json.dumps({**CONFIG, "seed": 2}))
        self.run, self.sweep = os.path.join(folder, "whole"), os.path.join(folder, "sweep")
        fisc("run", self.config, "-o", self.run, "-q")
        points = {"base": "config.json", "grid": {"seed": {"from": 1, "to": 6, "count": 6}}}
        self.points = write(os.path.join(folder, "points.json"), json.dumps(points))
        fisc("sweep", "plan", self.points, "-o", self.sweep, "-q")
        self.fresh_sweep = os.path.join(folder, "fresh")
        shutil.copytree(self.sweep, self.fresh_sweep)
        fisc("sweep", "run", self.sweep, "-q")
        self.hash, self.table = run_hash(self.run), self.rows(self.sweep)

    @staticmethod
    def rows(sweep):
        """The table without the seconds, its last column."""
        return [line.rsplit(",", 1)[0] for line in fisc("sweep", "collect", sweep, "--complete").stdout.splitlines()]

    def makers(self):
        """Name to (command with OUT for what it makes, how to look at what it made)."""
        return {
            "export": (("export", self.run, "-t", "panel", "-o", "OUT", "-q"), read),
            "collect": (("sweep", "collect", self.sweep, "-o", "OUT", "-q"), read),
            "package": (("package", self.run, "-o", "OUT.tar.gz", "-q"), read),
            "run": (("run", self.config, "-o", "OUT", "-q"), run_hash),
            "replace": (("run", self.other, "-o", "OUT", "-q", "--force"), run_hash),
            "salvage": (("salvage", self.run, "-o", "OUT", "-q"), run_hash),
        }

    @functools.cached_property
    def made(self):
        """Name to what its command makes."""
        found = {}
        for name in self.makers():
            out = os.path.join(self.folder, "expected-" + name)
            command, look, path = self.maker(name, out)
            fisc(*command)
            if name == "salvage":
                fisc("resume", path, "-q")
            found[name] = look(path)
        return found

    def maker(self, name, out):
        """The command, the look and the path of what it makes."""
        command, look = self.makers()[name]
        path = out + (".tar.gz" if name == "package" else "")
        return [word.replace("OUT", out) for word in command], look, path

    def finish(self, name, out):
        """Once more, without anything going wrong: what came of it."""
        command, look, path = self.maker(name, out)
        if name in ("run", "salvage") and os.path.exists(os.path.join(path, "run.jnl")):
            fisc("resume", path, "-q")
        elif name == "salvage" and os.path.exists(path):
            remove(path)
            return self.finish(name, out)
        else:
            fisc(*command)
            if name == "salvage":
                fisc("resume", path, "-q")
        return look(path)


@functools.cache
def shared_work():
    """One for all checks; they only read it."""
    folder = tempfile.mkdtemp(prefix="fisc-torture-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Work(folder)


def begin(*arguments, **keywords):
    """fisc as a process that goes on by itself."""
    return subprocess.Popen([FISC, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
                            stdin=subprocess.DEVNULL, **keywords)
