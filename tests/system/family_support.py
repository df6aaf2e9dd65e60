# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers on loopback that take and answer requests as a family of servers does; what they say is the mock model's."""
import json
import math
import re
import threading
import zlib
from http.server import BaseHTTPRequestHandler

import typed_decisions
from families import FAMILIES, LIMITS, is_refused
from fault_model import Served
from mock_model import answer


class Refusal(Exception):
    """HTTP status and body of an error."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, value):
        body = self.server.owner.before.encode() + json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        found = self.server.owner.get(self.path)
        self.reply(200 if found is not None else 404, found if found is not None else {"error": {"message": "no such page"}})

    def do_POST(self):
        try:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        except ValueError:
            self.reply(422, {"detail": [typed_decisions.malformed(words="no JSON")]})
            return
        with self.server.owner.lock:
            self.server.owner.bodies.append(request)
            self.server.owner.headers.append(dict(self.headers))
        try:
            self.reply(200, self.server.owner.post(self.path, request, self.headers))
        except (Refusal, typed_decisions.Invalid) as refusal:
            self.reply(refusal.status, refusal.body)

    def log_message(self, *_):
        pass


class PlainServer(Served):
    """It takes everything, and answers as the mock model.  `bodies` and `headers` of all requests."""

    before = ""  # what stands in front of each body

    def __init__(self):
        self.bodies, self.headers, self.lock = [], [], threading.Lock()
        self.serve(Handler)

    @property
    def url(self):
        return self.address("v1")

    def get(self, path):
        return {"data": [{"id": "mock"}]} if path == "/v1/models" else None

    def post(self, path, request, headers):
        """What it answers; a Refusal where there is no such page."""
        if path == "/v1/chat/completions":
            self.check(request, headers)
            return self.answer(request)
        if path == "/v1/systemone":
            return self.decide(request)
        raise Refusal(404, {"error": {"message": f"no page {path}"}})

    def decide(self, request):
        raise Refusal(404, {"error": {"message": f"no such page for {request['model']}"}})

    def check(self, request, headers):
        """Raises a Refusal of what the server does not take."""

    def answer(self, request):
        content, logprobs = answer(request)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        if logprobs and request.get("logprobs"):
            choice["logprobs"] = {"content": logprobs}
        words = sum(len(message["content"].split()) for message in request["messages"])
        return {"model": "mock", "choices": [choice], "usage": {"prompt_tokens": words, "completion_tokens": 8}}


def schema_of(request, forms):
    """The schema that binds, among forms that do; {} if any object may come, None if nothing binds."""
    response = request.get("response_format", {})
    if response.get("type") == "json_schema" and "json_schema" in forms:
        return response["json_schema"]["schema"]
    if "tools" in request and "tool" in forms:
        return request["tools"][0]["function"]["parameters"]
    if "structured_outputs" in request and "structured_outputs" in forms:
        return request["structured_outputs"].get("json")
    if "json_schema" in request and "grammar" in forms:
        return request["json_schema"]
    return {} if response.get("type") == "json_object" and "json_object" in forms else None


def asked_schema(request):
    """What the words ask for: of services that bind nothing, or without limits."""
    words = " ".join(message["content"] for message in request["messages"])
    sent = schema_of(request, ("json_schema", "tool", "structured_outputs", "grammar"))
    if sent and "scores" in sent.get("properties", {}) or 'key "scores"' in words:
        count = sum(line[1:3] == ": " for line in words.split("\n"))
        return {"properties": {"scores": {"minItems": count}}}
    if sent:
        return sent
    if "likely you are to choose" in words:
        names = re.findall(r"^([A-T])(?=: )|^(\d+)(?= hours a week)", request["messages"][-1]["content"], re.M)
        return {"properties": {letter or number: {} for letter, number in names}}
    hours = {"enum": list(range(0, 100, 10))} if "of tens" in words else {}
    return {"properties": {"hours": hours}} if '"hours"' in words else {}


def minded(words):
    """What the model minds of a prompt, whatever the wire: a worker's wage and all behind it."""
    return [{"content": ""}, {"content": words[max(words.find("You earn"), 0):]}]


class FamilyServer(PlainServer):
    """A server of the family, by its row of families.py.  What the model says is the mock model's."""

    def __init__(self, family, **changes):
        super().__init__()
        self.row = {**FAMILIES[family], **changes}
        self.before = "\n\n" if self.row.get("waits") else ""

    def get(self, path):
        model = {"id": "mock"}
        if self.row["profile"] in ("vllm", "sglang"):
            model["max_model_len"] = 32768
        pages = {"/v1/models": {"data": [model]}}
        if "slot" in self.row:
            pages["/props"] = {"default_generation_settings": {"n_ctx": self.row["slot"]}, "total_slots": 4}
        if "context" in self.row:
            pages["/api/ps"] = {"models": [{"name": "mock", "context_length": self.row["context"]}]}
        return pages.get(path)

    def check(self, request, headers):
        if "key" in self.row and not headers.get(self.row["key"]):
            raise Refusal(401, {"error": {"message": "no key", "code": "401"}})
        if "no_system" in self.row and any(message["role"] == "system" for message in request["messages"]):
            raise Refusal(*self.row["error"](self.row["no_system"], "messages", code="bad_request"))
        for field, value in request.items():
            words = is_refused(field, value, self.row)
            if words is not None:
                raise Refusal(*self.row["error"](words, field))
        if request.get("top_logprobs", 0) > max(self.row["logprobs"], 5):
            raise Refusal(*self.row["error"](f"top_logprobs must be at most {self.row['logprobs']}", "top_logprobs"))
        if request.get("response_format", {}).get("type") == "json_object" \
                and "json" not in json.dumps(request["messages"]).lower():
            raise Refusal(*self.row["error"]("Prompt must contain the word 'json' to use response_format", "messages"))
        user = request["messages"][-1]["content"]
        if self.row.get("filter") and "You earn" in user and zlib.crc32(user.split("\n")[0].encode()) % 3 == 0:
            raise Refusal(400, {"error": {"message": "The response was filtered due to the prompt triggering Azure OpenAI's "
                                                     "content management policy.", "type": None, "param": "prompt",
                                          "code": "content_filter", "status": 400}})

    def content_of(self, request):
        """What the model says, and log probabilities."""
        bound = schema_of(request, self.row["schema"])
        if "legs has a spider" in request["messages"][-1]["content"]:
            return json.dumps({"answer": "kumquat" if bound and "answer" in bound["properties"] else "eight"}), None
        form = {"response_format": {"json_schema": {"schema": asked_schema(request)}}}
        content, logprobs = answer({**request, **form, "messages": minded(request["messages"][-1]["content"])})
        if self.row.get("fences") and content.startswith("{") and bound is None:
            content = f"I would say:\n```json\n{content}\n```"
        return content, logprobs

    def decide(self, request):
        return typed_decisions.decide(request, self.weigh) if self.row.get("decides") else super().decide(request)

    def weigh(self, state, names):
        if not ("You earn" in state or "Which letter" in state):
            return None
        hours = {"schema": {"properties": {"hours": {"enum": [int(name) for name in names]}}}} if names[0].isdigit() else {}
        _, logprobs = answer({"messages": minded(state), "response_format": {"json_schema": hours}})
        told = {top["token"]: math.exp(top["logprob"]) for top in logprobs[-1]["top_logprobs"]}
        return [told[name[0]] for name in names]  # the mock's tokens are digits

    def message_of(self, request, content):
        """The message, how it ends, and the tokens of its thought."""
        limit = min((request[name] for name in LIMITS if name in request), default=10**6)
        thought = self.row.get("thinks", lambda _: 0)(request)
        place = self.row.get("thought")
        if thought and place == "content":
            content = f"<think>{'so ' * 9}{'' if thought + 1 > limit else '</think>' + content}"
        if thought + 1 > limit:
            content = content if place == "content" and thought else ""
        message = {"role": "assistant", "content": content}
        if thought and place in ("reasoning", "reasoning_content"):
            message[place] = "so, let me see"
        if thought and place == "parts":
            message["content"] = [{"type": "thinking", "thinking": [{"type": "text", "text": "so"}]}]
            message["content"] += [{"type": "text", "text": content}] if content else []
        if content.startswith("{") and "tools" in request and "tool" in self.row["schema"]:
            message.update(content=None, tool_calls=[{"id": "c", "type": "function",
                                                      "function": {"name": "choice", "arguments": content}}])
        return message, "length" if thought + 1 > limit else "tool_calls" if "tool_calls" in message else "stop", thought

    def answer(self, request):
        content, logprobs = self.content_of(request)
        message, end, thought = self.message_of(request, content)
        choice = {"index": 0, "finish_reason": end, "message": message}
        if logprobs and request.get("logprobs") and self.row["logprobs"] and not thought:
            choice["logprobs"] = {"content": [
                {**token, "top_logprobs": token["top_logprobs"][:request["top_logprobs"]]} for token in logprobs]}
        words = sum(len(part["content"].split()) for part in request["messages"])
        usage = {"prompt_tokens": min(words, self.row.get("context", words)), "completion_tokens": thought + 8}
        if thought and self.row.get("thought") is None:
            usage["completion_tokens_details"] = {"reasoning_tokens": thought}
        return {"model": "mock", "choices": [choice], "usage": usage}
