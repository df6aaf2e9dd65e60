# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 30 s
# test: not under sanitizers: it preloads libraries of its own
"""What the system refuses: locks, bytes, memory.  An error that says so, and a run that goes on later."""
import errno
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time

from shim_support import failing, shim
from support import FISC, ROOT, finish, fisc, fixed_seed, run_hash, test, write

CONFIG = {"steps": 40, "population": {"workers": 200}, "rule": {"kind": "logit"},
          "output": {"sync_interval_s": 0.001, "snapshot_interval_s": 0.01}}


def config(folder, **changes):
    return write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, **changes}))


def analysis(code, run, **env):
    return subprocess.run([sys.executable, "-c", code, run], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": os.path.join(ROOT, "analysis"), **env})


@test
def file_systems_without_locks_are_worked_on(folder):
    path, run, env = config(folder), os.path.join(folder, "run"), shim(folder, "no_locks")
    straight = os.path.join(folder, "straight")
    fisc("run", path, "-o", straight, "-q")
    done = fisc("run", path, "-o", run, env=env)
    assert "has no locks" in done.stderr, done.stderr
    assert run_hash(run) == run_hash(straight)
    assert "run.h5 is whole" in fisc("inspect", run, env=env).stdout
    for read in ("print(fisc.Run(sys.argv[1])['welfare'][-1])", "print(float(fisc.open(sys.argv[1]).welfare[-1]))"):
        said = analysis("import sys, fisc; " + read, run, **env)
        assert said.returncode == 0 and float(said.stdout) > 0, said.stderr
    h5 = os.path.join(run, "run.h5")
    os.remove(h5)
    fisc("resume", run, "-q", env=env)
    assert os.path.exists(h5)


@test
def the_analysis_package_reads_no_damaged_run_file(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder, output={"panel": "every", "panel_every_steps": 20}), "-o", run, "-q")
    chance, h5 = random.Random(fixed_seed(20261126)), os.path.join(run, "run.h5")
    good = open(h5, "rb").read()
    code = """
import random, sys
sys.path.insert(0, sys.argv[2])
import fisc, fisc.files
path, reader = sys.argv[1], eval(sys.argv[3])
good, chance = open(path, "rb").read(), random.Random(int(sys.argv[4]))
reader(path)
for _ in range(40):
    broken = bytearray(good)
    broken[chance.randrange(len(good) - 32)] ^= 1 << chance.randrange(8)
    with open(path, "wb") as file:
        file.write(broken)
    fisc.files._checked.clear()
    try:
        reader(path)
    except OSError as error:
        assert "damaged" in str(error), error
    else:
        raise AssertionError("read without a word")
"""
    for reader in ("lambda path: fisc.Run(path)['welfare']", "lambda path: fisc.open(path).welfare.values",
                   "lambda path: fisc.open(path, 'panel')"):
        with open(h5, "wb") as file:
            file.write(good)
        done = subprocess.run([sys.executable, "-c", code, h5, os.path.join(ROOT, "analysis"), reader,
                               str(chance.randrange(10**6))], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (reader, done.stderr)


@test
def of_files_too_large_for_the_seal_each_dataset_is_checked_when_it_is_read(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder), "-o", run, "-q")
    done = analysis("""
import sys, fisc, fisc.files, h5py, numpy
fisc.files.LARGE_BYTES = 1000
path = sys.argv[1] + "/run.h5"
assert len(fisc.Run(path)["welfare"]) == 40 and fisc.Run(path).tax_arrays()
with h5py.File(path, "r+") as file:
    file["welfare"][3] += 1.0
assert len(fisc.Run(path)["gini_net_income"]) == 40
try:
    fisc.Run(path)["welfare"]
except OSError as error:
    assert "the dataset '/welfare'" in str(error), error
else:
    raise AssertionError("read without a word")
""", run)
    assert done.returncode == 0, done.stderr


@test
def inspect_says_that_the_run_file_is_damaged_whatever_it_is_asked_for(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder), "-o", run, "-q")
    h5 = os.path.join(run, "run.h5")
    content = bytearray(open(h5, "rb").read())
    content[len(content) // 2] ^= 1
    with open(h5, "wb") as file:
        file.write(content)
    for option in ("--hash", "--json"):
        done = fisc("inspect", option, run, check=False)
        assert done.returncode == 65 and "damaged" in done.stderr and not done.stdout, (option, done)


def check_fault(folder, straight, expected, call, number, goes_on, path=None):
    """The run fails with an error of the table, or does not need the call; a resume gives the bits of a straight run."""
    run = os.path.join(folder, "faulty")
    shutil.rmtree(run, ignore_errors=True)
    code = errno.ENOSPC if call in ("write", "rename", "fsync", "fdatasync", "open") else errno.EIO
    env = failing(folder, call, number, code, goes_on, path)
    done = fisc("run", os.path.join(folder, "config.json"), "-o", run, "-q", env=env, check=False, threads=1)
    where = (call, number, goes_on, path, done.returncode, done.stderr)
    assert done.returncode in (0, 66, 71, 73, 74), where
    assert done.returncode == 0 or done.stderr.startswith("fisc: "), where
    if os.path.exists(os.path.join(run, "run.jnl")):
        fisc("resume", run, "-q")
    else:
        fisc("run", os.path.join(folder, "config.json"), "-o", run, "-q")
    assert run_hash(run) == expected, where
    return done.returncode != 0


@test
def a_call_that_fails_anywhere_is_an_error_and_the_run_goes_on_later(folder):
    straight = os.path.join(folder, "straight")
    fisc("run", config(folder), "-o", straight, "-q")
    expected, failed = run_hash(straight), 0
    for call, path in (("write", "run.jnl"), ("write", ".tmp"), ("fdatasync", None), ("fsync", None),
                       ("rename", None), ("open", None)):
        for number in (1, 2, 4, 7):
            failed += check_fault(folder, straight, expected, call, number, number % 2 == 1, path)
    assert failed >= 10, failed


@test
def a_seal_that_cannot_be_read_is_no_file_without_a_seal(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder), "-o", run, "-q")
    for number in (1, 2):
        done = fisc("inspect", "--hash", run, env=failing(folder, "fread", number, errno.EIO, True, "run.h5"), check=False)
        assert done.returncode == 74 and "run.h5: cannot be read" in done.stderr and not done.stdout, (number, done)


@test
def a_journal_that_cannot_be_read_is_not_cut_off(folder):
    run = os.path.join(folder, "run")
    fisc("run", config(folder), "-o", run, "-q")
    journal = os.path.join(run, "run.jnl")
    before = open(journal, "rb").read()
    for number in (1, 2, 3):
        done = fisc("resume", run, "-q", env=failing(folder, "fread", number, errno.EIO, True, "run.jnl"), check=False)
        assert done.returncode == 74 and "cannot be read at byte" in done.stderr, (number, done.stderr)
        assert open(journal, "rb").read() == before


@test
def standard_output_that_is_full_or_closed_gives_an_exit_code_in_every_command(folder):
    path = config(folder, steps=3, output={**CONFIG["output"], "panel": "last"})
    run, sweep = os.path.join(folder, "run"), os.path.join(folder, "sweep")
    points = write(os.path.join(folder, "sweep.json"), json.dumps({"base": "config.json", "grid": {"seed": [1, 2]}}))
    fisc("run", path, "-o", run, "-q")
    fisc("sweep", "plan", points, "-o", sweep, "-q")
    expected = run_hash(run)
    commands = [("--version",), ("--help",), ("help", "run"), ("list", "planners"), ("config", "defaults"),
                ("config", "schema"), ("config", "reference"), ("config", "show", path), ("man",),
                ("completion", "bash"), ("tax", "50000"), ("validate", path), ("inspect", run),
                ("inspect", "--hash", run), ("inspect", "--json", run), ("compare", run, run),
                ("export", run, "--table", "summary"), ("watch", run, "--once"), ("reform", "list"),
                ("weights", path), ("sweep", "run", sweep), ("sweep", "status", sweep),
                ("sweep", "status", sweep, "--json"), ("sweep", "collect", sweep), ("reproduce",),
                ("run", path, "-o", run, "--force"), ("run", path, "-o", run, "--force", "--json"),
                ("salvage", run, "-o", os.path.join(folder, "saved")),
                # What the analysis package prints.
                ("compare", run, run, "--paired"), ("dominance", run, run),
                ("report", run, "-o", os.path.join(folder, "page.html"))]
    env = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
    for command in commands:
        with open("/dev/full", "wb") as full:
            done = subprocess.run([FISC, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                                  timeout=300, env=env)
        assert done.returncode == 74 and "standard output" in done.stderr, (command, done)
        shutil.rmtree(os.path.join(folder, "saved"), ignore_errors=True)
        done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", FISC, *command], stderr=subprocess.PIPE, text=True,
                              check=False, timeout=300, env=env)
        assert done.returncode == 74 and "standard output" in done.stderr, (command, done)
        shutil.rmtree(os.path.join(folder, "saved"), ignore_errors=True)
    assert run_hash(run) == expected, "something was printed into a file of the run"


@test
def the_memory_of_results_is_in_the_estimate(folder):
    path = config(folder, steps=10**9)
    begun = time.monotonic()
    for command in (("validate", path), ("run", path, "-o", os.path.join(folder, "run"))):
        done = fisc(*command, check=False)
        assert done.returncode == 71 and "the results of 1000000000 steps need" in done.stderr, done
    assert time.monotonic() - begun < 20
    small, large = (float(re.search(r"at most ([0-9.]+) MB", fisc("validate", config(folder, steps=steps)).stdout)[1])
                    for steps in (1000, 1000000))
    assert large > small + 300, (small, large)


@test
def a_file_that_may_not_get_larger_is_an_error_in_every_command(folder):
    path, run, sweep = config(folder, output={"panel": "last"}), os.path.join(folder, "run"), os.path.join(folder, "sweep")
    points = write(os.path.join(folder, "sweep.json"), json.dumps({"base": "config.json", "grid": {"seed": [1, 2]}}))
    fisc("run", path, "-o", run, "-q")
    fisc("sweep", "plan", points, "-o", sweep, "-q")
    fisc("sweep", "run", sweep, "-q")
    out = os.path.join(folder, "out")
    for command in (("run", path, "-o", out), ("export", run, "-t", "panel", "-o", out), ("package", run, "-o", out + ".tar.gz"),
                    ("sweep", "collect", sweep, "-o", out), ("sweep", "collect", sweep, "-o", out + ".h5"),
                    ("sweep", "plan", points, "-o", out + "-plan"), ("salvage", run, "-o", out + "-saved")):
        done = fisc(*command, "-q", check=False,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)))
        assert done.returncode in (73, 74) and "too large" in done.stderr.lower(), (command, done)
    assert not [name for name in os.listdir(folder) if ".tmp" in name or name in ("out.tar.gz", "out.h5")], os.listdir(folder)


@test
def every_exit_code_is_in_the_tables(_):
    with open(os.path.join(ROOT, "base", "error.h"), encoding="utf-8") as file:
        codes = {int(code) for code in re.findall(r"^    STATUS_\w+ = (\d+),", file.read(), re.M)}
    assert len(codes) == 14, codes
    with open(os.path.join(ROOT, "docs", "file_formats.md"), encoding="utf-8") as file:
        page = file.read()
    page = page[page.index("## Exit codes"):]
    assert {int(code) for code in re.findall(r"\| (\d+) \|", page)} == codes
    said = fisc("man").stdout
    said = said[said.index(".SH EXIT STATUS"):said.index(".SH ENVIRONMENT")]
    assert {int(code) for code in re.findall(r"^\.TP\n(\d+)$", said, re.M)} == codes


@test
def a_stack_that_overflows_ends_with_a_code_of_the_table(folder):
    """In a library: libgomp has the threads of a team on it."""
    path, run = config(folder, steps=3), os.path.join(folder, "run")
    done = subprocess.run([FISC, "run", path, "-o", run, "-q"], capture_output=True, text=True, check=False,
                          env={**os.environ, "OMP_NUM_THREADS": "60000"},
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 20)))
    assert done.returncode in (70, 71) and "memory is short" in done.stderr, done
    fisc("run", path, "-o", run, "-q", "--force")


@test
def short_memory_ends_with_a_code_of_the_table(folder):
    """From as much as the program takes to be loaded up to as much as it needs, in steps."""
    path, run = config(folder, steps=5, output={"panel": "last"}), os.path.join(folder, "run")

    def limited(megabytes):
        shutil.rmtree(run, ignore_errors=True)
        limit = int(megabytes * 2**20)
        return subprocess.run([FISC, "run", path, "-o", run, "-q"], capture_output=True, text=True, check=False,
                              env={**os.environ, "OMP_NUM_THREADS": "1"},
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))

    seen, megabytes = {}, 24.0
    while seen.get(0, 0) < 3 and megabytes < 400:
        done = limited(megabytes)
        is_begun = "shared libraries" not in done.stderr and "GnuTLS" not in done.stderr
        assert not is_begun or done.returncode in (0, 71, 73, 74), (megabytes, done)
        seen[done.returncode] = seen.get(done.returncode, 0) + is_begun
        megabytes += 0.3
    assert seen.get(71, 0) >= 10 and seen.get(0) == 3, seen


@test
def an_allocation_that_fails_anywhere_ends_with_a_code_of_the_table(folder):
    """HDF5 follows null pointers and exits by itself; whatever happened, the run goes on."""
    path, run = config(folder, steps=5, output={"panel": "last"}), os.path.join(folder, "run")
    straight = os.path.join(folder, "straight")
    fisc("run", path, "-o", straight, "-q")
    expected, chance, seen = run_hash(straight), random.Random(fixed_seed(20261127)), {}
    for _ in range(60):
        shutil.rmtree(run, ignore_errors=True)
        number = chance.randrange(3000, 12000)  # before that libraries are loaded
        done = fisc("run", path, "-o", run, "-q", env=failing(folder, "malloc", number, errno.ENOMEM), check=False,
                    threads=1)
        seen[done.returncode] = seen.get(done.returncode, 0) + 1
        assert done.returncode in (0, 65, 66, 70, 71, 73, 74), (number, done)
        assert done.returncode == 0 or "fisc: " in done.stderr, (number, done)
        if os.path.exists(os.path.join(run, "run.jnl")):
            fisc("resume", run, "-q")
            assert run_hash(run) == expected, number
    print(f"# exit codes {seen}")
    assert seen.get(71, 0) >= 5, seen


finish()
