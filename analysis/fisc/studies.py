# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the studies of public finance, each from the table of its command."""
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, NullFormatter, PercentFormatter

from fisc import csv_files
from fisc.style import BLUE, GREEN, GREY, ORANGE, money, plt


def _top_rates(rows: pd.DataFrame, axes: np.ndarray) -> None:
    left, right = axes
    left.plot(rows["from_usd_per_year"], rows["pareto"], color=BLUE, lw=2)
    left.set(title="Pareto index of incomes above", ylim=(1.0, min(5.0, 1.05 * rows["pareto"].max())))
    right.plot(rows["from_usd_per_year"], rows["revenue_maximising_rate"], color=ORANGE, lw=2)
    right.set(title="Rate that brings in most, 1/(1 + a e)", ylim=(0, 1))
    right.yaxis.set_major_formatter(PercentFormatter(1.0))
    for one in axes:
        one.set(xscale="log", xlabel="where the top begins, USD a year", xticks=[2e4, 5e4, 1e5, 2e5, 5e5])
        one.xaxis.set_major_formatter(FuncFormatter(money))
        one.xaxis.set_minor_formatter(NullFormatter())


def _mvpf(rows: pd.DataFrame, axes: np.ndarray) -> None:
    for one, kind in zip(axes, ("bracket", "decile")):
        cuts = rows[rows["cut"] == kind].reset_index(drop=True)
        finite = cuts["mvpf"].replace(np.inf, np.nan)
        one.bar(cuts.index, finite, color=BLUE, width=0.6, label="answers of workers")
        one.plot(cuts.index, cuts["mvpf_by_formula"].replace(np.inf, np.nan), "o", color=ORANGE, label="1/(1 + FE)")
        for k in cuts.index[np.isinf(cuts["mvpf"])]:
            one.annotate("infinite", (k, 0), rotation=90, ha="center", va="bottom", xytext=(0, 4),
                         textcoords="offset points")
        one.axhline(1.0, color=GREY, lw=1, ls=":")
        one.set(title=f"MVPF of a cut, by {kind}", xticks=list(cuts.index), xlabel="for incomes from, USD a year")
        one.set_xticklabels([money(float(f"{start:.2g}")) for start in cuts["from_usd_per_year"]])
    axes[0].legend(loc="upper left")


def _bunching(rows: pd.DataFrame, axes: np.ndarray) -> None:
    kink = float(rows["kink_usd_per_year"].iloc[0])
    window = rows[rows["in_window"] == 1]
    for one, shown in zip(axes, (window, window[(window["income_usd_per_year"] / kink - 1).abs() < 0.15])):
        one.plot(shown["income_usd_per_year"], shown["workers"], ".-", color=BLUE, lw=1, label="workers in the bin")
        one.plot(shown["income_usd_per_year"], shown["counterfactual"], color=ORANGE, lw=2, label="counterfactual")
        out = shown[shown["is_excluded"] == 1]["income_usd_per_year"]
        one.axvspan(out.min(), out.max(), color=GREEN, alpha=0.15, lw=0)
        one.set(xlabel="income, USD a year", ylim=(0, None))
        one.xaxis.set_major_formatter(FuncFormatter(money))
    axes[0].set_title(f"Incomes around the kink at {money(kink)}")
    axes[1].set_title("Closer")
    axes[0].legend()


def _hsv(rows: pd.DataFrame, axes: np.ndarray) -> None:
    left, right = axes
    rows = rows.sort_values("progressivity")
    best = rows.loc[rows["welfare"].idxmax()]
    left.plot(rows["progressivity"], rows["welfare"], color=BLUE, lw=2)
    left.plot(best["progressivity"], best["welfare"], "o", color=ORANGE)
    left.annotate(f"p* = {best['progressivity']:.3f}", (best["progressivity"], best["welfare"]), xytext=(0, 8),
                  textcoords="offset points", ha="center", color=ORANGE)
    left.margins(y=0.12)
    left.set(title="Welfare, with L that closes the budget")
    right.plot(rows["progressivity"], rows["mean_income_usd_per_year"], color=BLUE, lw=2)
    right.set(title="Mean income a worker and year", ylim=(0, None))
    right.yaxis.set_major_formatter(FuncFormatter(money))
    for one in axes:
        one.set_xlabel("progressivity p of T = z - L z^(1-p)")


def _rates(rows: pd.DataFrame, axes: np.ndarray) -> None:
    left, right = axes
    income = rows["income_usd_per_year"].to_numpy()
    working = rows["share_of_workers"].cumsum().to_numpy() < 0.95 * rows["share_of_workers"].sum()
    most = income[min(int(working.sum()), len(income) - 1)] or income[-1]
    fine = np.linspace(most / 2000, most, 2000)
    tax = np.interp(fine, income, rows["tax_usd_per_year"])
    out_of_work = rows["net_income_usd_per_year"].iloc[0] - income[0]  # all of it at no income
    left.step(income, rows["effective_marginal_rate"], where="post", color=BLUE, lw=2, label="of the next dollar (EMTR)")
    if income[0] == 0.0:
        left.plot(fine, (tax + out_of_work) / fine, color=ORANGE, lw=2, label="against no work (PTR)")
    left.plot(fine, tax / fine, color=GREY, lw=1.5, ls="--", label="average")
    near = np.concatenate([rows["effective_marginal_rate"][income <= most], (tax / fine)[fine > 0.05 * most], [0.0]])
    left.set(title="Rates", ylim=(max(-1.0, near.min() - 0.05), min(1.5, near.max() + 0.1)))
    left.yaxis.set_major_formatter(PercentFormatter(1.0))
    left.legend(loc="best")
    net = fine - tax
    best = np.maximum.accumulate(np.concatenate([[out_of_work if income[0] == 0.0 else net[0]], net]))[1:]
    right.plot(fine, fine, color=GREY, lw=1, ls=":", label="no tax")
    right.plot(fine, net, color=BLUE, lw=2, label="income after tax")
    edges = np.flatnonzero(np.diff(np.concatenate([[0], net < best, [0]]).astype(int)))
    for begin, end in edges.reshape(-1, 2):
        for one, label in ((left, None), (right, "notch: less for more" if begin == edges[0] else None)):
            one.axvspan(fine[begin], fine[end - 1], color=ORANGE, alpha=0.25, lw=0, label=label)
    right.set(title="What is left", ylim=(min(0.0, net.min()), None))
    right.yaxis.set_major_formatter(FuncFormatter(money))
    right.legend(loc="upper left")
    for one in axes:
        one.set(xlabel="income, USD a year", xlim=(0, most))
        one.xaxis.set_major_formatter(FuncFormatter(money))


def _weights(rows: pd.DataFrame, axes: np.ndarray) -> None:
    left, right = axes
    income = rows["mean_income_usd_per_year"]
    left.plot(income, rows["implied_weight"], ".-", color=BLUE, lw=1.5)
    below = rows["implied_weight"] < 0.0
    left.plot(income[below], rows["implied_weight"][below], "o", color=ORANGE, label="below 0: not efficient")
    left.axhline(1.0, color=GREY, lw=1, ls=":")
    left.axhline(0.0, color=GREY, lw=1)
    left.set(title="Weight of a dollar, in dollars of public funds")
    if below.any():
        left.legend(loc="best")
    right.plot(income, rows["implied_marginal_rate"], ".-", color=BLUE, lw=1.5)
    right.set(title="Marginal rate that keeps workers there")
    right.yaxis.set_major_formatter(PercentFormatter(1.0))
    for one in axes:
        one.set(xscale="log", xlabel="income, USD a year")
        one.xaxis.set_major_formatter(FuncFormatter(money))
        one.xaxis.set_minor_formatter(NullFormatter())


def _oracle(rows: pd.DataFrame, axes: np.ndarray) -> None:
    income, share = rows["income_usd_per_year"], rows["share_of_workers"]
    # Points are evenly spaced in logs: shares are a density there, and by dollar over income.
    for one, density in zip(axes, (share, share / income)):
        one.plot(income, rows["bound_marginal_rate"], color=BLUE, lw=1.8, label="nonlinear optimum: the bound")
        one.step(income, rows["optimum_marginal_rate"], where="post", color=ORANGE, lw=1.5,
                 label="the best of these brackets")
        shade = one.twinx()
        shade.fill_between(income, density, color=GREY, alpha=0.25, lw=0)
        shade.set(yticks=[], ylim=(0, 3 * density[share > 0.3 * share.max()].max()))  # few have a point near no income
        shade.spines["right"].set_visible(False)
        one.set(xlabel="income at the nonlinear optimum, USD a year")
        one.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes[0].set(title="Marginal rates; grey: density of income", xscale="log")
    whole = share.cumsum()
    axes[1].set(title="The lower 95% of workers", xlim=(0, income[whole >= 0.95 * whole.iloc[-1]].iloc[0]))
    axes[1].legend(loc="upper right")
    for one in axes:
        one.xaxis.set_major_formatter(FuncFormatter(money))
        one.xaxis.set_minor_formatter(NullFormatter())


def _elasticity(rows: pd.DataFrame, axes: np.ndarray) -> None:
    """The card by decile and by bracket: incomes, those who stay inside, hours."""
    for one, by in zip(axes, ("decile", "bracket")):
        part = rows[rows["by"] == by].reset_index(drop=True)
        half = (part["income_high"] - part["income_low"]) / 2
        one.errorbar(part.index, part["income"], yerr=half, fmt="o", color=BLUE, ms=4, lw=1.2, label="income")
        one.plot(part.index + 0.15, part["income_inside"], "D", color=GREEN, ms=4, label="income, off kinks and inside")
        one.plot(part.index - 0.15, part["hours"], "s", color=ORANGE, ms=4, label="hours")
        one.plot(part.index, part["placebo_income"], "x", color=GREY, ms=4, label="placebo")
        one.axhline(0.0, color=GREY, lw=1, ls=":")
        one.set(title=f"Elasticity by {by} of income", xticks=list(part.index), xlim=(-0.5, len(part) - 0.5))
        one.set_xticklabels([str(name).replace("from ", "").replace(" USD", "") for name in part["group"]],
                            rotation=0 if by == "decile" else 30)
    axes[1].set_xlabel("brackets of the baseline, from USD a year")
    axes[0].legend(loc="best")


def _interval(one: pd.Series) -> float:
    """Half of the 95% interval of a mean (Student's t); NaN of fewer than two."""
    from scipy import stats

    values = one.dropna()
    return float(stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5) \
        if len(values) > 1 else float("nan")


def _dots(axes: plt.Axes, values: pd.Series, planners: pd.Series, names: list, color: str, shift: float = 0.0,
          **keywords: str) -> None:
    """Mean and interval over seeds, a row a planner; the first on top."""
    groups = values.groupby(planners)
    place = [len(names) - 1 - k + shift for k in range(len(names))]
    half = groups.apply(_interval)[names].fillna(0.0)
    axes.errorbar(groups.mean()[names], place, xerr=half, fmt="o", color=color, ms=4, lw=1.2, **keywords)


def _planners(rows: pd.DataFrame, axes: np.ndarray) -> None:
    names = list(dict.fromkeys(rows["planner"]))
    gain = rows["optimum"] - rows["baseline"]
    fresh, learned = axes
    _dots(fresh, (rows["welfare"] - rows["baseline"]) / gain, rows["planner"], names, BLUE)
    _dots(learned, 1.0 - rows["learned_regret_share"], rows["planner"], names, BLUE)
    bound = float(((rows["upper_bound"] - rows["baseline"]) / gain).mean())
    for one in axes:
        one.axvline(1.0, color=ORANGE, lw=1.5)
        one.xaxis.set_major_formatter(PercentFormatter(1.0))
        one.set_yticks(range(len(names)), names[::-1])
        one.set_ylim(-0.6, len(names) + 0.3)
        one.annotate("W*", (1.0, len(names) - 0.4), xytext=(-3, 0), textcoords="offset points", ha="right", color=ORANGE)
    if np.isfinite(bound):
        fresh.axvline(bound, color=GREEN, lw=1.5, ls="--")
        fresh.annotate("bound", (bound, len(names) - 0.4), xytext=(3, 0), textcoords="offset points", color=GREEN)
        fresh.margins(x=0.12)
    learned.tick_params(labelleft=False)
    fresh.set(title="Last tax system on fresh populations", xlabel="of what the optimum gains over the baseline tax system")
    learned.set(title="Best found where it learned", xlabel="of what the optimum gains there")


def _gains(rows: pd.DataFrame) -> pd.Series:
    """Welfare less that of doing nothing among the same workers: seeds differ by much more than planners."""
    keys = ["seed", "learned_rule", "judged_rule"]
    nothing = rows[rows["planner"] == rows["planner"].iloc[0]].set_index(keys)["welfare"]
    return rows["welfare"] - nothing.reindex(pd.MultiIndex.from_frame(rows[keys])).to_numpy()


def _transfer(rows: pd.DataFrame, axes: np.ndarray) -> None:
    rows = rows.assign(gain=_gains(rows))
    names = list(dict.fromkeys(rows["planner"]))[1:]
    rules, colors = list(dict.fromkeys(rows["judged_rule"])), (BLUE, ORANGE, GREEN, GREY)
    for k, rule in enumerate(rules):
        judged, look = rows[rows["judged_rule"] == rule], (colors[k % len(colors)], 0.1 * (len(rules) - 1 - 2 * k))
        at_home, moved = judged[judged["learned_rule"] == rule], judged[judged["learned_rule"] != rule]
        _dots(axes[0], at_home["gain"], at_home["planner"], names, *look, label=f"learned and judged: {rule}")
        if len(moved):
            _dots(axes[1], moved["transfer_loss"], moved["planner"], names, *look, label=f"judged: {rule}")
    for one in axes:
        one.set_yticks(range(len(names)), names[::-1])
        one.axvline(0.0, color=GREY, lw=1, ls=":")
        one.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncol=2)
        one.set_xlabel("welfare, in units of the objective")
    axes[1].tick_params(labelleft=False)
    axes[0].set_title(f"Gained over '{rows['planner'].iloc[0]}' on fresh populations")
    axes[1].set_title("Lost by having learned under another rule")


_DRAWN = {"learned_regret_share": _planners, "transfer_loss": _transfer, "revenue_maximising_rate": _top_rates,
          "mvpf_by_formula": _mvpf, "counterfactual": _bunching, "progressivity": _hsv,
          "participation_tax_rate": _rates, "implied_weight": _weights, "bound_marginal_rate": _oracle,
          "share_moving": _elasticity}


def draw(table: str, path: str) -> None:
    """The picture that fits the table's columns.  ValueError if it is the table of no study."""
    rows = csv_files.read(table)
    for column, draw_on in _DRAWN.items():
        if column in rows.columns:
            figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
            draw_on(rows, axes)
            figure.savefig(path)
            plt.close(figure)
            return
    raise ValueError(f"{table}: expected a table of 'fisc toprate', 'fisc mvpf', 'fisc bunching', 'fisc hsv', "
                     "'fisc rates', 'fisc weights --continuous', 'fisc oracle', 'fisc elasticity' or 'fisc planners'")
