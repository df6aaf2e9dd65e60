# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""`fisc mvpf` without a config: reforms of the U.S. top rate, whose other taxes are 5%."""
from checks import Row

HSK = "Hendren and Sprung-Keyser 2020"
PRINTED = ("44.27", "1.37", "1.16")  # the others follow from the same figures
OBRA = ("0.31", "0.396", 2.3 / 1.3)
CASES = [("1993", OBRA, "0.38", "averaged", "1.85085"), ("1993", OBRA, "0.38", "before", "1.6082"),
         ("1993", OBRA, "0.38", "after", "2.1798"), ("1993", OBRA, "0.337", "averaged", "1.6883"),
         ("1993", OBRA, "-0.026", "averaged", "0.9695"), ("1993", OBRA, "0.198", "averaged", "1.3150"),
         ("1993", OBRA, "0.431", "averaged", "2.0895"), ("1986", ("0.50", "0.28", 2.0), "0.57", "averaged", "44.27"),
         ("1986", ("0.50", "0.28", 2.0), "0.57", "before", "inf"), ("1986", ("0.50", "0.28", 2.0), "0.57", "after", "2.2805"),
         ("2001", ("0.396", "0.35", 2.55 / 1.55), "0.223", "averaged", "1.37"),
         ("2013", ("0.35", "0.396", 1.5), "0.123", "averaged", "1.16")]


def rows(lab):
    for year, (before, after, pareto), elasticity, which, published in CASES:
        found = lab.json("mvpf", "--from", before, "--to", after, "--plus", "0.05", "--pareto", repr(pareto),
                         f"--elasticity={elasticity}", "--json")[which]
        within = 0.0 if published == "inf" else 0.51 * 10.0 ** -len(published.partition(".")[2])
        source = HSK if published in PRINTED else f"derived from figures of {HSK}"
        yield Row(f"MVPF of the top rate, reform of {year}, e {elasticity}, {which}", source, published,
                  float(found) if found != "infinite" else float("inf"), within)
    config = lab.config(population={"source": "gb2", "workers": 20000, "draw": "quantiles"},
                        government={"tax_system": [{"component": "flat", "rate": 0.3}]})
    cuts = lab.json("mvpf", config, "--json")["cuts"]
    yield Row("MVPF of a flat rate of 30%, e 0.4", "derived: 1/(1 - e t/(1 - t))", "1.206897", cuts[0]["mvpf"], 2e-6)
    yield Row("MVPF of a dollar to everybody, no income effects", "derived", "1.000000", cuts[-1]["mvpf"], 1e-6)
