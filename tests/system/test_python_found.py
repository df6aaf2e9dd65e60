# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it makes Python environments
"""Which Python draws, and what fisc says where none can: no Python, no package, no module are three sentences."""
import os
import shutil
import subprocess
import sys

from support import FISC, ROOT, finish, test


def report(program=FISC, **environment):
    """`fisc report` of a folder that is none, with nothing of the caller's Python."""
    kept = {name: value for name, value in os.environ.items() if name not in ("FISC_PYTHON", "PYTHONPATH")}
    return subprocess.run([program, "report", "no-such-run"], env={**kept, **environment}, text=True,
                          capture_output=True, timeout=60, check=False).stderr


def environment(folder, package=False):
    """An empty environment, with the analysis package but no module of it where asked."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=60)
    python = os.path.join(folder, "bin", "python")
    where = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                                    text=True, timeout=60).strip()
    if package:
        with open(os.path.join(where, "fisc.pth"), "w", encoding="utf-8") as file:
            file.write(os.path.join(ROOT, "analysis") + "\n")
    return python


@test
def a_python_that_is_not_there_is_named(_):
    said = report(FISC_PYTHON="/no/such/python")
    assert "there is no Python '/no/such/python'" in said, said


@test
def a_python_without_the_package_is_told_from_one_without_a_module(room):
    said = report(FISC_PYTHON=environment(os.path.join(room, "empty")))
    assert "is not installed in" in said, said
    said = report(FISC_PYTHON=environment(os.path.join(room, "bare"), package=True))
    assert "but not its module numpy" in said, said


@test
def the_environment_beside_the_program_is_found(room):
    os.makedirs(os.path.join(room, "build", "release"))
    program = shutil.copy(FISC, os.path.join(room, "build", "release", "fisc"))
    made = subprocess.run(["sh", os.path.join(ROOT, "tools", "python.sh"), os.path.join(room, "build", "venv")],
                          text=True, capture_output=True, timeout=300, check=False)
    assert made.stdout.strip() == os.path.join(room, "build", "venv", "bin", "python"), made
    # Python says what is wrong with the run: it was found.
    said = report(program, PATH="/nowhere")
    assert "no-such-run" in said and "Python" not in said, said


finish()
