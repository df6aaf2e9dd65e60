# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 25 s
"""Run files open everywhere: h5py, xarray with both engines, pandas, ncdump, h5dump, R, Octave; and while the run
goes on."""
import os
import re
import subprocess
import sys

from support import FISC, PATIENCE_S, ROOT, finish, fisc, has_grown, test, test_of_results, wait_until, write

CONFIG = """{"steps": 6, "warmup_steps": 2, "tax_year_length": 2, "oracle": true,
    "population": {"workers": 2000}, "planner": {"kind": "optimum"}, "rule": {"kind": "logit"},
    "output": {"panel": "every", "panel_every_steps": 3, "panel_workers": 100,
               "compression_level": 4}}"""


def make_run(folder, *more):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), CONFIG), "-o", run, "-q", *more)
    return os.path.join(run, "run.h5")


def python(code, *arguments):
    """In a process of its own: netCDF4 and h5py carry libraries that do not mix."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@test
def xarray_shows_labelled_dimensions_units_and_long_names_with_both_engines(folder):
    path = make_run(folder)
    for engine in ("netcdf4", "h5netcdf"):
        python("""
import sys, xarray
path, engine = sys.argv[1:]
run = xarray.open_dataset(path, engine=engine)
assert run.welfare.dims == ("step",) and run.sizes["step"] == 6
assert run.tax_rate.dims == ("step", "tax_class", "bracket") and run.sizes["tax_class"] == 1
assert run.quintile_mean_income.dims == ("step", "quintile")
assert list(run.welfare_kind.values)[0] == "isoelastic"
for name, array in run.data_vars.items():
    assert array.attrs.get("units") or name in ("welfare_by_kind", "welfare_unit"), name
    assert array.attrs.get("long_name"), name
units = dict(zip(run.welfare_kind.values, run.welfare_unit.values))
assert units["isoelastic"] == "USD/year" and units["inverse_income"] == "1", units
assert float(run.welfare_by_kind.sel(welfare_kind="isoelastic")[-1]) == float(run.welfare[-1])
panel = xarray.open_dataset(path, engine=engine, group="panel")
assert panel.hours_per_week.dims == ("panel_step", "worker")
assert panel.sizes["worker"] == 100 and list(panel.panel_step.values) == [2, 5]
z = panel.weeks_per_year * panel.wage_usd_per_hour * panel.hours_per_week
assert float(abs(z / panel.income_usd_per_year - 1).where(panel.hours_per_week > 0).max()) < 1e-12
planner = xarray.open_dataset(path, engine=engine, group="planner")
assert list(planner.tax_year.values) == [0, 1] and "evaluations" in str(planner.note.values[0])
assert xarray.open_dataset(path, engine=engine, group="oracle").tax_rate.sizes["oracle_bracket"] == 7
""", path, engine)


# Runs of every shape: what is there, and the config.
SHAPES = {
    "steps alone": '{"steps": 3, "population": {"workers": 50}}',
    "oracle, planner and panel": CONFIG,
    "a search": '{"steps": 2, "population": {"workers": 50}, "planner": {"kind": "optimum"}}',
    "electorate and a drawn sample": """{"steps": 3, "population": {"workers": 60},
        "rule": {"kind": "mixed", "mix": {"logit": 0.5, "rational": 0.5}},
        "planner": {"kind": "elected"}, "output": {"panel": "last", "panel_workers": 20}}""",
    "referendum and reform": """{"steps": 3, "population": {"workers": 60}, "planner": {"kind": "referendum",
        "referendum": {"schedules": [{"rates": [0.1, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3]},
                                     {"rates": [0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3]}]}},
        "government": {"reform": {"step": 2, "tax_system": [{"component": "flat", "rate": 0.2}]}}}""",
    "oracle alone": '{"steps": 2, "population": {"workers": 50}, "oracle": true}',
    "tax on own earnings": """{"steps": 2, "population": {"workers": 50}, "government": {"tax_system": [
        {"component": "federal_income_tax"}, {"component": "payroll_tax"}]}}""",
}


@test_of_results
def xarray_opens_every_shape_of_run_as_a_tree(folder):
    done = subprocess.run(["sh", os.path.join(ROOT, "tools", "test_venv.sh"), os.path.join(ROOT, "build", "test-venv")],
                          capture_output=True, text=True, check=True)
    if not done.stdout.strip():
        print("# not tried: " + done.stderr.strip())
        return
    paths = []
    for k, config in enumerate(SHAPES.values()):
        run = os.path.join(folder, f"shape_{k}")
        fisc("run", write(os.path.join(folder, "config.json"), config), "-o", run, "-q")
        paths.append(os.path.join(run, "run.h5"))
    played = os.path.join(folder, "played")  # by a language model, from its recorded replies
    fisc("run", os.path.join(ROOT, "experiments", "configs", "bounded_small.json"), "-o", played, "-q", "--set",
         "llm.mode=replay", "--set", "rule.llm.keep_decisions=all", "--set",
         "llm.transcript=" + os.path.join(ROOT, "experiments", "transcripts", "bounded_small.gz"))
    code = """
import sys, xarray
for path in sys.argv[1:]:
    for engine in ("h5netcdf", "netcdf4"):
        tree = xarray.open_datatree(path, engine=engine).load()
        assert tree["tax_rate"].dims == ("step", "tax_class", "bracket"), path
        print(sorted(tree.groups))
"""
    found = subprocess.run([done.stdout.strip(), "-c", code, *paths, os.path.join(played, "run.h5")],
                           capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "'/llm/decisions'" in found.stdout and "'/oracle'" in found.stdout and "'/panel'" in found.stdout


@test
def the_tax_on_own_earnings_stands_apart_and_counts_with_the_others(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), SHAPES["tax on own earnings"]), "-o", run, "-q")
    print(python("""
import sys, h5py, numpy
sys.path.insert(0, sys.argv[2])
import fisc
with h5py.File(sys.argv[1]) as file:
    assert file["own_earnings_tax_rate"].shape == (2, 3) and file["own_earnings_tax_rate"][0, 0] == 0.0765
    assert file["tax_rate"].shape[1] == 1 and numpy.nanmax(file["tax_rate"]) == 0.37
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    page = " ".join(open(sys.argv[3]).read().split())
    for name in file:
        if name.startswith("own_earnings"):
            assert f"`{name}` |" in page and text(file[name].attrs["long_name"]) in page, name
law = fisc.Run(sys.argv[1]).schedules()[-1]
assert abs(float(law.tax(numpy.array([50000.0]))[0]) - (0.0765 * 50000 + 1160 + 0.12 * (50000 - 26200))) < 1e-8
""", os.path.join(run, "run.h5"), os.path.join(ROOT, "analysis"), os.path.join(ROOT, "docs", "file_formats.md")), end="")


@test
def files_of_another_format_are_refused_with_the_version_that_reads_them(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), SHAPES["steps alone"]), "-o", run, "-q")
    path = os.path.join(run, "run.h5")
    python("""
import sys, h5py
sys.path.insert(0, sys.argv[2])
import fisc
with h5py.File(sys.argv[1], "r+") as file:
    file.attrs["schema_version"] = 1
try:
    fisc.Run(sys.argv[1])
    raise SystemExit("it was read")
except ValueError as error:
    assert "0.1.0" in str(error), error
""", path, os.path.join(ROOT, "analysis"))


@test
def pandas_gets_a_table(folder):
    text = python("""
import sys, xarray
run = xarray.open_dataset(sys.argv[1], engine="h5netcdf")
print(run[["welfare", "gini_income", "rebate"]].to_dataframe().to_csv())
""", make_run(folder))
    assert text.splitlines()[0] == "step,welfare,gini_income,rebate" and len(text.splitlines()) >= 7


@test
def ncdump_h5dump_and_r_read_it(folder):
    path = make_run(folder)
    header = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True, check=True)
    assert "double welfare(step)" in header.stdout and "group: panel" in header.stdout
    subprocess.run(["h5dump", "-H", path], capture_output=True, text=True, check=True)
    code = ('library(hdf5r); f <- H5File$new(commandArgs(TRUE)[1], "r"); '
            'cat(length(f[["welfare"]][]), dim(f[["panel/hours_per_week"]][,]), '
            'f[["welfare_kind"]][][1])')
    done = subprocess.run(["Rscript", "-e", code, path], capture_output=True, text=True,
                          check=False)
    # R counts dimensions from the other end.
    assert done.stdout.strip() == "6 100 2 isoelastic", done.stdout + done.stderr


# What every reader is asked of a file; each prints the number of steps.
READERS = {
    "h5py": [sys.executable, "-c", "import h5py, sys; print(len(h5py.File(sys.argv[1])['welfare'][()]))"],
    "xarray with h5netcdf": [sys.executable, "-c", "import sys, xarray; print(xarray.open_dataset(sys.argv[1], "
                             "engine='h5netcdf').welfare.load().size)"],
    "xarray with netcdf4": [sys.executable, "-c", "import sys, xarray; print(xarray.open_dataset(sys.argv[1], "
                            "engine='netcdf4').welfare.load().size)"],
    "pandas": [sys.executable, "-c", "import sys, xarray; print(len(xarray.open_dataset(sys.argv[1], "
               "engine='h5netcdf').welfare.to_dataframe()))"],
    "ncdump": ["sh", "-c", "ncdump -h \"$0\" | sed -n 's/^.step = \\([0-9]*\\) ;.*/\\1/p' | head -n 1"],
    "h5dump": ["sh", "-c", "h5dump -d /welfare \"$0\" | sed -n 's/.*SIMPLE { ( \\([0-9]*\\) ).*/\\1/p' | head -n 1"],
    "R": ["Rscript", "-e", "library(hdf5r); cat(length(H5File$new(commandArgs(TRUE)[1], 'r')[['welfare']][]))"],
    "Octave": ["sh", "-c", "RUN=$0 octave-cli --norc --eval \"f = load(getenv('RUN'), 'welfare'); disp(numel(f.welfare))\""],
}


def steps_by(reader, path):
    done = subprocess.run([*READERS[reader], path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (reader, done.stdout + done.stderr)
    return int(done.stdout.split()[-1])


@test
def every_reader_opens_a_finished_file_and_one_of_a_run_that_goes_on(folder):
    path = make_run(folder)
    for reader in READERS:
        assert steps_by(reader, path) == 6, reader
    config = write(os.path.join(folder, "long.json"),
                   '{"steps": 1000000, "population": {"workers": 200}, "rule": {"kind": "logit"},'
                   '"output": {"snapshot_interval_s": 0.05}}')
    run = os.path.join(folder, "long")
    going = subprocess.Popen([FISC, "run", config, "-o", run, "-q"])
    try:
        wait_until(has_grown(os.path.join(run, "run.h5")), "the run file")
        for reader in READERS:
            assert 0 < steps_by(reader, os.path.join(run, "run.h5")) < 1000000, reader
        assert going.poll() is None
    finally:
        going.kill()
        going.wait()


@test
def the_snippets_of_the_documents_run_as_they_stand(folder):
    run = os.path.dirname(make_run(folder))
    page = open(os.path.join(ROOT, "docs", "analysis.md"), encoding="utf-8").read()
    for language, command in (("r", ["Rscript"]), ("octave", ["octave-cli", "--norc"])):
        code = re.search(rf"```{language}\n(.*?)```", page, re.S).group(1)
        assert len(code.strip().splitlines()) <= 8, language
        script = write(os.path.join(folder, "snippet." + language), code.replace("results/demo", run))
        done = subprocess.run([*command, script], capture_output=True, text=True, check=False, cwd=folder)
        assert done.returncode == 0 and "USD/year" in done.stdout, (language, done.stdout + done.stderr)


@test
def attributes_say_what_made_the_file(folder):
    text = python("""
import h5py, sys
with h5py.File(sys.argv[1]) as file:
    for key in ("title", "source", "status", "seed", "seed_text", "config_json",
                "config_hash", "compiler", "libc", "cpu", "gsl_version", "hdf5_version",
                "git_commit", "created_utc", "schema_version", "last_step"):
        value = file.attrs[key]  # h5py gives words of fixed length as bytes
        print(key, value.decode() if isinstance(value, bytes) else value)
""", make_run(folder, "--set", "seed=9007199254740991"))
    assert "status complete" in text and "seed_text 9007199254740991" in text
    assert re.search(r"libc \S", text) and "last_step 5" in text


@test
def a_thousand_opens_while_the_run_goes_on_all_succeed(folder):
    path = write(os.path.join(folder, "config.json"),
                 '{"steps": 1000000, "population": {"workers": 200}, "rule": {"kind": "logit"},'
                 '"output": {"snapshot_interval_s": 0.01}}')
    run = os.path.join(folder, "run")
    going = subprocess.Popen([FISC, "run", path, "-o", run, "-q"])
    code = """
import h5py, os, sys, time
path = os.path.join(sys.argv[1], "run.h5")
while not os.path.exists(path):
    time.sleep(0.01)
last, seen = -1, set()
for k in range(500):
    with h5py.File(path, "r") as file:
        steps = len(file["welfare"][()])
        assert steps == file.attrs["last_step"] + 1 and steps >= last
        last = steps
        seen.add(steps)
    time.sleep(0.008)
print(len(seen))
"""
    try:
        readers = [subprocess.Popen([sys.executable, "-c", code, run], stdout=subprocess.PIPE, text=True)
                   for _ in range(2)]
        for reader in readers:
            seen = reader.communicate(timeout=PATIENCE_S)[0]
            assert reader.returncode == 0 and int(seen) >= 3, seen
        assert going.poll() is None, "the run ended before its readers"
    finally:
        going.kill()
        going.wait()


@test
def damage_to_a_run_file_is_found_and_mended_from_the_journal(folder):
    path = write(os.path.join(folder, "config.json"), '{"steps": 40, "population": {"workers": 50}}')
    run = os.path.join(folder, "run")
    fisc("run", path, "-o", run, "-q")
    assert "run.h5 is whole" in fisc("inspect", run).stdout
    file = os.path.join(run, "run.h5")
    good = open(file, "rb").read()
    found = 0
    for at in range(0, len(good), len(good) // 97):
        broken = bytearray(good)
        for k in range(at, min(at + 64, len(good))):
            broken[k] ^= 0xA5
        with open(file, "wb") as stream:
            stream.write(broken)
        done = fisc("inspect", run, check=False)
        assert done.returncode in (0, 65), (at, done.returncode, done.stderr)
        found += done.returncode == 65
    assert found >= 97, found  # every damage is found
    os.remove(file)
    fisc("resume", run, "-q")
    assert "run.h5 is whole" in fisc("inspect", run).stdout


finish()
