# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words from outside reach no terminal as they are: names, paths, keys, cells, servers' errors, rows of a sweep."""
import contextlib
import http.server
import json
import os
import pty
import re
import subprocess
import sys
import threading

from support import FISC, ROOT, PATIENCE_S, finish, fisc, test, write
import sweep_support

# Clears the screen, sets the title, rings, overwrites the line, forges one, in 8 bits and in UTF-8, turns letters round.
EVIL = "a\x1b[2J\x1b]0;t\x07\rb\x7f\u009b31m\u202ec\u2028d"
SHOWN = r"a\x1b[2J\x1b]0;t\x07\rb\x7f\u009b31m\u202ec\u2028d"
FORGED = "x\nfisc: all is well"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
SMALL = {"steps": 2, "population": {"workers": 20}}
ANALYSIS = {"PYTHONPATH": os.path.join(ROOT, "analysis"), "FISC_PYTHON": sys.executable}
CSV = "wage_usd_per_hour,hours_per_week\n10,40\n"


def is_shown(done, expected, code):
    """Ended so, said it in a visible way, and nothing that a terminal obeys."""
    said = done.stdout + done.stderr
    assert done.returncode == code, (done.returncode, said)
    assert expected in said and not CONTROL.search(said), said
    assert not re.search("\nfisc:.all", said), said


def config(folder, **changes):
    return write(os.path.join(folder, "config.json"), json.dumps({**SMALL, **changes}, ensure_ascii=False))


def on_terminal(*arguments):
    """What fisc writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([FISC, *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while piece := os.read(ours, 65536):
                said += piece
        process.wait(PATIENCE_S)
    os.close(ours)
    return process.returncode, said.decode(errors="surrogateescape").replace("\r\n", "\n")


class Refusing(http.server.BaseHTTPRequestHandler):
    """A model's server that says no."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.close_connection = True
        body = json.dumps({"error": {"message": EVIL + FORGED}}).encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # a doctor does not wait for every answer
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@test
def names_of_files_are_shown(folder):
    for words, expected in ((EVIL, SHOWN), (FORGED, r"x\nfisc: all is well"), ("Zürich 東京", "Zürich 東京")):
        is_shown(fisc("run", words + ".json", check=False, cwd=folder), expected, 66)
        is_shown(fisc("inspect", words, check=False, cwd=folder), expected, 66)
        is_shown(fisc(words, check=False), expected, 64)
        is_shown(fisc("run", "--set", f"{words}=1", config(folder), check=False), expected, 65)
    bad = subprocess.run([FISC, "run", b"a\x9b31m\xff.json"], capture_output=True, check=False)
    assert rb"a\x9b31m\xff.json" in bad.stderr and b"\x9b" not in bad.stderr, bad.stderr


@test
def keys_and_values_of_a_config_are_shown(folder):
    is_shown(fisc("validate", config(folder, **{"a\u009b31m\u202eb": 1}), check=False), r"a\u009b31m\u202eb", 65)
    is_shown(fisc("validate", config(folder, steps=EVIL), check=False), "\\u009b31m\\u202e", 65)
    torn = write(os.path.join(folder, "torn.json"), '{"steps": \x1b[2J}')
    is_shown(fisc("validate", torn, check=False), r"\x1b", 65)


@test
def names_refuse_control_characters(folder):
    for words in (EVIL, FORGED, "a\tb", "\u009b", "a\u202eb"):
        for changes in ({"name": words}, {"llm": {"model": words}}):
            bad = fisc("validate", config(folder, **changes), check=False)
            assert bad.returncode == 65 and "text without control characters" in bad.stderr, bad.stderr
            assert not CONTROL.search(bad.stderr), bad.stderr
        write(os.path.join(folder, "base.json"), json.dumps(SMALL))
        sweep = write(os.path.join(folder, "sweep.json"),
                      json.dumps({"name": words, "base": "base.json", "grid": {"seed": [1, 2]}}))
        bad = fisc("sweep", "plan", sweep, "-o", os.path.join(folder, "sweep"), check=False)
        assert bad.returncode == 65 and "text without control characters" in bad.stderr, bad.stderr
    fisc("validate", config(folder, name="Zürich 東京 🙂"))


@test
def cells_of_tables_are_shown(folder):
    for cell, expected in ((EVIL, SHOWN[:12]), ('"' + FORGED + '"', r"x\nfisc: all is well")):
        write(os.path.join(folder, "people.csv"), CSV + f"{cell},40\n")
        bad = fisc("validate", config(folder, population={"source": "csv", "csv": {"path": "people.csv"}}), check=False)
        if bad.returncode == 0:  # it reads a table when the run begins
            bad = fisc("run", os.path.join(folder, "config.json"), "-o", os.path.join(folder, "run"), check=False)
        is_shown(bad, expected, 65)


@test
def what_a_server_says_is_shown(folder):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = config(folder, rule={"kind": "llm"},
                      llm={"model": "m", "url": f"http://127.0.0.1:{server.server_port}/v1"})
        is_shown(fisc("run", path, "-o", os.path.join(folder, "run"), check=False), SHOWN, 69)
        doctor = fisc("doctor", path, check=False)
        assert doctor.returncode != 0 and not CONTROL.search(doctor.stdout + doctor.stderr), doctor
        assert "\nfisc: all is well" not in doctor.stdout + doctor.stderr, doctor
        server.shutdown()


@test
def messages_of_a_sweep_s_rows_are_shown(folder):
    named = os.path.join(folder, "people" + EVIL + FORGED + ".csv")
    write(named, CSV)
    sweep = sweep_support.plan(folder, {"grid": {"seed": [1, 2]}},
                               {**SMALL, "population": {"source": "csv", "csv": {"path": named}}})
    write(named, CSV + "no number,40\n")
    fisc("sweep", "run", sweep, "-q", check=False)
    is_shown(fisc("sweep", "status", sweep), SHOWN + r"x\nfisc: all is well", 0)
    code, said = on_terminal("sweep", "collect", sweep)
    assert code == 0 and SHOWN in said and not CONTROL.search(said), said


@test
def documents_are_shown_on_a_terminal_and_exact_in_a_pipe(folder):
    path = config(folder, population={"source": "csv", "csv": {"path": "people\u009b31m\u202e.csv"}})
    code, said = on_terminal("config", "show", path)
    assert code == 0 and r"people\u009b31m\u202e.csv" in said and not CONTROL.search(said), said
    assert "people\u009b31m\u202e.csv" in fisc("config", "show", path).stdout


@test
def the_analysis_package_shows_them_too(folder):
    run = os.path.join(folder, "run" + EVIL + FORGED)
    fisc("run", config(folder, output={"panel": "every"}), "-o", run, "-q")
    for words, expected in ((EVIL, SHOWN), (FORGED, r"x\nfisc: all is well")):
        for arguments, code in ((("report", words, "-o", "x.html"), 65), (("sensitivity", words), 65),
                                ((words, "run"), 2), (("report", run, "--" + words.replace(" ", "_")), 2),
                                (("compare", run, run), 0), (("table", run, "-o", words + ".tex"), 0)):
            done = subprocess.run([sys.executable, "-m", "fisc", *arguments], cwd=folder, env={**os.environ, **ANALYSIS},
                                  capture_output=True, text=True, check=False, timeout=PATIENCE_S)
            is_shown(done, expected if code == 0 and "-o" in arguments else "", code)


@test
def a_page_escapes_them(folder):
    run = os.path.join(folder, "run\x1b[2J<script>alert(1)<i>\u202e")
    fisc("run", config(folder, name="<script>alert(1)</script> & \"'"), "-o", run, "-q")
    page = os.path.join(folder, f"page{EVIL}.html")
    is_shown(fisc("report", run, "-o", page, env=ANALYSIS), SHOWN, 0)
    with open(page, encoding="utf-8") as file:
        text = file.read()
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text and not CONTROL.search(text)


finish()
