# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system tests share: running fisc, saying ok or not ok, waiting, chance.

Every test file is a program: it gets the path of fisc, prints one line a check
("ok - name", "not ok - name" or "skip - name: why"), and exits with 1 if any check failed."""
import os
import subprocess
import sys
import tempfile
import time
import traceback

FISC = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "build/release/fisc"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
IS_SMALL = os.environ.get("FISC_TEST_SCALE") == "small"  # under sanitizers: the same code, at less size
PATIENCE_S = 900  # guards against hanging, on a machine that has much else to do
_failed = False


def fisc(*arguments, check=True, threads=None, timeout=PATIENCE_S, **keywords):
    """Run fisc; the finished process, with text output."""
    env = dict(os.environ, **keywords.pop("env", {}))
    if threads:
        env["OMP_NUM_THREADS"] = str(threads)
    done = subprocess.run([FISC, *map(str, arguments)], capture_output=True, text=True,
                          env=env, timeout=timeout, check=False, **keywords)
    if check and done.returncode != 0:
        raise AssertionError(f"fisc {' '.join(map(str, arguments))}: exit {done.returncode}\n"
                             f"{done.stdout}{done.stderr}")
    return done


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(path):
    """Bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


def put(path, content):
    with open(path, "wb") as file:
        file.write(content)


def run_hash(folder):
    """One hash over every result of a run."""
    return fisc("inspect", "--hash", folder).stdout.strip()


def wait_until(condition, what, seconds=PATIENCE_S):
    """Until the condition holds; its value.  Tests wait for conditions, not for times."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.005)


def has_grown(path, size=0):
    """Condition: the file is there and longer than that."""
    return lambda: os.path.exists(path) and os.path.getsize(path) > size


def start(*arguments):
    """fisc as a process that goes on by itself."""
    return subprocess.Popen([FISC, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_for_growth(process, path):
    """Until the process has written more to the file, or ended."""
    grown = has_grown(path, os.path.getsize(path) if os.path.exists(path) else 0)
    wait_until(lambda: process.poll() is not None or grown(), f"more in {path}")


def run_with_kills(config, run, chance, pause_s, most, grows="run.jnl"):
    """Run, kill -9 and resume until the run has come to its end; how often it was killed.

    Most kills come after the file that grows has grown, however slow the machine, and a pause; some at any moment."""
    command, kills = ["run", config, "-o", run, "-q"], 0
    while True:
        process = start(*command)
        if kills < most:
            if chance.random() < 0.8:
                wait_for_growth(process, os.path.join(run, grows))
            time.sleep(chance.uniform(0.0, pause_s))
            if process.poll() is None:
                process.kill()
                process.communicate()
                kills += 1
                is_begun = os.path.exists(os.path.join(run, "run.jnl"))
                command = ["resume", run, "-q"] if is_begun else ["run", config, "-o", run, "-q", "--force"]
                continue
        said = process.communicate()[1]
        assert process.returncode == 0, said
        return kills


def fixed_seed(seed):
    """The seed, which the log says (the rule of random tests: CONTRIBUTING.md)."""
    print(f"# seed {seed}", flush=True)
    return seed


def plausible_counts(trials, probability, comparisons=1, risk=1e-3):
    """The least and the greatest count of successes for which correct code is not to blame: outside of them is a
    binomial count with at most the risk, shared by all the comparisons of a test."""
    from scipy.stats import binom

    tail = risk / comparisons / 2
    return int(binom.ppf(tail, trials, probability)), int(binom.isf(tail, trials, probability))


class Skip(Exception):
    """Raised by a check that cannot be made here; says why."""


def test(function):
    """Decorator: run the check in a folder of its own, report one line."""
    global _failed
    with tempfile.TemporaryDirectory(prefix="fisc-test-") as folder:
        name = function.__name__.replace("_", " ")
        begun = time.monotonic()
        try:
            function(folder)
            print(f"ok - {name}  # {time.monotonic() - begun:.1f} s", flush=True)
        except Skip as why:
            print(f"skip - {name}: {why}", flush=True)
        except Exception:  # report and go on: every check counts
            _failed = True
            print(f"not ok - {name}\n{traceback.format_exc()}", flush=True)
    return function


def slow_test(function):
    """Decorator of a check that takes minutes: `make slow` runs it, `make test` says that it did not."""
    if os.environ.get("FISC_SLOW"):
        return test(function)
    print(f"skip - {function.__name__.replace('_', ' ')}: slow", flush=True)
    return function


def test_of_results(function):
    """Decorator of a check of figures whose code other checks run, too: `make asan` leaves it out."""
    if os.environ.get("FISC_TEST_SCALE") != "small":
        return test(function)
    print(f"skip - {function.__name__.replace('_', ' ')}: not under sanitizers", flush=True)
    return function


def finish():
    sys.exit(1 if _failed else 0)
