#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# 1,000 points of 1,000 rational workers x 100 steps on all processors: what a point costs beyond its run,
# and how busy the processors are.   sh tools/bench_sweep.sh build/release
set -eu
fisc=$1/fisc
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/base.json" <<'END'
{"steps": 100, "population": {"workers": 1000}, "rule": {"kind": "rational"},
 "planner": {"kind": "flat", "flat_rate": 0.4}}
END
echo '{"base": "base.json", "grid": {"seed": {"from": 1, "to": 1000, "count": 1000}}}' >"$folder/sweep.json"
"$fisc" sweep plan "$folder/sweep.json" -o "$folder/sweep" -q
times >"$folder/before"
start=$(date +%s.%N)
"$fisc" sweep run "$folder/sweep" -q
end=$(date +%s.%N)
times >"$folder/after"
# The second line is of the children: user and system, as 0m1.234s.
used=$(cat "$folder/before" "$folder/after" | awk '
NR % 2 == 0 { gsub(/[ms]/, " "); sum[NR] = 60 * $1 + $2 + 60 * $3 + $4 }
END { print sum[4] - sum[2] }')
"$fisc" sweep collect "$folder/sweep" | awk -F, -v wall="$(echo "$end $start" | awk '{print $1 - $2}')" \
    -v processors="$(nproc)" -v used="$used" '
NR > 1 { inside += $NF; points++ }
END {
    printf "Sweep of %d points of 1,000 workers x 100 steps on %d processors: %.2f s\n", points, processors, wall
    printf "  inside a point %.2f ms, beyond it %.2f ms; processors busy %.0f%% of the time\n",
        1000 * inside / points, 1000 * (wall * processors - inside) / points, 100 * used / wall / processors
}'
