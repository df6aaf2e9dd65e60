# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m fisc comparison RUN -o demo.png;  python -m fisc fit FOLDER -o fit.png"""
import argparse
import sys

from fisc import comparison, fit
from fisc.run import Run


def main() -> int:
    parser = argparse.ArgumentParser(prog="fisc", description="Draw the results of fisc.")
    parser.add_argument("picture", choices=["comparison", "fit"],
                        help="comparison: a run under its first and last law; fit: a calibration")
    parser.add_argument("source", help="run folder or file; folder of 'fisc calibrate'")
    parser.add_argument("-o", "--output", required=True, help="PNG, PDF or SVG")
    arguments = parser.parse_args()
    try:
        if arguments.picture == "comparison":
            comparison.draw(Run(arguments.source), arguments.output)
        else:
            fit.draw(arguments.source, arguments.output)
    except (OSError, ValueError, KeyError) as error:
        print(f"fisc: {error}", file=sys.stderr)
        return 65
    print(f"Picture: {arguments.output}")
    return 0


sys.exit(main())
