#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known and what fisc says of it, as one table:   python3 tools/checks.py FISC [--quick] > docs/checks.md

A file tests/checks/NAME.py is one subject; its `rows(lab)` yields a `Row` for every number.  A file with `SLOW = True` takes more
than a few seconds: --quick leaves it out, and prints the lines of the other rows alone.  Exits with 1 if a row is further
from its number than it says that it may be."""
import argparse
import csv
import glob
import importlib
import json
import math
import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEAD = """<!-- SPDX-FileCopyrightText: 2026 The fisc developers
SPDX-License-Identifier: GPL-3.0-or-later -->
# What is known, and what fisc says

`make checks` prints this page; a test compares it. A row is a line of a file in `tests/checks`: add one with what you add.
Published: printed in the source, or derived from its formula where it says so. The gap is fisc less published.

| what | source | published | fisc | gap |
| --- | --- | --- | --- | --- |
"""


class Row(NamedTuple):
    """`published` as the source prints it, with its digits; a gap of more than `within` is an error."""
    what: str
    source: str
    published: str
    fisc: float
    within: float


class Lab:
    """fisc, in a folder of its own."""

    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder

    def run(self, *arguments):
        """What it prints."""
        env = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT,
                              env=env, check=False)
        if done.returncode:
            raise RuntimeError(f"fisc {' '.join(map(str, arguments))}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def json(self, *arguments):
        return json.loads(self.run(*arguments))

    def path(self, name):
        return os.path.join(self.folder, name)

    def config(self, **settings):
        """The path of a config."""
        with open(self.path("config.json"), "w", encoding="utf-8") as file:
            json.dump(settings, file)
        return self.path("config.json")

    def table(self, *arguments):
        """Rows of a command's table, -o."""
        self.run(*arguments, "-q", "-o", self.path("table.csv"))
        with open(self.path("table.csv"), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_table(self, columns, rows):
        """The path of a CSV."""
        with open(self.path("workers.csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        return self.path("workers.csv")


def line_of(row):
    decimals = len(row.published.partition(".")[2])
    published = float(row.published)
    if math.isinf(published) or math.isinf(row.fisc):
        said, gap = f"{row.fisc}", 0.0 if row.fisc == published else math.inf
    else:
        said, gap = f"{row.fisc:.{decimals}f}", row.fisc - published
    if not abs(gap) <= row.within:  # also what is not a number
        raise AssertionError(f"{row.what}: published {row.published}, fisc {row.fisc!r}: more than {row.within} apart")
    shown = "0" if abs(gap) < 0.5 * 10.0**-decimals * (1 + 1e-9) else f"{gap:.{decimals}f}"
    return f"| {row.what} | {row.source} | {row.published} | {said} | {shown} |"


def subjects(is_quick):
    folder = os.path.join(ROOT, "tests", "checks")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    for path in sorted(glob.glob(os.path.join(folder, "*.py"))):
        module = importlib.import_module(os.path.basename(path)[:-3])
        if not (is_quick and getattr(module, "SLOW", False)):
            yield module


def lines(program, is_quick):
    """Of the table; a row that is wrong is an AssertionError that names it."""
    with tempfile.TemporaryDirectory(prefix="fisc-checks-") as folder:
        return [line_of(row) for module in subjects(is_quick) for row in module.rows(Lab(program, folder))]


def main():
    sys.modules["checks"] = sys.modules["__main__"]  # what tests/checks imports
    parser = argparse.ArgumentParser(description="What is known, and what fisc says.")
    parser.add_argument("--quick", action="store_true", help="only rows that take seconds, without the page around")
    parser.add_argument("fisc")
    options = parser.parse_args()
    try:
        found = lines(options.fisc, options.quick)
    except (AssertionError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    print(("" if options.quick else HEAD) + "\n".join(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
