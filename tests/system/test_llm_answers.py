# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""No answer is not an answer: a run says how much of it is the model's, and stops where that is little."""
import json
import os
import sys

from mock_support import Model
from support import ROOT, finish, fisc, test

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
        # As it is it stops again, and asks nobody; told to, it goes on and is marked.
        folder = os.path.join(folder, "run")
        again = fisc("resume", folder, "-q", check=False)
        assert again.returncode == 75 and "12 of 12" in again.stderr and model.stats()["requests"] == asked
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
def what_the_model_answered_well_is_not_marked(folder):
    with Model() as model:
        config = model.config(folder, steps=2)
        printed = fisc("run", config, "-o", os.path.join(folder, "run")).stdout
        assert "answered by the model: 100.0% of 80 decisions; 0.0% invalid, 0.0% refused" in printed, printed
        assert "MARKED" not in printed and "workers:" not in printed
        facts = json.loads(fisc("inspect", os.path.join(folder, "run"), "--json").stdout)
        assert facts["answered_share"] == 1 and facts["is_marked"] is False


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


finish()
