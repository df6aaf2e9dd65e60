# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 45 s
# test: not under sanitizers: it preloads libraries of its own
"""Kills, failing calls, journals cut and damaged at every record, damaged inputs, races, odd environments: whatever
happens, the exit code is one of the table, nothing that was recorded is lost, and the same command gives the same bits.

`make torture` does this for ten minutes from a seed that it draws and prints (TORTURE_SECONDS, TORTURE_SEED); each case
hangs on the seed and its number alone."""
import errno
import gzip
import json
import os
import resource
import shutil
import signal
import time

import torture_support as torture
from mock_support import Model
from shim_support import failing, shim
from support import ROOT, finish, fisc, put, read, run_hash, run_with_kills, test, write
from torture_support import attempt, begin, cases, ended_well, mutate, places, records, remove, shared_work

print(f"# torture: {torture.SECONDS:g} s, seed {torture.SEED} (TORTURE_SEED={torture.SEED} repeats its cases)", flush=True)


# ---- kills ---------------------------------------------------------------------------------------------

@test
def kills_of_a_run_at_any_moment_lose_nothing(folder):
    kills, runs = 0, 0
    changes = ({"steps": 300}, {"steps": 100, "rule": {"kind": "rational"}, "planner": {"kind": "optimum"}, "oracle": True},
               {"steps": 60, "population": {"workers": 3000}})
    paths = [write(os.path.join(folder, f"{k}.json"), json.dumps({**torture.CONFIG, **change}))
             for k, change in enumerate(changes)]
    expected, seconds = [], []
    for path in paths:
        begun = time.monotonic()
        fisc("run", path, "-o", path + ".run", "-q")
        seconds.append(time.monotonic() - begun)
        expected.append(run_hash(path + ".run"))
    for number, chance in cases("kills", 0.12, 20):
        k = number % len(paths)
        run = os.path.join(folder, f"killed-{number}")
        kills += run_with_kills(paths[k], run, chance, seconds[k] / 3, chance.randint(3, 12))
        assert run_hash(run) == expected[k], number
        assert "run.h5 is whole" in fisc("inspect", run).stdout, number
        remove(run)
        runs += 1
    print(f"# {kills} kills over {runs} runs")


@test
def a_killed_command_leaves_what_was_there_or_what_it_makes(folder):
    work, kills = shared_work(), 0
    names = sorted(work.makers())
    for number, chance in cases("made", 0.1):
        name = names[number % len(names)]
        out = os.path.join(folder, f"out-{number}")
        command, look, path = work.maker(name, out)
        old = work.made["run"]
        if name == "replace":  # over a run that is there
            fisc("run", work.config, "-o", path, "-q")
        elif name not in ("run", "salvage"):
            put(path, b"old")
            old = b"old"
        process = begin(*command)
        time.sleep(chance.uniform(0.0, 0.06))
        process.send_signal(chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
        said = process.communicate(timeout=torture.HANG_S)[1]
        kills += process.returncode != 0
        assert process.returncode in (0, 75, -signal.SIGKILL, -signal.SIGTERM), (number, name, process.returncode, said)
        if name not in ("run", "replace", "salvage"):
            assert look(path) in (old, work.made[name]), (number, name)
        elif name == "replace" and os.path.exists(os.path.join(path, "run.jnl")):
            attempt("resume", path, "-q")
            assert run_hash(path) in (old, work.made[name]), (number, name)
        assert work.finish(name, out) == work.made[name], (number, name)
        remove(path)
    print(f"# {kills} commands were killed")


@test
def a_killed_sweep_goes_on(folder):
    work, kills = shared_work(), 0
    for number, chance in cases("sweep", 0.08):
        sweep = os.path.join(folder, f"sweep-{number}")
        shutil.copytree(work.fresh_sweep, sweep)
        for _ in range(chance.randint(1, 4)):
            process = begin("sweep", "run", sweep, "-q", "-j", str(chance.choice((1, 2, 3))))
            time.sleep(chance.uniform(0.0, 0.3))
            kills += process.poll() is None
            process.kill()
            process.communicate(timeout=torture.HANG_S)
        fisc("sweep", "run", sweep, "-q", "-j", "2")
        assert work.rows(sweep) == work.table, number
        remove(sweep)
    print(f"# {kills} sweeps were killed")


# ---- calls that fail -----------------------------------------------------------------------------------

CALLS = {"read": (errno.EIO, errno.ESTALE), "fread": (errno.EIO,), "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT),
         "fsync": (errno.EIO, errno.ENOSPC), "fdatasync": (errno.EIO, errno.ENOSPC), "rename": (errno.ENOSPC, errno.EACCES),
         "open": (errno.EACCES, errno.ENOSPC, errno.EMFILE, errno.EROFS), "ftruncate": (errno.EIO,),
         "malloc": (errno.ENOMEM,)}


@test
def a_call_that_fails_is_an_error_of_the_table_and_the_work_goes_on(folder):
    work, failed, seen = shared_work(), 0, {}
    names = sorted(work.makers())
    for number, chance in cases("calls", 0.25, 342):
        name, call = names[number % len(names)], sorted(CALLS)[chance.randrange(len(CALLS))]
        out = os.path.join(folder, f"out-{number}")
        command, _, path = work.maker(name, out)
        if name == "replace":
            fisc("run", work.config, "-o", path, "-q")
        which = chance.randrange(2000, 9000) if call == "malloc" else int(1.35 ** chance.randrange(9))
        env = failing(folder, call, which, chance.choice(CALLS[call]), chance.random() < 0.4)
        done = attempt(*command, env={**env, "OMP_NUM_THREADS": "1"})
        seen[done.returncode] = seen.get(done.returncode, 0) + 1
        where = (number, name, env["FISC_FAIL"])
        if "error while loading shared libraries" not in done.stderr:
            ended_well(done, where, torture.CODES if call == "malloc" else torture.CODES - {torture.FAULT})
            failed += done.returncode != 0
        assert work.finish(name, out) == work.made[name], where
        remove(path)
    print(f"# {failed} errors; exit codes {seen}")


# ---- journals ------------------------------------------------------------------------------------------

class Journal:
    """A folder whose journal is cut or damaged: how to go on with it, and what comes of that."""

    def __init__(self, source, name, go_on, look, beside=()):
        self.source, self.name, self.go_on, self.look = source, name, go_on, look
        self.beside = beside  # what is cut with it, to its first record
        self.content, self.expected = read(os.path.join(source, name)), look(source)
        self.places, self.records = places(self.content), records(self.content)

    def copy(self, target):
        shutil.copytree(self.source, target)
        for name in self.beside:
            whole = read(os.path.join(target, name))
            put(os.path.join(target, name), whole[:records(whole)[1]])
        return os.path.join(target, self.name)


def check_cut(folder, journal, length, zeros, where):
    copy = os.path.join(folder, "cut")
    path = journal.copy(copy)
    put(path, journal.content[:length] + bytes(zeros))
    fisc(*journal.go_on(copy), "-q")
    assert journal.look(copy) == journal.expected, where
    remove(copy)


def check_damage(folder, journal, chance, where):
    """A bit, a record lost, twice or in another's place: refused with its place, nothing changed, and salvaged."""
    copy, saved = os.path.join(folder, "damaged"), os.path.join(folder, "saved")
    path, content = journal.copy(copy), bytearray(journal.content)
    at = chance.randrange(len(journal.records) - 2)
    first, last, after = journal.records[at:at + 3]
    kind = chance.choice(("bit", "lost", "twice", "order"))
    if kind == "bit":
        content[chance.randrange(len(content) - 8)] ^= 1 << chance.randrange(8)
    elif kind == "lost":
        del content[first:last]
    elif kind == "twice":
        content[last:last] = content[first:last]
    else:
        content[first:after] = content[last:after] + content[first:last]
    if content == journal.content:
        remove(copy)
        return
    put(path, content)
    done = attempt(*journal.go_on(copy), "-q")
    assert done.returncode in (65, 78) and "damaged" in done.stderr, (*where, kind, done.returncode, done.stderr)
    assert read(path) == content, (*where, kind)
    done = attempt("salvage", copy, "-o", saved, "-q")
    ended_well(done, (*where, kind))
    if done.returncode == 1:  # nothing but the config was whole
        fisc("run", os.path.join(saved, "config.json"), "-o", saved, "-q")
    fisc(*journal.go_on(saved), "-q")
    assert journal.look(saved) == journal.expected, (*where, kind)
    remove(copy)
    remove(saved)


@test
def journals_are_gone_on_with_from_every_cut_and_damage_is_refused(folder):
    work, cuts, damages = shared_work(), 0, 0
    asked = os.path.join(folder, "asked")
    rows = sorted(name for name in os.listdir(work.sweep) if name.endswith(".rows"))[0]
    with Model() as model:
        fisc("run", model.config(folder, population={"workers": 12}), "-o", asked, "-q")
        journals = [Journal(work.run, "run.jnl", lambda path: ("resume", path), run_hash),
                    Journal(work.sweep, rows, lambda path: ("sweep", "run", path), work.rows),
                    Journal(asked, "run.jnl", lambda path: ("resume", path), run_hash),
                    Journal(asked, "replies.jnl", lambda path: ("resume", path), run_hash, beside=["run.jnl"])]
        order = [(journal, length) for journal in journals for length in journal.places]
        for number, chance in cases("journals", 0.2, len(order)):
            if number == 0:
                chance.shuffle(order)
            journal, length = order[number % len(order)]
            where = (number, journal.name, length)
            check_cut(folder, journal, length, chance.choice((0, 0, 1, 512, 4096)), where)
            cuts += 1
            if journal.name != "replies.jnl" and number % 3 == 0:  # paid replies: tests/system/test_damage.py
                check_damage(folder, journal, chance, where)
                damages += 1
    print(f"# {cuts} cuts of {len(order)} places, {damages} damages")


# ---- damaged inputs ------------------------------------------------------------------------------------

INPUT = {"steps": 2, "seed": 5, "population": {"source": "csv", "csv": {"path": "people.csv", "weight_column": "weight"}},
         "rule": {"kind": "logit", "hours_grid_step": 5}, "welfare": {"objective": "isoelastic", "inequality_aversion": 1.5},
         "government": {"tax_system": [{"component": "file", "path": "schedule.csv"}, {"component": "payroll_tax"}]},
         "planner": {"kind": "fixed", "tax_system": [{"component": "brackets", "starts_usd_per_year": [0, 20000],
                                                      "rates": [0.1, 0.3]}]}}
PEOPLE = "wage_usd_per_hour,hours_per_week,weight\n" + "".join(f"{9 + k},{20 + k % 30},{1 + k % 3}\n" for k in range(40))


def inputs(folder):
    """Name of an input to the command that reads it; OUT is a new place."""
    write(os.path.join(folder, "input.json"), json.dumps(INPUT))
    write(os.path.join(folder, "people.csv"), PEOPLE)
    write(os.path.join(folder, "schedule.csv"), "start_usd_per_year,rate\n0,0.1\n30000,0.25\n90000,0.35\n")
    drawn = os.path.join(folder, "drawn")
    fisc("run", os.path.join(folder, "input.json"), "-o", drawn, "-q", "--set", "output.panel=last")
    fisc("package", drawn, "-o", os.path.join(folder, "archive.tar.gz"), "-q")
    with open(os.path.join(ROOT, "experiments", "transcripts", "bounded_small.gz"), "rb") as file:
        put(os.path.join(folder, "replies.gz"), file.read())
    put(os.path.join(folder, "plain.gz"), gzip.compress(b"", mtime=0))
    write(os.path.join(folder, "sweep.json"), json.dumps({"base": "input.json", "grid": {
        "welfare.inequality_aversion": [0.5, 2], "rule.hours_grid_step": [5, 10]}}))
    run = ("run", os.path.join(folder, "input.json"), "-o", "OUT", "-q", "--set", "steps=1")
    return {"input.json": (*run, "--set", "population.source=uniform", "--set", "population.workers=50"),
            "people.csv": run, "schedule.csv": run,
            "sweep.json": ("sweep", "plan", os.path.join(folder, "sweep.json"), "-o", "OUT", "-q"),
            "archive.tar.gz": ("package", "verify", os.path.join(folder, "archive.tar.gz")),
            "replies.gz": ("transcript", "stat", os.path.join(folder, "replies.gz")),
            "drawn/config.json": ("inspect", drawn), "drawn/run.jnl": ("export", drawn, "-t", "schedules"),
            "drawn/run.h5": ("inspect", drawn)}


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))


@test
def damaged_inputs_are_read_right_or_refused_with_a_word(folder):
    commands = inputs(folder)
    names, seen = sorted(commands), {}
    whole = {name: read(os.path.join(folder, name)) for name in names}
    for number, chance in cases("inputs", 0.15, 2400):
        name = names[number % len(names)]
        path, out = os.path.join(folder, name), os.path.join(folder, "out")
        broken = mutate(chance, whole[name])
        put(path, broken)
        done = attempt(*(word.replace("OUT", out) for word in commands[name]), preexec_fn=limit_memory)
        ended_well(done, (number, name))
        assert read(path) == broken, (number, name, "was changed")
        seen[done.returncode] = seen.get(done.returncode, 0) + 1
        put(path, whole[name])
        remove(out)
    print(f"# {sum(seen.values())} damaged inputs; exit codes {seen}")


# ---- races ---------------------------------------------------------------------------------------------

@test
def processes_that_do_the_same_at_once_do_it_once(folder):
    work, races = shared_work(), 0
    for number, chance in cases("races", 0.06):
        out, kind = os.path.join(folder, f"race-{number}"), ("run", "resume", "replace", "sweep", "package", "export")[number % 6]
        command, look, path = work.maker(kind if kind not in ("resume", "sweep") else "run", out)
        expected = work.table if kind == "sweep" else work.made["run" if kind == "resume" else kind]
        if kind == "sweep":
            shutil.copytree(work.fresh_sweep, path)
            command, look = ("sweep", "run", path, "-q", "-j", "1"), work.rows
        elif kind == "resume":
            shutil.copytree(work.run, path)
            whole = read(os.path.join(path, "run.jnl"))
            put(os.path.join(path, "run.jnl"), whole[:chance.randrange(records(whole)[0], len(whole))])
            command = ("resume", path, "-q")
        processes = []
        for _ in range(chance.choice((2, 3, 5))):
            processes.append(begin(*command))
            time.sleep(chance.choice((0.0, 0.0, 0.003, 0.02)))
        said = [(process.communicate(timeout=torture.HANG_S)[1], process.returncode) for process in processes]
        codes = [code for _, code in said]
        assert 0 in codes and set(codes) <= {0, 73}, (number, kind, said)
        assert look(path) == expected, (number, kind)
        assert not [name for name in os.listdir(os.path.dirname(path)) if ".tmp" in name], (number, kind)
        remove(path)
        races += 1
    print(f"# {races} races")


# ---- environments --------------------------------------------------------------------------------------

def limited(what, count):
    def limit():
        resource.setrlimit(what, (count, count))
    return limit


def close(*files):
    def closing():
        for file in files:
            os.close(file)
    return closing


ENVIRONMENTS = {
    "no temporary folder": {"env": {"TMPDIR": "/nonexistent"}}, "no home": {"env": {"HOME": ""}},
    "another language": {"env": {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR"}}, "no such locale": {"env": {"LC_ALL": "xx_YY"}},
    "no path": {"env": {"PATH": ""}}, "odd terminal": {"env": {"TERM": "", "COLUMNS": "-3"}},
    "no threads": {"env": {"OMP_NUM_THREADS": "0"}}, "odd threads": {"env": {"OMP_NUM_THREADS": "x,-1"}},
    "many threads": {"env": {"OMP_NUM_THREADS": "200"}}, "small stacks": {"env": {"OMP_STACKSIZE": "20k"}},
    "too many threads": {"env": {"OMP_NUM_THREADS": "60000"}}, "odd HDF5": {"env": {"HDF5_USE_FILE_LOCKING": "banana"}},
    "HDF5 of another version": {"env": {"HDF5_DISABLE_VERSION_CHECK": "2"}}, "odd clock": {"env": {"TZ": ":/etc/passwd"}},
    "files of 300 bytes": {"preexec_fn": limited(resource.RLIMIT_FSIZE, 300)},
    "files of 9 kB": {"preexec_fn": limited(resource.RLIMIT_FSIZE, 9000)},
    "files of 40 kB": {"preexec_fn": limited(resource.RLIMIT_FSIZE, 40000)},
    "four open files": {"preexec_fn": limited(resource.RLIMIT_NOFILE, 4)},
    "seven open files": {"preexec_fn": limited(resource.RLIMIT_NOFILE, 7)},
    "a second of processor": {"preexec_fn": limited(resource.RLIMIT_CPU, 1)},
    "60 MB of memory": {"preexec_fn": limited(resource.RLIMIT_AS, 60 << 20)},
    "half a megabyte of stack": {"preexec_fn": limited(resource.RLIMIT_STACK, 1 << 19)},
    "no standard input": {"preexec_fn": close(0)}, "no standard error": {"preexec_fn": close(2)},
    "nothing standard": {"preexec_fn": close(0, 1, 2)}, "a mask that forbids much": {"preexec_fn": lambda: os.umask(0o077)},
    "children ignored": {"preexec_fn": lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)},
    "pipes ignored": {"preexec_fn": lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN)},
    "signals blocked": {"preexec_fn": lambda: signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())},
}
NAMES = ("two words", "-dash", "%n%s", "new\nline", "tab\t", "a'b\"c", "ü" * 60, "x" * 200, "deep/" * 30 + "end", ".hidden",
         "a:b", "\udcff", "$HOME", "*", "./../up/../here")


@test
def odd_environments_and_names_change_no_result(folder):
    work, tried = shared_work(), 0
    odd = list(ENVIRONMENTS.items()) + [(name, {}) for name in NAMES]
    for number, chance in cases("environments", 0.04, len(odd)):
        if number == 0:
            chance.shuffle(odd)
        name, around = odd[number % len(odd)]
        kind = chance.choice(("run", "sweep", "package", "export"))
        out = os.path.join(folder, f"odd-{number}" if around else os.path.join(f"odd-{number}", name))
        os.makedirs(os.path.dirname(out), exist_ok=True)
        command, look, path = work.maker("run" if kind == "sweep" else kind, out)
        if kind == "sweep":
            shutil.copytree(work.fresh_sweep, path)
            command, look = ["sweep", "run", path, "-q", "-j", "2"], work.rows
        done = attempt(*command, **around)
        where = (number, name, kind)
        if done.stderr:
            ended_well(done, where, torture.CODES)
        assert done.returncode in torture.CODES, (*where, done.returncode)
        if kind == "sweep":
            fisc("sweep", "run", path, "-q", "--retry")
            assert look(path) == work.table, where
        else:
            assert work.finish(kind, out) == work.made[kind], where
        remove(path)  # first: a name may lead out of the folder, and nowhere once that is gone
        remove(os.path.join(folder, f"odd-{number}"))
        tried += 1
    print(f"# {tried} environments and names")


@test
def the_shim_of_failing_calls_is_there(folder):
    """Without it nothing above fails: the first write of a run does."""
    path = write(os.path.join(folder, "config.json"), json.dumps(torture.CONFIG))
    assert shim(folder, "fail_at")
    done = attempt("run", path, "-o", os.path.join(folder, "run"), "-q", env=failing(folder, "write", 1, errno.ENOSPC, True))
    assert done.returncode == 74 and "No space left" in done.stderr, done


finish()
