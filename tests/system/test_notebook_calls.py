# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python calls the program
"""A notebook calls the program: runs, sweeps, taxes, optima, reforms and prompts come as tables; errors say where."""
import io
import os
import shutil
import subprocess
import sys
import time

from mock_support import Model
from support import FISC, ROOT, finish, fisc, test

sys.path.insert(0, os.path.join(ROOT, "analysis"))
os.environ["FISC"] = FISC

import fisc as package  # noqa: E402
import numpy  # noqa: E402

CONFIG = {"steps": 6, "warmup_steps": 2, "population": {"workers": 300}, "planner": {"kind": "flat", "flat_rate": 0.4}}


def refused(call, *arguments, **keywords):
    try:
        call(*arguments, **keywords)
    except package.FiscError as error:
        return error
    raise AssertionError("no error")


@test
def a_config_becomes_a_dataset_and_is_run_once(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    data = package.run(CONFIG)
    assert data.sizes["step"] == 6 and data["welfare"].attrs["units"] == "USD/year"
    assert os.path.dirname(os.path.dirname(data.attrs["folder"])) == os.environ["FISC_CACHE"]
    written = os.stat(os.path.join(data.attrs["folder"], "run.jnl")).st_mtime_ns
    again = package.run(dict(reversed(CONFIG.items())))
    assert os.stat(os.path.join(again.attrs["folder"], "run.jnl")).st_mtime_ns == written
    numpy.testing.assert_array_equal(again["welfare"], data["welfare"])
    other = package.run(CONFIG, set={"planner.flat_rate": 0.1})
    assert other.attrs["folder"] != data.attrs["folder"] and (other["welfare"][-1] != data["welfare"][-1])
    mine = package.run(CONFIG, folder=os.path.join(folder, "mine"))
    assert mine.attrs["folder"] == os.path.join(folder, "mine") and mine.identical(mine)
    numpy.testing.assert_array_equal(mine["welfare"], data["welfare"])
    assert not [name for name in os.listdir(os.getcwd()) if name.startswith(".fisc-")]


@test
def what_a_config_names_is_part_of_what_is_kept(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    people = os.path.join(folder, "people.csv")
    config = {"steps": 1, "population": {"source": "csv", "csv": {"path": people}}}
    incomes = []
    for wage in (10, 20, 20):
        with open(people, "w", encoding="utf-8") as file:
            file.write(f"wage_usd_per_hour,hours_per_week\n{wage},40\n{2 * wage},40\n")
        incomes.append(float(package.run(config)["mean_income"][-1]))
    assert incomes[1] > 1.5 * incomes[0] and incomes[2] == incomes[1]
    assert len(os.listdir(os.path.join(folder, "cache", "runs"))) == 2


@test
def an_interrupted_cell_goes_on(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    config = {**CONFIG, "steps": 4000, "population": {"workers": 20000}, "rule": {"kind": "logit"}}
    # What was started in the background of a shell ignores SIGINT; a kernel of a notebook does not.
    script = f"import fisc, signal; signal.signal(signal.SIGINT, signal.default_int_handler); fisc.run({config!r})"
    env = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "analysis")}
    with subprocess.Popen([sys.executable, "-c", script], env=env, cwd=folder, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        runs = os.path.join(folder, "cache", "runs")
        steps = None
        while time.monotonic() < deadline and process.poll() is None:
            if steps is None and os.path.isdir(runs) and os.listdir(runs):
                from fisc.calls import _Steps

                steps = _Steps(os.path.join(runs, os.listdir(runs)[0]))
            if steps and steps.read() > 3:
                break
            time.sleep(0.05)
        assert process.poll() is None and steps.count < 4000
        process.send_signal(2)
        process.wait(timeout=60)
    begun = os.path.join(runs, os.listdir(runs)[0])
    assert '"status": "partial"' in fisc("inspect", begun, "--json").stdout
    assert steps.read() < 4000


@test
def a_grid_becomes_a_dataset_over_its_keys(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    data = package.sweep(CONFIG, {"planner.flat_rate": [0.2, 0.5], "seed": [1, 2, 3]})
    assert dict(data["welfare"].sizes) == {"planner.flat_rate": 2, "seed": 3} and not data["welfare"].isnull().any()
    begun = time.monotonic()
    again = package.sweep(CONFIG, {"planner.flat_rate": [0.2, 0.5], "seed": [1, 2, 3]}, jobs=1)
    assert again.identical(data) and time.monotonic() - begun < 20


@test
def arrays_and_ranges_are_axes(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    rates = numpy.linspace(0.1, 0.5, 3)  # 0.30000000000000004 is what chooses the point afterwards
    grid = {"planner.flat_rate": rates, "seed": range(1, 3)}
    data = package.sweep({**CONFIG, "steps": numpy.int64(3)}, grid)
    assert list(data["planner.flat_rate"].values) == list(rates) and list(data["seed"].values) == [1, 2]
    assert not data["welfare"].isnull().any()


@test
def another_build_is_asked_anew(folder):
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    first = package.run({**CONFIG, "steps": 2}).attrs["folder"]
    other = os.path.join(folder, "fisc")
    shutil.copy(FISC, other)
    with open(other, "ab") as file:
        file.write(b"another build says the same of itself")
    os.environ["FISC"] = other
    try:
        assert package.run({**CONFIG, "steps": 2}).attrs["folder"] != first
    finally:
        os.environ["FISC"] = FISC
    assert package.run({**CONFIG, "steps": 2}).attrs["folder"] == first


@test
def taxes_optima_and_reforms_come_as_tables(folder):
    table = package.tax([0, 30000, -5000], [{"component": "flat", "rate": 0.25}])
    numpy.testing.assert_allclose(table["tax_usd_per_year"], [0, 7500, 0])
    assert package.tax(50000)["tax_usd_per_year"][0] > 0
    found = package.optimum({**CONFIG, "planner": {"kind": "none", "bracket_starts_usd_per_year": [0, 30000]}})
    assert len(found["rates"]) == 2 and found["welfare"] <= found["welfare_upper_bound"] + 1e-6, found
    frame = package.reform("karten_dip_deep", config={"population": {"workers": 500}})
    assert len(frame) == 1 and frame.select_dtypes("number").shape[1] > 3


@test
def prompts_come_as_a_table(folder):
    with Model() as model:
        path = model.config(folder, steps=2, population={"workers": 4})
        fisc("run", path, "-o", os.path.join(folder, "run"), "-q")
    frame = package.prompts(os.path.join(folder, "run"), all=True)
    assert len(frame) == 8 and frame["is_usable"].all() and set(frame["worker"]) == set(range(4))
    assert len(package.prompts(path, worker=2, step=0)) == 1


@test
def errors_carry_key_line_and_words(folder):
    error = refused(package.run, {"steps": 3, "plannr": {"kind": "flat"}})
    assert (error.status, error.key) == (65, "plannr") and error.line and "did you mean 'planner'" in str(error)
    assert "no setting has this name" in error.message and error.complaints[0][0] == "plannr"
    error = refused(package.run, {"steps": 0, "planner": {"flat_rate": 7}})
    assert {complaint[0] for complaint in error.complaints} == {"steps", "planner.flat_rate"}, error.complaints
    assert refused(package.tax, 1.0, "nonsense").status in (64, 65)
    assert "karten_dip_dep" in str(refused(package.reform, "karten_dip_dep"))
    assert refused(package.prompts, CONFIG).status == 65
    os.environ["FISC"] = os.path.join(folder, "nothing")
    try:
        assert "nothing" in str(refused(package.run, CONFIG)) and "$FISC" in str(refused(package.run, CONFIG))
    finally:
        os.environ["FISC"] = FISC
    assert not [name for name in os.listdir(os.getcwd()) if name.startswith(".fisc-")]


@test
def a_bar_shows_the_steps_where_tqdm_is(folder):
    from fisc import calls

    class Bar:
        def __init__(self, total, **_):
            self.total, self.n, self.words = total, 0, io.StringIO()

        def update(self, more):
            self.n += more

        def close(self):
            bars.append(self)

    bars = []
    calls._bar = lambda total, wanted: Bar(total)  # noqa: SLF001
    os.environ["FISC_CACHE"] = os.path.join(folder, "cache")
    package.run({**CONFIG, "steps": 1000, "population": {"workers": 2000}, "rule": {"kind": "logit"}})
    assert bars and bars[0].total == 1000 and 0 < bars[0].n <= 1000


finish()
