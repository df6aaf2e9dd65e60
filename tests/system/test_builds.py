# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 60 s: it builds two variants
# test: not under sanitizers: the sanitizers' build is no variant of theirs
"""The same bits from every instruction set and compiler: the variants that `make variants` builds."""
import os
import subprocess

from support import FISC, ROOT, finish, fisc, slow_test, test, write
import support

CONFIGS = {
    "rational": """{"steps": 8, "warmup_steps": 4, "tax_year_length": 4, "oracle": true,
        "population": {"workers": 6001}, "planner": {"kind": "optimum"}}""",
    "logit": """{"steps": 4, "tax_year_length": 2, "population": {"workers": 3000},
        "rule": {"kind": "logit", "altruistic_share": 0.2, "adversarial_share": 0.1},
        "planner": {"kind": "saez"}}""",
    "isoelastic": """{"steps": 3, "population": {"source": "gb2", "workers": 3000},
        "utility": {"form": "isoelastic", "income_curvature": 2},
        "planner": {"kind": "flat", "flat_rate": 0.6}}""",
    "averse": """{"steps": 3, "population": {"workers": 3000}, "oracle": true,
        "welfare": {"inequality_aversion": 2.5}, "planner": {"kind": "saez"}}""",
    "paper": """{"steps": 4, "tax_year_length": 1, "population": {"source": "gb2", "workers": 3000},
        "utility": {"disutility": "paper"}, "welfare": {"objective": "inverse_income"},
        "planner": {"kind": "saez", "saez": {"variant": "paper"}}}""",
}
# Without clones for wide vectors the whole search for W* takes a minute.
SHORTER = {"averse": ("--set", "planner.optimum.starts=1", "--set", "planner.optimum.rounds=1")}
NEEDED_FLAGS = {"avx2": {"avx2", "fma"}, "avx512": {"avx512f", "avx512bw", "avx512dq", "avx512vl"}}


def cpu_flags():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("flags"):
                return set(line.split(":")[1].split())
    return set()


def programs(variants=("sse2", "clang")):
    found = {"release": os.path.abspath(FISC)}
    for variant in variants:
        # A CPU without the instructions cannot run the variant; everything else must be there.
        if NEEDED_FLAGS.get(variant, set()) <= cpu_flags():
            found[variant] = os.path.join(ROOT, "build", variant, "fisc")
    return found


def build(*variants):
    done = subprocess.run(["make", f"-j{os.cpu_count()}", "--no-print-directory", *(f"variant-{name}" for name in variants)],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def compare(folder, found):
    for name, config in CONFIGS.items():
        path = write(os.path.join(folder, "config.json"), config)
        hashes = {}
        for variant, program in found.items():
            support.FISC = program
            run = os.path.join(folder, f"{name}-{variant}")
            fisc("run", path, "-o", run, "-q", *SHORTER.get(name, ()))
            hashes[variant] = support.run_hash(run)
        support.FISC = FISC
        assert len(set(hashes.values())) == 1, (name, hashes)


@test
def the_plainest_instruction_set_and_another_compiler_give_the_same_bits(folder):
    build("sse2", "clang")
    assert len(programs()) == 3, programs()
    compare(folder, programs())


@slow_test
def every_instruction_set_gives_the_same_bits(folder):
    wider = programs(("avx2", "avx512"))
    build(*(name for name in wider if name != "release"))
    compare(folder, wider)


@test
def a_run_goes_on_under_another_build_with_a_warning(folder):
    clang = programs()["clang"]
    path = write(os.path.join(folder, "config.json"), CONFIGS["logit"])
    whole, cut = os.path.join(folder, "whole"), os.path.join(folder, "cut")
    fisc("run", path, "-o", whole, "-q")
    fisc("run", path, "-o", cut, "-q")
    journal = os.path.join(cut, "run.jnl")
    with open(journal, "r+b") as file:  # as if killed: the last record is torn
        file.truncate(os.path.getsize(journal) - 600)
    support.FISC = clang
    done = fisc("resume", cut)
    support.FISC = FISC
    assert "GCC" in done.stderr and "lang" in done.stderr, done.stderr
    assert support.run_hash(cut) == support.run_hash(whole)


@test
def results_are_those_that_the_changelog_last_announced(folder):
    """A changed number is a decision: it is written down in CHANGELOG.md and here."""
    with open(os.path.join(ROOT, "tests", "golden", "hashes.txt"), encoding="utf-8") as file:
        golden = dict(line.split() for line in file if line.strip() and not line.startswith("#"))
    found = {}
    for name, config in CONFIGS.items():
        run = os.path.join(folder, name)
        fisc("run", write(os.path.join(folder, "config.json"), config), "-o", run, "-q")
        found[name] = support.run_hash(run)
    assert found == golden, f"results changed:\n{found}\nexpected\n{golden}"


finish()
