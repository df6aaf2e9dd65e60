# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m fisc report RUN [RUN ...] -o report.html;  comparison RUN -o demo.png;  fit FOLDER -o fit.png"""
import argparse
import sys

from fisc import comparison, fit, report
from fisc.run import Run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fisc", description="Draw the results of fisc.")
    parser.add_argument("picture", choices=["report", "comparison", "fit"],
                        help="report: one page about runs; comparison: a run under its first and last law; "
                             "fit: a calibration")
    parser.add_argument("source", nargs="+", help="run folders or files; folder of 'fisc calibrate'")
    parser.add_argument("-o", "--output", required=True, help="HTML of a report; PNG, PDF or SVG of the others")
    parser.add_argument("--figures", metavar="FOLDER", help="report: also every figure as a file with its CSV")
    parser.add_argument("--format", default="png", choices=["png", "pdf"], help="of these files (png)")
    return parser


def _draw(arguments: argparse.Namespace) -> None:
    if arguments.picture != "report" and len(arguments.source) != 1:
        raise ValueError(f"{arguments.picture}: expected one source, got {len(arguments.source)}")
    if arguments.picture == "fit":
        fit.draw(arguments.source[0], arguments.output)
        return
    runs = [Run(source) for source in arguments.source]
    if arguments.picture == "comparison":
        comparison.draw(runs[0], arguments.output)
        return
    report.write(runs, arguments.output)
    if arguments.figures:
        report.write_pictures(runs[0], arguments.figures, arguments.format)


def main() -> int:
    """0, or 65 with one line on what was wrong."""
    arguments = _parser().parse_args()
    try:
        _draw(arguments)
    except (OSError, ValueError, KeyError) as error:
        print(f"fisc: {error}", file=sys.stderr)
        return 65
    print(f"{'Page' if arguments.picture == 'report' else 'Picture'}: {arguments.output}")
    return 0


sys.exit(main())
