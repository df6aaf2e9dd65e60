# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real model on loopback: every form of choice, personas, a planner, estimates, record and replay with
the server gone.  At most 200 requests together."""
import json
import os
import subprocess

from support import ROOT, finish, fisc, run_hash, test, write

VENV = os.path.join(ROOT, "build", "llm-venv")
CONFIG = os.path.join(ROOT, "experiments", "configs", "bounded_small.json")


class RealModel:
    def __enter__(self):
        subprocess.run(["sh", os.path.join(ROOT, "tools", "llm_server.sh"), VENV], check=True)
        self.log = open(os.path.join(ROOT, "build", "llm-server.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [os.path.join(VENV, "bin", "python"), os.path.join(ROOT, "tools", "llm_server.py"), "0"],
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


def figures(run):
    import h5py

    with h5py.File(os.path.join(run, "run.h5")) as file:
        found = {name: data[()] for name, data in file["llm"].items() if isinstance(data, h5py.Dataset)}
        found["notes"] = [note.decode() for note in file["planner/note"][()]] if "planner" in file else []
    return found


def play(model, folder, name, *settings):
    run = os.path.join(folder, name)
    overrides = [word for setting in settings for word in ("--set", setting)]
    fisc("run", CONFIG, "--set", "llm.url=" + model.url, "--set", "llm.max_requests=120", *overrides,
         "-o", run, "-q")
    again = os.path.join(folder, name + "-again")
    return run, again, figures(run)


SERVER = RealModel()
MODEL = SERVER.__enter__()
RUNS = {}


@test
def every_form_of_choice_works_with_a_real_model(folder):
    for form in ("sample", "number", "letters", "utilities"):
        _, _, found = play(MODEL, folder, form, f"rule.llm.form={form}", "steps=1", "rule.llm.orders=1",
                           "population.workers=6", "planner.kind=none", "rule.llm.max_tokens=60")
        assert found["requests"].sum() == 6 and found["prompt_tokens"].sum() > 500, form
        # Grammar holds the small model to the form, save where its answer grows too long.
        assert found["fallbacks"].sum() <= 2, (form, found["fallbacks"])
        if form in ("number", "letters"):
            assert 0.3 < found["mass_on_options"][0] <= 1.0 + 1e-6, (form, found["mass_on_options"])


@test
def the_shipped_scenario_runs_live_and_is_replayed_without_the_server(folder):
    keep = os.path.join(ROOT, "build", "llm-real-run")
    subprocess.run(["rm", "-rf", keep], check=True)
    fisc("run", CONFIG, "--set", "llm.url=" + MODEL.url, "-o", keep, "-q")
    found = figures(keep)
    assert len(found["notes"]) == 2
    for note in found["notes"]:
        assert "prompt" in json.loads(note) and json.loads(note)["answer"], note
    assert found["cached_tokens"].sum() > 0.3 * found["prompt_tokens"].sum(), found


@test
def the_doctor_finds_what_the_server_does(folder):
    done = fisc("doctor", CONFIG, "--set", "llm.url=" + MODEL.url)
    for words in ("structured output  yes", "log probabilities  yes", "one letter         yes",
                  "prefix cache", "token counts       yes"):
        assert words in done.stdout, done.stdout


SERVER.__exit__()


@test
def the_replay_needs_no_server_and_has_the_same_bits(folder):
    keep = os.path.join(ROOT, "build", "llm-real-run")
    again = os.path.join(folder, "again")
    fisc("run", os.path.join(keep, "config.json"), "--set", "llm.mode=replay", "--set",
         "llm.transcript=" + os.path.join(keep, "replies.jnl"), "-o", again, "-q")
    assert run_hash(again) == run_hash(keep)


finish()
