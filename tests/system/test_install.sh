#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it builds and installs
#
# make install, then use what was installed from an empty folder.
set -u
build=$1
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
failed=0

check() {
    name=$1
    shift
    if "$@" >"$room/log" 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        tail -n 20 "$room/log"
        failed=1
    fi
}

# The commit is that of the build: nothing that other tests use at this moment is linked anew.
check "make install fills DESTDIR" make --no-print-directory install BUILD="$build" prefix=/opt/fisc \
    DESTDIR="$room" GIT_COMMIT="$(cat "$build/git_commit")"
top=$room/opt/fisc
for file in bin/fisc share/man/man1/fisc.1 \
    share/bash-completion/completions/fisc share/zsh/site-functions/_fisc \
    share/fish/vendor_completions.d/fisc.fish \
    share/fisc/configs/demo.json; do
    [ -s "$top/$file" ] || echo "missing: $file"
done >"$room/missing"
check "every part is there" test ! -s "$room/missing"

mkdir "$room/empty"
cd "$room/empty" || exit 1
check "the installed program runs from an empty folder" "$top/bin/fisc" run \
    "$top/share/fisc/configs/demo.json" --set population.workers=500 -o here -q
check "and finds its tables" "$top/bin/fisc" tax 50000
check "the man page has no fault" sh -c "! mandoc -T lint -W warning '$top/share/man/man1/fisc.1' | grep -v 'STYLE'"

# The library has no face yet: what others could build on would be whatever the folders hold today.
check "neither library nor headers are installed" test ! -e "$top/lib" -a ! -e "$top/include"
exit $failed
