# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a Laffer curve, from the table of 'fisc laffer'."""
from matplotlib.ticker import FuncFormatter, PercentFormatter

from fisc import csv_files
from fisc.style import BLUE, GREY, ORANGE, money, plt


def draw(table: str, path: str) -> None:
    """Revenue and mean hours over the rate, with the peak of revenue.  ValueError if the table is another one."""
    rows = csv_files.read(table)
    if "is_peak" not in rows.columns:
        raise ValueError(f"{table}: expected a table of 'fisc laffer'")
    curve, peak = rows[rows["is_peak"] == 0], rows[rows["is_peak"] == 1].iloc[0]
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    left.plot(curve["rate"], curve["revenue"], color=BLUE, lw=2)
    left.plot(peak["rate"], peak["revenue"], "o", color=ORANGE)
    left.annotate(f"{100 * peak['rate']:.1f}%: {money(round(peak['revenue'], -2))}", (peak["rate"], peak["revenue"]),
                  xytext=(0, 8), textcoords="offset points", ha="center", color=ORANGE)
    left.set(title="Revenue a worker and year", ylim=(min(0.0, curve["revenue"].min()), 1.15 * peak["revenue"]))
    left.yaxis.set_major_formatter(FuncFormatter(money))
    right.plot(curve["rate"], curve["mean_hours_per_week"], color=BLUE, lw=2)
    right.axvline(peak["rate"], color=GREY, lw=1, ls=":")
    right.set(title="Mean hours of work a week", ylim=(0, None))
    for axes in (left, right):
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
        axes.set_xlabel("the rate that moves, or what is added to all rates")
    figure.savefig(path)
    plt.close(figure)
