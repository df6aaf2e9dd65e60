#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run tests side by side and count:   python3 tools/run_tests.py [OPTION...] BUILD TEST...

A TEST is a cmocka program, a Python program (*.py, given BUILD/fisc) or a shell script (*.sh, given BUILD); each prints
"ok - name", "not ok - name" or "skip - name: why" lines.  Each gets a TMPDIR of its own; logs are in BUILD/test-logs.
The last line is "N passed, N failed".

What is particular about a test stands in its own file, in a comment "test: MARK: why":
    slow                    takes minutes: only `make slow` runs it (a single check: @slow_test of support.py)
    alone                   needs the machine for itself: runs when no other test does
    waits                   hardly computes: goes beside the others without taking a place of theirs
    takes N s               long ones begin first; it may take ten times that and ten minutes more
    not under sanitizers    `make asan` leaves it out (a single check: @test_of_results of support.py)"""
import argparse
import concurrent.futures
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

MARK = re.compile(r"^(?:#|//|/\*| \*)\s*test: (slow|alone|waits|takes (\d+) s|not under sanitizers)\b", re.M)
SLOW_CHECK = re.compile(r'^(?:@slow_test\b|\s*\(slow_test if\b|\[ -n "\$FISC_SLOW" \]|.*getenv\("FISC_SLOW"\))', re.M)
PATIENCE_S = 600  # beyond ten times what a test says that it takes
TAIL_LINES = 60


class Test:
    """One test file, what it says of itself, and how it went."""

    def __init__(self, path, build):
        self.path = path
        self.name = re.sub(r"\.[a-z]+$", "", os.path.basename(path))
        source = path if path.endswith((".py", ".sh")) else os.path.relpath(path, build) + ".c"
        with open(source, encoding="utf-8") as file:
            text = file.read()
        self.marks = {found[1].split(" ")[0] if found[2] else found[1] for found in MARK.finditer(text)}
        self.usual_s = max([int(found[2]) for found in MARK.finditer(text) if found[2]], default=0)
        self.has_slow_checks = SLOW_CHECK.search(text) is not None
        self.good = self.bad = 0
        self.seconds = self.computed_s = 0.0
        self.skipped = []
        self.says = ""

    def command(self, build):
        if self.path.endswith(".py"):
            return [sys.executable, self.path, os.path.join(build, "fisc")]
        if self.path.endswith(".sh"):
            return ["sh", self.path, build]
        return [self.path]

    def run(self, build, logs, running):
        room = tempfile.mkdtemp(prefix=f"fisc-{self.name}-"[:32])
        os.chmod(room, 0o755)  # munge's daemon wants to be reached
        # Threads that spin while they wait for each other take the time of the test beside them.  A make in a test is
        # not a part of the make that runs the tests.
        env = {"OMP_WAIT_POLICY": "passive", "CMOCKA_MESSAGE_OUTPUT": "TAP", **os.environ, "TMPDIR": room}
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"):
            env.pop(name, None)
        limit = PATIENCE_S + 10 * self.usual_s
        path = os.path.join(logs, self.name + ".log")
        begun = time.monotonic()
        with open(path, "w", encoding="utf-8") as log:
            process = subprocess.Popen(self.command(build), stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, env=env, start_new_session=True)
            running.add(process.pid)
            code, self.computed_s = wait_for(process, begun + limit)
            end_group(process.pid)  # whatever a test left behind
            running.discard(process.pid)
        self.seconds = time.monotonic() - begun
        shutil.rmtree(room, ignore_errors=True)
        with open(path, encoding="utf-8", errors="replace") as log:
            lines = log.read().splitlines()
        self.count(lines, code, limit)

    def count(self, lines, code, limit):
        for line in lines:
            if line.startswith("skip - ") or re.match(r"(not )?ok \d+ # SKIP", line):
                self.skipped.append(re.sub(r"^(skip - |.*# SKIP )", "", line))
            elif line.startswith("ok "):
                self.good += 1
            elif line.startswith("not ok "):
                self.bad += 1
        # A program that dies, or fails without saying in what, or says nothing, is one failure.
        if (code != 0 and self.bad == 0) or self.good + self.bad + len(self.skipped) == 0:
            self.bad += 1
            lines.append(f"(did not end within {limit} s)" if code is None else f"(exit code {code})")
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        self.says = f"{self.name:<28} {self.good:3} passed {self.bad:3} failed {self.seconds:5.0f} s" \
                    f" {self.computed_s:5.0f} s computing{skipped}"
        if self.bad:
            self.says += "".join("\n    " + line for line in lines[-TAIL_LINES:])


def wait_for(process, end):
    """Exit code (None: not within the time) and seconds of computing, of the process and what it waited for."""
    code = None
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode if code is None else None, usage.ru_utime + usage.ru_stime
        if code is None and time.monotonic() > end:
            code = -signal.SIGKILL
            end_group(process.pid)
        time.sleep(0.01)


def end_group(leader):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def run_all(tests, build, jobs, logs):
    """In this order, `jobs` at a time; those that wait beside them, those for themselves at the end."""
    running: set[int] = set()
    lock = threading.Lock()

    def run(test):
        test.run(build, logs, running)
        with lock:
            print(test.says, flush=True)

    waiting = [test for test in tests if "waits" in test.marks]
    alone = [test for test in tests if "alone" in test.marks and test not in waiting]
    others = [test for test in tests if test not in waiting and test not in alone]
    try:
        with concurrent.futures.ThreadPoolExecutor(jobs) as places, \
                concurrent.futures.ThreadPoolExecutor(max(jobs, 2)) as seats:
            going = [seats.submit(run, test) for test in waiting] + [places.submit(run, test) for test in others]
            try:
                for one in going:
                    one.result()
            except BaseException:
                for one in going:
                    one.cancel()
                for leader in list(running):
                    end_group(leader)
                raise
        for test in alone:
            run(test)
    finally:
        for leader in list(running):
            end_group(leader)


def chosen(tests, options):
    """The tests of this call, long ones first."""
    patterns = options.match.split()
    found = [test for test in tests
             if (not patterns or any(pattern in test.name for pattern in patterns))
             and ("slow" in test.marks or test.has_slow_checks if options.slow else "slow" not in test.marks)
             and not (options.sanitizers and "not under sanitizers" in test.marks)]
    return sorted(found, key=lambda test: (-test.usual_s, test.name))


def main():
    parser = argparse.ArgumentParser(description="Run tests side by side.")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="tests at a time (all cores)")
    parser.add_argument("--match", default="", metavar="WORDS", help="only tests with one of these words in the name")
    parser.add_argument("--slow", action="store_true", help="only what is marked slow")
    parser.add_argument("--sanitizers", action="store_true", help="without what is marked 'not under sanitizers'")
    parser.add_argument("build")
    parser.add_argument("tests", nargs="+")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ["FISC_SLOW"] = "1" if options.slow else ""
    tests = chosen([Test(path, options.build) for path in options.tests], options)
    if not tests:
        print("No test of this kind has such a name.", file=sys.stderr)
    logs = os.path.join(options.build, "test-logs")
    os.makedirs(logs, exist_ok=True)
    begun = time.monotonic()
    run_all(tests, options.build, max(options.jobs, 1), logs)

    slowest = sorted(tests, key=lambda test: -test.seconds)[:10]
    print(f"{time.monotonic() - begun:.0f} s, {sum(test.computed_s for test in tests):.0f} s computing; the slowest:",
          ", ".join(f"{test.name.removeprefix('test_')} {test.seconds:.0f} s" for test in slowest))
    for test in tests:
        for line in test.skipped:
            if not line.endswith((": slow", ": not under sanitizers")):
                print(f"skipped: {test.name}: {line}")
    bad = sum(test.bad for test in tests) + (not tests)
    print(f"{sum(test.good for test in tests)} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
