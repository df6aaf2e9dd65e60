# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 120 s
# test: not under sanitizers: they take minutes, and each command has tests of its own
"""Every command, Python line and config between fences of README.md and docs/ runs, page after page, in one copy of the
sources, as a reader would: "fisc" is build/release/fisc.

After the fence's language may stand "no-test: REASON", or "slow: REASON" (only `make slow` runs it)."""
import glob
import os
import re
import shutil
import subprocess
import time

from support import PATIENCE_S, ROOT, finish, test, write

IS_SLOW = bool(os.environ.get("FISC_SLOW"))
FENCE = re.compile(r"^```([a-z]*)(?: ([^\n]*))?\n(.*?)^```$", re.M | re.S)
# Who runs the languages that are not run here.
ELSEWHERE = {"c": "test_extending.py", "diff": "test_extending.py", "text": "test_extending.py",
             "r": "test_readers.py", "octave": "test_readers.py"}
RUN_HERE = ("sh", "python", "js", "json")


def pages():
    """README first, then the pages in the order in which it names them."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        named = re.findall(r"\]\((docs/\w+\.md)\)", file.read())
    rest = sorted(os.path.relpath(path, ROOT) for path in glob.glob(os.path.join(ROOT, "docs", "**", "*.md"), recursive=True))
    return list(dict.fromkeys(["README.md", *named, *rest]))


def fences(page):
    """(language, mark, text) of each fence of a page."""
    with open(os.path.join(ROOT, page), encoding="utf-8") as file:
        return [(found[1], found[2] or "", found[3]) for found in FENCE.finditer(file.read())]


def is_left_out(mark):
    return mark.startswith("no-test: ") or (mark.startswith("slow: ") and not IS_SLOW)


def copied(folder):
    """The sources as git has them, with the program as it is built, times kept, so that make has nothing to do."""
    copy = os.path.join(folder, "fisc")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for path in filter(None, listed):
        os.makedirs(os.path.dirname(os.path.join(copy, path)), exist_ok=True)
        shutil.copy2(os.path.join(ROOT, path), os.path.join(copy, path))
    shutil.copytree(os.path.join(ROOT, "build", "release"), os.path.join(copy, "build", "release"), symlinks=True,
                    ignore=shutil.ignore_patterns("test-logs", "tests"))
    return copy


def environment(folder):
    binaries = os.path.join(folder, "bin")
    os.makedirs(binaries, exist_ok=True)
    if not os.path.islink(os.path.join(binaries, "fisc")):
        os.symlink(os.path.join(folder, "fisc", "build", "release", "fisc"), os.path.join(binaries, "fisc"))
    kept = {name: value for name, value in os.environ.items() if name not in ("FISC", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL")}
    return dict(kept, PATH=f"{binaries}:{os.environ['PATH']}", FISC_CACHE=os.path.join(folder, "cache"), MPLBACKEND="Agg")


def carried_out(command, folder):
    begun = time.monotonic()
    done = subprocess.run(command, cwd=os.path.join(folder, "fisc"), env=environment(folder), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    words = command[2] if command[0] == "bash" else " ".join(command[:2])
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    print(f"# {time.monotonic() - begun:5.1f} s  {words.splitlines()[0]}", flush=True)


def commands(text):
    """Lines of a shell, with what is continued."""
    return [line for line in text.replace("\\\n", " ").split("\n") if line.strip() and not line.startswith("#")]


def check_config(text, name, folder):
    """A config, a part of one, a sweep or a part of one."""
    whole = text if text.lstrip().startswith("{") else "{" + text + "}"
    is_sweep = re.search(r'^\s*\{?"(?:name|base|grid|sample)":', whole, re.M) is not None
    if is_sweep:
        whole = whole if '"base"' in whole else '{"base": "flat_base.json",' + whole.lstrip()[1:]
        path = write(os.path.join(folder, "fisc", "experiments", "sweeps", name + ".json"), whole)
        carried_out(["fisc", "sweep", "plan", path, "-o", os.path.join(folder, name)], folder)
    else:
        path = write(os.path.join(folder, "fisc", "experiments", "configs", name + ".json"), whole)
        carried_out(["fisc", "validate", path], folder)


@test
def every_fence_says_what_it_holds_or_why_it_is_not_tried(_folder):
    for page in pages():
        for language, mark, text in fences(page):
            if not language:
                hidden = re.search(r"^(?:\$ )?(?:build/release/)?fisc [a-z]|^make ", text, re.M)
                assert not hidden, f"{page}: commands without 'sh': {hidden}"
            elif mark.startswith(("no-test:", "slow:")):
                assert len(mark.split(": ", 1)[1].split()) >= 3, f"{page}: no reason: {mark}"
            elif language in ELSEWHERE:
                with open(os.path.join(ROOT, "tests", "system", ELSEWHERE[language]), encoding="utf-8") as file:
                    assert os.path.basename(page) in file.read(), f"{page}: {language} is tried nowhere"
            else:
                assert language in RUN_HERE, f"{page}: {language}"


@test
def every_command_of_the_pages_runs(folder):
    copied(folder)
    tried = 0
    for page in pages():
        python = []
        for number, (language, mark, text) in enumerate(fences(page)):
            if language not in RUN_HERE or is_left_out(mark):
                continue
            tried += 1
            if language == "sh":
                for command in commands(text):
                    carried_out(["bash", "-c", command], folder)
            elif language == "python":
                python.append(text)
            else:
                check_config(text, f"{os.path.basename(page)[:-3]}_{number}", folder)
        if python:
            script = write(os.path.join(folder, "page.py"), "\n".join(python))
            carried_out(["build/venv/bin/python", "-W", "error::UserWarning", script], folder)
    assert tried >= 15, tried


finish()
