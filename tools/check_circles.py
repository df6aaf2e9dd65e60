#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find modules that need each other:   python3 tools/check_circles.py BUILD SOURCE.c...

A module is FOLDER/NAME.c with FOLDER/NAME.h.  It needs the modules whose headers it includes and whose functions its
object in BUILD calls.  Prints the modules of each circle on a line; exits with 1 if there is one."""
import argparse
import os
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)\.h"', re.M)


def included(path, modules, seen):
    """Modules behind the includes of a file; a header without a source of its own stands for what it includes."""
    found: set[str] = set()
    if not os.path.exists(path) or path in seen:
        return found
    seen.add(path)
    with open(path, encoding="utf-8") as file:
        for name in INCLUDE.findall(file.read()):
            found |= {name} if name in modules else included(name + ".h", modules, seen)
    return found


def called(build, modules):
    """For each module, those whose symbols its object needs."""
    home: dict[str, str] = {}
    wants: dict[str, set[str]] = {}
    for module in modules:
        lines = subprocess.run(["nm", "-P", os.path.join(build, module + ".o")], capture_output=True, text=True,
                               check=True).stdout.splitlines()
        symbols = [line.split()[:2] for line in lines]
        home.update((name, module) for name, kind in symbols if kind.isupper() and kind != "U")
        wants[module] = {name for name, kind in symbols if kind == "U"}
    return {module: {home[name] for name in names if name in home} for module, names in wants.items()}


def circles(needs):
    """Sets of modules each of which leads to all others (Tarjan's strong components of more than one)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[str] = []

    def visit(module):
        number[module] = low[module] = len(number)
        stack.append(module)
        for other in sorted(needs[module]):
            if other not in number:
                visit(other)
            if other in stack:
                low[module] = min(low[module], low[other])
        if low[module] == number[module]:
            component = stack[stack.index(module):]
            del stack[stack.index(module):]
            if len(component) > 1:
                found.append(" ".join(sorted(component)))

    for module in sorted(needs):
        if module not in number:
            visit(module)
    return set(found)


def main():
    parser = argparse.ArgumentParser(description="Find modules that need each other.")
    parser.add_argument("build", metavar="BUILD")
    parser.add_argument("sources", nargs="+", metavar="SOURCE.c")
    options = parser.parse_args()
    modules = {path[:-2] for path in options.sources}
    needs = called(options.build, modules)
    for module in modules:
        needs[module] |= included(module + ".c", modules, set()) | included(module + ".h", modules, set())
        needs[module].discard(module)
    found = sorted(circles(needs))
    for circle in found:
        print(f"a circle: {circle}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
