# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables with units and words: CSV, HDF5, Excel and Stata, read and written by the ending of the name.

Excel's have a second sheet, "columns", with units and meanings; Stata's have them as labels of variables, and words as
labels of values."""
import os
import re
from dataclasses import dataclass, field
from typing import Any, Dict, List

import numpy as np
import pandas

from fisc import csv_files
from fisc.files import open_file
from fisc.whole_file import write_whole
from fisc.words import shown

STATA_NAME_BYTES, STATA_LABEL_LETTERS = 32, 80
EXCEL_ROWS, EXCEL_COLUMNS = 1 << 20, 1 << 14
NO_EXCEL = "tables for Excel are read and written by openpyxl, which this Python has not: 'pip install openpyxl', or use CSV"


@dataclass
class Table:
    """A data frame with what its columns are."""

    frame: pandas.DataFrame
    unit: Dict[str, str] = field(default_factory=dict)
    meaning: Dict[str, str] = field(default_factory=dict)
    words: Dict[str, Dict[int, str]] = field(default_factory=dict)  # of numbers that stand for them
    title: str = ""

    def label(self, name: str, before: str = "", letters: int = STATA_LABEL_LETTERS) -> str:
        """What a column is, cut so that its unit has room."""
        unit = self.unit.get(name, "1")
        unit = f" ({unit})" if unit not in ("", "1") else ""
        return (before + self.meaning.get(name, name.replace("_", " ")))[:letters - len(unit)] + unit


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        return None
    return openpyxl


# ---- Stata -------------------------------------------------------------------------------------

def stata_names(names: List[str]) -> Dict[str, str]:
    """Names as Stata takes them: letters, digits and _, at most 32 bytes, kept apart by a number."""
    short: Dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
        plain = plain if re.match(r"[A-Za-z_]", plain) else "_" + plain
        cut, k = plain[:STATA_NAME_BYTES], 1
        while cut in short.values():
            k += 1
            cut = plain[:STATA_NAME_BYTES - len(str(k))] + str(k)
        short[name] = cut
    return short


def _stata_frame(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Without what Stata has no type for."""
    made = frame.copy()
    for name in made.columns:
        kind = made[name].dtype.kind
        if kind == "O":
            made[name] = ["" if value is None or value != value else str(value) for value in made[name]]
        elif kind == "u":
            made[name] = made[name].astype(np.int64)
        elif kind == "f":
            made[name] = made[name].replace([np.inf, -np.inf], np.nan)
    return made


def _write_stata(table: Table, path: str) -> None:
    short = stata_names(list(map(str, table.frame.columns)))
    labels = {cut: table.label(name, "" if cut == name else f"{name}: ") for name, cut in short.items()}
    _stata_frame(table.frame).rename(columns=short).to_stata(
        path, write_index=False, version=118, data_label=table.title[:STATA_LABEL_LETTERS], variable_labels=labels,
        value_labels={short[name]: words for name, words in table.words.items()})


def _read_stata(path: str) -> Table:
    with pandas.read_stata(path, iterator=True, convert_categoricals=False) as reader:
        frame = reader.read()
        labels = reader.variable_labels()
    whole = {}
    for cut in frame.columns:
        name, colon, _ = labels.get(cut, "").partition(": ")
        whole[cut] = name if colon and " " not in name and stata_names([name])[name][:20] == cut[:20] else cut
    table = Table(frame.rename(columns=whole))
    for cut, name in whole.items():
        words = labels.get(cut, "").removeprefix(f"{name}: ") if name != cut else labels.get(cut, "")
        found = re.fullmatch(r"(.*) \(([^()]*)\)", words)
        table.meaning[name], table.unit[name] = (found[1], found[2]) if found else (words, "1")
    return table


# ---- Excel -------------------------------------------------------------------------------------

def _cell(sheet: Any, value: Any) -> Any:
    """A text is never a formula."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, (np.generic,)):
        value = value.item()
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, shown(value))
        cell.data_type = "s"
        return cell
    return value


def _write_excel(table: Table, path: str) -> None:
    openpyxl = _openpyxl()
    if openpyxl is None:
        raise ValueError(f"{path}: {NO_EXCEL}")
    rows, columns = table.frame.shape
    if rows >= EXCEL_ROWS or columns > EXCEL_COLUMNS:
        raise ValueError(f"{path}: {rows} rows and {columns} columns, and Excel takes {EXCEL_ROWS - 1} and {EXCEL_COLUMNS}: "
                         "use CSV or Stata")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.append([_cell(sheet, str(name)) for name in table.frame.columns])
    for row in table.frame.itertuples(index=False, name=None):
        sheet.append([_cell(sheet, value) for value in row])
    about = book.create_sheet("columns")
    about.append(["name", "unit", "meaning"])
    for name in map(str, table.frame.columns):
        about.append([_cell(about, text) for text in (name, table.unit.get(name, ""), table.meaning.get(name, ""))])
    book.save(path)


def _read_excel(path: str) -> Table:
    openpyxl = _openpyxl()
    if openpyxl is None:
        raise ValueError(f"{path}: {NO_EXCEL}")
    book = openpyxl.load_workbook(path, read_only=True)
    names, *rows = book["table"].iter_rows(values_only=True)
    # A row ends with its last cell that is not empty.
    frame = pandas.DataFrame([[*row, *[None] * (len(names) - len(row))] for row in rows], columns=list(names))
    table = Table(frame.apply(lambda column: column.astype(float) if column.isna().all() else column))
    for name, unit, meaning in book["columns"].iter_rows(min_row=2, values_only=True):
        table.unit[name], table.meaning[name] = unit or "1", meaning or name
    book.close()
    return table


# ---- HDF5, CSV, all ----------------------------------------------------------------------------

def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _read_hdf5(path: str) -> Table:
    with open_file(path) as file:
        if "columns" not in file.attrs:
            raise ValueError(f"{path}: expected the table that 'fisc sweep collect FOLDER -o FILE.h5' writes")
        names = [name for name in csv_files.cells(_text(file.attrs["columns"])) if name != "index"]
        table = Table(pandas.DataFrame({"index": file["point"][()]}), title=_text(file.attrs["title"]))
        columns = {}
        for name in names:
            values = file[name][()]
            columns[name] = [_text(value) for value in values] if values.dtype.kind == "O" else values
            table.unit[name] = _text(file[name].attrs.get("units", "1"))
            table.meaning[name] = _text(file[name].attrs.get("long_name", name))
    table.frame = pandas.concat([table.frame, pandas.DataFrame(columns)], axis=1)
    return table


READERS = {".h5": _read_hdf5, ".hdf5": _read_hdf5, ".nc": _read_hdf5, ".xlsx": _read_excel, ".dta": _read_stata}
WRITERS = {".xlsx": _write_excel, ".dta": _write_stata}


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def read(path: str) -> Table:
    """A table of fisc by its ending; CSV if that says nothing."""
    reader = READERS.get(_ending(path))
    return reader(path) if reader else Table(csv_files.read(path))


def write(table: Table, path: str) -> None:
    """The same; the file is there whole or not at all."""
    writer = WRITERS.get(_ending(path))
    if writer is None:
        csv_files.write(table.frame, path)
    else:
        write_whole(path, lambda temporary: writer(table, temporary))
