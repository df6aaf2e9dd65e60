#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find lines that stand in two places:   python3 tools/check_clones.py FILE...

Ten lines in a row that are equal but for their indentation; blank lines, braces, comments and includes do not count.  Prints
both places of every clone; exits with 1 if there is one."""
import re
import sys

LENGTH = 10
# Blank or braces; a comment of C, Python or sh; an include or import: what every file begins with.
IGNORED = re.compile(r"[{}();,]*$|//|/\*|\*(?:[ /]|$)|#|import |from \S+ import |SPDX")


def lines_of(path):
    """Numbers and texts of the lines that count."""
    with open(path, encoding="utf-8") as file:
        stripped = [(number, line.strip()) for number, line in enumerate(file, 1)]
    return [(number, text) for number, text in stripped if not IGNORED.match(text)]


def clones(paths):
    """Each clone once, at its first line: (path, first, last, other path, other first)."""
    seen: dict[tuple[str, ...], tuple[str, int, int]] = {}
    found: list[tuple[str, int, int, str, int]] = []
    for path in paths:
        lines, last_other = lines_of(path), None
        for k in range(len(lines) - LENGTH + 1):
            key = tuple(text for _, text in lines[k:k + LENGTH])
            other = seen.setdefault(key, (path, k, lines[k][0]))
            if other[:2] == (path, k) or (other[0] == path and k - other[1] < LENGTH):
                continue
            end = lines[k + LENGTH - 1][0]
            if last_other == (other[0], other[1] - 1) and found:  # the clone before, one line longer
                found[-1] = (*found[-1][:2], end, *found[-1][3:])
            else:
                found.append((path, lines[k][0], end, other[0], other[2]))
            last_other = other[:2]
    return found


def main():
    found = clones(sys.argv[1:])
    for path, first, last, other, other_first in found:
        print(f"{path}:{first}-{last} is also at {other}:{other_first}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
