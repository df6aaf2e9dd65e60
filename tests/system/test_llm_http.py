# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP transport by itself against every fault of a server: the right exit status after the right
number of requests, in time, and never a word of the key."""
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from support import FISC, finish, test

HERE = os.path.dirname(os.path.abspath(__file__))
PROBE = os.path.join(os.path.dirname(FISC), "tests", "system", "http_probe")
KEY = "sk-CANARY"
NO_SERVER, NO_PERMISSION = 69, 77
LINE = re.compile(r"status=(\d+) done=(\d+) retries=(\d+) seconds=([0-9.]+) message=(.*)")
OWN_ENV = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Outcome:
    """What the probe said and what the server saw."""

    def __init__(self, done, seconds, stats):
        self.text, self.seconds, self.stats, self.code = done.stdout + done.stderr, seconds, stats, done.returncode
        line = LINE.match(done.stdout)
        assert line, (done.returncode, self.text)
        assert int(line[1]) == done.returncode, self.text
        self.done, self.retries, self.message = int(line[2]), int(line[3]), line[5]
        self.requests = stats.get("requests", 0)

    def __repr__(self):
        return f"exit {self.code}, {self.requests} requests, {self.seconds:.2f} s: {self.text.strip()}"


def probe(url, scenario, number, key, timeout_s, max_attempts, deadline_s):
    begun = time.monotonic()
    try:
        done = subprocess.run([PROBE, url, str(number), scenario, key or "-", str(timeout_s), str(max_attempts)],
                              capture_output=True, text=True, env=OWN_ENV, timeout=deadline_s + 1, check=False)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{scenario}: not back {deadline_s} + 1 s after it began") from None
    return done, time.monotonic() - begun


def meet(scenario, number=1, key=KEY, timeout_s=1, max_attempts=2, wait_s=0.0):
    """One probe against a server of its own.  The deadline: all attempts, the longest backoffs between
    them (0.5 s 2^k), the waits that the server asked for; one second more is a failure."""
    deadline_s = max_attempts * timeout_s + sum(0.5 * 2**k for k in range(1, max_attempts)) + wait_s
    with subprocess.Popen([sys.executable, os.path.join(HERE, "fault_server.py")], stdout=subprocess.PIPE,
                          text=True) as server:
        try:
            root = f"http://127.0.0.1:{int(server.stdout.readline())}"
            done, seconds = probe(root + "/v1", scenario, number, key, timeout_s, max_attempts, deadline_s)
            with LOCAL.open(root + "/stats", timeout=5) as reply:
                stats = json.load(reply)
        finally:
            server.terminate()
    outcome = Outcome(done, seconds, stats)
    assert KEY not in outcome.text, outcome
    return outcome


def meet_all(scenarios, **keywords):
    """Side by side, as most of the time is waiting; {scenario: outcome}."""
    with ThreadPoolExecutor(6) as pool:
        return dict(zip(scenarios, pool.map(lambda scenario: meet(scenario, **keywords), scenarios)))


@test
def a_good_server_answers_every_request_once(folder):
    outcome = meet("good delay-20", number=200, timeout_s=10)
    assert outcome.code == 0 and outcome.done == 200 and outcome.requests == 200, outcome
    assert outcome.retries == 0 and 2 <= outcome.stats["max_concurrent"] <= 64, outcome.stats["max_concurrent"]
    assert set(outcome.stats["authorizations"]) == {"Bearer " + KEY}
    assert meet("good", key=None).stats["authorizations"] == [None]


@test
def a_refused_key_ends_at_once(folder):
    for scenario, outcome in meet_all(["status-401", "status-403", "status-401 echo", "status-403 after-1"],
                                      max_attempts=6).items():
        assert outcome.code == NO_PERMISSION and outcome.requests == 1, (scenario, outcome)
        assert outcome.seconds < 2 and outcome.done == 0 and "key" in outcome.message, (scenario, outcome)


@test
def what_asking_again_cannot_mend_ends_at_once(folder):
    statuses = [f"status-{status}" for status in (400, 402, 404, 405, 413, 422)]
    for scenario, outcome in meet_all(statuses, max_attempts=6).items():
        assert outcome.code == NO_SERVER and outcome.requests == 1, (scenario, outcome)
        assert outcome.seconds < 2, (scenario, outcome)
        assert scenario[-3:] in outcome.message and "as asked" in outcome.message, (scenario, outcome)


@test
def what_may_pass_is_tried_so_often_and_no_more(folder):
    statuses = [f"status-{status}" for status in (408, 409, 425, 500, 502, 503, 504)]
    for scenario, outcome in meet_all(statuses).items():
        assert outcome.code == NO_SERVER and outcome.requests == 2, (scenario, outcome)
        assert "after 2 attempts" in outcome.message, (scenario, outcome)
    outcome = meet("status-500", max_attempts=4)
    assert outcome.code == NO_SERVER and outcome.requests == 4 and outcome.retries == 3, outcome


@test
def a_few_faults_are_got_over(folder):
    faults = ["status-500", "status-503", "reset-before", "reset-middle", "short", "empty", "stall"]
    for scenario, outcome in meet_all([fault + " times-2" for fault in faults], max_attempts=3).items():
        assert outcome.code == 0 and outcome.done == 1, (scenario, outcome)
        assert outcome.requests == 3 and outcome.retries == 2, (scenario, outcome)


@test
def a_wait_that_is_asked_for_is_kept(folder):
    waits = {"status-429 after-2": 2.0, "status-503 after-2": 2.0, "status-529 after-1": 1.0,
             "status-429 date-1": 1.0, "status-429 ms-1500": 1.5, "status-500 after-2": 2.0}
    found = meet_all([scenario + " times-1" for scenario in waits], wait_s=4)
    for scenario, least_s in waits.items():
        outcome = found[scenario + " times-1"]
        assert outcome.code == 0 and outcome.requests == 2, (scenario, outcome)
        assert least_s - 0.01 <= outcome.seconds < least_s + 3, (scenario, outcome)


@test
def being_throttled_is_no_failure_of_an_attempt(folder):
    outcome = meet("status-429 after-0 times-5", max_attempts=1, wait_s=2)
    assert outcome.code == 0 and outcome.done == 1 and outcome.requests == 6, outcome


@test
def a_wait_longer_than_allowed_ends_at_once(folder):
    for scenario, outcome in meet_all(["status-429 after-1000000", "status-503 after-1000000"]).items():
        assert outcome.code == NO_SERVER and outcome.requests == 1, (scenario, outcome)
        assert outcome.seconds < 2 and "1000000" in outcome.message, (scenario, outcome)


@test
def a_wait_that_comes_with_another_status_has_the_same_bound(folder):
    for scenario, outcome in meet_all(["status-500 after-1000000", "status-408 after-1000000"]).items():
        assert outcome.code == NO_SERVER, (scenario, outcome)


@test
def a_server_that_throttles_without_a_wait_is_not_stormed(folder):
    # 50 refusals at 0 s: a client without a pause of its own is through in a blink.
    outcome = meet("status-429 after-0 times-50", wait_s=60)
    assert outcome.code == 0 and outcome.seconds > 0.5, outcome


@test
def faults_of_transport_end_within_their_deadline(folder):
    faults = ["reset-before", "reset-middle", "short", "slow", "stall", "large", "header", "empty"]
    for scenario, outcome in meet_all(faults).items():
        assert outcome.code == NO_SERVER and outcome.done == 0, (scenario, outcome)
        assert outcome.requests == 2 and "after 2 attempts" in outcome.message, (scenario, outcome)
    assert "longer than" in meet("large", timeout_s=5, max_attempts=1).message


@test
def another_content_type_is_left_to_the_reader(folder):
    outcome = meet("html")
    assert outcome.code == 0 and outcome.done == 1 and outcome.requests == 1, outcome


@test
def no_redirect_is_followed(folder):
    outcome = meet("redirect")
    assert outcome.code == NO_SERVER and outcome.requests == 1 and "301" in outcome.message, outcome
    assert outcome.stats["elsewhere_requests"] == 0, outcome.stats


@test
def the_key_is_in_no_word_of_an_echoed_error(folder):
    scenarios = [f"status-{status} echo" for status in (400, 401, 422, 500)] + ["status-429 echo after-99"]
    for scenario, outcome in meet_all(scenarios).items():
        assert outcome.code in (NO_SERVER, NO_PERMISSION), (scenario, outcome)
        assert "your key was" in outcome.message and "CANARY" not in outcome.text, (scenario, outcome)
        assert outcome.stats["authorizations"][0] == "Bearer " + KEY


@test
def no_part_of_the_key_is_left_where_an_error_is_cut(folder):
    # The words are cut at some length: wherever that falls, no beginning of the key may stay.
    for scenario, outcome in meet_all([f"status-400 echo pad-{pad}" for pad in range(224, 240, 2)]).items():
        assert "sk-" not in outcome.text, (scenario, outcome)


@test
def a_server_that_is_not_there_is_said_to_be_away(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        done, seconds = probe(url, "good", 1, KEY, 1, 2, 3.0)
    outcome = Outcome(done, seconds, {})
    assert outcome.code == NO_SERVER and "after 2 attempts" in outcome.message, outcome
    assert KEY not in outcome.text and url in outcome.message, outcome


@test
def addresses_of_other_protocols_are_refused(folder):
    for url in ("file:///etc/hostname", "gopher://127.0.0.1:1/", "ftp://127.0.0.1:1/"):
        done, seconds = probe(url, "good", 1, KEY, 1, 1, 1.0)
        outcome = Outcome(done, seconds, {})
        assert outcome.code == NO_SERVER and outcome.done == 0 and KEY not in outcome.text, (url, outcome)


@test
def a_few_faults_leave_no_request_of_a_batch_behind(folder):
    outcome = meet("status-503 times-2", number=20, timeout_s=5)
    assert outcome.code == 0 and outcome.done == 20 and outcome.requests == 22, outcome


finish()
