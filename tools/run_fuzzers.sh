#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run libFuzzer programs side by side:   sh tools/run_fuzzers.sh SECONDS PROGRAM...
# Each starts from tests/fuzz/corpus/NAME and counts as one test.
set -u
seconds=$1
shift

for program in "$@"; do
    name=$(basename "$program")
    found=build/fuzz/found/$name
    mkdir -p "$found" "build/fuzz/corpus/$name"
    rm -f "build/fuzz/$name.passed"
    {
        "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="$found/" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" \
            >"build/fuzz/$name.log" 2>&1 && touch "build/fuzz/$name.passed"
    } &
done
wait

passed=0
failed=0
for program in "$@"; do
    name=$(basename "$program")
    if [ -e "build/fuzz/$name.passed" ]; then
        passed=$((passed + 1))
        echo "ok - $name: $(grep -o 'number_of_executed_units: *[0-9]*' "build/fuzz/$name.log" |
            grep -o '[0-9]*$') inputs in $seconds s"
    else
        failed=$((failed + 1))
        echo "not ok - $name"
        tail -n 30 "build/fuzz/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
