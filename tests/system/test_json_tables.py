# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 15 s
"""Every command that prints a table prints it as JSON too, with the same numbers."""
import csv
import io
import json
import os
import re

from support import IS_SMALL, ROOT, finish, fisc, slow_test, test, write

# What prints no table: documents, files, pictures, progress, one sentence or findings in words.
WITHOUT_TABLE = {"calibrate", "completion", "config defaults", "config reference", "config schema", "config show",
                 "config upgrade", "doctor", "man", "package", "package verify", "report", "salvage", "sweep cancel",
                 "sweep plan", "sweep run", "sweep submit", "transcript export", "transcript import", "validate", "watch"}
CONFIG = {"steps": 2, "population": {"workers": 40 if IS_SMALL else 200}, "planner": {"kind": "flat", "flat_rate": 0.3},
          "output": {"panel": "every", "panel_every_steps": 1}}
PACKAGE = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": "/usr/bin/python3"}


def names_of_commands():
    """Every command and subcommand of the program's own table, as its help lists them."""
    for name in re.findall(r"^  ([a-z]+) ", fisc("help").stdout, re.M):
        text = fisc("help", name).stdout
        head = text.split("\nOptions")[0]
        subcommands = [word for word in re.findall(r"^  ([a-z]+) {2,}", head, re.M)
                       if fisc("help", name, word, check=False).returncode == 0]
        if not subcommands or name == "package":
            yield name, text
        for word in subcommands:
            yield f"{name} {word}", fisc("help", name, word).stdout


def config_in(folder, **more):
    return write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, **more}))


read_here = set()


def parsed(*arguments):
    """What a command with --json prints; a figure that is not a number may only be null."""
    def refuse(word):
        raise AssertionError(f"{arguments}: {word} is not JSON")
    words = arguments[:2] if fisc("help", *arguments[:2], check=False).returncode == 0 else arguments[:1]
    read_here.add(" ".join(words))
    return json.loads(fisc(*arguments, "--json", env=PACKAGE).stdout, parse_constant=refuse)


def rows(*arguments):
    found = parsed(*arguments)
    assert isinstance(found, list) and all(isinstance(row, dict) for row in found), (arguments, found)
    return found


def as_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


def assert_same(found, table):
    """JSON's rows are those of the CSV: numbers to the bit, nothing where the CSV has nothing."""
    assert len(found) == len(table) > 0, (len(found), len(table))
    for one, other in zip(found, table):
        assert list(one) == list(other), (one, other)
        for name, value in one.items():
            if value is None:
                assert other[name] in ("", "nan"), (name, other[name])
            elif isinstance(value, (int, float)):
                assert float(other[name]) == value, (name, value, other[name])
            else:
                assert other[name] == value, (name, value, other[name])


@test
def lists_and_taxes_have_the_rows_that_people_read(folder):
    planners = rows("list", "planners")
    everything = json.loads(fisc("list", "--json").stdout)
    assert list(everything["planners"]) == [row["name"] for row in planners] and "hsv" in everything["components"]
    said = fisc("list").stdout
    assert "\nComponents of tax systems" in said and "\nPublic finance" in said and "\nmvpf " in said, said
    assert [row["name"] for row in planners] == [line.split()[0] for line in fisc("list", "planners").stdout.splitlines()]
    assert rows("tax", "0")[0]["average_rate"] is None
    assert_same(rows("tax", "0", "30000", "1e5"), as_csv(fisc("tax", "0", "30000", "1e5", "--csv").stdout))
    assert len(rows("reform", "list")) == len(fisc("reform", "list").stdout.splitlines())
    assert [row["name"] for row in rows("reproduce")] == fisc("reproduce").stdout.split()


@test
def studies_print_the_table_that_they_write(folder):
    config, table = config_in(folder), os.path.join(folder, "table.csv")
    reform = rows("reform", "list")[0]["name"]
    for command in (("laffer", config, "-n", "3"), ("weights", config), ("reform", "run", reform, "-c", config),
                    ("planners", config, "-n", "2", "--set", "oracle=false")):
        found = rows(*command, "-o", table)
        with open(table, encoding="utf-8") as file:
            assert_same(found, as_csv(file.read()))
    brackets = rows("reform", "show", reform, "-c", config)
    assert brackets[0]["start_usd_per_year"] == 0 and 0 <= brackets[0]["marginal_rate"] <= 1


@test
def runs_side_by_side_keep_every_figure(folder):
    config, a, b = config_in(folder), os.path.join(folder, "a"), os.path.join(folder, "b")
    last = parsed("run", config, "-o", a)["last_step"]
    assert last == parsed("inspect", a)["last_step"] == parsed("resume", a)["last_step"]
    assert "rates" in parsed("oracle", config)
    fisc("run", config, "-o", b, "-q", "--set", "planner.flat_rate=0.5")
    found = rows("compare", a, b)
    assert len(found) == 2 and found[0]["last_step"] == last != found[1]["last_step"]
    assert found[1]["tax_system"]["rates"] == [0.5]
    branches = rows("branch", a, "--at", "1", "-t", '[{"component": "flat", "rate": 0.4}]', "-o", os.path.join(folder, "c"))
    assert [row["run"] for row in branches] == ["control", "tax_system_1"]
    for name in ("summary", "schedules", "panel"):
        assert_same(rows("export", a, "--table", name), as_csv(fisc("export", a, "--table", name).stdout))
    assert len(rows("export", a, "--table", "notes")) == len(fisc("export", a, "--table", "notes").stdout.splitlines())
    paired = {row["figure"]: row for row in rows("compare", a, b, "--paired")}
    change = paired["mean tax_usd_per_year"]
    assert change["low"] < change["difference"] < change["high"]
    assert abs(change["after"] - change["before"] - change["difference"]) < 1e-6 * abs(change["difference"])
    assert {"welfare", "A", "B", "better"} <= set(rows("dominance", a, b)[0])


@test
def a_sweep_has_its_hashes_as_words(folder):
    config_in(folder)
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps(
        {"base": "config.json", "grid": {"planner.flat_rate": [0.2, 0.4], "seed": [1, 2]}}))
    planned = os.path.join(folder, "planned")
    fisc("sweep", "plan", sweep, "-o", planned, "-q")
    fisc("sweep", "run", planned, "-q")
    assert parsed("sweep", "status", planned)["points"] == 4
    found = rows("sweep", "collect", planned)
    assert_same(found, as_csv(fisc("sweep", "collect", planned).stdout))
    assert all(isinstance(row["config_hash"], str) and row["status"] == "done" for row in found)
    assert_same(rows("sweep", "collect", planned, "--over", "seed"),
                as_csv(fisc("sweep", "collect", planned, "--over", "seed").stdout))
    both = fisc("sweep", "collect", planned, "--json", "-o", os.path.join(folder, "t.csv"), check=False)
    assert both.returncode == 64 and "expected no -o" in both.stderr and not os.path.exists(os.path.join(folder, "t.csv"))


@test
def experiments_and_transcripts_too(folder):
    few = ("--set", "population.workers=50", "--set", "planner.kind=none", "--set", "seed=[1,2]")
    means = rows("reproduce", "p8_workers", *few, "--set", "steps=2", "-o", os.path.join(folder, "published"))
    assert {"rule.kind", "welfare", "welfare_low", "welfare_high"} <= set(means[0]), means
    transcript = os.path.join(ROOT, "experiments", "transcripts", "bounded_small.gz")
    assert rows("transcript", "stat", transcript)[0]["replies"] > 0


@slow_test
def tables_that_need_many_runs(folder):
    card = rows("elasticity", config_in(folder), "-n", "2", "-o", os.path.join(folder, "card"), "-q")
    assert {"group", "income", "income_low", "income_high"} <= set(card[0]), card[0]
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps(
        {"base": "config.json", "sample": {"method": "saltelli", "count": 8, "ranges": {
            "planner.flat_rate": [0.1, 0.8], "utility.labor_exponent": [2.5, 5]}}}))
    planned = os.path.join(folder, "planned")
    fisc("sweep", "plan", sweep, "-o", planned, "-q")
    fisc("sweep", "run", planned, "-q")
    assert len(rows("sweep", "sensitivity", planned)) == 2


@test
def formulas_of_public_finance_are_objects(folder):
    config = config_in(folder, planner={"kind": "none"}, population={"workers": 200})  # enough for a heap at the kink
    for command, figure in (("hsv", "progressivity"), ("bunching", "elasticity"), ("toprate", "pareto"), ("mvpf", ""),
                            ("rates", "notches")):
        reform = ("-r", "karten_dip", "--draws", "0") if command == "bunching" else ()
        found = parsed(command, config, *reform)
        assert not figure or figure in found, (command, found)


@test
def prompts_are_rows(folder):
    asked = rows("prompts", os.path.join(ROOT, "experiments", "configs", "bounded_small.json"))
    assert {"purpose", "step", "system"} <= set(asked[0])


@test
def every_command_that_prints_a_table_was_read_here(folder):
    with_json = {name: "--json" in text for name, text in names_of_commands()}
    assert len(with_json) > 35, with_json
    assert {name for name, has in with_json.items() if not has} == WITHOUT_TABLE, with_json
    slow = set() if os.environ.get("FISC_SLOW") else {"elasticity", "sweep sensitivity"}
    assert {name for name, has in with_json.items() if has} == read_here | slow, read_here


finish()
