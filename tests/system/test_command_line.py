# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: help, documents made from tables, tax tables, comparisons, exit codes."""
import json
import os
import re
import subprocess

from support import FISC, PATIENCE_S, ROOT, finish, fisc, test, write

COMMANDS = ("run", "resume", "inspect", "salvage", "compare", "validate", "config", "tax", "list", "calibrate",
            "completion", "man")
SUBCOMMANDS = {"sweep": ("plan", "run", "submit", "cancel", "status", "collect", "sensitivity"),
               "reform": ("list", "show", "run"), "config": ("schema", "defaults", "reference", "show"),
               "transcript": ("export", "import", "stat"), "package": ("verify",)}


@test
def help_is_everywhere(folder):
    text = fisc("--help").stdout
    for command in COMMANDS:
        assert command in text, command
        assert fisc(command, "--help").stdout.startswith(f"Usage: fisc {command}"), command
    assert fisc("--version").stdout.startswith("fisc ")
    assert fisc(check=False).returncode == 64


@test
def help_lists_every_command_in_one_of_five_groups(folder):
    text = fisc("help").stdout
    assert text == fisc("--help").stdout
    groups = re.findall(r"^(Run|Study|Public finance|Data and documents|Language model)$", text, re.M)
    commands = re.findall(r"^  ([a-z]+) ", text, re.M)
    with open(os.path.join(ROOT, "cli", "commands.c"), encoding="utf-8") as file:
        listed = re.findall(r"^    ENTRY\(([a-z]+)\)", file.read(), re.M)
    assert len(groups) == 5 and len(listed) >= 28 and sorted(commands) == sorted(set(listed)), (groups, commands)
    for command in commands:
        help_of = fisc("help", command).stdout
        assert help_of == fisc(command, "--help").stdout == fisc(command, "-h").stdout, command
        for subcommand in SUBCOMMANDS.get(command, ()):
            assert re.search(rf"^  {subcommand} ", help_of, re.M), (command, subcommand)
            help_of_it = fisc("help", command, subcommand).stdout
            assert help_of_it.startswith(f"Usage: fisc {command} {subcommand}"), help_of_it
            assert help_of_it == fisc(command, subcommand, "--help").stdout
            assert f"fisc {command} {subcommand}".replace("-", "\\-") in fisc("man").stdout
    assert "did you mean 'sweep'" in fisc("help", "swep", check=False).stderr
    assert fisc("help", "sweep", "dance", check=False).returncode == 64


@test
def an_option_that_does_nothing_for_a_subcommand_is_an_error(folder):
    for arguments, words in [
            (("sweep", "status", "F", "--time", "1:00"), "option of 'fisc sweep submit'"),
            (("sweep", "status", "F", "--time=1:00"), "option of 'fisc sweep submit'"),
            (("sweep", "run", "F", "-o", "x"), "option of 'fisc sweep plan'"),
            (("sweep", "cancel", "F", "--json"), "option of 'fisc sweep status'"),
            (("sweep", "collect", "F", "--scale", "small"), "option of 'fisc sweep plan'"),
            (("reform", "show", "x", "-o", "y"), "option of 'fisc reform run'"),
            (("reform", "list", "--closure", "rates"), "option of 'fisc reform show'"),
            (("config", "schema", "--set", "seed=1"), "option of 'fisc config show'"),
            (("transcript", "stat", "x", "-o", "y"), "option of 'fisc transcript export'"),
            (("package", "verify", "x", "-o", "y"), "option of 'fisc package'"),
            (("sweep", "status", "F", "--nonsense"), "unknown option '--nonsense'"),
            (("sweep", "statu", "F"), "did you mean 'status'"),
            (("sweep",), "expected plan, run"),
            (("config", "schema", "x"), "usage: fisc config schema")]:
        done = fisc(*arguments, check=False)
        assert done.returncode == 64 and words in done.stderr, (arguments, done.returncode, done.stderr)
        assert done.stdout == "", arguments


@test
def the_schema_accepts_what_fisc_accepts_and_refuses_what_it_refuses(folder):
    import jsonschema

    schema = json.loads(fisc("config", "schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = [{}, {"seed": 3}, {"population": {"workers": 10, "source": "gb2"}},
            {"government": {"tax_system": [{"component": "flat", "rate": 0.2}]}},
            json.loads(fisc("config", "show", write(os.path.join(folder, "a.json"), "{}")).stdout)]
    bad = [{"sead": 3}, {"steps": 0}, {"steps": 1.5}, {"rule": {"kind": "x"}},
           {"government": {"tax_system": [{"rate": 0.2}]}}, {"planner": {"flat_rate": 2}}, []]
    for config, expected in [(c, True) for c in good] + [(c, False) for c in bad]:
        path = write(os.path.join(folder, "config.json"), json.dumps(config))
        assert validator.is_valid(config) == expected, config
        assert (fisc("validate", path, check=False).returncode == 0) == expected, config


@test
def defaults_reference_and_completion_come_from_the_table(folder):
    path = write(os.path.join(folder, "defaults.json"), fisc("config", "defaults").stdout)
    assert "ok" in fisc("validate", path).stdout
    reference, bash = fisc("config", "reference").stdout, fisc("completion", "bash").stdout
    for key in ("population.workers", "welfare.floor_usd_per_year", "output.panel"):
        assert key in reference and f"{key}=" in bash, key
    subprocess.run(["bash", "-n", write(os.path.join(folder, "c.sh"), bash)], check=True)
    for typed, expected in [("ru", ["run"]), ("sweep stat", ["status"]), ("help lis", ["list"]),
                            ("sweep status --js", ["--json"]), ("sweep plan --ti", []),
                            ("sweep submit --ti", ["--time"]), ("completion fi", ["fish"]),
                            ("run x --se", ["--set"])]:
        script = (f"source {folder}/c.sh; COMP_WORDS=(fisc {typed}); COMP_CWORD={typed.count(' ') + 1}; "
                  "compopt() { :; }; cd /; _fisc; echo ${COMPREPLY[@]}")
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.split() == expected, (typed, done.stdout)


@test
def the_man_page_is_clean(folder):
    page = write(os.path.join(folder, "fisc.1"), fisc("man").stdout)
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True,
                          text=True, check=False)
    serious = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert not serious, serious
    shown = subprocess.run(["mandoc", "-T", "utf8", page], capture_output=True, text=True,
                           check=True).stdout
    for code in ("64", "65", "73", "74", "75", "78"):
        assert code in shown


@test
def tax_prints_the_published_federal_tax(folder):
    tax_system = write(os.path.join(folder, "law.json"), '{"government": {"tax_system": [{"component": '
                       '"federal_income_tax", "year": 2024, "standard_deduction": false}]}}')
    rows = fisc("tax", "--csv", "--config", tax_system, "11600", "47150", "100000").stdout.splitlines()
    assert rows[0].startswith("income_usd_per_year,tax_usd_per_year"), rows
    values = [[float(x) for x in row.split(",")] for row in rows[1:]]
    assert [round(v[1], 2) for v in values] == [1160.0, 5426.0, 17053.0]
    assert [v[3] for v in values] == [0.12, 0.22, 0.22]


@test
def negative_numbers_are_numbers_in_every_command(folder):
    rows = fisc("tax", "-5000", "--csv", "0", "-.5", "-1e3", "--", "-7").stdout.splitlines()[1:]
    values = [[float(x) for x in row.split(",")] for row in rows]
    assert [v[0] for v in values] == [-5000.0, 0.0, -0.5, -1000.0, -7.0], rows
    assert all(v[1] == 0.0 for v in values), rows
    basic = '[{"component": "flat", "rate": 0.2}, {"component": "basic_income", "amount_usd_per_year": 3000}]'
    rows = fisc("tax", "--csv", "-t", basic, "-5000", "5000").stdout.splitlines()[1:]
    assert [[float(x) for x in row.split(",")[1::2]] for row in rows] == [[-3000.0, 0.0], [-2000.0, 0.2]], rows
    for arguments, words in [
            (("laffer", "-12", "c.json"), "'-12' is one word too many; usage: fisc laffer"),
            (("laffer", "c.json", "-12"), "'-12' is one word too many; usage: fisc laffer"),
            (("sweep", "status", "-3", "F"), "'-3' is one word too many; usage: fisc sweep status"),
            (("inspect", "-3"), "-3"), (("validate", "-3.5"), "-3.5"), (("laffer", "c.json", "-b", "-1"), "not '-1'"),
            (("tax", "-5000x"), "'-5000x' is not an income"), (("tax", "--points", "5"), "unknown option '--points'"),
            (("tax", "30000", "-x5"), "unknown option '-x5'"), (("tax", "-x", "30000"), "unknown option '-x'"),
            (("laffer", "-qz", "c.json"), "unknown option '-qz'"), (("laffer", "c.json", "-b"), "'-b' needs an argument"),
            (("tax", "5", "-c"), "'-c' needs an argument"), (("laffer", "a", "b"), "'b' is one word too many")]:
        done = fisc(*arguments, check=False, cwd=folder)
        assert done.returncode != 0 and words in done.stderr, (arguments, done.stderr)


@test
def compare_puts_two_runs_side_by_side_and_tells_equal_from_different(folder):
    path = write(os.path.join(folder, "config.json"), '{"steps": 2, "population": {"workers": 300}}')
    runs = [os.path.join(folder, name) for name in ("a", "b", "c")]
    fisc("run", path, "-o", runs[0], "-q")
    fisc("run", path, "-o", runs[1], "-q")
    fisc("run", path, "-o", runs[2], "-q", "--set", "planner.kind=flat")
    assert "equal to the bit" in fisc("compare", "--exact", runs[0], runs[1]).stdout
    done = fisc("compare", "--exact", runs[0], runs[2], check=False)
    assert done.returncode == 1 and "first at step 0 in 'welfare'" in done.stderr
    table = fisc("compare", runs[0], os.path.join(runs[2], "run.h5")).stdout
    assert "difference" in table and "Gini before tax" in table and "50.00" in table


@test
def json_output_is_json(folder):
    path = write(os.path.join(folder, "config.json"),
                 '{"steps": 2, "oracle": true, "population": {"workers": 300}}')
    run = os.path.join(folder, "run")
    result = json.loads(fisc("run", path, "-o", run, "--json").stdout)
    assert result["status"] == "complete" and result["steps"] == 2
    assert result["oracle"]["welfare"] >= result["last_step"]["welfare"]
    assert result["oracle"]["welfare"] <= result["oracle"]["welfare_upper_bound"]
    assert result["oracle"]["planner_regret"] >= 0 and result["oracle"]["searches_that_found_it"] >= 1
    certificate, rates = result["certificate"], result["optimum"]["rates"]
    assert all(low <= rate <= high for rate, (low, high) in zip(rates, certificate["rate_interval"]))
    assert 200 < sum(certificate["workers_in_bracket"]) <= 300
    bound = certificate["bound"]
    assert len(bound["marginal_rates"]) == len(bound["incomes_usd_per_year"]) > 5
    assert abs(sum(bound["shares_of_workers"]) - 1) < 1e-9
    assert json.loads(fisc("inspect", "--json", run).stdout) == result


@test
def the_oracle_prints_what_bounds_the_optimum_or_why_nothing_does(folder):
    path = write(os.path.join(folder, "config.json"), '{"steps": 1, "oracle": true, "population": {"workers": 300}}')
    run = os.path.join(folder, "run")
    said = fisc("run", path, "-o", run).stdout
    assert "upper bound for every tax system with one schedule" in said and "searches, spread" in said, said
    assert "nothing determines it from" in said, said
    asked = json.loads(fisc("oracle", path, "--json", "-q").stdout)
    stored = json.loads(fisc("inspect", "--json", run).stdout)
    assert asked["certificate"] == stored["certificate"] and asked["rates"] == stored["optimum"]["rates"]
    assert all(asked[key] == value for key, value in stored["oracle"].items())
    assert fisc("oracle", path, "-q").stdout.splitlines()[1:] == said[said.index("\nThe optimum"):].splitlines()[1:-2]
    for key, value, reason in (("utility.fixed_cost_of_work_usd_per_year", "5000", "fixed cost"),
                               ("utility.form", "isoelastic", "income effects"),
                               ("welfare.objective", "inverse_income", "'inverse_income' has none"),
                               ("welfare.floor_usd_per_year", "25000", "floor of 25000 USD")):
        run = os.path.join(folder, key)
        said = fisc("run", path, "-o", run, "--set", f"{key}={value}", "--set", "planner.optimum.searches=1",
                    "--set", "planner.optimum.rounds=1", "--set", "population.workers=60").stdout
        assert "no upper bound: " in said and reason in said, (key, said)
        result = json.loads(fisc("inspect", "--json", run).stdout)
        assert result["oracle"]["welfare_upper_bound"] is None and reason in result["certificate"]["no_upper_bound"]


@test
def quiet_says_nothing_and_progress_goes_to_stderr(folder):
    path = write(os.path.join(folder, "config.json"), '{"steps": 2, "population": {"workers": 300}}')
    done = fisc("run", path, "-o", os.path.join(folder, "a"), "-q")
    assert done.stdout == "" and done.stderr == ""
    done = fisc("run", path, "-o", os.path.join(folder, "b"))
    assert "Welfare" in done.stdout and done.stderr == ""  # no terminal, less than 30 s


@test
def progress_shows_on_a_terminal(folder):
    path = write(os.path.join(folder, "config.json"),
                 '{"steps": 60, "population": {"workers": 20000}, "rule": {"kind": "logit"}}')
    command = f"{FISC} run {path} -o {folder}/run"
    done = subprocess.run(["script", "-qec", command, "/dev/null"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert "steps/s" in done.stdout and "left" in done.stdout, done.stdout[-500:]


@test
def the_folder_of_a_run_without_a_name_is_made_from_its_title(folder):
    write(os.path.join(folder, "config.json"),
          '{"name": "../../evil name", "steps": 1, "population": {"workers": 10}}')
    fisc("run", "config.json", "-q", cwd=folder)
    made = os.listdir(os.path.join(folder, "results"))
    assert len(made) == 1 and "/" not in made[0] and not made[0].startswith("."), made
    assert os.path.exists(os.path.join(folder, "results", made[0], "run.h5"))
    assert sorted(os.listdir(folder)) == ["config.json", "results"]


finish()
