# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The studies of public finance: what they find in an economy whose answer is known, and what they refuse.  Published
numbers are in tests/checks."""
import json
import os

from study_support import POPULATION, config, drawn, refused
from support import finish, fisc, test, write


@test
def mvpf_is_the_formula_where_there_are_no_kinks(folder):
    for rate, known in ((0.0, 1.0), (0.3, 1.0 / (1.0 - 0.4 * 0.3 / 0.7)), (0.5, 1.0 / 0.6)):
        path = config(folder, government={"tax_system": [{"component": "flat", "rate": rate}]})
        for cut in json.loads(fisc("mvpf", path, "--json").stdout)["cuts"]:
            if cut["cut"] == "bracket":
                assert abs(cut["mvpf"] - known) < 1e-5 and abs(cut["mvpf_by_formula"] - known) < 1e-9, (rate, cut)
            if cut["cut"] == "lump_sum":
                assert abs(cut["mvpf"] - 1.0) < 1e-7, cut
    rows = drawn(folder, "mvpf", path)
    assert [row["cut"] for row in rows] == ["bracket"] + ["decile"] * 10 + ["credit", "lump_sum"]


@test
def deciles_count_workers_by_their_weights(folder):
    """As many copies of each give the same tenths."""
    def bounds(name, rows, **columns):
        write(os.path.join(folder, name), "wage_usd_per_hour,hours_per_week,weight\n" + "".join(rows))
        path = config(folder, population={"source": "csv", "csv": {"path": name, **columns}},
                      government={"tax_system": [{"component": "flat", "rate": 0.2}]})
        cuts = json.loads(fisc("mvpf", path, "--json").stdout)["cuts"]
        return [cut["from_usd_per_year"] for cut in cuts if cut["cut"] == "decile"]

    people = [(8 + 1.75 * k, 20 + k % 30, 1 + k % 4) for k in range(60)]
    weighted = bounds("weighted.csv", [f"{wage},{hours},{weight}\n" for wage, hours, weight in people], weight_column="weight")
    copies = bounds("copies.csv", [f"{wage},{hours},1\n" * weight for wage, hours, weight in people])
    assert len(weighted) == len(copies) == 10 and all(abs(a - b) < 1e-6 for a, b in zip(weighted, copies)), (weighted, copies)
    assert weighted != bounds("people.csv", [f"{wage},{hours},1\n" for wage, hours, _ in people])


@test
def a_cut_that_costs_nothing_is_worth_infinitely_much(folder):
    path = config(folder, government={"tax_system": [{"component": "flat", "rate": 0.75}]})  # beyond the peak, 71.4%
    cut = json.loads(fisc("mvpf", path, "--json").stdout)["cuts"][0]
    assert cut["mvpf"] == cut["mvpf_by_formula"] == "infinite" and cut["cost"] < 0.0 < cut["gain"], cut
    said = fisc("mvpf", path).stdout
    assert "infinite" in said and "costs nothing, or brings in revenue" in said and " inf" not in said.replace("infinite", "")
    assert drawn(folder, "mvpf", path)[0]["mvpf"] == "inf"
    said = fisc("mvpf", "--from", "0.5", "--to", "0.28", "--plus", "0.05", "--pareto", "2", "-e", "0.57").stdout
    assert "before     infinite" in said and "brings in revenue" in said, said


@test
def where_nobody_is_there_is_no_mvpf(folder):
    nobody = [{"component": "brackets", "starts_usd_per_year": [0, 9e10], "rates": [0.2, 0.3]}]
    path = config(folder, government={"tax_system": nobody})
    assert "nobody" in fisc("mvpf", path).stdout
    assert json.loads(fisc("mvpf", path, "--json").stdout)["cuts"][1]["mvpf"] is None


@test
def a_cut_above_all_incomes_is_nobody_s(folder):
    """Who earns just what it begins at would jump up: that is no value of the cut."""
    alike = write(os.path.join(folder, "alike.csv"), "wage_usd_per_hour,hours_per_week\n" + "20,40\n" * 20)
    path = config(folder, population={"source": "csv", "csv": {"path": alike}},
                  government={"tax_system": [{"component": "flat", "rate": 0.2}]})
    last = [cut for cut in json.loads(fisc("mvpf", path, "--json").stdout)["cuts"] if cut["cut"] == "decile"][-1]
    assert last["mvpf"] is None and last["mvpf_by_formula"] is None, last


@test
def what_mvpf_cannot_do_it_says(folder):
    refused("quasilinear", "mvpf", config(folder), "-s", "utility.form=isoelastic")
    refused("rates below 1", "mvpf", config(folder), "-s", 'government.tax_system=[{"component":"flat","rate":1}]')
    refused("nothing changes", "mvpf", "--from", "0.3", "--to", "0.3")
    refused("from 0 to below 1", "mvpf", "--from", "0.3", "--to", "0.96", "--plus", "0.05")
    refused("no mean", "mvpf", "--from", "0.3", "--to", "0.4", "--pareto", "1")
    refused("expected a CONFIG", "mvpf", code=64)
    refused("not 'much'", "mvpf", "--from", "much", "--to", "0.4", code=64)
    refused("not 'nan'", "mvpf", "--from", "nan", "--to", "0.4", code=64)
    refused("expected -o", "mvpf", config(folder), "-p", "a.png", code=64)


@test
def top_rates_of_workers(folder):
    path = config(folder, population={**POPULATION, "workers": 4000},
                  government={"tax_system": [{"component": "flat", "rate": 0.3}]})
    rows = drawn(folder, "toprate", path, "--above", "200000")
    assert len(rows) > 10 and all(float(row["pareto"]) > 1.0 for row in rows)
    found = json.loads(fisc("toprate", path, "--above", "200000", "--json").stdout)
    assert abs(found["elasticity"] - 0.4) < 1e-12
    assert abs(found["revenue_maximising"] - 1.0 / (1.0 + 0.4 * found["pareto"])) < 1e-12
    assert abs(found["peak_of_revenue"] - found["revenue_maximising"]) < 0.05, found
    assert json.loads(fisc("toprate", "--weight", "1", "--json").stdout)["optimal"] == 0.0


@test
def what_toprate_cannot_do_it_says(folder):
    refused("no mean", "toprate", "--pareto", "0.9")
    refused("a weight of -0.5", "toprate", "--weight=-0.5")
    refused("a weight of 2", "toprate", "--weight", "2")
    refused("parts of the elasticity", "toprate", "-e", "0.2", "--avoidance", "0.3")
    refused("inferior", "toprate", "--uncompensated", "0.3", "--compensated", "0.2")
    refused("no rate is the best", "toprate", "--uncompensated=-2", "--compensated", "0.2")
    refused("expected 50 at least", "toprate", config(folder), "--above", "9e10")
    refused("where a top begins", "toprate", config(folder), "-s", 'government.tax_system=[{"component":"flat","rate":0.3}]')
    refused("expected a CONFIG", "toprate", "-o", "a.csv", code=64)


@test
def the_oracle_s_table_is_the_bound_over_incomes(folder):
    few = {**POPULATION, "workers": 400}
    path = config(folder, population=few, planner={"bracket_starts_usd_per_year": [0, 30000, 90000]})
    rows = drawn(folder, "oracle", path)
    found = json.loads(fisc("oracle", path, "--json", "-q").stdout)
    bound = found["certificate"]["bound"]
    assert [float(row["bound_marginal_rate"]) for row in rows] == bound["marginal_rates"]
    assert abs(sum(float(row["share_of_workers"]) for row in rows) - 1.0) < 1e-9
    assert {float(row["optimum_marginal_rate"]) for row in rows} == set(found["rates"])
    refused("no bound, for work has a fixed cost", "oracle", path, "-q", "-o", os.path.join(folder, "no.csv"), "-s",
            "utility.fixed_cost_of_work_usd_per_year=2000")
    refused("expected -o", "oracle", path, "-q", "-p", os.path.join(folder, "no.png"), code=64)


KINK = {"baseline": [{"component": "flat", "rate": 0.2}],
        "tax_system": [{"component": "brackets", "starts_usd_per_year": [0, 50000], "rates": [0.1, 0.2]}]}


@test
def a_heap_says_the_elasticity_that_made_it(folder):
    for exponent, truth in ((3.5, 0.4), (6.0, 0.2)):
        path = config(folder, government=KINK, utility={"labor_exponent": exponent})
        found = json.loads(fisc("bunching", path, "--json", "-d", "5").stdout)
        assert abs(found["truth"] - truth) < 1e-12 and found["kink_usd_per_year"] == 50000.0
        assert abs(found["elasticity"] - truth) < 0.15 * truth, found
        assert found["low"] < found["elasticity_by_logs"] < found["high"] and 0.0 < found["standard_error"] < 0.05, found
    rows = drawn(folder, "bunching", path)
    assert len(rows) == 81 and sum(row["is_excluded"] == "1" for row in rows) == 3
    # Raised counts above mean a higher counterfactual, and less of a heap.
    raw = json.loads(fisc("bunching", path, "--json", "--uncorrected", "-d", "5").stdout)
    assert raw["excess"] > found["excess"] and raw["iterations"] == 0 < found["iterations"]


@test
def under_the_baseline_there_is_no_heap_and_it_says_so(folder):
    said = fisc("bunching", config(folder, government={"baseline": KINK["tax_system"]})).stdout
    assert "This is the baseline tax system" in said, said
    assert "This is the baseline" not in fisc("bunching", config(folder, government=KINK)).stdout


@test
def round_numbers_are_no_heaps_of_a_kink(folder):
    """Twice as many at multiples of 500, the kink among them: an excess without, none with a constant of their own."""
    bins = os.path.join(folder, "bins.csv")
    write(bins, "income_usd_per_year,workers\n" + "".join(f"{z},{200 if z % 500 == 0 else 100}\n"
                                                         for z in range(5000, 15001, 100)))
    known = ["bunching", "--counts", bins, "--kink", "10000", "--rate-before", "0", "--rate-after", "0.2", "--json",
             "--below", "0", "--above", "0", "-d", "3"]
    assert json.loads(fisc(*known).stdout)["excess"] > 0.5
    assert abs(json.loads(fisc(*known, "--heaps", "500").stdout)["excess"]) < 1e-6


@test
def what_bunching_cannot_do_it_says(folder):
    path = config(folder, government=KINK)
    refused("where nobody is", "bunching", path, "-s",
            'government.tax_system=[{"component":"brackets","starts_usd_per_year":[0,9e10],"rates":[0.1,0.2]}]')
    refused("expected one that rises", "bunching", path, "-s",
            'government.tax_system=[{"component":"brackets","starts_usd_per_year":[0,50000],"rates":[0.3,0.2]}]')
    refused("kinks where those from 1 on begin", "bunching", path, "-b", "4")
    refused("kinks where those from 1 on begin", "bunching", path, "-s",
            'government.tax_system=[{"component":"flat","rate":0.2}]')
    refused("at least for a polynomial", "bunching", path, "-n", "4")
    refused("expected some on both sides", "bunching", path, "--from", "50000")
    refused("as 1 or 1%, not 'x'", "bunching", path, "--stop", "x", code=64)
    refused("expected a CONFIG or --counts", "bunching", code=64)
    bins = os.path.join(folder, "bins.csv")
    kink = ["--rate-before", "0", "--rate-after", "0.2", "--kink"]
    for text, where, words in [("1,5\n2,6\n2,7\n", "2", "ascend"), ("1,5\n2,6\n4,7\n", "2", "one width"),
                               ("1,5\n2,-6\n3,7\n", "2", "-6"), ("1,5\n2,6\n", "2", "expected 3 to"),
                               ("1,5\n2,6\n3,7\n", "9", "within the bins")]:
        write(bins, "income_usd_per_year,workers\n" + text)
        refused(words, "bunching", "--counts", bins, *kink, where)
    refused("expected --kink", "bunching", "--counts", bins, code=64)


def hsv(progressivity, level):
    return "government.tax_system=" + json.dumps([{"component": "hsv", "progressivity": progressivity, "level": level}])


@test
def the_best_log_linear_tax_is_better_than_its_neighbours(folder):
    path = config(folder, population={**POPULATION, "workers": 2000}, welfare={"objective": "utilitarian"},
                  utility={"form": "isoelastic"})
    best = json.loads(fisc("hsv", path, "--json").stdout)
    for other in (best["progressivity"] - 1e-3, best["progressivity"] + 1e-3):
        found = json.loads(fisc("hsv", path, "--json", f"--progressivity={other!r}").stdout)
        assert found["welfare_as_is"] < best["welfare"] == found["welfare"]
    rows = drawn(folder, "hsv", path)
    assert max(float(row["welfare"]) for row in rows) == best["welfare"]


@test
def where_rates_are_below_minus_1_is_said_if_it_is_anywhere(folder):
    alike = write(os.path.join(folder, "alike.csv"), "wage_usd_per_hour,hours_per_week\n" + "20,40\n" * 20)
    path = config(folder, population={"source": "csv", "csv": {"path": alike}}, utility={"form": "isoelastic"},
                  welfare={"objective": "utilitarian"})
    assert "below -1" not in fisc("hsv", path).stdout  # everybody alike: no tax
    said = fisc("hsv", path, "--public-share", "0.189", "--valued").stdout  # p = -0.233: subsidies at the top
    assert "below -1 from" in said and " -0.2330" in said, said
    assert "below -1 up to" in fisc("hsv", config(folder)).stdout


@test
def the_component_is_the_tax_that_it_says(folder):
    said = fisc("laffer", config(folder, population={**POPULATION, "workers": 50}), "-s", hsv(0.181, 6.0), "-n", "3").stdout
    assert "revenue" in said
    # Mean rate at an income: 1 - L z^(-p), which is 0 at z = L^(1/p) = 19,949 USD.
    fit = json.loads(fisc("hsv", config(folder, population={"source": "uniform", "workers": 500}), "-s", hsv(0.181, 6.0),
                          "--json").stdout)["fit"]
    assert abs(fit["progressivity"] - 0.181) < 2e-3 and abs(fit["level"] - 6.0) < 0.2 and fit["r_squared"] > 0.9999, fit


@test
def what_is_outside_the_domain_of_hsv_is_refused(folder):
    path = config(folder, population={**POPULATION, "workers": 200})
    refused("progressivity of 1", "hsv", path, "--progressivity", "1")
    refused("no end to what people would work", "hsv", path, "--progressivity=-3")
    refused("nothing is left", "hsv", path, "--public-share", "1")
    refused("none are bought", "hsv", path, "--valued", "-s", "welfare.objective=utilitarian")
    refused("utilitarian or isoelastic", "hsv", path, "-s", "welfare.objective=rawlsian")
    refused("welfare.objective utilitarian", "hsv", path, "--public-share", "0.2", "--valued")
    refused("closed form", "hsv", path, "-s", "utility.fixed_cost_of_work_usd_per_year=100")
    for progressivity, level, words in [(0.3, 100.0, "mean rates are below -1 up to"), (-0.5, 0.9, "expected -1 or more"),
                                        (1.0, 1.0, "progressivity"), (0.1, 0.0, "level")]:
        refused(words, "hsv", path, "-s", hsv(progressivity, level))
    refused("number in [-1e+06", "hsv", path, "--progressivity", "nan", code=64)


@test
def the_planner_finds_p_and_l(folder):
    """Better than the baseline, than a flat tax of the same workers, and never better than the optimum of many brackets."""
    def welfare(planner):
        path = config(folder, population={**POPULATION, "workers": 3000}, planner=planner, steps=1, oracle=True)
        return json.loads(fisc("oracle", path, "--json").stdout)

    found, flat = welfare({"kind": "hsv"}), welfare({"kind": "flat", "flat_rate": 0.45})
    assert found["welfare_baseline"] < found["welfare_run"] and flat["welfare_run"] < found["welfare_run"], (found, flat)
    assert found["welfare_run"] < found["welfare_upper_bound"]


@test
def without_a_rebate_the_planner_sets_p_alone(folder):
    """As 'fisc hsv', which has no brackets, where nobody is poor enough for rates below -1; and less than both numbers can do."""
    path = config(folder, population={"source": "uniform", "workers": 1000}, steps=1, oracle=True,
                  planner={"kind": "hsv", "hsv": {"rebate": "none"}})
    run = os.path.join(folder, "run")
    fisc("run", path, "-o", run, "-q")
    found = json.loads(fisc("inspect", run, "--json").stdout)
    assert abs(found["last_step"]["rebate"]) < 1e-3, found["last_step"]["rebate"]
    best = json.loads(fisc("hsv", path, "--json").stdout)
    assert abs(found["last_step"]["welfare"] / best["welfare"] - 1.0) < 1e-3, (found["last_step"]["welfare"], best)
    free = json.loads(fisc("oracle", path, "--json", "-q", "-s", "planner.hsv.rebate=free").stdout)
    assert found["last_step"]["welfare"] < free["welfare_run"]
    refused("closes the budget without a rebate", "run", path, "-o", os.path.join(folder, "no"), "-q", "-s",
            "government.public_spending_usd_per_worker=900000")


@test
def more_than_64_brackets_are_refused(folder):
    path = config(folder, population={**POPULATION, "workers": 200})
    more = [{"component": "hsv", "progressivity": 0.1, "level": 2.0},
            {"component": "brackets", "starts_usd_per_year": [0, 1000, 2000, 3000, 4000], "rates": [0, 0.1, 0, 0.1, 0]}]
    done = fisc("hsv", path, "-s", f"government.tax_system={json.dumps(more)}", check=False)
    assert done.returncode == 65 and "64" in done.stderr, done.stderr


finish()
