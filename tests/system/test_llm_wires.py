# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies
# test: takes 30 s
"""Wire formats of choices (llm.wire): one scripted mind gives one distribution over all of them."""
import json
import os

import h5py
import numpy as np
from family_support import Refusal
from mind_server import MASS, PAGES, MindServer
from support import finish, fisc, run_hash, test, write

# What the probabilities are rounded to: percents where they are said in words.
WIRES = {"chat": 1e-12, "systemone": 1e-12, "decisions": 1e-6, "completions": 1e-12, "token_ids": 1e-12, "stated": 5e-3}
FIELDS = {"chat": "top_logprobs", "systemone": "state", "decisions": "input", "completions": "prompt",
          "token_ids": "logprob_token_ids", "stated": "messages"}


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
            path = config(folder, server, token_ids={token: k for k, token in server.vocabulary.items() if token != "\n"})
            for wire, of_wire in WIRES.items():
                for form in ("letters", "number"):
                    # A journal of numbers holds five decimals of a log probability.
                    rounding = max(of_wire, 1e-5) if form == "number" else of_wire
                    before = len(server.bodies)
                    found, mass = decisions(path, os.path.join(folder, f"{wire}-{form}-{digits}"), wire, form)
                    assert all(FIELDS[wire] in body for body in server.bodies[before:]), wire
                    # Two orders of a list; nobody is asked twice, and no question beside those.
                    assert len(server.bodies) - before == (24 if form == "letters" or wire == "stated" else 12), (wire, form)
                    assert found.shape == (12, 10) and np.ptp(found) > 0.05, wire
                    assert np.allclose(mass, MASS, atol=10 * rounding), (wire, form, mass)
                    first = found if first is None else first
                    # The years that follow hang on what was drawn, which roundings may move.
                    same = slice(None) if rounding < 1e-3 else slice(6)
                    atol = 2 * rounding / MASS if rounding > 1e-3 else 10 * rounding
                    assert np.allclose(found[same], first[same], atol=atol), (wire, form, np.abs(found - first).max())


# What a server lacks, and what is the best that it has then.
SERVERS = {
    "systemone": {},
    "decisions": {"pages": PAGES[1:]},
    "token_ids": {"pages": PAGES[2:]},
    "chat": {"pages": PAGES[2:], "knows_ids": False},
    "completions": {"pages": PAGES[2:], "knows_ids": False, "top": 5},
    "stated": {"pages": (), "top": 0},
}
PATHS = {"systemone": "/v1/systemone", "decisions": "/v1/decisions", "completions": "/v1/completions"}


@test
def doctor_finds_the_wire_that_tells_most_and_a_run_tries_none(folder):
    assert set(SERVERS) == set(WIRES)
    profile = os.path.join(folder, "profile.json")
    for wire, lacks in SERVERS.items():
        with MindServer(**lacks) as server:
            path = config(folder, server)
            done = fisc("doctor", path, "--write", profile)
            with open(profile, encoding="utf-8") as file:
                written = json.load(file)["llm"]
            assert written["wire"] == wire, (wire, written, done.stdout)
            assert ("token_ids" in written) == (wire == "token_ids"), (wire, written)
            for form in ("letters", "number"):
                chosen = ("--set", "llm.profile_file=" + profile, "--set", "rule.llm.form=" + form)
                done = fisc("doctor", path, *chosen)
                assert "what a run asks" in done.stdout, done.stdout
                server.paths.clear()
                place = os.path.join(folder, f"{wire}-{form}")
                fisc("run", path, *chosen, "-o", place, "-q")
                assert set(server.paths) == {PATHS.get(wire, "/v1/chat/completions")}, (wire, server.paths)
            with h5py.File(os.path.join(place, "run.h5")) as file:
                assert np.ptp(file["llm/decisions/probability"][()]) < 1, wire  # no single word


@test
def numbers_of_tokens_are_checked_before_anything_is_asked(folder):
    with MindServer() as server:
        for k, (ids, words) in enumerate((({}, "no token 'A'"), (dict.fromkeys("ABCDEFGHIJKLMNOPQRST", 1), "no token '0'"),
                                          ({"A": 1.5}, "token 'A' is none"), ({"A": "x"}, "token 'A' is none"))):
            done = fisc("run", config(folder, server, wire="token_ids", token_ids=ids), "-o", os.path.join(folder, str(k)),
                        check=False)
            assert done.returncode == 65 and words in done.stderr, (ids, done.stderr)
        assert not server.bodies


@test
def percents_that_leave_too_much_to_nothing_are_invalid(folder):
    class Vague(MindServer):
        def answer(self, request):
            answer = super().answer(request)
            choice = answer["choices"][0]["message"]
            if choice["content"].startswith("{"):
                choice["content"] = json.dumps(dict.fromkeys(json.loads(choice["content"]), 4))
            return answer

    with Vague() as server:
        path = config(folder, server, wire="stated", max_invalid_share=1, profile="openai")
        for form in ("letters", "number"):
            done = fisc("run", path, "--set", "rule.llm.form=" + form, "-o", os.path.join(folder, form), "-q", "--json",
                        "--set", "steps=1")
            assert json.loads(done.stdout)["language_model"]["fallbacks"] == 6, done.stdout
        found, mass = decisions(path, os.path.join(folder, "all"), "stated", "letters", "--set", "rule.llm.min_mass=0.4")
        assert np.allclose(mass, 0.4) and np.allclose(found, 0.1), (mass, found)


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
def faults_of_the_wire_leave_every_bit_alone(folder):
    """Two in five requests bring no answer: errors, pages, answers about nothing."""
    class Chaotic(MindServer):
        def post(self, path, request, headers):
            answer, (chance, kind) = super().post(path, request, headers), divmod(len(self.paths), 5)
            if kind in (0, 3):
                raise [Refusal(503, {"error": {"message": "busy"}}), Refusal(200, {"answers": {}, "choices": []}),
                       Refusal(200, {"detail": {"error_type": "upstream_error", "message": "no model"}}),
                       Refusal(200, "Welcome"), Refusal(529, {})][chance % 5]
            return answer

    hashes = {}
    for server_kind in (MindServer, Chaotic):
        with server_kind() as server:
            path = config(folder, server, max_attempts=100, token_ids={
                token: k for k, token in server.vocabulary.items() if token != "\n"})
            for wire in WIRES:
                place = os.path.join(folder, f"{wire}-{server_kind.__name__}")
                decisions(path, place, wire, "letters" if wire == "token_ids" else "number", "--set", "steps=1")
                hashes.setdefault(wire, set()).add(run_hash(place))
    assert all(len(found) == 1 for found in hashes.values()), hashes


@test
def what_a_server_of_decisions_says_is_wrong_is_shown(folder):
    with MindServer() as server:
        done = fisc("run", config(folder, server, wire="systemone", model="other"), "-o", os.path.join(folder, "run"),
                    "--set", "rule.llm.form=number", check=False)
        assert done.returncode == 69 and "HTTP status 400: no model other" in done.stderr, done.stderr


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
