# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets hold: no server, whatever it says of its tokens, serves more than a run may spend."""
import os
import re
import subprocess

from mock_model import USAGES
from mock_support import Model
from support import FISC, finish, fisc, test, wait_until, write

PRICES = {"usd_per_million_prompt_tokens": 10, "usd_per_million_completion_tokens": 100}
BUDGETS = {"max_requests": 25, "max_total_tokens": 12000, "max_usd": 0.12}


def served(model, budget):
    found = model.stats()
    return {"max_requests": found["requests"], "max_total_tokens": found["prompt_tokens"] + found["completion_tokens"],
            "max_usd": found["prompt_tokens"] / 1e5 + found["completion_tokens"] / 1e4}[budget]


def spent(words):
    """What the story says was spent."""
    return float(re.search(r"the budget is spent: ([0-9.e+-]+) of", words)[1])


def start(folder, model, budget, limit, **llm):
    config = model.config(folder, steps=4, population={"workers": 40},
                          llm={"in_flight": 8, "max_invalid_share": 1, budget: limit, **PRICES, **llm})
    return fisc("run", config, "-o", os.path.join(folder, "run"), "-q", check=False)


@test
def nothing_is_served_beyond_a_budget_whatever_a_server_says_of_its_tokens(folder):
    for usage in USAGES:
        for budget, limit in BUDGETS.items():
            if usage in ("boasts", "hides") and budget != "max_total_tokens":
                continue
            place = os.path.join(folder, usage, budget)
            os.makedirs(place)
            with Model(behaviour=usage) as model:
                done = start(place, model, budget, limit)
                assert done.returncode == 75 and budget in done.stderr, (usage, budget, done.stderr)
                cost, said = served(model, budget), spent(done.stderr)
                assert 0 < cost <= said * (1 + 1e-3) <= limit * (1 + 2e-3), (usage, budget, cost, said)
                if usage == "honest" or budget == "max_requests":
                    assert abs(cost - said) <= 1e-3 * cost, (usage, budget, cost, said)
                    assert cost >= 0.7 * limit, (usage, budget, cost)  # and most of it is used
                # A resumed run goes on with what it had spent.
                done = fisc("resume", os.path.join(place, "run"), "-q", "--set", f"llm.{budget}={2 * limit}",
                            check=False)
                cost, again = served(model, budget), spent(done.stderr)
                assert done.returncode == 75 and cost <= again * (1 + 1e-3) <= 2 * limit * (1 + 2e-3), (usage, budget)
                assert again > said, (usage, budget, said, again)
                if usage == "honest":
                    assert abs(cost - again) <= 1e-3 * cost, (budget, cost, again)


@test
def what_is_lost_on_the_wire_may_have_cost_and_counts(folder):
    with Model(behaviour="chaos") as model:
        done = start(folder, model, "max_total_tokens", 60000, max_attempts=100)
        assert done.returncode == 75, done.stderr
        assert 0 < served(model, "max_total_tokens") <= spent(done.stderr) <= 60000, done.stderr
    place = os.path.join(folder, "requests")
    os.makedirs(place)
    with Model(behaviour="chaos") as model:
        done = start(place, model, "max_requests", 50, max_attempts=100)
        asked = served(model, "max_requests")
        assert done.returncode == 75 and asked == spent(done.stderr) == 50, (asked, done.stderr)


def kill_in_the_midst(command, model):
    """With eight requests under way, in the second dozen of them."""
    before = model.stats()["requests"]
    with subprocess.Popen([FISC, *command, "-q"], stderr=subprocess.DEVNULL) as going:
        wait_until(lambda: model.stats()["requests"] >= before + 14 or going.poll() is not None, "requests")
        assert going.poll() is None
        going.kill()


@test
def a_killed_run_has_paid_for_what_was_under_way(folder):
    run, limit = os.path.join(folder, "run"), 100000
    with Model(0.2, "honest") as model:
        config = model.config(folder, steps=4, population={"workers": 40},
                              llm={"in_flight": 8, "max_invalid_share": 1, "max_total_tokens": limit})
        for command in (["run", config, "-o", run], ["resume", run], ["resume", run]):
            kill_in_the_midst(command, model)
        done = fisc("resume", run, "-q", check=False)
        cost, said = served(model, "max_total_tokens"), spent(done.stderr)
    assert done.returncode == 75 and cost <= said <= limit, (cost, said, done.stderr)
    assert said - cost > 3 * 8 * 1000, (cost, said)  # what was under way may have cost more than it did


@test
def that_a_budget_rests_on_a_guess_is_said(folder):
    for usage, is_said in (("silent", True), ("honest", False)):
        place = os.path.join(folder, usage)
        os.makedirs(place)
        with Model(behaviour=usage) as model:
            config = model.config(place, steps=1, llm={"max_total_tokens": 1e9})
            said = fisc("run", config, "-o", os.path.join(place, "run")).stderr
            assert ("told no plausible number of tokens" in said) == is_said, said


@test
def a_budget_in_usd_without_prices_is_an_error_of_the_config(folder):
    config = write(os.path.join(folder, "config.json"),
                   '{"rule": {"kind": "llm"}, "llm": {"model": "m", "max_usd": 1, "url": "http://127.0.0.1:9/v1"}}')
    done = fisc("run", config, "-o", os.path.join(folder, "run"), check=False)
    assert done.returncode == 65 and "usd_per_million_prompt_tokens" in done.stderr, done.stderr
    done = fisc("validate", config, check=False)
    assert done.returncode == 65 and "usd_per_million_prompt_tokens" in done.stderr, done.stderr


finish()
