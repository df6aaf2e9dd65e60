# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python and a browser draw
"""The page about a run: nothing outside it, the numbers behind every figure, and a real browser shows it in
light, dark and on paper."""
import base64
import csv
import html.parser
import io
import json
import os
import subprocess
import sys

import h5py
import matplotlib.image
import numpy

from mock_support import Model
from support import PATIENCE_S, ROOT, finish, fisc, test, write

CONFIG = {"steps": 6, "warmup_steps": 2, "tax_year_length": 2, "population": {"workers": 2000},
          "planner": {"kind": "evolution"}, "oracle": True, "output": {"panel": "every", "panel_every_steps": 2},
          "name": "A <run> & its \"page\""}
ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}


class Page(html.parser.HTMLParser):
    """Sections, ids, links and texts of a page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.heads, self.external, self._in_head = [], {}, [], [], False
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a" and "download" in attrs:
            self.links[attrs["download"]] = attrs["href"]
        for name in ("src", "href", "xlink:href"):
            if not attrs.get(name, "#").startswith(("#", "data:")):
                self.external.append(attrs[name])
        self._in_head = tag in ("h1", "h2")

    def handle_data(self, data):
        if self._in_head and data.strip():
            self.heads.append(data)
            self._in_head = False

    def table(self, name):
        text = base64.b64decode(self.links[name + ".csv"].split(",", 1)[1]).decode()
        return list(csv.DictReader(io.StringIO(text)))


def demo(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "config.json"), json.dumps(CONFIG)), "-o", run, "-q")
    return run


def browse(page, *options):
    done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                           f"--user-data-dir={os.path.dirname(page)}/browser", "--enable-logging=stderr",
                           "--window-size=1000,3000", *options, "file://" + page],
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert "CONSOLE" not in done.stderr, done.stderr
    return done


@test
def a_page_has_every_figure_with_its_numbers_and_nothing_outside(folder):
    run, path = demo(folder), os.path.join(folder, "report.html")
    fisc("report", run, "-o", path, "--figures", os.path.join(folder, "figures"), env=ENV)
    page = Page(path)
    assert page.heads == [CONFIG["name"], "Welfare over time", "The tax schedule", "Beside the optimum",
                          "What no brackets exceed", "The planner's path", "Hours and incomes by decile",
                          "Hours by occupation", "Inequality",
                          "Who wins, who loses"], page.heads
    assert not page.external and len(set(page.ids)) == len(page.ids)
    with h5py.File(os.path.join(run, "run.h5")) as file:
        assert [float(row["welfare"]) for row in page.table("run1-welfare")] == list(file["welfare"][()])
        weight, utility = file["panel/sample_weight"][()], file["panel/utility_usd_per_year"][()]
        gain = page.table("run1-winners")
        mean = numpy.average([float(row["mean_gain_usd_per_year"]) for row in gain])
        numpy.testing.assert_allclose(mean, numpy.average(utility[-1] - utility[0], weights=weight), rtol=0.01)
    by_decile = page.table("run1-by_decile")
    assert [row["decile"] for row in by_decile] == [str(k) for k in range(1, 11)]
    files = set(os.listdir(os.path.join(folder, "figures")))
    assert {"welfare.png", "welfare.csv", "lorenz.png"} <= files and len(files) == 18, files


@test
def a_browser_shows_it_in_light_and_dark_and_prints_it(folder):
    path = os.path.join(folder, "report.html")
    fisc("report", demo(folder), "-o", path, env=ENV)
    shades = []
    for name, options in (("light", []), ("dark", ["--blink-settings=preferredColorScheme=0"])):
        picture = os.path.join(folder, name + ".png")
        browse(path, f"--screenshot={picture}", *options)
        pixels = matplotlib.image.imread(picture)[..., :3]
        shades.append(numpy.median(pixels))
        # Writing and lines on it that stand out from the paper, all the way down.
        for part in numpy.array_split(pixels, 6):
            assert (numpy.abs(part.mean(axis=2) - shades[-1]) > 0.4).mean() > 0.002, name
    assert shades[0] > 0.95 and shades[1] < 0.15, shades
    browse(path, f"--print-to-pdf={folder}/report.pdf")
    with open(os.path.join(folder, "report.pdf"), "rb") as file:
        assert file.read(5) == b"%PDF-" and os.path.getsize(file.name) > 20000


@test
def a_model_its_votes_and_words_are_shown_and_runs_stand_below_each_other(folder):
    runs, path = [os.path.join(folder, "vote"), os.path.join(folder, "planner")], os.path.join(folder, "report.html")
    with Model() as model:
        fisc("run", model.config(folder, planner={"kind": "elected", "elected": {"candidates": 3}},
                                 population={"workers": 20}), "-o", runs[0], "-q")
        fisc("run", model.config(folder, planner={"kind": "llm"}, population={"workers": 20}), "-o", runs[1], "-q")
    fisc("report", *runs, "-o", path, env=ENV)
    page = Page(path)
    assert page.heads.count("Welfare over time") == 2 and page.heads.count("The language model") == 2
    assert "Votes" in page.heads and "What the planner said" in page.text and "a test" in page.text
    votes = page.table("run1-votes")
    assert abs(sum(float(votes[0][f"share_{c}"]) for c in (1, 2, 3)) - 1.0) < 1e-3
    assert len(set(page.ids)) == len(page.ids) and not page.external


@test
def without_the_package_it_says_how_to_install_it(folder):
    run = demo(folder)
    away = dict(ENV, PYTHONPATH=folder)
    done = fisc("report", run, "-o", os.path.join(folder, "page.html"), env=away, check=False)
    assert done.returncode == 66 and "tools/python.sh build/venv" in done.stderr, done.stderr
    wrong = fisc("report", os.path.join(folder, "nowhere"), "-o", os.path.join(folder, "page.html"), env=ENV, check=False)
    assert wrong.returncode == 65 and "nowhere" in wrong.stderr and "Traceback" not in wrong.stderr, wrong.stderr
    assert not os.path.exists(os.path.join(folder, "page.html"))


finish()
