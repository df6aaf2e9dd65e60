# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 15 s
# test: not under sanitizers: the same optima as elsewhere, at size
"""Named reforms: every one gives the shipped figures; budgets close; accounts add up.

FISC_UPDATE_GOLDEN=1 (with FISC_SLOW=1) writes the table anew: then say in CHANGELOG.md why results changed."""
import csv
import io
import json
import os
import re

from support import ROOT, finish, fisc, slow_test, test, write

GOLDEN = os.path.join(ROOT, "experiments", "golden", "reforms.csv")
LONG = ("optimum_inverse_income", "optimum_equality_x_productivity")  # a quarter of a minute each
SMALL = ["--set", "population.workers=1000"]


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["reform"]: row for row in csv.DictReader(line for line in file if line[0] != "#")}


def study(folder, name, *options):
    out = os.path.join(folder, "out.csv")
    done = fisc("reform", "run", name, "-o", out, *SMALL, *options, cwd=ROOT)
    return {key: float(value) for key, value in read(out)[name].items() if key != "reform" and value}, done.stdout


def check_figures(folder, choose):
    names = [line.split()[0] for line in fisc("reform", "list", cwd=ROOT).stdout.splitlines()]
    chosen = [name for name in names if choose(name)]
    rows = {}
    for name in chosen:
        out = os.path.join(folder, f"{name}.csv")
        fisc("reform", "run", name if chosen != names else "all", "-q", "-o", out, cwd=ROOT)
        rows.update(read(out))
        if len(rows) == len(chosen):
            break
    assert list(rows) == chosen and len(names) == 50, (list(rows), len(names))
    table = io.StringIO()
    with open(os.path.abspath(__file__), encoding="utf-8") as file:  # the same two lines of licence as here
        table.write(file.readline() + file.readline())
    keys = list(rows[names[0]])
    table.write(",".join(keys) + "\n")
    for name, row in rows.items():  # seven digits: a compiler may differ in the last ones of an optimum
        table.write(",".join([name] + [f"{float(row[k]):.7g}" if row[k] else "" for k in keys[1:]]) + "\n")
    if os.environ.get("FISC_UPDATE_GOLDEN") and chosen == names:
        write(GOLDEN, table.getvalue())
    with open(GOLDEN, encoding="utf-8") as file:
        lines = [line for line in file if line[0] == "#" or line.split(",")[0] in ("reform", *rows)]
    assert table.getvalue() == "".join(lines), f"{GOLDEN} is another table"
    # Each optimum is the best of all reforms by its own welfare function (bounds on rates: 0 to 99%).
    for kind in ("isoelastic", "utilitarian", "rawlsian", "inverse_income_baseline", "equality_x_productivity"):
        best = max(rows, key=lambda name, k=kind: float(rows[name]["welfare_" + k]))
        assert best == "optimum_" + kind or "optimum_" + kind in LONG, (kind, best)


@test
def every_reform_gives_the_shipped_figures(folder):
    check_figures(folder, lambda name: name not in LONG)


@slow_test
def all_reforms_together_give_the_shipped_figures(folder):
    check_figures(folder, lambda name: True)


@test
def accounts_add_up_under_every_closure(folder):
    before, _ = study(folder, "federal_2024_single")  # the baseline tax system itself: nothing changes
    assert before["mechanical_revenue"] == before["behavioural_revenue"] == before["excess_burden"] == 0.0
    for name in ("karten_rising_middle", "federal_2018_with_payroll_tax", "flat_45_basic_income_14000"):
        rebate, _ = study(folder, name)
        revenue = rebate["mechanical_revenue"] + rebate["behavioural_revenue"]
        assert abs(rebate["rebate"] - before["rebate"] - revenue) < 1e-6
        assert abs(rebate["equivalent_variation"] + revenue + rebate["excess_burden"]) < 1e-9
        assert rebate["excess_burden"] > 0.0  # every tax that changes hours wastes something
        spending, _ = study(folder, name, "--closure", "spending")
        assert spending["rebate"] == before["rebate"] and spending["mean_income"] == rebate["mean_income"]
        assert abs(spending["welfare_utilitarian"] - before["welfare_utilitarian"] - spending["equivalent_variation"]) < 1e-6
        rates, text = study(folder, name, "--closure", "rates")
        assert abs(rates["rebate"] - before["rebate"]) < 1e-6 and rates["rate_shift"] != 0.0
        assert "Rates shifted by" in text


@test
def small_reforms_are_worth_what_theory_says(folder):
    """Raising a flat rate by a little costs workers the mechanical revenue (the envelope theorem)."""
    base = write(os.path.join(folder, "flat.json"), json.dumps({
        "population": {"workers": 2000}, "government": {"baseline": [{"component": "flat", "rate": 0.3}]},
        "planner": {"kind": "fixed"}}))
    out = os.path.join(folder, "small.csv")
    fisc("reform", "run", "flat_25_basic_income_6000", "-c", base, "-q", "-o", out, "--set",
         'planner.tax_system=[{"component":"flat","rate":0.301}]', cwd=ROOT)
    row = {key: float(value) for key, value in read(out)["flat_25_basic_income_6000"].items() if key != "reform"}
    assert abs(row["equivalent_variation"] / -row["mechanical_revenue"] - 1.0) < 2e-3
    # Marginal cost of funds of a flat tax: 1/(1 - e tau/(1 - tau)) with e = 0.4 (workers below the cap of hours).
    assert abs(row["marginal_value_of_public_funds"] - 1.0 / (1.0 - 0.4 * 0.3 / 0.7)) < 0.01


@test
def income_effects_answer_the_rebate(folder):
    """With leisure a normal good, workers who keep their rebate work more than those who get the revenue back."""
    iso = ["--set", "utility.form=isoelastic"]
    back, _ = study(folder, "karten_rising_middle", *iso)
    spent, _ = study(folder, "karten_rising_middle", "--closure", "spending", *iso)
    before, _ = study(folder, "federal_2024_single", *iso)
    assert back["rebate"] > before["rebate"] + 1000 and abs(spent["rebate"] - before["rebate"]) < 1e-6
    assert spent["mean_hours_per_week"] > back["mean_hours_per_week"] + 0.5 and "equivalent_variation" not in spent
    rates, _ = study(folder, "karten_rising_middle", "--closure", "rates", *iso)
    assert abs(rates["rebate"] - before["rebate"]) < 1e-3


@test
def wrong_reforms_say_what_was_expected(folder):
    for arguments, code, words in [
        (["run", "karten_flat_31"], 66, "did you mean 'karten_flat_30'"),
        (["run"], 64, "TAX_SYSTEM|all"), (["walk", "x"], 64, "expected list, show or run"),
        (["list", "-o", "x"], 64, "option of 'fisc reform run'"),
        (["run", "karten_dip", "--closure", "hope"], 64, "rebate|rates|spending"),
        (["run", "flat_55_basic_income_18000", "--closure", "rates", "--set",
          'planner.tax_system=[{"component":"basic_income","amount_usd_per_year":90000}]'], 79, "no shift of all rates"),
    ]:
        done = fisc("reform", *arguments, check=False, cwd=ROOT)
        assert done.returncode == code and words in done.stderr, (arguments, done.returncode, done.stderr)
    shown = fisc("reform", "show", "karten_dip", cwd=ROOT).stdout
    assert re.findall(r"[0-9.]+%", shown)[-3:] == ["40.00%", "20.00%", "50.00%"]


finish()
