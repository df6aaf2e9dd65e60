# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that are preloaded to make calls fail (tests/shims)."""
import os
import shutil
import subprocess

from support import ROOT, Skip


def shim(folder, name):
    """The environment that preloads tests/shims/NAME.c."""
    compiler = shutil.which(os.environ.get("CC", "gcc").split()[0]) or shutil.which("cc")
    if not compiler:
        raise Skip("no C compiler here")
    library = os.path.join(folder, f"{name}.so")
    if not os.path.exists(library):
        subprocess.run([compiler, "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-o", library,
                        os.path.join(ROOT, "tests", "shims", f"{name}.c"), "-ldl"], check=True)
    return {"LD_PRELOAD": library}


def failing(folder, call, number, error, goes_on=False, path=None):
    """The environment in which that call fails for the number-th time; `path`: how the names of the files end."""
    plan = f"{call}:{number}{'+' if goes_on else ''}:{error}"
    return {**shim(folder, "fail_at"), "FISC_FAIL": plan, **({"FISC_FAIL_PATH": path} if path else {})}
