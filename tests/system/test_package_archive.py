# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replication archives: a run or a sweep is repeated from one file, elsewhere, with the server and the inputs gone."""
import json
import os
import shutil
import subprocess
import tarfile

from mock_support import Model
from support import finish, fisc, run_hash, test, write
from sweep_support import plan

CONFIG = {"name": "A paper's run", "steps": 6, "population": {"workers": 300}, "rule": {"kind": "logit"},
          "planner": {"kind": "random_search"}, "output": {"panel": "last"}}


def packed(folder, source, name="paper.tar.gz"):
    archive = os.path.join(folder, name)
    fisc("package", source, "-o", archive)
    return archive


def unpacked(folder, archive):
    target = os.path.join(folder, "unpacked")
    with tarfile.open(archive) as file:
        file.extractall(target, filter="data") if hasattr(tarfile, "data_filter") else file.extractall(target)
    return os.path.join(target, "package")


@test
def a_run_is_repeated_from_its_archive(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "c.json"), json.dumps(CONFIG)), "-o", run, "-q")
    archive, digest = packed(folder, run), run_hash(run)
    shutil.rmtree(run)
    said = fisc("package", "verify", archive, cwd="/").stdout
    assert "repeated to the bit" in said and digest.split()[0][:16] in said, (said, digest)
    here = unpacked(folder, archive)
    assert sorted(os.listdir(here)) == ["MANIFEST.json", "README.md", "SHA256SUMS", "config.json", "steps.csv"]
    with open(os.path.join(here, "MANIFEST.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    assert manifest["kind"] == "run" and manifest["model"] is None and manifest["made_by"]["gsl"]
    # The README's own commands, as a stranger types them.
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=here, check=True)
    fisc("run", "config.json", "-o", "again", "-q", cwd=here)
    assert manifest["results_hash"] in fisc("inspect", "--hash", "again", cwd=here).stdout
    again = packed(folder, os.path.join(here, "again"), "again.tar.gz")
    with open(archive, "rb") as one, open(again, "rb") as other:
        assert one.read() == other.read()  # the same archive, whenever it is made


@test
def inputs_come_along(folder):
    rows = "wage_usd_per_hour,hours_per_week\n" + "".join(f"{10 + k},{30 + k % 20}\n" for k in range(50))
    write(os.path.join(folder, "people.csv"), rows)
    write(os.path.join(folder, "law.csv"), "start_usd_per_year,rate\n0,0.1\n30000,0.35\n")
    config = {"steps": 2, "population": {"source": "csv", "csv": {"path": "people.csv"}},
              "government": {"tax_system": [{"component": "file", "path": "law.csv"}]}}
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "c.json"), json.dumps(config)), "-o", run, "-q")
    archive = packed(folder, run)
    os.remove(os.path.join(folder, "people.csv"))
    os.remove(os.path.join(folder, "law.csv"))
    assert "repeated to the bit" in fisc("package", "verify", archive).stdout
    here = unpacked(folder, archive)
    assert len(os.listdir(os.path.join(here, "inputs"))) == 2
    with open(os.path.join(here, "config.json"), encoding="utf-8") as file:
        assert folder not in file.read()


@test
def a_run_with_a_model_is_repeated_without_it(folder):
    with Model() as model:
        config = model.config(folder, steps=2, population={"workers": 8}, planner={"kind": "llm"})
        run = os.path.join(folder, "run")
        fisc("run", config, "-o", run, "-q", env={"FISC_LLM_KEY": "sk-secret-of-mine"})
        archive = packed(folder, run)
        asked = model.stats()["requests"]
        fisc("package", "verify", archive)
        assert model.stats()["requests"] == asked  # no socket was opened
    assert "repeated to the bit" in fisc("package", "verify", archive).stdout  # and there is no server now
    here = unpacked(folder, archive)
    with open(os.path.join(here, "MANIFEST.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    assert manifest["model"] == "mock" and len(manifest["prompts_xxh3_64"]) >= 2
    text = subprocess.run(["grep", "-r", "sk-secret", here], capture_output=True, check=False)
    assert text.returncode == 1  # keys are never in it


@test
def a_sweep_is_repeated_from_its_archive(folder):
    sweep = plan(folder, {"grid": {"planner.flat_rate": [0.2, 0.4]},
                          "replicate": {"key": "seed", "figure": "welfare", "half_width": 900, "least": 3, "most": 40}})
    open_one = fisc("package", sweep, "-o", os.path.join(folder, "x.tar.gz"), check=False)
    assert open_one.returncode == 65 and "open or failed" in open_one.stderr
    fisc("sweep", "run", sweep, "-q")
    archive = packed(folder, sweep)
    shutil.rmtree(sweep)
    assert "a sweep of 80 points, repeated to the bit" in fisc("package", "verify", archive).stdout
    with Model() as model:
        path = model.config(folder, steps=2, population={"workers": 8}, planner={"kind": "none"},
                            llm={"store_folder": os.path.join(folder, "store")})
        with open(path, encoding="utf-8") as file:
            sweep = plan(folder, {"grid": {"seed": [1, 2]}}, json.load(file), "played")
        fisc("sweep", "run", sweep, "-q")
    archive = packed(folder, sweep, "played.tar.gz")
    shutil.rmtree(os.path.join(folder, "store"))
    assert "repeated to the bit" in fisc("package", "verify", archive).stdout
    assert not os.path.exists(os.path.join(folder, "store"))


@test
def an_archive_that_was_touched_is_found_out(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "c.json"), json.dumps(CONFIG)), "-o", run, "-q")
    archive = packed(folder, run)
    here = unpacked(folder, archive)
    path = os.path.join(here, "config.json")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    write(path, text.replace('"seed":\t1', '"seed":\t2'))
    wrong = os.path.join(folder, "wrong.tar.gz")
    subprocess.run(["tar", "-czf", wrong, "-C", os.path.dirname(here), "package"], check=True)
    done = fisc("package", "verify", wrong, check=False)
    assert done.returncode == 65 and "SHA256SUMS" in done.stderr, done.stderr
    # With new sums it is another run, and its results are not those of the archive.
    subprocess.run("sha256sum MANIFEST.json README.md config.json steps.csv > SHA256SUMS", shell=True, cwd=here, check=True)
    subprocess.run(["tar", "-czf", wrong, "-C", os.path.dirname(here), "package"], check=True)
    done = fisc("package", "verify", wrong, check=False)
    assert done.returncode == 1 and "results were" in done.stderr, (done.returncode, done.stderr)
    for arguments, code in ((["verify", "/nowhere.tar.gz"], 66), ([run], 64), (["verify"], 64),
                            (["verify", os.path.join(folder, "c.json")], 65), ([folder, "-o", "x.tar.gz"], None)):
        done = fisc("package", *arguments, check=False)
        assert done.returncode == code or (code is None and done.returncode in (65, 66)), (arguments, done.stderr)


finish()
