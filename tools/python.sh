#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Print the path of a Python that has the analysis package:   sh tools/python.sh VENV
# It is that of a virtual environment at VENV, made if it is not there: Debian's own Python takes no packages from
# pip (PEP 668).  The environment sees the system's packages, and only what they lack is fetched.  Prints nothing
# and says why if none can be had.
set -u
venv=$1
needs='import numpy, h5py, matplotlib, pandas, scipy, xarray, h5netcdf'
python=/usr/bin/python3
[ -x "$python" ] || python=python3

give_up() {
    echo "No picture: $1" >&2
    exit 0
}

if [ ! -x "$venv/bin/python" ]; then
    command -v "$python" >/dev/null 2>&1 || give_up "there is no python3."
    # Debian has ensurepip in a package of its own; without pip an environment still holds our package.
    "$python" -m venv --system-site-packages "$venv" >/dev/null 2>&1 ||
        "$python" -m venv --system-site-packages --without-pip --clear "$venv" >/dev/null 2>&1 ||
        give_up "'$python -m venv $venv' failed."
fi
# The package is read where it stands, so an edit of it needs no second installation.
packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))') ||
    give_up "$venv/bin/python does not run; 'rm -r $venv' and call again."
(cd "$(dirname "$0")/../analysis" && pwd) >"$packages/fisc.pth"
if ! "$venv/bin/python" -c "$needs" >/dev/null 2>&1; then
    echo "Installing what the analysis package needs in $venv" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check numpy h5py matplotlib pandas scipy \
        xarray h5netcdf >"$venv/pip.log" 2>&1
fi
# Without the others pictures can be drawn still.
"$venv/bin/python" -c 'import numpy, h5py, matplotlib' >/dev/null 2>&1 ||
    give_up "$venv has no numpy, h5py or matplotlib, and pip did not install them ($venv/pip.log)."
echo "$venv/bin/python"
