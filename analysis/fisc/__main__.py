# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m fisc report RUN [RUN ...] -o report.html;  table RUN [RUN ...] -o table.tex;  table RUN -o run.dta|run.xlsx;
comparison RUN -o demo.png;  fit FOLDER -o fit.png;  dominance RUN RUN [-o dominance.png];  compare RUN RUN"""
import argparse
import os
import signal
import sys
from typing import Iterable, NoReturn, Tuple

import pandas

from fisc import comparison, fit, labelled, laffer, report, reproduction, studies
from fisc.stored_run import Run
from fisc.words import OutputLostError, show_all_that_is_printed, shown


class _Parser(argparse.ArgumentParser):
    """What it complains of comes from outside."""

    def error(self, message: str) -> NoReturn:
        super().error(shown(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="fisc", description="Draw the results of fisc.")
    parser.add_argument("picture", choices=["report", "table", "comparison", "fit", "reproduction", "dominance", "compare",
                                            "sensitivity", "card", "laffer", "study", "convert"],
                        help="report: one page about runs, or a sweep's folder; table: last steps of runs side by side for "
                             "LaTeX, or a run for Stata; comparison: a run under its first and last tax system; "
                             "fit: a calibration; reproduction: a folder of 'fisc reproduce'; dominance: which of two runs "
                             "is better; compare: what changed from one to the other; sensitivity: of a sweep's folder; "
                             "card: of a folder of 'fisc elasticity'; laffer: a table of 'fisc laffer'; "
                             "study: a table of 'fisc toprate', 'fisc mvpf', 'fisc bunching', 'fisc hsv', 'fisc rates', "
                             "'fisc weights --continuous' or 'fisc planners'")
    parser.add_argument("source", nargs="+", help="run folders or files; folder of 'fisc calibrate'")
    parser.add_argument("-o", "--output", help="HTML of a report; .tex or .dta of a table; PNG, PDF or SVG of the others")
    parser.add_argument("--figure", default="welfare",
                        help="sensitivity, report and compare of sweeps: column of the table (welfare)")
    parser.add_argument("--over", metavar="KEY", help="report and compare of sweeps: the key of replications (seed)")
    parser.add_argument("--against", metavar="ROW", help="report of a sweep, reproduction: the row that others are compared with")
    parser.add_argument("--lowest", action="store_true", help="report of a sweep: the lowest figure is the best")
    parser.add_argument("--table", metavar="FILE", action="append", default=[],
                        help="report or compare of sweeps: what was collected of each (HDF5)")
    parser.add_argument("--json", action="store_true",
                        help="dominance, compare, sensitivity, card: the table as JSON, an object a row")
    parser.add_argument("--panel", action="store_true", help="table for Stata: followed workers, not steps")
    parser.add_argument("--figures", metavar="FOLDER", help="report: also every figure as a file with its CSV")
    parser.add_argument("--format", default="png", choices=["png", "pdf"], help="of these files (png)")
    return parser


def _row(words: "str | None") -> int:
    """The number of a row that differences are from; the first, if none is named."""
    if words is None or words.isdigit():
        return int(words or 0)
    raise ValueError(f"--against {words}: expected the number of a row, counted from 0")


def _json(table: pandas.DataFrame) -> str:
    return str(table.to_json(orient="records", double_precision=15))


def _mark(runs: Iterable[Tuple[Run, str]], is_json: bool) -> None:
    """Names runs of which the model decided too little, before their statistics; JSON stays JSON."""
    for run, name in runs:
        if run.mark():
            print(f"{name}: {shown(run.mark())}", file=sys.stderr if is_json else sys.stdout)


def _tell(arguments: argparse.Namespace) -> None:
    """What is told in words; a dominance test is drawn too if asked for."""
    from fisc import dominance, elasticity, paired, sensitivity

    if arguments.picture == "card":
        runs = elasticity.runs_of_card(arguments.source[0])
        table = elasticity.whole_card(runs)
        _mark(((run, shown(run.path)) for arm in runs.values() for run in arm), arguments.json)
        print(_json(table) if arguments.json else elasticity.write(table, runs["rebate"][0].config))
        if arguments.output:
            labelled.write(labelled.Table(table), arguments.output)
        return
    if arguments.picture == "sensitivity":
        table = sensitivity.of_sweep(arguments.source[0], arguments.figure)
        print(_json(table) if arguments.json else sensitivity.write(table, arguments.figure))
        if arguments.output:
            labelled.write(labelled.Table(table), arguments.output)
        return
    if len(arguments.source) != 2:
        raise ValueError(f"{arguments.picture}: expected two runs, got {len(arguments.source)}")
    if arguments.picture == "compare" and any(map(_is_sweep, arguments.source)):
        _compare_sweeps(arguments)
        return
    first, second = (Run(source) for source in arguments.source)
    names = (shown(arguments.source[0]), shown(arguments.source[1]))
    _mark(zip((first, second), names), arguments.json)
    if arguments.picture == "compare":
        found = paired.compare(first, second)
        print(_json(paired.table(found)) if arguments.json else paired.write(found, names))
        return
    judged = dominance.judge(first, second)
    print(_json(dominance.table(judged)) if arguments.json else dominance.write(judged, names))
    if arguments.output:
        drawn = [name + (" (MARKED)" if run.mark() else "") for run, name in zip((first, second), names)]
        dominance.draw(judged, (drawn[0], drawn[1]), arguments.output)


def _draw(arguments: argparse.Namespace) -> None:
    if not arguments.output:
        raise ValueError(f"{arguments.picture}: expected -o FILE")
    if arguments.picture not in ("report", "table") and len(arguments.source) != 1:
        raise ValueError(f"{arguments.picture}: expected one source, got {len(arguments.source)}")
    if arguments.picture == "convert":
        labelled.write(labelled.read(arguments.source[0]), arguments.output)
        return
    if arguments.picture == "reproduction":
        said = reproduction.words(arguments.source[0], _row(arguments.against))
        print(said + "\n" if said else "", end="")
        reproduction.draw(arguments.source[0], arguments.output, _row(arguments.against))
        return
    if arguments.picture == "laffer":
        laffer.draw(arguments.source[0], arguments.output)
        return
    if arguments.picture == "study":
        studies.draw(arguments.source[0], arguments.output)
        return
    if arguments.picture == "fit":
        fit.draw(arguments.source[0], arguments.output)
        return
    if arguments.picture == "report" and any(map(_is_sweep, arguments.source)):
        _report_sweep(arguments)
        return
    runs = [Run(source) for source in arguments.source]
    if arguments.picture == "comparison":
        comparison.draw(runs[0], arguments.output)
        return
    if arguments.picture == "table":
        _write_table(runs, arguments.output, arguments.panel)
        return
    report.write(runs, arguments.output)
    if arguments.figures:
        report.write_pictures(runs[0], arguments.figures, arguments.format)


def _is_sweep(source: str) -> bool:
    return os.path.exists(os.path.join(source, "plan.jsonl"))


def _compare_sweeps(arguments: argparse.Namespace) -> None:
    from fisc import sweep_comparison, sweep_report

    if not all(map(_is_sweep, arguments.source)):
        raise ValueError("compare: expected two runs or two sweeps, got one of each")
    tables = arguments.table or [None, None]
    first, second = (sweep_report.study_of(source, table, arguments.figure, arguments.over).points
                     for source, table in zip(arguments.source, tables))
    found = sweep_comparison.compare(first, second)
    if arguments.json:
        for points, name in zip((first, second), arguments.source):
            print(f"{shown(name)}: {shown(points.mark())}\n" if points.mark() else "", end="", file=sys.stderr)
    print(_json(found) if arguments.json else
          sweep_comparison.write(found, first, second, (shown(arguments.source[0]), shown(arguments.source[1]))))
    if arguments.output:
        labelled.write(labelled.Table(found), arguments.output)


def _report_sweep(arguments: argparse.Namespace) -> None:
    from fisc import sweep_report

    if len(arguments.source) != 1:
        raise ValueError(f"report: expected runs, or one sweep, got {len(arguments.source)} folders with a sweep among them")
    table = arguments.table[0] if arguments.table else None
    study = sweep_report.study_of(arguments.source[0], table, arguments.figure, arguments.over, arguments.against,
                                  arguments.lowest)
    sweep_report.write(study, arguments.source[0], arguments.output)
    if study.points.mark():
        print(shown(study.points.mark()))
    print(f"{'The lowest' if arguments.lowest else 'The best'}: {shown(sweep_report.said_of_best(study))}")
    if arguments.figures:
        sweep_report.write_pictures(study, arguments.figures, arguments.format)


def _write_table(runs: list, path: str, is_panel: bool) -> None:
    from fisc import tables

    if path.endswith(".tex"):
        marks = [f"{run.name}: {run.mark()}." for run in runs if run.mark()]
        tables.latex(tables.summary(runs), path, caption=" ".join(marks))
    elif path.endswith((".dta", ".xlsx")):
        if len(runs) != 1:
            raise ValueError(f"a table for Stata or Excel is of one run, got {len(runs)}")
        labelled.write(tables.of_run(runs[0], "panel" if is_panel else "summary"), path)
        _mark([(runs[0], shown(runs[0].path))], True)
    else:
        raise ValueError(f"{path}: expected a name that ends in .tex, .dta or .xlsx")


def _stop(_number: int, _frame: object) -> NoReturn:
    """As an exception, so that temporary files are removed."""
    sys.exit(75)


def _obey(arguments: argparse.Namespace) -> int:
    is_told = arguments.picture in ("dominance", "compare", "sensitivity", "card")
    try:
        if is_told:
            _tell(arguments)
        else:
            _draw(arguments)
    except (OSError, ValueError, KeyError) as error:
        print(f"fisc: {shown(error)}", file=sys.stderr)
        return 65
    kind = {"report": "Page", "table": "Table", "sensitivity": "Table", "card": "Table"}.get(arguments.picture, "Picture")
    if arguments.output and not arguments.json and arguments.picture != "convert":
        print(f"{kind}: {shown(arguments.output)}")
    return 0


def main() -> int:
    """0; 65 with one line on what was wrong; 74 if nobody can read what was found."""
    show_all_that_is_printed()
    signal.signal(signal.SIGTERM, _stop)
    try:
        return _obey(_parser().parse_args())
    except OutputLostError as error:
        print(f"fisc: {error}", file=sys.stderr)
        return 74


sys.exit(main())
