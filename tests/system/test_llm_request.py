# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies
# test: takes 5 s
"""Requests as a config wants them (llm.request): fields dropped, renamed, set; headers that nobody stores."""
import json
import os

from family_support import PlainServer
from support import finish, fisc, read, run_hash, test, write

SECRET, LITERAL = "sk-of-the-environment", "sent-and-forgotten"
CONFIG = {"steps": 2, "population": {"workers": 3}, "rule": {"kind": "llm"}, "planner": {"kind": "none"}}


def config(folder, server, request, **llm):
    return write(os.path.join(folder, "config.json"), json.dumps(
        {**CONFIG, "llm": {"profile": "vllm", "model": "mock", "url": server.url, "max_attempts": 1, "request": request,
                           **llm}}))


def all_files(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(path, name)


@test
def fields_are_dropped_renamed_and_set_and_the_run_is_replayed(folder):
    request = {"drop": ["temperature", "response_format.json_schema.strict", "not_there"],
               "rename": {"max_tokens": "max_new_tokens"},
               "set": {"response_format": {"json_schema": {"name": "mine"}}, "stop": ["\n\n"], "user": "me"}}
    run = os.path.join(folder, "run")
    with PlainServer() as server:
        fisc("run", config(folder, server, request), "-o", run, "-q")
    for body in server.bodies:
        assert "temperature" not in body and "max_tokens" not in body and body["max_new_tokens"] == 64
        assert body["stop"] == ["\n\n"] and body["user"] == "me" and body["stream"] is False
        form = body["response_format"]["json_schema"]
        assert form["name"] == "mine" and "strict" not in form and form["schema"]["required"] == ["hours"], form
        assert list(body)[-1] == "messages"  # what a prefix cache sees does not move
    stored = json.loads(read(os.path.join(run, "config.json")))
    assert {key: stored["llm"]["request"][key] for key in request} == request
    again = os.path.join(folder, "again")
    replay = ("run", os.path.join(run, "config.json"), "--set", "llm.mode=replay",
              "--set", "llm.transcript=" + os.path.join(run, "replies.jnl"), "-q", "-o", again)
    fisc(*replay)
    assert run_hash(again) == run_hash(run)
    # Another form is another request.
    assert fisc(*replay, "--force", "--set", 'llm.request.set={"stop": ["."]}', check=False).returncode == 69


@test
def values_of_headers_are_sent_and_stored_nowhere(folder):
    run, env = os.path.join(folder, "run"), {"MY_KEY": SECRET, "FISC_LLM_KEY": "sk-of-the-profile", "HOME": folder}
    headers = {"api-key": "env:MY_KEY", "X-Title": LITERAL}
    with PlainServer() as server:
        path = config(folder, server, {"headers": headers})
        fisc("run", path, "-o", run, "-q", env=env)
        for sent in server.headers:
            assert sent["api-key"] == SECRET and sent["X-Title"] == LITERAL
            assert sent["Authorization"] == "Bearer sk-of-the-profile"
        for file in all_files(run):
            for secret in (SECRET, LITERAL):
                assert secret.encode() not in read(file), file
        stored = json.loads(read(os.path.join(run, "config.json")))["llm"]["request"]["headers"]
        assert stored == {"api-key": "env:MY_KEY", "X-Title": None}, stored
        assert LITERAL not in fisc("config", "show", path).stdout
        # What was not stored is asked for; an Authorization of the user's replaces that of the key.
        done = fisc("run", os.path.join(run, "config.json"), "-o", run, "--force", "-q", check=False, env=env)
        assert done.returncode == 65 and "X-Title" in done.stderr and "never stored" in done.stderr, done.stderr
        fisc("run", path, "-o", run, "--force", "-q", "--set", 'llm.request.headers={"authorization": "env:MY_KEY"}', env=env)
        assert [sent[name] for sent in server.headers[-1:] for name in sent if name.lower() == "authorization"] == [SECRET]


@test
def headers_do_not_go_where_a_key_may_not(folder):
    with PlainServer() as server:
        path = config(folder, server, {"headers": {"api-key": "env:MY_KEY"}}, url="http://server.invalid:9/v1")
    done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", check=False, env={"MY_KEY": SECRET, "HOME": folder})
    assert done.returncode == 77 and "MY_KEY" in done.stderr and "server.invalid" in done.stderr, done.stderr
    assert SECRET not in done.stderr
    done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", "--force", "--set",
                f'llm.request.headers={{"a": "{LITERAL}"}}', check=False, env={"HOME": folder})
    assert done.returncode == 77 and "the header a" in done.stderr and LITERAL not in done.stderr, done.stderr
    done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", "--force", check=False, env={"HOME": folder})
    assert done.returncode == 65 and "MY_KEY, which is not set" in done.stderr, done.stderr


@test
def what_is_fiscs_own_is_refused_by_name_and_values_are_not_shown(folder):
    cases = [('llm.request.set={"messages": []}', "messages"), ('llm.request.set={"stream": true}', "stream"),
             ('llm.request.set={"max_tokens": 9}', "max_tokens"), ('llm.request.drop=["max_tokens"]', "max_tokens"),
             ('llm.request.rename={"messages": "prompt"}', "messages"), ('llm.request.rename={"a": null}', "'a'"),
             ('llm.request.headers={"Host": "a"}', "Host"), ('llm.request.headers={"a b": "c"}', "a b"),
             ('llm.request.headers={"x-secret": 123456789, "y": "%s"}' % LITERAL, "object of words"),
             ('llm.request.headers={"x-secret": "%s\\n"}' % LITERAL, "control characters"),
             ('llm.request.set=[1]', "object"), ('llm.request.drop=[1]', "list of words")]
    with PlainServer() as server:
        path = config(folder, server, {})
        for setting, words in cases:
            done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", "--force", "--set", setting, check=False)
            assert done.returncode == 65 and words in done.stderr, (setting, done.returncode, done.stderr)
            assert LITERAL not in done.stderr and "123456789" not in done.stderr, done.stderr
        assert not server.bodies


@test
def thinking_and_the_form_of_schemas_are_said_as_the_config_says(folder):
    with PlainServer() as server:
        path = config(folder, server, {}, thinking="off", thinking_tokens=500, seed=False)
        fisc("run", path, "-o", os.path.join(folder, "run"), "-q")
        for body in server.bodies:
            assert body["chat_template_kwargs"] == {"enable_thinking": False, "thinking": False} and body["max_tokens"] == 564
            assert "seed" not in body
        done = fisc("run", path, "-o", os.path.join(folder, "run"), "-q", "--force", "--set", "llm.profile=groq",
                    "--set", "llm.thinking=as_is", "--set", "llm.schema=grammar", check=False)
        assert done.returncode == 65 and "no field for a grammar" in done.stderr, done.stderr


finish()
