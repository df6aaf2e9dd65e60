#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prepare ruff and mypy in a virtual environment:   sh tools/lint_venv.sh VENV
# Says nothing when they are there.  Exits with 1 and says why if it cannot.
set -u
venv=$1
ruff=0.17.6
mypy=2.4.1
[ "$("$venv/bin/ruff" --version 2>/dev/null)" = "ruff $ruff" ] &&
    case $("$venv/bin/mypy" --version 2>/dev/null) in "mypy $mypy "*) exit 0 ;; esac
log=$venv.log
mkdir -p "$(dirname "$venv")"
python=/usr/bin/python3
[ -x "$python" ] || python=python3
# With the system's packages: mypy follows numpy and pandas.
if ! { "$python" -m venv --system-site-packages "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "ruff==$ruff" "mypy==$mypy"; } \
    >"$log" 2>&1; then
    echo "No ruff and mypy: see $log (is there a network, is python3-venv installed?)" >&2
    exit 1
fi
