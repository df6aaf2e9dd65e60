#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Print the path of a Python whose xarray opens whole files as trees:   sh tools/test_venv.sh VENV
# The system's where it is new enough (2024.10), else one in a virtual environment at VENV, with packages from PyPI.
# Prints nothing and says why if none can be had.
set -u
venv=$1
needs='import xarray, h5netcdf, netCDF4; xarray.open_datatree'

for candidate in "$venv/bin/python" /usr/bin/python3 python3; do
    if "$candidate" -c "$needs" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Making a Python environment with a newer xarray in $venv" >&2
log=$venv.log
mkdir -p "$(dirname "$venv")"
if ! { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check \
    'xarray>=2024.10' h5netcdf netCDF4 h5py; } >"$log" 2>&1; then
    echo "No newer xarray: see $log (is there a network, is python3-venv installed?)" >&2
    exit 0
fi
echo "$venv/bin/python"
