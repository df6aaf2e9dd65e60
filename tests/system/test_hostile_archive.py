# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: takes 15 s
"""A stranger's archive has no say over this machine (SECURITY.md): no socket, no key, no file outside of it."""
import gzip
import hashlib
import io
import json
import os
import shutil
import socket
import subprocess
import tarfile
import threading

from mock_support import Model
from support import FISC, finish, fisc, test, write
from sweep_support import plan

SECRET = "sk-the-secret-of-whoever-verifies"
MODEL = {"steps": 2, "population": {"workers": 3}, "rule": {"kind": "llm"}, "planner": {"kind": "none"},
         "llm": {"profile": "llamacpp", "model": "mock"}}
PLAIN = {"steps": 2, "population": {"workers": 30}, "planner": {"kind": "flat", "flat_rate": 0.3}}


class Listener:
    """A port of loopback, and everybody who came."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                guest, _ = self.socket.accept()
            except OSError:
                return
            guest.settimeout(1)
            try:
                self.visits.append(guest.recv(1 << 16))
            except OSError:
                self.visits.append(b"")
            guest.close()


LISTENER = Listener()


def sums(files):
    return "".join(f"{hashlib.sha256(data).hexdigest()}  ./{name}\n" for name, data in sorted(files.items())).encode()


def archive(folder, files, extra=(), name="stranger.tar.gz", listed=None):
    """An archive with right sums of these files; `extra` are TarInfo or (TarInfo, bytes), put in as they are."""
    files = {key: value if isinstance(value, bytes) else value.encode() for key, value in files.items()}
    path = os.path.join(folder, name)
    with tarfile.open(path, "w:gz") as tar:
        for key, data in {**files, "SHA256SUMS": sums(files) if listed is None else listed}.items():
            info = tarfile.TarInfo("package/" + key)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for entry in extra:
            info, data = entry if isinstance(entry, tuple) else (entry, b"")
            tar.addfile(info, io.BytesIO(data))
    return path


def run_files(config):
    return {"config.json": json.dumps(config), "MANIFEST.json": json.dumps({"results_hash": "0" * 16}), "README.md": "x\n"}


def verify(path, **keywords):
    """A finished verification by somebody with a key, a proxy and a home; nothing is left in the temporary folder."""
    room = os.path.join(os.path.dirname(path), "room")
    os.makedirs(room, exist_ok=True)
    proxy = f"http://127.0.0.1:{LISTENER.port}"
    env = {"TMPDIR": room, "FISC_LLM_KEY": SECRET, "AWS_SECRET_ACCESS_KEY": SECRET, "http_proxy": proxy,
           "https_proxy": proxy, "ALL_PROXY": proxy}
    done = fisc("package", "verify", path, check=False, env=env, timeout=120, **keywords)
    assert os.listdir(room) == [], os.listdir(room)
    assert SECRET not in done.stdout + done.stderr
    assert LISTENER.visits == [], LISTENER.visits
    return done


def entry(name, kind, link=""):
    info = tarfile.TarInfo("package/" + name)
    info.type, info.linkname = kind, link
    return info


@test
def no_field_of_a_run_opens_a_socket_or_reads_a_key(folder):
    secret = write(os.path.join(folder, "secret.txt"), SECRET)
    os.chmod(secret, 0o600)
    there = f"http://127.0.0.1:{LISTENER.port}/v1"
    for llm in ({"url": there}, {"url": there, "key_env": "AWS_SECRET_ACCESS_KEY"}, {"url": there, "key_file": secret},
                {"endpoints": [{"url": there, "weight": 1}]}, {"url": there, "mode": "off"},
                {"url": there, "mode": "record", "max_attempts": 1},
                {"url": there, "request": {"headers": {"api-key": "env:AWS_SECRET_ACCESS_KEY"}}},
                {"url": there, "store_folder": os.path.join(folder, "store")}, {"url": there, "ca_file": secret}):
        path = archive(folder, run_files({**MODEL, "llm": {**MODEL["llm"], **llm}}))
        done = verify(path)
        assert done.returncode not in (0, None), (llm, done.stderr)
        assert not os.path.exists(os.path.join(folder, "store")), llm
    # The profile's own address is none either, nor a planner that a model plays.
    for config in (MODEL, {**PLAIN, "planner": {"kind": "llm"}, "llm": {"model": "mock", "url": there}}):
        assert verify(archive(folder, run_files(config))).returncode != 0


@test
def no_other_way_to_say_a_key_opens_a_socket(folder):
    there = f'"http://127.0.0.1:{LISTENER.port}/v1"'
    rest = '"steps": 1, "population": {"workers": 3}, "rule": {"kind": "llm"}, "planner": {"kind": "none"}'
    for words in (f'"llm": {{"model": "m"}}, "llm.mode": "off", "llm.url": {there}',
                  f'"llm": {{"model": "m"}}, "llm.mode": "off", "llm.endpoints": [{{"url": {there}}}]',
                  f'"llm.model": "m", "llm.mode": "off", "llm.url": {there}',
                  f'"llm": {{"model": "m"}}, "llm": {{"mode": "off", "url": {there}}}',
                  f'"LLM": {{"model": "m", "mode": "off", "url": {there}}}'):
        config = f"{{{words}, {rest}}}"
        done = verify(archive(folder, {**run_files(PLAIN), "config.json": config}))
        assert done.returncode in (65, 74), (words, done.stderr)
        files = {"base.json": config, "plan.jsonl": '{"overrides": []}\n'}
        done = verify(archive(folder, {**run_files(PLAIN), **files}))
        assert done.returncode != 0, words
    # Whatever is missed above: the process that repeats a run is told to ask nobody.
    config = write(os.path.join(folder, "c.json"), json.dumps(
        {**MODEL, "llm": {**MODEL["llm"], "url": f"http://127.0.0.1:{LISTENER.port}/v1"}}))
    for command in (("run", config, "-o", os.path.join(folder, "run"), "-q"), ("doctor", config)):
        done = fisc(*command, check=False, env={"FISC_NO_SERVERS": "1"})
        assert done.returncode != 0 and "FISC_NO_SERVERS" in done.stdout + done.stderr, done.stderr
    assert LISTENER.visits == []


@test
def names_and_folders_neither_hang_it_nor_stay(folder):
    # "-" is standard input to sha256sum: nobody is waited for.
    listed = sums({name: text.encode() for name, text in run_files(PLAIN).items()})
    listed += (hashlib.sha256(b"x").hexdigest() + "  -\n").encode()
    reader, writer = os.pipe()
    assert verify(archive(folder, {**run_files(PLAIN), "-": "x"}, listed=listed), stdin=reader).returncode == 65
    os.close(reader)
    os.close(writer)
    deep, closed, inside = entry("d/" * 2020 + "d", tarfile.DIRTYPE), entry("x", tarfile.DIRTYPE), entry("x/y", tarfile.DIRTYPE)
    closed.mode = inside.mode = 0
    many = [entry(str(k), tarfile.DIRTYPE) for k in range(20000)]
    nested = [entry("d/" * 20 + "d", tarfile.DIRTYPE)]
    for extra, said in (([deep], "longer than"), (nested, "deeper than"), (many, "files and folders")):
        done = verify(archive(folder, run_files(PLAIN), extra))
        assert done.returncode == 65 and said in done.stderr, done.stderr
    # What its owner may not enter goes, too: as somebody for whom modes count.
    path = archive(folder, run_files(PLAIN), [closed, inside])
    os.chmod(folder, 0o755)
    room = os.path.join(folder, "another")
    os.makedirs(room)
    os.chmod(room, 0o777)
    nobody = ["setpriv", "--reuid=65534", "--clear-groups"] if os.getuid() == 0 and shutil.which("setpriv") else []
    program = shutil.copy(FISC, os.path.join(folder, "fisc"))
    done = subprocess.run([*nobody, program, "package", "verify", path], env={**os.environ, "TMPDIR": room}, check=False,
                          capture_output=True, text=True, timeout=60, cwd=folder)
    assert done.returncode != 0 and os.listdir(room) == [], (done.returncode, done.stderr, os.listdir(room))


@test
def no_file_of_settings_outside_the_archive_is_read(folder):
    outside = write(os.path.join(folder, "profile.json"), '{"llm": {"seed": true}}')
    done = verify(archive(folder, run_files({**MODEL, "llm": {**MODEL["llm"], "profile_file": outside}})))
    assert done.returncode == 65 and "leads out of the archive" in done.stderr, done.stderr
    for base, grid in (({**MODEL, "llm": {**MODEL["llm"], "profile_file": outside}}, {"seed": [1, 2]}),
                       (MODEL, {"llm.profile_file": [outside], "seed": [1, 2]})):
        sweep = plan(folder, {"grid": grid}, base, name="sweep")
        files = {name: open(os.path.join(sweep, name), encoding="utf-8").read() for name in ("base.json", "plan.jsonl")}
        shutil.rmtree(sweep)
        if "profile_file" in base["llm"]:  # a plan of ours keeps the settings; a stranger's may keep the file
            files["base.json"] = files["base.json"].replace('"profile_file": null', f'"profile_file": "{outside}"')
        done = verify(archive(folder, {**run_files(PLAIN), **files}))
        assert done.returncode == 65 and "leads out of the archive" in done.stderr, (grid, done.stderr)


@test
def no_field_of_a_sweep_opens_a_socket_or_reads_a_key(folder):
    there = f"http://127.0.0.1:{LISTENER.port}/v1"
    for base, grid in (({**MODEL, "llm": {**MODEL["llm"], "url": there}}, {"seed": [1, 2]}),
                       (MODEL, {"llm.url": [there], "seed": [1, 2]}),
                       (MODEL, {"llm.mode": ["off"], "llm.url": [there], "llm.key_env": ["AWS_SECRET_ACCESS_KEY"]})):
        sweep = plan(folder, {"grid": grid}, base, name="sweep")
        files = {name: open(os.path.join(sweep, name), encoding="utf-8").read() for name in ("base.json", "plan.jsonl")}
        shutil.rmtree(sweep)
        assert verify(archive(folder, {**run_files(PLAIN), **files})).returncode != 0


@test
def paths_that_leave_the_archive_are_refused(folder):
    write(os.path.join(folder, "people.csv"), "wage_usd_per_hour,hours_per_week\n20,40\n")
    outside = os.path.join(folder, "people.csv")
    for config in ({**PLAIN, "population": {"source": "csv", "csv": {"path": outside}}},
                   {**PLAIN, "population": {"source": "csv", "csv": {"path": "inputs/../../../people.csv"}}},
                   {**PLAIN, "population": {"source": "csv", "csv": {"path": ".."}}},
                   {**MODEL, "personas": {"source": "file", "file": outside}},
                   {**MODEL, "llm": {**MODEL["llm"], "prompts_folder": folder}},
                   {**PLAIN, "government": {"tax_system": [{"component": "file", "path": outside}]}},
                   *({**PLAIN, "government": {"tax_system": words}} for words in
                     (outside, f"karten_dip+{outside}", f"karten_dip + {outside}", "karten_dip+../people.csv",
                      json.dumps({"component": "file", "path": outside}), '{"component": "file", "path": "\\u002fetc/hosts"}')),
                   {**PLAIN, "extends": "other.json"}):
        done = verify(archive(folder, run_files(config)))
        assert done.returncode == 65 and ("leads out" in done.stderr or "extends" in done.stderr), (config, done.stderr)
    sweep = plan(folder, {"grid": {"seed": [1, 2]}}, MODEL, name="climbing")
    files = {name: open(os.path.join(sweep, name), encoding="utf-8").read() for name in ("base.json", "plan.jsonl")}
    digest = json.loads(files["plan.jsonl"].splitlines()[1])["config_hash"]
    climbs = ("../" * 12 + "x" * 32)[:len(digest)]
    done = verify(archive(folder, {**run_files(PLAIN), **files, "plan.jsonl": files["plan.jsonl"].replace(digest, climbs)}))
    assert done.returncode == 74 and "exit code 78" in done.stderr and "plan.jsonl" in done.stderr, (done.returncode, done.stderr)
    sweep = plan(folder, {"grid": {"population.csv.path": [outside]}}, {**PLAIN, "population": {"source": "csv"}}, name="sweep")
    files = {name: open(os.path.join(sweep, name), encoding="utf-8").read() for name in ("base.json", "plan.jsonl")}
    done = verify(archive(folder, {**run_files(PLAIN), **files}))
    assert done.returncode == 65 and "leads out" in done.stderr, done.stderr


@test
def only_plain_files_that_the_sums_list_are_taken(folder):
    precious = write(os.path.join(folder, "precious.txt"), "precious")
    os.makedirs(os.path.join(folder, "treasure"))
    write(os.path.join(folder, "treasure", "replies.jnl"), "precious")
    plain = run_files(PLAIN)
    device = entry("device", tarfile.CHRTYPE)
    device.devmajor, device.devminor = 1, 3
    absolute = tarfile.TarInfo(os.path.join(folder, "planted.txt"))
    upwards = tarfile.TarInfo("package/../../planted.txt")
    whole = tarfile.TarInfo("package")
    whole.type, whole.linkname = tarfile.SYMTYPE, os.path.join(folder, "treasure")
    for extra in (entry("replies", tarfile.SYMTYPE, os.path.join(folder, "treasure")),
                  entry("link", tarfile.SYMTYPE, precious), entry("hard", tarfile.LNKTYPE, "package/config.json"),
                  entry("pipe", tarfile.FIFOTYPE), device, absolute, upwards, tarfile.TarInfo("package/unlisted")):
        done = verify(archive(folder, plain, [extra]))
        assert done.returncode in (1, 65), (extra.name, done.returncode, done.stderr)
        if extra.name.startswith("package/") and ".." not in extra.name:
            assert done.returncode == 65, (extra.name, done.stderr)
    linked = os.path.join(folder, "linked.tar.gz")
    with tarfile.open(linked, "w:gz") as tar:
        tar.addfile(whole)
        for name, text in plain.items():
            info = tarfile.TarInfo("package/" + name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    assert verify(linked).returncode == 65
    assert open(precious, encoding="utf-8").read() == "precious"
    assert os.listdir(os.path.join(folder, "treasure")) == ["replies.jnl"]
    assert not os.path.exists(os.path.join(folder, "planted.txt"))
    # Sums that name what is not there, or outside of it.
    for listed in (b"", b"x\n", sums({"config.json": b"{}", "missing": b""}), ("0" * 64 + "  /etc/hostname\n").encode(),
                   ("0" * 64 + "  ./../precious.txt\n").encode(),
                   sums({name: text.encode() for name, text in plain.items()})[:-1]):
        assert verify(archive(folder, plain, listed=listed)).returncode == 65, listed


@test
def an_archive_that_would_fill_the_disk_is_refused_before_it_does(folder):
    path = os.path.join(folder, "bomb.tar.gz")
    info = tarfile.TarInfo("package/big")
    info.size = 1 << 30
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(info.tobuf())
        for _ in range(1024):
            file.write(b"\0" * (1 << 20))
    assert os.path.getsize(path) < 2 << 20
    done = verify(path)
    assert done.returncode == 65 and "unpack to more than" in done.stderr, done.stderr
    cut = os.path.join(folder, "cut.tar.gz")
    with open(path, "rb") as whole, open(cut, "wb") as part:
        part.write(whole.read(1000))
    assert verify(cut).returncode == 65 and verify(write(os.path.join(folder, "empty.tar.gz"), "")).returncode == 65
    os.mkfifo(os.path.join(folder, "pipe.tar.gz"))
    assert verify(os.path.join(folder, "pipe.tar.gz")).returncode == 65


@test
def good_archives_are_made_whole_and_verified_under_any_name(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "c.json"), json.dumps(PLAIN)), "-o", run, "-q")
    for name in ("a:b.tar.gz", "-x.tar.gz", "a b.tar.gz"):
        path = os.path.join(folder, name)
        fisc("package", run, "-o", path)
        assert "repeated to the bit" in verify(path).stdout, name
    fisc("package", run, "-o", "here:1.tar.gz", cwd=folder)
    # A link in the way of a temporary name is not followed, and what fails leaves the old archive.
    precious = write(os.path.join(folder, "precious.txt"), "precious")
    os.symlink(precious, os.path.join(folder, "here:1.tar.gz.tmp"))
    fisc("package", run, "-o", "here:1.tar.gz", cwd=folder)
    assert open(precious, encoding="utf-8").read() == "precious"
    before = open(os.path.join(folder, "a:b.tar.gz"), "rb").read()
    failed = fisc("package", os.path.join(folder, "nothing"), "-o", os.path.join(folder, "a:b.tar.gz"), check=False)
    assert failed.returncode != 0 and open(os.path.join(folder, "a:b.tar.gz"), "rb").read() == before
    with Model() as model:
        path = model.config(folder, steps=1, population={"workers": 3}, planner={"kind": "none"})
        fisc("run", path, "-o", os.path.join(folder, "played"), "-q")
    fisc("package", os.path.join(folder, "played"), "-o", os.path.join(folder, "played.tar.gz"))
    assert "repeated to the bit" in verify(os.path.join(folder, "played.tar.gz")).stdout


@test
def kills_tear_no_archive(folder):
    run = os.path.join(folder, "run")
    fisc("run", write(os.path.join(folder, "c.json"), json.dumps(PLAIN)), "-o", run, "-q")
    path = os.path.join(folder, "kept.tar.gz")
    fisc("package", run, "-o", path)
    before = open(path, "rb").read()
    for k in range(12):
        process = subprocess.Popen([os.path.abspath(FISC), "package", run, "-o", path], stdout=subprocess.DEVNULL)
        try:
            process.wait(0.004 * k)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert open(path, "rb").read() == before, k


finish()
