#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes C that holds each prompt given as a string: sh tools/embed_prompts.sh agents/prompts/*.txt
set -eu
echo '#include "llm/prompt.h"'
echo '#include <stddef.h>'
echo 'const struct embedded_prompt embedded_prompts[] = {'
for path in "$@"; do
    name=${path##*/}
    printf '{"%s",\n' "${name%.txt}"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' "$path"
    echo '},'
done
echo '{NULL, NULL}};'
