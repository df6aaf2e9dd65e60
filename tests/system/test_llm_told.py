# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told to a language model is true: what hours bring comes about, a worker has one attitude to taxes, roles come by
their shares, and a planner learns how much of welfare is chance.  The words themselves are frozen in test_prompts.py."""
import json
import os
import re

import h5py
import numpy as np

from mock_support import Model
from support import ROOT, finish, fisc, test, write


def asked(folder, **changes):
    """What workers were asked, and the run's file."""
    run = os.path.join(folder, "run")
    with Model() as model:
        fisc("run", model.config(folder, **{"output": {"panel": "every"}, **changes}), "-o", run, "-q")
        return model.stats()["users"], h5py.File(os.path.join(run, "run.h5"))


@test
def what_hours_are_said_to_bring_comes_about(folder):
    _, file = asked(folder, form="number", population={"workers": 30}, planner={"kind": "flat", "flat_rate": 0.35})
    panel = {name: file["panel"][name][...] for name in ("worker", "income_usd_per_year", "tax_usd_per_year",
                                                         "net_income_usd_per_year")}
    rebate = file["rebate"][...]
    questions = json.loads(fisc("prompts", os.path.join(folder, "run"), "--all", "--json").stdout)
    assert len(questions) == 4 * 30
    for question in questions:
        rows = {float(hours): tuple(map(float, numbers)) for hours, *numbers in re.findall(
            r"^([0-9]+) hours a week: income ([0-9]+), tax ([0-9]+), left ([0-9]+); one hour a week more brings ([0-9]+)$",
            question["user"], re.M)}
        assert list(rows) == list(range(0, 100, 10)), question["user"]
        step, at = question["step"], list(panel["worker"]).index(question["worker"])
        income, tax, left, _ = rows[question["hours_per_week"]]
        assert (income, tax) == (round(panel["income_usd_per_year"][step][at]), round(panel["tax_usd_per_year"][step][at]))
        if step > 0:  # told with last year's rebate
            more = rebate[step] - rebate[step - 1]
            assert abs(left + more - panel["net_income_usd_per_year"][step][at]) <= 1, (question, more)
        # One rate for all: ten hours bring ten times what one brings, but for its cents.
        assert all(abs(rows[h + 10][2] - rows[h][2] - 10 * rows[h][3]) <= 6 for h in range(0, 90, 10)), question["user"]


@test
def a_workers_words_on_taxes_are_the_draw_on_which_its_satisfaction_hangs(folder):
    with open(os.path.join(ROOT, "agents", "prompts", "person_words.txt"), encoding="utf-8") as words:
        attitudes = words.read().split("[part attitudes]\n")[1].strip().split("\n")
    strong = {"kind": "llm", "satisfaction_intercept": 0, "satisfaction_slope": 0, "tax_attitude_sd": 10}
    users, _ = asked(folder, rule=strong, steps=2, population={"workers": 200})
    told = []  # (resents taxes, was satisfied) of those at the ends, nine in ten of whom answer as they think
    for text in users:
        persona, satisfied = text.split("\n")[0], re.search(r"you were (not )?satisfied", text)
        assert sum(attitude in persona for attitude in attitudes) == 1, persona
        if satisfied and persona.endswith((attitudes[0], attitudes[-1])):
            told.append((persona.endswith(attitudes[0]), not satisfied[1]))
    agree = np.mean([resents != is_satisfied for resents, is_satisfied in told])
    assert len(told) > 60 and agree > 0.8, (len(told), agree)
    indifferent = fisc("prompts", os.path.join(folder, "config.json"), "--set", "rule.tax_attitude_sd=0", "--all",
                       "--set", "steps=1", "--json").stdout
    assert indifferent.count(attitudes[2]) == 200 and attitudes[0] not in indifferent


@test
def roles_come_by_their_shares(folder):
    with open(os.path.join(ROOT, "agents", "prompts", "role_words.txt"), encoding="utf-8") as words:
        roles, shares = re.search(r"\[part roles\]\n(.*)\n\n\[part shares\]\n(.*)", words.read(), re.S).groups()
    roles, shares = roles.split("\n"), np.array(shares.split(), float)
    users, _ = asked(folder, personas={"source": "roles"}, steps=1, population={"workers": 1000})
    counts = np.array([sum(text.startswith(role) for text in users) for role in roles])
    expected = 1000 * shares / shares.sum()
    assert counts.sum() == 1000 and ((counts - expected) ** 2 / expected).sum() < 32.9, counts  # chi-square, 12 df, 0.001
    prompts = os.path.join(folder, "prompts")
    os.makedirs(prompts)
    for wrong, said in (("7\n6", "13 roles and 2 shares"), ("\n".join(["x"] * 13), "share 1 is 'x'"),
                        ("\n".join(["0"] * 13), "add up to 0")):
        with open(os.path.join(prompts, "role_words.txt"), "w", encoding="utf-8") as file:
            file.write("[part roles]\n" + "\n".join(roles) + "\n\n[part shares]\n" + wrong + "\n")
        done = fisc("prompts", os.path.join(folder, "config.json"), "--set", f"llm.prompts_folder={prompts}", check=False)
        assert done.returncode == 65 and said in done.stderr, done.stderr


@test
def drawn_hours_are_kept_for_life(folder):
    run = os.path.join(folder, "constant")
    path = write(os.path.join(folder, "constant.json"), json.dumps({
        "steps": 3, "population": {"workers": 2000}, "output": {"panel": "every"},
        "rule": {"kind": "constant", "constant": {"hours": "drawn", "least_hours_per_week": 39.5}}}))
    fisc("run", path, "-o", run, "-q")
    with h5py.File(os.path.join(run, "run.h5")) as file:
        hours = file["panel/hours_per_week"][...]
    assert (hours == hours[0]).all() and set(hours[0]) == set(range(40, 61)), sorted(set(hours[0]))
    assert abs(hours[0].mean() - 50) < 0.6, hours[0].mean()


@test
def a_planner_learns_how_much_of_welfare_is_chance(folder):
    # Four steps a tax year, so three changes within each and none across taxes; the file has welfare of every step.
    users, file = asked(folder, rule={"kind": "logit"}, planner={"kind": "llm"}, steps=16, tax_year_length=4,
                        population={"workers": 50})
    welfare, rates = file["welfare"][...], file["tax_rate"][...]
    told = [re.search(r"by about ([0-9.]+) \(standard", text) for text in users]
    assert told[0] is None and "is not known yet" in users[0] and all(told[1:]), users
    for year, found in enumerate(told[1:], start=1):
        same = [step for step in range(1, 4 * year) if (rates[step] == rates[step - 1]).all()]
        noise = np.sqrt(np.mean([(welfare[step] - welfare[step - 1]) ** 2 for step in same]) / 2)
        assert abs(float(found[1]) - noise) < 0.06, (year, found[1], noise)


finish()
