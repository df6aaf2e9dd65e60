#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Print the path of a Python that can draw:   sh tools/python.sh VENV
# One in a virtual environment at VENV if it is there, else the system's if it has what analysis/
# needs, else VENV is made.  Prints nothing and says why if none can be had.
set -u
venv=$1
needs='import numpy, h5py, matplotlib'

for candidate in "$venv/bin/python" /usr/bin/python3 python3; do
    if "$candidate" -c "$needs" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
if ! python3 -m venv "$venv" >/dev/null 2>&1; then
    echo "No picture: no Python with numpy, h5py and matplotlib is here, and 'python3 -m venv' failed." >&2
    exit 0
fi
echo "Making a Python environment in $venv" >&2
if ! "$venv/bin/pip" install --quiet --disable-pip-version-check numpy h5py matplotlib xarray \
    h5netcdf >"$venv/pip.log" 2>&1; then
    echo "No picture: 'pip install numpy h5py matplotlib' failed ($venv/pip.log)." >&2
    exit 0
fi
echo "$venv/bin/python"
