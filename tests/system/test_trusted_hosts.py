# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A key goes where whoever types the command sends it, not where a config does (SECURITY.md)."""
import json
import os

from mock_support import Model
from support import finish, fisc, test, write

CONFIG = {"steps": 1, "population": {"workers": 2}, "rule": {"kind": "llm"}, "planner": {"kind": "none"},
          "llm": {"profile": "llamacpp", "model": "mock", "max_attempts": 1, "timeout_s": 1}}
KEY = "sk-mine-and-nobody-elses"
# A name that leads nowhere: what is refused is refused before anything is looked up.
STRANGER = "http://server.invalid:9/v1"


def attempt(folder, *options, command=("run",), url=STRANGER, env=None, key=True, **llm):
    path = write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, "llm": {**CONFIG["llm"], "url": url, **llm}}))
    target = ["-o", os.path.join(folder, "run"), "--force", "-q"] if command == ("run",) else []
    return fisc(*command, path, *target, *options, check=False,
                env={"HOME": folder, "XDG_CONFIG_HOME": "", **({"FISC_LLM_KEY": KEY} if key else {}), **(env or {})})


@test
def a_key_does_not_go_to_a_host_that_only_a_config_names(folder):
    secret = write(os.path.join(folder, "key"), KEY)
    os.chmod(secret, 0o600)
    for keywords in ({}, {"command": ("doctor",)}, {"key": False, "key_file": secret},
                     {"url": "http://127.0.0.1.server.invalid/v1"}, {"url": "http://localhost.server.invalid/v1"},
                     {"endpoints": [{"url": "http://127.0.0.1:9/v1"}, {"url": STRANGER}]},
                     {"key": False, "key_env": "OTHER", "env": {"OTHER": KEY}},
                     {"url": "http://api.openai.com/v1", "profile": "openai"}):
        done = attempt(folder, **keywords)
        assert done.returncode == 77, (keywords, done.returncode, done.stderr)
        host = "api.openai.com" if "profile" in keywords else "server.invalid"
        assert host in done.stderr and "--trust-config" in done.stderr and KEY not in done.stderr, done.stderr
        assert ("key" in done.stderr and (secret if "key_file" in keywords else "environment variable") in done.stderr)
    assert not os.path.exists(os.path.join(folder, ".config"))


@test
def without_a_key_or_to_a_host_of_ones_own_it_goes(folder):
    # 69: the server does not answer; that is, it was to be asked.
    assert attempt(folder, key=False).returncode == 69
    assert attempt(folder, env={"FISC_LLM_HOSTS": "other.invalid, server.invalid"}).returncode == 69
    assert attempt(folder, "--set", f"llm.url={STRANGER}").returncode == 69
    assert attempt(folder, "--set", f'llm.endpoints=[{{"url": "{STRANGER}"}}]').returncode == 69
    assert attempt(folder, url="http://127.0.0.1:9/v1").returncode == 69
    assert attempt(folder, url="http://[::1]:9/v1").returncode == 69
    with Model() as model:
        assert attempt(folder, url=f"http://localhost:{model.port}/v1").returncode == 0


@test
def trust_is_given_once_and_kept(folder):
    assert attempt(folder).returncode == 77
    assert attempt(folder, "--trust-config").returncode == 69
    kept = os.path.join(folder, ".config", "fisc", "trusted_hosts")
    assert open(kept, encoding="utf-8").read() == "server.invalid\n"
    assert attempt(folder).returncode == 69
    assert attempt(folder, url="http://other.invalid/v1").returncode == 77


@test
def a_sweep_asks_nobody_that_is_not_trusted(folder):
    base = write(os.path.join(folder, "base.json"), json.dumps({**CONFIG, "llm": {**CONFIG["llm"], "url": STRANGER}}))
    sweep = write(os.path.join(folder, "sweep.json"), json.dumps({"base": os.path.basename(base), "grid": {"seed": [1, 2]}}))
    out, env = os.path.join(folder, "sweep"), {"HOME": folder, "XDG_CONFIG_HOME": "", "FISC_LLM_KEY": KEY}
    fisc("sweep", "plan", sweep, "-o", out, "-q")
    stopped = fisc("sweep", "run", out, "-q", check=False, env=env)
    assert stopped.returncode == 1 and "2 of 2 points failed" in stopped.stderr, stopped.stderr
    assert "FISC_LLM_KEY would be sent to server.invalid" in stopped.stderr, stopped.stderr
    assert "server.invalid" in fisc("sweep", "status", out, env=env).stdout
    kept = os.path.join(folder, ".config", "fisc", "trusted_hosts")
    assert not os.path.exists(kept)
    # The processes of the sweep inherit the trust; nobody answers there all the same.
    assert fisc("sweep", "run", out, "-q", "--retry", "--trust-config", check=False, env=env).returncode != 0
    assert set(open(kept, encoding="utf-8").read().split()) == {"server.invalid"}


finish()
