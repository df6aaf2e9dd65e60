# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: waits: for deadlines and retries, and computes 3 s in a minute
# test: takes 65 s
"""Every fault of a model's server ends in a clear word and the right exit code, or in the right result;
within its deadline, without the key, and never in a silent default."""
import json
import os
import re
import resource
import time

import fault_model
from fault_model import ASKS_TO_WAIT, CONTENTS, FaultServer
from mock_support import Model
from support import ROOT, finish, fisc, fixed_seed, read, run_hash, test, write

KEY = "sk-CANARY-7731"
# What ends by itself does so within this, also on a busy machine; what would have been waited for takes longer.
SOON_S = 40


def play(folder, server, scenario, *settings):
    """Exit code, seconds, all words, counts of the model's step."""
    config = write(os.path.join(folder, "config.json"), json.dumps({
        "steps": 1, "population": {"workers": 1}, "rule": {"kind": "llm"},
        "llm": {"model": "m", "url": server.url(scenario), "timeout_s": 2, "max_attempts": 3}}))
    overrides = [word for setting in settings for word in ("--set", setting)]
    begun = time.monotonic()
    done = fisc("run", config, *overrides, "-o", os.path.join(folder, scenario), "--force", "--json",
                check=False, env={"FISC_LLM_KEY": KEY})
    seconds = time.monotonic() - begun
    assert KEY not in done.stdout + done.stderr, done.stderr
    counts = json.loads(done.stdout)["language_model"] if done.returncode == 0 else {}
    return done.returncode, seconds, done.stderr, counts


@test
def a_refused_key_ends_at_once(folder):
    for scenario in ("status-401", "status-403", "echo-401", "echo-403"):
        with FaultServer() as server:
            code, seconds, words, _ = play(folder, server, scenario)
            assert code == 77 and seconds < SOON_S and server.requests == 1, (scenario, code, words)
            assert server.keys == ["Bearer " + KEY] and "key" in words


@test
def what_asking_again_cannot_mend_ends_at_once(folder):
    for status in (400, 402, 404, 422):
        with FaultServer() as server:
            code, seconds, words, _ = play(folder, server, f"status-{status}")
            assert code == 69 and server.requests == 1 and seconds < SOON_S, (status, code, words)
            assert str(status) in words and "as asked" in words, words


@test
def what_may_pass_is_tried_again_and_then_given_up(folder):
    for status in (303, 408, 409, 418, 421, 500, 502, 503, 504):
        with FaultServer() as server:
            code, seconds, words, _ = play(folder, server, f"status-{status}")
            assert code == 69 and server.requests == 3 and seconds < SOON_S, (status, code, words)
            assert "after 3 attempts" in words, words
    for status in (303, 408, 418, 500, 503):
        with FaultServer() as server:
            code, _, words, counts = play(folder, server, f"once-{status}")
            assert code == 0 and server.requests == 2 and counts["fallbacks"] == 0, (status, words)


@test
def what_came_to_the_wrong_server_is_sent_again_over_another_connection_or_elsewhere(folder):
    with FaultServer() as server:
        code, _, words, counts = play(folder, server, "once-421")
        assert code == 0 and server.requests == 2 and counts["fallbacks"] == 0, words
        assert len(set(server.clients)) == 2, server.clients
    with FaultServer() as server:
        code, _, words, _ = play(folder, server, "once-408")
        assert code == 0 and server.requests == 2 and len(set(server.clients)) == 1, (words, server.clients)
    with FaultServer() as wrong, FaultServer() as right:
        config = write(os.path.join(folder, "wrong.json"), json.dumps({
            "steps": 1, "population": {"workers": 40}, "rule": {"kind": "llm"},
            "llm": {"model": "m", "max_attempts": 2,
                    "endpoints": [{"url": wrong.url("status-421")}, {"url": right.url("calm")}]}}))
        fisc("run", config, "-o", os.path.join(folder, "wrong"), "-q")
        assert right.requests == 40 and wrong.requests > 0, (right.requests, wrong.requests)


@test
def a_rate_limit_is_waited_for_and_is_no_failure(folder):
    for scenario in ("throttle-2", "date-2"):
        with FaultServer() as server:
            code, seconds, words, counts = play(folder, server, scenario, "llm.max_attempts=1")
            assert code == 0 and 1.9 <= seconds < SOON_S and counts["fallbacks"] == 0, (seconds, words)
    with FaultServer() as server:
        code, seconds, words, _ = play(folder, server, "forever-1000000")
        assert code == 69 and seconds < SOON_S and "1000000" in words, (code, words)


@test
def faults_of_transport_end_within_their_deadline(folder):
    for scenario in ("reset", "short", "slow", "stall", "huge", "header", "empty"):
        with FaultServer() as server:
            code, seconds, words, _ = play(folder, server, scenario, "llm.max_attempts=2")
            # Two attempts of 2 s and a wait of at most 1 s; the server itself would have gone on for a minute.
            assert code == 69 and seconds < SOON_S and server.requests == 2, (scenario, code, seconds, words)
    with FaultServer() as server:
        code, _, words, counts = play(folder, server, "reset-once")
        assert code == 0 and counts["fallbacks"] == 0, words
    # A body of 64 MB was cut off long before: no child ever grew by that.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 120_000


@test
def no_redirect_is_followed_and_no_key_goes_there(folder):
    with FaultServer() as elsewhere, FaultServer(elsewhere.url("good")) as server:
        code, _, words, _ = play(folder, server, "redirect")
        assert code == 69 and "301" in words and elsewhere.requests == 0, (code, words)


@test
def no_content_becomes_a_silent_default(folder):
    usable = {"fence", "think", "text", "extra", "inject"}  # read as a person would (test_llm_repair)
    for name in CONTENTS:
        with FaultServer() as server:
            code, _, words, counts = play(folder, server, "content-" + name)
            assert code == 0, (name, words)
            if name in usable:
                assert (counts["fallbacks"], counts["reprompts"], server.requests) == (0, 0, 1), name
            else:
                assert (counts["fallbacks"], counts["unusable"], counts["reprompts"],
                        server.requests) == (1, 1, 2, 3), (name, counts)


@test
def a_page_instead_of_a_completion_is_no_answer_of_the_model(folder):
    with FaultServer() as server:
        code, _, words, _ = play(folder, server, "html")
        assert code == 69 and server.requests == 3, (code, words)
        assert "after 3 attempts" in words and "<html>welcome</html>" in words, words
    # Nothing was kept: with a server that answers the run goes on.
    with FaultServer() as server:
        run = os.path.join(folder, "html")
        done = fisc("resume", run, "--set", "llm.url=" + server.url("calm"), "--json")
        assert server.requests == 1 and json.loads(done.stdout)["language_model"]["fallbacks"] == 0, done.stdout


def play_many(folder, server, scenario, **changes):
    """The counts of a run with twelve workers, and all words."""
    rule = {"kind": "llm", "llm": {"history_steps": 8, "best_steps": 2}}
    config = write(os.path.join(folder, "many.json"), json.dumps({
        "steps": 6, "population": {"workers": 12}, "rule": rule, **changes,
        "llm": {"model": "m", "url": server.url(scenario), "max_invalid_share": 1}}))
    done = fisc("run", config, "-o", os.path.join(folder, scenario), "--json", check=False)
    return done, json.loads(done.stdout)["language_model"] if done.returncode == 0 else {}


@test
def what_is_wrong_with_one_prompt_is_that_workers_own_fault(folder):
    for scenario in ("own-filter", "own-prompt"):
        with FaultServer() as server:
            done, counts = play_many(folder, server, scenario)
            assert done.returncode == 0, (scenario, done.stderr)
            # Nobody is asked twice who was refused; the others are answered.
            assert server.requests == 6 * 12 == counts["workers_asked"], (server.requests, counts)
            assert 6 <= counts["workers_refused"] <= 66 and counts["workers_invalid"] == 0, counts
            assert counts["fallbacks"] == counts["workers_refused"] and counts["reprompts"] == 0, counts
    with FaultServer() as server:
        code, _, words, counts = play(folder, server, "status-413")
        assert code == 0 and counts["workers_invalid"] == 1 and server.requests == 1, (code, words, counts)


@test
def where_a_server_has_no_room_the_oldest_years_go_first(folder):
    with FaultServer() as server:
        done, counts = play_many(folder, server, "own-1550")
        assert done.returncode == 0, done.stderr
        assert counts["workers_asked"] == 72 and counts["workers_invalid"] == counts["fallbacks"] == 0, counts
        assert server.requests > 72, server.requests  # some were asked again, with less
        asked = server.requests
        done = fisc("resume", os.path.join(folder, "own-1550"), "--json")
        assert server.requests == asked
    with FaultServer() as server:  # no question is as short as that
        done, counts = play_many(folder, server, "own-20", steps=1)
        assert done.returncode == 0 and counts["workers_asked"] == counts["workers_invalid"] == 12, (done.stderr, counts)


@test
def out_of_credit_ends_at_once(folder):
    with FaultServer() as server:
        code, seconds, words, _ = play(folder, server, "quota")
        assert code == 69 and server.requests == 1 and seconds < SOON_S and "no credit left" in words, words


@test
def a_server_is_waited_for_as_long_as_it_asks_wherever_it_says_so_and_the_wait_is_said(folder):
    for kind in ASKS_TO_WAIT:
        with FaultServer() as server:
            code, seconds, words, counts = play(folder, server, "asks-" + kind)
            assert code == 0 and 1.9 <= seconds < 20 and counts["fallbacks"] == 0, (kind, seconds, words)
            assert server.requests == 2 and "next try in 2 s" in words, (kind, words)
            assert kind != "words" or "Limit 200 a day" in words, words


@test
def a_run_that_nothing_gets_through_to_stops_and_can_be_resumed(folder):
    for scenario in ("forever-1", "status-500"):
        with FaultServer() as server:
            code, seconds, words, _ = play(folder, server, scenario, "llm.max_wait_s=2.5", "llm.max_attempts=100")
            assert code == 75 and 2.4 <= seconds < SOON_S, (scenario, code, seconds, words)
            assert "llm.max_wait_s" in words and "fisc resume" in words and server.requests < 30, words


@test
def a_server_that_says_nothing_is_waited_for_aloud_and_no_longer_than_said(folder):
    with FaultServer() as server:
        code, seconds, words, _ = play(folder, server, "stall", "llm.timeout_s=4", "llm.max_wait_s=3")
        assert code == 75 and 3.9 <= seconds < SOON_S and "llm.max_wait_s" in words, (code, seconds, words)
        assert server.requests == 1 and "no answer for 1 s; next try in 3 s" in words, words


@test
def a_retry_goes_to_another_server_and_a_bad_one_is_left_alone(folder):
    with FaultServer() as bad, FaultServer() as good:
        config = write(os.path.join(folder, "two.json"), json.dumps({
            "steps": 2, "population": {"workers": 60}, "rule": {"kind": "llm"},
            "llm": {"model": "m", "max_attempts": 3, "in_flight": 2,
                    "endpoints": [{"url": bad.url("html")}, {"url": good.url("calm")}]}}))
        fisc("run", config, "-o", os.path.join(folder, "two"), "-q")
        # 120 requests, half of them the bad one's by their keys: three faults and few trials later it rests.
        assert good.requests >= 120 and 3 <= bad.requests <= 20, (good.requests, bad.requests)


@test
def doctor_has_a_row_for_each_server(folder):
    with Model() as first, Model() as second:
        urls = [f"http://127.0.0.1:{port}/v1" for port in (first.port, second.port, 9)]
        config = write(os.path.join(folder, "doctor.json"), json.dumps({
            "rule": {"kind": "llm"}, "llm": {"model": "mock", "endpoints": [{"url": url} for url in urls]}}))
        rows = fisc("doctor", config, check=False).stdout.split("\n")
    for url, result in zip(urls, ("yes", "yes", "BAD")):
        assert any(url in row and f" {result} " in row for row in rows), (url, rows)


@test
def doctor_says_after_one_try_what_is_wrong(folder):
    for scenario in ("forever-1", "status-500", "html"):
        with FaultServer() as server:
            config = write(os.path.join(folder, "doctor.json"), json.dumps({
                "rule": {"kind": "llm"}, "llm": {"model": "m", "url": server.url(scenario)}}))
            done = fisc("doctor", config, check=False)
            assert done.returncode == 69 and server.requests == 1, (scenario, server.requests, done.stdout)


@test
def a_run_through_chaos_has_the_bits_of_a_calm_one(folder):
    """Also where so many may be under way that libcurl is called for single sockets."""
    hashes = set()
    for scenario, at_a_time in (("calm", {"max_in_flight": 24}), ("chaos", {"max_in_flight": 24}),
                                ("calm", {"in_flight": 300}), ("chaos", {"in_flight": 300})):
        run = os.path.join(folder, "run")
        with FaultServer(seed=fixed_seed(7731)) as server:
            config = write(os.path.join(folder, "chaos.json"), json.dumps({
                "steps": 5, "population": {"workers": 200}, "rule": {"kind": "llm"},
                "llm": {"model": "m", "url": server.url(scenario), "max_attempts": 30,
                        "timeout_s": 5, **at_a_time}}))
            fisc("run", config, "-o", run, "-q", "--force")
            most = max(at_a_time.values())
            assert server.requests >= 1000 and server.most_in_flight <= most, server.most_in_flight
            assert (server.requests > 1030) == (scenario == "chaos"), server.requests
        hashes.add(run_hash(run))
    assert len(hashes) == 1


@test
def few_files_make_fewer_requests_at_a_time_and_are_said(folder):
    """What is left is enough for the run's own files, also where connections to two servers are kept."""
    for setting, files in (("in_flight", 200), ("max_in_flight", 200), ("in_flight", 40), ("in_flight", 420)):
        with FaultServer() as server, FaultServer() as other:
            config = write(os.path.join(folder, "few.json"), json.dumps({
                "steps": 2, "population": {"workers": 400}, "rule": {"kind": "llm"},
                "llm": {"model": "m", setting: 1024,
                        "endpoints": [{"url": one.url("calm")} for one in (server, other)]}}))
            done = fisc("run", config, "-o", os.path.join(folder, "few"), "--force",
                        preexec_fn=lambda most=files: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
            room = re.search(rf"at most (\d+) requests at a time, and llm.{setting} is 1024.*ulimit -n", done.stderr)
            assert room and files / 6 < int(room[1]) < files, done.stderr
            assert server.requests + other.requests == 800, (server.requests, other.requests)
            # Each had its most at another time, so they do not add up.
            assert max(server.most_in_flight, other.most_in_flight) <= int(room[1]), (setting, files)


@test
def a_limit_of_files_that_a_user_may_raise_is_raised(folder):
    with FaultServer() as server:
        config = write(os.path.join(folder, "soft.json"), json.dumps({
            "steps": 1, "population": {"workers": 300}, "rule": {"kind": "llm"},
            "llm": {"model": "m", "in_flight": 300, "url": server.url("calm")}}))
        done = fisc("run", config, "-o", os.path.join(folder, "soft"),
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 1024)))
        assert "at a time" not in done.stderr and server.requests == 300, done.stderr


@test
def a_key_file_that_others_can_read_is_refused(folder):
    path = write(os.path.join(folder, "key"), KEY + "\n")
    os.chmod(path, 0o644)
    with FaultServer() as server:
        code, _, words, _ = play(folder, server, "content-fence", "llm.key_file=" + path)
        assert code == 65 and "chmod 600" in words and server.requests == 0, words
        os.chmod(path, 0o600)
        code, _, words, _ = play(folder, server, "content-fence", "llm.key_file=" + path)
        assert code == 0 and server.keys == ["Bearer " + KEY], words


@test
def a_certificate_that_nobody_vouches_for_is_refused(folder):
    import ssl
    import subprocess

    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
                    "-out", cert, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with FaultServer() as server:
        server.server.socket = context.wrap_socket(server.server.socket, server_side=True)
        server.url = lambda scenario: f"https://127.0.0.1:{server.server.server_address[1]}/{scenario}"
        code, _, words, _ = play(folder, server, "content-fence", "llm.max_attempts=1")
        assert code == 69 and "certificate" in words.lower() and server.requests == 0, words
        code, _, words, _ = play(folder, server, "content-fence", "llm.ca_file=" + cert)
        assert code == 0 and server.requests == 1, words


@test
def the_table_of_faults_has_each_of_them(_):
    page = read(os.path.join(ROOT, "docs", "language_models.md")).decode()
    rows = [line.split("|") for line in page[page.index("\n## Server faults"):].split("\n\n")[0].split("\n")[3:]]
    told = {word for row in rows for word in re.findall("`([^`]*)`", row[3])}
    assert len(rows) > 10 and all(row[3].strip() for row in rows), rows
    for word in told:
        assert os.path.exists(os.path.join(ROOT, "tests", "system", word)) if word.endswith(".py") else \
            word.split("-")[0] in fault_model.__doc__, word
    listed = re.findall(r"^    ([a-z-]+(?:, [a-z-]+)*)", fault_model.__doc__, re.M)
    kinds = {name.split("-")[0] for names in listed for name in names.split(", ")}
    assert kinds - {word.split("-")[0] for word in told} == {"calm"}, kinds


finish()
