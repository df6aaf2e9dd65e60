#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: no program of ours runs
#
# What tools/bootstrap.sh says where everything is, and where nothing is and nothing can be installed.
set -u
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
failed=0

report() { # NAME, then 0 if it holds
    if [ "$2" -eq 0 ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        cat "$room/said"
        failed=1
    fi
}

sh tools/bootstrap.sh build test >"$room/said" 2>&1
[ ! -s "$room/said" ]
report "a second call says nothing" $?

# A machine without compiler and libraries, and a user who is not root and has no sudo.
mkdir "$room/bin"
for tool in sh cat mktemp tail rm env; do
    ln -s "$(command -v $tool)" "$room/bin/$tool"
done
printf '#!/bin/sh\necho 1000\n' >"$room/bin/id"
chmod +x "$room/bin/id"
PATH=$room/bin sh tools/bootstrap.sh build >"$room/said" 2>&1
report "it goes on where nothing can be installed" $?
for word in libgsl-dev libhdf5-dev 'Debian (tested)' 'Fedora (untested)' 'conda-forge (untested)' \
    'Homebrew (untested)' 'Going on'; do
    grep -qF "$word" "$room/said" || echo "not said: $word"
done >"$room/missing"
[ ! -s "$room/missing" ]
report "and names what is missing, for each system" $?
! grep -q 'Installing' "$room/said"
report "and installs nothing" $?
exit $failed
