# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be a secret is refused without being shown; keys go over no proxy and no way that the user did not choose."""
import json
import os
import socket
import socketserver
import threading

from mock_support import Model
from support import finish, fisc, test, write

CONFIG = {"steps": 1, "population": {"workers": 2}, "rule": {"kind": "llm"}, "planner": {"kind": "none"}}
LLM = {"profile": "llamacpp", "model": "mock", "max_attempts": 1, "timeout_s": 2}
KEY = "sk-proj-Ab3dEf6hIj9lMn2pQr5t"
PASSWORD = "hunter2secret"


def config(folder, llm, **more):
    return write(os.path.join(folder, "config.json"), json.dumps({**CONFIG, **more, "llm": {**LLM, **llm}}))


class Relay(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Bytes from a socket in the file system to a port, and back."""
    daemon_threads = True

    def __init__(self, path, port):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with socket.create_connection(("127.0.0.1", port)) as server:
                    back = threading.Thread(target=pour, args=(server, self.request), daemon=True)
                    back.start()
                    pour(self.request, server)
                    back.join()
        super().__init__(path, Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def pour(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Listener:
    """Counts who connects, and hangs up."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.heard.append(connection.recv(4096))
            connection.close()


@test
def what_may_be_a_secret_is_refused_without_an_echo(folder):
    for llm, more, where in (
            ({"url": f"https://me:{PASSWORD}@api.example/v1"}, {}, "llm.url"),
            ({"url": f"https://api.example/v1?key={PASSWORD}"}, {}, "llm.url"),
            ({"url": f"ftp://{PASSWORD}/v1"}, {}, "llm.url"),
            ({"endpoints": [{"url": f"https://{PASSWORD}@api.example/v1"}]}, {}, "llm.endpoints[0].url"),
            ({"proxy": f"http://me:{PASSWORD}@proxy:3128"}, {}, "llm.proxy"),
            ({"key_env": f"{PASSWORD}-1"}, {}, "llm.key_env"),
            ({"key_env": KEY}, {}, "llm.key_env"), ({"model": KEY}, {}, "llm.model"),
            ({"request": {"headers": {"Authorization": f"Bearer {KEY}"}}}, {}, "llm.request.headers"),
            ({"request": {"set": {"nested": {"api_key": KEY}}}}, {}, "llm.request.set"),
            ({"request": {"headers": {"x-key": f"env:{KEY}"}}}, {}, "llm.request.headers"),
            ({"request": {"headers": {"x-key": f"env:{PASSWORD}-1"}}}, {}, "llm.request.headers"),
            ({}, {KEY: 1}, "looks like a key"), ({KEY: 1}, {}, "looks like a key"),
            ({}, {"name": f"a run with {KEY}"}, "name")):
        for command in (("validate",), ("run", "-o", os.path.join(folder, "run"))):
            done = fisc(*command, config(folder, llm, **more), check=False)
            assert done.returncode == 65, (llm, done.returncode, done.stderr)
            assert where in done.stderr, done.stderr
            assert PASSWORD not in done.stdout + done.stderr and KEY not in done.stdout + done.stderr, done.stderr
    for typed in (f"llm.model={KEY}", f"nonsense={KEY}", f"llm.url=http://me:{PASSWORD}@a/v1", f"planner.kind={KEY}",
                  f"llm.key_env={PASSWORD}-1", f"seed={KEY}"):
        done = fisc("validate", config(folder, {}), "--set", typed, check=False)
        assert done.returncode == 65 and typed.split("=")[0] in done.stderr, (typed, done.stderr)
        assert PASSWORD not in done.stdout + done.stderr and KEY not in done.stdout + done.stderr, done.stderr
    for typed in (KEY, f"{KEY}={KEY}"):
        done = fisc("validate", config(folder, {}), "--set", typed, check=False)
        assert done.returncode == 65 and KEY not in done.stderr, done.stderr
    for text in (f'{{"llm": {{"model": {KEY}}}}}', f'{{"name": "a" "{KEY}"}}', f'{{"{KEY}": 1, "{KEY}": 2}}'):
        done = fisc("validate", write(os.path.join(folder, "torn.json"), text), check=False)
        assert done.returncode == 65 and "looks like a key" in done.stderr and KEY[:12] not in done.stderr, done.stderr
    assert not os.path.exists(os.path.join(folder, "run"))


@test
def a_key_is_trimmed_and_must_fit_into_a_header(folder):
    with Model() as model:
        path = model.config(folder, steps=1, population={"workers": 2})
        for key, code in ((f"  {KEY}\r\n", 0), (f"{KEY}\r\nX-Evil: 1", 65), ("k\u00e9y", 65), (" \n", 0)):
            done = fisc("run", path, "-o", os.path.join(folder, "run"), "--force", "-q", check=False, env={"FISC_LLM_KEY": key})
            assert done.returncode == code, (key, done.stderr)
            assert KEY not in done.stderr and "Evil" not in done.stderr, done.stderr


@test
def a_socket_of_the_file_system_is_asked_once_it_is_trusted(folder):
    path = os.path.join(folder, "model.sock")
    with Model() as model, Relay(path, model.port) as relay:
        made = config(folder, {"url": f"unix:{path}"})
        target = ["-o", os.path.join(folder, "run"), "--force", "-q"]
        env = {"HOME": folder, "XDG_CONFIG_HOME": ""}
        fisc("run", made, *target, env=env)
        refused = fisc("run", made, *target, check=False, env={**env, "FISC_LLM_KEY": KEY})
        assert refused.returncode == 77 and path in refused.stderr, refused.stderr
        fisc("run", made, *target, "--set", f"llm.url=unix:{path}", env={**env, "FISC_LLM_KEY": KEY})
        assert model.stats()["requests"] > 0
        assert "reachable" in fisc("doctor", made, check=False, env=env).stdout
        relay.shutdown()


@test
def loopback_goes_through_no_proxy_and_a_proxy_is_named(folder):
    with Model() as model:
        proxy = Listener()
        way = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
        env = {"http_proxy": way, "all_proxy": way, "no_proxy": "", "HOME": folder, "XDG_CONFIG_HOME": ""}
        target = ["-o", os.path.join(folder, "run"), "--force", "-q"]
        fisc("run", model.config(folder, steps=1, population={"workers": 2}), *target, env=env)
        assert not proxy.heard
        done = fisc("run", config(folder, {"url": "http://server.invalid/v1"}), *target, check=False, env=env)
        assert done.returncode == 69 and proxy.heard, done.stderr
        assert f"through the proxy http://127.0.0.1:{proxy.port}" in done.stderr and PASSWORD not in done.stderr, done.stderr
        report = fisc("doctor", config(folder, {"url": "http://server.invalid/v1"}), check=False, env=env)
        assert f"http://127.0.0.1:{proxy.port}" in report.stdout and PASSWORD not in report.stdout + report.stderr, report.stdout
        # One that only a config names gets a key when its host is trusted.
        named = config(folder, {"url": "http://127.0.0.1:9/v1", "proxy": "http://proxy.invalid:1"})
        refused = fisc("run", named, *target, check=False, env={"FISC_LLM_KEY": KEY, "HOME": folder, "XDG_CONFIG_HOME": ""})
        assert refused.returncode == 77 and "proxy.invalid" in refused.stderr, refused.stderr
        proxy.socket.close()


@test
def a_key_in_the_open_is_said(folder):
    done = fisc("run", config(folder, {"url": "http://server.invalid/v1"}), "-o", os.path.join(folder, "run"), check=False,
                env={"FISC_LLM_KEY": KEY, "FISC_LLM_HOSTS": "server.invalid"})
    assert done.returncode == 69 and "plain http" in done.stderr and "server.invalid" in done.stderr, done.stderr
    assert KEY not in done.stderr
    # Before anything is sent, too: by validate and by the doctor, and not to this machine or where nobody is asked.
    env = {"FISC_LLM_KEY": KEY, "FISC_LLM_HOSTS": "server.invalid"}
    for command in ("validate", "doctor"):
        done = fisc(command, config(folder, {"url": "http://server.invalid/v1"}), check=False, env=env)
        said = done.stdout + done.stderr
        assert "plain http" in said and KEY not in said, (command, said)
    for url in ("http://127.0.0.1:9/v1", "https://server.invalid/v1"):
        assert "plain http" not in fisc("validate", config(folder, {"url": url}), env=env).stderr, url
    assert "plain http" not in fisc("validate", config(folder, {"url": "http://server.invalid/v1"}), "--set",
                                    "rule.kind=logit", "--set", "planner.kind=none", env=env).stderr


finish()
