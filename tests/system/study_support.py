# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of studies share: a config, a refusal, a table with its picture."""
import csv
import json
import os
import sys

from support import ROOT, fisc, write

ENV = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
POPULATION = {"source": "gb2", "workers": 20000, "draw": "quantiles"}


def config(folder, **more):
    return write(os.path.join(folder, "config.json"), json.dumps({"population": POPULATION, **more}))


def refused(words, *arguments, code=65):
    done = fisc(*arguments, check=False)
    assert done.returncode == code and words in done.stderr, (arguments, done.returncode, done.stdout, done.stderr)


def drawn(folder, *arguments):
    """Rows of the table; the picture is one."""
    table, picture = os.path.join(folder, "table.csv"), os.path.join(folder, "picture.png")
    fisc(*arguments, "-q", "-o", table, "-p", picture, env=ENV)
    with open(picture, "rb") as file:
        assert file.read(4) == b"\x89PNG"
    with open(table, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
