# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""All words that a model reads are in template files: with a prompts folder whose letters are all x, no
request holds another letter, whatever it is asked for.

Exempt are, and why:
- the letters A, B, C ... of options: they are the alphabet of the answer, which the program reads back;
- lines of a file of personas: the user's own words;
- what the model itself has written: an unusable answer that is shown to it again, a persona, why it was
  not satisfied;
- in the reasons why an answer cannot be used, the keys of the answer and the types of JSON Schema
  ("hours", "integer"): names that the answer must use, and keys that the model made up;
- the JSON reader's own message ({detail}): a folder in another language says {line} and {column} instead,
  as the one made here does;
- outside the messages: names of fields, of the model, and of schemas, their properties and types; and the
  one word that doctor's probe of schemas allows, which nobody would say by chance.
- jobs, sexes and ages of workers, and the name of the income tax: the country's own words
  (calibration/us/cells.c, us.c)."""
import glob
import json
import os
import re

from prompt_support import ELECTED, PERSONAS, PLANNER, PURPOSES, REFERENDUM, Recorder, asked
from support import ROOT, finish, test, write

TYPES = {"integer", "number", "string", "boolean", "object", "array"}
MODELS_WORDS = ("You are known as number [0-9]+", "too high for me", "fair enough")


def words_of_the_country():
    """Jobs with their article, sexes, ages, the tax; longest first, so that none hides in another."""
    with open(os.path.join(ROOT, "calibration", "us", "cells.c"), encoding="utf-8") as file:
        text = file.read()
    words = []
    for table in ("jobs", "sex_nouns", "age_words"):
        body = re.search(r"\b" + table + r"\[.*?\] = \{(.*?)\};", text, re.S).group(1)
        words += re.findall(r'"([^"]+)"', body)
    with open(os.path.join(ROOT, "calibration", "us", "us.c"), encoding="utf-8") as file:
        name = re.search(r"\.reference_name =((?:\s*\"[^\"]*\")+)", file.read()).group(1)
    words.append("".join(re.findall(r'"([^"]*)"', name)))
    return sorted(words, key=len, reverse=True)


COUNTRY = words_of_the_country()


def shipped_templates():
    paths = glob.glob(os.path.join(ROOT, "*", "prompts", "*.txt"))
    return paths + glob.glob(os.path.join(ROOT, "*", "*", "prompts", "*.txt"))


def without_letters(text):
    """The template with an x for every letter that is none of a place or of the name of a part."""
    lines = []
    for line in text.replace("{detail}", "{line}:{column}").split("\n"):
        pieces = re.split(r"(\{[a-z_]+\})", line)
        lines.append(line if line.startswith("[part ") else
                     "".join(piece if piece.startswith("{") else re.sub(r"[^\W\d_]", "x", piece)
                             for piece in pieces))
    return "\n".join(lines)


def folder_without_letters(folder):
    prompts = os.path.join(folder, "prompts")
    os.makedirs(prompts, exist_ok=True)
    for path in shipped_templates():
        with open(path, encoding="utf-8") as file:
            write(os.path.join(prompts, os.path.basename(path)), without_letters(file.read()))
    return prompts


def keys_of(schema):
    """Names of properties, wherever they are."""
    properties = schema.get("properties", {})
    return set(properties).union(*map(keys_of, properties.values()), keys_of(schema["items"])
                                 if "items" in schema else set())


def words_of(schema):
    """Every text in a schema that is no name of it."""
    if isinstance(schema, str):
        return {schema}
    if isinstance(schema, list):
        return set().union(*map(words_of, schema))
    if isinstance(schema, dict):
        return set().union(*(words_of(value) for key, value in schema.items()
                             if key not in ("type", "required")))
    return set()


def letters_left(request):
    """Words of a request that no template holds."""
    schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
    found = words_of(schema) - {"kumquat"}
    names = keys_of(schema) | TYPES
    for message in request["messages"]:
        if message["role"] == "assistant":
            names |= set(re.findall(r'"(\w+)":', message["content"]))
    for message in request["messages"]:
        text = message["content"]
        if message["role"] == "assistant":
            continue
        for words in (*map(re.escape, [*PERSONAS, *COUNTRY]), *MODELS_WORDS):
            text = re.sub(words, "", text)
        for word in re.findall(r"[^\W\d_]+", text):
            is_option = len(word) == 1 and word in "ABCDEFGHIJKLMNOPQRST"
            if word.strip("x") and not is_option and word not in names:
                found.add(word)
    return found


def check(server, name):
    _, *runs = PURPOSES[name]

    def reads_templates_alone(folder):
        prompts = folder_without_letters(folder)
        for settings in runs:
            bodies = asked(server, folder, settings, **{"llm.prompts_folder": prompts})
            assert bodies, settings
            for body in bodies:
                request = json.loads(body)
                left = letters_left(request)
                assert not left, (sorted(left), request["messages"])
                assert any("xxx" in message["content"] for message in request["messages"]), request["messages"]

    reads_templates_alone.__name__ = f"{name}_reads_templates_alone"
    return reads_templates_alone


with Recorder() as recorder:
    for purpose in PURPOSES:
        test(check(recorder, purpose))

    @test
    def a_file_that_is_not_as_expected_is_named_with_what_is_wrong(folder):
        prompts = os.path.join(folder, "prompts")
        os.makedirs(prompts)
        wrong = {
            "worker_question": ("{persona} {goals}", "{goals}", {}),
            "worker_words": ("[part form_sample]\nSay it.\n", "lacks the part", {}),
            "tax_words": ("[part brackets]\n", "'brackets'", {}),
            "person_words": ("[part ages]\nyoung\nold\n", "'ages'", {}),
            "satisfaction_words": ("[part form]\n{law}\n", "{law}", {"rule.satisfaction_by": "model"}),
            "vote_words": ("[part occasion]\n", "'occasion'", REFERENDUM),
            "leader_question": ("{objective}", "{objective}", ELECTED),
            "rates_words": ("[part form_rates]\n{counts}", "{counts}", PLANNER),
            "objective_isoelastic": ("{gamma}", "{gamma}", PLANNER),
            "persona_words": ("[part form]\n[part facts]\n{wages}", "{wages}", {"personas.source": "llm"}),
            "reprompt_words": ("[part again]\n{reason}", "{reason}", {}),
        }
        for name, (text, said, settings) in wrong.items():
            path = write(os.path.join(prompts, name + ".txt"), text)
            try:
                asked(recorder, folder, settings, **{"llm.prompts_folder": prompts})
            except AssertionError as error:
                assert name + ".txt" in str(error) and said in str(error), error
            else:
                raise AssertionError(f"{name}.txt was taken: {text}")
            os.unlink(path)

    @test
    def an_objective_of_a_folder_replaces_that_of_its_welfare_function_alone(folder):
        prompts = os.path.join(folder, "prompts")
        os.makedirs(prompts)
        write(os.path.join(prompts, "objective_rawlsian.txt"), "happy cows, {inequality_aversion}\n")
        for objective, is_changed in (("rawlsian", True), ("utilitarian", False)):
            bodies = asked(recorder, folder, {**PLANNER, "welfare.objective": objective},
                           **{"llm.prompts_folder": prompts})
            said = [json.loads(body)["messages"][0]["content"] for body in bodies]
            assert all(("Social welfare here: happy cows, 1\n" in text) == is_changed for text in said), said

    recorder.shutdown()

finish()
