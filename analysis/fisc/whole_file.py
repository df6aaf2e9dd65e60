# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are there whole or not at all."""
import contextlib
import os
import tempfile
from typing import Callable


def write_whole(path: str, write: Callable[[str], None]) -> None:
    """Let `write` fill a file of its own beside `path`, whose name it then takes: a reader never sees half of it, no other
    process has the same temporary name, and a link that somebody put there is not followed."""
    folder, name = os.path.split(os.path.abspath(path))
    ending = os.path.splitext(name)[1]
    handle, temporary = tempfile.mkstemp(prefix=name + ".", suffix=".tmp" + ending, dir=folder)
    os.close(handle)
    try:
        write(temporary)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.remove(temporary)
        raise
