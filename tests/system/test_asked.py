# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a language model was asked can be seen: `fisc prompts`, decisions with the names of their replies, personas."""
import gzip
import json
import os
import zlib

import h5py

from family_support import PlainServer
from mock_support import Model
from support import finish, fisc, run_hash, test, write


def shown(*arguments, **keywords):
    return json.loads(fisc("prompts", *arguments, "--json", **keywords).stdout)


def made(folder, behaviour="", **changes):
    run = os.path.join(folder, "run")
    with Model(behaviour=behaviour) as model:
        path = model.config(folder, **{"form": "letters", "steps": 3, "population": {"workers": 6},
                                       "planner": {"kind": "llm"}, "personas": {"source": "llm"},
                                       "output": {"panel": "every"}, **changes})
        fisc("run", path, "-o", run, "-q", "--set", "rule.llm.keep_decisions=all")
    return path, run  # nobody answers any more


@test
def a_run_says_what_was_asked_and_what_came_of_it(folder):
    _, run = made(folder)
    everything = shown(run, "--all")
    assert {question["purpose"] for question in everything} == {"personas", "workers", "planner"}
    fisc("transcript", "export", run, "-o", os.path.join(folder, "replies.gz"))
    with gzip.open(os.path.join(folder, "replies.gz"), "rt", encoding="utf-8") as lines:
        replies = {line["key"]: line["reply"] for line in map(json.loads, lines)}
    for question in everything:
        assert question["answer"] == replies[question["reply"]]["content"], question
    some = shown(run, "--worker", "4", "--step", "2", "--purpose", "workers")
    assert len(some) == 2 and {question["user"] for question in some} == {  # two orders of the options
        question["user"] for question in everything
        if question["purpose"] == "workers" and question["worker"] == 4 and question["step"] == 2}
    with h5py.File(os.path.join(run, "run.h5")) as file:
        decisions = {name: item[...] for name, item in file["llm/decisions"].items()}
        personas = dict(zip(file["llm/personas/worker"][...], file["llm/personas/text"].asstr()[...], strict=True))
        where = (decisions["worker"] == 4) & (decisions["step"] == 2)
        assert f"{int(decisions['reply'][where][0]):012x}" in {question["reply"][:12] for question in some}
        assert set(personas) == set(range(6)) and personas[4] in some[0]["user"], personas
        hours = file["panel/hours_per_week"][2, list(file["panel/worker"][...]).index(4)]
        assert {question["hours_per_week"] for question in some} == {hours}, (some, hours)
    words = fisc("prompts", run, "--worker", "4", "--step", "2").stdout
    assert "---- workers, step 2, worker 4" in words and "hours of the worker:" in words and "asked for: " in words


@test
def what_cannot_be_used_is_shown_with_the_reason(folder):
    _, run = made(folder, "slips", form="sample", planner={"kind": "none"}, personas={"source": "templates"},
                  population={"workers": 30}, llm={"max_invalid_share": 1, "max_reprompts": 0})
    bad = [question for question in shown(run, "--all") if not question["is_usable"]]
    assert bad and all(question["why"] and question["invalid"] != "valid" for question in bad)
    words = fisc("prompts", run, "--worker", str(bad[0]["worker"]), "--step", str(bad[0]["step"])).stdout
    assert "not usable (" in words


class Thoughtful(PlainServer):
    """Thinks in a field of its own, and says its answer in a fence behind a sentence."""

    def answer(self, request):
        reply = super().answer(request)
        message = reply["choices"][0]["message"]
        message.update(content=f"I would say:\n```json\n{message['content']}\n```", reasoning="My wage is low. " + 5000 * "So. ")
        return reply


@test
def what_a_model_thought_and_said_is_shown_beside_what_was_read(folder):
    run = os.path.join(folder, "run")
    with Thoughtful() as server:
        path = write(os.path.join(folder, "config.json"), json.dumps({
            "steps": 1, "population": {"workers": 2}, "rule": {"kind": "llm"},
            "llm": {"profile": "llamacpp", "model": "m", "url": server.url}}))
        fisc("run", path, "-o", run, "-q")
    for question in shown(run, "--all"):
        assert question["thought"].startswith("My wage is low. So.") and len(question["thought"]) == 2000, question
        assert question["said"].startswith("I would say:\n```json\n{") and question["repairs"] == ["code fence"], question
        assert question["answer"] == question["said"].split("\n")[2].replace(" ", ""), question
    words = fisc("prompts", run).stdout
    for title in ("thought:\n  My wage is low.", "answer:\n  I would say:", "read as:\n  {\"hours\":", "repaired: code fence\n"):
        assert title in words, (title, words)


@test
def a_config_shows_what_would_be_asked_and_sends_nothing(folder):
    path, run = made(folder)
    would = shown(path)  # the server is gone
    assert [question["purpose"] for question in would] == ["personas", "planner", "workers"], would
    assert not any(question["is_usable"] for question in would)
    first = shown(path, "--step", "0", "--worker", "2", "--purpose", "personas")
    assert first[0]["user"] == shown(run, "--step", "0", "--worker", "2", "--purpose", "personas")[0]["user"]
    estimate = fisc("run", path, "--estimate").stdout
    for purpose in ("personas", "workers", "planner"):
        assert estimate.count(f"---- {purpose}, ") == 1, estimate
    assert "requests, about" in estimate


class Weighing(PlainServer):
    """Tells twenty alternatives at each token, as servers do: numbers, their first digits, and much else."""

    def answer(self, request):
        reply = super().answer(request)
        if request.get("logprobs"):
            chosen = str(10 * (zlib.crc32(request["messages"][1]["content"].encode()) % 10))
            reply["choices"][0]["message"]["content"] = '{"hours": %s}' % chosen
            others = [str(10 * k) for k in range(10)] + ["45", " 4", "x", "{", "\u00e9", "of", "35", "a", "\n", "99"]
            reply["choices"][0]["logprobs"]["content"] = [
                {"token": token, "logprob": -0.1, "bytes": [1], "top_logprobs": [
                    {"token": other, "logprob": -1.0 / 3.0 - k, "bytes": [1]} for k, other in enumerate(others)]}
                for token in ('{"', "hours", '":', " ", chosen, "}")]
        return reply


@test
def a_journal_of_probabilities_is_at_most_twice_one_of_samples(folder):
    bytes_of = {}
    for form in ("sample", "number"):
        run = os.path.join(folder, form)
        with Weighing() as server:
            path = write(os.path.join(folder, "config.json"), json.dumps({
                "steps": 1, "population": {"workers": 40}, "rule": {"kind": "llm", "llm": {"form": form}},
                "llm": {"profile": "llamacpp", "model": "m", "url": server.url}}))
            fisc("run", path, "-o", run, "-q")
        bytes_of[form] = os.path.getsize(os.path.join(run, "replies.jnl"))
        again = os.path.join(folder, "again")
        fisc("run", path, "-q", "-o", again, "--force", "--set", "llm.mode=replay",
             "--set", "llm.transcript=" + os.path.join(run, "replies.jnl"))
        assert run_hash(again) == run_hash(run)
    assert bytes_of["number"] <= 2 * bytes_of["sample"], bytes_of
    nats = json.loads(fisc("export", run, "-t", "replies").stdout.splitlines()[0])["reply"]["nats"]
    assert nats.startswith("0 0.33333 10 1.33333 ") and nats.count(" 4 ") == 1 == nats.count(" 90 "), nats
    assert " 45 " not in nats and " 99 " not in nats, nats


@test
def an_estimate_has_the_votes_of_an_election_with_platforms(folder):
    with Model() as model:
        config = model.config(folder, steps=2, tax_year_length=1, population={"workers": 6},
                              planner={"kind": "elected", "elected": {"candidates": 2, "platforms": True}})
        estimate = fisc("run", config, "--estimate").stdout
        assert model.stats()["requests"] == 0, estimate
        assert estimate.count("---- votes, ") == 1 == estimate.count("---- leaders, "), estimate
        fisc("run", config, "-o", os.path.join(folder, "run"), "-q")
        assert int(estimate.split(" requests")[0]) == model.stats()["requests"] == 2 * (2 + 6 + 6), estimate[:200]


@test
def a_wrong_question_is_answered_with_words(folder):
    plain = write(os.path.join(folder, "plain.json"), json.dumps({"steps": 1, "population": {"workers": 5}}))
    for arguments, code, words in (((plain,), 65, "asks no language model"),
                                   ((plain, "--purpose", "worker"), 64, "did you mean 'workers'"),
                                   ((plain, "--step", "-1"), 64, "step"),
                                   ((os.path.join(folder, "nothing.json"),), 66, "nothing.json")):
        done = fisc("prompts", *arguments, check=False)
        assert done.returncode == code and words in done.stderr, (arguments, done.returncode, done.stderr)


finish()
