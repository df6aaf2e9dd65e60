#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it builds and installs
#
# make install, then use what was installed from an empty folder, then make uninstall.
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
top=$room/top
set -- make --no-print-directory BUILD="$build" prefix=/opt/fisc DESTDIR="$top" GIT_COMMIT="$(cat "$build/git_commit")"
check "make install fills DESTDIR" "$@" install
top=$top/opt/fisc
for file in bin/fisc share/man/man1/fisc.1 \
    share/bash-completion/completions/fisc share/zsh/site-functions/_fisc \
    share/fish/vendor_completions.d/fisc.fish \
    share/fisc/configs/demo.json share/fisc/reforms/base.json share/fisc/transcripts/bounded_small.gz \
    share/fisc/transcripts/bounded_small_card.json \
    share/fisc/analysis/fisc/report.py share/fisc/analysis/pyproject.toml share/fisc/analysis/notebooks/first_look.ipynb \
    share/doc/fisc/README.md share/doc/fisc/docs/model.md share/doc/fisc/docs/demo.png share/doc/fisc/LICENSE; do
    [ -s "$top/$file" ] || echo "missing: $file"
done >"$room/missing"
check "every part is there" test ! -s "$room/missing"

mkdir "$room/empty"
cd "$room/empty" || exit 1
check "the installed program runs from an empty folder" "$top/bin/fisc" run \
    "$top/share/fisc/configs/demo.json" --set population.workers=500 -o here -q
check "'fisc demo.json' means run, and finds the config by its name" "$top/bin/fisc" demo.json \
    --set population.workers=500 -o by_name -q
check "to the same bits" test "$("$top/bin/fisc" inspect --hash here)" = "$("$top/bin/fisc" inspect --hash by_name)"
mkdir -p own/experiments/configs
check "also where a folder has experiments of its own" sh -c "cd own && '$top/bin/fisc' validate demo.json"
check "so does validate" "$top/bin/fisc" validate planners
check "and sweep plan" "$top/bin/fisc" sweep plan flat_rates -o sweep
check "named reforms are there" "$top/bin/fisc" tax -t karten_dip_deep 50000
check "and the analysis package, which draws" env -u PYTHONPATH FISC_PYTHON=/usr/bin/python3 \
    "$top/bin/fisc" report here -o page.html
check "the page is there" test -s page.html
check "a notebook finds the program" env -u FISC PYTHONPATH="$top/share/fisc/analysis" /usr/bin/python3 -c \
    "import os, fisc.program; assert os.path.samefile(fisc.program.path(), '$top/bin/fisc')"
check "and finds its tables" "$top/bin/fisc" tax 50000
check "the man page has no fault" sh -c "! mandoc -T lint -W warning '$top/share/man/man1/fisc.1' | grep -v 'STYLE'"

# The library has no face yet: what others could build on would be whatever the folders hold today.
check "neither library nor headers are installed" test ! -e "$top/lib" -a ! -e "$top/include"

cd "$OLDPWD" || exit 1
check "make uninstall" "$@" uninstall
find "$room/top" ! -type d -o -name '*fisc*' ! -path "$room/top/opt/fisc" >"$room/left"
check "leaves nothing" test ! -s "$room/left"
exit $failed
