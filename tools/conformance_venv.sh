#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prepare the public conformance suite of /v1/systemone in a virtual environment:   sh tools/conformance_venv.sh VENV
# Says nothing when it is there.  Exits with 1 and says why if it cannot.
set -u
venv=$1
suite=0.1.1
client=0.7.5
[ "$("$venv/bin/jevcompat" --version 2>/dev/null | cut -d ' ' -f 1-2)" = "jevcompat $suite" ] && exit 0
mkdir -p "$(dirname "$venv")"
if ! { python3 -m venv "$venv" &&
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
        "jevcompat==$suite" "typesafe-sdk==$client"; } >"$venv.log" 2>&1; then
    echo "No jevcompat: see $venv.log (is there a network, is python3-venv installed?)" >&2
    exit 1
fi
