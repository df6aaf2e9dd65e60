#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: it reads sources
#
# Rules of the house that a program can check.
set -u
build=$1
failed=0

check() { # NAME, then what was found wrong on stdin
    found=$(cat)
    if [ -z "$found" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "$found" | head -20
        failed=1
    fi
}

sources=$(find base config io model llm calibration agents planner simulation runs studies cli tests analysis tools \
    \( -name '*.c' -o -name '*.h' -o -name '*.py' -o -name '*.sh' \) 2>/dev/null | sort)

{ sh tools/check_includes.sh >"$build/includes.log" 2>&1 || cat "$build/includes.log"; } |
    check "every include points down the layers"

# shellcheck disable=SC2086
wc -l $sources | awk '$2 != "total" && $1 > 500' | check "no file is longer than 500 lines"

# Generated pages, goldens and data are left out; in Markdown also tables and blocks of code.
# shellcheck disable=SC2086
awk 'length($0) > 130 { print FILENAME ":" FNR ": " length($0) " characters" }' $sources Makefile .ci/run |
    check "no line of source is longer than 130 characters"

# shellcheck disable=SC2086
python3 tools/check_clones.py $sources 2>&1 | check "no ten lines stand in two places"

modules=$(printf '%s\n' "$sources" | grep '\.c$' | grep -v '^tests/')
# shellcheck disable=SC2086
python3 tools/check_circles.py "$build" $modules 2>&1 |
    check "no modules need each other"

if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then # others break lines elsewhere
    printf '%s\n' "$sources" | grep '\.[ch]$' | xargs clang-format --dry-run 2>&1 | grep warning: |
        check "every C file is formatted by .clang-format"
elif [ -n "${CI:-}" ]; then
    echo "clang-format 14 is not here" | check "every C file is formatted by .clang-format"
else
    echo "skip - every C file is formatted by .clang-format: no clang-format 14 here"
fi

# base/process.c: the child of a fork that could not become the other program has to end.
# shellcheck disable=SC2086
grep -nE '\b(exit|abort|_exit|quick_exit|printf|puts|perror)\(' $sources |
    grep -E '^(base|config|io|model|llm|calibration|agents|planner|simulation|runs|studies)/[a-z_0-9/]*\.[ch]:' |
    grep -vE '^base/process\.c:[0-9]+: *_exit\(PROCESS_NOT_FOUND\);' |
    grep -vE '^[^:]*:[0-9]+: *(\*|/\*)' | check "nothing below the command line prints or exits"

# Words from outside are shown by one function; who prints without it goes around it.
grep -nE '\b(f|v|vf|d)?printf\(|\b(f?puts|f?putc|putchar|fwrite|perror)\(|\033|\\x1b' cli/*.c |
    grep -vE '^cli/say\.c:' | grep -vE '^cli/cmd_watch\.c:[0-9]+: *say\(' |
    check "words reach the terminal through cli/say.c alone"

grep -nE 'to_csv|read_csv|csv\.(Dict)?(Writer|writer|Reader|reader)' analysis/fisc/*.py |
    grep -v '^analysis/fisc/csv_files\.py:' |
    check "tables are written and read by one module"

# shellcheck disable=SC2086
grep -nE '^(static )?[a-z_ ]+[ *][a-z_]+(\[[^]]*\])?( = .*)?;' $sources |
    grep -E '^(base|config|io|model|llm|calibration|agents|planner|simulation|runs|studies)/[a-z_0-9/]*\.c:' |
    grep -vE 'const |typedef|return|:( )+' | check "no hidden state: no variables outside functions"

# One place each for what the platform does and for the functions whose bits depend on the CPU.
# shellcheck disable=SC2086
grep -nE '[^a-z_0-9](exp|log|pow|log10|exp2|log1p|expm1|tgamma|lgamma)\(' $sources |
    grep -E '^(base|config|model|calibration|agents|planner|simulation|runs|studies)/[a-z_0-9/]*\.c:' |
    grep -vE '^[^:]*:[0-9]+: *(\*|/\*)|/\*.*(exp|log|pow)\(' | grep -v '^calibration/us/fit_files.c' |
    check "no log, exp or pow from libm"

grep -rnIE '(^|[^a-z])/(work|home|tmp/[a-z])/|\.\./(shared|\.library)|pypi\.org|files\.pythonhosted' \
    --include='*' . --exclude-dir=build --exclude-dir=.git --exclude=.git --exclude-dir=runs --exclude=test_house.sh |
    check "no path of one machine and no package host"

for file in $(git ls-files 2>/dev/null | grep -E '\.(sh)$|^\.ci/run$'); do
    shellcheck -x "$file" 2>&1 || true
done | check "shellcheck finds nothing"

"$build/fisc" config reference | diff -u docs/settings.md - 2>&1 |
    check "docs/settings.md is the page that fisc prints"

grep -rhoE '\]\([^)#]+' README.md docs CONTRIBUTING.md --include='*.md' 2>&1 | sed 's/](//' | grep -v '^http' |
    sort -u | while read -r link; do
    [ -e "$link" ] || [ -e "docs/$link" ] || [ -e "docs/decisions/$link" ] || echo "broken link: $link"
done | check "links between pages lead somewhere"

# Functions that docs/model.md names exist.
# shellcheck disable=SC2016
grep -oE '`[a-z_0-9]+`' docs/model.md | tr -d '`' | sort -u | while read -r name; do
    case $name in *_*) grep -rqw "$name" base config model io calibration agents planner simulation runs studies \
        --include='*.[ch]' || echo "docs/model.md names $name, which is nowhere" ;; esac
done | check "every function that docs/model.md names exists"

# All that is one country's stands in its folder below calibration/.
git grep -nE 'us_federal|\bSOC\b|[Cc]ensus|[Ff]ederal' -- base config io llm model agents planner simulation runs studies |
    check "nothing but its folder knows a country"

exit $failed
