# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights that a tax system implies against all others, and the Pareto test.  Known numbers are in tests/checks."""
import json
import os

from study_support import config, drawn, refused
from support import finish, fisc, test, write


def under(path, law, *more):
    return json.loads(fisc("weights", path, "-c", "--json", "-s", f"government.tax_system={json.dumps(law)}", *more).stdout)


def flat(rate):
    return [{"component": "flat", "rate": rate}]


@test
def no_tax_weighs_all_the_same(folder):
    rows = under(config(folder), flat(0.0))
    assert len(rows) == 50 and all(abs(row["implied_weight"] - 1.0) < 1e-9 for row in rows)
    assert abs(sum(row["share_of_workers"] for row in rows) - 1.0) < 1e-9


@test
def weights_average_to_those_of_public_funds_and_of_brackets(folder):
    path = config(folder)
    for law in (flat(0.4), [{"component": "federal_income_tax", "year": 2025}]):
        rows = under(path, law, "-g", "200", "--bandwidth", "0.1")
        assert abs(sum(row["share_of_workers"] * row["implied_weight"] for row in rows) - 1.0) < 1e-9
    rows = under(path, flat(0.4), "-g", "200", "--bandwidth", "0.1")
    money = [row["share_of_workers"] * row["mean_income_usd_per_year"] for row in rows]
    by_income = sum(m * row["implied_weight"] for m, row in zip(money, rows)) / sum(money)
    of_bracket = json.loads(fisc("weights", path, "--json", "-s", f"government.tax_system={json.dumps(flat(0.4))}").stdout)
    assert abs(by_income - of_bracket[0]["weight"]) < 0.01, (by_income, of_bracket)


@test
def the_pareto_test_finds_rates_beyond_the_peak(folder):
    path = config(folder)
    assert min(row["implied_weight"] for row in under(path, flat(0.5))) > 0.0
    assert "no other tax system is better for everybody" in fisc(
        "weights", path, "-c", "-s", f"government.tax_system={json.dumps(flat(0.5))}").stdout
    beyond = [{"component": "brackets", "starts_usd_per_year": [0, 100000], "rates": [0.2, 0.85]}]
    rows = drawn(folder, "weights", path, "-c", "-s", f"government.tax_system={json.dumps(beyond)}")
    assert float(rows[-1]["implied_weight"]) < 0.0 < float(rows[0]["implied_weight"])
    said = fisc("weights", path, "-c", "-s", f"government.tax_system={json.dumps(beyond)}").stdout
    assert "have weights below 0, down to" in said and "Rates fall" not in said, said
    falling = [{"component": "brackets", "starts_usd_per_year": [0, 30000], "rates": [0.5, 0.2]}]
    assert "Rates fall, and workers jump" in fisc(
        "weights", path, "-c", "-s", f"government.tax_system={json.dumps(falling)}").stdout


@test
def workers_count_by_their_weights(folder):
    """As many copies of each give the same."""
    def found(name, rows, **columns):
        write(os.path.join(folder, name), "wage_usd_per_hour,hours_per_week,weight\n" + "".join(rows))
        return under(config(folder, population={"source": "csv", "csv": {"path": name, **columns}}), flat(0.5), "-g", "5",
                     "--bandwidth", "0.5")

    people = [(8.0 * 1.012**k, 1 + k % 3) for k in range(300)]
    weighted = found("weighted.csv", [f"{wage!r},40,{weight}\n" for wage, weight in people], weight_column="weight")
    copies = found("copies.csv", [f"{wage!r},40,1\n" * weight for wage, weight in people])
    for one, other in zip(weighted, copies):
        assert abs(one["implied_weight"] - other["implied_weight"]) < 0.02, (one, other)


@test
def what_they_cannot_do_they_say(folder):
    path = config(folder)
    refused("quasilinear", "weights", path, "-c", "-s", "utility.form=isoelastic")
    refused("nobody who stops working", "weights", path, "-c", "-s", "utility.fixed_cost_of_work_usd_per_year=1000")
    refused("rates below 1", "weights", path, "-c", "-s", 'government.tax_system=[{"component":"flat","rate":1}]')
    refused("expected 100 at least", "weights", path, "-c", "-s", "population.workers=99")
    refused("two a group", "weights", path, "-c", "-g", "101", "-s", "population.workers=200")
    refused("of --continuous", "weights", path, "-g", "5", code=64)
    refused("of --continuous", "weights", path, "-p", "a.png", "-o", "a.csv", code=64)
    write(os.path.join(folder, "alike.csv"), "wage_usd_per_hour,hours_per_week\n" + "20,40\n" * 200)
    refused("1 different workers", "weights", config(folder, population={"source": "csv", "csv": {"path": "alike.csv"}}), "-c")


finish()
