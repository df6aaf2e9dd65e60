# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""No answer is not an answer: a run says how much of it is the model's, and stops where that is little."""
import csv
import json
import os
import re
import subprocess
import sys

from family_support import PlainServer
from mock_support import Model
from support import ROOT, finish, fisc, test, write

GO_ON = ("--set", "llm.max_invalid_share=1")
ANALYSIS = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
ONCE = {"max_reprompts": 0}


def run(folder, model, *more, **changes):
    config = model.config(folder, **{"steps": 2, "llm": ONCE, **changes})
    return fisc("run", config, "-o", os.path.join(folder, "run"), "-q", *more, check=False)


@test
def a_run_that_never_got_an_answer_stops_and_says_why(folder):
    with Model(behaviour="thinks") as model:
        done = run(folder, model, population={"workers": 12})
        assert done.returncode == 75, (done.returncode, done.stderr)
        for words in ("12 of 12 answers (workers) could not be used", "thought for all of its 64 tokens",
                      "switch thinking off or raise rule.llm.max_tokens", "fisc resume"):
            assert words in done.stderr, (words, done.stderr)
        asked = model.stats()["requests"]
        assert asked == 12
        # As it is it stops again, at its next step; told to, it goes on and is marked.
        folder = os.path.join(folder, "run")
        again = fisc("resume", folder, "-q", check=False)
        assert again.returncode == 75 and "12 of 12" in again.stderr and model.stats()["requests"] == 2 * asked
        done = fisc("resume", folder, *GO_ON)
        for printed in (done.stdout, fisc("inspect", folder).stdout, fisc("compare", folder, folder).stdout):
            assert "answered by the model: 0.0% of 24 decisions; 100.0% invalid, 0.0% refused" in printed, printed
            assert "MARKED: below 95%" in printed, printed
        page = os.path.join(folder, "page.html")
        fisc("report", folder, "-o", page, env=ANALYSIS)
        with open(page, encoding="utf-8") as file:
            assert "MARKED: the model made 0.0% of its decisions" in file.read()
        facts = json.loads(fisc("inspect", folder, "--json").stdout)
        assert facts["answered_share"] == 0 and facts["is_marked"] is True
        assert facts["language_model"]["workers_asked"] == 24 == facts["language_model"]["workers_invalid"]


@test
def a_run_that_stopped_for_want_of_answers_goes_on_once_the_server_is_mended(folder):
    for workers in (12, 80):  # at a step's end, and within it
        place = os.path.join(folder, str(workers))
        os.makedirs(place)
        with Model(behaviour="refuses") as model:
            done = run(place, model, population={"workers": workers}, llm={**ONCE, "in_flight": 1})
            assert done.returncode == 75 and model.stats()["requests"] == min(workers, 50), done.stderr
        with Model() as model:
            done = fisc("resume", os.path.join(place, "run"), "--json", "--set", f"llm.url=http://127.0.0.1:{model.port}/v1")
            counts = json.loads(done.stdout)["language_model"]
            assert counts["workers_asked"] == 2 * workers and counts["workers_invalid"] == min(workers, 50), counts
            assert model.stats()["requests"] == 2 * workers - min(workers, 50)


def pair_of_arms(folder, behaviour):
    """A run of which half of the workers get no answer, or none, its two branches, and what was said of them."""
    with Model(behaviour=behaviour) as model:
        config = model.config(folder, steps=2, population={"workers": 30}, llm={**ONCE, "max_invalid_share": 1})
        fisc("run", config, "-o", os.path.join(folder, "run"), "-q")
        arms = os.path.join(folder, "arms")
        branch = ("branch", os.path.join(folder, "run"), "--at", "1",
                  "--tax-system", 'new=[{"component":"flat","rate":0.5}]', "-o")
        said = fisc(*branch, arms, cwd=ROOT)
        tabled = fisc(*branch, arms + "2", "--json", cwd=ROOT)
    return [os.path.join(arms, name) for name in ("control", "new")], said, tabled


@test
def what_is_made_of_runs_with_few_answers_is_marked_and_its_json_stays_json(folder):
    arms, branched, tabled = pair_of_arms(folder, "deaf_halves")
    assert branched.stdout.count("MARKED: below 95%") == 2, branched.stdout
    assert len(re.findall(r"MARKED: answered by the model: [0-9]{2}\.[0-9]% of 60", tabled.stderr)) == 2, tabled.stderr
    json.loads(tabled.stdout)
    for command in (["dominance", *arms], ["compare", *arms, "--paired"], ["compare", *arms]):
        said = fisc(*command, env=ANALYSIS)
        assert said.stdout.count("MARKED") == 2 and not said.stderr, (command, said.stdout)
        said = fisc(*command, "--json", env=ANALYSIS)
        assert json.loads(said.stdout) and said.stderr.count("MARKED") == 2, (command, said.stderr)
    for row in json.loads(fisc("compare", *arms, "--json").stdout) + json.loads(tabled.stdout):
        assert 0.2 < row["answered_share"] < 0.8 and row["is_marked"] is True, row
    assert fisc("watch", "--once", arms[0]).stdout.count("MARKED: below 95%") == 1
    page, table = os.path.join(folder, "page.html"), os.path.join(folder, "table.tex")
    fisc("report", *arms, "-o", page, env=ANALYSIS)
    subprocess.run([sys.executable, "-m", "fisc", "table", *arms, "-o", table], check=True, capture_output=True,
                   env={**os.environ, **ANALYSIS})
    for path in (page, table):
        with open(path, encoding="utf-8") as file:
            assert file.read().count("MARKED: the model made ") == 2, path
    done = fisc("export", arms[0])
    assert done.stderr.count("MARKED") == 1, done.stderr
    for row in csv.DictReader(done.stdout.splitlines()):
        asked, lost = float(row["workers_asked"]), float(row["workers_invalid"]) + float(row["workers_refused"])
        assert asked == 30 and float(row["answered_share"]) == 1 - lost / asked < 0.8, row
    for name in ("panel", "decisions"):
        assert "MARKED" in fisc("export", arms[0], "-t", name, "-o", os.path.join(folder, "t.csv")).stderr


@test
def what_is_made_of_runs_with_enough_answers_is_not(folder):
    arms, branched, tabled = pair_of_arms(folder, "")
    said = [branched, tabled, fisc("watch", "--once", arms[0])]
    said += [fisc(*command, env=ANALYSIS) for command in (["dominance", *arms], ["compare", *arms, "--json"])]
    said.append(fisc("export", arms[0]))
    assert not any("MARKED" in done.stdout + done.stderr for done in said), said


@test
def rows_of_a_sweep_and_a_card_of_elasticities_are_marked(folder):
    for behaviour in ("deaf_halves", ""):
        place = os.path.join(folder, behaviour or "well")
        os.makedirs(place)
        with Model(behaviour=behaviour) as model:
            config = model.config(place, steps=2, population={"workers": 30}, llm={**ONCE, "max_invalid_share": 1})
            sweep = write(os.path.join(place, "sweep.json"), json.dumps(
                {"name": "rates", "base": config, "grid": {"planner.flat_rate": [0.3, 0.5], "seed": [1, 2]}}))
            fisc("sweep", "plan", sweep, "-o", os.path.join(place, "sweep"), "-q")
            fisc("sweep", "run", os.path.join(place, "sweep"), "-q")
            if behaviour:
                card = fisc("elasticity", config, "-n", "1", "-o", os.path.join(place, "card"), "-q", env=ANALYSIS)
                assert "MARKED: the model made" in card.stdout, card.stdout
        sweep, marks = os.path.join(place, "sweep"), 4 if behaviour else 0
        done = fisc("sweep", "collect", sweep, "--json")
        messages = [row["message"] or "" for row in json.loads(done.stdout)]
        assert [words.startswith("MARKED: answered by the model: ") for words in messages] == 4 * [bool(marks)], messages
        assert fisc("sweep", "status", sweep).stdout.count("MARKED") == marks
        for command in (["collect", "--over", "seed"], ["sensitivity"]):  # which is none of this grid, but would be
            done = fisc("sweep", *command, sweep, env=ANALYSIS, check=command != ["sensitivity"])
            assert ("MARKED: 4 of 4 points" in done.stderr) == bool(marks), (command, done.stderr)
        for row in json.loads(fisc("sweep", "collect", sweep, "--over", "seed", "--json").stdout):
            assert (row["answered_share"] < 0.95) == bool(marks), row
        if not marks:
            continue
        # No point is the best where nothing was really decided, and no difference is one.
        page = os.path.join(place, "sweep.html")
        said = fisc("report", sweep, "-o", page, env=ANALYSIS).stdout
        with open(page, encoding="utf-8") as file:
            assert "MARKED: of 2 of 2 points" in file.read() and "The best: none" in said and "MARKED" in said, said
        done = fisc("compare", sweep, sweep, "--json", env=ANALYSIS)
        assert done.stderr.count("MARKED: of 2 of 2 points") == 2 and json.loads(done.stdout), done.stderr


@test
def what_the_model_answered_well_is_not_marked(folder):
    with Model() as model:
        config = model.config(folder, steps=2)
        printed = fisc("run", config, "-o", os.path.join(folder, "run")).stdout
        assert "answered by the model: 100.0% of 80 decisions; 0.0% invalid, 0.0% refused" in printed, printed
        assert "MARKED" not in printed and "workers:" not in printed
        facts = json.loads(fisc("inspect", os.path.join(folder, "run"), "--json").stdout)
        assert facts["answered_share"] == 1 and facts["is_marked"] is False


@test
def how_answers_had_to_be_read_is_counted_by_kind_and_step(folder):
    import h5py

    with Model(behaviour="fences") as model:
        kept = os.path.join(folder, "run")
        fisc("run", model.config(folder, steps=2), "-o", kept, "-q")
    with h5py.File(os.path.join(kept, "run.h5")) as file:
        counts = {name: data[()] for name, data in file["llm"].items() if name.startswith("repaired_")}
    assert len(counts) == 10, sorted(counts)
    fenced = counts.pop("repaired_fence")
    assert len(fenced) == 2 and all(10 <= count <= 30 for count in fenced), fenced  # of 40 a step, about half
    assert not any(count.any() for count in counts.values()), counts
    printed = fisc("inspect", kept).stdout
    assert f"answers that were repaired: {fenced.sum():.0f} code fence\n" in printed, printed
    assert json.loads(fisc("inspect", kept, "--json").stdout)["language_model"]["repaired_fence"] == fenced.sum()


@test
def one_of_few_goes_on_and_a_large_step_without_hope_is_not_paid_for_to_its_end(folder):
    with Model(behaviour="refuses") as model:
        done = run(folder, model, population={"workers": 4}, steps=1)
        assert done.returncode == 0, done.stderr  # four are too few to judge
    with Model(behaviour="refuses") as model:
        done = run(os.path.join(folder), model, "--force", population={"workers": 400},
                   llm={**ONCE, "in_flight": 4})
        assert done.returncode == 75 and "no JSON" in done.stderr, done.stderr
        assert "'I cannot help with that.'" in done.stderr, done.stderr
        assert 50 <= model.stats()["requests"] <= 60, model.stats()["requests"]
    # Reprompts are not paid for either: fifty are asked to the end, before the others once.
    with Model(behaviour="refuses") as model:
        done = run(folder, model, "--force", population={"workers": 400}, llm={"max_reprompts": 2})
        assert done.returncode == 75 and "of 50 answers (workers)" in done.stderr, done.stderr
        assert model.stats()["requests"] == 150, model.stats()["requests"]


@test
def half_of_the_workers_without_an_answer_stop_a_run_at_its_step(folder):
    with Model(behaviour="deaf_halves") as model:
        done = run(folder, model, population={"workers": 60})
        assert done.returncode == 75 and "of 60 answers (workers)" in done.stderr, done.stderr
        assert model.stats()["requests"] == 60
        # Whoever says so beforehand gets a whole run; replays repeat it, whatever they say.
        whole = os.path.join(folder, "whole")
        config = model.config(folder, steps=2, population={"workers": 60}, llm={**ONCE, "max_invalid_share": 1})
        fisc("run", config, "-o", whole, "-q")
    fisc("transcript", "export", whole, "-o", os.path.join(folder, "said.gz"))
    fisc("run", config, "-o", os.path.join(folder, "replay"), "-q", "--set", "llm.mode=replay",
         "--set", "llm.max_invalid_share=0.05", "--set", "llm.transcript=" + os.path.join(folder, "said.gz"))


@test
def an_injected_or_refused_persona_is_none(folder):
    persons = {"population": {"workers": 12}, "personas": {"source": "llm"}}
    with Model(behaviour="bad_personas") as model:
        done = run(folder, model, **persons)
        assert done.returncode == 75 and "12 of 12 answers (personas)" in done.stderr, done.stderr
        assert "markup, commands or a refusal" in done.stderr and "of no use, the last '{" in done.stderr, done.stderr
    with Model(behaviour="bad_personas") as model:
        done = run(folder, model, "--json", "--force", *GO_ON, steps=1, **persons)
        assert done.returncode == 0, done.stderr
        counts = json.loads(done.stdout)["language_model"]
        assert counts["personas_asked"] == counts["personas_invalid"] == 12, counts
        asked = model.stats()["users"][12:]
    assert len(asked) == 12 and not any("sell shoes" in text or "sorry" in text for text in asked), asked[0]


class Elsewhere(PlainServer):
    """Its probability lies on no option, whatever the word that it says: of one order in two, or of all."""

    def __init__(self, is_always):
        super().__init__()
        self.is_always = is_always

    def answer(self, request):
        reply = super().answer(request)
        user = request["messages"][1]["content"]
        if self.is_always or user.index("20 hours") < user.index("70 hours"):
            for token in reply["choices"][0]["logprobs"]["content"]:
                token["top_logprobs"] = [{"token": "Well", "logprob": -0.1}, {"token": "A", "logprob": -4.0}]
        return reply


@test
def answers_that_lie_on_no_option_stop_a_run_too_and_workers_are_counted_once(folder):
    config = {"steps": 2, "population": {"workers": 30}, "rule": {"kind": "llm", "llm": {"form": "letters"}}}
    for is_always, few in ((True, {}), (False, {"max_invalid_share": 1})):
        with Elsewhere(is_always) as server:
            path = write(os.path.join(folder, "config.json"), json.dumps(
                {**config, "llm": {"model": "m", "url": server.url, "profile": "llamacpp", **few}}))
            done = fisc("run", path, "-o", os.path.join(folder, f"run{is_always}"), "-q", "--json", check=False)
        if is_always:
            assert done.returncode == 75 and "60 of 60 answers (workers) could not be used" in done.stderr, done.stderr
            assert "rule.llm.min_mass" in done.stderr and len(server.bodies) == 60, done.stderr
        else:  # of two orders one is enough
            counts = json.loads(done.stdout)["language_model"]
            assert counts["workers_asked"] == 60 and counts["workers_invalid"] == counts["fallbacks"] < 40, counts


def notes(folder):
    """What the planner did: whether each proposal was accepted, why not, and its note."""
    import h5py

    with h5py.File(os.path.join(folder, "run.h5")) as file:
        planner = file["planner"]
        return list(zip(planner["is_accepted"][...], planner["refusal"].asstr()[...],
                        map(json.loads, planner["note"].asstr()[...])))


@test
def an_invalid_answer_of_a_planner_is_no_proposal(folder):
    with Model(behaviour="refuses") as model:
        done = run(folder, model, steps=3, tax_year_length=1, population={"workers": 5}, rule={"kind": "logit"},
                   planner={"kind": "llm"})
        assert done.returncode == 0, done.stderr
    for is_accepted, refusal, note in notes(os.path.join(folder, "run")):
        assert not is_accepted and "no JSON" in refusal, refusal
        assert note["invalid"] == "no JSON" and note["usable"] is False, note
    facts = json.loads(fisc("inspect", os.path.join(folder, "run"), "--json").stdout)
    assert facts["answered_share"] == 0 and facts["language_model"]["planner_invalid"] == 3, facts
    assert "planner: 0.0% of 3 decisions" in fisc("inspect", os.path.join(folder, "run")).stdout


@test
def who_names_no_valid_tax_system_does_not_stand(folder):
    elected = {"kind": "elected", "elected": {"candidates": 5, "platforms": True}}
    with Model(behaviour="bad_rates") as model:
        done = run(folder, model, steps=4, tax_year_length=1, population={"workers": 10},
                   planner=elected, llm={**ONCE, "max_invalid_share": 1})
        assert done.returncode == 0, done.stderr
    withdrawn = 0
    for is_accepted, refusal, note in notes(os.path.join(folder, "run")):
        answers = note["answers"]
        out = [answer["does_not_stand"] for answer in answers if "does_not_stand" in answer]
        withdrawn += len(out)
        assert len(answers) == 5 and len(note["candidates"]) == 5 - len(out) == len(note["platforms"]), note
        assert not set(out) & set(note["candidates"])
        assert all(answer["usable"] == ("candidate" in answer) for answer in answers), note
        assert bool(is_accepted) == bool(note["candidates"]), (refusal, note)
        if note["candidates"]:
            assert 0 <= note["winner"] < len(note["candidates"]) and sum(note["plurality"]) > 0.999
    assert 4 <= withdrawn <= 16, withdrawn  # half of 20, by chance


@test
def where_nobody_can_stand_or_the_winner_says_nothing_the_taxes_stay(folder):
    for name, platforms in (("platforms", True), ("plain", False)):
        place = os.path.join(folder, name)
        os.makedirs(place)
        elected = {"kind": "elected", "elected": {"candidates": 3, "platforms": platforms}}
        with Model(behaviour="refuses") as model:
            done = run(place, model, steps=2, tax_year_length=1, population={"workers": 6}, rule={"kind": "llm"},
                       planner=elected, llm={**ONCE, "max_invalid_share": 1})
            assert done.returncode == 0, done.stderr
        found = notes(os.path.join(place, "run"))
        assert len(found) == 2
        for is_accepted, refusal, note in found:
            assert not is_accepted, note
            assert ("nobody stands" in refusal and note["winner"] is None) if platforms else "no JSON" in refusal, refusal
        facts = json.loads(fisc("inspect", os.path.join(place, "run"), "--json").stdout)["language_model"]
        assert facts["leaders_invalid"] == facts["leaders_asked"] == (6 if platforms else 2), facts


@test
def a_planner_that_never_answered_is_compared_with_nobody(folder):
    with Model(behaviour="refuses") as model:
        for steps, json_too in ((4, []), (8, ["--json"])):  # too few to stop; enough
            config = model.config(folder, steps=steps, tax_year_length=1, population={"workers": 50},
                                  rule={"kind": "rational"}, llm=ONCE,
                                  planner={"kind": "none", "bracket_starts_usd_per_year": [0, 30000]})
            done = fisc("planners", config, "--llm", "--seeds", "1", "-q", *json_too)
            table, told = done.stdout, done.stderr if json_too else done.stdout
            rows = [row["planner"] for row in json.loads(table)] if json_too else table.split("\n")
            assert rows and not [row for row in rows if row.startswith(("language model", "LM,"))], table
            assert told.count("Not in the table: L") + told.count("Not in the table: language model") == 4, told
            assert ("0.0% of 4 decisions" in told) == (steps == 4), told
            assert ("5 of 5 answers (planner)" in told) == (steps == 8), told


@test
def a_table_of_planners_says_how_much_of_a_row_is_the_models(folder):
    few = ("--llm", "--seeds", "1", "-q", "--set", "planner.bracket_starts_usd_per_year=[0]", "--set", "planner.optimum.starts=1")
    made = {"steps": 3, "tax_year_length": 1, "population": {"workers": 20}, "llm": ONCE, "rule": {"kind": "constant"},
            "planner": {"kind": "none"}}
    with Model() as model:
        config = model.config(folder, **made)
        done = fisc("planners", config, *few, "-o", os.path.join(folder, "table.csv"))
        assert "\nlanguage model: answered by the model: 100.0% of 3 decisions; 0.0% invalid" in done.stdout, done.stdout
        with open(os.path.join(folder, "table.csv"), encoding="utf-8") as file:
            shares = {row["planner"]: row["answered_share"] for row in csv.DictReader(file)}
        assert shares["language model"] == shares["LM, no history"] == "1" and shares["do nothing"] == "", shares
    # Three decisions are too few to stop, and three refusals no planner.
    with Model(behaviour="refuses") as model:
        done = fisc("planners", model.config(folder, **made), *few, "--transfer", "constant", "--json")
        assert done.stderr.count("answered by the model: 0.0% of 3 decisions") == 4, done.stderr
        assert not [row for row in json.loads(done.stdout) if row["planner"].startswith(("LM, ", "language"))], done.stdout


@test
def another_model_in_the_middle_of_a_run_is_said_or_stops_it(folder):
    with Model(behaviour="changes") as model:
        config = model.config(folder, llm={"in_flight": 1})
        said = fisc("run", config, "-o", os.path.join(folder, "warned")).stderr
        assert said.count("another model: 'mock-2, fp_1', and it was 'mock, fp_1'") == 1, said
    with Model(behaviour="changes") as model:
        run_folder = os.path.join(folder, "stopped")
        config = model.config(folder, llm={"in_flight": 1, "on_model_change": "stop"})
        done = fisc("run", config, "-o", run_folder, "-q", check=False)
        assert done.returncode == 75 and "llm.on_model_change" in done.stderr, done.stderr
        assert model.stats()["requests"] == 21
        done = fisc("resume", run_folder, "-q", "--set", f"llm.url=http://127.0.0.1:{model.port}/v1", check=False)
        assert done.returncode == 75 and model.stats()["requests"] == 22, done.stderr  # as it was when it began
        fisc("resume", run_folder, "-q", "--set", "llm.on_model_change=warn")


finish()
