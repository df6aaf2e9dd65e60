# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about a sweep: what it is, which point is best and how sure that is, figures with their numbers."""
import os
import tempfile
from typing import Optional

import matplotlib
import numpy as np

from fisc import labelled, report, sweep_figures, sweep_points
from fisc.program import call
from fisc.sweep_figures import Study, number
from fisc.sweep_points import Points
from fisc.words import markup


def study_of(folder: str, table: Optional[str] = None, figure: str = "welfare", over: Optional[str] = None,
             against: Optional[str] = None, is_lowest_best: bool = False) -> Study:
    """What there is to say of a sweep's folder; `table` is what was collected of it (HDF5), else it is now."""
    head = sweep_points.plan_of(folder)
    if table is None:
        with tempfile.TemporaryDirectory() as room:
            path = os.path.join(room, "table.h5")
            call("sweep", "collect", folder, "-o", path)
            read = labelled.read(path)
    else:
        read = labelled.read(table)
    return sweep_figures.study_of(sweep_points.of_table(read, head, figure, over, is_lowest_best), against)


def _interval(points: Points, point: int) -> str:
    mean, low, high = (each[point] for each in points.intervals())
    unit = f" {points.unit}" if points.unit not in ("", "1") else ""
    return f"{number(mean)}{unit}" + (f" [{number(low)}, {number(high)}]" if low == low else "")


def said_of_best(study: Study) -> str:
    """The best point and where else the best could be, in a sentence or two."""
    points, best = study.points, study.best
    known = np.isfinite(points.mean())
    if points.is_poor()[known].all():
        return "none: at every point the model answered too little for a ranking."
    said = f"{points.label(best.point)}: {points.figure} {_interval(points, best.point)}"
    if best.chance is None:
        why = (f"only {best.num_common} of the values of {points.over} are done at all points" if points.over else
               "each point was run once; seeds in the grid would say")
        return f"{said}. How sure that is, nothing says: {why}."
    could = []
    for a, axis in enumerate(points.axes):
        places = best.could_be(axis, points.place[:, a])
        if len(places) == 1:
            could.append(f"{axis.name} {axis.labels[places[0]]}")
        elif axis.is_numeric:
            could.append(f"{axis.name} {axis.labels[places[0]]} to {axis.labels[places[-1]]}")
        else:
            could.append(f"{axis.name} one of {', '.join(axis.labels[k] for k in places)}")
    return (f"{said}. It is the best with a chance of {100 * best.chance[best.point]:.0f}%; with 95% the best of these points "
            f"has {'; '.join(could)}.")


def _facts_html(study: Study) -> str:
    points = study.points
    counts = points.counts
    facts = {"Points": ", ".join(f"{count} {state}" for state, count in counts.items() if count or state == "done"),
             "Figure": f"{points.meaning}, {points.unit}" if points.unit not in ("", "1") else points.meaning}
    for axis in points.axes:
        values = axis.labels if len(axis.labels) <= 12 else [*axis.labels[:5], "..", *axis.labels[-2:]]
        facts[axis.name] = f"{len(axis.values)} values: {', '.join(values)}" + \
            (f" ({axis.unit})" if axis.unit not in ("", "1") else "")
    facts["Replications"] = (f"{len(points.replications)} values of {points.over}" if points.over else
                             "none: each point was run once")
    facts["The lowest" if points.is_lowest_best else "The best"] = said_of_best(study)
    rows = "".join(f"<tr><th>{markup(key)}</th><td>{markup(value)}</td></tr>" for key, value in facts.items())
    warning = ""
    if counts["open"] + counts["failed"] > 0:
        warning = (f"<p><strong>{counts['open']} points are open and {counts['failed']} failed: this is of those that are "
                   "done.</strong></p>")
    if points.mark():
        warning += f"<p><strong>{markup(points.mark())}.</strong></p>"
    return f"{warning}<table>{rows}</table>"


def write(study: Study, folder: str, path: str) -> None:
    """The page, in one go."""
    parts = [f"<h1>{markup(study.points.name)}</h1><p class=quiet>{markup(folder)}</p>", _facts_html(study)]
    with matplotlib.rc_context(report.STYLE):
        parts += [report.figure_html(figure, "sweep") for figure in sweep_figures.all_of(study)]
    report.write_page(study.points.name, "\n".join(parts), path)


def write_pictures(study: Study, folder: str, kind: str) -> None:
    """Every figure as a file of its own ("png" or "pdf"), with its CSV."""
    report.write_figures(sweep_figures.all_of(study), folder, kind)
