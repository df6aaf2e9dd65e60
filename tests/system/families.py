# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Families of servers, one row each: what they refuse and how they answer, from their documents and sources (state 2026).

Of a row:
    profile     what fisc calls the family (llm.profile), the nearest where it has none
    refuses     field: what the server says of it; None stands for fields that are not in `knows`
    error       how it says so: a function from words and field to status and body
    thinks      does the model think, unless it is told how much?  A function from a request to tokens of thought
    thought     where the thought comes back: a field of the message, "content" (<think>), "parts" or None (hidden)
    schema      forms of schemas that bind: json_schema, json_object, tool, structured_outputs, grammar
    logprobs    the most alternatives that are given; 0: none, without a word
    context     tokens that are served; what is longer loses its beginning in silence
    fences      are answers wrapped in a sentence and a fence?
    filter      is every third worker's prompt refused by a content filter?
    waits       blank lines before a body
    key         a header that must be there
    decides     does it serve /v1/systemone, typed decisions?
    no_system   what it says of a system message, if its template has none
    forms       forms of answers (rule.llm.form) that it can serve, with probabilities or without"""

LIMITS = ("max_tokens", "max_completion_tokens")
FORMS = ("sample", "number", "letters", "utilities")


def openai_error(words, field, status=400, code="unsupported_parameter"):
    return status, {"error": {"message": words, "type": "invalid_request_error", "param": field, "code": code}}


def gemini_error(words, field):
    return 400, [{"error": {"code": 400, "status": "INVALID_ARGUMENT",
                            "message": words or f'Invalid JSON payload received. Unknown name "{field}": Cannot find field.'}}]


def mistral_error(words, field):
    return 422, {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", field],
                                                            "msg": words or "Extra inputs are not permitted"}]}}


def flat_error(words, field):
    return 400, {"object": "error", "message": words, "type": "BadRequestError", "param": field, "code": 400}


def litellm_error(words, field):
    return 400, {"error": {"message": f"litellm.UnsupportedParamsError: bedrock does not support parameters: ['{field}'], "
                                      "for model=m. To drop these, set `litellm.drop_params=True`",
                           "type": "None", "param": None, "code": "400"}}


def openrouter_error(words, field):
    return 404, {"error": {"message": words, "code": 404}}


def effort(request):
    return request.get("reasoning_effort")


def template_is_on(request):
    return request.get("chat_template_kwargs", {}).get("enable_thinking", True) and effort(request) != "none"


FAMILIES = {
    "openai_reasoning": {
        "profile": "openai", "error": openai_error, "schema": ("json_schema", "tool"), "logprobs": 0, "thought": None,
        "refuses": {"max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                                  "'max_completion_tokens' instead.",
                    "temperature": "Unsupported parameter: 'temperature' is not supported with this model.",
                    "logprobs": "Unsupported parameter: 'logprobs' is not supported with this model.",
                    "top_logprobs": "Unsupported parameter: 'top_logprobs' is not supported with this model.",
                    "reasoning_effort=none": "Unsupported value: 'reasoning_effort' does not support 'none' with this "
                                             "model. Supported values are: 'low', 'medium', and 'high'.",
                    "chat_template_kwargs": "Unknown parameter: 'chat_template_kwargs'.",
                    "thinking": "Unknown parameter: 'thinking'."},
        "thinks": lambda request: 300 if effort(request) == "low" else 2000},
    "azure": {
        "profile": "openai", "error": openai_error, "schema": ("json_schema", "json_object", "tool"), "logprobs": 20,
        "filter": True, "key": "api-key"},
    "anthropic": {
        "profile": "anthropic", "error": openai_error, "schema": ("tool",), "logprobs": 0, "fences": True,
        "refuses": {"structured_outputs": "structured_outputs: Extra inputs are not permitted"}},
    "gemini": {
        "profile": "gemini", "error": gemini_error, "schema": ("json_schema", "json_object", "tool"), "logprobs": 0,
        "thought": None,
        "knows": ("model", "messages", "stream", "temperature", "max_tokens", "response_format", "reasoning_effort", "tools",
                  "tool_choice"),
        "refuses": {"reasoning_effort=none": "Thinking cannot be turned off for this model."},
        "thinks": lambda request: 200 if effort(request) == "low" else 1500},
    "deepseek": {
        "profile": "deepseek", "error": openai_error, "schema": ("json_object",), "logprobs": 20,
        "thought": "reasoning_content", "waits": True,
        "refuses": {"response_format=json_schema": "This response_format type is unavailable now"},
        "thinks": lambda request: 0 if request.get("thinking", {}).get("type") == "disabled" else 500},
    "groq": {
        "profile": "groq", "error": openai_error, "schema": ("json_object", "tool"), "logprobs": 0, "thought": "reasoning",
        "refuses": {"logprobs": "`logprobs` is not supported with this model",
                    "top_logprobs": "`top_logprobs` is not supported with this model",
                    "response_format=json_schema": "This model does not support response format `json_schema`."},
        "thinks": lambda request: 0 if effort(request) == "none" else 400},
    "openrouter": {
        "profile": "openrouter", "error": openrouter_error, "schema": ("json_schema", "json_object", "tool"), "logprobs": 0,
        "thought": "reasoning",
        "refuses": {"max_completion_tokens": "No endpoints found that can handle the requested parameters.",
                    "logprobs": "No endpoints found that can handle the requested parameters."},
        "thinks": lambda request: 0 if request.get("reasoning", {}).get("enabled") is False else 400},
    "litellm": {
        "profile": "litellm", "error": litellm_error, "schema": ("json_schema", "tool"), "logprobs": 0,
        "refuses": {"seed": "", "logprobs": "", "top_logprobs": "", "max_completion_tokens": ""}},
    "vllm": {
        "profile": "vllm", "error": openai_error, "schema": ("json_schema", "json_object", "structured_outputs", "tool"),
        "logprobs": 20, "thought": "reasoning", "thinks": lambda request: 400 if template_is_on(request) else 0,
        "decides": True},
    "vllm_without_parser": {
        "profile": "vllm", "error": openai_error, "schema": (), "logprobs": 20, "thought": "content",
        "thinks": lambda request: 300},
    "gemma": {
        "profile": "vllm", "error": openai_error, "schema": ("json_schema", "json_object"), "logprobs": 20,
        "no_system": "System role not supported"},
    "sglang": {
        "profile": "sglang", "error": flat_error, "schema": ("json_schema", "json_object"), "logprobs": 20,
        "thought": "reasoning_content", "thinks": lambda request: 400 if template_is_on(request) else 0},
    "llamacpp": {
        "profile": "llamacpp", "error": openai_error, "schema": ("json_schema", "json_object", "grammar"), "logprobs": 50,
        "slot": 8192},
    "ollama": {
        "profile": "ollama", "error": openai_error, "schema": ("json_schema", "json_object"), "logprobs": 20,
        "thought": "reasoning", "context": 4096, "thinks": lambda request: 0 if effort(request) == "none" else 400},
    "mistral": {
        "profile": "openai", "error": mistral_error, "schema": ("json_schema", "json_object"), "logprobs": 0,
        "thought": "parts",
        "knows": ("model", "messages", "stream", "temperature", "max_tokens", "response_format", "random_seed", "tools",
                  "tool_choice", "reasoning_effort"),
        "thinks": lambda request: 0 if effort(request) == "none" else 300},
}


def is_refused(field, value, row):
    """What the server says of it, or None."""
    words = row.get("refuses", {}).get(field)
    if field in ("reasoning_effort", "response_format"):
        word = value if field == "reasoning_effort" else value.get("type")
        words = row.get("refuses", {}).get(f"{field}={word}", words)
    if words is None and field not in row.get("knows", (field,)):
        return ""
    return words
