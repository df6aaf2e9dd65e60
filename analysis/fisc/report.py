# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One self-contained page about one run or several: figures in the page, the numbers behind each as CSV.

Figures are vectors whose black ink takes the colour of the page's text, so the page is readable in light
and dark and on paper."""
import base64
import io
import json
import os
from typing import Iterable, List

import matplotlib

from fisc import csv_files
from fisc.report_figures import FIGURES, ReportFigure
from fisc.stored_run import Run
from fisc.style import plt
from fisc.whole_file import write_whole
from fisc.words import markup

# A colour that no figure uses stands for "the ink of the page" until the page is written.
INK, FAINT = "#010203", "#040506"
STYLE = {"text.color": INK, "axes.edgecolor": INK, "axes.labelcolor": INK, "xtick.color": INK,
         "ytick.color": INK, "grid.color": FAINT, "figure.facecolor": "none", "axes.facecolor": "none",
         "savefig.facecolor": "none", "svg.fonttype": "none", "svg.hashsalt": "fisc",
         "font.family": "sans-serif"}

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
:root {{ color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #e3e3e3; --quiet: #5c5c5c; --link: #0b5fa5 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8e8e8; --paper: #17191c; --faint: #3a3d42; --quiet: #a8a8a8; --link: #7cc0ff }} }}
@media print {{ :root {{ --ink: #000; --paper: #fff; --faint: #ddd; --quiet: #444 }} details {{ display: none }}
  figure {{ break-inside: avoid }} }}
body {{ font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.6rem; margin-bottom: .2rem }} h2 {{ font-size: 1.2rem; margin: 2.5rem 0 .3rem }}
figure {{ margin: 0 }} figcaption, .quiet {{ color: var(--quiet); font-size: .9rem }}
svg {{ width: 100%; height: auto }} a {{ color: var(--link) }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem }}
td, th {{ padding: .15rem .8rem .15rem 0; text-align: left; border-bottom: 1px solid var(--faint); vertical-align: top }}
pre {{ white-space: pre-wrap; font-size: .85rem }}
</style></head><body>
{body}
</body></html>
"""


def _svg(figure: ReportFigure, prefix: str) -> str:
    """The drawing as it stands in the page; ids are its own, for several are in one page."""
    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": prefix}):
        figure.canvas.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure.canvas)
    text = stream.getvalue()
    text = text[text.index("<svg"):].replace(INK, "var(--ink)").replace(FAINT, "var(--faint)")
    for mark in ('id="', 'url(#', 'href="#'):
        text = text.replace(mark, mark + prefix + "-")
    label = markup(f"{figure.title}. {figure.caption}")
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def figure_html(figure: ReportFigure, prefix: str) -> str:
    csv = base64.b64encode(csv_files.columns(figure.table).encode()).decode()
    name = f"{prefix}-{figure.name}"
    return (f'<section id="{name}"><h2>{markup(figure.title)}</h2><figure>{_svg(figure, name)}'
            f"<figcaption>{markup(figure.caption)} "
            f'<a download="{name}.csv" href="data:text/csv;base64,{csv}">Numbers (CSV)</a>'
            "</figcaption></figure></section>")


def _facts_html(run: Run) -> str:
    config = run.config
    last = {"Status": "complete" if run.is_complete else "still going on",
            "Workers": f"{run.num_workers:,} ({config['population']['source']})",
            "Workers' rule": config["rule"]["kind"], "Planner": config["planner"]["kind"],
            "Objective": f"{config['welfare']['objective']}: {run['welfare'][-1]:,.2f} {run.unit('welfare')} in the last step",
            "Mean hours a week": f"{run['mean_hours_per_week'][-1]:.2f}",
            "Rebate": f"{run['rebate'][-1]:,.0f} USD a year",
            "Content": run.text("content_hash"), "Config": run.text("config_hash")}
    if run.model_use():
        last["Answered by the model"] = f"{100.0 * run.answered_share():.1f}% of its decisions"
    rows = "".join(f"<tr><th>{markup(k)}</th><td>{markup(v)}</td></tr>" for k, v in last.items())
    return f"<table>{rows}</table>"


def _notes_html(run: Run) -> str:
    """What the planner said of its last tax systems."""
    said = []
    for year, note in enumerate(run.notes()):
        answer = json.loads(note).get("answer") if note else None
        if answer:
            said.append(f"<p class=quiet>Proposal {year + 1}</p><pre>{markup(str(answer))}</pre>")
    if not said:
        return ""
    return f"<details><summary>What the planner said ({len(said)} proposals)</summary>{''.join(said[-50:])}</details>"


def _run_html(run: Run, prefix: str) -> str:
    parts = [f"<h1>{markup(run.name)}</h1><p class=quiet>{markup(run.path)}</p>", _facts_html(run)]
    if run.mark():
        parts.append(f"<p><strong>{markup(run.mark())}.</strong></p>")
    with matplotlib.rc_context(STYLE):
        for draw in FIGURES:
            figure = draw(run)
            if figure:
                parts.append(figure_html(figure, prefix))
    return "\n".join(parts + [_notes_html(run)])


def write_page(title: str, body: str, path: str) -> None:
    """A page with this in it.  Written in one go."""
    page = PAGE.format(title=markup(title), body=body)

    def put(temporary: str) -> None:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(page)

    write_whole(path, put)


def write(runs: List[Run], path: str) -> None:
    """The page about the runs, one below the other."""
    write_page(runs[0].name, "\n<hr>\n".join(_run_html(run, f"run{k + 1}") for k, run in enumerate(runs)), path)


def write_figures(figures: Iterable[ReportFigure], folder: str, kind: str) -> None:
    """Each as a file of its own ("png" or "pdf"), with its CSV."""
    os.makedirs(folder, exist_ok=True)
    for figure in figures:
        figure.canvas.savefig(os.path.join(folder, f"{figure.name}.{kind}"))
        plt.close(figure.canvas)
        with open(os.path.join(folder, f"{figure.name}.csv"), "w", encoding="utf-8") as file:
            file.write(csv_files.columns(figure.table))


def write_pictures(run: Run, folder: str, kind: str) -> None:
    """Every figure of a run as a file of its own."""
    write_figures(filter(None, (draw(run) for draw in FIGURES)), folder, kind)
