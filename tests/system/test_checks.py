# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it is about results
"""docs/checks.md is what `make checks` prints; a row that is too far from its number is an error."""
import os
import subprocess
import sys

from support import FISC, ROOT, finish, slow_test, test, write

sys.path.insert(0, os.path.join(ROOT, "tools"))
import checks  # noqa: E402  (where it is is known here)

PAGE = os.path.join(ROOT, "docs", "checks.md")


def printed(*options):
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", "checks.py"), FISC, *options],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


@test
def rows_of_the_page_are_those_that_come_out(_folder):
    rows = [line for line in page().splitlines() if line.startswith("| ")][2:]
    quick = printed("--quick").splitlines()
    assert len(quick) >= 10 and [row for row in rows if row in quick] == quick, set(quick) - set(rows)
    # What the others need stands there too: names of subjects that are slow.
    slow = [name for name in os.listdir(os.path.join(ROOT, "tests", "checks")) if name.endswith(".py")]
    assert (len(rows) > len(quick)) == (len(slow) > len(list(checks.subjects(True)))), (len(rows), len(quick))


@slow_test
def the_whole_page_is_what_is_printed(_folder):
    assert printed() == page()


@test
def a_row_too_far_from_its_number_is_an_error(_folder):
    assert checks.line_of(checks.Row("a", "b", "1.50", 1.504, 0.005)) == "| a | b | 1.50 | 1.50 | 0 |"
    assert checks.line_of(checks.Row("a", "b", "1.50", 1.52, 0.05)).endswith("| 1.52 | 0.02 |")
    assert checks.line_of(checks.Row("a", "b", "inf", float("inf"), 0.0)).endswith("| inf | inf | 0 |")
    for wrong in (1.51, float("nan"), float("inf")):
        try:
            checks.line_of(checks.Row("a", "b", "1.50", wrong, 0.005))
        except AssertionError as error:
            assert "a: published 1.50" in str(error)
        else:
            raise AssertionError(f"{wrong} was taken for 1.50")


@test
def a_page_is_not_printed_where_fisc_fails(folder):
    broken = write(os.path.join(folder, "fisc"), "#!/bin/sh\necho no >&2\nexit 1\n")
    os.chmod(broken, 0o755)
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tools", "checks.py"), broken, "--quick"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout == "" and "exit 1: no" in done.stderr, done


finish()
