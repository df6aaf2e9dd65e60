# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies
# test: takes 20 s
"""Servers of fifteen families (families.py): doctor finds the form that each takes and writes it down, and the same
five workers then live through their years in every form of answers."""
import json
import os

from families import FAMILIES, FORMS
from family_support import FamilyServer, PlainServer
from support import ROOT, finish, fisc, read, run_hash, test, write

ENV = {"AZURE_KEY": "a-key-of-azure", "FISC_LLM_KEY": "a-key-of-all-others"}


def config(folder, server, **rule):
    headers = {"headers": {"api-key": "env:AZURE_KEY"}} if "key" in server.row else {}
    return write(os.path.join(folder, "config.json"), json.dumps(
        {"steps": 2, "population": {"workers": 5}, "planner": {"kind": "none"},
         "rule": {"kind": "llm", "llm": rule},
         "llm": {"profile": server.row["profile"], "model": "mock", "url": server.url, "max_attempts": 2,
                 # A filter that refuses workers is no fault of the form.
                 "max_invalid_share": 1 if server.row.get("filter") else 0.05, "request": headers}}))


def doctor(path, *options):
    done = fisc("doctor", path, *options, check=False, env=ENV)
    return done.returncode, done.stdout + done.stderr


def found(folder, server, **rule):
    """What doctor says and exits with before; the profile that it writes."""
    path, profile = config(folder, server, **rule), os.path.join(folder, "profile.json")
    code, words = doctor(path, "--write", profile)
    return path, profile, code, words


def run(folder, path, profile, form):
    folder = os.path.join(folder, form)
    done = fisc("run", path, "--set", "llm.profile_file=" + profile, "--set", "rule.llm.form=" + form, "-o", folder, "-q",
                "--json", env=ENV)
    return folder, json.loads(done.stdout)["language_model"]


def lives_through_its_years(family):
    def each(folder):
        with FamilyServer(family) as server:
            path, profile, _, words = found(folder, server)
            assert os.path.exists(profile), words
            code, words = doctor(path, "--set", "llm.profile_file=" + profile)
            assert code == 0, words
            for form in FORMS:
                place, counts = run(folder, path, profile, form)
                assert server.row.get("filter") or counts["fallbacks"] == 0, (form, counts)
        # The file of the profile is needed no more, and neither is the server.
        os.remove(profile)
        again = os.path.join(folder, "again")
        fisc("run", os.path.join(place, "config.json"), "--set", "llm.mode=replay", "-q", "-o", again,
             "--set", "llm.transcript=" + os.path.join(place, "replies.jnl"), env=ENV)
        assert run_hash(again) == run_hash(place)

    each.__name__ = f"{family}_is_asked_in_its_own_form"
    return each


# What the profile of each family has to say besides.
EXPECTED = {
    "openai_reasoning": {"wire": "stated", "schema": "json_schema", "logprobs": 0, "thinking": "low",
                         "thinking_tokens": 1000, "drop": ["temperature"]},
    "azure": {"wire": "chat", "schema": "json_schema", "logprobs": 20, "thinking": "as_is", "drop": []},
    "anthropic": {"wire": "stated", "schema": "tool", "logprobs": 0},
    "gemini": {"wire": "stated", "schema": "json_schema", "seed": False, "logprobs": 0, "thinking": "low",
               "thinking_tokens": 1000},
    "deepseek": {"wire": "chat", "schema": "json_object", "logprobs": 20, "thinking": "off", "thinking_tokens": 0},
    "groq": {"wire": "stated", "schema": "tool", "logprobs": 0, "thinking": "off"},
    "openrouter": {"wire": "stated", "schema": "json_schema", "logprobs": 0, "thinking": "off"},
    "litellm": {"wire": "stated", "schema": "json_schema", "seed": False, "logprobs": 0, "thinking": "as_is"},
    "vllm": {"schema": "json_schema", "logprobs": 20, "thinking": "off", "wire": "systemone"},
    "vllm_without_parser": {"wire": "stated", "schema": "json_object", "logprobs": 0, "thinking": "low",
                            "thinking_tokens": 1000},
    "gemma": {"wire": "chat", "schema": "json_schema", "logprobs": 20, "system_role": False, "rename": {}},
    "sglang": {"wire": "chat", "schema": "json_schema", "logprobs": 20, "thinking": "off"},
    "llamacpp": {"wire": "chat", "schema": "json_schema", "logprobs": 20, "thinking": "as_is", "drop": []},
    "ollama": {"schema": "json_schema", "logprobs": 20, "thinking": "off", "wire": "chat"},
    "mistral": {"wire": "stated", "schema": "json_schema", "seed": False, "logprobs": 0, "thinking": "off",
                "rename": {"max_completion_tokens": "max_tokens"}},
}


@test
def a_profile_says_what_its_family_takes(folder):
    assert set(EXPECTED) == set(FAMILIES) and len(FAMILIES) >= 12
    for family, expected in EXPECTED.items():
        with FamilyServer(family) as server:
            _, profile, _, words = found(folder, server)
            written = json.loads(read(profile))["llm"]
        says = {**written, **written["request"]}
        assert {key: says[key] for key in expected} == expected, (family, written, words)


@test
def doctor_says_yes_only_where_the_run_works(folder):
    for family, words in (("openai_reasoning", "'temperature' is not supported"), ("mistral", "max_completion_tokens"),
                          ("ollama", "thought for all of its tokens")):
        with FamilyServer(family) as server:
            code, said = doctor(config(folder, server))
            assert code == 69 and words in said, (family, code, said)
    with FamilyServer("llamacpp") as server:
        assert doctor(config(folder, server))[0] == 0
        for body in server.bodies:  # nothing is asked that a config cannot say
            assert body["temperature"] == 0.7 and body.get("top_logprobs", 1) <= 50, body


class Curt(PlainServer):
    """Ends at its limit, at four letters a token; says nothing of the taxes of planners or, of a kind of questions, at all."""

    row = {"profile": "llamacpp"}

    def __init__(self, deaf_to=""):
        super().__init__()
        self.deaf_to = deaf_to

    def answer(self, request):
        reply = super().answer(request)
        choice, most = reply["choices"][0], 4 * request["max_tokens"]
        if self.deaf_to and self.deaf_to in json.dumps(request.get("response_format", {})):
            choice["message"]["content"] = "I would rather not say."
        if len(choice["message"]["content"]) > most:
            choice.update(finish_reason="length", message={"role": "assistant", "content": choice["message"]["content"][:most]})
        return reply


@test
def doctor_asks_what_the_run_asks_of_each_purpose(folder):
    for deaf_to, rule, planner, code, words in (
            ("", {"form": "utilities"}, "none", 0, "workers: answered '{\"scores\""),
            ("", {"form": "utilities", "max_tokens": 10}, "none", 69, "cut short"),
            ("", {"form": "sample", "max_tokens": 10}, "llm", 0, "planner: answered '{\"reason\""),
            ("rates", {"form": "sample"}, "llm", 69, "planner: answered 'I would rather not say.'"),
            ("satisfied", {"form": "sample"}, "none", 69, "satisfaction: answered 'I would rather not say.'")):
        with Curt(deaf_to) as server:
            path = config(folder, server, **rule)
            said = doctor(path, "--set", "planner.kind=" + planner, "--set", "rule.satisfaction=true", "--set",
                          "rule.satisfaction_by=model")
            assert said[0] == code and words in said[1], (deaf_to, rule, said)


@test
def words_that_are_lost_in_silence_are_found(folder):
    with FamilyServer("ollama", context=1024, thinks=lambda request: 0) as server:
        code, said = doctor(config(folder, server))
        assert code == 69 and "lost in silence" in said and "the server counts 1024" in said, said
        assert "1024 tokens are served" in said, said
        code, said = doctor(config(folder, server, max_prompt_tokens=800))
        assert code == 0, said


@test
def every_family_has_its_section(_):
    page = read(os.path.join(ROOT, "docs", "language_model_families.md")).decode()
    for family, row in FAMILIES.items():
        assert f"Double `{family}`, `llm.profile: {row['profile']}`." in page, family


@test
def a_profile_file_says_only_how_a_server_is_asked(folder):
    for text, words in (('{"llm": {"url": "http://127.0.0.1:9"}}', "llm.url is nothing"),
                        ('{"steps": 3}', "steps is nothing"),
                        ('{"llm": {"key_env": "HOME"}}', "llm.key_env is nothing"),
                        ('{"llm": {"schema": "x"}}', "expected one of"),
                        ('{"llm": {"profile_file": "b.json"}}', "llm.profile_file is nothing"),
                        ('{"llm": {"request": {"headers": {"a": "env:B"}}}}', "llm.request.headers is nothing")):
        profile = write(os.path.join(folder, "profile.json"), text)
        done = fisc("config", "show", "--set", "llm.profile_file=" + profile, check=False)
        assert done.returncode == 65 and words in done.stderr, (text, done.stderr)
    profile = write(os.path.join(folder, "profile.json"), '{"llm": {"seed": false, "thinking": "low"}}')
    path = write(os.path.join(folder, "config.json"), '{"llm": {"profile_file": "profile.json", "thinking": "off"}}')
    shown = json.loads(fisc("config", "show", path).stdout)["llm"]
    assert (shown["seed"], shown["thinking"], shown["profile_file"]) == (False, "off", None), shown


@test
def repairs_are_counted_by_kind(folder):
    with FamilyServer("anthropic") as server:
        _, said = doctor(config(folder, server))
        assert "code fence" in said and "repairs" in said, said


for name in FAMILIES:
    test(lives_through_its_years(name))
finish()
