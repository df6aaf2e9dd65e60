# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 25 s
"""One config gives one result: on any number of threads, run again from the run file."""
import json
import os

from support import IS_SMALL, finish, fisc, run_hash, test, test_of_results, write

CONFIGS = {
    "rational": """{"steps": 6, "warmup_steps": 3, "tax_year_length": 3, "oracle": true,
        "population": {"workers": 9000}, "planner": {"kind": "optimum"},
        "output": {"panel": "every", "panel_every_steps": 2, "panel_workers": 500}}""",
    "logit": """{"steps": 6, "tax_year_length": 2, "population": {"workers": 9000},
        "rule": {"kind": "logit", "altruistic_share": 0.2, "adversarial_share": 0.1},
        "planner": {"kind": "saez"}, "output": {"panel": "last"}}""",
    "income effects": """{"steps": 3, "population": {"source": "gb2", "workers": 5000},
        "utility": {"form": "isoelastic", "income_curvature": 2},
        "planner": {"kind": "flat", "flat_rate": 0.6}}""",
}
# Two blocks of workers (base/block_sum.h), so that threads share them.
SIZE = ("--set", "population.workers=4500", "--set", "planner.bracket_starts_usd_per_year=[0, 20000, 60000]") if IS_SMALL else ()


@test
def one_two_and_seven_threads_give_the_same_bits(folder):
    for name, config in CONFIGS.items():
        path = write(os.path.join(folder, "config.json"), config)
        hashes = set()
        for threads in (1, 2, 7):
            run = os.path.join(folder, f"{name}-{threads}")
            fisc("run", path, "-o", run, "-q", *SIZE, threads=threads)
            hashes.add(run_hash(run))
        assert len(hashes) == 1, (name, hashes)


@test_of_results
def the_stored_config_gives_the_same_run(folder):
    path = write(os.path.join(folder, "config.json"), CONFIGS["rational"])
    first, second = os.path.join(folder, "first"), os.path.join(folder, "second")
    fisc("run", path, "-o", first, "-q", "--set", "seed=42")
    fisc("run", os.path.join(first, "config.json"), "-o", second, "-q")
    assert run_hash(first) == run_hash(second)


@test_of_results
def the_config_inside_the_run_file_gives_the_same_run(folder):
    import h5py

    path = write(os.path.join(folder, "config.json"), CONFIGS["logit"])
    first, second = os.path.join(folder, "first"), os.path.join(folder, "second")
    fisc("run", path, "-o", first, "-q")
    with h5py.File(os.path.join(first, "run.h5")) as file:
        text = file.attrs["config_json"]
    text = text.decode() if isinstance(text, bytes) else text
    fisc("run", write(os.path.join(folder, "again.json"), text), "-o", second, "-q")
    assert run_hash(first) == run_hash(second)
    assert json.loads(text)["rule"]["kind"] == "logit"


@test_of_results
def another_seed_gives_another_run(folder):
    path = write(os.path.join(folder, "config.json"), CONFIGS["logit"])
    first, second = os.path.join(folder, "first"), os.path.join(folder, "second")
    fisc("run", path, "-o", first, "-q")
    fisc("run", path, "-o", second, "-q", "--set", "seed=2")
    assert run_hash(first) != run_hash(second)


@test_of_results
def the_step_agrees_with_the_search_to_1e_12(folder):
    import h5py

    path = write(os.path.join(folder, "config.json"), CONFIGS["rational"])
    for objective in ("isoelastic", "rawlsian", "utilitarian", "inverse_income_baseline")[:2 if IS_SMALL else 4]:
        run = os.path.join(folder, objective)
        fisc("run", path, "-o", run, "-q", "--set", f"welfare.objective={objective}")
        with h5py.File(os.path.join(run, "run.h5")) as file:
            stepped = file["welfare"][-1]
            searched = file["oracle/welfare"][()]
            regret = file["oracle/regret"][()]
        assert abs(stepped / searched - 1) < 1e-12, (objective, stepped, searched)
        assert abs(regret) <= 1e-12 * abs(searched)


finish()
