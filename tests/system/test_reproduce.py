# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 40 s
# test: not under sanitizers: the same sweeps as elsewhere, at size
"""Every published experiment at small scale gives the table that is shipped, and a picture.

FISC_UPDATE_GOLDEN=1 writes the tables anew: then say in CHANGELOG.md why results changed."""
import csv
import json
import os
import re
import sys

import matplotlib.image

from mock_support import Model
from support import ROOT, finish, fisc, slow_test, test, write

GOLDEN = os.path.join(ROOT, "experiments", "golden", "reproductions")
ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
FIGURES = ("welfare", "mean_hours_per_week", "mean_income", "gini_net_income")
NAMES = fisc("reproduce", cwd=ROOT).stdout.split()
LONG = ("f3", "f4", "f7", "f9", "p5", "p6")  # half a minute each: what they do others do as well


def short(path):
    """The keys, and a few figures with their intervals in seven digits."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = list(rows[0])[:list(rows[0]).index("runs") + 1]
    columns = keys + [figure + end for figure in FIGURES for end in ("", "_low", "_high")]
    digits = lambda name, text: f"{float(text):.7g}" if text and name not in keys else text  # noqa: E731
    lines = [",".join(columns)]
    for row in rows:
        fields = [digits(name, row[name]) for name in columns]
        lines.append(",".join('"' + field.replace('"', '""') + '"' if re.search('[",]', field) else field
                              for field in fields))
    return "\n".join(lines) + "\n"


def check(name):
    def reproduce(folder):
        out = os.path.join(folder, name)
        done = fisc("reproduce", name, "-o", out, env=ENV, cwd=ROOT)
        assert done.stdout.count("means.csv") == 1, done.stdout
        assert name == "f9_landscape" or "difference in welfare" in done.stdout, done.stdout
        picture = matplotlib.image.imread(os.path.join(out, "picture.png"))
        assert picture.shape[1] > 800 and 0.005 < (picture[..., :3].min(axis=2) < 0.9).mean() < 0.95
        table, path = short(os.path.join(out, "means.csv")), os.path.join(GOLDEN, name + ".csv")
        if os.environ.get("FISC_UPDATE_GOLDEN"):
            write(path, table)
        with open(path, encoding="utf-8") as file:
            assert table == file.read(), f"{path} is another table"
        with open(os.path.join(out, "table.csv"), encoding="utf-8", newline="") as file:
            assert {row["status"] for row in csv.DictReader(file)} == {"done"}
        if name != NAMES[0]:
            return
        # Again: nothing is left to do, and the table is the same.
        again = fisc("reproduce", name, "-o", out, "-q", env=ENV, cwd=ROOT)
        assert short(os.path.join(out, "means.csv")) == table and "failed" not in again.stderr
    reproduce.__name__ = name
    return reproduce


@test
def a_language_model_plays_the_workers_of_any_experiment(folder):
    with Model() as model:
        out = os.path.join(folder, "played")
        fisc("reproduce", "p1_rational", "--llm", "mock", "--set", "llm.profile=llamacpp", "--set",
             f"llm.url=http://127.0.0.1:{model.port}/v1", "--set", "population.workers=5", "--set", "steps=3", "--set",
             "seed=[1,2]", "--set", 'planner.kind=["none","llm"]', "-o", out, "-q", env=ENV, cwd=ROOT)
        assert model.stats()["requests"] >= 4 * 15
    with open(os.path.join(out, "table.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["planner.kind"] for row in rows] == ["none", "none", "llm", "llm"]
    assert all(row["status"] == "done" and row["steps"] == "3" and float(row["requests"]) >= 15 for row in rows)
    assert os.path.exists(os.path.join(out, "picture.png"))


@test
def published_numbers_stand_beside_ours(folder):
    done = fisc("reproduce", "f1_models", "--against", "2", "-o", os.path.join(folder, "f1"), env=ENV, cwd=ROOT)
    rows = {line[:20].strip(): line for line in done.stdout.splitlines()}
    assert re.search(r"0\.99 +0 \[0, 0\]", done.stdout) and "no number was published" in rows["flat, flat rate 0.99"], done.stdout
    assert "not among these rows" in rows["Qwen3-8B"] and "427.4 \u00b1 249.3" in rows["Qwen3-8B"], done.stdout
    far = fisc("reproduce", "f1_models", "--against", "3", "-o", os.path.join(folder, "f1"), env=ENV, cwd=ROOT, check=False)
    assert far.returncode == 65 and "expected one of 0 to 2" in far.stderr, far.stderr
    with Model() as model:
        out = os.path.join(folder, "played")
        fisc("reproduce", "f1_models", "--set", "rule.kind=llm", "--set", 'llm.model=["Qwen3-8B","another"]', "--set",
             "llm.profile=llamacpp", "--set", f"llm.url=http://127.0.0.1:{model.port}/v1", "--set", "population.workers=3",
             "--set", "steps=2", "--set", "tax_year_length=1", "--set", "seed=[1]", "--set", 'planner.kind=["reference"]',
             "-o", out, "-q", env=ENV, cwd=ROOT)
    with open(os.path.join(out, "means.csv"), encoding="utf-8", newline="") as file:
        found = {row["llm.model"]: (row["published"], row["published_error"]) for row in csv.DictReader(file)}
    assert found == {"Qwen3-8B": ("427.4", "249.3"), "another": ("", "")}, found


for experiment in NAMES:
    (slow_test if experiment.split("_")[0] in LONG else test)(check(experiment))


@test
def every_published_experiment_has_a_file_and_a_paragraph(folder):
    page = open(os.path.join(ROOT, "docs", "reproduce.md"), encoding="utf-8").read()
    ids = {name.split("_")[0] for name in NAMES}
    assert ids == {f"p{k}" for k in range(1, 9)} | {f"f{k}" for k in range(1, 10)}, ids
    for name in NAMES:
        assert f"`{name}`" in page, name
        fisc("sweep", "plan", os.path.join(ROOT, "experiments", "reproductions", name + ".json"), "--scale", "full",
             "-o", os.path.join(folder, name), "-q")


@test
def what_is_not_there_says_so(folder):
    missing = fisc("reproduce", "p99_nothing", check=False, cwd=ROOT)
    assert missing.returncode == 66 and "fisc reproduce" in missing.stderr
    scale = fisc("reproduce", "p1_rational", "--scale", "huge", "-o", os.path.join(folder, "x"), check=False, cwd=ROOT)
    assert scale.returncode == 64 and "huge" in scale.stderr, scale.stderr
    base = write(os.path.join(folder, "base.json"), json.dumps({"population": {"workers": 10}, "steps": 1}))
    for body, words in (({"tax_systems": {"planner.tax_system": {"rates": [[0.1]]}}}, "starts_usd_per_year"),
                        ({"tax_systems": {"planner.tax_system": {"starts_usd_per_year": [0], "rates": ["no"]}}}, "0 tax systems"),
                        ({"tax_systems": []}, "tax_systems"),
                        ({"scales": {"small": 3}}, "scales"),
                        ({"zip": [{"seed": [1, 2]}], "scales": {"small": {"seed": 1}}}, "zip")):
        path = write(os.path.join(folder, "sweep.json"), json.dumps({"base": os.path.basename(base), **body}))
        bad = fisc("sweep", "plan", path, "-o", os.path.join(folder, "y"), check=False)
        assert bad.returncode == 65 and words in bad.stderr, (body, bad.stderr)


finish()
