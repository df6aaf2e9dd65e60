# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as CSV, in the one notation of fisc (base/csv_writer.h), and back.

A text that a spreadsheet would take for a formula, or that begins with an apostrophe, has an apostrophe in front.
Numbers have none, and read back to the same bits."""
import csv
import os
from typing import Any, Dict, Iterable, List

import numpy as np
import pandas

from fisc.whole_file import write_whole

GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def guarded(words: str) -> str:
    return "'" + words if words.startswith(GUARDED) else words


def unguarded(words: Any) -> Any:
    """What guarded() was given; what is no text stays."""
    is_guarded = isinstance(words, str) and words.startswith("'") and words[1:].startswith(GUARDED)
    return words[1:] if is_guarded else words


def _cell(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else repr(float(value))
    if isinstance(value, (bool, int, np.integer, np.bool_)):
        return str(value)
    words = guarded(str(value))
    return '"' + words.replace('"', '""') + '"' if any(c in words for c in ',"\r\n') else words


def rows(names: Iterable[str], cells: Iterable[Iterable[Any]]) -> str:
    """A table as text."""
    return "\n".join([",".join(map(_cell, names))] + [",".join(map(_cell, row)) for row in cells]) + "\n"


def columns(table: Dict[str, np.ndarray]) -> str:
    """Columns of a name each as text."""
    return rows(table, zip(*(np.asarray(values).ravel().tolist() for values in table.values())))


def write(frame: pandas.DataFrame, path: str) -> None:
    """A data frame without its index."""
    def fill(temporary: str) -> None:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            file.write(rows(map(str, frame.columns), frame.itertuples(index=False, name=None)))

    write_whole(path, fill)


def read(path: "str | os.PathLike[str]") -> pandas.DataFrame:
    """A table of fisc as a data frame."""
    frame = pandas.read_csv(path, float_precision="round_trip").rename(columns=unguarded)
    for name in frame.select_dtypes(exclude="number"):
        frame[name] = frame[name].map(unguarded)
    return frame


def cells(line: str) -> List[str]:
    """Of one line of a table of fisc."""
    return [unguarded(cell) for cell in next(csv.reader([line]))]


def read_rows(path: str) -> List[Dict[str, str]]:
    """The rows of a table of fisc, their cells as texts."""
    with open(path, encoding="utf-8", newline="") as file:
        return [{unguarded(name): unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
