#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it reads sources
#
# What ruff and mypy say of the Python sources, and clang-tidy of those in C.
set -u
venv=build/lint-venv
failed=0
names="ruff finds nothing|mypy finds nothing"

is_missing() { # NAME: a failure in CI
    if [ -n "${CI:-}" ]; then
        echo "not ok - $1"
        failed=1
    else
        echo "skip - $1: it is not here and cannot be had"
    fi
}

report() { # NAME, then the exit code of the command whose words are in said
    if [ "$2" -eq 0 ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "$said"
        failed=1
    fi
}

if command -v clang-tidy >/dev/null 2>&1; then
    said=$(make --no-print-directory tidy 2>&1)
    report "clang-tidy finds nothing" $?
else
    is_missing "clang-tidy finds nothing"
fi

if ! sh tools/lint_venv.sh "$venv"; then
    is_missing "${names%|*}"
    is_missing "${names#*|}"
    exit $failed
fi
said=$("$venv/bin/ruff" check --config tools/ruff.toml --no-cache --quiet --output-format concise \
    analysis tests tools 2>&1)
report "${names%|*}" $?
said=$("$venv/bin/mypy" --config-file tools/mypy.ini 2>&1)
report "${names#*|}" $?
exit $failed
