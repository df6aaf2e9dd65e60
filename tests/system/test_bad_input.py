# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 25 s
"""Bad input gets a clear error, the right exit code, and loses nothing."""
import json
import os
import resource
import shutil
import stat
import subprocess

from support import FISC, PATIENCE_S, finish, fisc, run_hash, test, write

GOOD = '{"steps": 2, "population": {"workers": 500}}'


def refused(folder, config, code, *needles, name="bad.json"):
    path = write(os.path.join(folder, name), config)
    out = os.path.join(folder, "never")
    done = fisc("run", path, "-o", out, "-q", check=False)
    assert done.returncode == code, (config, done.returncode, done.stderr)
    for needle in needles:
        assert needle in done.stderr, (config, needle, done.stderr)
    assert not os.path.exists(os.path.join(out, "run.h5"))
    return done.stderr


@test
def every_error_of_a_config_is_named_at_once_with_its_place(folder):
    text = refused(folder, '{\n  "steps": 0,\n  "sead": 3,\n  "population": {"workers": "lots"},\n'
                           '  "rule": {"kind": "logitt"},\n}\n', 65,
                   "bad.json:2:", "bad.json:3:", "bad.json:4:", "bad.json:5:",
                   "seed", "logit", "steps")
    assert len(text.strip().splitlines()) >= 4


@test
def values_that_are_no_values_are_refused(folder):
    for config, needle in [
        ('{"welfare": {"inequality_aversion": NaN}}', "bad.json:1:"),
        ('{"welfare": {"inequality_aversion": 1e999}}', "bad.json:1:"),
        ('{"population": {"workers": 0}}', "population.workers"),
        ('{"population": {"workers": 1.5}}', "population.workers"),
        ('{"seed": -1}', "seed"),
        ('{"steps": 3} trailing', "bad.json:1:"),
        ('{"steps": 3, "steps": 4}', "steps"),
        ('', "bad.json"),
        ('[1, 2]', "bad.json"),
    ]:
        refused(folder, config, 65, needle)


@test
def bad_tax_systems_are_refused_and_the_component_named(folder):
    tax_system = '{"government": {"tax_system": [{"component": "brackets", "starts_usd_per_year": %s, "rates": %s}]}}'
    refused(folder, tax_system % ("[0, 5, 3]", "[0.1, 0.2, 0.3]"), 65, "bracket 2", "government.tax_system")
    refused(folder, tax_system % ("[0, 5]", "[0.1]"), 65, "2 bracket starts but 1 rates")
    refused(folder, tax_system % ("[0]", "[1.5]"), 65, "rates")
    refused(folder, tax_system % ("[]", "[]"), 65, "starts_usd_per_year", "at least one")
    refused(folder, tax_system % ("[10]", "[0.1]"), 65, "start at 0")
    refused(folder, '{"government": {"baseline": [{"component": "brackets", "starts_usd_per_year": '
                    '[0, 10000], "rates": [0.5, 0.1]}]}}', 65, "falls")
    refused(folder, '{"government": {"tax_system": [{"component": "file", "path": "missing.csv"}]}}', 66,
            "missing.csv")


@test
def more_brackets_than_a_search_has_are_refused(folder):
    for kind in ("optimum", "saez", "coordinate"):
        refused(folder, json.dumps({"planner": {"kind": kind, "bracket_starts_usd_per_year": list(range(65))}}), 65,
                "bad.json:1:", "expected 1 to 64 starts, got 65")


@test
def more_workers_than_memory_are_refused_before_allocating(folder):
    text = refused(folder, '{"population": {"workers": 4000000000}}', 71, "GB")
    assert "population.workers" in text


@test
def a_broken_row_of_microdata_is_named(folder):
    csv = write(os.path.join(folder, "people.csv"),
                "wage_usd_per_hour,hours_per_week\n20,40\n30,fourty\n")
    config = '{"population": {"source": "csv", "workers": null, "csv": {"path": "people.csv"}}}'
    refused(folder, config, 65, "row 2", "hours_per_week")
    write(csv, "wage_usd_per_hour,hours_per_week\n20,40\n0,40\n")
    refused(folder, config, 65, "row 2", "wage_usd_per_hour")
    write(csv, "wage_usd_per_hour,hours_per_week\n20,40\n10\n")
    refused(folder, config, 65, "row 2")
    write(csv, "pay,hours_per_week\n20,40\n")
    refused(folder, config, 65, "wage_usd_per_hour")


@test
def missing_files_and_words_are_usage_errors(folder):
    assert fisc("run", os.path.join(folder, "none.json"), check=False).returncode == 66
    assert fisc("run", check=False).returncode == 64
    assert fisc("runn", check=False).returncode == 64
    assert fisc("sweep", "status", folder, "--time", "1:00", check=False).returncode == 64
    assert "did you mean 'run'" in fisc("runn", check=False).stderr
    assert fisc("run", "--nonsense", "x", check=False).returncode == 64
    assert fisc("resume", folder, check=False).returncode in (65, 66)


@test
def an_earlier_result_is_never_overwritten_unasked(folder):
    path = write(os.path.join(folder, "config.json"), GOOD)
    out = os.path.join(folder, "out")
    fisc("run", path, "-o", out, "-q")
    before = run_hash(out)
    done = fisc("run", path, "-o", out, "-q", "--set", "seed=9", check=False)
    assert done.returncode == 73, done.stderr
    assert "--force" in done.stderr
    assert run_hash(out) == before


@test
def a_folder_that_cannot_be_written_is_an_error(folder):
    path = write(os.path.join(folder, "config.json"), GOOD)
    blocked = write(os.path.join(folder, "file"), "not a folder")
    done = fisc("run", path, "-o", os.path.join(blocked, "run"), "-q", check=False)
    assert done.returncode == 73, done.stderr
    assert "file" in done.stderr


@test
def a_full_disk_is_an_error_and_resume_goes_on(folder):
    path = write(os.path.join(folder, "config.json"),
                 '{"steps": 400, "population": {"workers": 300}, "rule": {"kind": "logit"},'
                 '"output": {"sync_interval_s": 0, "snapshot_interval_s": 0.05}}')
    straight = os.path.join(folder, "straight")
    fisc("run", path, "-o", straight, "-q")
    expected = run_hash(straight)

    for kilobytes in (1, 4, 16, 40, 100, 200):
        out = os.path.join(folder, f"full-{kilobytes}")

        def limit(kilobytes=kilobytes):
            import signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, resource.RLIM_INFINITY))

        done = subprocess.run([FISC, "run", path, "-o", out, "-q"], capture_output=True, text=True,
                              preexec_fn=limit, timeout=PATIENCE_S, check=False)
        assert done.returncode in (73, 74), (kilobytes, done.returncode, done.stderr)
        assert done.stderr.startswith("fisc: "), done.stderr
        if os.path.exists(os.path.join(out, "run.jnl")):
            resumed = fisc("resume", out, "-q", check=False)
            if resumed.returncode != 0:
                fisc("run", path, "-o", out, "-q", "--force")
        else:
            fisc("run", path, "-o", out, "-q", "--force")
        assert run_hash(out) == expected


@test
def a_damaged_journal_is_never_resumed_and_never_changed(folder):
    path = write(os.path.join(folder, "config.json"), '{"steps": 60, "population": {"workers": 300},'
                 ' "rule": {"kind": "logit"}}')
    straight = os.path.join(folder, "straight")
    fisc("run", path, "-o", straight, "-q")
    journal = open(os.path.join(straight, "run.jnl"), "rb").read()
    for at in range(0, len(journal), max(1, len(journal) // 60)):
        run = os.path.join(folder, "damaged")
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(straight, run)
        broken = bytearray(journal)
        broken[at] ^= 0x5A
        with open(os.path.join(run, "run.jnl"), "wb") as file:
            file.write(broken)
        done = fisc("resume", run, "-q", check=False)
        assert done.returncode == 65, (at, done.returncode, done.stderr)
        with open(os.path.join(run, "run.jnl"), "rb") as file:
            assert file.read() == broken, at


@test
def a_resume_with_another_config_is_refused(folder):
    path = write(os.path.join(folder, "config.json"), GOOD)
    out = os.path.join(folder, "out")
    fisc("run", path, "-o", out, "-q")
    stored = os.path.join(out, "config.json")
    os.chmod(stored, stat.S_IRUSR | stat.S_IWUSR)
    text = open(stored, encoding="utf-8").read()
    write(stored, text.replace('"seed": 1', '"seed": 2').replace('"seed":1', '"seed":2'))
    assert text != open(stored, encoding="utf-8").read()
    done = fisc("resume", out, "-q", check=False)
    assert done.returncode == 78, (done.returncode, done.stderr)


@test
def a_panel_that_is_too_large_is_refused_with_its_size(folder):
    refused(folder, '{"steps": 1000, "population": {"workers": 100000}, "output": {"panel": "every",'
                    ' "panel_max_gb": 0.5}}', 65, "GB", "panel")


@test
def what_nothing_reads_is_said_with_the_reason_and_kept_out_of_config_json(folder):
    text = json.dumps({"steps": 2, "planner": {"flat_rate": 0.3}, "rule": {"noise_share": 0.2},
                       "population": {"workers": 50}, "government": {"tax_system": [
                           {"component": "federal_income_tax", "rate": 0.2},
                           {"component": "flat", "rate": 0.1, "phase_out_rate": 0.2}]}})
    path = write(os.path.join(folder, "config.json"), text)
    expected = ["planner.flat_rate has no effect: planner.kind is none; flat reads it",
                "rule.noise_share has no effect: rule.kind is rational; logit and mixed read it",
                "tax_system[0].rate has no effect: component is federal_income_tax; flat reads it",
                "tax_system[1].phase_out_rate has no effect: component is flat; credit reads it"]
    for done in (fisc("validate", path), fisc("run", path, "-o", os.path.join(folder, "run"))):
        for line in expected:
            assert done.stderr.count(line) == 1, (line, done.stderr)
    assert fisc("validate", "-q", path).stderr == ""
    with open(os.path.join(folder, "run", "config.json"), encoding="utf-8") as file:
        kept = json.load(file)
    assert "flat_rate" not in kept["planner"] and kept["rule"] == {"kind": "rational"}, kept
    assert [sorted(part) for part in kept["government"]["tax_system"]] == [
        ["component", "filing_status", "name", "standard_deduction", "year"],
        ["component", "name", "rate"]], kept["government"]["tax_system"]


@test
def a_sweep_over_what_no_point_reads_is_refused(folder):
    write(os.path.join(folder, "base.json"), '{"planner": {"kind": "none"}}')
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps(
        {"base": "base.json", "grid": {"planner.flat_rate": [0.1, 0.2], "seed": [1, 2]}}))
    out = os.path.join(folder, "sweep")
    done = fisc("sweep", "plan", sweep, "-o", out, check=False)
    assert done.returncode == 65 and not os.path.exists(out), (done.returncode, done.stderr)
    assert "planner.flat_rate has no effect in any point: planner.kind is none; flat reads it" in done.stderr
    fisc("sweep", "plan", sweep, "-o", out, "--allow-unused")


def plan_of(folder, grid, **more):
    write(os.path.join(folder, "base.json"), '{"population": {"workers": 20}, "steps": 2}')
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps({"base": "base.json", "grid": grid, **more}))
    out = os.path.join(folder, "sweep")
    done = fisc("sweep", "plan", sweep, "-o", out, check=False)
    lines = open(os.path.join(out, "plan.jsonl"), encoding="utf-8").read().splitlines() if done.returncode == 0 else []
    return done, [json.loads(line) for line in lines]


@test
def points_that_are_the_same_run_are_planned_once(folder):
    done, lines = plan_of(folder, {"planner.kind": ["none", "flat"], "planner.flat_rate": [0.1, 0.2, 0.3], "seed": [1, 2]})
    points = lines[1:]
    assert lines[0]["points"] == len(points) == 2 + 6 and len({point["config_hash"] for point in points}) == 8
    assert [point["index"] for point in points] == list(range(8)), points
    assert "8 points" in done.stdout and "4 more points were left out: the same run" in done.stdout, done.stdout
    out = os.path.join(folder, "sweep")
    fisc("sweep", "run", out, "-q")
    table = fisc("sweep", "collect", out).stdout.splitlines()
    assert len(table) == 9 and sum("none" in row for row in table) == 2, table


@test
def copies_of_a_run_are_no_replications(folder):
    done, _ = plan_of(folder, {"planner.kind": ["none", "flat"], "seed": [1, 2, 1]})
    assert done.returncode == 65 and "same run" in done.stderr and "seed" in done.stderr, done.stderr
    assert not os.path.exists(os.path.join(folder, "sweep"))


@test
def a_config_of_an_earlier_version_is_upgraded_in_place(folder):
    old = """{ // a comment stays
  "government": {"law": [{"part": "flat", "rate": 0.25}]},
  "planner": {"kind": "us_federal"}, /* and this */
  "llm": {"max_reasks": 3, "mind_card": null},
}
"""
    path = write(os.path.join(folder, "old.json"), old)
    done = fisc("validate", path, check=False)
    assert done.returncode == 65 and done.stderr.count("'fisc config upgrade' writes it") == 4, done.stderr
    assert "5 names" in fisc("config", "upgrade", path).stdout
    with open(path, encoding="utf-8") as file:
        assert file.read() == (old.replace('"law"', '"tax_system"').replace('"part"', '"component"')
                               .replace("us_federal", "reference").replace("max_reasks", "max_reprompts")
                               .replace("mind_card", "model_card"))
    fisc("validate", path)
    assert "0 names" in fisc("config", "upgrade", path).stdout


@test
def validate_finds_what_only_a_run_would_meet(folder):
    for config, code, needle in [
        ('{"planner": {"kind": "fixed"}}', 65, "planner.tax_system"),
        ('{"planer": {}}', 65, "'planner'"),
        ('{"population": {"source": "csv", "csv": {"path": "nothere.csv"}}}', 66, "nothere.csv"),
        ('{"government": {"tax_system": [{"component": "file", "path": "x.csv"}]}}', 66, "x.csv"),
        ('{"population": {"workers": 4000000000}}', 71, "GB of memory"),
        ('{"government": {"baseline": [{"component": "brackets", "starts_usd_per_year": [0, 5000],'
         '"rates": [0.5, 0.1]}]}}', 65, "falls"),
    ]:
        path = write(os.path.join(folder, "bad.json"), config)
        done = fisc("validate", path, check=False)
        assert done.returncode == code and needle in done.stderr, (config, done.returncode, done.stderr)
    good = write(os.path.join(folder, "good.json"), '{"population": {"workers": 30000000}}')
    assert "ok" in fisc("validate", good, timeout=10).stdout


finish()
