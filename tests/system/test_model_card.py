# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for replies, and computes 3 s in a quarter of a minute
# test: takes 20 s
"""The examination of a model: one that works for money passes; one with a single weakness is found to have
that one; one that answers by chance is found not to respond; the rules beside it answer as theory says."""
import json
import os
import re

import h5py

from mock_support import Model
from support import finish, fisc, test

WEAKNESSES = {
    "deaf_to_wages": "responds to wages",
    "deaf_to_taxes": "responds to taxes",
    "poor": "prefers more money",
    "first": "does not mind what stands first",
    "follows_examples": "does not follow an example",
    "hangs_on_words": "answers alike in other words",
    "knows_laws": "reads a law's rates, not its name",
    "hangs_on_consequences": "answers alike without consequences",
    "follows_usual_hours": "does not follow its usual hours",
    "no_persona": "minds its persona",
    "babbles": "gives usable answers",
}


def examine(folder, behaviour, workers=24):
    """What was printed, the card, and the config."""
    card = os.path.join(folder, f"{behaviour}.json")
    with Model(behaviour=behaviour) as model:
        config = model.config(folder, form="number", llm={"max_reprompts": 0})
        said = fisc("doctor", config, "--card", "--workers", str(workers), "--write-card", card).stdout
    with open(card, encoding="utf-8") as file:
        return said, json.load(file), config


def findings(card):
    return {question: row["finding"] for question, row in card["findings"].items()}


def no_nulls(value):
    if isinstance(value, dict):
        value = list(value.values())
    return all(map(no_nulls, value)) if isinstance(value, list) else value is not None


@test
def somebody_who_works_for_money_passes(folder):
    said, card, _ = examine(folder, "sound")
    assert set(findings(card).values()) == {"yes"} and no_nulls(card), said
    assert "do not read economics" not in said, said
    assert card["findings"]["prefers more money"]["found"]["mean"] == 1.0
    assert card["findings"]["does not mind what stands first"]["found"]["mean"] == 0.5
    assert card["requests"] == 16 * 24 and card["findings"]["gives usable answers"]["found"]["mean"] == 1.0
    elasticity = card["effects"][0]["elasticity"]
    assert 0.3 < elasticity["low"] < elasticity["mean"] < elasticity["high"] < 1.2, elasticity


@test
def each_weakness_is_found(folder):
    for behaviour, question in WEAKNESSES.items():
        said, card, _ = examine(folder, behaviour)
        found = findings(card)
        assert found[question] == "no" and re.search(rf"^  no +{question} ", said, re.M), (behaviour, said)
        assert no_nulls(card), card
        others = {finding for name, finding in found.items() if name != question}
        if behaviour == "babbles":  # nothing is measured of who does not answer
            assert others == {"not measured"} and "mean_hours_per_week" not in card, (behaviour, said)
            assert "% of 384 answers usable" in said and "was not measured against wages" in said, said
        elif behaviour not in ("first", "follows_usual_hours"):  # nor does the one prefer money, or the other respond
            assert others == {"yes"}, (behaviour, said)


@test
def a_margin_is_printed_beside_what_was_found(folder):
    said, card, _ = examine(folder, "sound", workers=12)
    for question, row in card["findings"].items():
        assert {"finding", "unit", "answers", "usable_answers"} <= set(row), row
        limits = row.get("within") or row.get("outside")
        words = [f"{abs(limit):.{1 if 'hour' in row['unit'] else 2}f}" for limit in limits.values()]
        line = re.search(rf"^  .*{question}.*$", said, re.M)[0]
        assert all(word in line for word in words), (line, limits)


@test
def four_workers_carry_no_finding_about_hours(folder):
    said, card, _ = examine(folder, "sound", workers=4)
    assert findings(card).pop("gives usable answers") == "yes"  # 64 answers
    for question, row in card["findings"].items():
        low, high = row["found"]["low"], row["found"]["high"]
        within = row.get("within", {"low": -1e9})
        if row["finding"] == "yes" and "within" in row:
            assert within["low"] <= low and high <= within.get("high", 1e9), (question, row)
        assert question == "gives usable answers" or row["finding"] == "not known", (question, row)
        if row["finding"] == "not known":
            assert f"{row['workers_to_tell']} workers would tell" in said and row["workers_to_tell"] > 4, said
    assert "may or may not respond to wages" in said and "do not read economics" in said, said


@test
def what_the_config_does_not_tell_is_told_for_comparison(folder):
    for behaviour in ("hangs_on_consequences", "follows_usual_hours"):
        with Model(behaviour=behaviour) as model:
            config = model.config(folder, form="number")
            card = os.path.join(folder, f"{behaviour}-turned.json")
            fisc("doctor", config, "--card", "--write-card", card, "--set", "rule.llm.tell=system",
                 "--set", "rule.llm.tell_usual_hours=false")
        with open(card, encoding="utf-8") as file:
            found = json.load(file)
        assert findings(found)[WEAKNESSES[behaviour]] == "no", found
        changes = {row["effect"]: row["hours_per_week"]["mean"] for row in found["effects"]}
        assert changes["towards usual hours, if told"] >= 0 >= changes["not told what hours bring"], changes


@test
def the_card_goes_into_every_run_of_the_model(folder):
    said, _, _ = examine(folder, "sound", workers=4)
    card = os.path.join(folder, "sound.json")
    run = os.path.join(folder, "run")
    with Model() as model:
        config = model.config(folder, llm={"model_card": card})
        fisc("run", config, "-o", run, "-q")
    with h5py.File(os.path.join(run, "run.h5")) as file:
        names = [name.decode() for name in file["llm/prompts/prompt"][()]]
        place = names.index("model_card")
        with open(card, encoding="utf-8") as written:
            assert file["llm/prompts/text"][place].decode() == written.read()
        stored = file["llm/prompts/hash"][place].decode()
    assert f"Card {stored}" in said, said
    assert f"card {stored}" in fisc("inspect", run).stdout
    with open(card, "w", encoding="utf-8") as written:
        written.write("")
    again = fisc("run", config, "-o", run + "2", "-q", check=False)
    assert again.returncode == 65 and "sound.json" in again.stderr, again.stderr


@test
def a_model_that_answers_by_chance_is_found_out(folder):
    with Model() as model:
        config = model.config(folder, form="number")
        said = fisc("doctor", config, "--card").stdout
    assert "384 requests" in said and len(re.findall("^  (?:no|not known) +responds to (?:wages|taxes)", said, re.M)) == 2, said
    wage = re.search(r"elasticity by the wage .*\] +([0-9.]+) +([0-9.]+)", said)
    assert abs(float(wage[1]) - 0.4) < 0.1 and abs(float(wage[2]) - 0.4) < 0.02, said
    assert re.search("(does not|may or may not) respond to taxes", said) and "do not read economics" in said, said
    assert "frisch_labor_supply" in said and "Reichling and Whalen (2012)" in said, said


@test
def a_number_of_workers_is_checked(folder):
    with Model() as model:
        config = model.config(folder, form="number")
        for number in ("1", "x", "100000"):
            done = fisc("doctor", config, "--card", "--workers", number, check=False)
            assert done.returncode == 64 and "from 2 to 1000" in done.stderr, done.stderr


finish()
