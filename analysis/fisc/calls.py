# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program fisc, called from Python: runs, sweeps, taxes, optima, reforms and prompts, from dicts to tables.

Configs are dicts (or paths) with the settings of docs/settings.md.  Results of runs and sweeps are kept in a cache, by
config, files that it names, and build of the program, so that a cell of a notebook that runs again costs nothing."""
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import pandas
import xarray

from fisc import csv_files, program
from fisc.dataset import open as open_run
from fisc.dataset import open_sweep
from fisc.program import FiscError, call

Config = Union[str, "os.PathLike[str]", Mapping[str, Any]]

_STEP = 2  # type of a record: docs/file_formats.md, "run.jnl"


# ---- configs --------------------------------------------------------------------------------------------------------------

class _Written:
    """A config as a file, for a while; one that is a path stays where it is."""

    def __init__(self, config: Config):
        self.folder: Optional[str] = None
        if isinstance(config, Mapping):
            # Relative paths in a dict start where the notebook is.
            self.folder = tempfile.mkdtemp(prefix=".fisc-", dir=os.getcwd() if os.access(os.getcwd(), os.W_OK) else None)
            self.path = os.path.join(self.folder, "config.json")
            with open(self.path, "w", encoding="utf-8") as file:
                json.dump(_anchored(config, os.getcwd()), file, indent=2)
        else:
            self.path = os.fspath(config)

    def __enter__(self) -> str:
        return self.path

    def __exit__(self, *_: object) -> None:
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def _anchored(value: Any, folder: str) -> Any:
    """Relative names of files that are there, made whole: the config stands elsewhere."""
    if isinstance(value, Mapping):
        return {key: _anchored(item, folder) for key, item in value.items()}
    if hasattr(value, "tolist"):  # of numpy and pandas: arrays and numbers
        value = value.tolist()
    if isinstance(value, (list, tuple, range)):
        return [_anchored(item, folder) for item in value]
    is_file = isinstance(value, str) and ("/" in value or "." in value) and os.path.exists(os.path.join(folder, value))
    return os.path.join(folder, value) if is_file else value


def _overrides(changes: Optional[Mapping[str, Any]]) -> List[str]:
    return [word for key, value in (changes or {}).items() for word in ("--set", f"{key}={json.dumps(value)}")]


# ---- the cache ------------------------------------------------------------------------------------------------------------

def cache_folder() -> str:
    """Where results are kept: $FISC_CACHE, else fisc in the user's cache folder; it may be deleted at any time."""
    user = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("FISC_CACHE") or os.path.join(user, "fisc")


def _add_file(digest: Any, path: str) -> None:
    for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
        _add_file(digest, os.path.join(path, name))
    if os.path.isfile(path):
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)


def _key(words: str) -> str:
    """Of a resolved config: its text, the files that it names, the program (two builds of one commit can differ)."""
    digest = hashlib.sha256(words.encode())
    _add_file(digest, shutil.which(program.path()) or program.path())
    for path in re.findall(r'"(/[^"\n]+)"', words):
        _add_file(digest, path)
    return digest.hexdigest()[:32]


# ---- progress -------------------------------------------------------------------------------------------------------------

class _Steps:
    """Steps in the journal of a run that goes on; only what is new is read."""

    def __init__(self, folder: str):
        self.path, self.at, self.count = os.path.join(folder, "run.jnl"), 0, 0

    def read(self) -> int:
        try:
            with open(self.path, "rb") as file:
                if self.at == 0:
                    head = file.read(16)
                    if len(head) < 16:
                        return 0
                    self.at = 16 + int.from_bytes(head[12:16], "little") + 8
                size = os.fstat(file.fileno()).st_size
                while self.at + 8 <= size:
                    file.seek(self.at)
                    record = file.read(8)
                    length, kind = int.from_bytes(record[:4], "little"), int.from_bytes(record[4:], "little")
                    if self.at + 16 + length > size:
                        break
                    self.at += 16 + length
                    self.count += kind == _STEP
        except OSError:
            pass
        return self.count


def _bar(total: int, wanted: Optional[bool]) -> Any:
    """A bar of tqdm, where it is installed; None where nobody looks."""
    if wanted is False or (wanted is None and not (sys.stderr.isatty() or "ipykernel" in sys.modules)):
        return None
    try:
        with warnings.catch_warnings():  # without ipywidgets a bar of letters is as good
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(total=total, unit="step", desc="fisc")


def _watched(arguments: Sequence[str], folder: str, total: int, progress: Optional[bool]) -> None:
    bar = _bar(total, progress)
    steps = _Steps(folder)
    process = subprocess.Popen([program.path(), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    words: List[str] = []
    reader = threading.Thread(target=lambda: words.append(process.stderr.read() if process.stderr else ""), daemon=True)
    reader.start()
    try:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)
            if bar is not None:
                bar.update(steps.read() - bar.n)
    except BaseException:  # an interrupted cell: the run keeps its steps, and goes on with the next call
        process.terminate()
        process.wait()
        raise
    finally:
        reader.join(timeout=10)
        if process.stderr:
            process.stderr.close()
        if bar is not None:
            bar.close()
    said = "".join(words).strip()
    if process.returncode != 0:
        raise FiscError(process.returncode, said or f"fisc ended with {process.returncode}")
    program.warn(said)


# ---- what a notebook calls ------------------------------------------------------------------------------------------------

def run(config: Config, *, set: Optional[Mapping[str, Any]] = None, folder: Optional[str] = None,  # noqa: A002
        progress: Optional[bool] = None) -> xarray.Dataset:
    """The run of a config as `fisc.open` gives it, with its folder as the attribute `folder`.

    A run that is in the cache is not done again; one that was interrupted goes on.  `set` overrides settings
    ({"population.workers": 1000}); `folder` keeps the run there instead, in place of what it holds; `progress` shows a bar
    (None: on a terminal and in a notebook).  FiscError says what is wrong, and where."""
    with _Written(config) as path:
        call("validate", path, *_overrides(set))  # warns of what has no effect
        words = call("config", "show", path, *_overrides(set))
        resolved = json.loads(words)
        place = os.fspath(folder) if folder else os.path.join(cache_folder(), "runs", _key(words))
        is_begun = not folder and os.path.exists(os.path.join(place, "run.jnl"))
        if not is_begun or not _is_complete(place):
            os.makedirs(os.path.dirname(os.path.abspath(place)), exist_ok=True)
            arguments = ["resume", place, "-q"] if is_begun else ["run", path, *_overrides(set), "-o", place, "--force", "-q"]
            _watched(arguments, place, int(resolved["steps"]), progress)
    return open_run(place).assign_attrs(folder=place)


def _is_complete(folder: str) -> bool:
    try:
        return json.loads(call("inspect", folder, "--json"))["status"] == "complete"
    except (FiscError, KeyError, ValueError):
        return False


def sweep(base: Config, grid: Mapping[str, Sequence[Any]], *, folder: Optional[str] = None, jobs: Optional[int] = None,
          scale: Optional[str] = None) -> xarray.Dataset:
    """Every point of a grid ({"planner.flat_rate": [0.2, 0.4], "seed": [1, 2]}) as one Dataset over its keys.

    `base` is the config of all points.  Points that are in the cache (or in `folder`) are not done again."""
    with _Written(base) as path, tempfile.TemporaryDirectory(prefix=".fisc-") as room:
        anchored = _anchored(grid, os.getcwd())
        words = call("config", "show", path) + json.dumps(anchored)
        place = os.fspath(folder) if folder else os.path.join(cache_folder(), "sweeps", _key(words))
        design = os.path.join(room, "sweep.json")
        with open(design, "w", encoding="utf-8") as file:
            json.dump({"base": os.path.abspath(path), "grid": anchored}, file)
        if not os.path.exists(place):
            os.makedirs(os.path.dirname(os.path.abspath(place)), exist_ok=True)
            call("sweep", "plan", design, "-o", place, "-q", *(["--scale", scale] if scale else []))
        call("sweep", "run", place, "-q", *(["--jobs", str(jobs)] if jobs else []))
        table = os.path.join(room, "table.csv")
        call("sweep", "collect", place, "-o", table, "-q")
        return open_sweep(table).load().assign_attrs(folder=place)


def _table(text: str) -> pandas.DataFrame:
    with tempfile.TemporaryDirectory(prefix=".fisc-") as room:
        path = os.path.join(room, "table.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return csv_files.read(path)


def _system(words: Any) -> str:
    return words if isinstance(words, str) else json.dumps(words)


def tax(incomes: Union[float, Sequence[float]], tax_system: Any = None, *, config: Optional[Config] = None) -> pandas.DataFrame:
    """Tax, average and marginal rate of incomes (USD/year), a row each.

    `tax_system`: a name, a file, several with "+", or components as in government.tax_system; None: the country's income
    tax, or that of `config`."""
    values = [incomes] if isinstance(incomes, (int, float)) else list(incomes)
    given = ["--tax-system", _system(tax_system)] if tax_system is not None else []
    operands = [format(float(value), ".17g") for value in values]
    if config is None:
        return _table(call("tax", "--csv", *given, "--", *operands))
    with _Written(config) as path:
        return _table(call("tax", "--csv", *given, "--config", path, "--", *operands))


def optimum(config: Config, *, set: Optional[Mapping[str, Any]] = None) -> Dict[str, Any]:  # noqa: A002
    """What `fisc oracle --json` says: W* and its rates, the bound above it or why there is none, which rates nothing
    determines, how many searches agree."""
    with _Written(config) as path:
        return json.loads(call("oracle", path, "--json", *_overrides(set)))


def reform(name: Any, *, config: Optional[Config] = None, closure: str = "rebate",
           set: Optional[Mapping[str, Any]] = None) -> pandas.DataFrame:  # noqa: A002
    """What a reform does to workers and budget: a row a reform.

    `name`: of 'fisc reform list', or "all"; a file, several with "+", or components as in government.tax_system."""
    with tempfile.TemporaryDirectory(prefix=".fisc-") as room:
        table = os.path.join(room, "reform.csv")
        arguments = ["reform", "run", _system(name), "--closure", closure, "-o", table, "-q", *_overrides(set)]
        if config is None:
            call(*arguments)
        else:
            with _Written(config) as path:
                call(*arguments, "--config", path)
        return csv_files.read(table)


def prompts(config: Config, *, worker: Optional[int] = None, step: Optional[int] = None, purpose: Optional[str] = None,
            all: bool = False) -> pandas.DataFrame:  # noqa: A002
    """What a language model is asked by a config, or was asked in a run's folder, and what it answered: a row a question.

    The first question of each purpose, unless `worker`, `step` or `purpose` choose some, or `all` takes every one."""
    chosen: List[Tuple[str, Any]] = [("--worker", worker), ("--step", step), ("--purpose", purpose)]
    options = [word for name, value in chosen if value is not None for word in (name, str(value))]
    with _Written(config) as path:
        return pandas.DataFrame(json.loads(call("prompts", path, "--json", *options, *(["--all"] if all else []))))
