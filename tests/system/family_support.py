# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback that take and answer requests as a family of servers does; what they say is the mock model's."""
import json
import threading
from http.server import BaseHTTPRequestHandler

from fault_model import QuietServer
from mock_model import answer


class Refusal(Exception):
    """HTTP status and body of an error."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        found = self.server.owner.get(self.path)
        self.reply(200 if found is not None else 404, found if found is not None else {"error": {"message": "no such page"}})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.owner.lock:
            self.server.owner.bodies.append(request)
            self.server.owner.headers.append(dict(self.headers))
        try:
            self.reply(200, self.server.owner.answer(request))
        except Refusal as refusal:
            self.reply(refusal.status, refusal.body)

    def log_message(self, *_):
        pass


class PlainServer:
    """It takes everything, and answers as the mock model.  `bodies` and `headers` of all requests."""

    def __init__(self):
        self.bodies, self.headers, self.lock = [], [], threading.Lock()
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.owner = self

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def get(self, path):
        return {"data": [{"id": "mock"}]} if path == "/v1/models" else None

    def answer(self, request):
        content, logprobs = answer(request)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        if logprobs and request.get("logprobs"):
            choice["logprobs"] = {"content": logprobs}
        words = sum(len(message["content"].split()) for message in request["messages"])
        return {"model": "mock", "choices": [choice], "usage": {"prompt_tokens": words, "completion_tokens": 8}}
