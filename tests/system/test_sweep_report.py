# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: Python draws
"""The page about a sweep: its numbers are those of the program's own table, the best point has its doubt, and what cannot
be reported says why."""
import base64
import csv
import html.parser
import io
import json
import os
import sys

import numpy as np
import pandas
from scipy import stats

from support import ROOT, finish, fisc, test, write
from sweep_support import plan

sys.path.insert(0, os.path.join(ROOT, "analysis"))
from fisc import reproduction, sensitivity, sweep_figures, sweep_points, sweep_report  # noqa: E402
from fisc.labelled import Table  # noqa: E402

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
BASE = {"steps": 2, "population": {"source": "gb2", "workers": 200}, "planner": {"kind": "fixed"}}
GRID = {"grid": {"planner.tax_system": ["karten_dip_deep", "federal_2025_single", [{"component": "flat", "rate": 0.3}]],
                 "utility.labor_exponent": [2.5, 3.5], "seed": [1, 2, 3, 4, 5]}}


class Page(html.parser.HTMLParser):
    """Heads and the numbers behind figures."""

    def __init__(self, path):
        super().__init__()
        self.heads, self.links, self._in_head = [], {}, False
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._in_head = tag in ("h1", "h2")
        if tag == "a":
            self.links[attrs["download"]] = attrs["href"]

    def handle_data(self, data):
        if self._in_head and data.strip():
            self.heads.append(data)
            self._in_head = False

    def table(self, name):
        text = base64.b64decode(self.links[f"sweep-{name}.csv"].split(",", 1)[1]).decode()
        return list(csv.DictReader(io.StringIO(text)))


def points_of(values, axes, over=True, answered=None, **keywords):
    """Points of a made table: values[point, seed], a column an axis; answered[point]: what a model decided of them."""
    rows = []
    for p, of_point in enumerate(values):
        for s, value in enumerate(of_point):
            rows.append({"index": len(rows), **{key: column[p] for key, column in axes.items()},
                         **({"seed": float(s)} if over else {}), "config_hash": "", "status": "done", "message": "", "steps": 1.0,
                         "welfare": value, **({"answered_share": answered[p]} if answered else {})})
    return sweep_points.of_table(Table(pandas.DataFrame(rows)), {"name": "made"}, **keywords)


@test
def a_page_has_the_numbers_of_the_program(folder):
    sweep, path = plan(folder, {"name": "Reforms & <more>", **GRID}, BASE), os.path.join(folder, "page.html")
    fisc("sweep", "run", sweep, "-q")
    said = fisc("report", sweep, "-o", path, "--against", "1", "--figures", os.path.join(folder, "figures"), env=ENV).stdout
    page = Page(path)
    assert page.heads[0] == "Reforms & <more>" and "Which point is best" in page.heads, page.heads
    assert {"Over utility.labor_exponent", "Which settings matter",
            "planner.tax_system and utility.labor_exponent"} <= set(page.heads), page.heads
    assert "karten_dip_deep" in page.text and "federal_2025_single" in page.text and "flat 0.3" in page.text
    assert "The best: " in said and "with 95% the best of these points has planner.tax_system" in said, said
    assert "USD/year" in page.text and "(objective)" not in page.text
    paired = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed", "--against", "1").stdout.splitlines()))
    found = {int(row["row"]): row for row in page.table("differences")}
    assert set(found) == {0, 2, 3, 4, 5}
    for row, cells in found.items():
        for name, column in (("difference", "welfare"), ("low", "welfare_low"), ("high", "welfare_high")):
            np.testing.assert_allclose(float(cells[name]), float(paired[row][column]), rtol=1e-9)
        assert float(cells["utility.labor_exponent"]) == float(paired[row]["utility.labor_exponent"])
    means = list(csv.DictReader(fisc("sweep", "collect", sweep, "--over", "seed").stdout.splitlines()))
    for cells in page.table("map_utility.labor_exponent_planner.tax_system"):
        np.testing.assert_allclose(float(cells["welfare"]), float(means[int(cells["row"])]["welfare"]), rtol=1e-12)
    lines = page.table("over_utility.labor_exponent")
    assert len(lines) == 6
    for cells in lines:
        np.testing.assert_allclose([float(cells["welfare_low"]), float(cells["welfare_high"])],
                                   [float(means[int(cells["row"])][f"welfare_{end}"]) for end in ("low", "high")], rtol=1e-9)
    chances = [float(row["chance_of_being_best"]) for row in page.table("best")]
    assert abs(sum(chances) - 1.0) < 1e-9 and chances == sorted(chances, reverse=True), chances
    files = set(os.listdir(os.path.join(folder, "figures")))
    assert {"best.png", "best.csv", "differences.png", "sensitivity.png"} <= files, files


@test
def points_that_a_model_hardly_decided_are_marked_and_not_ranked(folder):
    values, axes = [[9.0, 9.5], [1.0, 1.2], [2.0, 2.1]], {"planner.kind": ["llm", "none", "saez"]}
    study = sweep_figures.study_of(points_of(values, axes, answered=[0.5, None, 0.96]))
    assert study.best.point == 2 and study.best.chance[0] == 0.0 and study.points.label(0) == "llm (MARKED)"
    assert "of 1 of 3 points" in study.points.mark() and "llm (MARKED): 50.0%" in study.points.mark(), study.points.mark()
    assert sweep_report.said_of_best(study).startswith("saez: ")
    study = sweep_figures.study_of(points_of(values, axes, answered=[0.5, 0.2, 0.9]))
    assert sweep_report.said_of_best(study).startswith("none: ") and sweep_figures.all_of(study)
    assert points_of(values, axes).mark() == ""
    # As a table of 'fisc reproduce' has it.
    figures = ("welfare", "mean_hours_per_week", "gini_net_income")
    head = ",".join(f"{name},{name}_low,{name}_high" for name in figures)
    write(os.path.join(folder, "means.csv"), f"planner.kind,runs,{head},answered_share\n"
          + "".join(f"{kind},1,{','.join(9 * [str(k)])},{share}\n" for k, kind, share in ((0, "none", ""), (1, "llm", "0.5"))))
    write(os.path.join(folder, "table.csv"), "planner.kind,seed,welfare\nnone,1,0\nllm,1,1\n")
    words = reproduction.words(folder)
    assert "llm (MARKED)" in words and "none (MARKED)" not in words, words
    assert "MARKED: the model made 50.0%" in words, words
    reproduction.draw(folder, os.path.join(folder, "picture.png"))


@test
def rows_are_named_as_people_name_them(folder):
    sweep, table = plan(folder, GRID, BASE), os.path.join(folder, "table.h5")
    fisc("sweep", "run", sweep, "-q")
    fisc("sweep", "collect", sweep, "-o", table)
    study = sweep_report.study_of(sweep, table, against="federal_2025_single")
    assert study.reference_name() == "federal_2025_single" and list(study.reference) == [2, 3, 2, 3, 2, 3]
    # Each exponent has its own row of that name.
    change, low, high = sweep_points.differences(study.points, study.reference)
    values = study.points.value
    for row in (0, 1, 4, 5):
        expected = stats.ttest_rel(values[row], values[2 + row % 2])
        np.testing.assert_allclose([change[row], low[row], high[row]],
                                   [(values[row] - values[2 + row % 2]).mean(), *expected.confidence_interval()], rtol=1e-9)
    assert np.isnan(change[[2, 3]]).all()
    whole = "planner.tax_system=federal_2025_single,labor_exponent=2.5"
    assert sweep_report.study_of(sweep, table, against=whole).reference_name() == "federal_2025_single, labor_exponent=2.5"
    for keywords, words in (({"against": "federal_2025_singel"}, "did you mean 'federal_2025_single'"),
                            ({"against": "6"}, "from 0 to 5"),
                            ({"against": "utility.labor_exponent=4"}, "expected one of 2.5, 3.5"),
                            ({"figure": "welfar"}, "did you mean 'welfare'"), ({"over": "sed"}, "did you mean 'seed'")):
        try:
            sweep_report.study_of(sweep, table, **keywords)
            raise AssertionError(f"{keywords} was taken")
        except ValueError as error:
            assert words in str(error), error
    path, run = os.path.join(folder, "page.html"), os.path.join(folder, "run")
    wrong = fisc("report", sweep, "-o", path, "--figure", "welfar", env=ENV, check=False)
    assert wrong.returncode == 65 and "did you mean 'welfare'" in wrong.stderr and not os.path.exists(path), wrong.stderr
    wrong = fisc("report", sweep, sweep, "-o", path, env=ENV, check=False)
    assert wrong.returncode == 64 and "one sweep" in wrong.stderr, wrong.stderr
    fisc("run", os.path.join(folder, "base.json"), "--set", "planner.kind=flat", "-o", run, "-q")
    wrong = fisc("report", run, "-o", path, "--lowest", env=ENV, check=False)
    assert wrong.returncode == 64 and "report of a sweep" in wrong.stderr, wrong.stderr


@test
def the_doubt_is_that_of_a_t_test(_folder):
    random = np.random.default_rng(fixed := 3)
    shared = 1000 * random.standard_normal(6)
    values = np.array([shared + random.standard_normal(6), shared + 0.8 + random.standard_normal(6), shared - 50])
    points = points_of(values, {"x": [1.0, 2.0, 3.0]})
    best = sweep_points.best_of(points)
    gap = values[1] - values[0]
    t = gap.mean() / (gap.std(ddof=1) / np.sqrt(6))
    expected = stats.t.cdf(t, 5)
    assert 0.02 < expected < 0.98, (fixed, expected)
    np.testing.assert_allclose(best.chance, [1 - expected, expected, 0.0], atol=4 * 0.5 / np.sqrt(sweep_points.DRAWS))
    assert best.could_be(points.axes[0], points.place[:, 0]) == [0, 1]
    lowest = points_of(values, {"x": [1.0, 2.0, 3.0]}, is_lowest_best=True)
    assert sweep_points.best_of(lowest).point == 2 and sweep_points.best_of(lowest).chance[2] > 0.999
    alone = points_of(values[:, :1], {"x": [1.0, 2.0, 3.0]}, over=False)
    assert alone.over is None and sweep_points.best_of(alone).chance is None
    assert "nothing says" in sweep_report.said_of_best(sweep_figures.study_of(alone))


@test
def settings_that_matter_and_those_that_move_together(_folder):
    x, y = (grid.ravel() for grid in np.meshgrid([0.0, 1.0, 2.0], [0.0, 1.0], indexing="ij"))
    points = points_of((3 * x + 4 * y + x * y)[:, None], {"x": x, "y": y, "twice": 2 * x}, over=False)
    assert [axis.name for axis in points.axes] == ["x / twice", "y"]
    shares = sweep_points.shares_of_grid(points)
    # f = a + 3.5(x-1) + 5(y-.5) + (x-1)(y-.5): variances 3.5^2 2/3, 25/4, 2/3/4
    parts = np.array([3.5**2 * 2 / 3, 25 / 4, 1 / 6])
    np.testing.assert_allclose(shares["first_order"], parts[:2] / parts.sum())
    np.testing.assert_allclose(shares["total"], (parts[:2] + parts[2]) / parts.sum())
    scattered = points_of(np.arange(5.0)[:, None], {"x": [0.1, 0.4, 0.2, 0.9, 0.5], "y": [3.0, 1.0, 5.0, 2.0, 4.0]}, over=False)
    assert [axis.name for axis in scattered.axes] == ["x", "y"] and not scattered.is_grid


@test
def what_is_open_is_said_and_a_sample_has_its_indices(folder):
    path = os.path.join(folder, "page.html")
    sweep = plan(folder, {"sample": {"method": "saltelli", "count": 8, "ranges": {"planner.flat_rate": [0.1, 0.8],
                                                                                  "utility.labor_exponent": [2.5, 5]}}},
                 {**BASE, "planner": {"kind": "flat"}})
    fisc("sweep", "run", sweep, "--slice", "0/2", "-q")
    fisc("report", sweep, "-o", path, env=ENV)
    page = Page(path)
    assert "16 points are open and 0 failed" in page.text
    assert "All points" in page.heads and "Which settings matter" not in page.heads
    fisc("sweep", "run", sweep, "-q")
    fisc("sweep", "collect", sweep, "-o", os.path.join(sweep, "table.csv"))
    fisc("sweep", "collect", sweep, "-o", os.path.join(folder, "table.h5"))
    study = sweep_report.study_of(sweep, os.path.join(folder, "table.h5"))
    pandas.testing.assert_frame_equal(study.points.indices, sensitivity.of_sweep(sweep))
    figures = {figure.name: figure for figure in sweep_figures.all_of(study)}
    assert set(figures["sensitivity"].table["setting"]) == {"planner.flat_rate", "utility.labor_exponent"}


@test
def two_sweeps_are_compared_point_by_point(folder):
    made = {}
    for name, exponent in (("a", 2.5), ("b", 3.5)):
        os.makedirs(os.path.join(folder, name))
        grid = {"grid": {"planner.tax_system": ["karten_dip_deep", "federal_2025_single"], "seed": [1, 2, 3, 4, 5]}}
        made[name] = plan(os.path.join(folder, name), grid, {**BASE, "utility": {"labor_exponent": exponent}})
        fisc("sweep", "run", made[name], "-q")
    rows = json.loads(fisc("compare", made["a"], made["b"], "--json", env=ENV).stdout)
    apart = {}
    for name, of_sweep in made.items():
        table = csv.DictReader(io.StringIO(fisc("sweep", "collect", of_sweep).stdout))
        for row in table:
            apart.setdefault(row["planner.tax_system"], {}).setdefault(row["seed"], {})[name] = float(row["welfare"])
    assert [row["point"] for row in rows] == list(apart) and len(rows) == 2
    for row in rows:
        by_seed = np.array([both["b"] - both["a"] for both in apart[row["point"]].values()])
        half = stats.t.ppf(0.975, 4) * by_seed.std(ddof=1) / 5 ** 0.5
        assert row["pairs"] == 5 and np.isclose(row["difference"], by_seed.mean(), rtol=1e-12)
        assert np.isclose(row["difference_high"] - row["difference"], half, rtol=1e-9)
    said = fisc("compare", made["a"], made["b"], "--figure", "gini_net_income", env=ENV).stdout
    assert "federal_2025_single" in said and "B - A, paired by seed" in said, said
    for arguments, words in (((made["a"], made["a"], "--figure", "welfar"), "did you mean 'welfare'"),
                             ((made["a"], os.path.join(folder, "a")), "expected two of a kind"),
                             ((made["a"], made["b"], "--over", "sed"), "did you mean 'seed'")):
        bad = fisc("compare", *arguments, env=ENV, check=False)
        assert bad.returncode in (64, 65) and words in bad.stderr, (arguments, bad.stderr)


finish()
