# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for retries of a server that fails two times in five
"""Faults of the wire leave every bit alone: what is no chat completion is no answer of the model's."""
import json
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from mock_support import Model
from shim_support import shim
from support import finish, fisc, read, run_hash, test, test_of_results, write

ASKING = {
    "sample": {"form": "sample"}, "number": {"form": "number"}, "letters": {"form": "letters"},
    "utilities": {"form": "utilities"},
    "everybody": {"form": "sample", "planner": {"kind": "llm"}, "personas": {"source": "llm"},
                  "rule": {"kind": "llm", "satisfaction": True, "satisfaction_by": "model"}},
}


def run_through(folder, behaviour, name):
    """The content hash, and how often the server was asked."""
    place = os.path.join(folder, behaviour, name)
    os.makedirs(place)
    with Model(behaviour=behaviour) as model:
        config = model.config(place, steps=2, tax_year_length=1, population={"workers": 10},
                              llm={"max_attempts": 100}, **dict(ASKING[name]))
        fisc("run", config, "-o", os.path.join(place, "run"), "-q")
        return run_hash(os.path.join(place, "run")), model.stats()["requests"]


@test
def a_run_through_chaos_has_the_bits_of_a_quiet_one_in_every_form(folder):
    jobs = [(folder, behaviour, name) for name in ASKING for behaviour in ("chaos", "slips")]
    with ThreadPoolExecutor(len(jobs)) as pool:
        found = list(pool.map(lambda job: run_through(*job), jobs))
    for k, name in enumerate(ASKING):
        (chaos, asked), (quiet, needed) = found[2 * k], found[2 * k + 1]
        assert chaos == quiet, name
        assert asked > needed > 10, (name, asked, needed)


@test_of_results
def a_request_leaves_in_one_piece(folder):
    counts = os.path.join(folder, "counts")
    with Model() as model:
        config = model.config(folder, steps=2)
        fisc("run", config, "-o", os.path.join(folder, "run"), "-q", env={**shim(folder, "count_sends"), "FISC_SENDS": counts})
        asked = model.stats()["requests"]
    requests, others = map(int, read(counts).split())
    assert requests == asked >= 80 and others == 0, (requests, others, asked)


class Closing:
    """Answers the first request of each connection, and closes it on the second, which it has heard by then."""

    def __init__(self):
        self.heard, self.lock = 0, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def hear(self, stream):
        """False at the end."""
        length, line = 0, stream.readline()
        while line.strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            line = stream.readline()
        if length == 0 or len(stream.read(length)) < length:
            return False
        with self.lock:
            self.heard += 1
        return True

    def serve(self, connection):
        body = json.dumps({"choices": [{"message": {"content": '{"hours": 40}'}}],
                           "usage": {"prompt_tokens": 200, "completion_tokens": 8}}).encode()
        with connection, connection.makefile("rb") as stream:
            if self.hear(stream):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                self.hear(stream)


@test
def a_request_that_may_have_been_heard_never_leaves_twice_in_silence(folder):
    server = Closing()
    config = write(os.path.join(folder, "config.json"), json.dumps({
        "steps": 4, "population": {"workers": 40}, "rule": {"kind": "llm"},
        "llm": {"model": "m", "url": "http://127.0.0.1:%d/v1" % server.listener.getsockname()[1], "in_flight": 4,
                "max_requests": 60}}))
    done = fisc("run", config, "-o", os.path.join(folder, "run"), "-q", check=False)
    server.listener.close()
    assert done.returncode == 75 and "60 of 60 requests" in done.stderr, done.stderr
    assert server.heard == 60, server.heard


finish()
