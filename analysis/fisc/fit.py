# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a calibration: annual earnings of the model against the published distribution."""
import os

import numpy as np
from matplotlib.ticker import FuncFormatter

from fisc import csv_files
from fisc.style import BLUE, GREY, ORANGE, money, plt


def draw(folder: str, path: str) -> None:
    """`folder` is what `fisc calibrate` left."""
    rows = csv_files.read_rows(os.path.join(folder, "fit_cdf.csv"))
    threshold = np.array([float(row["threshold_usd"]) for row in rows])
    published = np.array([float(row["ssa_cdf"]) for row in rows])
    model = np.array([float(row["model_cdf"]) for row in rows])

    figure, axes = plt.subplots(1, 3, figsize=(13, 4))
    axes[0].plot(threshold, published, "o", color=BLUE, ms=4, label="Social Security Administration")
    axes[0].plot(threshold, model, "-", color=ORANGE, label="model")
    axes[0].set(xscale="log", title="Share of workers earning less", xlabel="annual earnings, USD")
    axes[0].legend(loc="lower right")
    axes[1].axhspan(-0.006, 0.006, color="#eeeeee")
    axes[1].text(threshold[0], 0.0062, "tolerance", color=GREY, fontsize=8)
    axes[1].plot(threshold, model - published, "o-", color=ORANGE, ms=3)
    axes[1].set(xscale="log", ylim=(-0.009, 0.009), title="Model less published",
                xlabel="annual earnings, USD")
    above = (published < 1.0) & (model < 1.0)
    axes[2].plot(threshold[above], 1 - published[above], "o", color=BLUE, ms=4)
    axes[2].plot(threshold[above], 1 - model[above], "-", color=ORANGE)
    axes[2].set(xscale="log", yscale="log", title="Share earning more: the Pareto tail",
                xlabel="annual earnings, USD")
    for part in axes:
        part.xaxis.set_major_formatter(FuncFormatter(money))
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
