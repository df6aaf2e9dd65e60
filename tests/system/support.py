# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system tests share: running fisc, and saying ok or not ok.

Every test file is a program: it gets the path of fisc, prints one line a check
("ok - name" or "not ok - name"), and exits with 1 if any check failed."""
import os
import subprocess
import sys
import tempfile
import traceback

FISC = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "build/release/fisc"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_failed = False


def fisc(*arguments, check=True, threads=None, timeout=300, **keywords):
    """Run fisc; the finished process, with text output."""
    env = dict(os.environ, **keywords.pop("env", {}))
    if threads:
        env["OMP_NUM_THREADS"] = str(threads)
    done = subprocess.run([FISC, *map(str, arguments)], capture_output=True, text=True,
                          env=env, timeout=timeout, **keywords)
    if check and done.returncode != 0:
        raise AssertionError(f"fisc {' '.join(map(str, arguments))}: exit {done.returncode}\n"
                             f"{done.stdout}{done.stderr}")
    return done


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def run_hash(folder):
    """One hash over every result of a run."""
    return fisc("inspect", "--hash", folder).stdout.strip()


def test(function):
    """Decorator: run the check in a folder of its own, report one line."""
    global _failed
    with tempfile.TemporaryDirectory(prefix="fisc-test-") as folder:
        name = function.__name__.replace("_", " ")
        try:
            function(folder)
            print(f"ok - {name}", flush=True)
        except Exception:  # report and go on: every check counts
            _failed = True
            print(f"not ok - {name}\n{traceback.format_exc()}", flush=True)
    return function


def finish():
    sys.exit(1 if _failed else 0)
