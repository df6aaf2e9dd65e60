# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies
# test: takes 10 s
"""Wire formats of choices (llm.wire): one scripted mind gives one distribution over all of them."""
import json
import os

import h5py
import numpy as np
from mind_server import MASS, MindServer
from support import finish, fisc, test, write

# What the probabilities are rounded to.
WIRES = {"chat": 1e-12, "systemone": 1e-12, "decisions": 1e-6, "completions": 1e-12}
FIELDS = {"chat": "messages", "systemone": "state", "decisions": "input", "completions": "prompt"}


def config(folder, server, **llm):
    return write(os.path.join(folder, "config.json"), json.dumps(
        {"steps": 2, "population": {"workers": 6}, "planner": {"kind": "none"},
         "rule": {"kind": "llm", "llm": {"keep_decisions": "all"}},
         "llm": {"profile": "vllm", "model": "mind", "url": server.url, "max_attempts": 2, **llm}}))


def decisions(path, place, wire, form, *options):
    """Probabilities [worker and year, hours] and the mass on the options; the bodies of the requests are left."""
    done = fisc("run", path, "--set", "llm.wire=" + wire, "--set", "rule.llm.form=" + form, "-o", place, "-q", "--json", *options)
    counts = json.loads(done.stdout)["language_model"]
    assert counts["fallbacks"] == 0 and counts["reprompts"] == 0, (wire, form, counts)
    with h5py.File(os.path.join(place, "run.h5")) as file:
        table = file["llm/decisions"]
        return table["probability"][()], table["mass_on_options"][()]


@test
def one_mind_gives_one_distribution_over_every_wire(folder):
    first = None
    for digits in (False, True):
        with MindServer(digits) as server:
            path = config(folder, server)
            for wire, rounding in WIRES.items():
                for form in ("letters", "number"):
                    before = len(server.bodies)
                    found, mass = decisions(path, os.path.join(folder, f"{wire}-{form}-{digits}"), wire, form)
                    assert all(FIELDS[wire] in body for body in server.bodies[before:]), wire
                    # Letters are asked for in two orders; nobody is asked twice, and no question beside those.
                    assert len(server.bodies) - before == (24 if form == "letters" else 12), (wire, form)
                    assert found.shape == (12, 10) and np.ptp(found) > 0.05, wire
                    assert np.allclose(mass, MASS, atol=10 * rounding), (wire, form, mass)
                    first = found if first is None else first
                    assert np.allclose(found, first, atol=10 * rounding), (wire, form, np.abs(found - first).max())


@test
def a_model_that_will_not_choose_is_asked_again_and_counted_as_refusing(folder):
    class Refusing(MindServer):
        def decide_as_openai(self, request):
            return {"model": "mind", "usage": {"input_tokens": 9}, "answers": [{"type": "refusal", "name": "choice"}]}

    with Refusing() as server:
        path = config(folder, server, max_invalid_share=1, max_reprompts=1)
        done = fisc("run", path, "--set", "llm.wire=decisions", "--set", "rule.llm.form=number", "-o",
                    os.path.join(folder, "run"), "-q", "--json", "--set", "steps=1")
        counts = json.loads(done.stdout)["language_model"]
        assert counts["fallbacks"] == 6 and counts["reprompts"] == 6, counts
        assert "cannot be used" in server.bodies[-1]["questions"][0]["instructions"], server.bodies[-1]


@test
def what_says_nothing_of_the_options_is_a_fault_of_the_server(folder):
    class Other(MindServer):
        def decide_as_openai(self, request):
            answer = super().decide_as_openai(request)
            answer["answers"][0]["probabilities"].pop()
            return answer

        def complete(self, request):
            answer = super().complete(request)
            answer["choices"][0]["logprobs"]["tokens"][-2] = "?"
            return answer

    with Other() as server:
        path = config(folder, server)
        for wire in ("decisions", "completions"):
            done = fisc("run", path, "--set", "llm.wire=" + wire, "--set", "rule.llm.form=number", "-o",
                        os.path.join(folder, wire), check=False)
            assert done.returncode == 69 and "no probability of each option" in done.stderr, (wire, done.stderr)


@test
def budgets_count_a_token_for_each_prompt(folder):
    with MindServer() as server:
        path = config(folder, server)
        done = fisc("run", path, "--estimate", "--set", "llm.wire=completions", "--set", "rule.llm.form=letters")
        assert "24 requests" in done.stdout and "at most 240 completion tokens" in done.stdout, done.stdout
        for wire in ("systemone", "decisions"):
            done = fisc("run", path, "--estimate", "--set", "llm.wire=" + wire, "--set", "rule.llm.form=letters")
            assert "24 requests" in done.stdout, done.stdout
        assert not server.bodies


finish()
