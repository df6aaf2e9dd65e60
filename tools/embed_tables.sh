#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes C that holds each CSV given as a string: sh tools/embed_tables.sh calibration/*/tables/*.csv
set -eu
echo '#include "calibration/tables.h"'
echo '#include <stddef.h>'
echo 'const struct embedded_table embedded_tables[] = {'
for path in "$@"; do
    name=${path##*/}
    printf '{"%s",\n' "${name%.csv}"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$path"
    echo '},'
done
echo '{NULL, NULL}};'
