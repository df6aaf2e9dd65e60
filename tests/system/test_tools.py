# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: no program of ours runs
"""The tools that judge: a runner that misses a failure and a checker that finds nothing would look like success."""
import os
import subprocess
import sys

from support import ROOT, finish, test, write

HEAD = "#!/bin/sh\n"


def tool(name, *arguments, **keywords):
    return subprocess.run([sys.executable, os.path.join(ROOT, "tools", name), *arguments], capture_output=True, text=True,
                          check=False, **keywords)


def run_tests(folder, tests, *options, env=None):
    """The runner's last line, all that it said, and its exit code."""
    paths = [write(os.path.join(folder, name + ".sh"), HEAD + body + "\n") for name, body in tests.items()]
    done = tool("run_tests.py", *options, folder, *paths, env=dict(os.environ, **env or {}))
    return done.stdout.splitlines()[-1], done.stdout, done.returncode


@test
def every_way_to_fail_is_counted(folder):
    good = {"test_good": "echo 'ok - one'; echo 'ok 2 - two'"}
    assert run_tests(folder, good)[::2] == ("2 passed, 0 failed", 0)
    for body, failed in (("echo 'ok - one'; echo 'not ok - two'; exit 1", 1), ("echo 'ok - one'; kill -9 $$", 1),
                         ("echo 'ok - one'; exit 3", 1), ("true", 1), ("echo 'not ok - a'; echo 'not ok - b'", 2)):
        last, said, code = run_tests(folder, {**good, "test_bad": body})
        assert last.endswith(f" {failed} failed") and code == 1, (body, said)
    said = run_tests(folder, {"test_skips": "echo 'skip - three: no such machine'; echo 'not ok 4 # SKIP four'"})[1]
    assert "0 passed, 0 failed" in said and "skipped: test_skips: three: no such machine" in said, said


@test
def marks_choose_and_patterns_too(folder):
    tests = {"test_fast": "echo 'ok - fast'", "test_long": "# test: slow: for a reason\necho 'ok - long'",
             "test_part": "[ -n \"$FISC_SLOW\" ] && echo 'ok - slow part'\necho 'ok - part'",
             "test_plain": "# test: not under sanitizers: for a reason\necho 'ok - plain'",
             "test_apart": "# test: alone: for a reason\necho 'ok - apart'",
             "test_idle": "# test: waits: for a reason\necho 'ok - idle'"}
    for options, passed in (((), 5), (("--slow",), 3), (("--sanitizers",), 4), (("--match", "fast idle"), 2),
                            (("--jobs", "1"), 5)):
        last, said, code = run_tests(folder, tests, *options)
        assert last == f"{passed} passed, 0 failed" and code == 0, (options, said)
    last, _, code = run_tests(folder, tests, "--match", "nothing")
    assert last == "0 passed, 1 failed" and code == 1


@test
def each_test_has_a_room_of_its_own_and_leaves_nothing_behind(folder):
    out = os.path.join(folder, "out")
    body = f"echo $TMPDIR >> {out}; [ -z \"$(ls $TMPDIR)\" ] && touch $TMPDIR/x && echo 'ok - alone here'; sleep 600 &"
    assert run_tests(folder, {"test_one": body, "test_two": body})[0] == "2 passed, 0 failed"
    with open(out, encoding="utf-8") as file:
        rooms = file.read().split()
    assert len(set(rooms)) == 2 and not any(map(os.path.exists, rooms))


@test
def clones_are_found_and_what_differs_is_none(folder):
    lines = [f"    value = step({k});" for k in range(12)]
    one = write(os.path.join(folder, "one.c"), "\n".join(lines))
    two = write(os.path.join(folder, "two.c"), "int x;\n" + "\n\n/* words */\n".join("  " + line for line in lines[:10]))
    done = tool("check_clones.py", one, two)
    assert done.returncode == 1 and f"two.c:2-29 is also at {one}:1" in done.stdout, done.stdout
    few = write(os.path.join(folder, "few.c"), "\n".join(lines[:9]))
    assert tool("check_clones.py", one, few).returncode == 0


@test
def circles_are_found_through_includes_and_through_calls(folder):
    os.mkdir(os.path.join(folder, "m"))
    files = {"m/a.h": "int a(int);\n", "m/b.h": "int b(int);\n", "m/c.h": '#include "m/a.h"\nint c(int);\n',
             "m/a.c": '#include "m/a.h"\nint b(int);\nint a(int x) { return b(x); }\n',
             "m/b.c": '#include "m/b.h"\n#include "m/a.h"\nint b(int x) { return x ? a(0) : 1; }\n',
             "m/c.c": '#include "m/c.h"\nint c(int x) { return x; }\n'}
    for name, text in files.items():
        write(os.path.join(folder, name), text)
    sources = [name for name in files if name.endswith(".c")]
    for source in sources:
        subprocess.run(["cc", "-I.", "-c", source, "-o", source[:-1] + "o"], cwd=folder, check=True)
    done = tool("check_circles.py", ".", *sources, cwd=folder)
    assert done.returncode == 1 and done.stdout == "a circle: m/a m/b\n", done.stdout
    write(os.path.join(folder, "m/a.c"), "int a(int x) { return x; }\n")
    subprocess.run(["cc", "-I.", "-c", "m/a.c", "-o", "m/a.o"], cwd=folder, check=True)
    done = tool("check_circles.py", ".", *sources, cwd=folder)
    assert done.returncode == 0 and not done.stdout, done.stdout


finish()
