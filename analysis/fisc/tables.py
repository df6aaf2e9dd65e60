# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables for papers and other programs: LaTeX and Stata."""
import re
from typing import Optional

import numpy as np
import pandas

from fisc.stored_run import Run
from fisc.whole_file import write_whole

# What a paper's first table shows, in its order.
FIGURES = ["welfare", "mean_hours_per_week", "mean_income", "mean_net_income", "revenue", "rebate", "gini_income",
           "gini_net_income", "mean_effective_marginal_rate", "poverty_share", "top_1_percent_share"]
STATA_NAME_BYTES = 32


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


def stata(run: Run, path: str, table: str = "summary") -> None:
    """Stata's .dta: "summary" has a row a step, "panel" a row for each followed worker and panel step.

    Names longer than Stata's 32 bytes are cut and kept apart by a number; units and long names are labels."""
    if table == "summary":
        frame = pandas.DataFrame({name: run[name] for name in run.figures()
                                  if run[name].ndim == 1 and run[name].dtype.kind in "fi"
                                  and len(run[name]) == len(run["welfare"])})
    elif table == "panel":
        panel = run.panel()
        if panel is None:
            raise ValueError(f"{run.path}: this table needs a panel (output.panel)")
        frame = pandas.DataFrame({
            "panel_step": np.repeat(panel.step, len(panel.worker)), "worker": np.tile(panel.worker, len(panel.step)),
            **{name: np.tile(values, len(panel.step)) for name, values in panel.facts.items()},
            **{name: rows[:].ravel() for name, rows in panel.decisions.items()}})
    else:
        raise ValueError(f"expected the table 'summary' or 'panel', got '{table}'")
    labels = {name: name.replace("_", " ")[:80] for name in frame.columns}
    short: dict = {}
    for name in frame.columns:
        cut, k = name[:STATA_NAME_BYTES], 1
        while cut in short.values():
            k += 1
            cut = name[:STATA_NAME_BYTES - len(str(k))] + str(k)
        short[name] = cut
    frame = frame.rename(columns=short)

    def write(temporary: str) -> None:
        frame.to_stata(temporary, write_index=False, version=118, data_label=run.name[:80],
                       variable_labels={short[name]: text for name, text in labels.items()})

    write_whole(path, write)
