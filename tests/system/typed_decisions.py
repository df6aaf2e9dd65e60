# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoint /v1/systemone as a server of typed decisions has it: a state and questions with ids go in, an answer to each
comes out.  What is asked for is checked; what a model thinks of it is the caller's."""
import hashlib
import json

MODELS = ("mock", "mind", "jev-latest")
WORDS = (str, dict, list)  # texts may be structured


class Invalid(Exception):
    """HTTP status and body."""

    def __init__(self, status, body):
        super().__init__(body)
        self.status, self.body = status, body


def models():
    return {"models": [{"name": name, "description": "a double", "release_date": "2026-10-01"} for name in MODELS],
            "data": [{"id": name} for name in MODELS]}


def malformed(*place, words):
    return {"loc": ["body", *place], "msg": words, "type": "value_error"}


def faults_of_options(criteria, most):
    if not isinstance(criteria, (dict, list)) or not 1 <= len(criteria) <= most:
        return [f"1 to {most} of them are expected"]
    described = criteria.values() if isinstance(criteria, dict) else criteria
    return ["a description is a text, an object or a list"
            for words in described if not isinstance(words, WORDS) and not (words is None and isinstance(criteria, dict))]


def faults_of_question(question):
    """What is wrong with one, in words."""
    if not isinstance(question, dict):
        return ["a question is an object"]
    kind, criteria, instructions = (question.get(name) for name in ("type", "criteria", "instructions"))
    faults = [] if instructions is None or isinstance(instructions, WORDS) else ["instructions are a text"]
    if kind == "choice":
        return faults + (faults_of_options(criteria, 255) if isinstance(criteria, dict) else ["criteria is an object"])
    if kind == "score":
        return faults + (faults_of_options(criteria, 10) if isinstance(criteria, list) else ["criteria is a list"])
    if kind == "noul":
        known = criteria is None or isinstance(criteria, dict) and not set(criteria) - {"true", "false"}
        return faults + ([] if known else ["criteria has true and false"])
    return [*faults, f"no type {kind!r}: choice, score, noul"]


def check(request):
    if not isinstance(request, dict):
        raise Invalid(422, {"detail": [malformed(words="an object is expected")]})
    faults = [malformed(name, words="is missing") for name in ("state", "model", "questions") if name not in request]
    if not isinstance(request.get("state", ""), WORDS):
        faults.append(malformed("state", words="a text, an object or a list is expected"))
    if not isinstance(request.get("model", ""), str):
        faults.append(malformed("model", words="a text is expected"))
    questions = request.get("questions", {"": {}})
    if not isinstance(questions, dict) or not questions:
        faults.append(malformed("questions", words="an object with a question is expected"))
    elif "questions" in request:
        faults += [malformed("questions", name, words=words)
                   for name, question in questions.items() for words in faults_of_question(question)]
    if faults:
        raise Invalid(422, {"detail": faults})
    if request["model"] not in MODELS:
        raise Invalid(400, {"detail": {"error_type": "api_usage_error", "message": f"no model {request['model']}"}})


def by_words(*words):
    """A weight that hangs on the words alone."""
    text = json.dumps(words, sort_keys=True)
    return 1 + int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 1000


def scaled(weights):
    return [weight / sum(weights) for weight in weights]


def answer_score(state, question):
    levels = question["criteria"]
    shares = scaled([by_words(state, question.get("instructions"), k, level) for k, level in enumerate(levels)])
    likeliest, middle = shares.index(max(shares)), (len(levels) - 1) / 2
    widest = sum(abs(k - middle) for k in range(len(levels))) / len(levels)
    width = sum(share * abs(k - likeliest) for k, share in enumerate(shares))
    return {"type": "score", "score": sum(k * share for k, share in enumerate(shares)),
            "legend": {str(k): level for k, level in enumerate(levels)},
            "probabilities": {str(k): share for k, share in enumerate(shares)},
            "confidence": max(0.0, 1 - width / widest) if widest else 1.0}


def answer_question(state, question, weigh):
    instructions, criteria = question.get("instructions"), question.get("criteria")
    if question["type"] == "noul":
        return {"type": "noul", "noul": by_words(state, instructions, criteria) / 1001}
    if question["type"] == "score":
        return answer_score(state, question)
    names = list(criteria)
    known = weigh(state, names) if isinstance(state, str) else None
    weights = known or [by_words(state, instructions, name, criteria[name]) for name in names]
    shares = scaled(weights)
    answer = {"type": "choice", "choice": names[shares.index(max(shares))],
              "probabilities": dict(zip(names, shares, strict=True)),
              "confidence": (max(shares) - 1 / len(names)) / (1 - 1 / len(names)) if len(names) > 1 else 1.0}
    if known:  # vLLM says how much of all that the model might have said lay on them
        answer["diagnostics"] = {"label_mass": min(sum(weights), 1.0), "argmax_is_label": True}
    return answer


def decide(request, weigh):
    """The body of the answer.  `weigh(state, names)`: probabilities of options, of all that a model might say; None if it
    has no mind of its own about them.  Raises Invalid."""
    check(request)
    state, questions = request["state"], request["questions"]
    return {"model": request["model"],
            "answers": {name: answer_question(state, question, weigh) for name, question in questions.items()},
            "usage": {"input_tokens": len(json.dumps(request)) // 4, "output_tokens": len(questions)}}
