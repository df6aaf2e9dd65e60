# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables for papers and other programs: LaTeX, Stata, Excel."""
import re
from typing import Optional

import numpy as np
import pandas

from fisc import labelled
from fisc.labelled import Table
from fisc.stored_run import Run, _text
from fisc.whole_file import write_whole

# What a paper's first table shows, in its order.
FIGURES = ["welfare", "mean_hours_per_week", "mean_income", "mean_net_income", "revenue", "rebate", "gini_income",
           "gini_net_income", "mean_effective_marginal_rate", "poverty_share", "top_1_percent_share"]


def summary(runs) -> pandas.DataFrame:
    """The last step of runs side by side, a figure a row."""
    return pandas.DataFrame({run.name: {figure: float(run[figure][-1]) for figure in FIGURES}
                             for run in runs}).reindex(FIGURES)


def latex(frame: pandas.DataFrame, path: str, caption: Optional[str] = None, label: Optional[str] = None,
          digits: int = 3) -> None:
    """A table for LaTeX (package booktabs), its words escaped; the number of digits is that after the point."""
    def number(value: float) -> str:
        return "" if np.isnan(value) else f"{value:,.{digits}f}"

    shown = frame.copy()
    for column in shown.select_dtypes("number"):
        shown[column] = [number(float(value)) for value in shown[column]]
    shown = shown.rename(index=_escaped, columns=_escaped)
    for column in shown.columns:
        shown[column] = [value if isinstance(value, str) and re.fullmatch(r"-?[\d,.]*", value) else _escaped(value)
                         for value in shown[column]]
    head = " & ".join(["", *shown.columns]) + r" \\"
    body = "\n".join(" & ".join([str(index), *map(str, row)]) + r" \\" for index, row in zip(shown.index, shown.values))
    parts = [r"\begin{table}", r"\centering",
             *([rf"\caption{{{_escaped(caption)}}}"] if caption else []),
             *([rf"\label{{{label}}}"] if label else []),
             rf"\begin{{tabular}}{{l{'r' * len(shown.columns)}}}", r"\toprule", head, r"\midrule", body,
             r"\bottomrule", r"\end{tabular}", r"\end{table}", ""]

    def write(temporary: str) -> None:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write("\n".join(parts))

    write_whole(path, write)


def _escaped(words) -> str:
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(named.get(c, "\\" + c if c in "&%$#_{}" else c) for c in str(words))


def steps(run: Run) -> Table:
    """A row a step; an element of a vector has a column with its name, welfare_by_kind_rawlsian."""
    table = Table(pandas.DataFrame(), title=run.name)
    columns = {}
    for name in run.figures():
        values, elements = run[name], run.elements(name)
        if values.dtype.kind not in "fi" or len(values) != len(run["welfare"]) or values.ndim > 2 or elements is None:
            continue
        meaning = run.meaning(name)
        if values.ndim == 1:
            columns[name], table.unit[name], table.meaning[name] = values, run.unit(name), meaning
        for k, element in enumerate(elements):
            part = f"{name}_{element}"
            columns[part], table.meaning[part] = values[:, k], f"{meaning}: {element}"
            # Welfare of every kind has a unit of its own.
            table.unit[part] = _text(run["welfare_unit"][k]) if name == "welfare_by_kind" else run.unit(name)
    table.frame = pandas.DataFrame(columns)
    return table


def followed(run: Run) -> Table:
    """A row for each followed worker and panel step."""
    panel = run.panel()
    if panel is None:
        raise ValueError(f"{run.path}: this table needs a panel (output.panel)")
    table = Table(pandas.DataFrame({
        "panel_step": np.repeat(panel.step, len(panel.worker)), "worker": np.tile(panel.worker, len(panel.step)),
        **{name: np.tile(values, len(panel.step)) for name, values in panel.facts.items()},
        **{name: rows[:].ravel() for name, rows in panel.decisions.items()}}), title=run.name)
    for name in (*panel.facts, *panel.decisions):
        table.unit[name], table.meaning[name] = run.unit(f"panel/{name}"), run.meaning(f"panel/{name}")
        if run.meanings(name):
            table.words[name] = run.meanings(name)
    return table


def of_run(run: Run, table: str = "summary") -> Table:
    """"summary" has a row a step, "panel" a row for each followed worker and panel step."""
    if table not in ("summary", "panel"):
        raise ValueError(f"expected the table 'summary' or 'panel', got '{table}'")
    return steps(run) if table == "summary" else followed(run)


def stata(run: Run, path: str, table: str = "summary") -> None:
    """Stata's .dta.  Names longer than Stata's 32 bytes are cut and kept apart by a number; units and meanings are labels of
    variables, words (occupations) labels of values."""
    labelled.write(of_run(run, table), path)
