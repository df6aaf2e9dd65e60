# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a report.  Each takes a Run and gives a Figure with the table behind it, or None where
the run has nothing to show."""
import json
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from fisc.distribution import deciles, lorenz, mean_by
from fisc.stored_run import Panel, Run, Schedule
from fisc.style import BLUE, GREEN, GREY, ORANGE, money, plt

COLOURS = [BLUE, ORANGE, GREEN, "#CC79A7", "#E69F00", "#56B4E9", GREY]
STEPS = "steps-mid"  # a year's figure holds for the whole year: lines between years would be figures that nobody had


@dataclass
class ReportFigure:
    """A drawn figure, what it shows, and the numbers behind it by column."""

    name: str
    title: str
    caption: str
    canvas: Canvas
    table: Dict[str, np.ndarray]


def _sheet(rows: int = 1, columns: int = 1, height: float = 3.4):
    return plt.subplots(rows, columns, figsize=(9.0, height * rows), squeeze=False)


def _mark_tax_years(axes, schedules: List[Schedule]) -> None:
    for schedule in schedules[1:]:
        axes.axvline(schedule.first_step - 0.5, color=GREY, lw=1.2, ls=":")


def _count_steps(canvas: Canvas) -> None:
    """Steps are whole."""
    for axes in canvas.axes:
        if axes.get_xlabel() == "step":
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _panel_ends(run: Run) -> Optional[tuple]:
    """The panel with its first and last rows."""
    panel = run.panel()
    return (panel, 0, len(panel.step) - 1) if panel is not None and len(panel.step) > 0 else None


def welfare(run: Run) -> ReportFigure:
    """Welfare and what it is made of, over steps."""
    names = ["welfare", "mean_hours_per_week", "mean_net_income", "gini_net_income"]
    titles = [f"Welfare ({run.config['welfare']['objective']}, {run.unit('welfare')})", "Mean hours a week",
              "Mean income after tax and rebate", "Gini of income after tax and rebate"]
    canvas, axes = _sheet(2, 2, 2.8)
    step = np.arange(len(run["welfare"]))
    for place, name, title in zip(axes.flat, names, titles):
        place.plot(step, run[name], color=BLUE, lw=1.6, drawstyle=STEPS)
        _mark_tax_years(place, run.schedules())
        place.set(title=title, xlabel="step")
        if "income" in name and "gini" not in name:
            place.yaxis.set_major_formatter(FuncFormatter(money))
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("welfare", "Welfare over time", "Dotted lines: a new tax system comes into force.", canvas,
                        {"step": step, **{name: run[name] for name in names}})


def schedule(run: Run) -> ReportFigure:
    """Marginal and average rates of the first and the last tax system over incomes."""
    schedules = run.schedules()
    shown = [("first tax system", schedules[0], BLUE)]
    if len(schedules) > 1:
        shown.append(("last tax system", schedules[-1], ORANGE))
    income = np.geomspace(2e3, 1.2e6, 400)
    canvas, axes = _sheet(1, 2)
    table = {"income_usd_per_year": income}
    ends = _panel_ends(run)
    for place, title in zip(axes.flat, ("Marginal rate", "Average rate")):
        if ends:
            _draw_density(place, ends[0])
        place.set(xscale="log", title=title, xlabel="income before tax, USD a year (log scale)")
        place.xaxis.set_major_formatter(FuncFormatter(money))
        place.yaxis.set_major_formatter(PercentFormatter(1.0))
    for name, schedule, colour in shown:
        marginal, average = schedule.rate(income), schedule.tax(income) / income
        axes[0, 0].step(income, marginal, color=colour, where="post", lw=2, label=name)
        axes[0, 1].plot(income, np.maximum(average, -0.5), color=colour, lw=2, label=name)
        table[f"marginal_rate_{name.replace(' ', '_')}"] = marginal
        table[f"average_rate_{name.replace(' ', '_')}"] = average
    axes[0, 0].set_ylim(top=1.3 * max(axes[0, 0].get_ylim()[1], 0.1))
    axes[0, 0].legend(loc="upper left", ncol=2)
    _count_steps(canvas)
    canvas.tight_layout()
    note = " Grey: where the followed workers are." if ends else ""
    return ReportFigure("schedule", "The tax schedule",
                        "Before the rebate." + note, canvas, table)


def _draw_density(axes, panel: Panel) -> None:
    income = np.log(np.maximum(panel.decisions["income_usd_per_year"][-1], 1.0))
    density, edges = np.histogram(income, bins=60, range=(np.log(2e3), np.log(1.2e6)),
                                  weights=panel.facts["sample_weight"])
    if density.max() > 0:
        axes.fill_between(np.exp(0.5 * (edges[1:] + edges[:-1])), 0.3 * density / density.max(), color=GREY,
                          alpha=0.25, lw=0)


def by_decile(run: Run) -> Optional[ReportFigure]:
    """Hours and income after tax by decile of income in the first panel row."""
    ends = _panel_ends(run)
    if not ends:
        return None
    panel, first, last = ends
    weight = panel.facts["sample_weight"]
    decile = deciles(panel.decisions["income_usd_per_year"][first], weight)
    canvas, axes = _sheet(1, 2)
    table = {"decile": np.arange(1, 11)}
    for place, name, title in zip(axes.flat, ("hours_per_week", "net_income_usd_per_year"),
                                  ("Mean hours a week", "Mean income after tax and rebate")):
        for row, label, colour in ((first, "first", BLUE), (last, "last", ORANGE)):
            values = mean_by(decile, panel.decisions[name][row], weight)
            place.plot(range(1, 11), values, "o-", color=colour, label=f"step {panel.step[row]}")
            table[f"{name}_{label}"] = values
        place.set(xticks=range(1, 11), ylim=(0, None), title=title, xlabel="decile of workers by first income")
    axes[0, 1].yaxis.set_major_formatter(FuncFormatter(money))
    axes[0, 0].legend(loc="lower right")
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("by_decile", "Hours and incomes by decile", "The same workers in both lines.", canvas, table)


def by_occupation(run: Run) -> Optional[ReportFigure]:
    """Hours by occupation in the last panel row."""
    ends = _panel_ends(run)
    meanings = run.meanings("occupation") if ends else None
    if not ends or not meanings:
        return None
    panel, first, last = ends
    occupation, weight = panel.facts["occupation"].astype(int), panel.facts["sample_weight"]
    known = occupation >= 0
    codes = [code for code in sorted(meanings) if (occupation[known] == code).any()]
    if not codes:
        return None
    group = np.searchsorted(codes, occupation[known])
    means = [mean_by(group, panel.decisions["hours_per_week"][row][known], weight[known], len(codes))
             for row in (first, last)]
    order = np.argsort(means[1])
    names = np.array([meanings[codes[k]] for k in order])
    canvas, axes = _sheet(1, 1, 0.8 + 0.24 * len(codes))
    place = axes[0, 0]
    place.hlines(range(len(codes)), means[0][order], means[1][order], color=GREY, lw=2)
    for values, colour, row in ((means[0], BLUE, first), (means[1], ORANGE, last)):
        place.plot(values[order], range(len(codes)), "o", color=colour, label=f"step {panel.step[row]}")
    place.set_yticks(range(len(codes)), names)
    place.set(title="Mean hours by occupation", xlabel="hours a week")
    place.legend(loc="lower right")
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("by_occupation", "Hours by occupation", "Followed workers.", canvas,
                        {"occupation": names, "hours_first": means[0][order], "hours_last": means[1][order]})


def lorenz_curves(run: Run) -> Optional[ReportFigure]:
    """Lorenz curves of the last panel row, before tax and after tax and rebate."""
    ends = _panel_ends(run)
    if not ends:
        return None
    panel, _, last = ends
    canvas, axes = _sheet(1, 1, 4.2)
    grid = np.linspace(0.0, 1.0, 101)
    table = {"share_of_workers": grid}
    for name, label, colour in (("income_usd_per_year", "before tax", BLUE),
                                ("net_income_usd_per_year", "after tax and rebate", ORANGE)):
        people, income = lorenz(panel.decisions[name][last], panel.facts["sample_weight"])
        axes[0, 0].plot(people, income, color=colour, lw=2, label=label)
        table[f"share_of_{name}"] = np.interp(grid, people, income)
    axes[0, 0].plot([0, 1], [0, 1], color=GREY, lw=1)
    axes[0, 0].set(title=f"Lorenz curves, step {panel.step[last]}", xlabel="share of workers, poorest first",
                   ylabel="share of income", aspect="equal")
    axes[0, 0].legend(loc="upper left")
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("lorenz", "Inequality", "The further from the diagonal, the more unequal.", canvas, table)


def winners(run: Run) -> Optional[ReportFigure]:
    """Change of utility of followed workers from the first to the last panel row."""
    ends = _panel_ends(run)
    if not ends or ends[1] == ends[2]:
        return None
    panel, first, last = ends
    weight = panel.facts["sample_weight"]
    decile = deciles(panel.decisions["income_usd_per_year"][first], weight)
    utility = panel.decisions["utility_usd_per_year"]
    change = utility[last] - utility[first]
    mean, gaining = mean_by(decile, change, weight), mean_by(decile, (change > 0).astype(float), weight)
    canvas, axes = _sheet(1, 2)
    axes[0, 0].bar(range(1, 11), mean, color=[ORANGE if m > 0 else BLUE for m in mean])
    axes[0, 0].yaxis.set_major_formatter(FuncFormatter(money))
    axes[0, 1].bar(range(1, 11), gaining, color=GREEN)
    axes[0, 1].yaxis.set_major_formatter(PercentFormatter(1.0))
    for place, title in zip(axes.flat, ("Mean gain in utility, USD a year", "Share of workers who gain")):
        place.set(xticks=range(1, 11), title=title, xlabel="decile of workers by first income")
    axes[0, 1].set_ylim(0, 1)
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("winners", "Who wins, who loses",
                        f"From step {panel.step[first]} to step {panel.step[last]}: "
                        f"{100 * np.average(change > 0, weights=weight):.0f}% gain.", canvas,
                        {"decile": np.arange(1, 11), "mean_gain_usd_per_year": mean, "share_gaining": gaining})


def planner_path(run: Run) -> Optional[ReportFigure]:
    """Rates by bracket over steps, where the planner changed them."""
    schedules = run.schedules()
    if len(schedules) < 3:
        return None
    canvas, axes = _sheet()
    first = np.array([schedule.first_step for schedule in schedules[1:]])
    table = {"first_step": first}
    for j, start in enumerate(schedules[1].start_usd_per_year):  # a law that comes back may have other brackets
        rates = np.array([schedule.marginal_rate[np.searchsorted(schedule.start_usd_per_year, start, side="right") - 1]
                          for schedule in schedules[1:]])
        axes[0, 0].plot(np.append(first, schedules[-1].last_step), np.append(rates, rates[-1]), lw=2,
                        drawstyle="steps-post", color=COLOURS[j % len(COLOURS)], label=f"from {money(start)}")
        table[f"rate_from_{start:.0f}_usd"] = rates
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[0, 0].set(title="Marginal rates that the planner set", xlabel="step")
    axes[0, 0].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("planner_path", "The planner's path", f"Planner '{run.config['planner']['kind']}'.",
                        canvas, table)


def votes(run: Run) -> Optional[ReportFigure]:
    """Shares of votes by candidate, a bar a tax year."""
    held = [note for note in map(json.loads, filter(None, run.notes())) if "plurality" in note]
    if not held:
        return None
    canvas, axes = _sheet()
    count = max(len(note["plurality"]) for note in held)
    shares = np.array([note["plurality"] + [0.0] * (count - len(note["plurality"])) for note in held])
    year, bottom = np.arange(1, len(held) + 1), np.zeros(len(held))
    for c in range(count):
        axes[0, 0].bar(year, shares[:, c], bottom=bottom, color=COLOURS[c % len(COLOURS)], label=f"candidate {c + 1}")
        bottom = bottom + shares[:, c]
    for at, note in zip(year, held):
        winner = note["winner"]
        axes[0, 0].text(at, shares[at - 1, :winner].sum() + 0.5 * shares[at - 1, winner], "won", ha="center",
                        va="center", fontsize=8)
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[0, 0].set(title="First preferences", xlabel="vote", xticks=year)
    if count <= 7:
        axes[0, 0].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("votes", "Votes", "Candidates or tax systems in the order of the ballot.", canvas,
                        {"vote": year, "winner": np.array([note["winner"] + 1 for note in held]),
                         **{f"share_{c + 1}": shares[:, c] for c in range(count)}})


def _expected_satisfaction(run: Run, panel: Panel, row: int) -> np.ndarray:
    """Probability of each followed worker to be satisfied, by the formula of agents/satisfaction.h, over attitudes."""
    rule = run.config["rule"]
    income, tax = panel.decisions["income_usd_per_year"][row], panel.decisions["tax_usd_per_year"][row]
    rebate = run["rebate"][int(panel.step[row])]
    log_odds = rule["satisfaction_intercept"] - rule["satisfaction_slope"] * (tax - rebate) / np.maximum(income, 1000.0)
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    share = sum(w / (1.0 + np.exp(-np.clip(log_odds + rule["tax_attitude_sd"] * node, -700, 700)))
                for node, w in zip(nodes, weights))
    return share / weights.sum()


def satisfaction(run: Run) -> Optional[ReportFigure]:
    """Who is satisfied with the tax policy: all over steps, and by occupation in the last panel row."""
    share = run["share_satisfied"]
    if np.all(np.isnan(share)):
        return None
    ends = _panel_ends(run)
    meanings = run.meanings("occupation") if ends else {}
    # A run has the keys that it read: this one where a language model may be asked.
    by_formula = run.config["rule"].get("satisfaction_by", "formula") == "formula"
    step, table = np.arange(len(share)), {"step": np.arange(len(share)), "share_satisfied": share}
    if not ends or not meanings or not by_formula or np.all(ends[0].facts["occupation"] < 0):
        canvas, axes = _sheet()
        caption = "Share of all workers."
    else:
        panel, _, last = ends
        known = panel.facts["occupation"] >= 0
        codes, group = np.unique(panel.facts["occupation"][known].astype(int), return_inverse=True)
        means = mean_by(group, _expected_satisfaction(run, panel, last)[known], panel.facts["sample_weight"][known],
                        len(codes))
        order = np.argsort(means)
        names = np.array([meanings[codes[k]] for k in order])
        canvas, axes = _sheet(1, 2, 0.9 + 0.22 * len(codes))
        axes[0, 1].plot(means[order], range(len(codes)), "o", color=ORANGE)
        axes[0, 1].set_yticks(range(len(codes)), names, fontsize=8)
        axes[0, 1].xaxis.set_major_formatter(PercentFormatter(1.0))
        axes[0, 1].set(title=f"By occupation, step {panel.step[last]}")
        caption = ("Left: share of all workers.  Right: followed workers, the probability of the rule's formula, "
                   "whose draws make the shares on the left.")
        table = {"occupation": names, "expected_share_satisfied": means[order]}
    axes[0, 0].plot(step, share, color=BLUE, lw=1.6, drawstyle=STEPS)
    _mark_tax_years(axes[0, 0], run.schedules())
    axes[0, 0].yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[0, 0].set(title="Satisfied with the tax policy", xlabel="step", ylim=(0, 1))
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("satisfaction", "Satisfaction", caption, canvas, table)


def model_use(run: Run) -> Optional[ReportFigure]:
    """Requests, tokens, cache and trouble of the language model, by step."""
    used = run.model_use()
    if not used:
        return None
    canvas, axes = _sheet(1, 2)
    step = np.arange(len(used["requests"]))
    axes[0, 0].plot(step, used["prompt_tokens"], color=BLUE, lw=1.6, drawstyle=STEPS, label="of prompts")
    axes[0, 0].plot(step, used["cached_tokens"], color=GREEN, lw=1.6, drawstyle=STEPS, label="of them from the cache")
    axes[0, 0].plot(step, used["completion_tokens"], color=ORANGE, lw=1.6, drawstyle=STEPS, label="of answers")
    axes[0, 0].set(title="Tokens", xlabel="step", ylim=(0, None))
    for name, colour, label in (("reprompts", BLUE, "reprompted"), ("fallbacks", ORANGE, "fell back")):
        axes[0, 1].plot(step, used[name], color=colour, lw=1.6, drawstyle=STEPS, label=label)
    trouble = max(used["reprompts"].max(), used["fallbacks"].max())
    axes[0, 1].set(title="Trouble", xlabel="step", ylim=(0, max(1.0, 1.1 * trouble)))
    for place in axes.flat:
        place.legend(loc="best")
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("model_use", "The language model",
                        f"{used['requests'].sum():,.0f} requests to '{run.config['llm']['model']}', "
                        f"{used['distinct_requests'].sum():,.0f} of them different.", canvas, {"step": step, **used})


def regret(run: Run) -> Optional[ReportFigure]:
    """Welfare of the run beside the optimum of the same population."""
    oracle = run.oracle
    if not oracle:
        return None
    canvas, axes = _sheet()
    step, run_welfare = np.arange(len(run["welfare"])), run["welfare"]
    axes[0, 0].plot(step, run_welfare, color=BLUE, lw=1.8, drawstyle=STEPS, label="the run")
    for name, label, colour in (("welfare", "optimum of rational workers", ORANGE),
                                ("welfare_baseline", "rational workers under the first tax system", GREY)):
        axes[0, 0].axhline(float(oracle[name]), color=colour, lw=1.5, ls="--", label=label)
    axes[0, 0].set(title=f"Welfare ({run.unit('welfare')})", xlabel="step")
    axes[0, 0].legend(loc="best")
    _count_steps(canvas)
    canvas.tight_layout()
    return ReportFigure("regret", "Beside the optimum",
                        f"Regret {float(oracle['regret']):,.0f} USD a worker and year: "
                        f"{float(oracle['planner_regret']):,.0f} the planner's, "
                        f"{float(oracle['workers_regret']):,.0f} the workers'.", canvas,
                        {"step": step, "welfare": run_welfare,
                         "optimum": np.full(len(step), float(oracle["welfare"])),
                         "first_tax_system": np.full(len(step), float(oracle["welfare_baseline"]))})


def bound(run: Run) -> Optional[ReportFigure]:
    """Marginal rates of the nonlinear optimum and of the best brackets over income, with the density of income."""
    oracle = run.oracle
    if not oracle or "bound_income" not in oracle:
        return None
    income, rate, share = (np.asarray(oracle[f"bound_{name}"])
                           for name in ("income", "marginal_rate", "share_of_workers"))
    canvas, axes = _sheet()
    place = axes[0, 0]
    starts = np.maximum(np.asarray(oracle["tax_start"]), income[0])
    best = 100 * np.asarray(oracle["tax_rate"])
    place.step(np.append(starts, max(income[-1], starts[-1])), np.append(best, best[-1]),
               where="post", color=ORANGE, lw=1.5, label="the best of these brackets")
    place.plot(income, 100 * rate, color=BLUE, lw=1.8, label="nonlinear optimum")
    place.set(title="Marginal rates in %", xlabel="pre-tax income (USD/year)", xscale="log")
    density = place.twinx()
    density.fill_between(income, share, color=GREY, alpha=0.25, lw=0, label="share of workers")
    density.set(yticks=[], ylim=(0, 3 * share.max()))
    density.spines["right"].set_visible(False)
    place.legend(loc="best")
    canvas.tight_layout()
    return ReportFigure("bound", "What no brackets exceed",
                        "The nonlinear optimum of the same workers bounds welfare by "
                        f"{float(oracle['welfare_upper_bound']):,.2f}; these brackets cost "
                        f"{float(oracle['price_of_brackets']):,.2f} of it at most. "
                        "Grey: the density of income at that optimum.", canvas,
                        {"income": income, "marginal_rate": rate, "share_of_workers": share})


FIGURES: List[Callable[[Run], Optional[ReportFigure]]] = [
    welfare, schedule, regret, bound, planner_path, votes, by_decile, by_occupation, lorenz_curves, winners, satisfaction,
    model_use]
