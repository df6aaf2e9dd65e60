# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/file_formats.md and run files say the same: what the page names is in a run that should have it, and what is in
a run is on the page, with dimensions, type, unit and meaning."""
import json
import os
import re
import sys

import h5py
import numpy

from support import ROOT, finish, fisc, test, write

sys.path.insert(0, os.path.join(ROOT, "analysis"))
import fisc as package  # noqa: E402

with open(os.path.join(ROOT, "docs", "file_formats.md"), encoding="utf-8") as _file:
    PAGE = _file.read()
REPLAY = ["--set", "llm.mode=replay", "--set", "rule.llm.keep_decisions=all", "--set",
          "llm.transcript=" + os.path.join(ROOT, "experiments", "transcripts", "bounded_small.gz")]
# Together they have everything that a run file can hold.
CONFIGS = {
    "panel": {"steps": 6, "warmup_steps": 2, "tax_year_length": 2, "oracle": True, "planner": {"kind": "optimum"},
              "population": {"workers": 500}, "output": {"panel": "every", "panel_every_steps": 3}},
    "classes": {"steps": 2, "population": {"workers": 50}, "government": {"tax_system": [
        {"component": "federal_income_tax"}, {"component": "payroll_tax"}]}},
}
OF_THE_LIBRARY = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST", "_FillValue"}
TYPES = {"float64": "f64", "int64": "i64", "int32": "i32", "object": "text"}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def documented_rows():
    """(group, name) to (dimensions, type, unit, meaning) of the page."""
    section = PAGE[PAGE.index("\n## run.h5\n"):PAGE.index("\n## run.jnl\n")]
    group, rows = "", {}
    for line in section.splitlines():
        if line.startswith("### "):
            found = re.search(r"\(group `([^`]+)`", line)
            group = found[1] + "/" if found else ""
        found = re.match(r"\| `(\w+)` \| ([^|]+?) *\| (f64|i64|i32|text) *\| *([^|]*?) *\| (.+?) *\|$", line)
        if found:
            rows[group + found[1]] = found.groups()[1:]
    return rows


def documented_attributes():
    lines = PAGE[PAGE.index("### Attributes of the file"):PAGE.index("\n## run.jnl\n")].splitlines()
    return {name for line in lines if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])}


def files(folder):
    """Paths of run files of every shape."""
    for name, config in CONFIGS.items():
        fisc("run", write(os.path.join(folder, "config.json"), json.dumps(config)), "-o", os.path.join(folder, name), "-q")
    fisc("run", os.path.join(ROOT, "experiments", "configs", "bounded_small.json"), *REPLAY, "-o",
         os.path.join(folder, "model"), "-q")
    return [os.path.join(folder, name, "run.h5") for name in (*CONFIGS, "model")]


def datasets(path):
    """Path in the file to (dimensions, type, unit, meaning), and to its attributes."""
    rows, attributes = {}, {}
    with h5py.File(path) as file:
        def row(name, item):
            if isinstance(item, h5py.Dataset):
                dims = ", ".join(d[0].name.split("/")[-1] for d in item.dims if len(d)) or "scalar"
                rows[name] = ("coordinate" if "CLASS" in item.attrs else dims, TYPES[str(item.dtype)],
                              text(item.attrs.get("units", "")), text(item.attrs["long_name"]))
                attributes[name] = {key: item.attrs[key] for key in item.attrs if key not in OF_THE_LIBRARY}
        file.visititems(row)
    return rows, attributes


@test
def every_dataset_of_the_page_is_in_a_run_and_the_other_way_round(folder):
    page, found = documented_rows(), {}
    for path in files(folder):
        found.update(datasets(path)[0])
    assert len(page) > 100 and set(page) == set(found), set(page) ^ set(found)
    # The objective has the unit of its welfare function, and a country words for its codes.
    wrong = {name: (page[name], found[name]) for name in page if page[name] != found[name]}
    assert not wrong, wrong


@test
def every_attribute_of_the_page_is_in_a_run_and_the_other_way_round(folder):
    paths, wanted = files(folder), documented_attributes()
    for path in paths:
        with h5py.File(path) as file:
            assert set(file.attrs) == wanted, (path, set(file.attrs) ^ wanted)
            assert all(text(file.attrs[name]) != "" for name in wanted), path
    for path in paths:
        for name, attributes in datasets(path)[1].items():
            assert set(attributes) <= {"units", "long_name", "xxh3_64", "flag_values", "flag_meanings", "flag_names"}, name
            assert all(f"`{key}`" in PAGE for key in attributes), (name, attributes)
            parts = name.startswith("panel/") and datasets(path)[0][name][0] == "panel_step, worker"
            assert ("xxh3_64" in attributes) != parts, (path, name)


@test
def flags_are_complete_and_every_code_has_its_word(folder):
    path = files(folder)[0]
    facts = {name: attributes for name, attributes in datasets(path)[1].items() if "flag_meanings" in attributes}
    assert set(facts) == {"panel/occupation", "panel/sex", "panel/age_group"}, set(facts)
    run = package.Run(path)
    with h5py.File(path) as file:
        for name, attributes in facts.items():
            values, words = attributes["flag_values"], text(attributes["flag_meanings"]).split()
            assert values.dtype == file[name].dtype, (values.dtype, file[name].dtype)
            assert list(values) == list(range(len(words))) and len(words) > 1, name
            assert "flag_names" not in attributes or len(text(attributes["flag_names"]).split("; ")) == len(values)
            assert numpy.isin(file[name][()], [-1, *values]).all(), name
            assert list(run.meanings(name.split("/")[1])) == list(values)


@test
def units_are_of_words_that_the_page_declares_and_no_convention_is_claimed(folder):
    part = PAGE[PAGE.index("| unit | what it is |"):]
    declared = set(re.findall(r"`([\w]+)`", " ".join(line.split("|")[1] for line in part[:part.index("\n\n")].splitlines()[2:])))
    used = set()
    for path in files(folder):
        with h5py.File(path) as file:
            assert "Conventions" not in file.attrs
        for name, (_, _, unit, _) in datasets(path)[0].items():
            used |= set(unit.split("/")) - {""}
            assert set(unit.split("/")) - {""} <= declared, (name, unit)
    assert used == declared, declared ^ used


finish()
