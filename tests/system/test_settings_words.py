# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The C sources compare choices with words (settings_is): every such word is one of the choices.
# test: takes 1 s
"""House check: words that choices are compared with."""

import glob
import json
import re

from support import ROOT, finish, fisc, test

FOLDERS = ("llm", "calibration", "agents", "planner", "simulation", "runs", "studies", "cli")
COMPARISON = re.compile(r'settings_is\(\s*[\w>.-]+,\s*"([^"]+)",\s*"([^"]+)"\)')


def choices_of(schema, path):
    for part in path.split("."):
        schema = schema["properties"][part]
    return schema["enum"]


@test
def every_word_that_a_choice_is_compared_with_is_one_of_the_choices(_):
    schema = json.loads(fisc("config", "schema").stdout)
    compared = [match
                for folder in FOLDERS
                for file in glob.glob(f"{ROOT}/{folder}/**/*.c", recursive=True)
                for match in COMPARISON.findall(open(file, encoding="utf-8").read())]
    assert len(compared) >= 8, compared
    for path, word in compared:
        assert word in choices_of(schema, path), (path, word, choices_of(schema, path))


finish()
