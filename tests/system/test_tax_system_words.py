# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 9 s
"""A tax system is said in one way everywhere: a name, a file, JSON, or several with '+' between."""
import csv
import json
import os

from support import ROOT, finish, fisc, run_hash, test, write

FLAT = {"component": "flat", "rate": 0.05}
INCOME = {"component": "basic_income", "amount_usd_per_year": 6000}
CONFIG = {"steps": 3, "warmup_steps": 1, "population": {"workers": 300},
          "planner": {"kind": "fixed", "tax_system": "karten_dip_deep"}}


def here(folder):
    """Files of a tax system, written in the ways that there are, and a table of its brackets."""
    mine = '// mine\n{"name": "my own", "tax_system": ["federal_2025_single", %s],}' % json.dumps(FLAT)
    write(os.path.join(folder, "mine.json"), mine)
    write(os.path.join(folder, "list.json"), json.dumps([{"component": "federal_income_tax", "year": 2025}, FLAT]))
    write(os.path.join(folder, "named.json"), json.dumps({"reforms": {"my_reform": {"summary": "mine", "set": {
        "planner.tax_system": [{"component": "federal_income_tax", "year": 2025}, FLAT]}}}}))
    write(os.path.join(folder, "config.json"), json.dumps(CONFIG))
    return ("federal_2025_single+" + json.dumps(FLAT), "mine.json", "list.json", "./named.json",
            json.dumps([{"component": "federal_income_tax", "year": 2025}, FLAT]), os.path.join(folder, "mine.json"))


def taxes(folder, words):
    return fisc("tax", "-t", words, "0", "30000", "1e6", "--csv", cwd=folder).stdout


def config_of(folder, words, name, key="planner.tax_system"):
    section, _, last = key.rpartition(".")
    config = {**CONFIG, section: {**CONFIG.get(section, {}), last: words}}
    return write(os.path.join(folder, name), json.dumps(config))


@test
def all_words_for_one_tax_system_mean_the_same(folder):
    words = here(folder)
    expected = taxes(folder, words[0])
    assert abs(float(list(csv.DictReader(expected.splitlines()))[1]["marginal_rate"]) - 0.17) < 1e-12
    for other in words[1:]:
        assert taxes(folder, other) == expected, other
    both = taxes(folder, "mine.json + " + json.dumps(INCOME))
    for one, other in zip(csv.DictReader(expected.splitlines()), csv.DictReader(both.splitlines())):
        assert abs(float(one["tax_usd_per_year"]) - 6000 - float(other["tax_usd_per_year"])) < 1e-9


@test
def every_command_takes_them(folder):
    words = here(folder)
    small = ("--set", "population.workers=300")
    tables = [fisc("reform", "run", w, "--json", *small, cwd=folder).stdout for w in words[:2]]
    rows = [json.loads(table)[0] for table in tables]
    assert [row.pop("reform") for row in rows] == ["federal_2025_single+flat", "my own"] and rows[0] == rows[1]
    assert len({fisc("reform", "show", w, "--json", *small, cwd=folder).stdout for w in words}) == 1
    shown = fisc("reform", "run", "mine.json", *small, cwd=folder).stdout
    assert " my own" in shown.splitlines()[3], shown
    for command in (("laffer", "-n", "3"), ("weights",), ("rates",), ("hsv",), ("mvpf",), ("toprate",),
                    ("bunching", "--draws", "0")):
        found = {fisc(command[0], "config.json", *command[1:], "-r", w, "--json", cwd=folder).stdout for w in words[:3]}
        base = fisc(command[0], "config.json", *command[1:], "--json", check=False, cwd=folder).stdout
        assert len(found) == 1 and base not in found, command
    assert fisc("weights", "config.json", "-r", "mine.json", cwd=folder).stdout.startswith("Under my own\n")


@test
def configs_and_options_hold_what_the_words_stand_for(folder):
    words = here(folder)
    hashes = set()
    for k, spoken in enumerate((words[0], "mine.json", ["federal_2025_single", FLAT], "named.json")):
        run = os.path.join(folder, f"run{k}")
        fisc("run", config_of(folder, spoken, f"config{k}.json"), "-o", run, "-q", cwd=ROOT)  # files begin at the config
        hashes.add(run_hash(run))
        with open(os.path.join(run, "config.json"), encoding="utf-8") as file:
            kinds = [part["component"] for part in json.load(file)["planner"]["tax_system"]]
        assert kinds == ["federal_income_tax", "flat"], kinds
    run = os.path.join(folder, "typed")
    fisc("run", "config.json", "--set", "planner.tax_system=mine.json", "-o", run, "-q", cwd=folder)
    assert len(hashes | {run_hash(run)}) == 1
    os.remove(os.path.join(folder, "mine.json"))  # the run needs no file
    fisc("run", os.path.join(run, "config.json"), "-o", run + "2", "-q", cwd=folder)
    assert run_hash(run + "2") in hashes
    fisc("validate", config_of(folder, FLAT, "one.json", "government.tax_system"))


@test
def branches_are_called_by_their_tax_systems(folder):
    here(folder)
    fisc("run", "config.json", "-o", "run", "-q", cwd=folder)
    done = fisc("branch", "run", "--at", "2", "-t", "mine.json", "-t", "x=" + json.dumps(FLAT), "-t", "karten_dip_deep+list.json",
                "-o", "out", cwd=folder)
    names = ["control", "karten_dip_deep+list", "my_own", "x"]
    assert sorted(os.listdir(os.path.join(folder, "out"))) == names, os.listdir(os.path.join(folder, "out"))
    head = done.stdout.split("Welfare of the objective")[0]
    assert "my_own" in head and "karten_dip_deep+" in head and " list\n" in head, head


@test
def sweeps_show_names_and_need_no_file_afterwards(folder):
    here(folder)
    write(os.path.join(folder, "sweep.json"), json.dumps({
        "base": "config.json",
        "grid": {"planner.tax_system": ["mine.json", "karten_dip_deep", [FLAT], "list.json+karten_dip_deep"]},
        "exclude": [{"planner.tax_system": "karten_dip_deep"}]}))
    fisc("sweep", "plan", "sweep.json", "-o", "out", cwd=folder)
    os.remove(os.path.join(folder, "mine.json"))
    fisc("sweep", "run", os.path.join(folder, "out"), "-q", cwd=ROOT)
    fisc("sweep", "collect", "out", "-o", "out.csv", cwd=folder)
    with open(os.path.join(folder, "out.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["planner.tax_system"] for row in rows] == ["my own", json.dumps([FLAT], separators=(",", ":")),
                                                           "list+karten_dip_deep"], rows
    assert all(row["status"] == "done" for row in rows) and len({row["welfare"] for row in rows}) == 3


@test
def an_exported_table_is_the_tax_system_to_the_bit(folder):
    here(folder)
    for spoken in ("mine.json+" + json.dumps(INCOME), "federal_2025_with_payroll_tax", "flat_45_basic_income_14000"):
        fisc("run", config_of(folder, spoken, "c.json"), "-o", "run", "-q", "--force", cwd=folder)
        fisc("export", "run", "-t", "schedules", "-o", "table.csv", cwd=folder)
        assert taxes(folder, "table.csv") == taxes(folder, spoken), spoken
        by_option = fisc("tax", "-s", "table.csv", "30000", cwd=folder).stdout
        assert by_option == fisc("tax", "-t", "table.csv", "30000", cwd=folder).stdout
    # A table by hand, and one column too few.
    write(os.path.join(folder, "hand.csv"), "start_usd_per_year,rate\n0,0.1\n50000,0.3\n")
    assert "7000.00" in fisc("tax", "-t", "hand.csv", "56666.666666666664", cwd=folder).stdout
    write(os.path.join(folder, "bad.csv"), "start_usd_per_year,rates\n0,0.1\n")
    assert "no column 'rate'" in fisc("tax", "-t", "bad.csv", "1", cwd=folder, check=False).stderr


@test
def budgets_close_as_asked(folder):
    here(folder)
    closed = ("--closure", "rates")
    assert "Rates shifted by -" in fisc("weights", "config.json", "-r", "mine.json", *closed, cwd=folder).stdout
    rates = json.loads(fisc("weights", "config.json", "-r", "mine.json", *closed, "--json", cwd=folder).stdout)
    shown = fisc("reform", "show", "mine.json", "-c", "config.json", *closed, "--json", cwd=folder).stdout
    brackets = json.loads(shown)
    for one, other in zip(rates, brackets):  # the same shift, found by another command
        assert abs(one["marginal_rate"] - other["marginal_rate"]) < 1e-9, (one, other)
    wrong = fisc("laffer", "config.json", "--closure", "rates", cwd=folder, check=False)
    assert wrong.returncode == 64 and "--reform" in wrong.stderr
    wrong = fisc("weights", "config.json", "-r", "mine.json", "--closure", "rate", cwd=folder, check=False)
    assert wrong.returncode == 64 and "rebate|rates|spending" in wrong.stderr


@test
def what_is_misspelt_is_said_in_a_sentence_and_writes_nothing(folder):
    here(folder)
    run = os.path.join(folder, "run")
    fisc("run", "config.json", "-o", "run", "-q", cwd=folder)
    before = sorted([*os.listdir(folder), "wrong.json"])
    for words, said in (("karten_dip_dep", "did you mean 'karten_dip_deep'?"), ("flat", '{"component": "flat", ...}'),
                        ('{"component": "falt"}', "did you mean 'flat'?"),
                        ('{"component": "flat", "rat": 0.3}', "].rate'?"),
                        ("my.json", "No such file"), ("federal_2025_single+", "expected a tax system"),
                        ('{"component"', "expected"),
                        ("optimum_rawlsian+mine.json", "found by a planner"),
                        ('{"name": "x", "summry": "y", "tax_system": []}', "'summry'")):
        for command in (("reform", "run", words), ("reform", "show", words), ("tax", "-t", words),
                        ("laffer", "config.json", "-r", words, "-o", "new.csv"),
                        ("weights", "config.json", "-r", words, "-o", "new.csv"),
                        ("branch", run, "--at", "1", "-t", words, "-o", "new"),
                        ("run", "config.json", "--set", f"planner.tax_system={words}", "-o", "new"),
                        ("run", config_of(folder, words, "wrong.json"), "-o", "new")):
            done = fisc(*command, cwd=folder, check=False)
            assert done.returncode in (64, 65, 66), (command, done.returncode, done.stderr)
            assert said in done.stderr and done.stderr.count("\n") == 1, (command, done.stderr)
            assert not done.stdout and sorted(os.listdir(folder)) == before, (command, os.listdir(folder))
    loop = write(os.path.join(folder, "loop.json"), '["loop.json"]')
    assert "name each other" in fisc("tax", "-t", loop, "1", check=False).stderr


finish()
