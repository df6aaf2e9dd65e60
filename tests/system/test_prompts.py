# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a language model is asked, byte for byte: the stored replies of every earlier run are found by these
bytes, so code may move and prompts may not.

A purpose is one or more small runs against a server that records.  tests/golden/prompts/NAME.json shows a
few of its requests to read, each message as a list of its lines; hashes.txt holds a SHA-256 over the bodies
of all its requests as they came.  FISC_UPDATE_GOLDEN=1 writes them anew: then say in CHANGELOG.md why."""
import difflib
import hashlib
import json
import os

from prompt_support import PURPOSES, Recorder, asked
from support import ROOT, finish, test, write

GOLDEN = os.path.join(ROOT, "tests", "golden", "prompts")
UPDATES = os.environ.get("FISC_UPDATE_GOLDEN")

# ---- asking, and comparing -----------------------------------------------------------------------


def shown(body):
    """To read and to review: a message a list of its lines, the rest as it came."""
    request = json.loads(body)
    for message in request["messages"]:
        message["content"] = message["content"].split("\n")
    return request


def first_with(bodies, words):
    for body in bodies:
        if any(words in message["content"] for message in json.loads(body)["messages"]):
            return body
    raise AssertionError(f"nobody was asked with the words {words!r}")


def compare(name, found):
    """With the golden file of this name, or write it."""
    path = os.path.join(GOLDEN, name)
    if UPDATES:
        os.makedirs(GOLDEN, exist_ok=True)
        write(path, found)
        return
    with open(path, encoding="utf-8") as file:
        golden = file.read().splitlines()
    difference = list(difflib.unified_diff(golden, found.splitlines(), "golden", "asked", n=1, lineterm=""))
    assert not difference, f"{name}:\n" + "\n".join(difference[:40])


def stored_hashes():
    path = os.path.join(GOLDEN, "hashes.txt")
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return dict(line.split() for line in file if not line.startswith("#"))


def check(server, name, hashes):
    """A check of one purpose, to be named and run."""
    patterns, *runs = PURPOSES[name]

    def asks_what_it_asked(folder):
        examples, whole = [], hashlib.sha256()
        for settings in runs:
            bodies = asked(server, folder, settings)
            examples += [shown(first_with(bodies, words)) for words in patterns]
            whole.update(json.dumps(bodies).encode())
        hashes[name] = whole.hexdigest()
        compare(name + ".json", json.dumps(examples, indent=1, ensure_ascii=False) + "\n")
        assert UPDATES or stored_hashes().get(name) == hashes[name], \
            f"{name}: the requests shown are the same, others are not: {hashes[name]}"

    asks_what_it_asked.__name__ = f"{name}_asks_what_it_asked"
    return asks_what_it_asked


with Recorder() as recorder:
    found_hashes = {}
    for purpose in PURPOSES:
        test(check(recorder, purpose, found_hashes))
    recorder.shutdown()


@test
def every_golden_file_is_of_a_purpose(_):
    if UPDATES:
        compare("hashes.txt",
                "# SHA-256 over all requests of each purpose of tests/system/test_prompts.py\n" +
                "".join(f"{name} {value}\n" for name, value in sorted(found_hashes.items())))
    files = {name + ".json" for name in PURPOSES} | {"hashes.txt"}
    assert set(os.listdir(GOLDEN)) == files, set(os.listdir(GOLDEN)) ^ files
    assert set(stored_hashes()) == set(PURPOSES), set(stored_hashes()) ^ set(PURPOSES)


finish()
