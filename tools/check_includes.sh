#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compare every #include with tools/layers.txt; print what points up, fail if anything does.
set -u
cd "$(dirname "$0")/.." || exit 1
grep -nE '^#include [<"]' -- */*.[ch] */*/*.[ch] | awk '
BEGIN {
    while ((getline line < "tools/layers.txt") > 0) {
        if (line ~ /^#/ || line == "") continue
        split(line, half, ":")
        if (line ~ /^!/) {
            n = split(substr(half[1], 3), headers, " ")
            for (k = 1; k <= n; k++) fence[headers[k]] = half[2]
        } else {
            allowed[half[1]] = " " half[1] half[2] " "
        }
    }
}
{
    file = $0; sub(/:.*/, "", file)
    folder = file; sub(/\/.*/, "", folder)
    if (!(folder in allowed)) next
    target = $0; sub(/.*#include [<"]/, "", target); sub(/[>"].*/, "", target)
    if ($0 ~ /#include "/) {
        to = target; sub(/\/.*/, "", to)
        if (index(allowed[folder], " " to " ") == 0) { print file ": may not include " target; bad = 1 }
        next
    }
    for (header in fence)
        if (index(target, header) == 1) {
            ok = 0
            n = split(fence[header], places, " ")
            for (k = 1; k <= n; k++) if (index(file, places[k]) == 1) ok = 1
            if (!ok) { print file ": <" target "> belongs in " fence[header]; bad = 1 }
        }
}
END { exit bad }'
