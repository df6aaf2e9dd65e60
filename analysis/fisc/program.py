# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program fisc as a process: where it is, a call, and what it complains of."""
import os
import re
import shutil
import subprocess
import warnings
from typing import Optional

from fisc.words import shown

_COMPLAINT = re.compile(r"^(?:fisc: )?(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<key>[\w.\[\]]+): (?P<words>.*)$")


class FiscError(RuntimeError):
    """The program ended with an error.

    status: its exit code (docs/file_formats.md); message: all that it said; key, line, column: where in the config the
    first complaint points to, None where it points to nothing; complaints: (key, line, column, words) of each."""

    def __init__(self, status: int, message: str):
        self.status, self.message = status, message
        found = [_COMPLAINT.match(line) for line in message.splitlines()]
        self.complaints = [(each["key"], int(each["line"]), int(each["column"]), each["words"]) for each in found if each]
        first = self.complaints[0] if self.complaints else None
        self.key: Optional[str] = first[0] if first else None
        self.line: Optional[int] = first[1] if first else None
        self.column: Optional[int] = first[2] if first else None
        super().__init__("\n".join(f"{key}: {words}" for key, _, _, words in self.complaints) or message)


def path() -> str:
    """Path of the program: $FISC, else beside this package, in the source or where both are installed, else on the path."""
    named = os.environ.get("FISC")
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    places = [os.path.join(source, "build", "release", "fisc"), os.path.join(source, "..", "..", "bin", "fisc")]
    beside = [place for place in places if os.access(place, os.X_OK)]
    found = named or (beside[0] if beside else shutil.which("fisc"))
    if not found or not (os.access(found, os.X_OK) or shutil.which(found)):
        raise FiscError(66, f"the program fisc is not at {named}: $FISC names it" if named else
                        "there is no program fisc on the path: build it (make), or let $FISC name it")
    return found


def call(*arguments: str, folder: Optional[str] = None) -> str:
    """What it prints; FiscError where it ends with an error; what it remarks on is warned of."""
    done = subprocess.run([path(), *arguments], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode != 0:
        raise FiscError(done.returncode, done.stderr.strip() or f"fisc {arguments[0]} ended with {done.returncode}")
    warn(done.stderr)
    return done.stdout


def warn(words: str) -> None:
    """What the program remarked on without ending, as warnings, once each."""
    for line in dict.fromkeys(words.splitlines()):
        if line.startswith("fisc: "):
            warnings.warn(shown(line[len("fisc: "):]), stacklevel=4)
