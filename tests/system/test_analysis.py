# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 25 s
# test: not under sanitizers: Python reads and draws
"""The pictures are drawn, and what cannot be drawn says why."""
import os
import shutil
import subprocess
import sys

import matplotlib.image

from support import ROOT, finish, fisc, test, write

CONFIG = """{"steps": 4, "warmup_steps": 2, "tax_year_length": 2, "population": {"workers": 1000},
    "planner": {"kind": "optimum"}, "output": {"panel": "every", "panel_every_steps": 2}}"""


def draw(*arguments, check=True):
    env = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "analysis"), MPLBACKEND="agg")
    done = subprocess.run([sys.executable, "-m", "fisc", *arguments], capture_output=True, text=True,
                          env=env, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


@test
def a_run_becomes_a_picture_with_something_on_it(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), CONFIG), "-o", run, "-q")
    for name in ("picture.png", "picture.svg"):
        draw("comparison", run, "-o", os.path.join(folder, name))
    pixels = matplotlib.image.imread(os.path.join(folder, "picture.png"))
    assert pixels.shape[0] > 500 and pixels.shape[1] > 800
    # Ink, not an empty sheet; and paper, not a black one.
    assert 0.02 < (pixels[..., :3].min(axis=2) < 0.9).mean() < 0.6
    svg = open(os.path.join(folder, "picture.svg"), encoding="utf-8").read()
    assert "<svg" in svg


@test
def the_fit_report_becomes_a_picture(folder):
    fit = os.path.join(folder, "fit")
    fisc("calibrate", "-o", fit, "-q")
    draw("fit", fit, "-o", os.path.join(folder, "fit.png"))
    assert matplotlib.image.imread(os.path.join(folder, "fit.png")).shape[1] > 800


@test
def a_sweep_is_one_dataset_over_its_keys(folder):
    sweep, table = os.path.join(folder, "sweep"), os.path.join(folder, "table.csv")
    write(os.path.join(folder, "base.json"), CONFIG.replace('"optimum"', '"flat"').replace("1000", "200"))
    path = write(os.path.join(folder, "sweep.json"), """{"base": "base.json",
        "grid": {"planner.flat_rate": [0.2, 0.5, 0.7], "seed": [1, 2]}, "exclude": [{"planner.flat_rate": 0.7, "seed": 2}]}""")
    fisc("sweep", "plan", path, "-o", sweep, "-q")
    fisc("sweep", "run", sweep, "-q")
    fisc("sweep", "collect", sweep, "-o", table)
    sys.path.insert(0, os.path.join(ROOT, "analysis"))
    import fisc as package

    data = package.open_sweep(table)
    assert dict(data.sizes) == {"planner.flat_rate": 3, "seed": 2}
    assert float(data["welfare"].sel({"planner.flat_rate": 0.5, "seed": 2})) > 0
    assert bool(data["welfare"].isnull().sel({"planner.flat_rate": 0.7, "seed": 2}))
    assert int(data["welfare"].isnull().sum()) == 1
    try:
        package.open_sweep(write(os.path.join(folder, "other.csv"), "a,b\n1,2\n"))
        raise AssertionError("another table was taken for a sweep's")
    except ValueError as error:
        assert "sweep collect" in str(error)


@test
def what_cannot_be_drawn_says_why(folder):
    run = os.path.join(folder, "run")
    config = CONFIG.replace('"panel": "every"', '"panel": "off"')
    fisc("run", write(os.path.join(folder, "config.json"), config), "-o", run, "-q")
    picture = os.path.join(folder, "picture.png")
    without = draw("comparison", run, "-o", picture, check=False)
    assert without.returncode == 65 and "output.panel" in without.stderr, without.stderr
    missing = draw("comparison", os.path.join(folder, "nowhere"), "-o", picture, check=False)
    assert missing.returncode == 65 and "nowhere" in missing.stderr, missing.stderr
    broken = os.path.join(folder, "broken")
    shutil.copytree(run, broken)
    with open(os.path.join(broken, "run.h5"), "wb") as file:
        file.write(b"no hdf5")
    done = draw("comparison", broken, "-o", picture, check=False)
    assert done.returncode == 65 and "broken" in done.stderr, done.stderr


finish()
