# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies, and computes 10 s in a minute
# test: takes 60 s
"""Runs whose workers a server simulates: repeated to the bit from what was kept, killed, replayed, budgeted."""
import json
import os
import random
import re
import signal
import subprocess
import time

from mock_support import Model
from support import FISC, ROOT, finish, fisc, fixed_seed, run_hash, run_with_kills, test, write

FORMS = ("sample", "number", "letters", "utilities")


def replay(folder, run, name="replayed", threads=None):
    again = os.path.join(folder, name)
    fisc("run", os.path.join(run, "config.json"), "--set", "llm.mode=replay",
         "--set", "llm.transcript=" + os.path.join(run, "replies.jnl"), "-o", again, "-q",
         threads=threads)
    return run_hash(again)


def documented(path):
    """Every figure of the group stands in docs/file_formats.md with its unit and meaning."""
    import h5py

    page = open(os.path.join(ROOT, "docs", "file_formats.md"), encoding="utf-8").read()
    with h5py.File(path) as file:
        figures = {name: item for name, item in file["llm"].items() if isinstance(item, h5py.Dataset)}
        assert len(figures) == 37
        for name, item in figures.items():
            words = [item.attrs[key] for key in ("units", "long_name")]
            unit, meaning = [word.decode() if isinstance(word, bytes) else word for word in words]
            assert f"| `{name}` | step | f64 | {unit} | {meaning} |" in page, name


@test
def every_form_gives_hours_and_is_replayed_with_the_server_gone(folder):
    for form in FORMS:
        run = os.path.join(folder, form)
        with Model(0.005) as model:
            fisc("run", model.config(folder, form=form), "-o", run, "-q")
        hashes = {replay(folder, run, f"{form}-{threads}", threads) for threads in (1, 2, 7)}
        assert hashes == {run_hash(run)}, form


@test
def elections_and_referenda_are_held_among_llm_agents_and_replayed(folder):
    """Everybody is asked for a vote; with platforms the candidates for tax systems, without them the winner."""
    import h5py

    def ask(name, *settings):
        run = os.path.join(folder, name)
        overrides = [word for setting in settings for word in ("--set", setting)]
        with Model(0.003) as model:
            fisc("run", model.config(folder, steps=2, planner={"kind": settings[0].split("=")[1]}),
                 *overrides, "-o", run, "-q")
            served = model.stats()["requests"]
        for threads in (1, 7):
            assert replay(folder, run, f"{name}-{threads}", threads) == run_hash(run), name
        with h5py.File(os.path.join(run, "run.h5")) as file:
            return served, json.loads(file["planner/note"][0].decode())

    for ballot in ("choice", "scores"):
        served, note = ask("plain-" + ballot, "planner.kind=elected", "planner.ballot=" + ballot)
        assert served == 40 * 2 + 40 + 1, served
        assert len(note["answers"]) == 1 and note["answers"][0]["candidate"] == note["winner"]
        assert "platforms" not in note and note["abstained"] == 0
    served, note = ask("platforms", "planner.kind=elected", "planner.elected.platforms=true")
    assert served == 40 * 2 + 40 + 5, served
    assert len(note["platforms"]) == len(note["answers"]) == 5
    assert abs(sum(note["plurality"]) - 1.0) < 1e-3
    served, note = ask("tax_systems", "planner.kind=referendum")
    assert served == 40 * 2 + 40, served
    assert len(note["tax_systems"]) == 10 and note["tax_systems"][3] == [0.3]


@test
def distributions_utilities_and_prompts_are_kept_with_the_workers_ids(folder):
    import h5py
    import numpy

    def decisions(form, name="", **settings):
        run = os.path.join(folder, name or form)
        with Model() as model:
            rule = {"kind": "llm", "llm": {"form": form, "keep_decisions": "all"}}
            fisc("run", model.config(folder, rule=rule, output={"panel": "every"}, **settings), "-o", run, "-q")
        file = h5py.File(os.path.join(run, "run.h5"))
        return file, {name: item[...] for name, item in file["llm/decisions"].items()}

    for form in ("letters", "number", "utilities"):
        file, kept = decisions(form)
        assert len(kept["step"]) == 4 * 40 and set(kept["worker"]) == set(range(40))
        numpy.testing.assert_allclose(kept["probability"].sum(axis=1), 1.0, atol=1e-12)
        hours = file["panel/hours_per_week"][...][kept["step"], kept["worker"]]
        drawn = numpy.searchsorted(kept["option_hours"], hours)
        assert (kept["probability"][numpy.arange(160), drawn] > 0).all(), form
        assert numpy.isfinite(kept["model_utility"]).all() == (form == "utilities")
        if form == "utilities":  # what the model scored is not the researcher's u
            assert (kept["model_utility"] <= 100).all() and file["panel/utility_usd_per_year"].shape == (4, 40)
        texts = dict(zip(file["llm/prompts/prompt"].asstr()[...], file["llm/prompts/text"].asstr()[...]))
        assert set(texts) == {"worker_system", "worker_question", "worker_words", "person_words", "tax_words",
                              "reprompt_words"}
        assert "{law}" in texts["worker_system"]
    _, few = decisions("letters", name="few", steps=1, population={"workers": 2})
    assert few["option"].tolist() == list(range(10)) and few["decision"].tolist() == [0, 1], few


@test
def a_budget_of_tokens_leaves_out_the_oldest_years(folder):
    def years_told(tokens):
        with Model() as model:
            rule = {"kind": "llm", "llm": {"history_steps": 6, "best_steps": 2, "tell_utility": True,
                                           "max_prompt_tokens": tokens}}
            config = model.config(folder, steps=9, population={"workers": 3}, rule=rule)
            fisc("run", config, "-o", os.path.join(folder, str(tokens)), "-q")
            last = model.stats()["users"][-3:]
        for text in last:  # the best years are those before the last ones
            told = re.findall(r"^((?:[0-9]+ years? ago|Last year)): ", text, re.M)
            assert len(set(told)) == len(told), text
        return last, [len(re.findall(r"^(?:Year|[0-9]+ years? ago|Last year)", text, re.M)) for text in last]

    texts, everything = years_told(4000)
    assert everything == [8, 8, 8], texts[0]
    texts, some = years_told(max(len(text) for text in texts) // 4)
    assert all(0 < count < 8 for count in some), (some, texts[0])
    texts, none = years_told(1)
    assert none == [0, 0, 0] and all("How many hours" in text for text in texts), texts[0]


@test
def near_the_end_a_planner_is_told_to_choose_the_best(folder):
    planner = {"kind": "llm", "llm": {"final_share": 0.2}}
    with Model() as model:
        config = model.config(folder, steps=10, tax_year_length=1, population={"workers": 3},
                              rule={"kind": "logit"}, planner=planner)
        fisc("run", config, "-o", os.path.join(folder, "run"), "-q")
        asked = model.stats()["users"]
    assert ["choose the best rates that you know" in text for text in asked] == 8 * [False] + 2 * [True]
    # Both cues come in turn: to try in the first half, then to keep.
    assert ["not tried yet" in text for text in asked] == 5 * [True] + 5 * [False]
    assert ["Keep what has brought" in text for text in asked] == 5 * [False] + 3 * [True] + 2 * [False]
    assert ["2 more follow" in text for text in asked] == 7 * [False] + [True] + 2 * [False]


@test
def a_changed_prompt_is_found_on_resume(folder):
    prompts = os.path.join(folder, "prompts")
    os.mkdir(prompts)
    path = write(os.path.join(prompts, "worker_question.txt"), "{persona} {facts} {options} {question}")
    run = os.path.join(folder, "run")
    with Model(0.05) as model:
        config = model.config(folder, steps=20, llm={"prompts_folder": prompts})
        process = subprocess.Popen([FISC, "run", config, "-o", run, "-q"], stderr=subprocess.PIPE)
        while not os.path.exists(os.path.join(run, "replies.jnl")) or model.stats()["requests"] < 60:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate()
        assert process.returncode == 75
        write(path, "{persona} {question}")
        refused = fisc("resume", run, "-q", check=False)
        assert refused.returncode != 0 and "worker_question" in refused.stderr, refused.stderr


@test
def personas_are_written_by_the_model_once_or_come_from_a_file(folder):
    lines = ["You are the keeper of a lighthouse.", "You sell shoes."]
    path = write(os.path.join(folder, "personas.txt"), "\n".join(lines) + "\n")
    with Model() as model:
        run = os.path.join(folder, "llm")
        fisc("run", model.config(folder, personas={"source": "llm"}), "-o", run, "-q")
        assert model.stats()["requests"] == 40 + 4 * 40
        assert sum("You are known as number" in text for text in model.stats()["users"]) == 4 * 40
        assert replay(folder, run) == run_hash(run)
    with Model() as model:
        run = os.path.join(folder, "file")
        fisc("run", model.config(folder, personas={"source": "file", "file": path}), "-o", run, "-q")
        users = model.stats()["users"]
        counts = [sum(line in text for text in users) for line in lines]
        assert sum(counts) == 4 * 40 and min(counts) >= 4 * 8, counts
    empty = write(os.path.join(folder, "empty.txt"), "\n")
    with Model() as model:
        config = model.config(folder, personas={"source": "file", "file": empty})
        refused = fisc("run", config, "-o", os.path.join(folder, "empty"), "-q", check=False)
        assert refused.returncode == 65 and "no persona in it" in refused.stderr, refused.stderr


@test
def the_model_judges_the_tax_policy_and_is_told_its_reason_a_year_later(folder):
    import h5py

    with Model() as model:
        run = os.path.join(folder, "findings")
        rule = {"kind": "llm", "satisfaction_by": "model", "llm": {"form": "letters"}}
        fisc("run", model.config(folder, rule=rule), "-o", run, "-q")
        users = model.stats()["users"]
        asked = [text for text in users if "Are you satisfied" in text]
        told = [text for text in users if "You said of last year's tax policy: " in text]
        assert len(asked) == 4 * 40 and len(told) == 2 * 3 * 40, (len(asked), len(told))
        unhappy = [text for text in told if "not satisfied with the tax policy.\nYou said" in text]
        assert len(unhappy) > 40 and all("too high for me" in text for text in unhappy), len(unhappy)
        with h5py.File(os.path.join(run, "run.h5")) as file:
            assert (abs(file["share_satisfied"][...] - 0.5) < 0.3).all()
        assert replay(folder, run) == run_hash(run)


@test
def one_llm_agent_among_others_is_the_only_one_asked(folder):
    run = os.path.join(folder, "one")
    with Model() as model:
        config = model.config(folder, rule={"kind": "mixed", "mix": {"llm": 0.025, "constant": 0.975}})
        fisc("run", config, "-o", run, "-q")
        assert model.stats()["requests"] == 4
    assert replay(folder, run) == run_hash(run)


@test
def twenty_kills_change_nothing_and_no_reply_is_asked_for_twice(folder):
    chance = random.Random(fixed_seed(4))
    with Model(0.01) as model:
        config = model.config(folder, form="letters", steps=10)
        begun = time.monotonic()
        fisc("run", config, "-o", os.path.join(folder, "straight"), "-q")
        whole = time.monotonic() - begun
        expected = run_hash(os.path.join(folder, "straight"))
        kills, runs = 0, 0
        while kills < 20:
            run = os.path.join(folder, f"killed-{runs}")
            runs += 1
            kills += run_with_kills(config, run, chance, whole / 4, 20 - kills, "replies.jnl")
            assert run_hash(run) == expected
        # In flight at a kill: at most as many as go out at a time, for each kill.
        asked = model.stats()
        repeats = sum(count - (1 + runs) for count in asked["bodies"].values())
        assert repeats <= kills * 64, (repeats, kills)


@test
def a_reply_that_was_acknowledged_is_kept_though_its_step_was_not_finished(folder):
    with Model() as model:
        config = model.config(folder, llm={"max_requests": 25, "in_flight": 1})
        run = os.path.join(folder, "run")
        done = fisc("run", config, "-o", run, "-q", check=False)
        assert done.returncode == 75 and "budget" in done.stderr, done.stderr
        assert model.stats()["requests"] == 25
        done = fisc("resume", run, "-q", check=False)
        assert done.returncode == 75 and model.stats()["requests"] == 25, done.stderr
        fisc("resume", run, "-q", "--set", "llm.max_requests=0")
        assert model.stats()["requests"] == 160
        assert max(model.stats()["bodies"].values()) == 1  # nothing was asked for twice
        done = fisc("resume", run, "--set", "seed=3", check=False)
        assert done.returncode == 78 and "llm.*" in done.stderr, done.stderr


@test
def replay_opens_no_socket_and_a_missing_reply_is_an_error(folder):
    run = os.path.join(folder, "run")
    with Model() as model:
        config = model.config(folder)
        fisc("run", config, "-o", run, "-q")
    trace = os.path.join(folder, "trace")
    # The leak sanitizer cannot work in a traced process.
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    subprocess.run(["strace", "-f", "-e", "trace=socket", "-o", trace, FISC, "run", config,
                    "--set", "llm.mode=replay", "--set",
                    "llm.transcript=" + os.path.join(run, "replies.jnl"), "-o",
                    os.path.join(folder, "traced"), "-q"], check=True, env=env)
    assert "AF_INET" not in open(trace, encoding="utf-8").read()
    done = fisc("run", config, "--set", "llm.mode=replay", "--set", "seed=2", "--set",
                "llm.transcript=" + os.path.join(run, "replies.jnl"), "-o",
                os.path.join(folder, "other"), "-q", check=False)
    assert done.returncode == 69 and "transcript" in done.stderr, done.stderr


@test
def a_transcript_moves_a_run_in_one_file(folder):
    import gzip

    run, moved = os.path.join(folder, "run"), os.path.join(folder, "moved.gz")
    with Model() as model:
        config = model.config(folder, form="number")
        fisc("run", config, "-o", run, "-q")
    assert "160 replies" in fisc("transcript", "stat", run).stdout
    fisc("transcript", "export", run, "-o", moved)
    lines = gzip.open(moved, "rt", encoding="utf-8").read().splitlines()
    assert len(lines) == 160 and len(json.loads(lines[0])["key"]) == 64
    assert lines == sorted(lines)
    again = os.path.join(folder, "again")
    fisc("run", config, "--set", "llm.mode=replay", "--set", "llm.transcript=" + moved, "-o", again, "-q")
    assert run_hash(again) == run_hash(run)
    log = os.path.join(folder, "imported.replies")
    fisc("transcript", "import", moved, "-o", log)
    assert "160 replies" in fisc("transcript", "stat", log).stdout
    broken = write(os.path.join(folder, "broken.jsonl"), lines[0] + "\n{}\n")
    done = fisc("transcript", "stat", broken, check=False)
    assert done.returncode == 65 and "broken.jsonl:2" in done.stderr, done.stderr


@test
def the_doctor_names_what_is_missing(folder):
    with Model() as model:
        done = fisc("doctor", model.config(folder))
        assert "reachable          yes" in done.stdout and "not enforced" in done.stdout, done.stdout
    done = fisc("doctor", os.path.join(folder, "config.json"), check=False)
    assert done.returncode == 69 and "reachable          BAD" in done.stdout, done.stdout


@test
def the_shipped_transcript_repeats_the_shipped_scenario(folder):
    run = os.path.join(folder, "run")
    fisc("run", os.path.join(ROOT, "experiments", "configs", "bounded_small.json"), "--set",
         "llm.mode=replay", "--set", "llm.transcript=" +
         os.path.join(ROOT, "experiments", "transcripts", "bounded_small.gz"), "--set", "llm.model_card=" +
         os.path.join(ROOT, "experiments", "transcripts", "bounded_small_card.json"), "-o", run, "-q")
    said = fisc("inspect", run).stdout
    assert "52 requests" in said and "from the server's cache" in said, said
    # What its card says stands beside it.
    assert re.search(r"By its card \([0-9]+ workers\) this model .* wages .* and .* taxes.*: do not read economics out of its "
                     "runs", said), said
    documented(os.path.join(run, "run.h5"))
    figures = json.loads(fisc("run", os.path.join(run, "config.json"), "-o", run + "2", "--json").stdout)
    assert figures["language_model"]["fallbacks"] == 0


@test
def an_estimate_is_close_to_what_is_asked(folder):
    with Model() as model:
        config = model.config(folder, form="letters", planner={"kind": "llm"},
                              llm={"usd_per_million_prompt_tokens": 2.0})
        said = fisc("run", config, "--estimate").stdout
        assert model.stats()["requests"] == 0
        run = os.path.join(folder, "run")
        figures = json.loads(fisc("run", config, "-o", run, "--json").stdout)["language_model"]
    requests = int(said.split()[0])
    assert requests == figures["distinct_requests"] == 322, said
    found = re.search(r"up to (\d+) requests, (\d+) prompt tokens and (\d+) completion", said)
    assert int(found[1]) == 3 * 322 and int(found[2]) > 3 * figures["prompt_tokens"], said
    assert int(found[3]) >= figures["completion_tokens"] and "It rests on 3.3 bytes a token" in said, said
    assert "USD at most" in said and "33 s at 10 requests" in said and "6 minutes at 1 request " in said


@test
def several_endpoints_share_the_requests_by_weight_and_the_result_is_the_same(folder):
    with Model(0.003) as one, Model(0.003) as two:
        alone = os.path.join(folder, "alone")
        fisc("run", one.config(folder), "-o", alone, "-q")
        before = one.stats()["requests"]
        endpoints = [{"url": f"http://127.0.0.1:{one.port}/v1", "weight": 1},
                     {"url": f"http://127.0.0.1:{two.port}/v1", "weight": 3}]
        both = os.path.join(folder, "both")
        fisc("run", one.config(folder, llm={"endpoints": endpoints}), "-o", both, "-q")
        first, second = one.stats()["requests"] - before, two.stats()["requests"]
    assert first + second == before == 160 and 20 <= first <= 60, (first, second)
    with_names = [json.loads(fisc("inspect", run, "--json").stdout) for run in (alone, both)]
    assert with_names[0]["content_hash"] == with_names[1]["content_hash"]


@test
def runs_share_a_store_and_still_stand_alone(folder):
    with Model() as model:
        config = model.config(folder, form="number", llm={"store_folder": os.path.join(folder, "store")})
        first, second = os.path.join(folder, "first"), os.path.join(folder, "second")
        fisc("run", config, "-o", first, "-q")
        asked = model.stats()["requests"]
        fisc("run", config, "-o", second, "-q")
        assert model.stats()["requests"] == asked and run_hash(first) == run_hash(second)
    assert replay(folder, second) == run_hash(first)


@test
def other_replies_in_the_folder_are_found(folder):
    one, two = os.path.join(folder, "one"), os.path.join(folder, "two")
    with Model() as model:
        config = model.config(folder, llm={"max_requests": 10})
        fisc("run", config, "-o", one, "-q", check=False)
        fisc("run", config, "--set", "rule.llm.temperature=0", "-o", two, "-q", check=False)
        os.replace(os.path.join(two, "replies.jnl"), os.path.join(one, "replies.jnl"))
        done = fisc("resume", one, "-q", check=False)
        # None of them answers a question of this run: they are asked anew, and agree with the journal.
        assert done.returncode == 75 and "budget" in done.stderr, done.stderr


@test
def the_key_is_in_no_file_and_no_word(folder):
    secret = "sk-CANARY-5522"
    run = os.path.join(folder, "run")
    with Model() as model:
        done = fisc("run", model.config(folder), "-o", run, env={"FISC_LLM_KEY": secret})
        assert secret not in done.stdout + done.stderr
    for path, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(path, name), "rb") as file:
                assert secret.encode() not in file.read(), name


@test
def no_model_no_run(folder):
    path = write(os.path.join(folder, "config.json"), '{"rule": {"kind": "llm"}}')
    done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", check=False)
    assert done.returncode == 65 and "llm.model" in done.stderr, done.stderr
    away = write(os.path.join(folder, "away.json"),
                 '{"rule": {"kind": "llm"}, "steps": 1, "population": {"workers": 2},'
                 '"llm": {"model": "m", "url": "http://127.0.0.1:9/v1", "max_attempts": 2}}')
    done = fisc("run", away, "-o", os.path.join(folder, "away"), "-q", check=False)
    assert done.returncode == 69 and "127.0.0.1:9" in done.stderr, done.stderr


finish()
