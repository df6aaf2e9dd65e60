# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted mind on loopback that can be asked over every wire format: what it would do hangs on a worker's own words
alone, not on how it is asked, so that each wire gives the same distribution over hours."""
import hashlib
import json
import math
import re

import typed_decisions
from family_support import PlainServer, Refusal

MASS = 0.9  # of all that it might say lies on hours of the list
HOURS = range(0, 100, 10)
PAGES = ("/v1/systemone", "/v1/decisions", "/v1/completions", "/tokenize")


def person(words):
    """A worker's wage and years, without the law and the way to answer."""
    begin = max(words.find("You earn"), 0)
    return re.split(r"The options|What hours bring|How many hours|Which option|How likely", words[begin:])[0].strip()


def weights(words):
    """Probability of each number of hours."""
    raw = {hours: 1 + int(hashlib.sha256(f"{person(words)}{hours}".encode()).hexdigest()[:4], 16) % 20 for hours in HOURS}
    return {hours: MASS * weight / sum(raw.values()) for hours, weight in raw.items()}


def meanings(words):
    """What options stand for: letters of a list, else numbers themselves."""
    listed = re.findall(r"^([A-Z]): (?:(\d+) hours|the )", words, re.M)
    return {name: int(hours or 10 * k) for k, (name, hours) in enumerate(listed)} or {str(hours): hours for hours in HOURS}


def likely(words):
    """Probability of each option as it is called."""
    chances = weights(words)
    return {name: chances[hours] for name, hours in meanings(words).items()}


class MindServer(PlainServer):
    """`digits`: numbers have a token for each digit, else one for all.  `pages`: what it serves besides chats; `top`: the
    most log probabilities that chats give; `knows_ids`: are tokens given that are asked for by number?"""

    def __init__(self, digits=False, pages=PAGES, top=20, knows_ids=True):
        super().__init__()
        self.digits, self.pages, self.top, self.knows_ids = digits, pages, top, knows_ids
        self.paths = []

    def post(self, path, request, headers):
        with self.lock:
            self.paths.append(path)
        if path not in ("/v1/chat/completions", *self.pages):
            raise Refusal(404, {"error": {"message": f"no page {path}"}})
        page = {"/v1/systemone": self.decide, "/v1/decisions": self.decide_as_openai, "/v1/completions": self.complete,
                "/tokenize": self.tokenize}.get(path)
        return page(request) if page else super().post(path, request, headers)

    def get(self, path):
        return typed_decisions.models() if path == "/v1/models" else None

    @property
    def vocabulary(self):
        """Tokens by their numbers."""
        numbers = range(10 if self.digits else 101)
        return dict(enumerate(["\n", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *map(str, numbers)], start=30))

    def tokenize(self, request):
        number = {word: k for k, word in self.vocabulary.items()}
        tokens = [number[token] for token in self.tokens(request["prompt"])]
        return {"tokens": tokens, "count": len(tokens), "max_model_len": 9000,
                "token_strs": [self.vocabulary[token] for token in tokens] if request.get("return_token_strs") else None}

    def tokens(self, text):
        return re.findall(r"\d|[A-Za-z]+| ?[^\sA-Za-z\d]+|\s" if self.digits else r"\d+|[A-Za-z]+| ?[^\sA-Za-z\d]+|\s", text)

    def check(self, request, headers):
        if request.get("top_logprobs", 0) > self.top:
            raise Refusal(400, {"error": {"message": f"at most {self.top} log probabilities", "param": "top_logprobs"}})

    # Each with usage as its server tells it.

    def answer(self, request):
        words = request["messages"][-1]["content"]
        schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {"properties": {}})
        chances, bound = likely(words), "hours" in schema["properties"]
        chosen = max(chances, key=chances.get)
        first = {}
        for name, chance in chances.items():
            token = self.tokens(name)[0]
            first[token] = first.get(token, 0) + chance
        wanted = [self.vocabulary[number] for number in request.get("logprob_token_ids", []) if self.knows_ids]
        top = [{"token": token, "logprob": math.log(first[token]) if token in first else -9999.0}
               for token in wanted or list(first)[:request.get("top_logprobs", 0)]]
        content = json.dumps({"hours": int(chosen)}) if bound else chosen
        if set(schema["properties"]) == set(chances):  # how likely each is, in words
            content = json.dumps({name: round(100 * chance) for name, chance in chances.items()})
        if "answer" in schema["properties"]:  # of doctor
            content = json.dumps({"answer": schema["properties"]["answer"]["enum"][0]})
        said = [{"token": token, "top_logprobs": []} for token in self.tokens(content)]
        place = next((k for k, token in enumerate(said) if token["token"] in first), 0)
        said[place]["top_logprobs"] = top
        return {"model": "mind", "usage": {"prompt_tokens": len(words), "completion_tokens": len(said)},
                "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content},
                             "logprobs": {"content": said} if request.get("logprobs") else None}]}

    def decide(self, request):
        return typed_decisions.decide(request, self.weigh)

    def weigh(self, state, names):
        chances = likely(state)
        return [chances[name] for name in names] if set(names) <= set(chances) else None

    def decide_as_openai(self, request):
        """Probabilities are rounded to six digits; the mass is vLLM's addition."""
        question = request["questions"][0]
        if "\n" in question["instructions"] or not question["instructions"]:
            raise Refusal(400, {"error": {"message": "one line was to ask"}})
        chances = likely(request["input"] + question["instructions"])
        told = [{"value": choice["value"], "probability": round(chances[choice["value"]] / MASS, 6)}
                for choice in question["choices"]]
        return {"model": "mind", "usage": {"input_tokens": len(request["input"]), "output_tokens": 0,
                                           "input_tokens_details": {"cached_tokens": 3}},
                "answers": [{"type": "choice", "name": question["name"], "choice": max(chances, key=chances.get),
                             "confidence": 0.5, "probabilities": told, "diagnostics": {"label_mass": MASS}}]}

    def complete(self, request):
        """A mark of the beginning, the prompt, and one token more; log probabilities by the tokens behind the lead."""
        if not (request["echo"] and request["max_tokens"] == 1 and not request["stream"]):
            raise Refusal(400, {"error": {"message": "another request was expected"}})
        return {"model": "mind", "usage": {"prompt_tokens": 7 * len(request["prompt"]),
                                           "completion_tokens": len(request["prompt"])},
                "choices": [self.echo(k, prompt) for k, prompt in reversed(list(enumerate(request["prompt"])))]}

    def echo(self, index, prompt):
        question, said = prompt.rsplit("\n", 1)
        chances, tokens = likely(question), self.tokens(said)
        own = [k for k, token in enumerate(tokens) if token.isdigit() or len(token) == 1 and token.isupper()]
        option = "".join(tokens[k] for k in own)
        each = [-0.5] * len(tokens)
        for k in own:  # in equal parts: what counts is the sum
            each[k] = math.log(chances[option]) / len(own)
        each[own[-1] + 1:] = [0.0] * (len(tokens) - own[-1] - 1)
        before = self.tokens(question + "\n")
        return {"index": index, "text": prompt + "}", "finish_reason": "length",
                "logprobs": {"tokens": ["<s>", *before, *tokens, "}"],
                             "token_logprobs": [None, *[-1.0] * len(before), *each, -2.0], "text_offset": []}}
