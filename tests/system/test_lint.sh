#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it reads sources
#
# What ruff and mypy say of the Python sources.
set -u
venv=build/lint-venv
failed=0
names="ruff finds nothing|mypy finds nothing"

if ! sh tools/lint_venv.sh "$venv"; then
    echo "$names" | tr '|' '\n' | while read -r name; do
        if [ -n "${CI:-}" ]; then echo "not ok - $name"; else echo "skip - $name: it is not here and cannot be had"; fi
    done
    [ -z "${CI:-}" ]
    exit
fi

report() { # NAME, then the exit code of the command whose words are in said
    if [ "$2" -eq 0 ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "$said"
        failed=1
    fi
}

said=$("$venv/bin/ruff" check --config tools/ruff.toml --no-cache --quiet --output-format concise \
    analysis tests tools 2>&1)
report "${names%|*}" $?
said=$("$venv/bin/mypy" --config-file tools/mypy.ini 2>&1)
report "${names#*|}" $?
exit $failed
