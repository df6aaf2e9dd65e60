#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Run tests and count:   sh tools/run_tests.sh BUILD PYTHON TEST...
# A TEST is a cmocka program, a Python program (*.py, given BUILD/fisc) or a shell script (*.sh, given
# BUILD); each prints "ok - name" or "not ok - name" lines.  Logs are in BUILD/test-logs.  The last
# line is "N passed, N failed".
set -u
build=$1
python=$2
shift 2
logs=$build/test-logs
mkdir -p "$logs"
passed=0
failed=0

for test in "$@"; do
    name=$(basename "$test" | sed 's/\.[a-z]*$//')
    log=$logs/$name.log
    start=$(date +%s)
    case $test in
    *.py) "$python" "$test" "$build/fisc" >"$log" 2>&1 ;;
    *.sh) sh "$test" "$build" >"$log" 2>&1 ;;
    *) CMOCKA_MESSAGE_OUTPUT=TAP "$test" >"$log" 2>&1 ;;
    esac
    code=$?
    good=$(grep -c '^ok ' "$log")
    bad=$(grep -c '^not ok ' "$log")
    # A program that dies, or fails without saying in what, is one failure.
    [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    [ "$good" -eq 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    printf '%-28s %3d passed %3d failed %4d s\n' "$name" "$good" "$bad" $(($(date +%s) - start))
    [ "$bad" -gt 0 ] && sed 's/^/    /' "$log" | tail -n 40
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
