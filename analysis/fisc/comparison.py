# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the demo: a population under its first tax system and under its last one."""
import numpy as np
from matplotlib.ticker import FuncFormatter, PercentFormatter

from fisc.distribution import deciles, mean_by
from fisc.stored_run import Panel, Run, Schedule
from fisc.style import BLUE, GREY, ORANGE, money, plt


def _names(run: Run) -> tuple:
    first = "baseline tax system" if not run.config["government"]["tax_system"] else "first tax system"
    kinds = {"optimum": "optimum of the same workers", "none": "last tax system"}
    return first, kinds.get(run.config["planner"]["kind"], f"planner '{run.config['planner']['kind']}'")


def draw_rates(axes, before: Schedule, after: Schedule, names: tuple, income: np.ndarray,
               weight: np.ndarray) -> None:
    """Marginal rates over income, above the density of incomes under the first tax system."""
    grid = np.geomspace(2e3, 1.2e6, 2000)
    density, edges = np.histogram(np.log(np.maximum(income, 1.0)), bins=80,
                                  range=(np.log(2e3), np.log(1.2e6)), weights=weight)
    axes.fill_between(np.exp(0.5 * (edges[1:] + edges[:-1])), 0.35 * density / density.max(),
                      color="#dddddd", lw=0)
    axes.text(4.5e4, 0.02, "where workers are", color=GREY, ha="center", fontsize=8)
    axes.step(grid, before.rate(grid), color=BLUE, where="post", lw=2, label=names[0])
    axes.step(grid, after.rate(grid), color=ORANGE, where="post", lw=2, label=names[1])
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(money))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set(ylim=(0, max(0.75, 1.12 * after.marginal_rate.max())),
             xlabel="income before tax, USD a year (log scale)", title="Marginal tax rate")
    axes.legend(loc="upper right")


def draw_hours(axes, decile, panel: Panel, rows: tuple, weight: np.ndarray) -> None:
    """Mean hours by decile under both tax systems."""
    hours = panel.decisions["hours_per_week"]
    for row, colour in zip(rows, (BLUE, ORANGE)):
        axes.plot(range(1, 11), mean_by(decile, hours[row], weight), "o-", color=colour)
    axes.set(xticks=range(1, 11), ylim=(0, None), xlabel="decile of workers by income under the first tax system",
             title="Mean hours of work a week")


def draw_net_income(axes, run: Run, steps: tuple) -> None:
    """Mean net income by quintiles of income, one line from before to after each."""
    quintiles = run["quintile_mean_net_income"]
    before, after = quintiles[steps[0]], quintiles[steps[1]]
    y = np.arange(5)
    for k in y:
        axes.plot([before[k], after[k]], [k, k], color="#cccccc", lw=3, zorder=1)
        right = max(before[k], after[k])
        axes.text(right, k + 0.22, f"{after[k] - before[k]:+,.0f} USD", fontsize=8, color=GREY,
                  ha="right")
    axes.scatter(before, y, color=BLUE, s=45, zorder=2)
    axes.scatter(after, y, color=ORANGE, s=45, zorder=2)
    axes.set_yticks(y, ["lowest quintile", "second", "third", "fourth", "highest quintile"])
    axes.xaxis.set_major_formatter(FuncFormatter(money))
    axes.set(xlim=(0, None), ylim=(-0.5, 4.6), xlabel="mean income after tax and rebate, USD a year",
             title="Who gets how much")


def draw_winners(axes, decile, panel: Panel, rows: tuple, weight: np.ndarray) -> None:
    """Mean change of utility from the first tax system to the second, by decile."""
    utility = panel.decisions["utility_usd_per_year"]
    change = utility[rows[1]] - utility[rows[0]]
    mean = mean_by(decile, change, weight)
    gain = np.average(change > 0, weights=weight)
    axes.bar(range(1, 11), mean, color=[ORANGE if m > 0 else BLUE for m in mean], width=0.8)
    axes.axhline(0, color="black", lw=0.8)
    for d, m in enumerate(mean):
        axes.annotate(f"{m:+,.0f}", (d + 1, m), xytext=(0, 3 if m > 0 else -11),
                      textcoords="offset points", ha="center", fontsize=8, color=GREY)
    axes.yaxis.set_major_formatter(FuncFormatter(money))
    axes.set(xticks=range(1, 11), xlabel="decile of workers by income under the first tax system",
             title=f"Gain in utility, USD a year ({100 * gain:.0f}% of workers gain)")
    axes.margins(y=0.12)


def _marked(run: Run) -> str:
    return f"\n{run.mark()}." if run.mark() else ""


def draw(run: Run, path: str) -> None:
    """Draw all four parts; the run needs a panel with a row under each tax system."""
    schedules, panel = run.schedules(), run.panel()
    if panel is None or len(schedules) < 2:
        raise ValueError(f"{run.path}: this picture needs a run under two tax systems with a panel row "
                         "under each (output.panel \"every\", output.panel_every_steps)")
    before, after = schedules[0], schedules[-1]
    rows = panel.row_of(before.last_step), panel.row_of(after.last_step)
    if rows[0] < 0 or rows[0] == rows[1] or panel.step[rows[1]] < after.first_step:
        raise ValueError(f"{run.path}: the panel has no row under each of the first and the last "
                         "tax system; lower output.panel_every_steps")
    income = panel.decisions["income_usd_per_year"]
    weight = panel.facts["sample_weight"]
    decile = deciles(income[rows[0]], weight)
    names = _names(run)

    figure, axes = plt.subplots(2, 2, figsize=(12, 8.2))
    draw_rates(axes[0, 0], before, after, names, income[rows[0]], weight)
    draw_net_income(axes[0, 1], run, (before.last_step, after.last_step))
    draw_hours(axes[1, 0], decile, panel, rows, weight)
    draw_winners(axes[1, 1], decile, panel, rows, weight)
    w = run["welfare"]
    figure.suptitle(f"{run.name}", x=0.01, ha="left", fontsize=13, fontweight="bold")
    figure.text(0.01, 0.935, f"Welfare ({run.config['welfare']['objective']}, "
                f"{run.unit('welfare')}): {w[before.last_step]:,.0f} under the first tax system, "
                f"{w[after.last_step]:,.0f} under the second.  The pictures by income show "
                f"{len(panel.worker):,} workers of the run.{_marked(run)}", color=GREY)
    figure.tight_layout(rect=(0, 0, 1, 0.94))
    figure.savefig(path)
    plt.close(figure)
