# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 120 s
# test: not under sanitizers: it waits for the model
"""A real model on loopback: every form of choice, a planner, estimates, record and replay with the server gone; `make slow`:
personas, elections, the doctor and its card.  At most 100 requests together, but for the shipped scenario at its size."""
import json
import os
import re
import subprocess

from support import ROOT, finish, fisc, run_hash, slow_test, test

VENV = os.path.join(ROOT, "build", "llm-venv")
CONFIG = os.path.join(ROOT, "experiments", "configs", "bounded_small.json")


class RealModel:
    def __enter__(self):
        subprocess.run(["sh", os.path.join(ROOT, "tools", "llm_server.sh"), VENV], check=True)
        self.log = open(os.path.join(ROOT, "build", "llm-server.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [os.path.join(VENV, "bin", "python"), os.path.join(ROOT, "tools", "llm_server.py"), "0", "4", "1"],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = ""
        while not self.url.startswith("http"):
            self.url = self.process.stdout.readline().strip()
            assert self.process.poll() is None, "the model's server did not start"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


SENT = []  # requests, by run


def figures(run):
    import h5py

    with h5py.File(os.path.join(run, "run.h5")) as file:
        found = {name: data[()] for name, data in file["llm"].items() if isinstance(data, h5py.Dataset)}
        SENT.append(found["distinct_requests"].sum() + found["reprompts"].sum())
        found["notes"] = [note.decode() for note in file["planner/note"][()]] if "planner" in file else []
    return found


def play(model, folder, name, *settings):
    run = os.path.join(folder, name)
    overrides = [word for setting in settings for word in ("--set", setting)]
    fisc("run", CONFIG, "--set", "llm.url=" + model.url, "--set", "llm.max_requests=120",
         "--set", "llm.max_reprompts=1", *overrides, "-o", run, "-q")
    return figures(run)


SERVER = RealModel()
MODEL = SERVER.__enter__()


@test
def every_form_of_choice_works_with_a_real_model(folder):
    for form in ("sample", "number", "letters", "utilities"):
        found = play(MODEL, folder, form, f"rule.llm.form={form}", "steps=1", "rule.llm.orders=1",
                     "population.workers=2", "planner.kind=none", "rule.llm.max_tokens=60")
        assert found["requests"].sum() == 2 and found["prompt_tokens"].sum() > 160, form
        # Grammar holds the small model to the form, save where its answer grows too long.
        assert found["fallbacks"].sum() <= 1, (form, found["fallbacks"])
        if form in ("number", "letters"):
            assert 0.3 < found["mass_on_options"][0] <= 1.0 + 1e-6, (form, found["mass_on_options"])


KEPT = []  # runs that are to be repeated when the server is gone


def check_scenario(name, *settings):
    keep = os.path.join(ROOT, "build", name)
    subprocess.run(["rm", "-rf", keep], check=True)
    overrides = [word for setting in settings for word in ("--set", setting)]
    fisc("run", CONFIG, "--set", "llm.url=" + MODEL.url, *overrides, "-o", keep, "-q")
    KEPT.append(keep)
    found = figures(keep)
    said = fisc("run", CONFIG, *overrides, "--estimate").stdout
    requests, tokens = (int(number) for number in
                        re.match(r"([0-9]+) requests, about ([0-9]+) prompt tokens", said).groups())
    assert requests == found["requests"].sum(), said
    # Tokens are computed from bytes; what the model is told of its own past is not known beforehand.
    assert 0.7 < tokens / found["prompt_tokens"].sum() < 1.4, (said, found["prompt_tokens"].sum())
    assert len(found["notes"]) == 2
    for note in found["notes"]:
        assert "prompt" in json.loads(note) and json.loads(note)["answer"], note
    # What all share comes first; most of a question is what hours bring this worker.
    assert found["cached_tokens"].sum() > 0.1 * found["prompt_tokens"].sum(), found


@test
def the_shipped_scenario_with_fewer_workers_and_steps_runs_live(_):
    # Fewer than three share too little of their prompts for the cache to be seen.
    check_scenario("llm-real-small", "population.workers=3", "steps=3", "tax_year_length=1")


@slow_test
def the_shipped_scenario_runs_live(_):
    check_scenario("llm-real-run")


@slow_test
def a_model_writes_personas(folder):
    found = play(MODEL, folder, "personas", "personas.source=llm", "steps=1", "rule.llm.orders=1",
                 "population.workers=2", "planner.kind=none")
    assert 2 <= found["requests"].sum() <= 4, found
    with open(os.path.join(folder, "personas", "replies.jnl"), "rb") as file:
        assert b"persona" in file.read()


@slow_test
def workers_elect_one_of_them_who_sets_the_tax_system(folder):
    found = play(MODEL, folder, "election", "planner.kind=elected", "planner.elected.candidates=2",
                 "planner.bracket_starts_usd_per_year=[0, 50000]", "steps=3", "rule.llm.orders=1",
                 "population.workers=3", "rule.llm.max_tokens=60")
    votes = [json.loads(note) for note in found["notes"]]
    assert votes, found
    for vote in votes:
        assert len(vote["candidates"]) == len(vote["plurality"]) == 2, vote
        assert abs(sum(vote["plurality"]) - 1.0) < 1e-3 or vote["abstained"] > 0, vote
        assert vote["answers"][0]["candidate"] == vote["winner"] and vote["answers"][0]["answer"], vote


@slow_test
def a_short_examination_says_yes_where_its_interval_carries_it(folder):
    card = os.path.join(folder, "card.json")
    said = fisc("doctor", CONFIG, "--set", "llm.url=" + MODEL.url, "--set", "rule.llm.orders=1",
                "--set", "llm.max_reprompts=0", "--card", "--workers", "4", "--write-card", card).stdout
    with open(card, encoding="utf-8") as file:
        text = file.read()
    found = json.loads(text)
    SENT.append(found["requests"] + 7)
    assert "null" not in text and found["requests"] == 16 * 4, said
    for question, row in found["findings"].items():
        if row["finding"] == "yes" and "within" in row:
            assert row["within"]["low"] <= row["found"]["low"], (question, said)
            assert row["found"]["high"] <= row["within"].get("high", 1e9), (question, said)
    assert "do not read economics out of its runs" in said, said


@slow_test
def the_doctor_finds_what_the_server_does(folder):
    done = fisc("doctor", CONFIG, "--set", "llm.url=" + MODEL.url)
    for words in ("structured output  yes", "log probabilities  yes", "one letter         yes",
                  "prefix cache", "token counts       yes"):
        assert words in done.stdout, done.stdout


SERVER.__exit__()


@test
def all_this_took_few_requests(_):
    print(f"# {sum(SENT):.0f} requests")
    assert sum(SENT) <= (100 if len(KEPT) == 1 else 220), SENT


@test
def the_replay_needs_no_server_and_has_the_same_bits(folder):
    assert KEPT
    for k, keep in enumerate(KEPT):
        again = os.path.join(folder, f"again-{k}")
        fisc("run", os.path.join(keep, "config.json"), "--set", "llm.mode=replay", "--set",
             "llm.transcript=" + os.path.join(keep, "replies.jnl"), "-o", again, "-q")
        assert run_hash(again) == run_hash(keep)


finish()
